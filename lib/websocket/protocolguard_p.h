// SPDX-License-Identifier: MIT
// Tells a function that reaches slots whether the protocol object is still there, and in
// this thread. A QPointer tells that, too, but what it points to pays with an allocation
// for the rest of its life; so those are for the way to the end.
#pragma once

#include "websocket/websocketadapterprotocol_p.h"

#include <utility>

namespace Gantry {

//! On the stack, in the protocol's thread.
class ProtocolGuard
{
public:
    //! Where it were inlined GCC 12 would see a local's address being stored, and not that
    //! the destructor takes it out again.
    Q_NEVER_INLINE explicit ProtocolGuard(WebSocketAdapterProtocolPrivate &protocol) noexcept
        : m_protocol(&protocol)
        , m_outer(std::exchange(protocol.m_guard, this))
    { }
    ~ProtocolGuard()
    {
        if (m_protocol)
            m_protocol->m_guard = m_outer;
    }
    Q_DISABLE_COPY_MOVE(ProtocolGuard)

    explicit operator bool() const noexcept { return m_protocol != nullptr; }

    //! \a protocol goes: all its guards say so from now on.
    static void release(WebSocketAdapterProtocolPrivate &protocol) noexcept
    {
        for (auto *guard = std::exchange(protocol.m_guard, nullptr); guard; guard = guard->m_outer)
            guard->m_protocol = nullptr;
    }

private:
    WebSocketAdapterProtocolPrivate *m_protocol;
    ProtocolGuard *m_outer;
};

} // namespace Gantry

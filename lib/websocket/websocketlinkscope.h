// SPDX-License-Identifier: MIT
#pragma once

#include "websocket/websocketlink.h"

namespace Gantry {

//! Around everything that may reach a slot. The last one to end does what came up
//! meanwhile, in one go; and if a slot deleted the protocol, the link itself goes with
//! it, so nothing of the link may be touched after that.
class WebSocketLink::Scope
{
public:
    enum class Settle : quint8 { Now, Later, Never };

    explicit Scope(WebSocketLink &link, Settle settle = Settle::Now) noexcept
        : m_link(link)
        , m_settle(settle)
    {
        ++m_link.m_depth;
    }
    ~Scope() { m_link.leave(m_settle == Settle::Now, m_settle != Settle::Never); }
    Q_DISABLE_COPY_MOVE(Scope)

private:
    WebSocketLink &m_link;
    //! Later: at the turn's end, for calls that must not reach more slots. Never: who made
    //! this goes on with that itself.
    Settle m_settle;
};

} // namespace Gantry

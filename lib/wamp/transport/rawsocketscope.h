// SPDX-License-Identifier: MIT
// Between the two ends of a call from outside.
#pragma once

#include "wamp/transport/rawsockettransport.h"

namespace Gantry::Wamp {

//! The outermost one that ends brings the world in line with what happened.
class RawSocketTransport::Scope
{
public:
    explicit Scope(RawSocketTransport &transport) noexcept
        : m_transport(transport)
    {
        ++m_transport.m_depth;
    }
    ~Scope()
    {
        if (m_transport.m_depth == 1)
            m_transport.settle();
        --m_transport.m_depth;
    }
    Q_DISABLE_COPY_MOVE(Scope)

private:
    RawSocketTransport &m_transport;
};

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
// Unpredictable numbers for mask keys and handshake nonces (RFC 6455 sections 5.3
// and 10.3), from the operating system's generator.
#pragma once

#include "core/randomsource.h"

#include <QtCore/QByteArray>

#include <array>

namespace Gantry {

class SystemRandom final : public Core::RandomSource
{
public:
    //! One a thread: it keeps a stock, and is not locked.
    static SystemRandom &ofThisThread();

    quint32 nextMaskKey() override;
    //! The value of Sec-WebSocket-Key: base64 of 16 random octets.
    QByteArray nextHandshakeKey();

private:
    //! One system call fills it; at a mask key a frame that is one in 64 sends.
    std::array<quint32, 64> m_stock;
    size_t m_left = 0;
};

} // namespace Gantry

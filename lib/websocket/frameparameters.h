// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QByteArray>

#include <optional>

namespace Gantry {

//! A frame with any header, right or wrong, for WebSocketAdapterProtocol::sendFrame().
struct FrameParameters
{
    quint8 opcode = 1; //!< 0 to 15: 1 text, 2 binary, 0 continuation, 8 close, 9 ping, 10 pong
    QByteArray payload = {};
    bool fin = true;
    quint8 rsv = 0; //!< RSV1 is 4, RSV2 is 2, RSV3 is 1
    //! The mask in the order of the wire, 0x37fa213d being 37 fa 21 3d. nullopt: a random
    //! one where this side masks its frames, else none.
    std::optional<quint32> maskKey = std::nullopt;
    //! What the header says in the place of payload.size().
    std::optional<quint64> payloadLength = std::nullopt;
    //! Octets of each write to the transport; 0: all in one.
    qsizetype chopSize = 0;
    bool operator==(const FrameParameters &) const = default;
};

//! A frame that was seen: its header, field by field (RFC 6455 section 5.2).
struct FrameInfo
{
    quint8 opcode = 0;
    bool fin = true;
    quint8 rsv = 0; //!< as in FrameParameters
    bool masked = false;
    quint32 maskKey = 0; //!< as in FrameParameters
    quint64 payloadLength = 0; //!< octets on the wire
    bool operator==(const FrameInfo &) const = default;
};

} // namespace Gantry

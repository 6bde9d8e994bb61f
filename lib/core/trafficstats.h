// SPDX-License-Identifier: MIT
// How much went over one connection, on three levels: the wire, WebSocket, and the
// application. The names are autobahn's.
#pragma once

#include "export.h"

#include <QtCore/qglobal.h>

#include <optional>

class QJsonObject;

namespace Gantry::Core {

//! Octets, frames and messages in both directions.
//!
//! Wire level: every octet handed to the transport or taken from it, headers and
//! control frames included; inside TLS, as they are before encryption. WebSocket level:
//! payload of data frames as it travels, which is compressed where that was agreed on.
//! App level: payload of messages as the application gives and gets it.
struct TrafficStats
{
    // Up to the end of the opening handshake: its two heads, or a refusal.
    quint64 preopenIncomingOctetsWireLevel = 0;
    quint64 preopenOutgoingOctetsWireLevel = 0;

    // From then on.
    quint64 incomingOctetsWireLevel = 0;
    quint64 incomingOctetsWebSocketLevel = 0;
    quint64 incomingOctetsAppLevel = 0;
    quint64 incomingWebSocketFrames = 0; //!< data frames
    quint64 incomingControlFrames = 0; //!< close, ping, pong
    quint64 incomingWebSocketMessages = 0;

    quint64 outgoingOctetsWireLevel = 0;
    quint64 outgoingOctetsWebSocketLevel = 0;
    quint64 outgoingOctetsAppLevel = 0;
    quint64 outgoingWebSocketFrames = 0;
    quint64 outgoingControlFrames = 0;
    quint64 outgoingWebSocketMessages = 0;

    //! WebSocket level by app level: 0.2 means that compression left a fifth. nullopt
    //! before the first octet.
    std::optional<double> incomingCompressionRatio() const noexcept;
    std::optional<double> outgoingCompressionRatio() const noexcept;
    //! What is no payload by what is: 0.1 means ten octets of headers and control frames
    //! to a hundred of payload. nullopt before the first octet of payload.
    std::optional<double> incomingWebSocketOverhead() const noexcept;
    std::optional<double> outgoingWebSocketOverhead() const noexcept;

    //! Every member by its name, and the four figures above, null where they have no
    //! value.
    GANTRY_WEBSOCKET_EXPORT QJsonObject toJson() const;

    bool operator==(const TrafficStats &) const = default;
};

inline std::optional<double> TrafficStats::incomingCompressionRatio() const noexcept
{
    if (incomingOctetsAppLevel == 0)
        return std::nullopt;
    return double(incomingOctetsWebSocketLevel) / double(incomingOctetsAppLevel);
}

inline std::optional<double> TrafficStats::outgoingCompressionRatio() const noexcept
{
    if (outgoingOctetsAppLevel == 0)
        return std::nullopt;
    return double(outgoingOctetsWebSocketLevel) / double(outgoingOctetsAppLevel);
}

inline std::optional<double> TrafficStats::incomingWebSocketOverhead() const noexcept
{
    if (incomingOctetsWebSocketLevel == 0)
        return std::nullopt;
    return (double(incomingOctetsWireLevel) - double(incomingOctetsWebSocketLevel))
        / double(incomingOctetsWebSocketLevel);
}

inline std::optional<double> TrafficStats::outgoingWebSocketOverhead() const noexcept
{
    if (outgoingOctetsWebSocketLevel == 0)
        return std::nullopt;
    return (double(outgoingOctetsWireLevel) - double(outgoingOctetsWebSocketLevel))
        / double(outgoingOctetsWebSocketLevel);
}

} // namespace Gantry::Core

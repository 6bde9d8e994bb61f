// SPDX-License-Identifier: MIT
// The life of a connection as a table: state x input -> state. A pair that is not
// in the table cannot happen, and asking for it changes nothing.
#pragma once

#include <QtCore/qglobal.h>

#include <optional>

namespace Gantry::Core {

enum class ConnectionState : quint8 {
    Connecting, //!< the opening handshake is under way
    Open,
    Closing, //!< a close frame or a refusing answer was sent; what arrives is read for a close frame only
    Closed, //!< the transport is gone or has been told to go
};

enum class ConnectionInput : quint8 {
    HandshakeDone,
    HandshakeFailed,
    CloseSent, //!< we began the closing handshake
    CloseAnswered, //!< the peer began it and we answered
    CloseReceived, //!< the answer to ours
    Failed, //!< the peer broke a rule and was told so
    Dropped, //!< we give the transport up without further words
    TransportClosed,
};

std::optional<ConnectionState> nextState(ConnectionState state, ConnectionInput input) noexcept;

} // namespace Gantry::Core

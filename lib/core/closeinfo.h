// SPDX-License-Identifier: MIT
#pragma once

#include "closecode.h"

namespace Gantry::Core {

//! Who ended a connection.
enum class ClosedBy : quint8 { Nobody, Local, Remote, Transport };

//! How far it had come.
enum class ClosePhase : quint8 { Connecting, TlsHandshake, OpeningHandshake, Open, Closing };

//! Why the transport ended, as its owner tells the engine.
enum class TransportEnd : quint8 { Clean, Lost, Aborted, TlsError, Timeout, ConnectFailed };

//! The end of a connection, complete.
struct CloseInfo
{
    bool wasClean = false; //!< both close frames travelled
    //! What onClose carries: the peer's code (1005 if it sent none) after a clean
    //! close, the code of the rule after a violation we saw, 1006 or 1015 otherwise.
    quint16 code = quint16(CloseCode::Abnormal);
    QByteArray reason = {}; //!< UTF-8
    ClosedBy by = ClosedBy::Nobody;
    ClosePhase phase = ClosePhase::Connecting;
    quint16 localCode = 0; //!< what we sent, 0: nothing
    quint16 remoteCode = 0; //!< what came, 0: no close frame, 1005: one without a code
    int httpStatus = 0; //!< of a refused opening handshake, 0 otherwise
    bool operator==(const CloseInfo &) const = default;
};

} // namespace Gantry::Core

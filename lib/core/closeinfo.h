// SPDX-License-Identifier: MIT
#pragma once

#include "closecode.h"

namespace Gantry::Core {

//! Who ended a connection.
enum class ClosedBy : quint8 { Nobody, Local, Remote, Transport };

//! How far it had come, in this order. Those before OpeningHandshake are a client's.
enum class ClosePhase : quint8 {
    NameLookup,
    Connecting, //!< reaching the host, or the proxy
    Proxy, //!< the proxy was asked for the host
    TlsHandshake,
    OpeningHandshake,
    Open,
    Closing,
};

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
    //! Of a refused opening handshake, or in the phase Proxy of the proxy; 0 otherwise.
    int httpStatus = 0;
    bool operator==(const CloseInfo &) const = default;
};

} // namespace Gantry::Core

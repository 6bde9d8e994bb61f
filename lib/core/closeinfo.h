// SPDX-License-Identifier: MIT
#pragma once

#include "closecode.h"
#include "violation.h"

#include <optional>

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

//! The deadline that ended a connection.
enum class CloseTimeout : quint8 {
    None, //!< it ended otherwise
    Connect, //!< the transport, TLS included, did not come up in time
    OpeningHandshake, //!< openHandshakeTimeout
    ClosingHandshake, //!< closeHandshakeTimeout
    ServerConnectionDrop, //!< client: both close frames travelled, the server kept TCP open
    AutoPing, //!< autoPingTimeout
};

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
    QByteArray localReason = {}; //!< what went with localCode, UTF-8
    QByteArray remoteReason = {}; //!< what came with remoteCode, UTF-8
    //! Also set where the close frames had travelled, so that the end is clean.
    CloseTimeout timeout = CloseTimeout::None;
    std::optional<Violation> violation = {}; //!< the rule that the peer broke

    //! A frame over maxFrameBytes, or a message over maxMessageBytes, came.
    bool wasMaxFramePayloadSizeExceeded() const noexcept { return violation == Violation::FrameTooBig; }
    bool wasMaxMessagePayloadSizeExceeded() const noexcept { return violation == Violation::MessageTooBig; }
    bool operator==(const CloseInfo &) const = default;
};

} // namespace Gantry::Core

// SPDX-License-Identifier: MIT
#pragma once

#include "export.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

namespace Gantry::Core {

//! RFC 6455 section 7.4.1 and the IANA registry. Values a peer may send that are
//! not listed here (3000-4999) travel as numbers.
enum class CloseCode : quint16 {
    Normal = 1000,
    GoingAway = 1001,
    ProtocolError = 1002,
    UnsupportedData = 1003,
    NoStatus = 1005, //!< never on the wire: a close frame without a code came
    Abnormal = 1006, //!< never on the wire: no close frame came
    InvalidPayload = 1007,
    PolicyViolation = 1008,
    MessageTooBig = 1009,
    MandatoryExtension = 1010,
    InternalError = 1011,
    ServiceRestart = 1012,
    TryAgainLater = 1013,
    BadGateway = 1014,
    TlsHandshake = 1015, //!< never on the wire: the TLS handshake failed
};

//! RFC 6455 section 5.5: a control frame carries at most 125 octets, two of
//! which are the code.
inline constexpr int MaxCloseReasonBytes = 123;

//! Whether a peer may put \a code in a close frame: 1000-1003, 1007-1014,
//! 3000-4999.
GANTRY_WEBSOCKET_EXPORT bool isReceivableCloseCode(quint16 code) noexcept;

//! Whether an application may close with \a code: 1000, 1001, 1003, 1007 to 1014 and
//! 3000 to 4999. 1002 and the codes that never travel are the engine's own.
GANTRY_WEBSOCKET_EXPORT bool isSendableCloseCode(quint16 code) noexcept;

//! The registry's name for \a code in English, for logs and tools; empty if it
//! has none.
GANTRY_WEBSOCKET_EXPORT QByteArrayView closeCodeName(quint16 code) noexcept;

//! \a reason cut to MaxCloseReasonBytes without splitting a code point.
GANTRY_WEBSOCKET_EXPORT QByteArray truncatedCloseReason(QByteArrayView reason);

} // namespace Gantry::Core

// SPDX-License-Identifier: MIT
#include "core/closecode.h"

namespace Gantry::Core {

namespace {

//! 3000-3999 are registered with IANA by libraries, 4000-4999 are private.
constexpr bool isApplicationCode(quint16 code)
{
    return code >= 3000 && code <= 4999;
}

constexpr bool isContinuationOctet(char octet)
{
    return (quint8(octet) & 0xC0) == 0x80;
}

} // namespace

bool isReceivableCloseCode(quint16 code) noexcept
{
    // RFC 6455 section 7.4.1: 1005, 1006 and 1015 "MUST NOT be set as a status code
    // in a Close control frame by an endpoint"; 1004 is reserved, and below 3000
    // what the registry does not list is reserved for the protocol.
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || isApplicationCode(code);
}

bool isSendableCloseCode(quint16 code) noexcept
{
    return isReceivableCloseCode(code) && code != quint16(CloseCode::ProtocolError);
}

QByteArrayView closeCodeName(quint16 code) noexcept
{
    switch (CloseCode(code)) {
    case CloseCode::Normal:
        return "Normal Closure";
    case CloseCode::GoingAway:
        return "Going Away";
    case CloseCode::ProtocolError:
        return "Protocol error";
    case CloseCode::UnsupportedData:
        return "Unsupported Data";
    case CloseCode::NoStatus:
        return "No Status Rcvd";
    case CloseCode::Abnormal:
        return "Abnormal Closure";
    case CloseCode::InvalidPayload:
        return "Invalid frame payload data";
    case CloseCode::PolicyViolation:
        return "Policy Violation";
    case CloseCode::MessageTooBig:
        return "Message Too Big";
    case CloseCode::MandatoryExtension:
        return "Mandatory Ext.";
    case CloseCode::InternalError:
        return "Internal Error";
    case CloseCode::ServiceRestart:
        return "Service Restart";
    case CloseCode::TryAgainLater:
        return "Try Again Later";
    case CloseCode::BadGateway:
        return "Bad Gateway";
    case CloseCode::TlsHandshake:
        return "TLS handshake";
    }
    return {};
}

QByteArray truncatedCloseReason(QByteArrayView reason)
{
    qsizetype size = qMin<qsizetype>(reason.size(), MaxCloseReasonBytes);
    // What stands at the cut must begin a code point; a code point has at most three
    // continuation octets, so text that is not UTF-8 loses no more than those.
    for (int i = 0; i < 3 && size < reason.size() && size > 0 && isContinuationOctet(reason[size]); ++i)
        --size;
    return reason.first(size).toByteArray();
}

} // namespace Gantry::Core

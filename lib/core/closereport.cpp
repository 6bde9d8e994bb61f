// SPDX-License-Identifier: MIT
#include "core/closereport.h"

namespace Gantry::Core {

namespace {

QByteArrayView textOf(TransportEnd end) noexcept
{
    switch (end) {
    case TransportEnd::Clean:
        return "the peer ended the connection without a close frame";
    case TransportEnd::Lost:
        return "the connection was lost";
    case TransportEnd::Aborted:
        return "the connection was aborted";
    case TransportEnd::TlsError:
        return "TLS failed";
    case TransportEnd::Timeout:
        return "connecting took too long";
    case TransportEnd::ConnectFailed:
        return "the connection could not be made";
    }
    Q_UNREACHABLE();
}

} // namespace

void CloseReport::closeSent(quint16 code, QByteArrayView reason)
{
    m_info.localCode = code == 0 ? quint16(CloseCode::NoStatus) : code;
    m_info.localReason = reason.toByteArray();
    setCause(ClosedBy::Local, quint16(CloseCode::Abnormal), reason);
}

void CloseReport::closeReceived(quint16 code, QByteArrayView reason)
{
    m_info.remoteCode = code;
    m_info.remoteReason = reason.toByteArray();
    setCause(ClosedBy::Remote, code, reason);
    if (m_ended)
        return;
    // RFC 6455 section 7.1.5: the connection's close code is the one that came.
    m_info.code = code;
    m_info.reason = reason.toByteArray();
}

void CloseReport::ended(ClosedBy by, CloseCode code, QByteArrayView reason, int httpStatus)
{
    if (m_ended || wasClean())
        return;
    m_ended = true;
    m_info.httpStatus = httpStatus;
    if (!m_hasCause) {
        setCause(by, quint16(code), reason);
        return;
    }
    // A closing handshake that we had begun did not come to its end.
    m_info.code = quint16(code);
    m_info.reason = reason.toByteArray();
}

void CloseReport::ruleBroken(Violation violation) noexcept
{
    if (!m_info.violation)
        m_info.violation = violation;
}

void CloseReport::timedOut(CloseTimeout timeout) noexcept
{
    if (m_info.timeout == CloseTimeout::None)
        m_info.timeout = timeout;
}

const CloseInfo &CloseReport::finish(TransportEnd end, QByteArrayView text)
{
    if (end == TransportEnd::Timeout)
        timedOut(CloseTimeout::Connect);
    m_info.wasClean = wasClean();
    if (m_info.wasClean || m_ended)
        return m_info;
    const auto code = end == TransportEnd::TlsError ? CloseCode::TlsHandshake : CloseCode::Abnormal;
    const auto by = end == TransportEnd::Clean ? ClosedBy::Remote : ClosedBy::Transport;
    ended(by, code, text.isEmpty() ? textOf(end) : text);
    return m_info;
}

void CloseReport::setCause(ClosedBy by, quint16 code, QByteArrayView reason)
{
    if (m_hasCause)
        return;
    m_hasCause = true;
    m_info.by = by;
    m_info.phase = m_phase;
    m_info.code = code;
    m_info.reason = reason.toByteArray();
}

} // namespace Gantry::Core

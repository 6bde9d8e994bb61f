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

CloseInfo &CloseReport::note()
{
    if (!m_info)
        m_info = std::make_unique<CloseInfo>();
    return *m_info;
}

const CloseInfo &CloseReport::info() const noexcept
{
    static const CloseInfo nothing;
    return m_info ? *m_info : nothing;
}

void CloseReport::closeSent(quint16 code, QByteArrayView reason)
{
    note().localCode = code == 0 ? quint16(CloseCode::NoStatus) : code;
    note().localReason = reason.toByteArray();
    setCause(ClosedBy::Local, quint16(CloseCode::Abnormal), reason);
}

void CloseReport::closeReceived(quint16 code, QByteArrayView reason)
{
    note().remoteCode = code;
    note().remoteReason = reason.toByteArray();
    setCause(ClosedBy::Remote, code, reason);
    if (m_ended)
        return;
    // RFC 6455 section 7.1.5: the connection's close code is the one that came.
    note().code = code;
    note().reason = reason.toByteArray();
}

void CloseReport::ended(ClosedBy by, CloseCode code, QByteArrayView reason, int httpStatus)
{
    if (m_ended || wasClean())
        return;
    m_ended = true;
    note().httpStatus = httpStatus;
    if (!m_hasCause) {
        setCause(by, quint16(code), reason);
        return;
    }
    // A closing handshake that we had begun did not come to its end.
    note().code = quint16(code);
    note().reason = reason.toByteArray();
}

void CloseReport::ruleBroken(Violation violation)
{
    if (!note().violation)
        note().violation = violation;
}

void CloseReport::timedOut(CloseTimeout timeout)
{
    if (note().timeout == CloseTimeout::None)
        note().timeout = timeout;
}

const CloseInfo &CloseReport::finish(TransportEnd end, QByteArrayView text)
{
    if (end == TransportEnd::Timeout)
        timedOut(CloseTimeout::Connect);
    note().wasClean = wasClean();
    if (note().wasClean || m_ended)
        return note();
    const auto code = end == TransportEnd::TlsError ? CloseCode::TlsHandshake : CloseCode::Abnormal;
    const auto by = end == TransportEnd::Clean ? ClosedBy::Remote : ClosedBy::Transport;
    ended(by, code, text.isEmpty() ? textOf(end) : text);
    return note();
}

void CloseReport::setCause(ClosedBy by, quint16 code, QByteArrayView reason)
{
    if (m_hasCause)
        return;
    m_hasCause = true;
    note().by = by;
    note().phase = m_phase;
    note().code = code;
    note().reason = reason.toByteArray();
}

} // namespace Gantry::Core

// SPDX-License-Identifier: MIT
#include "websocket/transport/connectattempt.h"

#include "websocket/deletesoon.h"
#include "websocket/transport/localconnectattempt.h"
#include "websocket/transport/tcpconnectattempt.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

QString textOf(Core::ClosePhase phase)
{
    using Core::ClosePhase;
    switch (phase) {
    case ClosePhase::NameLookup:
        return u"looking up the name"_s;
    case ClosePhase::Proxy:
        return u"waiting for the proxy"_s;
    case ClosePhase::TlsHandshake:
        return u"in the TLS handshake"_s;
    case ClosePhase::Connecting:
    case ClosePhase::OpeningHandshake:
    case ClosePhase::Open:
    case ClosePhase::Closing:
        break;
    }
    return u"reaching the host"_s;
}

} // namespace

std::unique_ptr<ConnectAttempt> ConnectAttempt::make(const ConnectTarget &target)
{
    if (target.address.isLocal)
        return std::make_unique<LocalConnectAttempt>(target);
    return std::make_unique<TcpConnectAttempt>(target);
}

void ConnectAttempt::start()
{
    if (m_timeout.count() > 0) {
        m_deadline = std::chrono::steady_clock::now() + m_timeout;
        DeadlineQueue::schedule(this, m_deadline);
    }
    startConnecting();
}

void ConnectAttempt::cancel()
{
    if (finish())
        dropSocket();
    succeeded = nullptr;
    failed = nullptr;
    deleteSoon(this);
}

//! Whether this is the first end of it.
bool ConnectAttempt::finish()
{
    DeadlineQueue::cancel(this);
    return !std::exchange(m_isOver, true);
}

void ConnectAttempt::succeed(std::unique_ptr<Transport> transport)
{
    if (!finish())
        return;
    const auto report = std::move(succeeded);
    report(std::move(transport));
}

void ConnectAttempt::fail(Core::TransportEnd end, const QString &text, int httpStatus)
{
    if (!finish())
        return;
    const ConnectFailure failure{.end = end, .phase = m_phase, .text = text, .httpStatus = httpStatus};
    // A socket can fail inside the call that starts it.
    QMetaObject::invokeMethod(
        this,
        [this, failure] {
            if (const auto report = std::move(failed)) // else it was cancelled
                report(failure);
        },
        Qt::QueuedConnection);
    dropSocket();
}

void ConnectAttempt::deadlineReached(Core::TimePoint now)
{
    if (now < m_deadline)
        DeadlineQueue::schedule(this, m_deadline);
    else
        fail(Core::TransportEnd::Timeout,
             u"connecting took longer than %1 ms, %2"_s.arg(m_timeout.count()).arg(textOf(m_phase)));
}

} // namespace Gantry

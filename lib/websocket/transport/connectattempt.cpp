// SPDX-License-Identifier: MIT
#include "websocket/transport/connectattempt.h"

#include "websocket/deletesoon.h"
#include "websocket/transport/localconnectattempt.h"
#include "websocket/transport/tcpconnectattempt.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

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

void ConnectAttempt::fail(Core::TransportEnd end, const QString &text)
{
    if (!finish())
        return;
    // A socket can fail inside the call that starts it.
    QMetaObject::invokeMethod(
        this,
        [this, end, text] {
            if (const auto report = std::move(failed)) // else it was cancelled
                report(end, text);
        },
        Qt::QueuedConnection);
    dropSocket();
}

void ConnectAttempt::deadlineReached(Core::TimePoint now)
{
    if (now < m_deadline)
        DeadlineQueue::schedule(this, m_deadline);
    else
        fail(Core::TransportEnd::Timeout, u"connecting took longer than %1 ms"_s.arg(m_timeout.count()));
}

} // namespace Gantry

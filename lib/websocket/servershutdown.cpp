// SPDX-License-Identifier: MIT
#include "websocket/servershutdown.h"

#include <QtCore/QFutureWatcher>

namespace Gantry {

ServerShutdown::ServerShutdown(QObject *parent, std::function<void()> done)
    : QObject(parent)
    , m_done(std::move(done))
{
    m_promise.start();
}

ServerShutdown::~ServerShutdown()
{
    if (m_done)
        m_done();
    m_promise.finish();
}

//! Those that have to end; their end is waited for from now on.
QList<QPointer<WebSocketServerProtocol>> ServerShutdown::follow()
{
    QList<QPointer<WebSocketServerProtocol>> open;
    const auto protocols =
        parent()->findChildren<WebSocketServerProtocol *>(QString(), Qt::FindDirectChildrenOnly);
    for (WebSocketServerProtocol *protocol : protocols) {
        open.append(protocol);
        m_connections.insert(protocol);
        // Whatever became of it: a protocol deletes itself when it is over.
        connect(protocol, &QObject::destroyed, this, [this](QObject *gone) {
            m_connections.remove(gone);
            finishIfDone();
        });
    }
    return open;
}

void ServerShutdown::start(std::chrono::milliseconds patience)
{
    const auto open = follow();
    m_deadline = std::chrono::steady_clock::now() + patience;
    DeadlineQueue::schedule(this, m_deadline);
    const QPointer<ServerShutdown> guard(this);
    for (const auto &protocol : open) {
        // RFC 6455 section 7.4.1: 1001 "indicates that an endpoint is "going away", such as
        // a server going down". Those that are not open yet are dropped by it.
        if (protocol)
            protocol->sendClose(quint16(CloseCode::GoingAway), QStringLiteral("the server is going down"));
        if (!guard)
            return;
    }
    finishIfDone();
}

void ServerShutdown::drop()
{
    follow();
    const QPointer<ServerShutdown> guard(this);
    dropAll();
    if (guard)
        finishIfDone();
}

void ServerShutdown::arrived()
{
    --m_others;
    finishIfDone();
}

void ServerShutdown::waitFor(const QFuture<void> &other)
{
    expect();
    auto *watcher = new QFutureWatcher<void>(this);
    connect(watcher, &QFutureWatcher<void>::finished, this, &ServerShutdown::arrived);
    watcher->setFuture(other);
}

void ServerShutdown::deadlineReached(Core::TimePoint now)
{
    if (now < m_deadline) {
        DeadlineQueue::schedule(this, m_deadline);
        return;
    }
    dropAll();
}

void ServerShutdown::dropAll()
{
    const QPointer<ServerShutdown> guard(this);
    const QSet<QObject *> late = m_connections;
    for (QObject *connection : late) {
        if (guard && m_connections.contains(connection))
            static_cast<WebSocketServerProtocol *>(connection)->abort();
    }
}

void ServerShutdown::finishIfDone()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_connections.isEmpty() && m_others == 0)
                deleteLater();
        },
        Qt::QueuedConnection);
}

} // namespace Gantry

// SPDX-License-Identifier: MIT
#include "websocket/servershutdown.h"

#include "websocket/websocketserverfactory.h"

#include <QtCore/QFutureWatcher>
#include <QtCore/QPointer>

namespace Gantry {

ServerShutdown::ServerShutdown(WebSocketServerFactory *factory)
    : QObject(factory)
{
    m_promise.start();
}

ServerShutdown::~ServerShutdown()
{
    m_promise.finish();
}

void ServerShutdown::start(std::chrono::milliseconds patience)
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
    m_deadline = std::chrono::steady_clock::now() + patience;
    DeadlineQueue::schedule(this, m_deadline);
    const QPointer<ServerShutdown> guard(this);
    for (const auto &protocol : std::as_const(open)) {
        // RFC 6455 section 7.4.1: 1001 "indicates that an endpoint is "going away", such as
        // a server going down". Those that are not open yet are dropped by it.
        if (protocol)
            protocol->sendClose(quint16(CloseCode::GoingAway), QStringLiteral("the server is going down"));
        if (!guard)
            return;
    }
    finishIfDone();
}

void ServerShutdown::waitFor(const QFuture<void> &other)
{
    ++m_others;
    auto *watcher = new QFutureWatcher<void>(this);
    connect(watcher, &QFutureWatcher<void>::finished, this, [this] {
        --m_others;
        finishIfDone();
    });
    watcher->setFuture(other);
}

void ServerShutdown::deadlineReached(Core::TimePoint now)
{
    if (now < m_deadline) {
        DeadlineQueue::schedule(this, m_deadline);
        return;
    }
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

// SPDX-License-Identifier: MIT
// The orderly end of everything that a server factory has.
#pragma once

#include "websocket/deadlinequeue.h"
#include "websocket/websocketserverprotocol.h"

#include <QtCore/QFuture>
#include <QtCore/QList>
#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtCore/QPromise>
#include <QtCore/QSet>

#include <functional>

namespace Gantry {

//! Ends the connections that are children of its parent; deletes itself when the last of
//! them is gone, and finishes its future in any case, also when the parent is deleted
//! meanwhile.
class ServerShutdown final : public QObject, private DeadlineClient
{
public:
    //! \a done is called before the future is finished.
    explicit ServerShutdown(QObject *parent, std::function<void()> done = {});
    ~ServerShutdown() override;

    //! Says goodbye to all; those that are there after \a patience are dropped.
    void start(std::chrono::milliseconds patience);
    //! Drops all without a word.
    void drop();
    QFuture<void> future() const { return m_promise.future(); }
    //! Waits for that one too.
    void waitFor(const QFuture<void> &other);
    //! Waits for somebody else who will say so.
    void expect() { ++m_others; }
    void arrived();

private:
    QList<QPointer<WebSocketServerProtocol>> follow();
    void dropAll();
    void deadlineReached(Core::TimePoint now) override;
    //! Looked at from the event loop, so that whoever shuts down can add to it.
    void finishIfDone();

    const std::function<void()> m_done;
    QPromise<void> m_promise;
    QSet<QObject *> m_connections;
    Core::TimePoint m_deadline;
    int m_others = 0;
};

} // namespace Gantry

// SPDX-License-Identifier: MIT
// The orderly end of everything that a server factory has.
#pragma once

#include "websocket/deadlinequeue.h"

#include <QtCore/QFuture>
#include <QtCore/QObject>
#include <QtCore/QPromise>
#include <QtCore/QSet>

namespace Gantry {

class WebSocketServerFactory;

//! Child of the factory; deletes itself when the last connection is gone, and finishes its
//! future in any case, also when the factory is deleted meanwhile.
class ServerShutdown final : public QObject, private DeadlineClient
{
public:
    explicit ServerShutdown(WebSocketServerFactory *factory);
    ~ServerShutdown() override;

    //! Says goodbye to all; those that are there after \a patience are dropped.
    void start(std::chrono::milliseconds patience);
    QFuture<void> future() const { return m_promise.future(); }
    //! Waits for that one too.
    void waitFor(const QFuture<void> &other);

private:
    void deadlineReached(Core::TimePoint now) override;
    //! Looked at from the event loop, so that whoever shuts down can add to it.
    void finishIfDone();

    QPromise<void> m_promise;
    QSet<QObject *> m_connections;
    Core::TimePoint m_deadline;
    int m_others = 0;
};

} // namespace Gantry

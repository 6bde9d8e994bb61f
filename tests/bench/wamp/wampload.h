// SPDX-License-Identifier: MIT
// Work for a router: clients that join, and then do a counted number of things.
#pragma once

#include <QtCore/QString>
#include <QtCore/QUrl>

#include <memory>

namespace Gantry::Bench {

enum class WampWork : quint8 { Calls, Events };

struct WampTask
{
    WampWork work = WampWork::Calls;
    int count = 0; //!< calls, or events published
    int inFlight = 1; //!< calls under way at a time, of each caller
    int callers = 1; //!< each with a callee of its own
    int subscribers = 1;
    QString serializer{}; //!< "json", "msgpack", "cbor"

    qint64 operations() const { return qint64(count) * (work == WampWork::Events ? subscribers : 1); }
};

class WampLoad
{
public:
    WampLoad() = default;
    WampLoad(const WampLoad &) = delete;
    WampLoad &operator=(const WampLoad &) = delete;
    virtual ~WampLoad() = default;

    //! Joins everybody. Empty: they are ready; else what went wrong.
    virtual QString prepare(const QUrl &router) = 0;
    //! Does the work; what came back: answered calls, events received by all together.
    virtual qint64 run() = 0;
};

//! python3-autobahn, caller and callee, or publisher and subscriber, each a process.
std::unique_ptr<WampLoad> pythonLoad(const WampTask &task, const QString &script, int core);
//! Clients on Gantry's transports, all in this thread.
std::unique_ptr<WampLoad> ownLoad(const WampTask &task);

} // namespace Gantry::Bench

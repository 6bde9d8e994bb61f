// SPDX-License-Identifier: MIT
// What tests that run long have in common: how long, and waiting without naps.
#pragma once

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QCoreApplication>
#include <QtCore/QDeadlineTimer>
#include <QtCore/QEvent>
#include <QtCore/QSet>
#include <QtCore/QTimer>

#include <mutex>

namespace Gantry::Testing {

//! \a full when somebody has the time (GANTRY_SOAK is set), else \a scaled.
template<typename T>
T soak(T full, T scaled)
{
    return qEnvironmentVariableIsSet("GANTRY_SOAK") ? full : scaled;
}

//! As QTest::qWaitFor(), but without its naps of 10 ms, which add up over thousands.
template<typename Predicate>
bool waitFor(const Predicate &predicate, int milliseconds = 5000)
{
    const QDeadlineTimer deadline(milliseconds);
    QTimer tick; // so that the deadline is seen
    tick.start(100);
    while (!predicate() && !deadline.hasExpired()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return predicate();
}

} // namespace Gantry::Testing

// Of QtCore, where it serves debuggers: private/qhooks_p.h, not installed everywhere.
extern quintptr Q_CORE_EXPORT qtHookData[];

namespace Gantry::Testing {

//! Every QObject of the process that was made since this was.
class ObjectCensus
{
public:
    ObjectCensus()
    {
        qtHookData[AddQObject] = reinterpret_cast<quintptr>(&added);
        qtHookData[RemoveQObject] = reinterpret_cast<quintptr>(&removed);
    }
    ~ObjectCensus() { qtHookData[AddQObject] = qtHookData[RemoveQObject] = 0; }
    Q_DISABLE_COPY_MOVE(ObjectCensus)

    qsizetype objects() const { return living().size(); }
    qsizetype timers() const
    {
        qsizetype count = 0;
        for (QObject *object : std::as_const(living()))
            count += QAbstractEventDispatcher::instance()->registeredTimers(object).size();
        return count;
    }

private:
    enum { AddQObject = 3, RemoveQObject = 4 };
    static QSet<QObject *> &living()
    {
        static QSet<QObject *> set;
        return set;
    }
    static std::mutex &mutex()
    {
        static std::mutex mutex;
        return mutex;
    }
    static void added(QObject *object)
    {
        const std::lock_guard lock(mutex());
        living().insert(object);
    }
    static void removed(QObject *object)
    {
        const std::lock_guard lock(mutex());
        living().remove(object);
    }
};

} // namespace Gantry::Testing

// SPDX-License-Identifier: GPL-3.0-only
// The way of records from the threads where they arise to the thread that shows or
// writes them: bounded, and handed over many at once. What happens at the bound is
// the owner's choice; nothing is ever lost unsaid.
#pragma once

#include "tap/record.h"

#include <QtCore/QBasicTimer>
#include <QtCore/QElapsedTimer>
#include <QtCore/QList>
#include <QtCore/QMutex>
#include <QtCore/QObject>

#include <chrono>

namespace Gantry::Inspector {

//! Lives in the thread that takes the records; push() is for any thread.
class RecordQueue : public QObject
{
    Q_OBJECT

public:
    enum class WhenFull : quint8 {
        Hold, //!< everything is kept and congestionChanged() asks the producers to wait
        Drop, //!< records are counted instead of kept, and a DropRecord follows
    };
    //! A quarter of a second of a fast connection; enough for a window that repaints.
    static constexpr qsizetype DefaultMaxBytes = 64 * 1024 * 1024;
    //! The shortest time between two deliveries: one frame of a 60 Hz screen.
    static constexpr std::chrono::milliseconds Interval{16};
    //! Records that are delivered at once, except by flush().
    static constexpr qsizetype MaxDelivered = 500;
    //! How long the receiver may take of one turn of the event loop; what is left then follows
    //! in the next turns.
    static constexpr std::chrono::milliseconds TurnBudget{6};

    explicit RecordQueue(WhenFull whenFull, qsizetype maxBytes = DefaultMaxBytes, QObject *parent = nullptr);

    void push(Tap::Record record);
    //! Hands over what is there now, without waiting for the interval.
    void flush();

Q_SIGNALS:
    void recordsReady(const QList<Gantry::Tap::Record> &records);
    //! Hold only. Emitted in the thread that found out.
    void congestionChanged(bool congested);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void wake();
    void deliverSome();
    void deliver(qsizetype atMost);
    void take(qsizetype atMost);
    QList<Tap::Record> next(qsizetype atMost);
    bool settle(const QList<Tap::Record> &records);
    bool isOverfull();

    const WhenFull m_whenFull;
    const qsizetype m_maxBytes;
    QBasicTimer m_timer;
    QElapsedTimer m_sinceDelivery;
    QList<Tap::Record> m_taken; // from the threads, and not all delivered yet
    qsizetype m_delivered = 0; // of those

    QMutex m_mutex; // guards what follows
    QList<Tap::Record> m_records;
    qsizetype m_bytes = 0;
    bool m_isAwake = false; // a delivery is on its way
    bool m_isCongested = false;
    Tap::DropRecord m_dropped;
};

} // namespace Gantry::Inspector

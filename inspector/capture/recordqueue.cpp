// SPDX-License-Identifier: GPL-3.0-only
#include "capture/recordqueue.h"

#include "tap/hub.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QTimerEvent>

#include <algorithm>
#include <limits>
#include <utility>

namespace Gantry::Inspector {

namespace {

//! What says how much was lost costs nothing: it has to find its place in a full queue.
qsizetype costOf(const Tap::Record &record)
{
    if (std::holds_alternative<Tap::DropRecord>(record))
        return 0;
    return qsizetype(sizeof(Tap::Record)) + Tap::weightOf(record);
}

} // namespace

RecordQueue::RecordQueue(WhenFull whenFull, qsizetype maxBytes, QObject *parent)
    : QObject(parent)
    , m_whenFull(whenFull)
    , m_maxBytes(maxBytes)
{ }

void RecordQueue::push(Tap::Record record)
{
    const qsizetype weight = costOf(record);
    bool mustWake = false;
    bool becameCongested = false;
    {
        const QMutexLocker lock(&m_mutex);
        const bool isFull = m_bytes >= m_maxBytes;
        if (isFull && m_whenFull == WhenFull::Drop) {
            ++m_dropped.count;
            m_dropped.octets += quint64(Tap::weightOf(record));
            return; // records wait, so a delivery is on its way
        }
        m_records.append(std::move(record));
        m_bytes += weight;
        becameCongested = isFull && !std::exchange(m_isCongested, true);
        mustWake = !std::exchange(m_isAwake, true);
    }
    if (mustWake)
        QMetaObject::invokeMethod(this, &RecordQueue::wake, Qt::QueuedConnection);
    if (becameCongested)
        Q_EMIT congestionChanged(true);
}

void RecordQueue::wake()
{
    if (!m_taken.isEmpty())
        return; // the timer goes on with them
    const std::chrono::milliseconds passed(m_sinceDelivery.isValid() ? m_sinceDelivery.elapsed() : 1000);
    if (passed >= Interval)
        deliverSome();
    else
        m_timer.start(int((Interval - passed).count()), Qt::PreciseTimer, this);
}

void RecordQueue::flush()
{
    deliver(std::numeric_limits<qsizetype>::max());
}

void RecordQueue::deliver(qsizetype atMost)
{
    m_timer.stop();
    take(atMost);
    const QList<Tap::Record> records = next(atMost);
    if (!records.isEmpty())
        Q_EMIT recordsReady(records);
    m_sinceDelivery.start();
    // Only now: while the receiver was busy with these, no more should have come.
    if (settle(records))
        Q_EMIT congestionChanged(false);
}

void RecordQueue::deliverSome()
{
    const QDeadlineTimer deadline(TurnBudget, Qt::PreciseTimer);
    // A queue that drops nothing and is full is emptied at whatever cost: only while this thread
    // is busy with that do those wait who fill it from here.
    do {
        deliver(MaxDelivered);
    } while (!m_taken.isEmpty() && (!deadline.hasExpired() || isOverfull()));
    if (!m_taken.isEmpty())
        m_timer.start(0, this); // in the next turn of the event loop
}

bool RecordQueue::isOverfull()
{
    const QMutexLocker lock(&m_mutex);
    return m_whenFull == WhenFull::Hold && m_bytes >= m_maxBytes;
}

//! Takes over what was pushed, unless enough of the last time is left.
void RecordQueue::take(qsizetype atMost)
{
    if (m_taken.size() - m_delivered >= atMost)
        return;
    m_taken.remove(0, std::exchange(m_delivered, 0)); // what is left is less than a delivery
    const QMutexLocker lock(&m_mutex);
    if (m_taken.isEmpty())
        m_taken.swap(m_records);
    else
        m_taken += std::exchange(m_records, {});
    if (m_dropped.count > 0) {
        Tap::DropRecord dropped = std::exchange(m_dropped, {});
        dropped.head.timeNs = Tap::Hub::now();
        m_taken.append(std::move(dropped));
    }
}

QList<Tap::Record> RecordQueue::next(qsizetype atMost)
{
    const qsizetype count = std::min(atMost, m_taken.size() - m_delivered);
    if (m_delivered == 0 && count == m_taken.size())
        return std::exchange(m_taken, {});
    QList<Tap::Record> records;
    records.reserve(count);
    for (qsizetype i = 0; i < count; ++i)
        records.append(std::move(m_taken[m_delivered++]));
    if (m_delivered == m_taken.size()) {
        m_taken.clear();
        m_delivered = 0;
    }
    return records;
}

//! \a records are delivered. Whether the producers need no longer wait.
bool RecordQueue::settle(const QList<Tap::Record> &records)
{
    qsizetype bytes = 0;
    for (const Tap::Record &record : records)
        bytes += costOf(record);
    const QMutexLocker lock(&m_mutex);
    m_bytes -= bytes;
    if (!m_taken.isEmpty())
        return false;
    m_isAwake = !m_records.isEmpty() || m_dropped.count > 0;
    if (m_isAwake)
        QMetaObject::invokeMethod(this, &RecordQueue::wake, Qt::QueuedConnection);
    return m_bytes < m_maxBytes && std::exchange(m_isCongested, false);
}

void RecordQueue::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer.timerId())
        deliverSome();
}

} // namespace Gantry::Inspector

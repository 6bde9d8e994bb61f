// SPDX-License-Identifier: GPL-3.0-only
#include "capture/recordqueue.h"

#include "tap/hub.h"

#include <QtCore/QTimerEvent>

namespace Gantry::Inspector {

RecordQueue::RecordQueue(WhenFull whenFull, qsizetype maxBytes, QObject *parent)
    : QObject(parent)
    , m_whenFull(whenFull)
    , m_maxBytes(maxBytes)
{ }

void RecordQueue::push(Tap::Record record)
{
    const qsizetype weight = qsizetype(sizeof(Tap::Record)) + Tap::weightOf(record);
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
    const std::chrono::milliseconds passed(m_sinceDelivery.isValid() ? m_sinceDelivery.elapsed() : 1000);
    if (passed >= Interval)
        flush();
    else
        m_timer.start(int((Interval - passed).count()), Qt::PreciseTimer, this);
}

void RecordQueue::flush()
{
    m_timer.stop();
    bool wasCongested = false;
    QList<Tap::Record> records;
    {
        const QMutexLocker lock(&m_mutex);
        records = take();
        m_isAwake = false;
        wasCongested = std::exchange(m_isCongested, false);
    }
    if (!records.isEmpty())
        Q_EMIT recordsReady(records);
    m_sinceDelivery.start();
    // Only now: while the receiver was busy with these, no more should have come.
    if (wasCongested)
        Q_EMIT congestionChanged(false);
}

QList<Tap::Record> RecordQueue::take()
{
    QList<Tap::Record> records = std::exchange(m_records, {});
    m_bytes = 0;
    if (m_dropped.count > 0) {
        Tap::DropRecord dropped = std::exchange(m_dropped, {});
        dropped.head.timeNs = Tap::Hub::now();
        records.append(std::move(dropped));
    }
    return records;
}

void RecordQueue::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_timer.timerId())
        flush();
}

} // namespace Gantry::Inspector

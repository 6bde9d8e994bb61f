// SPDX-License-Identifier: GPL-3.0-only
#include "capture/recordqueue.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QThread>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <memory>

using namespace Gantry;
using namespace Gantry::Inspector;
using WhenFull = RecordQueue::WhenFull;

class TestRecordQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deliversAllInOrderAndManyAtOnce();
    void leavesAnIntervalBetweenDeliveries();
    void aBurstIsSpreadOverTurns();
    void flushDeliversAtOnce();
    void countsWhatItHasNoRoomFor();
    void asksProducersToWait();
};

namespace {

Tap::Record frame(quint64 number, qsizetype size = 0)
{
    Tap::FrameRecord record;
    record.head.connection = number;
    record.payload = QByteArray(size, 'x');
    return record;
}

//! Everything that a queue delivered.
class Receiver : public QObject
{
public:
    explicit Receiver(RecordQueue &queue)
    {
        connect(&queue, &RecordQueue::recordsReady, this, [this](const QList<Tap::Record> &batch) {
            records += batch;
            largest = std::max(largest, batch.size());
            ++deliveries;
        });
    }

    QList<Tap::Record> records;
    qsizetype largest = 0; //!< delivery
    int deliveries = 0;
};

} // namespace

void TestRecordQueue::deliversAllInOrderAndManyAtOnce()
{
    constexpr int Count = 10'000;
    RecordQueue queue(WhenFull::Drop);
    const Receiver receiver(queue);
    const std::unique_ptr<QThread> producer(QThread::create([&] {
        for (int i = 1; i <= Count; ++i)
            queue.push(frame(quint64(i)));
    }));
    producer->start();
    QTRY_COMPARE(receiver.records.size(), Count);
    producer->wait();
    for (int i = 0; i < Count; ++i)
        QCOMPARE(Tap::headOf(receiver.records[i]).connection, quint64(i + 1));
    QVERIFY2(receiver.deliveries < Count / 10, qPrintable(QString::number(receiver.deliveries)));
}

void TestRecordQueue::leavesAnIntervalBetweenDeliveries()
{
    RecordQueue queue(WhenFull::Drop);
    const Receiver receiver(queue);
    queue.push(frame(1));
    QTRY_COMPARE(receiver.deliveries, 1);
    QElapsedTimer timer;
    timer.start();
    for (int i = 2; i <= 4; ++i) {
        queue.push(frame(quint64(i)));
        QTRY_COMPARE(receiver.deliveries, i);
    }
    // Less one millisecond each for the rounding of timers.
    QVERIFY(timer.elapsed() >= 3 * (RecordQueue::Interval.count() - 1));
}

void TestRecordQueue::aBurstIsSpreadOverTurns()
{
    constexpr qsizetype Count = 3 * RecordQueue::MaxDelivered + 1;
    RecordQueue queue(WhenFull::Drop, 100 * Count * qsizetype(sizeof(Tap::Record)));
    const Receiver receiver(queue);
    // Somebody who needs the whole budget for each delivery, and what else waits for a turn.
    QList<int> turnsAt;
    connect(&queue, &RecordQueue::recordsReady, this, [&] {
        const QDeadlineTimer busy(RecordQueue::TurnBudget + std::chrono::milliseconds(1));
        while (!busy.hasExpired()) { }
        QMetaObject::invokeMethod(
            &queue, [&] { turnsAt.append(receiver.deliveries); }, Qt::QueuedConnection);
    });
    for (qsizetype i = 1; i <= Count; ++i)
        queue.push(frame(quint64(i)));
    QTRY_COMPARE(turnsAt.size(), 4);
    QCOMPARE(turnsAt, (QList<int>{1, 2, 3, 4}));
    QCOMPARE(receiver.largest, RecordQueue::MaxDelivered);
    QCOMPARE(receiver.records.size(), Count);
    for (qsizetype i = 0; i < Count; ++i)
        QCOMPARE(Tap::headOf(receiver.records[i]).connection, quint64(i + 1));

    // The rest of a burst is flushed as a whole, and what came meanwhile behind it.
    for (qsizetype i = 1; i <= Count; ++i)
        queue.push(frame(quint64(i)));
    QTRY_COMPARE(receiver.deliveries, 5);
    queue.push(frame(Count + 1));
    queue.flush();
    QCOMPARE(receiver.records.size(), 2 * Count + 1);
    QCOMPARE(Tap::headOf(receiver.records.last()).connection, quint64(Count + 1));
}

void TestRecordQueue::flushDeliversAtOnce()
{
    RecordQueue queue(WhenFull::Drop);
    const Receiver receiver(queue);
    queue.push(frame(1));
    queue.flush();
    QCOMPARE(receiver.records.size(), 1);
    queue.flush();
    QCOMPARE(receiver.deliveries, 1);
}

void TestRecordQueue::countsWhatItHasNoRoomFor()
{
    RecordQueue queue(WhenFull::Drop, 1000);
    const Receiver receiver(queue);
    queue.push(frame(1, 2000)); // over the bound, but it was empty
    queue.push(frame(2, 30));
    queue.push(frame(3, 12));
    queue.flush();
    QCOMPARE(receiver.records.size(), 2);
    const auto drop = std::get<Tap::DropRecord>(receiver.records[1]);
    QCOMPARE(drop.count, quint64(2));
    QCOMPARE(drop.octets, quint64(42));
    QVERIFY(drop.head.timeNs > 0);

    queue.push(frame(4));
    queue.flush();
    QCOMPARE(receiver.records.size(), 3); // there is room again, and nothing more to tell
}

void TestRecordQueue::asksProducersToWait()
{
    RecordQueue queue(WhenFull::Hold, 1000);
    const Receiver receiver(queue);
    QSignalSpy congestion(&queue, &RecordQueue::congestionChanged);
    for (quint64 i = 1; i <= 5; ++i)
        queue.push(frame(i, 400));
    QCOMPARE(congestion.size(), 1);
    QCOMPARE(congestion.takeFirst().first().toBool(), true);
    queue.flush();
    QCOMPARE(receiver.records.size(), 5); // nothing is lost for all that
    QCOMPARE(congestion.size(), 1);
    QCOMPARE(congestion.takeFirst().first().toBool(), false);
}

QTEST_GUILESS_MAIN(TestRecordQueue)
#include "tst_recordqueue.moc"

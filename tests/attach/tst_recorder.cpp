// SPDX-License-Identifier: MIT
// From observe() to the slots: what is recorded, what is counted as lost, and what
// becomes of threads that end.
#include "attach/recorder.h"

#include "tap/recordcodec.h"

#include <QtTest/QTest>

#include <latch>
#include <thread>
#include <vector>

using namespace Gantry;
using namespace Gantry::Attach;
using namespace Gantry::Tap;

namespace {

constexpr qsizetype SmallRing = 1024;

FrameRecord frameOf(quint64 connection, qsizetype size = 0)
{
    return {.head = {.connection = connection, .timeNs = 5}, .payload = QByteArray(size, 'p')};
}

//! Everything that is in the rings now.
QList<Record> takeAll(Recorder &recorder)
{
    QList<Record> records;
    for (RecordSlot &slot : recorder.recordSlots().slots) {
        RecordRing *ring = slot.ring();
        while (ring) {
            const auto entry = ring->front(ring->end());
            if (!entry)
                break;
            RecordReader reader;
            reader.feed(*entry);
            records.append(reader.next().value_or(StateRecord{}));
            if (ring->beside())
                slot.releaseBeside(entry->size());
            ring->pop();
        }
    }
    return records;
}

int countOf(Recorder &recorder, RecordSlot::Owner owner)
{
    int count = 0;
    for (RecordSlot &slot : recorder.recordSlots().slots)
        count += slot.owner() == owner;
    return count;
}

} // namespace

class tst_Recorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsRecordedBeforeTheStart();
    void recordsComeOutAsTheyWere();
    void lostRecordsAreCountedAndSaid();
    void aLostDropCountsAsWhatItStoodFor();
    void largeRecordsGoBesideTheRing();
    void whatGoesBesideIsBounded();
    void eachThreadHasItsOwnRing();
    void threadsWithoutARingAreCounted();
    void moreThreadsThanSlotsAreCounted();
    void endedThreadsLeaveTheirSlotToTheReader();
    void threadsMayOutliveTheRecorder();
    void stopGivesTheRingsBack();
};

void tst_Recorder::nothingIsRecordedBeforeTheStart()
{
    Recorder recorder(SmallRing);
    recorder.observe(frameOf(1));
    recorder.start();
    QVERIFY(takeAll(recorder).isEmpty());
    QCOMPARE(countOf(recorder, RecordSlot::Owner::Thread), 0);
}

void tst_Recorder::recordsComeOutAsTheyWere()
{
    Recorder recorder(SmallRing);
    recorder.start();
    recorder.observe(frameOf(1, 3));
    recorder.observe(OpenRecord{.head = {.connection = 2}, .url = "ws://h/"});
    QVERIFY((takeAll(recorder)
             == QList<Record>{frameOf(1, 3), OpenRecord{.head = {.connection = 2}, .url = "ws://h/"}}));
}

void tst_Recorder::lostRecordsAreCountedAndSaid()
{
    Recorder recorder(SmallRing);
    recorder.start();
    constexpr int Total = 40;
    for (int i = 0; i < Total; ++i)
        recorder.observe(frameOf(1, 50));
    const auto before = takeAll(recorder);
    QVERIFY(before.size() > 5 && before.size() < Total);
    recorder.observe(frameOf(2));
    const auto behind = takeAll(recorder);
    QCOMPARE(behind.size(), 2);
    const auto drop = std::get<DropRecord>(behind.at(0));
    QCOMPARE(drop.count, quint64(Total - before.size()));
    QCOMPARE(drop.octets, 50 * drop.count);
    QCOMPARE(drop.head.timeNs, 5);
    QVERIFY(behind.at(1) == Record(frameOf(2)));
}

void tst_Recorder::aLostDropCountsAsWhatItStoodFor()
{
    DropCount drops;
    drops.add(frameOf(1, 10));
    drops.add(DropRecord{.count = 4, .octets = 100});
    QVERIFY((drops.take(9) == DropRecord{.head = {.timeNs = 9}, .count = 5, .octets = 110}));
    QVERIFY(drops.isEmpty());
}

void tst_Recorder::largeRecordsGoBesideTheRing()
{
    Recorder recorder(SmallRing);
    recorder.start();
    recorder.observe(frameOf(1, 100'000));
    recorder.observe(frameOf(2));
    QVERIFY((takeAll(recorder) == QList<Record>{frameOf(1, 100'000), frameOf(2)}));
}

void tst_Recorder::whatGoesBesideIsBounded()
{
    Recorder recorder(SmallRing);
    recorder.start();
    for (int i = 0; i < 10; ++i)
        recorder.observe(frameOf(1, 16 * 1024 * 1024));
    const auto kept = takeAll(recorder);
    QVERIFY(kept.size() >= 4 && kept.size() <= 6);
    recorder.observe(frameOf(1, 16 * 1024 * 1024)); // there is room again
    const auto behind = takeAll(recorder);
    QCOMPARE(std::get<DropRecord>(behind.at(0)).count, quint64(10 - kept.size()));
    QCOMPARE(behind.size(), 2);
}

void tst_Recorder::eachThreadHasItsOwnRing()
{
    Recorder recorder(64 * 1024);
    recorder.start();
    constexpr int ThreadCount = 3;
    std::latch allHaveWritten(ThreadCount);
    std::vector<std::thread> threads;
    for (quint64 i = 1; i <= ThreadCount; ++i) {
        threads.emplace_back([&recorder, &allHaveWritten, i] {
            for (int n = 0; n < 100; ++n)
                recorder.observe(frameOf(i));
            allHaveWritten.arrive_and_wait(); // so that none takes another's slot
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(takeAll(recorder).size(), 100 * ThreadCount);
    QCOMPARE(countOf(recorder, RecordSlot::Owner::Reader), ThreadCount);
}

void tst_Recorder::threadsWithoutARingAreCounted()
{
    Recorder recorder(SmallRing);
    recorder.start();
    // Four rings wait for the first threads; others get one when the reader comes by.
    constexpr int ThreadCount = 6;
    std::latch firstRecords(ThreadCount);
    std::latch ringsProvided(1);
    std::latch secondRecords(ThreadCount);
    std::vector<std::thread> threads;
    for (int i = 0; i < ThreadCount; ++i) {
        threads.emplace_back([&] {
            recorder.observe(frameOf(1));
            firstRecords.count_down();
            ringsProvided.wait();
            recorder.observe(frameOf(2));
            secondRecords.arrive_and_wait();
        });
    }
    firstRecords.wait();
    recorder.provideRings();
    ringsProvided.count_down();
    for (std::thread &thread : threads)
        thread.join();
    quint64 dropped = 0;
    int frames = 0;
    for (const Record &record : takeAll(recorder)) {
        if (const auto *drop = std::get_if<DropRecord>(&record))
            dropped += drop->count;
        else
            ++frames;
    }
    QCOMPARE(dropped, quint64(2));
    QCOMPARE(frames, 2 * ThreadCount - 2);
}

void tst_Recorder::moreThreadsThanSlotsAreCounted()
{
    Recorder recorder(SmallRing);
    recorder.start();
    const int slotCount = int(recorder.recordSlots().slots.size());
    std::latch allHaveWritten(slotCount + 3);
    std::vector<std::thread> threads;
    for (int i = 0; i < slotCount + 3; ++i) {
        threads.emplace_back([&] {
            recorder.observe(frameOf(1));
            allHaveWritten.arrive_and_wait();
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(recorder.recordSlots().drops.take(0).count, quint64(3));
}

void tst_Recorder::endedThreadsLeaveTheirSlotToTheReader()
{
    Recorder recorder(SmallRing);
    recorder.start();
    std::thread([&] { recorder.observe(frameOf(1)); }).join();
    QCOMPARE(countOf(recorder, RecordSlot::Owner::Reader), 1);
    QCOMPARE(takeAll(recorder).size(), 1);
}

void tst_Recorder::threadsMayOutliveTheRecorder()
{
    std::latch hasWritten(1);
    std::latch recorderIsGone(1);
    auto recorder = std::make_unique<Recorder>(SmallRing);
    recorder->start();
    std::thread thread([&] {
        recorder->observe(frameOf(1));
        hasWritten.count_down();
        recorderIsGone.wait();
    });
    hasWritten.wait();
    recorder.reset();
    recorderIsGone.count_down();
    thread.join(); // gives back a slot of a recorder that is no more
}

void tst_Recorder::stopGivesTheRingsBack()
{
    Recorder recorder(SmallRing);
    recorder.start();
    recorder.observe(frameOf(1));
    recorder.stop();
    for (RecordSlot &slot : recorder.recordSlots().slots)
        QVERIFY(!slot.ring());
    recorder.observe(frameOf(2));
    recorder.start();
    recorder.observe(frameOf(3)); // this thread's slot gets a ring again
    QVERIFY(takeAll(recorder) == QList<Record>{frameOf(3)});
}

QTEST_APPLESS_MAIN(tst_Recorder)
#include "tst_recorder.moc"

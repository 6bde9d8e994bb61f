// SPDX-License-Identifier: MIT
// From the rings to the sockets: what was recorded before the pump starts makes what
// it has to do certain.
#include "attach/recordpump.h"
#include "socketpair.h"

#include <QtTest/QTest>

#include <algorithm>
#include <latch>
#include <thread>
#include <vector>

using namespace Gantry;
using namespace Gantry::Attach;
using namespace Gantry::Tap;
using Gantry::Tests::SocketPair;

namespace {

constexpr qsizetype Pending = 1024 * 1024;

FrameRecord frameOf(quint64 connection, qint64 timeNs, qsizetype size = 0)
{
    return {.head = {.connection = connection, .timeNs = timeNs}, .payload = QByteArray(size, 'p')};
}

//! A pump with one client, whose records are kept.
class Pumped
{
public:
    explicit Pumped(Recorder &recorder)
        : m_pump(recorder, Pending)
    {
        m_pump.addClient(1, m_sockets.writer(), DefaultKinds);
        m_pump.openClient(1, {}, {});
        m_pump.start(false);
    }
    const QList<Record> &records()
    {
        m_records += m_sockets.read();
        return m_records;
    }

private:
    SocketPair m_sockets;
    QList<Record> m_records;
    RecordPump m_pump;
};

} // namespace

class tst_RecordPump : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsOfSeveralRingsAreMergedByTime();
    void lostRecordsAreSaidWithoutAFurtherOne();
    void recordsOfThreadsWithoutASlotAreSaidToBeLost();
    void slotsOfEndedThreadsAreFreedOnceRead();
    void clientsThatWereRemovedGetNothing();
    void theEndCarriesOverWhatIsThere();
};

void tst_RecordPump::recordsOfSeveralRingsAreMergedByTime()
{
    Recorder recorder(64 * 1024);
    recorder.start();
    constexpr int ThreadCount = 3;
    std::latch allHaveWritten(ThreadCount);
    std::vector<std::thread> threads;
    for (int i = 0; i < ThreadCount; ++i) {
        threads.emplace_back([&, i] {
            for (int n = 0; n < 100; ++n)
                recorder.observe(frameOf(quint64(i + 1), n * ThreadCount + i));
            allHaveWritten.arrive_and_wait();
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    Pumped pumped(recorder);
    QTRY_COMPARE(pumped.records().size(), 100 * ThreadCount);
    for (qsizetype i = 0; i < pumped.records().size(); ++i)
        QCOMPARE(headOf(pumped.records().at(i)).timeNs, i);
}

void tst_RecordPump::lostRecordsAreSaidWithoutAFurtherOne()
{
    Recorder recorder(1024);
    recorder.start();
    constexpr quint64 Total = 40;
    for (quint64 i = 0; i < Total; ++i)
        recorder.observe(frameOf(1, 1, 50));
    Pumped pumped(recorder);
    QTRY_VERIFY(!pumped.records().isEmpty()
                && std::holds_alternative<DropRecord>(pumped.records().constLast()));
    const auto drop = std::get<DropRecord>(pumped.records().constLast());
    QCOMPARE(drop.count + quint64(pumped.records().size() - 1), Total);
}

void tst_RecordPump::recordsOfThreadsWithoutASlotAreSaidToBeLost()
{
    Recorder recorder(1024);
    recorder.start();
    recorder.recordSlots().drops.add(frameOf(1, 1, 10));
    Pumped pumped(recorder);
    QTRY_COMPARE(pumped.records().size(), 1);
    QCOMPARE(std::get<DropRecord>(pumped.records().at(0)).octets, quint64(10));
}

void tst_RecordPump::slotsOfEndedThreadsAreFreedOnceRead()
{
    Recorder recorder(1024);
    recorder.start();
    std::thread([&] { recorder.observe(frameOf(1, 1)); }).join();
    const auto owned = [&] {
        return std::count_if(recorder.recordSlots().slots.begin(), recorder.recordSlots().slots.end(),
                             [](RecordSlot &slot) { return slot.owner() != RecordSlot::Owner::Nobody; });
    };
    QCOMPARE(owned(), 1);
    Pumped pumped(recorder);
    QTRY_COMPARE(owned(), 0);
    QTRY_COMPARE(pumped.records().size(), 1);
}

void tst_RecordPump::clientsThatWereRemovedGetNothing()
{
    Recorder recorder(1024);
    recorder.start();
    SocketPair removed;
    SocketPair kept;
    RecordPump pump(recorder, Pending);
    for (const quint64 client : {1, 2}) {
        pump.addClient(client, client == 1 ? removed.writer() : kept.writer(), DefaultKinds);
        pump.openClient(client, {}, {});
    }
    pump.removeClient(1);
    pump.start(false);
    recorder.observe(frameOf(1, 1));
    QList<Record> received;
    QTRY_COMPARE((received += kept.read()).size(), 1);
    QVERIFY(removed.read().isEmpty());
}

void tst_RecordPump::theEndCarriesOverWhatIsThere()
{
    Recorder recorder(1024);
    recorder.start();
    SocketPair sockets;
    {
        RecordPump pump(recorder, Pending);
        pump.addClient(1, sockets.writer(), DefaultKinds);
        pump.openClient(1, {}, {});
        pump.start(false);
        recorder.observe(frameOf(1, 1));
    }
    QCOMPARE(sockets.read().size(), 1);
}

QTEST_APPLESS_MAIN(tst_RecordPump)
#include "tst_recordpump.moc"

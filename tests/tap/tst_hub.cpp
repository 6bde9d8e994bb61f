// SPDX-License-Identifier: MIT
// The process's hub: who gets what and in which order, also with many threads.
// ThreadSanitizer finds the rest.
#include "support/liverecords.h"

#include <QtCore/QHash>
#include <QtTest/QTest>

#include <algorithm>
#include <mutex>
#include <set>
#include <thread>

using namespace Gantry;
using namespace Gantry::Tap;

namespace {

class Observer final : public HubObserver
{
public:
    ~Observer() = default;
    void observe(const Record &record) override
    {
        const std::lock_guard lock(m_mutex);
        m_records.append(keepable(record));
    }
    QList<Record> records() const
    {
        const std::lock_guard lock(m_mutex);
        return m_records;
    }

private:
    mutable std::mutex m_mutex;
    QList<Record> m_records;
};

Testing::LiveRecords live;

OpenRecord openOf(quint64 connection)
{
    return {.head = {.connection = connection}, .url = "ws://h/" + QByteArray::number(connection)};
}

FrameRecord frameOf(quint64 connection)
{
    return {.head = {.connection = connection}};
}

CloseRecord closeOf(quint64 connection)
{
    return {.head = {.connection = connection}};
}

//! Per connection, the kinds in the order they came: O, F, C.
QHash<quint64, QByteArray> stories(const QList<Record> &records)
{
    QHash<quint64, QByteArray> stories;
    for (const Record &record : records) {
        const char letter = kindOf(record) == RecordKind::Open ? 'O'
            : kindOf(record) == RecordKind::Frame              ? 'F'
                                                               : 'C';
        QByteArray &story = stories[headOf(record).connection];
        if (letter != 'F' || !story.endsWith('F'))
            story.append(letter);
    }
    return stories;
}

} // namespace

class tst_Hub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsObservedAtFirst();
    void observedKindsAreTheUnionOfAllObservers();
    void observersGetTheirKindsAlone();
    void liveConnectionsAreReplayed();
    void closedConnectionsAreNotReplayed();
    void connectionsThatComeDuringAReplayAreToldOnce();
    void connectionNumbersAreUniqueAcrossThreads();
    void removedObserversAreNotCalledAgain();
    void everyObserverSeesOpenFirstAndCloseLast();
    void timeIsThatOfTheUnixEpoch();
};

void tst_Hub::nothingIsObservedAtFirst()
{
    QVERIFY(!Hub::isObserved());
    Hub::instance().publish(frameOf(1)); // reaches nobody
}

void tst_Hub::observedKindsAreTheUnionOfAllObservers()
{
    Hub &hub = Hub::instance();
    Observer first;
    Observer second;
    hub.addObserver(&first, RecordKind::Frame);
    QVERIFY(Hub::isObserved(RecordKind::Frame));
    QVERIFY(!Hub::isObserved(RecordKind::Octets));
    hub.addObserver(&second, RecordKind::Octets);
    QVERIFY(Hub::isObserved(RecordKind::Frame) && Hub::isObserved(RecordKind::Octets));
    hub.setKinds(&second, RecordKind::State);
    QVERIFY(!Hub::isObserved(RecordKind::Octets) && Hub::isObserved(RecordKind::State));
    hub.removeObserver(&first);
    QVERIFY(!Hub::isObserved(RecordKind::Frame) && Hub::isObserved(RecordKind::State));
    hub.removeObserver(&second);
    QVERIFY(!Hub::isObserved());
}

void tst_Hub::observersGetTheirKindsAlone()
{
    Hub &hub = Hub::instance();
    Observer frames;
    Observer closes;
    hub.addObserver(&frames, RecordKind::Frame);
    hub.addObserver(&closes, RecordKind::Close);
    hub.publish(frameOf(1));
    live.close(closeOf(1));
    hub.publish(StateRecord{});
    hub.removeObserver(&frames);
    hub.removeObserver(&closes);
    QVERIFY(frames.records() == QList<Record>{frameOf(1)});
    QVERIFY(closes.records() == QList<Record>{closeOf(1)});
}

void tst_Hub::liveConnectionsAreReplayed()
{
    Hub &hub = Hub::instance();
    live.open(openOf(11));
    live.open(openOf(12));
    Observer observer;
    hub.addObserver(&observer);
    QVERIFY((observer.records() == QList<Record>{openOf(11), openOf(12)}));
    live.open(openOf(13));
    QCOMPARE(observer.records().size(), 3);
    Observer framesOnly;
    hub.addObserver(&framesOnly, RecordKind::Frame);
    QVERIFY(framesOnly.records().isEmpty());
    hub.removeObserver(&framesOnly);
    hub.removeObserver(&observer);
    for (const quint64 connection : {11, 12, 13})
        live.close(closeOf(connection));
}

void tst_Hub::closedConnectionsAreNotReplayed()
{
    Hub &hub = Hub::instance();
    live.open(openOf(21));
    live.close(closeOf(21));
    Observer observer;
    hub.addObserver(&observer);
    hub.removeObserver(&observer);
    QVERIFY(observer.records().isEmpty());
}

void tst_Hub::connectionsThatComeDuringAReplayAreToldOnce()
{
    Hub &hub = Hub::instance();
    for (const quint64 connection : {31, 32, 33})
        live.open(openOf(connection));
    // In another thread, since the hub waits: an observer must not call it.
    std::thread other;
    class Meddler final : public HubObserver
    {
    public:
        explicit Meddler(std::thread &other)
            : m_other(other)
        { }
        void observe(const Record &record) override
        {
            const std::lock_guard lock(m_mutex);
            seen.append(headOf(record).connection);
            if (!m_other.joinable())
                m_other = std::thread([] {
                    live.close(closeOf(32));
                    live.open(openOf(34));
                });
        }
        QList<quint64> seen;

    private:
        std::thread &m_other;
        std::mutex m_mutex;
    } meddler(other);
    hub.addObserver(&meddler, RecordKind::Open);
    other.join();
    hub.removeObserver(&meddler);
    // 32 may have gone before its turn came.
    meddler.seen.removeOne(32);
    std::sort(meddler.seen.begin(), meddler.seen.end());
    QCOMPARE(meddler.seen, (QList<quint64>{31, 33, 34}));
    for (const quint64 connection : {31, 33, 34})
        live.close(closeOf(connection));
}

void tst_Hub::connectionNumbersAreUniqueAcrossThreads()
{
    constexpr int ThreadCount = 4;
    constexpr int NumbersEach = 1000;
    std::vector<std::vector<quint64>> numbers(ThreadCount);
    std::vector<std::thread> threads;
    for (auto &own : numbers) {
        threads.emplace_back([&own] {
            for (int i = 0; i < NumbersEach; ++i)
                own.push_back(Hub::instance().newConnectionNumber());
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    std::set<quint64> all;
    for (const auto &own : numbers)
        all.insert(own.begin(), own.end());
    QCOMPARE(all.size(), size_t(ThreadCount * NumbersEach));
    QVERIFY(*all.begin() >= 1);
}

void tst_Hub::removedObserversAreNotCalledAgain()
{
    Hub &hub = Hub::instance();
    std::atomic<bool> stop{false};
    std::thread publisher([&] {
        while (!stop)
            hub.publish(frameOf(1));
    });
    for (int i = 0; i < 100; ++i) {
        auto observer = std::make_unique<Observer>();
        hub.addObserver(observer.get());
        hub.removeObserver(observer.get());
        observer.reset(); // a call that is still under way uses freed memory
    }
    stop = true;
    publisher.join();
}

void tst_Hub::everyObserverSeesOpenFirstAndCloseLast()
{
    // Connections come and go in several threads while observers are added: each
    // observer gets every open once, no frame before it and nothing after the close.
    Hub &hub = Hub::instance();
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back([&] {
            while (!stop) {
                const quint64 connection = hub.newConnectionNumber();
                live.open(openOf(connection));
                hub.publish(frameOf(connection));
                hub.publish(frameOf(connection));
                live.close(closeOf(connection));
            }
        });
    }
    QStringList wrong;
    for (int i = 0; i < 100; ++i) {
        Observer observer;
        hub.addObserver(&observer);
        std::this_thread::yield();
        hub.removeObserver(&observer);
        const auto seen = stories(observer.records());
        for (auto it = seen.cbegin(); it != seen.cend(); ++it) {
            // A connection that was closing while the observer came has no open.
            if (!QByteArray("OFC").startsWith(*it) && *it != "OC" && *it != "C")
                wrong.append(QString::fromLatin1(*it));
        }
    }
    stop = true;
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong, QStringList());
}

void tst_Hub::timeIsThatOfTheUnixEpoch()
{
    const qint64 expected = QDateTime::currentMSecsSinceEpoch();
    QVERIFY(qAbs(Hub::now() / 1'000'000 - expected) < 60'000);
}

QTEST_APPLESS_MAIN(tst_Hub)
#include "tst_hub.moc"

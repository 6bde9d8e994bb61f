// SPDX-License-Identifier: MIT
// Who is told of a descriptor, and who is not any more.
#include "support/crowdedset.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <functional>

using namespace Gantry;
using namespace Gantry::Testing;

namespace {

//! Counts what it is told of an eventfd of its own.
class Waiter final : public EpollClient
{
public:
    explicit Waiter(int events = Readable)
        : m_descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , isWatching(watch(m_descriptor, events))
    { }
    ~Waiter()
    {
        unwatch();
        ::close(m_descriptor);
    }

    void signal() const { ::eventfd_write(m_descriptor, 1); }
    void take() const
    {
        eventfd_t value = 0;
        ::eventfd_read(m_descriptor, &value);
    }
    using EpollClient::setEvents;
    using EpollClient::unwatch;

    std::function<void()> then;
    int calls = 0;
    int lastEvents = 0;

private:
    void descriptorReady(int events) override
    {
        ++calls;
        lastEvents = events;
        if (events & Readable)
            take();
        if (then)
            then();
    }

    int m_descriptor;

public:
    const bool isWatching;
};

} // namespace

class TestEpollSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_crowd.reset(); }

    void tellsWhatItIsAskedFor_data() { places(); }
    void tellsWhatItIsAskedFor();
    void tellsNothingAfterwards_data() { places(); }
    void tellsNothingAfterwards();
    void aClientMayEndOthers_data() { places(); }
    void aClientMayEndOthers();
    void aNestedLoopTellsTheOthers_data() { places(); }
    void aNestedLoopTellsTheOthers();
    void manyAreToldInTurns();
    void aPlaceIsUsedAgain();

private:
    static void places();

    std::unique_ptr<CrowdedSet> m_crowd;
};

void TestEpollSet::places()
{
    QTest::addColumn<bool>("isCrowded");
    QTest::newRow("watched by the loop") << false;
    QTest::newRow("watched by the set") << true;
}

void TestEpollSet::init()
{
    if (QByteArrayView(QTest::currentDataTag()) == "watched by the set")
        m_crowd = std::make_unique<CrowdedSet>();
}

void TestEpollSet::tellsWhatItIsAskedFor()
{
    Waiter waiter;
    QVERIFY(waiter.isWatching);
    waiter.signal();
    QTRY_COMPARE(waiter.calls, 1);
    QCOMPARE(waiter.lastEvents, int(EpollClient::Readable));
    QVERIFY(waiter.setEvents(EpollClient::Readable | EpollClient::Writable)); // an eventfd always is
    QTRY_VERIFY(waiter.calls > 1);
    QCOMPARE(waiter.lastEvents, int(EpollClient::Writable));
    QVERIFY(waiter.setEvents(EpollClient::Readable));
    const int before = waiter.calls;
    QCoreApplication::processEvents();
    QCOMPARE(waiter.calls, before);
    waiter.signal();
    QTRY_COMPARE(waiter.calls, before + 1);
    QCOMPARE(waiter.lastEvents, int(EpollClient::Readable));
}

void TestEpollSet::tellsNothingAfterwards()
{
    Waiter witness;
    Waiter quiet;
    Waiter gone;
    auto deleted = std::make_unique<Waiter>();
    QVERIFY(quiet.setEvents(EpollClient::None));
    gone.unwatch();
    quiet.signal();
    gone.signal();
    deleted->signal();
    deleted.reset();
    witness.signal();
    QTRY_COMPARE(witness.calls, 1);
    QCOMPARE(quiet.calls, 0);
    QCOMPARE(gone.calls, 0);
    QVERIFY(quiet.setEvents(EpollClient::Readable));
    QTRY_COMPARE(quiet.calls, 1);
}

void TestEpollSet::aClientMayEndOthers()
{
    auto first = std::make_unique<Waiter>();
    auto second = std::make_unique<Waiter>();
    int calls = 0;
    // Whichever comes first ends the other, which is ready as well.
    first->then = [&] {
        ++calls;
        second.reset();
    };
    second->then = [&] {
        ++calls;
        first.reset();
    };
    first->signal();
    second->signal();
    QTRY_COMPARE(calls, 1);
    QCoreApplication::processEvents();
    QCOMPARE(calls, 1);
    QVERIFY(!first != !second);
}

void TestEpollSet::aNestedLoopTellsTheOthers()
{
    Waiter outer;
    auto inner = std::make_unique<Waiter>();
    inner->then = [&] { inner->unwatch(); };
    outer.then = [&] {
        outer.unwatch();
        inner->signal();
        QTRY_COMPARE(inner->calls, 1); // spins an event loop
        inner.reset(); // and what the outer loop knew of it is no more
    };
    outer.signal();
    QTRY_COMPARE(outer.calls, 1);
    QVERIFY(!inner);
}

//! More than one call of the system tells of.
void TestEpollSet::manyAreToldInTurns()
{
    std::vector<std::unique_ptr<Waiter>> crowd;
    for (int i = 0; i < 700; ++i) {
        crowd.push_back(std::make_unique<Waiter>());
        QVERIFY(crowd.back()->isWatching);
        crowd.back()->signal();
    }
    QTRY_VERIFY(std::ranges::all_of(crowd, [](const auto &waiter) { return waiter->calls == 1; }));
}

void TestEpollSet::aPlaceIsUsedAgain()
{
    for (int i = 0; i < 100; ++i) {
        Waiter waiter;
        waiter.signal();
        QTRY_COMPARE(waiter.calls, 1);
        QCOMPARE(waiter.lastEvents, int(EpollClient::Readable));
    }
}

QTEST_GUILESS_MAIN(TestEpollSet)
#include "tst_epollset.moc"

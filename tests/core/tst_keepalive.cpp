// SPDX-License-Identifier: MIT
#include "core/keepalive.h"

#include "support/enginepeer.h"

#include <QtCore/QtEndian>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Core;
using namespace std::chrono_literals;
using Action = Keepalive::Action;

class tst_Keepalive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSilentPeerIsPingedAndThenGivenUp();
    void anyOctetCountsAsASignOfLife();
    void nothingHappensWhenSwitchedOff();
    void withoutATimeoutItPingsForEver();
    void theLongestDurationMeansNever();
    void aStalledLoopDoesNotKillTheConnection();
    void aPingThatCouldNotBeSentIsAskedForAgain();
    void whereOnlyPongsCountItIsAskedForAgainToo();
    void aStalledLoopDoesNotKillWhereOnlyPongsCount();
    void aSignOfLifeEndsTheWaitForThePong();
    void whereOnlyPongsCountTrafficPutsNothingOff();
    void whereOnlyPongsCountTrafficDoesNotSave();
    void pingsFollowEveryIntervalWhateverTheTimeout();
    void aPingCarriesItsNumberAndChance();
    void aPingHasTheSizeAskedFor_data();
    void aPingHasTheSizeAskedFor();
    void onlyTheLatestPingsPongIsMeasured();
    void aLostPongWithoutATimeoutStopsNothing();
    void theHistoryOfRoundTripsIsBounded();
    void aPingBehindOutputThatIsTakenSlowlyHasTime();

private:
    Test::CountingKeys m_random;
    const TimePoint m_start{1000s};
    const KeepaliveOptions m_options{.interval = 30s, .timeout = 20s};
    const KeepaliveOptions m_strict{.interval = 30s, .timeout = 20s, .restartOnAnyTraffic = false};
};

void tst_Keepalive::aSilentPeerIsPingedAndThenGivenUp()
{
    Keepalive keepalive(m_options);
    keepalive.start(m_start);
    QVERIFY(keepalive.deadline() == m_start + 30s);
    QCOMPARE(keepalive.handleTimeout(m_start + 29s), Action::None);
    QCOMPARE(keepalive.handleTimeout(m_start + 30s), Action::SendPing);
    QVERIFY(keepalive.deadline() == m_start + 50s);
    QCOMPARE(keepalive.handleTimeout(m_start + 49s), Action::None);
    QCOMPARE(keepalive.handleTimeout(m_start + 50s), Action::GiveUp);
    QVERIFY(!keepalive.deadline());
}

void tst_Keepalive::anyOctetCountsAsASignOfLife()
{
    Keepalive keepalive(m_options);
    keepalive.start(m_start);
    keepalive.heard(m_start + 25s);
    QCOMPARE(keepalive.handleTimeout(m_start + 30s), Action::None);
    QVERIFY(keepalive.deadline() == m_start + 55s);
    QCOMPARE(keepalive.handleTimeout(m_start + 55s), Action::SendPing);
    keepalive.heard(m_start + 60s);
    QCOMPARE(keepalive.handleTimeout(m_start + 75s), Action::None);
    QVERIFY(keepalive.deadline() == m_start + 90s);
}

void tst_Keepalive::nothingHappensWhenSwitchedOff()
{
    const KeepaliveOptions options{.interval = 0s};
    Keepalive keepalive(options);
    keepalive.start(m_start);
    QVERIFY(!keepalive.deadline());
    QCOMPARE(keepalive.handleTimeout(m_start + 1000s), Action::None);
}

void tst_Keepalive::withoutATimeoutItPingsForEver()
{
    const KeepaliveOptions options{.interval = 10s, .timeout = 0s};
    Keepalive keepalive(options);
    keepalive.start(m_start);
    for (int i = 1; i <= 5; ++i)
        QCOMPARE(keepalive.handleTimeout(m_start + i * 10s), Action::SendPing);
}

void tst_Keepalive::theLongestDurationMeansNever()
{
    const KeepaliveOptions options{.interval = std::chrono::milliseconds::max()};
    Keepalive keepalive(options);
    keepalive.start(m_start);
    QVERIFY(keepalive.deadline() == TimePoint::max());
    QCOMPARE(keepalive.handleTimeout(m_start + 1000s), Action::None);
}

void tst_Keepalive::aStalledLoopDoesNotKillTheConnection()
{
    Keepalive keepalive(m_options);
    keepalive.start(m_start);
    QCOMPARE(keepalive.handleTimeout(m_start + 30s), Action::SendPing);
    // The loop stood still for half a minute; the pong lies unread in the socket.
    QCOMPARE(keepalive.handleTimeout(m_start + 80s), Action::None);
    QVERIFY(keepalive.deadline() == m_start + 100s);
    QCOMPARE(keepalive.handleTimeout(m_start + 100s), Action::GiveUp);
}

void tst_Keepalive::aPingThatCouldNotBeSentIsAskedForAgain()
{
    Keepalive keepalive(m_options);
    keepalive.askAgain(m_start);
    QVERIFY(!keepalive.deadline()); // it has not begun
    keepalive.start(m_start);
    QCOMPARE(keepalive.handleTimeout(m_start + 30s), Action::SendPing);
    keepalive.postpone(m_start + 30s);
    QVERIFY(keepalive.deadline() == m_start + 60s);
    QCOMPARE(keepalive.handleTimeout(m_start + 60s), Action::SendPing);
    keepalive.postpone(m_start + 60s);
    keepalive.askAgain(m_start + 70s);
    QCOMPARE(keepalive.handleTimeout(m_start + 70s), Action::SendPing);
    // That one is out, and its answer is waited for.
    keepalive.askAgain(m_start + 71s);
    QVERIFY(keepalive.deadline() == m_start + 90s);
    QCOMPARE(keepalive.handleTimeout(m_start + 90s), Action::GiveUp);
}

void tst_Keepalive::whereOnlyPongsCountItIsAskedForAgainToo()
{
    Keepalive keepalive(m_strict);
    keepalive.start(m_start);
    QCOMPARE(keepalive.handleTimeout(m_start + 30s), Action::SendPing);
    keepalive.postpone(m_start + 30s);
    keepalive.heard(m_start + 35s);
    keepalive.askAgain(m_start + 40s);
    QCOMPARE(keepalive.handleTimeout(m_start + 40s), Action::SendPing);
    QVERIFY(keepalive.pongReceived(keepalive.nextPing(m_random), m_start + 41s) == 1s);
    QVERIFY(keepalive.deadline() == m_start + 70s);
}

void tst_Keepalive::aStalledLoopDoesNotKillWhereOnlyPongsCount()
{
    Keepalive keepalive(m_strict);
    keepalive.start(m_start);
    QCOMPARE(keepalive.handleTimeout(m_start + 30s), Action::SendPing);
    const QByteArray ping = keepalive.nextPing(m_random);
    QCOMPARE(keepalive.handleTimeout(m_start + 80s), Action::None);
    QVERIFY(keepalive.pongReceived(ping, m_start + 80s) == 50s);
    QCOMPARE(keepalive.handleTimeout(m_start + 80s), Action::SendPing);
}

void tst_Keepalive::aSignOfLifeEndsTheWaitForThePong()
{
    const KeepaliveOptions options{.interval = 1s, .timeout = 20s};
    Keepalive keepalive(options);
    keepalive.start(m_start);
    QCOMPARE(keepalive.handleTimeout(m_start + 1s), Action::SendPing);
    keepalive.heard(m_start + 1100ms);
    // The next ping is due by the interval, not when the timeout would have passed.
    QVERIFY(keepalive.deadline() == m_start + 2100ms);
    QCOMPARE(keepalive.handleTimeout(m_start + 2100ms), Action::SendPing);
}

void tst_Keepalive::whereOnlyPongsCountTrafficPutsNothingOff()
{
    Keepalive keepalive(m_strict);
    keepalive.start(m_start);
    keepalive.heard(m_start + 29s);
    QCOMPARE(keepalive.handleTimeout(m_start + 30s), Action::SendPing);
}

void tst_Keepalive::whereOnlyPongsCountTrafficDoesNotSave()
{
    Keepalive keepalive(m_strict);
    keepalive.start(m_start);
    QCOMPARE(keepalive.handleTimeout(m_start + 30s), Action::SendPing);
    const QByteArray ping = keepalive.nextPing(m_random);
    keepalive.heard(m_start + 49s);
    QVERIFY(!keepalive.pongReceived("not the ping", m_start + 49s));
    QVERIFY(!keepalive.pongReceived(ping.chopped(1), m_start + 49s));
    QCOMPARE(keepalive.handleTimeout(m_start + 50s), Action::GiveUp);
}

void tst_Keepalive::pingsFollowEveryIntervalWhateverTheTimeout()
{
    const KeepaliveOptions options{.interval = 1s, .timeout = 20s, .restartOnAnyTraffic = false};
    Keepalive keepalive(options);
    keepalive.start(m_start);
    for (int i = 1; i <= 5; ++i) {
        QCOMPARE(keepalive.handleTimeout(m_start + i * 1s), Action::SendPing);
        const QByteArray ping = keepalive.nextPing(m_random);
        QVERIFY(keepalive.pongReceived(ping, m_start + i * 1s + 200ms) == 200ms);
        QVERIFY(keepalive.deadline() == m_start + (i + 1) * 1s);
    }
}

void tst_Keepalive::aPingCarriesItsNumberAndChance()
{
    Keepalive keepalive(m_options);
    const QByteArray first = keepalive.nextPing(m_random);
    const QByteArray second = keepalive.nextPing(m_random);
    QCOMPARE(qFromBigEndian<quint64>(first.data()), quint64(1));
    QCOMPARE(qFromBigEndian<quint64>(second.data()), quint64(2));
    QVERIFY(first.sliced(8) != second.sliced(8));
    QCOMPARE(keepalive.pingsSent(), quint64(2));
}

void tst_Keepalive::aPingHasTheSizeAskedFor_data()
{
    QTest::addColumn<int>("wanted");
    QTest::addColumn<int>("size");
    QTest::newRow("the least") << 12 << 12;
    QTest::newRow("less than the least") << 0 << 12;
    QTest::newRow("not a multiple of four") << 15 << 15;
    QTest::newRow("5.5 the most of a control frame") << 125 << 125;
    QTest::newRow("5.5 more than a control frame holds") << 1000 << 125;
}

void tst_Keepalive::aPingHasTheSizeAskedFor()
{
    QFETCH(int, wanted);
    QFETCH(int, size);
    const KeepaliveOptions options{.payloadBytes = wanted};
    Keepalive keepalive(options);
    QCOMPARE(keepalive.nextPing(m_random).size(), qsizetype(size));
}

void tst_Keepalive::onlyTheLatestPingsPongIsMeasured()
{
    const KeepaliveOptions options{.interval = 10s, .timeout = 0s};
    Keepalive keepalive(options);
    keepalive.start(m_start);
    QVERIFY(!keepalive.pongReceived("", m_start)); // before any ping, the payload it then waits for
    QCOMPARE(keepalive.handleTimeout(m_start + 10s), Action::SendPing);
    const QByteArray first = keepalive.nextPing(m_random);
    QCOMPARE(keepalive.handleTimeout(m_start + 20s), Action::SendPing);
    const QByteArray second = keepalive.nextPing(m_random);
    QVERIFY(!keepalive.pongReceived(first, m_start + 20s)); // late
    QVERIFY(keepalive.pongReceived(second, m_start + 21s) == 1s);
    QVERIFY(!keepalive.pongReceived(second, m_start + 22s)); // a second time
    QCOMPARE(keepalive.roundTrips().size(), qsizetype(1));
}

void tst_Keepalive::aLostPongWithoutATimeoutStopsNothing()
{
    const KeepaliveOptions options{.interval = 10s, .timeout = 0s, .restartOnAnyTraffic = false};
    Keepalive keepalive(options);
    keepalive.start(m_start);
    QCOMPARE(keepalive.handleTimeout(m_start + 10s), Action::SendPing);
    keepalive.nextPing(m_random); // lost
    QCOMPARE(keepalive.handleTimeout(m_start + 20s), Action::SendPing);
    const QByteArray ping = keepalive.nextPing(m_random);
    QVERIFY(keepalive.pongReceived(ping, m_start + 20s + 5ms) == 5ms);
    QCOMPARE(keepalive.handleTimeout(m_start + 30s), Action::SendPing);
}

void tst_Keepalive::theHistoryOfRoundTripsIsBounded()
{
    const KeepaliveOptions options{.interval = 10s};
    Keepalive keepalive(options);
    keepalive.start(m_start);
    for (int i = 1; i <= 40; ++i) {
        const TimePoint sent = *keepalive.deadline();
        QCOMPARE(keepalive.handleTimeout(sent), Action::SendPing);
        const QByteArray ping = keepalive.nextPing(m_random);
        QVERIFY(keepalive.pongReceived(ping, sent + i * 1ms) == i * 1ms);
    }
    QCOMPARE(keepalive.roundTrips().size(), Keepalive::MaxRoundTrips);
    QVERIFY(keepalive.roundTrips().first() == (41 - Keepalive::MaxRoundTrips) * 1ms);
    QVERIFY(keepalive.roundTrips().last() == 40ms);
}

void tst_Keepalive::aPingBehindOutputThatIsTakenSlowlyHasTime()
{
    for (const KeepaliveOptions &options : {m_options, m_strict}) {
        Keepalive keepalive(options);
        keepalive.start(m_start);
        keepalive.outputTaken(m_start + 29s); // says nothing before there is a ping
        QCOMPARE(keepalive.handleTimeout(m_start + 30s), Action::SendPing);
        keepalive.outputTaken(m_start + 45s);
        QCOMPARE(keepalive.handleTimeout(m_start + 50s), Action::None);
        QVERIFY(keepalive.deadline() == m_start + 65s);
        QCOMPARE(keepalive.handleTimeout(m_start + 65s), Action::GiveUp);
    }
}

QTEST_APPLESS_MAIN(tst_Keepalive)
#include "tst_keepalive.moc"

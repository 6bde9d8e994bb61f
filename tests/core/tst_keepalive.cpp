// SPDX-License-Identifier: MIT
#include "core/keepalive.h"

#include <QtTest/QTest>

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

private:
    const TimePoint m_start{1000s};
    const KeepaliveOptions m_options{.interval = 30s, .timeout = 20s};
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
    Keepalive keepalive(KeepaliveOptions{.interval = 0s});
    keepalive.start(m_start);
    QVERIFY(!keepalive.deadline());
    QCOMPARE(keepalive.handleTimeout(m_start + 1000s), Action::None);
}

void tst_Keepalive::withoutATimeoutItPingsForEver()
{
    Keepalive keepalive(KeepaliveOptions{.interval = 10s, .timeout = 0s});
    keepalive.start(m_start);
    for (int i = 1; i <= 5; ++i)
        QCOMPARE(keepalive.handleTimeout(m_start + i * 10s), Action::SendPing);
}

void tst_Keepalive::theLongestDurationMeansNever()
{
    Keepalive keepalive(KeepaliveOptions{.interval = std::chrono::milliseconds::max()});
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

QTEST_APPLESS_MAIN(tst_Keepalive)
#include "tst_keepalive.moc"

// SPDX-License-Identifier: MIT
// From a name to a transport: which address is taken, how long a dead one costs, and in
// which phase an attempt ends.
#include "support/deafserver.h"
#include "support/testproxy.h"
#include "websocket/transport/addressrace.h"
#include "websocket/transport/connectattempt.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using Core::ClosePhase;
using Core::TransportEnd;

namespace {

QList<QHostAddress> addresses(const QStringList &texts)
{
    QList<QHostAddress> result;
    for (const QString &text : texts)
        result.append(QHostAddress(text));
    return result;
}

//! A target whose name leads to \a texts.
ConnectTarget target(quint16 port, const QStringList &texts)
{
    ConnectTarget target{.address = {.host = u"name.invalid"_s, .port = port}, .timeout = 10s};
    target.resolver = [texts](const QString &, QObject *context, const ResolverReport &report) {
        QMetaObject::invokeMethod(
            context, [report, texts] { report(addresses(texts), {}); }, Qt::QueuedConnection);
    };
    return target;
}

//! What becomes of an attempt.
class Outcome
{
public:
    explicit Outcome(const ConnectTarget &target)
        : attempt(ConnectAttempt::make(target).release())
    {
        attempt->succeeded = [this](std::unique_ptr<Transport> made) { transport = std::move(made); };
        attempt->failed = [this](const ConnectFailure &what) { failure = what; };
        attempt->start();
    }
    ~Outcome() { attempt->cancel(); }
    Q_DISABLE_COPY_MOVE(Outcome)

    bool isOver() const { return transport || failure; }
    QString peer() const { return transport ? transport->details().peer : QString(); }

    ConnectAttempt *attempt;
    std::unique_ptr<Transport> transport;
    std::optional<ConnectFailure> failure;
};

} // namespace

class TestConnectAttempt : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void familiesAlternate_data();
    void familiesAlternate();
    void aDeadAddressIsSteppedOver();
    void aSilentAddressCostsOneDelay();
    void aFastAddressKeepsTheOthersFromBeingTried();
    void theLosersAreGivenUp();
    void allDeadAddressesAreNamed();
    void addressesOfAnotherFamilyThanOursAreLeftOut();
    void nothingIsReportedFromInsideStart();
    void theDeadlineNamesItsPhase_data();
    void theDeadlineNamesItsPhase();
    void aNameWithoutAddresses();
    void aNameThatIsNotKnown();
    void cancellingDuringTheLookup();
};

void TestConnectAttempt::familiesAlternate_data()
{
    QTest::addColumn<QStringList>("given");
    QTest::addColumn<QStringList>("expected");
    const QStringList four{u"10.0.0.1"_s, u"10.0.0.2"_s, u"10.0.0.3"_s};
    QTest::newRow("none") << QStringList() << QStringList();
    QTest::newRow("one family keeps its order") << four << four;
    QTest::newRow("8305 4 the first family begins")
        << QStringList{u"::1"_s, u"::2"_s, u"10.0.0.1"_s, u"10.0.0.2"_s}
        << QStringList{u"::1"_s, u"10.0.0.1"_s, u"::2"_s, u"10.0.0.2"_s};
    QTest::newRow("8305 4 whichever it is")
        << QStringList{u"10.0.0.1"_s, u"10.0.0.2"_s, u"10.0.0.3"_s, u"::1"_s}
        << QStringList{u"10.0.0.1"_s, u"::1"_s, u"10.0.0.2"_s, u"10.0.0.3"_s};
    QTest::newRow("doubles count once")
        << QStringList{u"10.0.0.1"_s, u"10.0.0.1"_s} << QStringList{u"10.0.0.1"_s};
}

void TestConnectAttempt::familiesAlternate()
{
    QFETCH(const QStringList, given);
    QFETCH(const QStringList, expected);
    QCOMPARE(interleaved(addresses(given)), addresses(expected));
}

void TestConnectAttempt::aDeadAddressIsSteppedOver()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(u"127.0.0.1"_s)));
    const Outcome outcome(target(server.serverPort(), {u"127.0.0.2"_s, u"127.0.0.3"_s, u"127.0.0.1"_s}));
    QTRY_VERIFY(outcome.isOver());
    QCOMPARE(outcome.peer(), u"tcp4:127.0.0.1:%1"_s.arg(server.serverPort()));
}

void TestConnectAttempt::aSilentAddressCostsOneDelay()
{
    const DeafServer deaf(QHostAddress(u"127.0.0.2"_s));
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(u"127.0.0.1"_s), deaf.port()));
    QElapsedTimer timer;
    timer.start();
    const Outcome outcome(target(deaf.port(), {u"127.0.0.2"_s, u"127.0.0.1"_s}));
    QTRY_VERIFY(outcome.isOver());
    QCOMPARE(outcome.peer(), u"tcp4:127.0.0.1:%1"_s.arg(deaf.port()));
    // RFC 8305 section 5; the silent one would have taken minutes.
    QVERIFY(timer.elapsed() >= AddressRace::AttemptDelay.count() - 5);
}

void TestConnectAttempt::aFastAddressKeepsTheOthersFromBeingTried()
{
    QTcpServer first;
    QTcpServer second;
    QVERIFY(first.listen(QHostAddress(u"127.0.0.1"_s)));
    QVERIFY(second.listen(QHostAddress(u"127.0.0.2"_s), first.serverPort()));
    const Outcome outcome(target(first.serverPort(), {u"127.0.0.1"_s, u"127.0.0.2"_s}));
    QTRY_VERIFY(outcome.isOver());
    QCOMPARE(outcome.peer(), u"tcp4:127.0.0.1:%1"_s.arg(first.serverPort()));
    QTRY_VERIFY(first.hasPendingConnections());
    QVERIFY(!second.hasPendingConnections());
}

void TestConnectAttempt::theLosersAreGivenUp()
{
    const DeafServer deaf(QHostAddress(u"127.0.0.2"_s));
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(u"127.0.0.1"_s), deaf.port()));
    QList<QPointer<QAbstractSocket>> sockets;
    AddressRace race(
        {.addresses = addresses({u"127.0.0.2"_s, u"127.0.0.1"_s}), .port = deaf.port(), .makeSocket = [&] {
             auto socket = std::make_unique<QTcpSocket>();
             sockets.append(socket.get());
             return socket;
         }});
    std::unique_ptr<QAbstractSocket> winner;
    race.won = [&](std::unique_ptr<QAbstractSocket> socket) { winner = std::move(socket); };
    race.lost = [](const QString &text) { QFAIL(qPrintable(text)); };
    race.start();
    QTRY_VERIFY(winner);
    QCOMPARE(sockets.size(), 2);
    QCOMPARE(winner.get(), sockets[1].data());
    QTRY_VERIFY(!sockets[0]);
}

void TestConnectAttempt::allDeadAddressesAreNamed()
{
    QTcpServer placeholder;
    QVERIFY(placeholder.listen(QHostAddress(u"127.0.0.1"_s)));
    const quint16 port = placeholder.serverPort();
    placeholder.close();
    const Outcome outcome(target(port, {u"127.0.0.2"_s, u"127.0.0.3"_s}));
    QTRY_VERIFY(outcome.failure);
    QCOMPARE(outcome.failure->phase, ClosePhase::Connecting);
    QCOMPARE(outcome.failure->end, TransportEnd::ConnectFailed);
    QCOMPARE(outcome.failure->text,
             u"cannot connect to name.invalid port %1: 127.0.0.2: Connection refused; "
             "127.0.0.3: Connection refused"_s.arg(port));
}

void TestConnectAttempt::addressesOfAnotherFamilyThanOursAreLeftOut()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress(u"127.0.0.1"_s)));
    ConnectTarget from = target(server.serverPort(), {u"::1"_s, u"127.0.0.1"_s});
    from.bindAddress = QHostAddress(u"127.0.0.5"_s);
    const Outcome outcome(from);
    QTRY_VERIFY(outcome.transport);
    QVERIFY(outcome.transport->details().local.startsWith(u"tcp4:127.0.0.5:"_s));

    ConnectTarget none = target(server.serverPort(), {u"::1"_s});
    none.bindAddress = from.bindAddress;
    const Outcome failed(none);
    QTRY_VERIFY(failed.failure);
    QVERIFY2(failed.failure->text.contains(u"no address of the family"_s), qPrintable(failed.failure->text));

    ConnectTarget foreign = target(server.serverPort(), {u"127.0.0.1"_s});
    foreign.bindAddress = QHostAddress(u"192.0.2.1"_s); // RFC 5737: nobody's
    const Outcome unbound(foreign);
    QTRY_VERIFY(unbound.failure);
    QVERIFY2(unbound.failure->text.contains(u"cannot come from"_s), qPrintable(unbound.failure->text));
}

void TestConnectAttempt::nothingIsReportedFromInsideStart()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const Outcome literal({.address = {.host = u"127.0.0.1"_s, .port = server.serverPort()}});
    QVERIFY(!literal.isOver());
    QTRY_VERIFY(literal.transport);
}

void TestConnectAttempt::theDeadlineNamesItsPhase_data()
{
    QTest::addColumn<ClosePhase>("phase");
    QTest::addColumn<QString>("text");
    QTest::newRow("name lookup") << ClosePhase::NameLookup << u"looking up the name"_s;
    QTest::newRow("TCP") << ClosePhase::Connecting << u"reaching the host"_s;
    QTest::newRow("proxy") << ClosePhase::Proxy << u"waiting for the proxy"_s;
    QTest::newRow("TLS") << ClosePhase::TlsHandshake << u"in the TLS handshake"_s;
}

void TestConnectAttempt::theDeadlineNamesItsPhase()
{
    QFETCH(const ClosePhase, phase);
    QFETCH(const QString, text);
    const DeafServer deaf;
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    ConnectTarget slow{.address = {.host = u"127.0.0.1"_s, .port = mute.serverPort()}, .timeout = 100ms};
    if (phase == ClosePhase::NameLookup) {
        slow.address.host = u"name.invalid"_s;
        slow.resolver = [](const QString &, QObject *, const ResolverReport &) {};
    } else if (phase == ClosePhase::Connecting) {
        slow.address.port = deaf.port();
    } else if (phase == ClosePhase::Proxy) {
        slow.proxy = QNetworkProxy(QNetworkProxy::Socks5Proxy, u"127.0.0.1"_s, mute.serverPort());
    } else {
        slow.address.isSecure = true;
    }
    const Outcome outcome(slow);
    QTRY_VERIFY(outcome.failure);
    QCOMPARE(outcome.failure->phase, phase);
    QCOMPARE(outcome.failure->end, TransportEnd::Timeout);
    QCOMPARE(outcome.failure->text, u"connecting took longer than 100 ms, "_s + text);
}

void TestConnectAttempt::aNameWithoutAddresses()
{
    const Outcome outcome(target(1, {}));
    QTRY_VERIFY(outcome.failure);
    QCOMPARE(outcome.failure->phase, ClosePhase::NameLookup);
    QCOMPARE(outcome.failure->text, u"cannot look up name.invalid: it has no address"_s);
}

void TestConnectAttempt::aNameThatIsNotKnown()
{
    ConnectTarget unknown = target(1, {});
    unknown.resolver = [](const QString &, QObject *, const ResolverReport &report) {
        report({}, u"Host not found"_s);
    };
    const Outcome outcome(unknown);
    QVERIFY(!outcome.isOver());
    QTRY_VERIFY(outcome.failure);
    QCOMPARE(outcome.failure->text, u"cannot look up name.invalid: Host not found"_s);
}

void TestConnectAttempt::cancellingDuringTheLookup()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    {
        const Outcome outcome(target(server.serverPort(), {u"127.0.0.1"_s}));
    }
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents();
    QVERIFY(!server.hasPendingConnections());
}

QTEST_GUILESS_MAIN(TestConnectAttempt)
#include "tst_connectattempt.moc"

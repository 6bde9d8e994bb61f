// SPDX-License-Identifier: MIT
// What gantry-relay does with streams: ends in order, and brakes in both directions.
#include "flowtarget.h"
#include "peerprocess.h"
#include "streamclient.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestRelayFlow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void whatTheTargetSaidComesBeforeItsEnd();
    void whatTheClientSaidReachesTheTarget();
    void aTargetThatSpeaksToTheEndIsHeardOut();
    void whatALostClientSaidReachesTheTarget();
    void aTargetThatBreaksIsToldApart();
    void aSlowTargetBrakesTheClient();
    void aSlowClientBrakesTheTarget();
    void oneDirectionDoesNotHoldUpTheOther();
    void anIdleConnectionIsClosed();
    void aSilentClientIsPinged();

private:
    void connectThrough(const QStringList &flags = {});
    //! Until nothing more is taken from the target.
    void waitForStand();

    std::unique_ptr<FlowTarget> m_target;
    std::unique_ptr<PeerProcess> m_relay;
    std::unique_ptr<StreamClient> m_client;
};

namespace {

constexpr int Size = 5'000'000;
// More than the relay and all socket buffers hold.
constexpr int TooMuch = 64 * 1024 * 1024;

} // namespace

void TestRelayFlow::init()
{
    m_target = std::make_unique<FlowTarget>();
}

void TestRelayFlow::cleanup()
{
    m_client.reset();
    m_relay.reset();
    m_target.reset();
}

void TestRelayFlow::connectThrough(const QStringList &flags)
{
    m_relay = std::make_unique<PeerProcess>(
        QStringLiteral(GANTRY_RELAY),
        QStringList{u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--target"_s, m_target->address()} + flags);
    m_client = std::make_unique<StreamClient>(m_relay->waitForUrl());
    QTRY_VERIFY2(m_client->isUp() && m_target->socket, qPrintable(m_relay->story()));
}

void TestRelayFlow::waitForStand()
{
    qint64 before = -1;
    QTRY_VERIFY_WITH_TIMEOUT(
        std::exchange(before, m_target->socket->bytesToWrite()) == m_target->socket->bytesToWrite(), 20'000);
}

void TestRelayFlow::whatTheTargetSaidComesBeforeItsEnd()
{
    connectThrough();
    const QByteArray said = OctetSource(1).next(Size);
    m_client->transport()->pauseProducing(); // so that much of it is under way at the end
    m_target->socket->write(said);
    m_target->socket->disconnectFromHost();
    m_client->transport()->resumeProducing();
    QTRY_VERIFY_WITH_TIMEOUT(m_client->end(), 20'000);
    QVERIFY(m_client->received() == said);
    QCOMPARE(m_client->end()->remoteCode, 1000);
    QCOMPARE(m_client->lost()->kind, ConnectionLostReason::Kind::Clean);
}

void TestRelayFlow::whatTheClientSaidReachesTheTarget()
{
    connectThrough();
    // Something that nobody reads any more lies at the relay when the client goes.
    m_target->socket->write(OctetSource(2).next(100'000));
    OctetSource source(3);
    m_client->transport()->write(source.next(Size));
    m_client->transport()->loseConnection();
    QSignalSpy ended(m_target->socket, &QTcpSocket::disconnected);
    m_target->drain();
    QTRY_COMPARE_WITH_TIMEOUT(m_target->sink.count(), Size, 20'000);
    QTRY_VERIFY(m_client->end());
    QCOMPARE(m_client->end()->remoteCode, 1000);
    QCOMPARE(m_target->sink.sum(), source.sum());
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(m_target->socket->error(), QAbstractSocket::RemoteHostClosedError);
}

//! A relay that closed its socket would answer what comes then with a reset, at which
//! the target loses what it has not read.
void TestRelayFlow::aTargetThatSpeaksToTheEndIsHeardOut()
{
    connectThrough();
    OctetSource source(9);
    m_client->transport()->write(source.next(300'000));
    m_client->transport()->loseConnection();
    QTRY_VERIFY(m_client->end());
    for (int i = 0; i < 3; ++i) {
        m_target->socket->write("nobody hears this");
        QTRY_COMPARE(m_target->socket->bytesToWrite(), 0);
    }
    QSignalSpy ended(m_target->socket, &QTcpSocket::disconnected);
    m_target->drain();
    QTRY_COMPARE(m_target->sink.count(), 300'000);
    QCOMPARE(m_target->sink.sum(), source.sum());
    QTRY_COMPARE(ended.size(), 1);
}

void TestRelayFlow::whatALostClientSaidReachesTheTarget()
{
    connectThrough();
    m_target->drain();
    m_client->transport()->write("the last words");
    QTRY_COMPARE(m_target->sink.count(), 14);
    QSignalSpy ended(m_target->socket, &QTcpSocket::disconnected);
    m_client->transport()->abortConnection();
    QTRY_COMPARE(ended.size(), 1);
}

void TestRelayFlow::aTargetThatBreaksIsToldApart()
{
    connectThrough();
    // Unread octets make closing a reset.
    m_client->transport()->write(OctetSource(4).next(1000));
    QTRY_VERIFY(m_target->socket->bytesAvailable() > 0);
    m_target->socket->abort();
    QTRY_VERIFY(m_client->end());
    QVERIFY(m_client->end()->remoteCode == 1014 || m_client->end()->remoteCode == 1000);
}

void TestRelayFlow::aSlowTargetBrakesTheClient()
{
    connectThrough({u"--no-deflate"_s});
    OctetSource source(5);
    while (source.count() < TooMuch)
        m_client->transport()->write(source.next(256 * 1024));
    // It comes to a stand with most of it still here.
    qint64 before = -1;
    QTRY_VERIFY_WITH_TIMEOUT(std::exchange(before, m_client->transport()->bytesToWrite())
                                 == m_client->transport()->bytesToWrite(),
                             20'000);
    QVERIFY2(m_client->transport()->bytesToWrite() > TooMuch / 2,
             qPrintable(QString::number(m_client->transport()->bytesToWrite())));
    m_target->drain();
    QTRY_COMPARE_WITH_TIMEOUT(m_target->sink.count(), TooMuch, 60'000);
    QCOMPARE(m_target->sink.sum(), source.sum());
}

void TestRelayFlow::aSlowClientBrakesTheTarget()
{
    connectThrough({u"--no-deflate"_s});
    m_client->transport()->pauseProducing();
    OctetSource source(6);
    while (source.count() < TooMuch)
        m_target->socket->write(source.next(256 * 1024));
    qint64 before = -1;
    QTRY_VERIFY_WITH_TIMEOUT(
        std::exchange(before, m_target->socket->bytesToWrite()) == m_target->socket->bytesToWrite(), 20'000);
    QVERIFY2(m_target->socket->bytesToWrite() > TooMuch / 2,
             qPrintable(QString::number(m_target->socket->bytesToWrite())));
    OctetSink sink;
    connect(m_client.get(), &StreamClient::arrived, this, [&] {
        sink.take(m_client->received());
        m_client->forgetReceived();
    });
    m_client->transport()->resumeProducing();
    QTRY_COMPARE_WITH_TIMEOUT(sink.count(), TooMuch, 60'000);
    QCOMPARE(sink.sum(), source.sum());
}

void TestRelayFlow::oneDirectionDoesNotHoldUpTheOther()
{
    connectThrough({u"--no-deflate"_s});
    // The client does not read, ...
    m_client->transport()->pauseProducing();
    OctetSource unread(7);
    while (unread.count() < TooMuch)
        m_target->socket->write(unread.next(256 * 1024));
    waitForStand();
    // ... and is heard all the same.
    m_target->drain();
    OctetSource source(8);
    m_client->transport()->write(source.next(Size));
    QTRY_COMPARE_WITH_TIMEOUT(m_target->sink.count(), Size, 20'000);
    QCOMPARE(m_target->sink.sum(), source.sum());
}

void TestRelayFlow::anIdleConnectionIsClosed()
{
    connectThrough({u"--idle-timeout"_s, u"1"_s});
    QSignalSpy ended(m_target->socket, &QTcpSocket::disconnected);
    QTRY_VERIFY(m_client->end());
    QCOMPARE(m_client->end()->remoteCode, 1000);
    QTRY_COMPARE(ended.size(), 1);
}

void TestRelayFlow::aSilentClientIsPinged()
{
    connectThrough({u"--heartbeat"_s, u"1"_s});
    QSignalSpy pings(m_client->connection(), &WebSocketClientProtocol::onPing);
    QTRY_VERIFY(!pings.isEmpty());
    QVERIFY(m_client->isUp());
}

QTEST_GUILESS_MAIN(TestRelayFlow)
#include "tst_relayflow.moc"

// SPDX-License-Identifier: MIT
// What becomes of the wish for a transport, on both sides.
#include "support/tlsfixture.h"
#include "websocket/connectws.h"
#include "websocket/listenws.h"
#include "websocket/transport/transportchoice.h"
#include "websocket/websocketclientfactory.h"
#include "websocket/websocketserverfactory.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestTransportChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(qunsetenv("GANTRY_TRANSPORT")); }
    void choosesByPolicyAndTls_data();
    void choosesByPolicyAndTls();
    void aServerSaysWhatCannotBe();
    void aClientSaysWhatCannotBe();
    void theDefaultIsAuto();
};

void TestTransportChoice::choosesByPolicyAndTls_data()
{
    QTest::addColumn<TransportPolicy>("policy");
    QTest::addColumn<bool>("isSecure");
    QTest::addColumn<bool>("isEpoll");
    QTest::addColumn<bool>("isRefused");
#ifdef Q_OS_LINUX
    constexpr bool HasEpoll = true;
#else
    constexpr bool HasEpoll = false;
#endif
    QTest::newRow("auto, plain") << TransportPolicy::Auto << false << HasEpoll << false;
    QTest::newRow("auto, TLS") << TransportPolicy::Auto << true << false << false;
    QTest::newRow("stream, plain") << TransportPolicy::Stream << false << false << false;
    QTest::newRow("stream, TLS") << TransportPolicy::Stream << true << false << false;
    QTest::newRow("epoll, plain") << TransportPolicy::Epoll << false << HasEpoll << !HasEpoll;
    QTest::newRow("epoll, TLS") << TransportPolicy::Epoll << true << false << true;
}

void TestTransportChoice::choosesByPolicyAndTls()
{
    QFETCH(const TransportPolicy, policy);
    QFETCH(const bool, isSecure);
    const TransportChoice choice = chooseTransport(policy, isSecure);
    QTEST(choice.isEpoll, "isEpoll");
    QTEST(!choice.complaint.isEmpty(), "isRefused");
}

void TestTransportChoice::aServerSaysWhatCannotBe()
{
    const TlsFixture tls;
    if (!tls.error().isEmpty())
        QSKIP(qPrintable(tls.error()));
    WebSocketServerFactory factory(QUrl(u"wss://127.0.0.1:0"_s));
    factory.setTransportPolicy(TransportPolicy::Epoll);
    const WebSocketListener *refused = listenWS(&factory, tls.server());
    QVERIFY(!refused->isListening());
    QCOMPARE(refused->errorString(), u"the epoll transport carries no TLS"_s);
    factory.setTransportPolicy(TransportPolicy::Auto);
    QVERIFY(listenWS(&factory, tls.server())->isListening());
}

void TestTransportChoice::aClientSaysWhatCannotBe()
{
    WebSocketClientFactory factory(QUrl(u"wss://127.0.0.1:9"_s));
    factory.setTransportPolicy(TransportPolicy::Epoll);
    const WebSocketConnector *connector = connectWS(&factory);
    QTRY_COMPARE(connector->state(), WebSocketConnector::State::Disconnected);
    QCOMPARE(connector->errorString(), u"the epoll transport carries no TLS"_s);
}

void TestTransportChoice::theDefaultIsAuto()
{
    WebSocketServerFactory factory(QUrl(u"ws://127.0.0.1:0"_s));
    QCOMPARE(factory.transportPolicy(), TransportPolicy::Auto);
}

QTEST_GUILESS_MAIN(TestTransportChoice)
#include "tst_transportchoice.moc"

// SPDX-License-Identifier: MIT
// A client that begins plain: a word before the opening handshake, and TLS under it.
#include "support/servers.h"
#include "support/testproxy.h"
#include "support/tlsfixture.h"

#include <QtNetwork/QSslKey>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using Certificate = TlsFixture::Certificate;

namespace {

enum class Manner { AtOnce, AfterAWord, Later, Never, Hold, Speak, Delete, DeleteInHold };

//! Upgrades as its manner has it.
class UpgradingProtocol : public WebSocketClientProtocol
{
public:
    static inline Manner manner = Manner::AtOnce;
    static inline QSslConfiguration tls;
    static inline QByteArray heard;
    static inline QList<bool> results;

    using WebSocketClientProtocol::continueHandshake;

protected:
    void connectionMade() override
    {
        switch (manner) {
        case Manner::AtOnce:
            results.append(startTLS(tls));
            break;
        case Manner::AfterAWord:
            results.append(holdHandshake());
            results.append(transportWrite("CONNECT somewhere:1 HTTP/1.1\r\nHost: x\r\n\r\n"));
            break;
        case Manner::Hold:
        case Manner::DeleteInHold:
            results.append(holdHandshake());
            break;
        case Manner::Speak:
            results.append(transportWrite("hello\r\n"));
            break;
        case Manner::Delete:
            startTLS(tls);
            delete this;
            break;
        case Manner::Later:
        case Manner::Never:
            break;
        }
    }
    void handleConnecting(const TransportDetails &details) override
    {
        if (manner == Manner::Later)
            results.append(startTLS(tls));
        WebSocketClientProtocol::handleConnecting(details);
    }
    void dataReceived(QByteArrayView data) override
    {
        if (manner == Manner::DeleteInHold)
            delete this;
        else if (manner != Manner::AfterAWord || heard.endsWith("\r\n\r\n"))
            WebSocketClientProtocol::dataReceived(data);
        else if (heard.append(data); heard.endsWith("\r\n\r\n"))
            results.append(startTLS(tls));
    }
};

class Upgrading : public Client
{
public:
    Upgrading(quint16 port, Manner manner, const QSslConfiguration &tls, const ClientOptions &options = {})
        : Client(QUrl(u"ws://localhost:%1/"_s.arg(port)))
    {
        UpgradingProtocol::manner = manner;
        UpgradingProtocol::tls = tls;
        UpgradingProtocol::heard.clear();
        UpgradingProtocol::results.clear();
        ClientOptions used = options;
        used.mayStartTls = true;
        setProtocolOptions(used);
        setProtocol<UpgradingProtocol>();
    }
};

} // namespace

class TestStartTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void upgradesInConnectionMade();
    void talksToItsOwnProxyFirst();
    void staysPlainWhenNotAsked();
    void verifiesTheServer_data();
    void verifiesTheServer();
    void aKeyThatDoesNotFitEndsItLater_data();
    void aKeyThatDoesNotFitEndsItLater();
    void aServerThatDoesNotAnswerTlsIsGivenUp();
    void isTooLateOnceTheHandshakeBegan();
    void needsTheOption();
    void whoeverSpeaksFirstIsRefused();
    void holdingHasADeadline();
    void holdingEndsWithContinue();
    void deletingMeanwhile_data();
    void deletingMeanwhile();

private:
    TlsFixture m_tls;
};

void TestStartTls::initTestCase()
{
    if (!m_tls.error().isEmpty())
        QSKIP(qPrintable(m_tls.error()));
}

void TestStartTls::upgradesInConnectionMade()
{
    EchoServer server(QUrl(u"wss://127.0.0.1:0"_s), m_tls.server());
    Upgrading client(server.port(), Manner::AtOnce, m_tls.client());
    QNetworkCookie secret("a", "b");
    secret.setSecure(true);
    client.setCookies({secret});
    client.connectTo();
    QTRY_VERIFY2(client.isOpen() || client.log().isClosed(), qPrintable(client.log().reason()));
    QVERIFY2(client.isOpen(), qPrintable(client.log().reason()));
    QCOMPARE(UpgradingProtocol::results, QList<bool>{true});
    QCOMPARE(client.protocol()->peerTransport(), u"tls"_s);
    QVERIFY(client.protocol()->transportDetails().isSecure);
    // What is only for TLS goes, since TLS it is.
    QCOMPARE(server.protocols().constFirst()->requestHeaders().value("Cookie"), QByteArray("a=b"));
    const QByteArray large(3'000'000, 'x');
    QSignalSpy messages(client.protocol(), &WebSocketAdapterProtocol::onMessage);
    client.protocol()->sendMessage(large, true);
    QTRY_COMPARE_WITH_TIMEOUT(messages.count(), 1, 20'000);
    QVERIFY(messages.at(0).at(0).toByteArray() == large);
    client.protocol()->sendClose();
    QTRY_VERIFY(client.log().isClosed() && server.log().isClosed());
    QCOMPARE(client.log().entries().constFirst(), u"connecting"_s);
    QCOMPARE(client.log().entries().constLast(), u"close 1000 clean"_s);
}

void TestStartTls::talksToItsOwnProxyFirst()
{
    EchoServer server(QUrl(u"wss://127.0.0.1:0"_s), m_tls.server());
    TestProxy proxy;
    proxy.setTarget(server.port());
    Upgrading client(proxy.proxy().port(), Manner::AfterAWord, m_tls.client());
    client.connectTo();
    QTRY_VERIFY2(client.isOpen() || client.log().isClosed(), qPrintable(client.log().reason()));
    QVERIFY2(client.isOpen(), qPrintable(client.log().reason()));
    QCOMPARE(UpgradingProtocol::results, (QList<bool>{true, true, true}));
    QVERIFY(UpgradingProtocol::heard.startsWith("HTTP/1.1 200 "));
    client.protocol()->sendMessage("inside");
    QTRY_COMPARE(client.log().count(u"message inside"), 1);
}

void TestStartTls::staysPlainWhenNotAsked()
{
    EchoServer server;
    Upgrading client(server.port(), Manner::Never, m_tls.client());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(client.protocol()->peerTransport(), u"tcp"_s);
    const QByteArray large(20'000'000, 'x');
    QSignalSpy messages(client.protocol(), &WebSocketAdapterProtocol::onMessage);
    client.protocol()->sendMessage(large, true, {.doNotCompress = true});
    QCoreApplication::sendPostedEvents();
    QTRY_COMPARE_WITH_TIMEOUT(messages.count(), 1, 20'000);
    QTRY_COMPARE(client.protocol()->bytesToWrite(), 0);
    client.protocol()->sendClose();
    QTRY_VERIFY(client.log().isClosed() && server.log().isClosed());
    QCOMPARE(client.log().entries().constLast(), u"close 1000 clean"_s);
}

void TestStartTls::verifiesTheServer_data()
{
    QTest::addColumn<int>("certificate");
    QTest::addColumn<bool>("knowsAuthority");
    QTest::newRow("another name") << int(Certificate::OtherName) << true;
    QTest::newRow("unknown authority") << int(Certificate::Good) << false;
    QTest::newRow("expired") << int(Certificate::Expired) << true;
}

void TestStartTls::verifiesTheServer()
{
    QFETCH(const int, certificate);
    QFETCH(const bool, knowsAuthority);
    EchoServer server(QUrl(u"wss://127.0.0.1:0"_s), m_tls.server(Certificate(certificate)));
    Upgrading client(server.port(), Manner::AtOnce, m_tls.client(knowsAuthority));
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().entries(), QStringList(u"close 1015 unclean"_s));
    QVERIFY2(client.log().reason().contains(u"certificate of localhost was refused"_s),
             qPrintable(client.log().reason()));
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::TlsHandshake);
    QVERIFY(server.protocols().isEmpty());
}

void TestStartTls::aKeyThatDoesNotFitEndsItLater_data()
{
    QTest::addColumn<bool>("isDeleted");
    QTest::newRow("and is watched") << false;
    QTest::newRow("and is deleted in onClose") << true;
}

void TestStartTls::aKeyThatDoesNotFitEndsItLater()
{
    QFETCH(const bool, isDeleted);
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    Upgrading client(mute.serverPort(), Manner::Hold, m_tls.client());
    WebSocketConnector *connector = client.connectTo();
    QTRY_COMPARE(connector->state(), WebSocketConnector::State::Connected);
    auto *protocol = dynamic_cast<UpgradingProtocol *>(client.protocol());
    if (isDeleted)
        connect(protocol, &WebSocketAdapterProtocol::onClose, this, [protocol] { delete protocol; });
    QSslConfiguration tls = m_tls.client();
    tls.setLocalCertificate(m_tls.server().localCertificate());
    tls.setPrivateKey(m_tls.server(Certificate::OtherName).privateKey());
    // Qt notices before its function returns; we tell from the event loop.
    QVERIFY(protocol->startTLS(tls));
    QVERIFY(client.log().entries().isEmpty());
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().entries(), QStringList(u"close 1015 unclean"_s));
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::TlsHandshake);
    QTRY_VERIFY(!client.protocol());
}

void TestStartTls::aServerThatDoesNotAnswerTlsIsGivenUp()
{
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    Upgrading client(mute.serverPort(), Manner::AtOnce, m_tls.client(), {.openHandshakeTimeout = 100ms});
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::TlsHandshake);
    QVERIFY2(client.log().reason().contains(u"too long"_s), qPrintable(client.log().reason()));
}

void TestStartTls::isTooLateOnceTheHandshakeBegan()
{
    EchoServer server;
    Upgrading client(server.port(), Manner::Later, m_tls.client());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(UpgradingProtocol::results, QList<bool>{false});
    QVERIFY(!client.protocol()->startTLS(m_tls.client()));
}

void TestStartTls::needsTheOption()
{
    EchoServer server;
    Upgrading client(server.port(), Manner::AtOnce, m_tls.client());
    client.setProtocolOptions({});
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(UpgradingProtocol::results, QList<bool>{false});
    EchoServer secure(QUrl(u"wss://127.0.0.1:0"_s), m_tls.server());
    Client twice(QUrl(u"wss://localhost:%1/"_s.arg(secure.port())));
    twice.setProtocolOptions({.mayStartTls = true});
    twice.setProtocol<UpgradingProtocol>();
    twice.connectTo(m_tls.client());
    QTRY_VERIFY(twice.isOpen());
    QCOMPARE(UpgradingProtocol::results, (QList<bool>{false, false}));
}

void TestStartTls::whoeverSpeaksFirstIsRefused()
{
    QTcpServer talkative;
    QVERIFY(talkative.listen(QHostAddress::LocalHost));
    connect(&talkative, &QTcpServer::newConnection, this,
            [&] { talkative.nextPendingConnection()->write("HTTP/1.1 101 Switching Protocols\r\n\r\n"); });
    Upgrading client(talkative.serverPort(), Manner::Hold, m_tls.client());
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY2(client.log().reason().contains(u"spoke before"_s), qPrintable(client.log().reason()));
}

void TestStartTls::holdingHasADeadline()
{
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    Upgrading client(mute.serverPort(), Manner::Hold, m_tls.client(), {.openHandshakeTimeout = 100ms});
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY2(client.log().reason().contains(u"too long"_s), qPrintable(client.log().reason()));
    QCOMPARE(client.log().entries(), QStringList(u"close 1006 unclean"_s));
}

void TestStartTls::holdingEndsWithContinue()
{
    EchoServer server;
    Upgrading client(server.port(), Manner::Hold, m_tls.client());
    WebSocketConnector *connector = client.connectTo();
    QTRY_COMPARE(connector->state(), WebSocketConnector::State::Connected);
    QVERIFY(client.log().entries().isEmpty());
    auto *protocol = dynamic_cast<UpgradingProtocol *>(client.protocol());
    QVERIFY(protocol->continueHandshake());
    QVERIFY(!protocol->continueHandshake());
    QTRY_VERIFY(client.isOpen());
}

void TestStartTls::deletingMeanwhile_data()
{
    QTest::addColumn<Manner>("manner");
    QTest::newRow("in connectionMade, with TLS begun") << Manner::Delete;
    QTest::newRow("in dataReceived, while held") << Manner::DeleteInHold;
}

void TestStartTls::deletingMeanwhile()
{
    QFETCH(const Manner, manner);
    QTcpServer talkative;
    QVERIFY(talkative.listen(QHostAddress::LocalHost));
    bool isEnded = false;
    connect(&talkative, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *socket = talkative.nextPendingConnection();
        connect(socket, &QTcpSocket::disconnected, this, [&] { isEnded = true; });
        socket->write("x");
    });
    Upgrading client(talkative.serverPort(), manner, m_tls.client());
    client.connectTo();
    QTRY_VERIFY(isEnded);
    QVERIFY(!client.protocol());
    QCOMPARE(client.connector()->state(), WebSocketConnector::State::Disconnected);
}

QTEST_GUILESS_MAIN(TestStartTls)
#include "tst_starttls.moc"

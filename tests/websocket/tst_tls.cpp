// SPDX-License-Identifier: MIT
#include "support/rawpeer.h"
#include "support/servers.h"
#include "support/tlsfixture.h"

#include <QtNetwork/QSslKey>
#include <QtNetwork/QTcpServer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using Certificate = TlsFixture::Certificate;

class TestTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void echoes_data();
    void echoes();
    void doubtfulCertificatesAreRefused_data();
    void doubtfulCertificatesAreRefused();
    void verificationCanBeSwitchedOffByName();
    void plainOctetsOnATlsPortDisturbNobody();
    void aClientThatSaysNothingIsDropped();
    void theHandshakesTogetherHaveOneDeadline();
    void aServerThatDoesNotSpeakTlsIs1015();
    void aServerThatNeverAnswersIsGivenUp();
    void listeningNeedsCertificateAndKey();
    void aRefusedClientReadsTheAnswer();
    void aConnectionThatIsNotWantedIsDropped_data();
    void aConnectionThatIsNotWantedIsDropped();
    void aPeerThatDoesNotReadIsNotReadFrom();

private:
    QUrl localhost(const EchoServer &server) const
    {
        return QUrl(u"wss://localhost:%1/"_s.arg(server.port()));
    }
    std::unique_ptr<TlsFixture> m_tls;
};

static const QUrl AnyPort(u"wss://127.0.0.1:0"_s);

void TestTls::initTestCase()
{
    if (!QSslSocket::supportsSsl())
        QSKIP("Qt found no TLS library");
    m_tls = std::make_unique<TlsFixture>();
    if (!m_tls->error().isEmpty())
        QSKIP(qPrintable(m_tls->error()));
}

void TestTls::echoes_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("by name") << u"localhost"_s;
    QTest::newRow("by address") << u"127.0.0.1"_s;
}

void TestTls::echoes()
{
    QFETCH(const QString, host);
    EchoServer server(AnyPort, m_tls->server());
    QVERIFY2(server.listener()->isListening(), qPrintable(server.listener()->errorString()));
    Client client(QUrl(u"wss://%1:%2/"_s.arg(host).arg(server.port())));
    client.connectTo(m_tls->client());
    QTRY_VERIFY2(client.isOpen() || client.log().isClosed(), qPrintable(client.log().reason()));
    QVERIFY2(client.isOpen(), qPrintable(client.log().reason()));
    QCOMPARE(client.protocol()->peerTransport(), u"tls"_s);
    QVERIFY(client.protocol()->transportDetails().isSecure);
    QSignalSpy spy(client.protocol(), &WebSocketAdapterProtocol::onMessage);
    const QByteArray large(3'000'000, 'x');
    client.protocol()->sendMessage("small");
    client.protocol()->sendMessage(large, true);
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 2, 20'000);
    QVERIFY(spy.at(1).at(0).toByteArray() == large);
    client.protocol()->sendClose();
    QTRY_VERIFY(client.log().isClosed() && server.log().isClosed());
    QCOMPARE(client.log().entries().constLast(), u"close 1000 clean"_s);
    QCOMPARE(server.log().entries().constLast(), u"close 1000 clean"_s);
}

void TestTls::doubtfulCertificatesAreRefused_data()
{
    QTest::addColumn<int>("certificate");
    QTest::addColumn<bool>("knowsAuthority");
    QTest::addColumn<QString>("why");
    QTest::newRow("host name mismatch") << int(Certificate::OtherName) << true << u"host name"_s;
    QTest::newRow("unknown authority") << int(Certificate::Good) << false << u"issuer"_s;
    QTest::newRow("expired") << int(Certificate::Expired) << true << u"expired"_s;
}

void TestTls::doubtfulCertificatesAreRefused()
{
    QFETCH(const int, certificate);
    QFETCH(const bool, knowsAuthority);
    QFETCH(const QString, why);
    EchoServer server(AnyPort, m_tls->server(Certificate(certificate)));
    Client client(localhost(server));
    WebSocketConnector *connector = client.connectTo(m_tls->client(knowsAuthority));
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().entries(), QStringList(u"close 1015 unclean"_s));
    QVERIFY2(client.log().reason().contains(why), qPrintable(client.log().reason()));
    QVERIFY(client.log().reason().contains(u"certificate of localhost was refused"_s));
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::TlsHandshake);
    QCOMPARE(connector->errorString(), client.log().reason());
    QVERIFY(server.protocols().isEmpty());
}

void TestTls::verificationCanBeSwitchedOffByName()
{
    EchoServer server(AnyPort, m_tls->server(Certificate::OtherName));
    Client client(localhost(server));
    QSslConfiguration careless = m_tls->client(false);
    careless.setPeerVerifyMode(QSslSocket::VerifyNone);
    client.connectTo(careless);
    QTRY_VERIFY(client.isOpen());
}

void TestTls::plainOctetsOnATlsPortDisturbNobody()
{
    EchoServer server(AnyPort, m_tls->server());
    Client client(localhost(server));
    client.connectTo(m_tls->client());
    QTRY_VERIFY(client.isOpen());
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(!peer.received().contains("HTTP"));
    client.protocol()->sendMessage("still here");
    QTRY_COMPARE(client.log().count(u"message still here"), 1);
    QCOMPARE(server.protocols().size(), 1);
}

void TestTls::aClientThatSaysNothingIsDropped()
{
    WebSocketServerFactory server(AnyPort);
    auto *listener = listenWS(&server, m_tls->server());
    server.setProtocolOptions({.openHandshakeTimeout = std::chrono::milliseconds(50)}); // for later ones
    RawPeer peer(quint16(listener->url().port()));
    QTRY_VERIFY(peer.isConnected());
    QTRY_VERIFY(peer.isEnded());
}

void TestTls::theHandshakesTogetherHaveOneDeadline()
{
    WebSocketServerFactory server(AnyPort);
    server.setProtocolOptions({.openHandshakeTimeout = std::chrono::milliseconds(300)});
    auto *listener = listenWS(&server, m_tls->server());
    QSslSocket socket;
    socket.setSslConfiguration(m_tls->client());
    socket.connectToHostEncrypted(u"localhost"_s, quint16(listener->url().port()));
    QTRY_VERIFY(socket.isEncrypted());
    QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
}

void TestTls::aServerThatDoesNotSpeakTlsIs1015()
{
    EchoServer server; // plain
    Client client(localhost(server));
    client.connectTo(m_tls->client());
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().entries(), QStringList(u"close 1015 unclean"_s));
    QVERIFY2(client.log().reason().startsWith(u"TLS failed: "_s), qPrintable(client.log().reason()));
}

void TestTls::aServerThatNeverAnswersIsGivenUp()
{
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    Client client(QUrl(u"wss://127.0.0.1:%1/"_s.arg(mute.serverPort())));
    connectWS(&client, m_tls->client(), std::chrono::milliseconds(100));
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().entries(), QStringList(u"close 1006 unclean"_s));
    QVERIFY2(client.log().reason().contains(u"longer than 100 ms"_s), qPrintable(client.log().reason()));
}

void TestTls::listeningNeedsCertificateAndKey()
{
    WebSocketServerFactory server(AnyPort);
    auto *without = listenWS(&server);
    QVERIFY(!without->isListening());
    QVERIFY(without->errorString().contains(u"certificate"_s));
    QSslConfiguration keyless = m_tls->server();
    keyless.setPrivateKey({});
    auto *half = listenWS(&server, keyless);
    QVERIFY(!half->isListening());
    QVERIFY(half->errorString().contains(u"private key"_s));
    QSignalSpy spy(half, &WebSocketListener::errorOccurred);
    QTRY_COMPARE(spy.count(), 1);
}

void TestTls::aRefusedClientReadsTheAnswer()
{
    EchoServer server(AnyPort, m_tls->server());
    server.setConnectHandler([](const ConnectionRequest &) { return ConnectDecision::deny(404); });
    Client client(localhost(server));
    client.connectTo(m_tls->client());
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().closeInfo().httpStatus, 404);
}

void TestTls::aConnectionThatIsNotWantedIsDropped_data()
{
    QTest::addColumn<bool>("atServer");
    QTest::addColumn<bool>("isBuilt");
    QTest::newRow("server: buildProtocol() makes none") << true << false;
    QTest::newRow("server: deleted in protocolCreated") << true << true;
    QTest::newRow("client: deleted in stateChanged") << false << true;
}

//! From inside the socket's encrypted(), that is.
void TestTls::aConnectionThatIsNotWantedIsDropped()
{
    QFETCH(const bool, atServer);
    QFETCH(const bool, isBuilt);
    EchoServer server(AnyPort, m_tls->server());
    if (!isBuilt)
        server.setProtocolCreator([] { return nullptr; });
    else if (atServer)
        connect(&server, &WebSocketServerFactory::protocolCreated, this, [](auto *p) { delete p; });
    Client client(localhost(server));
    WebSocketConnector *connector = client.connectTo(m_tls->client());
    connect(connector, &WebSocketConnector::stateChanged, this, [&](WebSocketConnector::State state) {
        if (!atServer && state == WebSocketConnector::State::Connected)
            delete client.protocol();
    });
    QTRY_COMPARE(connector->state(), WebSocketConnector::State::Disconnected);
    QCOMPARE(client.log().count(u"close "), atServer ? 1 : 0);
    QVERIFY(!client.log().entries().contains(u"open"_s));
    QTRY_COMPARE(server.connectionCount(), 0);
}

void TestTls::aPeerThatDoesNotReadIsNotReadFrom()
{
    constexpr qint64 watermark = 256 * 1024;
    EchoServer server(AnyPort, m_tls->server());
    server.setProtocolOptions({.perMessageDeflate = {}, .outputHighWatermark = watermark});
    QSslSocket socket;
    socket.setSslConfiguration(m_tls->client());
    socket.setReadBufferSize(1);
    socket.connectToHostEncrypted(u"localhost"_s, server.port());
    QTRY_VERIFY(socket.isEncrypted());
    socket.write(upgradeRequest());
    QTRY_VERIFY(!server.protocols().isEmpty() && server.protocols().constFirst()->isOpen());
    WebSocketServerProtocol *protocol = server.protocols().constFirst();
    const QByteArray message = QByteArray::fromHex("82fe8000") + QByteArray(4 + 32768, '\0');
    for (int i = 0; i < 1000; ++i)
        socket.write(message);
    QTRY_VERIFY_WITH_TIMEOUT(protocol->bytesToWrite() > watermark, 20'000);
    const auto echoed = [&server] { return server.log().count(u"message "); };
    int before = -1;
    QTRY_VERIFY_WITH_TIMEOUT(echoed() == std::exchange(before, echoed()), 20'000);
    QVERIFY(echoed() < 1000);
    QVERIFY(protocol->bytesToWrite() < watermark + 512 * 1024);

    socket.setReadBufferSize(0);
    qsizetype received = 0;
    connect(&socket, &QSslSocket::readyRead, this, [&] { received += socket.readAll().size(); });
    received += socket.readAll().size();
    QTRY_VERIFY_WITH_TIMEOUT(received >= 1000 * (4 + 32768), 30'000);
}

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"

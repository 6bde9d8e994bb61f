// SPDX-License-Identifier: MIT
// What a RawSocket client makes of its servers.
#include "support/tlsfixture.h"
#include "wamp/transport/wamprawsocketclientfactory.h"
#include "wamp/transport/wamprawsocketconnector.h"
#include "wamp/transport/wamprawsocketlistener.h"
#include "wamp/tst_rawsocket.h"

#include <QtCore/QPointer>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using Wamp::RecordingPeer;
using Wamp::Serializer;

namespace {

//! Answers a client's first octets with what the test says.
class Answering
{
public:
    explicit Answering(const QByteArray &answer, bool ends = false)
    {
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this, answer, ends] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket, answer, ends] {
                received += socket->readAll();
                if (received.size() != 4)
                    return;
                socket->write(answer);
                if (ends)
                    socket->disconnectFromHost();
            });
        });
    }
    QUrl url() const { return QUrl(u"rs://127.0.0.1:%1"_s.arg(m_server.serverPort())); }

    QByteArray received;

private:
    QTcpServer m_server;
};

//! A client with one peer, and what it emits.
class Client
{
public:
    explicit Client(const QUrl &url,
                    const QList<const Serializer *> &serializers = {Serializer::byName(u"json")})
        : factory([this] { return isRefusing ? nullptr : &peer; }, url, serializers)
    { }

    WampRawSocketConnector *connectToRouter(const std::optional<QSslConfiguration> &ssl = {},
                                            std::chrono::milliseconds timeout = 30s)
    {
        connector = factory.connectToRouter(ssl, timeout);
        QObject::connect(connector, &WampRawSocketConnector::connected, &factory,
                         [this] { log.append(u"connected"_s); });
        QObject::connect(connector, &WampRawSocketConnector::failed, &factory,
                         [this](const QString &reason) { log.append(u"failed: "_s + reason); });
        QObject::connect(connector, &WampRawSocketConnector::disconnected, &factory,
                         [this](const QString &reason) { log.append(u"disconnected: "_s + reason); });
        return connector;
    }

    RecordingPeer peer;
    bool isRefusing = false;
    QStringList log;
    WampRawSocketClientFactory factory;
    QPointer<WampRawSocketConnector> connector;
};

} // namespace

void TestRawSocket::clientSaysWhyItFailed_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("ends");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, const QByteArray &answer, const QString &reason,
                        bool ends = false) { QTest::newRow(name) << answer << ends << reason; };
    const auto hex = [](const char *octets) { return QByteArray::fromHex(octets); };
    const QString refused = u"the server refused: "_s;
    row("error 0", hex("7f000000"), refused + u"the connection is refused without a reason"_s);
    row("error 1", hex("7f100000"), refused + u"the serializer is not supported"_s);
    row("error 2", hex("7f200000"), refused + u"the maximum message length is not acceptable"_s);
    row("error 3", hex("7f300000"),
        refused + u"reserved bits were used, for a feature that is not supported"_s);
    row("error 4", hex("7f400000"), refused + u"there are too many connections"_s);
    row("error 5", hex("7f500000"), refused + u"the connection is refused with error 5"_s);
    row("another serializer", hex("7ff20000"), u"the server chose another serializer than was asked for"_s);
    row("reserved bits", hex("7ff10100"), u"the server set reserved bits in the handshake"_s);
    row("garbage", "HTTP/1.1 400 Bad Request", u"the peer does not speak RawSocket"_s);
    row("the end", {}, u"the connection ended in the handshake"_s, true);
    row("the end in the middle", hex("7ff100"), u"the connection ended in the handshake"_s, true);
}

void TestRawSocket::clientSaysWhyItFailed()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const bool, ends);
    QFETCH(const QString, reason);
    const Answering server(answer, ends);
    Client client(server.url());
    client.factory.setOptions({.maxLengthExponent = 20, .closeTimeout = 30ms});
    client.connectToRouter();
    QTRY_COMPARE(client.log, QStringList{u"failed: "_s + reason});
    QCOMPARE(server.received.first(4), QByteArray::fromHex("7fb10000"));
    QCOMPARE(client.peer.opened, 0);
    QTRY_VERIFY(!client.connector);
}

void TestRawSocket::clientWaitsForHandshakesInLimits()
{
    const Answering server(QByteArray::fromHex("7ff100"));
    Client client(server.url());
    client.factory.setOptions({.handshakeTimeout = 30ms});
    client.connectToRouter();
    QTRY_COMPARE(client.log, QStringList{u"failed: the handshake took too long"_s});
}

void TestRawSocket::clientSaysWhyItDoesNotConnect_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("serializer");
    QTest::addColumn<QString>("reason");
    QTest::newRow("URL") << u"rs://localhost"_s << u"json"_s << u"the URL has no port"_s;
    QTest::newRow("serializer") << u"rs://localhost:1"_s << u"json.batched"_s
                                << u"none of the serializers is one that RawSocket has"_s;
    QTest::newRow("path") << u"unix:/no/such/socket"_s << u"json"_s << u"/no/such/socket"_s;
}

void TestRawSocket::clientSaysWhyItDoesNotConnect()
{
    QFETCH(const QString, url);
    QFETCH(const QString, serializer);
    QFETCH(const QString, reason);
    Client client{QUrl(url), {Serializer::byName(serializer)}};
    client.connectToRouter();
    QVERIFY(client.log.isEmpty());
    QTRY_COMPARE(client.log.size(), 1);
    QVERIFY(client.log.constFirst().startsWith(u"failed: "));
    QVERIFY2(client.log.constFirst().contains(reason), qPrintable(client.log.constFirst()));
    QTRY_VERIFY(!client.connector);
}

void TestRawSocket::clientStops()
{
    RawSocketScene scene;
    const QUrl url(u"rs://127.0.0.1:%1"_s.arg(scene.port()));
    Client early(url);
    early.connectToRouter()->stop();
    QTRY_COMPARE(early.log, QStringList{u"failed: connecting was stopped"_s});

    Client open(url);
    open.connectToRouter();
    QTRY_COMPARE(open.peer.opened, 1);
    open.connector->stop();
    QTRY_COMPARE(open.log, QStringList({u"connected"_s, u"disconnected: aborted"_s}));
    QCOMPARE(open.peer.closed, 1);

    Client refusing(url);
    refusing.isRefusing = true;
    refusing.connectToRouter();
    QTRY_COMPARE(refusing.log, QStringList{u"failed: there is no session for this connection"_s});
}

void TestRawSocket::clientTellsOfTheEnd()
{
    RawSocketScene scene;
    Client client{QUrl(u"rs://127.0.0.1:%1"_s.arg(scene.port()))};
    client.connectToRouter();
    QTRY_COMPARE(client.peer.opened, 1);
    QTRY_VERIFY(!scene.peers.empty());
    scene.peer().transport()->close();
    QTRY_COMPARE(client.log, QStringList({u"connected"_s, u"disconnected: "_s}));
    QVERIFY(client.peer.end->wasClean);
    QTRY_VERIFY(!client.connector);
}

void TestRawSocket::clientMayBeDeletedWhileItConnects()
{
    RawSocketScene scene;
    const QUrl url(u"rs://127.0.0.1:%1"_s.arg(scene.port()));
    {
        Client client(url);
        client.connectToRouter();
    }
    RecordingPeer peer;
    auto factory = std::make_unique<WampRawSocketClientFactory>([&peer] { return &peer; }, url);
    connect(factory->connectToRouter(), &WampRawSocketConnector::connected, this, [&] { factory.reset(); });
    QTRY_COMPARE(peer.closed, 1);
    QCOMPARE(peer.opened, 1);
    QVERIFY(!peer.end->wasClean);
}

void TestRawSocket::speaksTls()
{
    const Testing::TlsFixture tls;
    if (!tls.error().isEmpty())
        QSKIP(qPrintable(tls.error()));
    RecordingPeer routerPeer;
    WampRawSocketServerFactory server([&routerPeer] { return &routerPeer; });
    const WampRawSocketListener *listener = server.listen(QUrl(u"rss://127.0.0.1:0"_s), tls.server());
    QVERIFY2(listener->isListening(), qPrintable(listener->errorString()));

    Client stranger(listener->url());
    stranger.connectToRouter(tls.client(false));
    QTRY_COMPARE(stranger.log.size(), 1);
    QVERIFY(stranger.log.constFirst().startsWith(u"failed: "));

    Client client(listener->url(), Serializer::all());
    client.connectToRouter(tls.client());
    QTRY_COMPARE(client.peer.opened, 1);
    QTRY_COMPARE(routerPeer.opened, 1);
    const Wamp::WampTransportDetails details = client.peer.transport()->transportDetails();
    QVERIFY(details.isSecure);
    QCOMPARE(details.channelType, u"tls"_s);
    QVERIFY(!details.peerCertificate.isEmpty());
    QVERIFY(details.isPeerCertificateVerified);
    QVERIFY(!routerPeer.transport()->transportDetails().isPeerCertificateVerified);
    const auto id = client.peer.transport()->channelId(ChannelIdType::TlsServerEndPoint);
    QVERIFY(id && id->size() >= 32);
    QCOMPARE(routerPeer.transport()->channelId(ChannelIdType::TlsServerEndPoint), id);

    client.peer.transport()->send(Wamp::Event{.subscription = 1, .publication = 2});
    client.peer.transport()->close();
    QTRY_COMPARE(routerPeer.closed, 1);
    QCOMPARE(routerPeer.messages.size(), 1U);
    QTRY_COMPARE(client.peer.closed, 1);
}

} // namespace Gantry

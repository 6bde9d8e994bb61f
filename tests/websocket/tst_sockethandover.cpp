// SPDX-License-Identifier: MIT
// Connections that the application takes away with release(): to a server of HTTP of its
// own, or to another factory.
#include "support/rawpeer.h"
#include "support/servers.h"
#include "support/tlsfixture.h"
#include "websocket/putback.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestSocketHandover : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"released"_s)); }
    void aReleasedSocketIsServedByTheApplication_data();
    void aReleasedSocketIsServedByTheApplication();
    void aReleasedTlsSocketGoesOn();
    void aReleasedUnixSocketGoesOn();
    void aReleasedWebSocketCanBeAdopted();
    void releasedLaterEverythingIsThere();
    void releaseWithoutAHandlerIsABugAndGets500();
    void aFactoryThatGoesTakesTheSocketWithIt();
};

namespace {

const QByteArray Get = QByteArrayLiteral("GET /a%20b?c=d HTTP/1.1\r\nHost: localhost\r\nX-Y: z\r\n\r\n");

QByteArray answerTo(quint16 port, const QByteArray &request)
{
    RawPeer peer(port);
    peer.send(request);
    return QTest::qWaitFor([&peer] { return peer.isEnded(); }) ? peer.received() : "no end";
}

//! A server of HTTP as small as can be: says back what it was asked.
struct TinyHttpServer : QTcpServer
{
    TinyHttpServer()
    {
        listen(QHostAddress(QHostAddress::LocalHost)); // or it complains
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                    const QByteArray request = socket->peek(10'000);
                    if (!request.endsWith("\r\n\r\n") && !request.endsWith("end"))
                        return;
                    socket->readAll();
                    socket->write("HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(request.size())
                                  + "\r\n\r\n" + request);
                });
                connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            }
        });
    }
    void take(QTcpSocket *socket)
    {
        addPendingConnection(socket);
        Q_EMIT newConnection();
    }
};

//! Releases every request without an upgrade to \a http.
void releaseTo(WebSocketServerFactory &factory, TinyHttpServer &http)
{
    factory.setHttpHandler([](const HttpRequest &) { return ConnectDecision::release(); });
    factory.setSocketHandler([&http](std::unique_ptr<QIODevice> device, const QByteArray &octets) {
        putBack(device.get(), octets);
        http.take(qobject_cast<QTcpSocket *>(device.release()));
    });
}

} // namespace

void TestSocketHandover::aReleasedSocketIsServedByTheApplication_data()
{
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::newRow("at once") << QByteArrayList{Get};
    QTest::newRow("with a body") << QByteArrayList{"POST / HTTP/1.1\r\nHost: a\r\n\r\nthe end"};
    QTest::newRow("in pieces") << QByteArrayList{"POST / HTTP/1.1\r\nHo", "st: a\r\n\r\nthe", " end"};
}

void TestSocketHandover::aReleasedSocketIsServedByTheApplication()
{
    QFETCH(const QByteArrayList, pieces);
    EchoServer server;
    TinyHttpServer http;
    releaseTo(server, http);
    RawPeer peer(server.port());
    for (const QByteArray &piece : pieces) {
        peer.send(piece);
        // So that each is a read of its own.
        QVERIFY(QTest::qWaitFor([&peer] { return peer.isConnected() && peer.socket().bytesToWrite() == 0; }));
        QCoreApplication::processEvents();
    }
    QTRY_VERIFY(peer.received().endsWith("\r\n\r\n" + pieces.join()));
    QVERIFY(!peer.isEnded()); // keep-alive is the HTTP server's business
    peer.send(Get);
    QTRY_VERIFY(peer.received().endsWith("\r\n\r\n" + Get));
    QCOMPARE(server.log().entries(), QStringList({u"connecting"_s, u"close 1006 unclean"_s}));
    QVERIFY(server.log().reason().contains(u"handed over"_s));
    peer.socket().disconnectFromHost();

    // And WebSockets go on beside it.
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
}

void TestSocketHandover::aReleasedTlsSocketGoesOn()
{
    const TlsFixture tls;
    if (!tls.error().isEmpty())
        QSKIP(qPrintable(tls.error()));
    EchoServer server(QUrl(u"wss://127.0.0.1:0"_s), tls.server());
    TinyHttpServer http;
    releaseTo(server, http);
    QSslSocket peer;
    peer.setSslConfiguration(tls.client());
    peer.connectToHostEncrypted(u"127.0.0.1"_s, server.port());
    peer.write(Get);
    QByteArray received;
    connect(&peer, &QSslSocket::readyRead, this, [&] { received += peer.readAll(); });
    QTRY_VERIFY(received.endsWith("\r\n\r\n" + Get));
    received.clear();
    peer.write(Get);
    QTRY_VERIFY(received.endsWith("\r\n\r\n" + Get));
}

void TestSocketHandover::aReleasedUnixSocketGoesOn()
{
    const QTemporaryDir folder;
    EchoServer server(QUrl(u"ws+unix:"_s + folder.filePath(u"s"_s)));
    server.setHttpHandler([](const HttpRequest &) { return ConnectDecision::release(); });
    std::unique_ptr<QIODevice> device;
    server.setSocketHandler([&device](std::unique_ptr<QIODevice> socket, const QByteArray &octets) {
        putBack(socket.get(), octets);
        device = std::move(socket);
    });
    QLocalSocket peer;
    peer.connectToServer(folder.filePath(u"s"_s));
    peer.write(Get);
    QTRY_VERIFY(device);
    QVERIFY(qobject_cast<QLocalSocket *>(device.get()));
    QCOMPARE(device->readAll(), Get);
    device->write("answer");
    QTRY_COMPARE(peer.peek(100), "answer");
}

void TestSocketHandover::aReleasedWebSocketCanBeAdopted()
{
    EchoServer outer;
    EchoServer inner;
    outer.setConnectHandler([](const ConnectionRequest &) { return ConnectDecision::release(); });
    outer.setSocketHandler([&inner](std::unique_ptr<QIODevice> socket, const QByteArray &octets) {
        QVERIFY(inner.adopt(socket.release(), octets).error.isEmpty());
    });
    RawPeer peer(outer.port());
    peer.send(upgradeRequest() + clientFrame(0x81, "at once"));
    QTRY_COMPARE(inner.log().count(u"message at once"), 1);
    QTRY_VERIFY(peer.received().endsWith("at once"));
    QCOMPARE(outer.connectionCount(), 0);
    QCOMPARE(inner.connectionCount(), 1);
}

void TestSocketHandover::releasedLaterEverythingIsThere()
{
    EchoServer server;
    TinyHttpServer http;
    releaseTo(server, http);
    std::optional<PendingDecision> pending;
    server.setHttpHandler([&pending](const HttpRequest &) {
        const ConnectDecision later = ConnectDecision::later();
        pending = later.handle();
        return later;
    });
    RawPeer peer(server.port());
    const QByteArray request = "POST / HTTP/1.1\r\nHost: a\r\n\r\n" + QByteArray(9000, 'x') + "the end";
    peer.send(request.first(100));
    QTRY_VERIFY(pending);
    peer.send(request.sliced(100));
    QTRY_COMPARE(peer.socket().bytesToWrite(), 0);
    QVERIFY(pending->answer(ConnectDecision::release()));
    QTRY_VERIFY(peer.received().endsWith("\r\n\r\n" + request));
}

void TestSocketHandover::releaseWithoutAHandlerIsABugAndGets500()
{
    EchoServer server;
    server.setHttpHandler([](const HttpRequest &) { return ConnectDecision::release(); });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"no socket handler"_s));
    QVERIFY(answerTo(server.port(), Get).startsWith("HTTP/1.1 500 "));
}

void TestSocketHandover::aFactoryThatGoesTakesTheSocketWithIt()
{
    auto server = std::make_unique<EchoServer>();
    bool isHandedOut = false;
    server->setHttpHandler([](const HttpRequest &) { return ConnectDecision::release(); });
    server->setSocketHandler([&](std::unique_ptr<QIODevice>, const QByteArray &) { isHandedOut = true; });
    connect(server.get(), &WebSocketServerFactory::protocolCreated, this,
            [&server](WebSocketServerProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onClose, protocol,
                        [&server] { server.reset(); });
            });
    QCOMPARE(answerTo(server->port(), Get), QByteArray());
    QVERIFY(!server);
    QVERIFY(!isHandedOut);
}

QTEST_GUILESS_MAIN(TestSocketHandover)
#include "tst_sockethandover.moc"

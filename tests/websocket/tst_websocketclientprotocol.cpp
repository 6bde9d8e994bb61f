// SPDX-License-Identifier: MIT
#include "support/rawpeer.h"
#include "support/servers.h"

#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

//! Answers every request with the same octets.
class ScriptedServer : public QObject
{
public:
    explicit ScriptedServer(const QByteArray &answer)
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this, answer] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket, answer] {
                request += socket->readAll();
                if (request.endsWith("\r\n\r\n"))
                    socket->write(answer);
            });
        });
    }
    QUrl url() const { return QUrl(u"ws://127.0.0.1:%1/path?q=1"_s.arg(m_server.serverPort())); }

    QByteArray request;

private:
    QTcpServer m_server;
};

class AskingProtocol : public WebSocketClientProtocol
{
public:
    inline static HeaderField field;

protected:
    ConnectingRequest connectingRequest(const TransportDetails &details) override
    {
        ConnectingRequest request = WebSocketClientProtocol::connectingRequest(details);
        request.headers.append(field.name, field.value);
        return request;
    }
};

} // namespace

class TestWebSocketClientProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsACorrectRequest();
    void eachRequestHasAKeyOfItsOwn();
    void theRequestCanBeChangedBeforeItIsSent();
    void aRequestThatCannotBeSentEndsTheConnection();
    void badAnswersAreRefused_data();
    void badAnswersAreRefused();
    void aServerThatNeverAnswersIsGivenUp();
    void theAnswerIsTold();
};

void TestWebSocketClientProtocol::sendsACorrectRequest()
{
    ScriptedServer server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    Client client(server.url());
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY(server.request.startsWith("GET /path?q=1 HTTP/1.1\r\n"));
    QVERIFY(server.request.contains("Host: 127.0.0.1:"));
    QVERIFY(server.request.contains("Upgrade: websocket\r\n"));
    QVERIFY(server.request.contains("Sec-WebSocket-Version: 13\r\n"));
    QVERIFY(server.request.contains("User-Agent: Gantry/"));
    QVERIFY(!server.request.contains("Origin"));
    QCOMPARE(client.log().closeInfo().httpStatus, 404);
}

void TestWebSocketClientProtocol::eachRequestHasAKeyOfItsOwn()
{
    const auto keyOf = [](const QByteArray &request) {
        const qsizetype start = request.indexOf("Sec-WebSocket-Key: ") + 19;
        return request.mid(start, request.indexOf("\r\n", start) - start);
    };
    QByteArrayList keys;
    for (int i = 0; i < 2; ++i) {
        ScriptedServer server("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        Client client(server.url());
        client.connectTo();
        QTRY_VERIFY(client.log().isClosed());
        keys.append(keyOf(server.request));
        QCOMPARE(QByteArray::fromBase64(keys.constLast()).size(), 16);
    }
    QVERIFY(keys[0] != keys[1]);
}

void TestWebSocketClientProtocol::theRequestCanBeChangedBeforeItIsSent()
{
    EchoServer server;
    AskingProtocol::field = {"Authorization", "Bearer fresh"};
    Client client(server.listeningUrl());
    client.setProtocol<AskingProtocol>();
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(server.protocols().constFirst()->requestHeaders().value("Authorization"), "Bearer fresh");
}

void TestWebSocketClientProtocol::aRequestThatCannotBeSentEndsTheConnection()
{
    EchoServer server;
    AskingProtocol::field = {"X", "1\r\nX-Evil: yes"};
    Client client(server.listeningUrl());
    client.setProtocol<AskingProtocol>();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be sent"_s));
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY2(client.log().reason().contains(u"cannot be sent"_s), qPrintable(client.log().reason()));
    QTRY_VERIFY(server.log().isClosed());
    QVERIFY(!server.log().entries().contains(u"connect"_s));
}

void TestWebSocketClientProtocol::badAnswersAreRefused_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("status");
    QTest::newRow("403") << QByteArray("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno") << 403;
    QTest::newRow("200") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") << 200;
    QTest::newRow("wrong accept key")
        << QByteArray("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n")
        << 101;
    QTest::newRow("garbage") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << 0;
}

void TestWebSocketClientProtocol::badAnswersAreRefused()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const int, status);
    ScriptedServer server(answer);
    Client client(server.url());
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().entries(), QStringList({u"connecting"_s, u"close 1006 unclean"_s}));
    QCOMPARE(client.log().closeInfo().httpStatus, status);
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::OpeningHandshake);
    QVERIFY(!client.log().reason().isEmpty());
}

void TestWebSocketClientProtocol::aServerThatNeverAnswersIsGivenUp()
{
    ScriptedServer server({});
    Client client(server.url());
    client.setProtocolOptions({.openHandshakeTimeout = std::chrono::milliseconds(50)});
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY2(client.log().reason().contains(u"too long"_s), qPrintable(client.log().reason()));
}

void TestWebSocketClientProtocol::theAnswerIsTold()
{
    EchoServer server;
    server.setSubprotocols({u"chat"_s});
    Client client(server.listeningUrl());
    client.setSubprotocols({u"chat"_s});
    ConnectionResponse seen;
    connect(&client, &WebSocketClientFactory::protocolCreated, &client,
            [&](WebSocketClientProtocol *protocol) {
                connect(protocol, &WebSocketClientProtocol::onConnect, protocol,
                        [&seen](const ConnectionResponse &response) { seen = response; });
            });
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(seen.subprotocol, u"chat"_s);
    QVERIFY(seen.headers.contains("Sec-WebSocket-Accept"));
    QVERIFY(seen.extensions.startsWith("permessage-deflate"));
    QCOMPARE(seen.peer, client.protocol()->peer());
}

QTEST_GUILESS_MAIN(TestWebSocketClientProtocol)
#include "tst_websocketclientprotocol.moc"

// SPDX-License-Identifier: MIT
// QtWebSockets in both roles. It knows no extensions and, as of Qt 6.4, does not wait
// for the answer to its own close frame, so what is expected at the end is less than
// of other peers.
#include "conversation.h"
#include "echopeer.h"
#include "testauthority.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWebSockets/QWebSocket>
#include <QtWebSockets/QWebSocketServer>

using namespace Gantry;
using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestQtWebSockets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theirClientTalksToOurServer_data();
    void theirClientTalksToOurServer();
    void ourServerClosesTheirClient();
    void ourClientTalksToTheirServer_data();
    void ourClientTalksToTheirServer();
    void theirServerClosesOurClient();

private:
    TestAuthority m_authority;
};

namespace {

constexpr qsizetype Sizes[] = {0, 1, 125, 126, 65535, 65536, 1 << 20};

void echo(QWebSocketServer &server)
{
    QObject::connect(&server, &QWebSocketServer::newConnection, &server, [&server] {
        QWebSocket *socket = server.nextPendingConnection();
        socket->setParent(&server);
        QObject::connect(socket, &QWebSocket::textMessageReceived, socket, [socket](const QString &text) {
            if (text == "please close"_L1)
                socket->close(QWebSocketProtocol::CloseCode(4002), u"over \u00fc out"_s);
            else
                socket->sendTextMessage(text);
        });
        QObject::connect(socket, &QWebSocket::binaryMessageReceived, socket, &QWebSocket::sendBinaryMessage);
    });
}

void addSchemes()
{
    QTest::addColumn<bool>("isSecure");
    QTest::newRow("ws") << false;
    QTest::newRow("wss") << true;
}

} // namespace

void TestQtWebSockets::theirClientTalksToOurServer_data()
{
    addSchemes();
}

void TestQtWebSockets::theirClientTalksToOurServer()
{
    QFETCH(bool, isSecure);
    const Manner manner{.isSecure = isSecure, .isCompressed = true};
    SKIP_WITHOUT_CERTIFICATES(manner, m_authority);
    EchoServerPeer server(manner, m_authority.forServer());
    QVERIFY2(server.error().isEmpty(), qUtf8Printable(server.error()));

    QWebSocket client;
    client.setSslConfiguration(m_authority.forClient());
    QSignalSpy connected(&client, &QWebSocket::connected);
    QSignalSpy texts(&client, &QWebSocket::textMessageReceived);
    QSignalSpy binaries(&client, &QWebSocket::binaryMessageReceived);
    client.open(server.url());
    QVERIFY(connected.wait());

    for (const qsizetype size : Sizes) {
        const QString text = u"a\u00e4\u20ac\U0001f600"_s.repeated(size / 10);
        client.sendTextMessage(text);
        QTRY_COMPARE(texts.size(), 1);
        QCOMPARE(texts.takeFirst().at(0).toString(), text);
        client.sendBinaryMessage(QByteArray(size, '\xfe'));
        QTRY_COMPARE(binaries.size(), 1);
        QCOMPARE(binaries.takeFirst().at(0).toByteArray(), QByteArray(size, '\xfe'));
    }
    QSignalSpy pong(&client, &QWebSocket::pong);
    client.ping("are you there");
    QTRY_COMPARE(pong.size(), 1);
    QCOMPARE(pong.at(0).at(1).toByteArray(), QByteArray("are you there"));

    client.close(QWebSocketProtocol::CloseCode(4001), u"my r\u00e9ason"_s);
    QTRY_COMPARE(server.ends().size(), 1);
    QCOMPARE(server.ends().at(0), (End{true, 4001, u"my r\u00e9ason"_s}));
}

void TestQtWebSockets::ourServerClosesTheirClient()
{
    EchoServerPeer server({});
    QWebSocket client;
    QSignalSpy connected(&client, &QWebSocket::connected);
    QSignalSpy disconnected(&client, &QWebSocket::disconnected);
    client.open(server.url());
    QVERIFY(connected.wait());
    client.sendTextMessage(u"please close 4002 over \u00fc out"_s);
    QTRY_COMPARE(disconnected.size(), 1);
    QCOMPARE(int(client.closeCode()), 4002);
    QCOMPARE(client.closeReason(), u"over \u00fc out"_s);
    QTRY_COMPARE(server.ends().size(), 1);
    QVERIFY(server.ends().at(0).wasClean);
}

void TestQtWebSockets::ourClientTalksToTheirServer_data()
{
    addSchemes();
}

void TestQtWebSockets::ourClientTalksToTheirServer()
{
    QFETCH(bool, isSecure);
    const Manner manner{.isSecure = isSecure, .isCompressed = true};
    SKIP_WITHOUT_CERTIFICATES(manner, m_authority);
    QWebSocketServer server(u"echo"_s,
                            isSecure ? QWebSocketServer::SecureMode : QWebSocketServer::NonSecureMode);
    server.setSslConfiguration(m_authority.forServer());
    QVERIFY2(server.listen(QHostAddress::LocalHost), qUtf8Printable(server.errorString()));
    echo(server);

    ClientPeer client(server.serverUrl(), manner,
                      isSecure ? std::optional(m_authority.forClient()) : std::nullopt);
    QTRY_VERIFY(client.isOpen());
    QVERIFY2(client.connection()->extensions().isEmpty(), "QtWebSockets agreed to an extension?");
    expectEchoes(client);
    if (!QTest::currentTestFailed())
        expectEchoesOfParts(client);
    if (QTest::currentTestFailed())
        return;
    client.connection()->sendPing("are you there");
    QTRY_VERIFY(client.pongs().contains("are you there"));
    client.connection()->sendClose(4001, u"my r\u00e9ason"_s);
    QTRY_VERIFY(client.end().has_value());
    QVERIFY(client.end()->wasClean);
    QCOMPARE(client.end()->code, quint16(4001));
}

void TestQtWebSockets::theirServerClosesOurClient()
{
    QWebSocketServer server(u"echo"_s, QWebSocketServer::NonSecureMode);
    QVERIFY2(server.listen(QHostAddress::LocalHost), qUtf8Printable(server.errorString()));
    echo(server);
    ClientPeer client(server.serverUrl(), {});
    QTRY_VERIFY(client.isOpen());
    client.connection()->sendText(u"please close"_s);
    QTRY_VERIFY(client.end().has_value());
    QCOMPARE(*client.end(), (End{true, 4002, u"over \u00fc out"_s}));
}

QTEST_GUILESS_MAIN(TestQtWebSockets)
#include "tst_qtwebsockets.moc"

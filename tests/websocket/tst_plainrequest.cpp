// SPDX-License-Identifier: MIT
// Requests that want no WebSocket: what the application answers, at once or later.
#include "support/rawpeer.h"
#include "support/servers.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestPlainRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRequestIsTold();
    void anAnswerTravels_data();
    void anAnswerTravels();
    void headGetsNoBody();
    void aProtocolOverridesTheHandler();
    void laterIsAnsweredLater();
    void laterForEverGets503();
    void aPageForAWebSocketIsABugAndGets500();
    void acceptingAPageIsABugAndGets500();
    void aRedirectCannotBeUsedToInject();
    void nothingRedirectsByItself();
    void deletingInTheHandlerIsLegal();
};

namespace {

const QByteArray Get = QByteArrayLiteral("GET /a%20b?c=d HTTP/1.1\r\nHost: localhost\r\nX-Y: z\r\n\r\n");

QByteArray answerTo(quint16 port, const QByteArray &request)
{
    RawPeer peer(port);
    peer.send(request);
    return QTest::qWaitFor([&peer] { return peer.isEnded(); }) ? peer.received() : "no end";
}

} // namespace

void TestPlainRequest::theRequestIsTold()
{
    EchoServer server;
    HttpRequest seen;
    server.setHttpHandler([&seen](const HttpRequest &request) {
        seen = request;
        return ConnectDecision::serverStatus();
    });
    RawPeer peer(server.port());
    QTRY_VERIFY(peer.isConnected());
    const quint16 port = peer.socket().localPort();
    peer.send(Get);
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(peer.received().startsWith("HTTP/1.1 200 OK\r\n"));
    QVERIFY(peer.received().contains("<h1>WebSocket server</h1>"));
    QCOMPARE(seen.method, "GET");
    QCOMPARE(seen.path, u"/a%20b"_s);
    QCOMPARE(seen.target, "/a%20b?c=d");
    QCOMPARE(seen.query.queryItemValue(u"c"_s), u"d"_s);
    QCOMPARE(seen.host, u"localhost"_s);
    QCOMPARE(seen.headers.value("x-y"), "z");
    QCOMPARE(seen.peer, u"tcp4:127.0.0.1:%1"_s.arg(port));
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().closeInfo().httpStatus, 200);
    QVERIFY(server.log().reason().contains(u"plain request"_s));
}

void TestPlainRequest::anAnswerTravels_data()
{
    QTest::addColumn<ConnectDecision>("decision");
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const ConnectDecision &decision, const char *start,
                        const char *field, const char *body) {
        QTest::newRow(name) << decision << QByteArray(start) << QByteArray(field) << QByteArray(body);
    };
    row("a page", ConnectDecision::page("<p>hello</p>"), "HTTP/1.1 200 OK",
        "Content-Type: text/html; charset=utf-8", "<p>hello</p>");
    row("a health check", ConnectDecision::page("{}", "application/json", 503, {{"Retry-After", "5"}}),
        "HTTP/1.1 503 Service Unavailable", "Retry-After: 5", "{}");
    row("a redirect", ConnectDecision::redirect(QUrl(u"https://example.com/\u00e4?x=y z"_s)),
        "HTTP/1.1 303 See Other", "Location: https://example.com/%C3%A4?x=y%20z", "See Other\n");
    row("a redirect of another kind", ConnectDecision::redirect(QUrl(u"/there"_s), 308),
        "HTTP/1.1 308 Permanent Redirect", "Location: /there", "Permanent Redirect\n");
    row("a denial", ConnectDecision::deny(404, u"Nothing Here"_s), "HTTP/1.1 404 Nothing Here",
        "Content-Type: text/plain; charset=utf-8", "Nothing Here\n");
    row("a denial with Location", ConnectDecision::deny(302, {}, {{"Location", "wss://a/"}}),
        "HTTP/1.1 302 Found", "Location: wss://a/", "Found\n");
    row("nothing", ConnectDecision::page({}, {}, 204), "HTTP/1.1 204 No Content", "Connection: close", "");
}

void TestPlainRequest::anAnswerTravels()
{
    QFETCH(const ConnectDecision, decision);
    QFETCH(const QByteArray, start);
    QFETCH(const QByteArray, field);
    QFETCH(const QByteArray, body);
    EchoServer server;
    server.setHttpHandler([&decision](const HttpRequest &) { return decision; });
    const QByteArray answer = answerTo(server.port(), Get);
    QVERIFY2(answer.startsWith(start + "\r\n"), answer.constData());
    QVERIFY2(answer.contains("\r\n" + field + "\r\n"), answer.constData());
    QVERIFY2(answer.endsWith("\r\n\r\n" + body), answer.constData());
    // The status page again.
    server.setHttpHandler(nullptr);
    QVERIFY(answerTo(server.port(), Get).contains("<h1>"));
}

void TestPlainRequest::headGetsNoBody()
{
    EchoServer server;
    const QByteArray answer = answerTo(server.port(), QByteArray(Get).replace("GET", "HEAD"));
    QVERIFY(answer.startsWith("HTTP/1.1 200 "));
    QVERIFY(answer.endsWith("\r\n\r\n"));
}

void TestPlainRequest::aProtocolOverridesTheHandler()
{
    class Protocol : public WebSocketServerProtocol
    {
    protected:
        ConnectDecision plainRequest(const HttpRequest &request) override
        {
            return ConnectDecision::page(request.method + " for me");
        }
    };
    EchoServer server;
    server.setProtocol<Protocol>();
    server.setHttpHandler([](const HttpRequest &) { return ConnectDecision::deny(404); });
    QVERIFY(answerTo(server.port(), QByteArray(Get).replace("GET", "PUT")).endsWith("PUT for me"));
}

void TestPlainRequest::laterIsAnsweredLater()
{
    EchoServer server;
    std::optional<PendingDecision> pending;
    server.setHttpHandler([&pending](const HttpRequest &) {
        const ConnectDecision later = ConnectDecision::later();
        pending = later.handle();
        return later;
    });
    RawPeer peer(server.port());
    peer.send(Get);
    QTRY_VERIFY(pending && pending->isPending());
    QCOMPARE(peer.received(), QByteArray());
    QVERIFY(pending->answer(ConnectDecision::page("late")));
    QVERIFY(!pending->answer(ConnectDecision::page("later")));
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(peer.received().endsWith("late"));
}

void TestPlainRequest::laterForEverGets503()
{
    EchoServer server;
    server.setProtocolOptions({.openHandshakeTimeout = std::chrono::milliseconds(50)});
    server.setHttpHandler([](const HttpRequest &) { return ConnectDecision::later(); });
    QVERIFY(answerTo(server.port(), Get).startsWith("HTTP/1.1 503 "));
}

void TestPlainRequest::aPageForAWebSocketIsABugAndGets500()
{
    EchoServer server;
    for (const ConnectDecision &decision : {ConnectDecision::page("x"), ConnectDecision::serverStatus()}) {
        server.setConnectHandler([&decision](const ConnectionRequest &) { return decision; });
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"status of a refusal"_s));
        QVERIFY(answerTo(server.port(), upgradeRequest()).startsWith("HTTP/1.1 500 "));
    }
}

void TestPlainRequest::acceptingAPageIsABugAndGets500()
{
    EchoServer server;
    server.setHttpHandler([](const HttpRequest &) { return ConnectDecision::accept(); });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"none for a WebSocket"_s));
    QVERIFY(answerTo(server.port(), Get).startsWith("HTTP/1.1 500 "));
    QCOMPARE(server.connectionCount(), 0);
}

void TestPlainRequest::aRedirectCannotBeUsedToInject()
{
    EchoServer server;
    server.setConnectHandler([](const ConnectionRequest &) {
        return ConnectDecision::redirect(QUrl(u"https://a/\r\nX-Evil: yes"_s));
    });
    const QByteArray answer = answerTo(server.port(), upgradeRequest());
    QVERIFY(!answer.contains("\nX-Evil"));
}

void TestPlainRequest::nothingRedirectsByItself()
{
    EchoServer server;
    const QByteArray answer =
        answerTo(server.port(),
                 "GET /?redirect=https%3A%2F%2Fevil.example&after=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QVERIFY(answer.startsWith("HTTP/1.1 200 "));
    QVERIFY(!answer.contains("evil"));
}

void TestPlainRequest::deletingInTheHandlerIsLegal()
{
    auto server = std::make_unique<EchoServer>();
    const quint16 port = server->port();
    server->setHttpHandler([&server](const HttpRequest &) {
        delete server->protocols().constLast();
        return ConnectDecision::page("x");
    });
    QCOMPARE(answerTo(port, Get), QByteArray());
    server->setHttpHandler([&server](const HttpRequest &) {
        server.reset();
        return ConnectDecision::release();
    });
    QCOMPARE(answerTo(port, Get), QByteArray());
    QVERIFY(!server);
}

QTEST_GUILESS_MAIN(TestPlainRequest)
#include "tst_plainrequest.moc"

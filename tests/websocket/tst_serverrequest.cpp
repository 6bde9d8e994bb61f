// SPDX-License-Identifier: MIT
// Who is let in before anybody is asked: hosts, origins, proxies, versions; and how.
#include "support/rawpeer.h"
#include "support/servers.h"
#include "websocket/forwardedpeer.h"
#include "websocket/settingscheck.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestServerRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foreignHostsGet421_data();
    void foreignHostsGet421();
    void hostPatternsAreChecked();
    void nullIsCoveredByAStarUntilToldOtherwise();
    void otherOptionsDoNotTouchNull();
    void theForwardedEntryIsCountedFromTheRight_data();
    void theForwardedEntryIsCountedFromTheRight();
    void behindProxiesThePeerIsTheClient();
    void withoutTheirHeaderAWebSocketIsRefused();
    void untrustedHeadersMeanNothing();
    void version8IsLetInWhenListed();
    void deadProtocolsGet400_data();
    void deadProtocolsGet400();
    void theCompressionHandlerDecides_data();
    void theCompressionHandlerDecides();
    void nobodyIsAskedAboutCompressionInVain();
    void deletingInTheCompressionHandlerIsLegal();
};

namespace {

QByteArray answerTo(quint16 port, const QByteArray &request)
{
    RawPeer peer(port);
    peer.send(request);
    return QTest::qWaitFor([&peer] { return peer.received().contains("\r\n\r\n"); }) ? peer.received()
                                                                                     : "no answer";
}

QByteArray status(const QByteArray &answer)
{
    return answer.mid(9, 3);
}

} // namespace

void TestServerRequest::foreignHostsGet421_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("expected");
    for (const char *host : {"localhost:9000", "LOCALHOST:9000", "localhost.:9000", "[::1]", "[::1]:1"})
        QTest::newRow(host) << QByteArray(host) << QByteArray("101");
    for (const char *host : {"localhost", "localhost:9001", "evil-localhost:9000", "localhost.evil.com:9000",
                             "evil.com", "127.0.0.1", "xn--lcalhost-5ya:9000"})
        QTest::newRow(host) << QByteArray(host) << QByteArray("421");
    for (const char *host : {"me@localhost:9000", "localhost:9000@evil.com", "localhost:9000,evil.com"})
        QTest::newRow(host) << QByteArray(host) << QByteArray("400");
}

void TestServerRequest::foreignHostsGet421()
{
    QFETCH(const QByteArray, host);
    QFETCH(const QByteArray, expected);
    EchoServer server;
    server.setProtocolOptions({.allowedHosts = {u"localhost:9000"_s, u"[::1]"_s}});
    const QByteArray line = "Host: " + host + "\r\n";
    QCOMPARE(status(answerTo(server.port(), upgradeRequest().replace("Host: localhost\r\n", line))),
             expected);
    // A page is what a rebinding name is loaded from, so it is no way around.
    const QByteArray page = answerTo(server.port(), "GET / HTTP/1.1\r\n" + line + "\r\n");
    QCOMPARE(status(page), expected == "101" ? QByteArray("200") : expected);
    // The authority of an absolute target counts, not the field.
    if (expected == "421") {
        const QByteArray absolute = upgradeRequest({}, "http://" + host + "/")
                                        .replace("Host: localhost\r\n", "Host: localhost:9000\r\n");
        QCOMPARE(status(answerTo(server.port(), absolute)), expected);
    }
}

void TestServerRequest::hostPatternsAreChecked()
{
    QCOMPARE(complaintAboutHosts({u"localhost"_s, u"*.example.com:*"_s, u"[::1]:80"_s}), QString());
    QVERIFY(complaintAboutHosts({u"localhost"_s, u"http://a"_s}).contains(u"http://a"_s));
    QVERIFY(!complaintAboutHosts({u"::1"_s}).isEmpty());
}

void TestServerRequest::nullIsCoveredByAStarUntilToldOtherwise()
{
    EchoServer server;
    const QByteArray request = upgradeRequest("Origin: null\r\n");
    QCOMPARE(status(answerTo(server.port(), request)), "101");
    server.setProtocolOptions({.allowNullOrigin = false});
    QCOMPARE(status(answerTo(server.port(), request)), "403");
    QCOMPARE(status(answerTo(server.port(), upgradeRequest("Origin: http://a\r\n"))), "101");
    server.setProtocolOptions({.allowedOrigins = {u"null"_s}, .allowNullOrigin = false});
    QCOMPARE(status(answerTo(server.port(), request)), "101");
}

void TestServerRequest::otherOptionsDoNotTouchNull()
{
    EchoServer server;
    server.setProtocolOptions({.maxConnections = 10, .webStatus = false});
    QVERIFY(server.protocolOptions().allowNullOrigin);
    QCOMPARE(status(answerTo(server.port(), upgradeRequest("Origin: null\r\n"))), "101");
}

void TestServerRequest::theForwardedEntryIsCountedFromTheRight_data()
{
    QTest::addColumn<QByteArrayList>("lines");
    QTest::addColumn<int>("proxies");
    QTest::addColumn<QString>("peer");
    const auto row = [](const char *name, const QByteArrayList &lines, int proxies, const char *peer) {
        QTest::newRow(name) << lines << proxies << QString::fromLatin1(peer);
    };
    row("one proxy", {"192.0.2.1"}, 1, "tcp4:192.0.2.1");
    row("forged entries stand left", {"10.0.0.1, 192.0.2.1"}, 1, "tcp4:192.0.2.1");
    row("two proxies", {"10.0.0.1, 192.0.2.1, 198.51.100.1"}, 2, "tcp4:192.0.2.1");
    row("several lines", {"10.0.0.1", "192.0.2.1,198.51.100.1"}, 2, "tcp4:192.0.2.1");
    row("with a port", {"192.0.2.1:4711"}, 1, "tcp4:192.0.2.1:4711");
    row("IPv6", {"2001:db8::1"}, 1, "tcp6:[2001:db8::1]");
    row("IPv6 in brackets", {"[2001:db8::1]"}, 1, "tcp6:[2001:db8::1]");
    row("IPv6 with a port", {"[2001:db8::1]:80"}, 1, "tcp6:[2001:db8::1]:80");
    row("IPv4 as IPv6", {"::ffff:192.0.2.1"}, 1, "tcp4:192.0.2.1");
    row("no header", {}, 1, "");
    row("too short", {"192.0.2.1"}, 2, "");
    row("nobody is trusted", {"192.0.2.1"}, 0, "");
    for (const char *bad :
         {"", "unknown", "_hidden", "localhost", "192.0.2.1:", "192.0.2.1:x", "192.0.2.1:70000", "1.2.3",
          "16909060", "0x7f.0.0.1", "192.0.2.1 x", "[192.0.2.1]", "[2001:db8::1", "2001:db8::1]",
          "fe80::1%eth0", "[::1]x", "192.0.2.1;x"})
        row(*bad ? bad : "empty", {QByteArray("10.0.0.1,") + bad}, 1, "");
}

void TestServerRequest::theForwardedEntryIsCountedFromTheRight()
{
    QFETCH(const QByteArrayList, lines);
    QFETCH(const int, proxies);
    HeaderFields fields;
    for (const QByteArray &line : lines)
        fields.append("X-Forwarded-For", line);
    QTEST(forwardedPeer(fields, proxies), "peer");
}

void TestServerRequest::behindProxiesThePeerIsTheClient()
{
    EchoServer server;
    server.setProtocolOptions({.trustXForwardedFor = 1});
    QString seen;
    server.setConnectHandler([&seen](const ConnectionRequest &request) {
        seen = request.peer;
        return ConnectDecision::accept();
    });
    RawPeer peer(server.port());
    peer.send(upgradeRequest("X-Forwarded-For: 10.9.9.9, 192.0.2.1\r\n"));
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101"));
    const auto protocol = server.protocols().constFirst();
    QCOMPARE(seen, u"tcp4:192.0.2.1"_s);
    QCOMPARE(protocol->peer(), seen);
    QCOMPARE(protocol->peerTransport(), u"tcp"_s);
    QCOMPARE(protocol->transportDetails().forwardedPeer, seen);
    QCOMPARE(protocol->transportDetails().peer, u"tcp4:127.0.0.1:%1"_s.arg(peer.socket().localPort()));
}

void TestServerRequest::withoutTheirHeaderAWebSocketIsRefused()
{
    EchoServer server;
    server.setProtocolOptions({.trustXForwardedFor = 2});
    QCOMPARE(status(answerTo(server.port(), upgradeRequest())), "400");
    QCOMPARE(status(answerTo(server.port(), upgradeRequest("X-Forwarded-For: 192.0.2.1\r\n"))), "400");
    QCOMPARE(status(answerTo(server.port(), upgradeRequest("X-Forwarded-For: x, 192.0.2.1\r\n"))), "400");
    QCOMPARE(status(answerTo(server.port(), upgradeRequest("X-Forwarded-For: 192.0.2.1, 192.0.2.2\r\n"))),
             "101");
    // A health check comes from the balancer itself; whose it is, is not known.
    QString seen = u"nobody asked"_s;
    server.setHttpHandler([&seen](const HttpRequest &request) {
        seen = request.peer;
        return ConnectDecision::serverStatus();
    });
    QCOMPARE(status(answerTo(server.port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n")), "200");
    QCOMPARE(seen, QString());
}

void TestServerRequest::untrustedHeadersMeanNothing()
{
    EchoServer server;
    RawPeer peer(server.port());
    peer.send(upgradeRequest("X-Forwarded-For: 192.0.2.1\r\n"));
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101"));
    QVERIFY(server.protocols().constFirst()->peer().startsWith(u"tcp4:127.0.0.1:"_s));
}

void TestServerRequest::version8IsLetInWhenListed()
{
    EchoServer server;
    const QByteArray request =
        upgradeRequest("Sec-WebSocket-Origin: http://a\r\n").replace("Version: 13", "Version: 8");
    QByteArray answer = answerTo(server.port(), request);
    QCOMPARE(status(answer), "426");
    QVERIFY(answer.contains("\r\nSec-WebSocket-Version: 13\r\n"));

    server.setProtocolOptions({.allowedOrigins = {u"http://a"_s}, .versions = {8, 13}});
    int version = 0;
    server.setConnectHandler([&version](const ConnectionRequest &details) {
        version = details.version;
        return ConnectDecision::accept();
    });
    RawPeer peer(server.port());
    peer.send(request + clientFrame(0x81, "hello"));
    QTRY_VERIFY(peer.received().endsWith("hello"));
    QCOMPARE(version, 8);
    answer = answerTo(server.port(), QByteArray(request).replace("http://a", "http://b"));
    QCOMPARE(status(answer), "403");
    answer = answerTo(server.port(), upgradeRequest().replace("Version: 13", "Version: 7"));
    QCOMPARE(status(answer), "426");
    QVERIFY(answer.contains("\r\nSec-WebSocket-Version: 13, 8\r\n"));
}

void TestServerRequest::deadProtocolsGet400_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::newRow("hixie-76") << QByteArray(
        "GET /demo HTTP/1.1\r\nHost: example.com\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\nUpgrade: WebSocket\r\n"
        "Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\r\nOrigin: http://example.com\r\n\r\n^n:ds[4U");
    QTest::newRow("Flash policy") << QByteArray("<policy-file-request/>\0", 23);
}

void TestServerRequest::deadProtocolsGet400()
{
    QFETCH(const QByteArray, octets);
    EchoServer server;
    server.setProtocolOptions({.versions = {8, 13}});
    QCOMPARE(status(answerTo(server.port(), octets)), "400");
}

void TestServerRequest::theCompressionHandlerDecides_data()
{
    QTest::addColumn<std::optional<DeflateOptions>>("terms");
    QTest::addColumn<QByteArray>("extensions");
    using Terms = std::optional<DeflateOptions>;
    QTest::newRow("none") << Terms() << QByteArray();
    QTest::newRow("small windows") << Terms(
        DeflateOptions{.serverMaxWindowBits = 9, .clientMaxWindowBits = 9})
                                   << QByteArray("permessage-deflate; server_max_window_bits=9; "
                                                 "client_max_window_bits=9");
    QTest::newRow("no takeover") << Terms(
        DeflateOptions{.serverNoContextTakeover = true, .serverMaxWindowBits = 15, .clientMaxWindowBits = 15})
                                 << QByteArray("permessage-deflate; server_no_context_takeover; "
                                               "client_max_window_bits=12");
}

void TestServerRequest::theCompressionHandlerDecides()
{
    QFETCH(const std::optional<DeflateOptions>, terms);
    QFETCH(const QByteArray, extensions);
    EchoServer server;
    QList<DeflateOffer> offers;
    QString path;
    server.setCompressionHandler([&](const QList<DeflateOffer> &made, const ConnectionRequest &request) {
        offers = made;
        path = request.path;
        return terms;
    });
    Client client(QUrl(server.listeningUrl().toString() + u"/here"_s));
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(client.protocol()->extensions(), extensions);
    QCOMPARE(offers.size(), 1);
    QVERIFY(offers.constFirst().acceptsClientMaxWindowBits);
    QCOMPARE(path, u"/here"_s);
    client.protocol()->sendText(u"hello "_s.repeated(1000));
    QTRY_COMPARE(client.log().count(u"message hello"), 1);
}

void TestServerRequest::nobodyIsAskedAboutCompressionInVain()
{
    EchoServer server;
    int asked = 0;
    server.setCompressionHandler([&asked](const QList<DeflateOffer> &, const ConnectionRequest &) {
        ++asked;
        return std::optional(DeflateOptions());
    });
    // Nothing offered, nothing well-formed offered, refused, or switched off.
    QCOMPARE(status(answerTo(server.port(), upgradeRequest())), "101");
    QCOMPARE(status(answerTo(server.port(),
                             upgradeRequest("Sec-WebSocket-Extensions: permessage-deflate; bogus\r\n"))),
             "101");
    const QByteArray offer = upgradeRequest("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    server.setConnectHandler([](const ConnectionRequest &) { return ConnectDecision::deny(); });
    QCOMPARE(status(answerTo(server.port(), offer)), "403");
    server.setConnectHandler([](const ConnectionRequest &) { return ConnectDecision::accept(); });
    server.setProtocolOptions({.perMessageDeflate = std::nullopt});
    QVERIFY(!answerTo(server.port(), offer).contains("deflate"));
    QCOMPARE(asked, 0);
    server.resetProtocolOptions();
    QVERIFY(answerTo(server.port(), offer).contains("deflate"));
    QCOMPARE(asked, 1);
}

void TestServerRequest::deletingInTheCompressionHandlerIsLegal()
{
    EchoServer server;
    server.setCompressionHandler([&server](const QList<DeflateOffer> &, const ConnectionRequest &) {
        delete server.protocols().constLast();
        return std::optional(DeflateOptions());
    });
    RawPeer peer(server.port());
    peer.send(upgradeRequest("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    QTRY_VERIFY(peer.isEnded());
    QCOMPARE(peer.received(), QByteArray());
}

QTEST_GUILESS_MAIN(TestServerRequest)
#include "tst_serverrequest.moc"

// SPDX-License-Identifier: MIT
#include "core/handshake/serverhandshake.h"

#include "handshaketext.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_ServerHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptKeyIsThatOfTheRfc();
    void correctRequestIsRead();
    void harmlessVariationsAreAccepted_data();
    void harmlessVariationsAreAccepted();
    void absoluteFormNamesHostAndPath_data();
    void absoluteFormNamesHostAndPath();
    void subprotocolLinesAreJoined();
    void extensionLinesAreJoined();
    void pageRequestIsNoHandshake_data();
    void pageRequestIsNoHandshake();
    void brokenRequestIsRefused_data();
    void brokenRequestIsRefused();
    void otherVersionIsToldOurs();
    void versionsAreThoseThatAreListed_data();
    void versionsAreThoseThatAreListed();
    void version8HasItsOwnOriginField();
    void hixie76IsRefusedClearly();
    void otherMethodIsToldGet();
};

namespace {

std::variant<HandshakeRequest, PlainRequest, HandshakeRejection> read(const QByteArrayList &lines)
{
    return readServerHandshake(requestHead(lines));
}

//! The status of the refusal, 0 if there was none.
int refusal(const QByteArrayList &lines)
{
    const auto outcome = read(lines);
    const auto *const rejection = std::get_if<HandshakeRejection>(&outcome);
    return rejection ? rejection->status : 0;
}

} // namespace

void tst_ServerHandshake::acceptKeyIsThatOfTheRfc()
{
    QCOMPARE(acceptKey(SampleKey), SampleAccept);
}

void tst_ServerHandshake::correctRequestIsRead()
{
    const auto outcome = read(sampleRequestLines() << "Origin: http://example.com"
                                                   << "Sec-WebSocket-Protocol: chat, superchat"
                                                   << "Sec-WebSocket-Extensions: a; b=1"
                                                   << "Cookie: x=y");
    QVERIFY(std::holds_alternative<HandshakeRequest>(outcome));
    const auto &request = std::get<HandshakeRequest>(outcome);
    QCOMPARE(request.target, "/chat?room=1");
    QCOMPARE(request.path, "/chat");
    QCOMPARE(request.query, "room=1");
    QCOMPARE(request.host, "server.example.com");
    QCOMPARE(request.origin, "http://example.com");
    QCOMPARE(request.key, SampleKey);
    QCOMPARE(request.version, 13);
    QCOMPARE(request.subprotocols, (QByteArrayList{"chat", "superchat"}));
    QCOMPARE(request.extensions, (QList<Extension>{{"a", {{"b", "1"}}}}));
    QCOMPARE(request.fields.size(), 9);
    QCOMPARE(request.fields.value("cookie"), "x=y");
}

void tst_ServerHandshake::harmlessVariationsAreAccepted_data()
{
    QTest::addColumn<QByteArrayList>("lines");

    const QByteArrayList lines = sampleRequestLines();
    const auto row = [](const char *name, const QByteArrayList &changed) { QTest::newRow(name) << changed; };
    row("Upgrade in another case", with(lines, "Upgrade: WebSocket"));
    row("Upgrade among others", with(lines, "Upgrade: h2c, websocket"));
    row("Connection among others", with(lines, "Connection: keep-alive, upgrade"));
    row("Connection in two lines", lines + QByteArrayList{"Connection: close"});
    row("names in another case", without(lines, "Sec-WebSocket-Key") << "sec-websocket-KEY: " + SampleKey);
    row("1.2 key with spare bits set, as the RFC shows it",
        with(lines, "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC=="));
    row("key of all sorts of characters", with(lines, "Sec-WebSocket-Key: +/+/+/+/+/+/+/+/+/+/+w=="));
    row("host with a port", with(lines, "Host: example.com:8080"));
    row("host is an IPv6 address", with(lines, "Host: [::1]:9000"));
    row("empty body announced", lines + QByteArrayList{"Content-Length: 0"});
    row("null origin", lines + QByteArrayList{"Origin: null"});
    row("unknown extension", lines + QByteArrayList{"Sec-WebSocket-Extensions: constructor"});
    row("empty elements in the subprotocols", lines + QByteArrayList{"Sec-WebSocket-Protocol: ,a,, b,"});
}

void tst_ServerHandshake::harmlessVariationsAreAccepted()
{
    QFETCH(QByteArrayList, lines);
    QVERIFY(std::holds_alternative<HandshakeRequest>(read(lines)));
}

void tst_ServerHandshake::absoluteFormNamesHostAndPath_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("originForm");

    const auto row = [](QByteArray target, QByteArray host, QByteArray originForm) {
        QTest::newRow(target.constData()) << target << host << originForm;
    };
    row("http://other.example:81/a?b", "other.example:81", "/a?b");
    row("HTTPS://other.example/", "other.example", "/");
    row("ws://other.example", "other.example", "/");
    row("wss://[::1]:9000?a=/b", "[::1]:9000", "/?a=/b");
}

void tst_ServerHandshake::absoluteFormNamesHostAndPath()
{
    // RFC 9112 section 3.2.2: the target counts, and not the Host field.
    QFETCH(QByteArray, target);
    QByteArrayList lines = sampleRequestLines();
    lines[0] = "GET " + target + " HTTP/1.1";
    const auto outcome = read(lines);
    QVERIFY(std::holds_alternative<HandshakeRequest>(outcome));
    QTEST(std::get<HandshakeRequest>(outcome).host, "host");
    QTEST(std::get<HandshakeRequest>(outcome).target, "originForm");
    QVERIFY(std::get<HandshakeRequest>(outcome).path.startsWith('/'));
}

void tst_ServerHandshake::subprotocolLinesAreJoined()
{
    const auto outcome = read(sampleRequestLines() << "Sec-WebSocket-Protocol: b,a"
                                                   << "sec-websocket-protocol: c");
    QCOMPARE(std::get<HandshakeRequest>(outcome).subprotocols, (QByteArrayList{"b", "a", "c"}));
    QCOMPARE(refusal(sampleRequestLines() << "Sec-WebSocket-Protocol: b,a"
                                          << "Sec-WebSocket-Protocol: a"),
             400);
}

void tst_ServerHandshake::extensionLinesAreJoined()
{
    const auto outcome = read(sampleRequestLines() << "Sec-WebSocket-Extensions: a; x"
                                                   << "Sec-WebSocket-Extensions: b");
    QCOMPARE(std::get<HandshakeRequest>(outcome).extensions,
             (QList<Extension>{{"a", {{"x", std::nullopt}}}, {"b", {}}}));
}

void tst_ServerHandshake::pageRequestIsNoHandshake_data()
{
    QTest::addColumn<QByteArrayList>("lines");
    const QByteArrayList plain{"GET / HTTP/1.1", "Host: x"};
    QTest::newRow("no Upgrade") << plain;
    QTest::newRow("keep-alive") << plain + QByteArrayList{"Connection: keep-alive"};
    QTest::newRow("9110 7.8 upgrade to another protocol")
        << plain + QByteArrayList{"Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"};
}

void tst_ServerHandshake::pageRequestIsNoHandshake()
{
    QFETCH(QByteArrayList, lines);
    const auto outcome = read(lines);
    QVERIFY(std::holds_alternative<PlainRequest>(outcome));
    QVERIFY(std::get<PlainRequest>(outcome).head == requestHead(lines));
    QCOMPARE(std::get<PlainRequest>(outcome).path, "/");
    QCOMPARE(std::get<PlainRequest>(outcome).host, "x");
}

void tst_ServerHandshake::versionsAreThoseThatAreListed_data()
{
    QTest::addColumn<QList<int>>("versions");
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<QByteArray>("list"); // of the refusal; null: let in
    const auto row = [](const char *name, QList<int> versions, const char *version, const char *list) {
        QTest::newRow(name) << versions << QByteArray(version) << QByteArray(list);
    };
    row("13 by default", {13}, "13", nullptr);
    row("8 is not", {13}, "8", "13");
    row("8 when listed", {8, 13}, "8", nullptr);
    row("13 beside it", {8, 13}, "13", nullptr);
    row("8 alone", {8}, "13", "8");
    row("what there is no more", {7, 13}, "7", "13");
    row("the list has both", {8, 13, 99}, "99", "13, 8");
    row("leading zeros", {8, 13}, "08", "13, 8");
}

void tst_ServerHandshake::versionsAreThoseThatAreListed()
{
    QFETCH(const QList<int>, versions);
    QFETCH(const QByteArray, version);
    QFETCH(const QByteArray, list);
    const auto outcome = readServerHandshake(
        requestHead(with(sampleRequestLines(), "Sec-WebSocket-Version: " + version)), versions);
    const auto *const refused = std::get_if<HandshakeRejection>(&outcome);
    QCOMPARE(refused != nullptr, !list.isNull());
    if (refused) {
        QCOMPARE(refused->status, 426);
        QCOMPARE(refused->fields.value("Sec-WebSocket-Version"), list);
    } else {
        QCOMPARE(std::get<HandshakeRequest>(outcome).version, version.toInt());
    }
}

void tst_ServerHandshake::version8HasItsOwnOriginField()
{
    const auto originOf = [](const char *version, const QByteArrayList &more) {
        const auto outcome =
            readServerHandshake(requestHead(with(sampleRequestLines(), version) + more), {8, 13});
        const auto *const request = std::get_if<HandshakeRequest>(&outcome);
        return request ? request->origin : QByteArray("refused");
    };
    const char *draft = "Sec-WebSocket-Version: 8";
    const QByteArray old = "Sec-WebSocket-Origin: http://a";
    QCOMPARE(originOf(draft, {old}), "http://a");
    QCOMPARE(originOf(draft, {"Origin: http://b"}), "http://b");
    QCOMPARE(originOf(draft, {old, "Origin: http://b"}), "refused");
    QCOMPARE(originOf(draft, {old, old}), "refused");
    QCOMPARE(originOf("Sec-WebSocket-Version: 13", {old}), QByteArray());
}

void tst_ServerHandshake::hixie76IsRefusedClearly()
{
    const auto outcome =
        read({"GET /demo HTTP/1.1", "Upgrade: WebSocket", "Connection: Upgrade", "Host: example.com",
              "Origin: http://example.com", "Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5",
              "Sec-WebSocket-Key2: 12998 5 Y3 1  .P00"});
    QVERIFY(std::holds_alternative<HandshakeRejection>(outcome));
    QCOMPARE(std::get<HandshakeRejection>(outcome).status, 400);
    QVERIFY(std::get<HandshakeRejection>(outcome).body.contains("hixie-76"));
}

void tst_ServerHandshake::brokenRequestIsRefused_data()
{
    QTest::addColumn<QByteArrayList>("lines");
    QTest::addColumn<int>("status");

    const QByteArrayList lines = sampleRequestLines();
    const auto row = [](const char *name, const QByteArrayList &changed, int status = 400) {
        QTest::newRow(name) << changed << status;
    };
    const auto changed = [&lines](const char *line) { return with(lines, line); };
    const auto added = [&lines](const char *line) { return lines + QByteArrayList{line}; };
    const auto removed = [&lines](const char *start) { return without(lines, start); };
    const auto target = [&lines](const char *text) {
        QByteArrayList result = lines;
        result[0] = QByteArray("GET ") + text + " HTTP/1.1";
        return result;
    };

    row("9112 3.2 no Host", removed("Host"));
    row("9112 3.2 Host twice", added("Host: server.example.com"));
    row("empty Host", changed("Host: "));
    row("Host with user information", changed("Host: a@b"));
    row("Host with a path", changed("Host: a/b"));
    row("two hosts in one field", changed("Host: a, b"));
    row("Host without a name", changed("Host: :80"));
    row("plain request without Host", {"GET / HTTP/1.1"});
    row("asterisk form", target("*"));
    row("authority form", target("server.example.com:80"));
    row("relative target", target("chat"));
    row("3 fragment in the target", target("/chat#a"));
    row("absolute form of another scheme", target("ftp://a/"));
    row("absolute form without a host", target("http:///a"));
    row("absolute form with user information", target("http://a@b/"));
    row("a body", added("Content-Length: 5"));
    row("a length twice", lines + QByteArrayList{"Content-Length: 0", "Content-Length: 0"});
    row("a list of lengths", added("Content-Length: 0, 5"));
    row("a signed length", added("Content-Length: +0"));
    row("a chunked body", added("Transfer-Encoding: chunked"));
    row("a key without Upgrade, lost on the way", removed("Upgrade"), 426);
    row("Upgrade to something else, with a key", changed("Upgrade: h2c"));
    row("Upgrade that only contains the word", changed("Upgrade: websockets"));
    row("no Connection", removed("Connection"));
    row("Connection without upgrade", changed("Connection: keep-alive"));
    row("Connection that only contains the word", changed("Connection: upgraded"));
    row("no key", removed("Sec-WebSocket-Key"));
    row("key twice", added("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
    row("empty key", changed("Sec-WebSocket-Key: "));
    row("key of 15 octets", changed("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA"));
    row("key of 17 octets", changed("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAA="));
    row("key without padding", changed("Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAAAA"));
    row("key with a foreign character", changed("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j-g=="));
    row("key with a blank", changed("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j g=="));
    row("key that is not base64", changed("Sec-WebSocket-Key: not base64"));
    row("Hixie-76",
        {"GET /demo HTTP/1.1", "Host: example.com", "Connection: Upgrade",
         "Sec-WebSocket-Key2: 12998 5 Y3 1  .P00", "Upgrade: WebSocket",
         "Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5"});
    row("no version", removed("Sec-WebSocket-Version"));
    row("version twice", added("Sec-WebSocket-Version: 13"));
    row("version is no number", changed("Sec-WebSocket-Version: 13a"));
    row("list of versions", changed("Sec-WebSocket-Version: 13, 8"));
    row("empty version", changed("Sec-WebSocket-Version: "));
    row("4.4 version 12", changed("Sec-WebSocket-Version: 12"), 426);
    row("4.4 version 14", changed("Sec-WebSocket-Version: 14"), 426);
    row("4.4 version 777", changed("Sec-WebSocket-Version: 777"), 426);
    row("version 013", changed("Sec-WebSocket-Version: 013"), 426);
    row("6454 7.3 origin twice", lines + QByteArrayList{"Origin: http://a", "Origin: http://b"});
    row("4.1 empty subprotocols", added("Sec-WebSocket-Protocol: "));
    row("subprotocols of commas", added("Sec-WebSocket-Protocol: ,,"));
    row("4.1 subprotocol twice", added("Sec-WebSocket-Protocol: a, b, a"));
    row("subprotocol with a blank", added("Sec-WebSocket-Protocol: b x"));
    row("subprotocol in quotes", added("Sec-WebSocket-Protocol: \"a\""));
    row("subprotocol that is not ASCII", added("Sec-WebSocket-Protocol: \xc3\xa4"));
    row("9.1 malformed extensions", added("Sec-WebSocket-Extensions: a; b=\"c"));
    row("9.1 empty extensions", added("Sec-WebSocket-Extensions: "));
}

void tst_ServerHandshake::brokenRequestIsRefused()
{
    QFETCH(QByteArrayList, lines);
    const auto outcome = read(lines);
    QVERIFY(std::holds_alternative<HandshakeRejection>(outcome));
    const auto &rejection = std::get<HandshakeRejection>(outcome);
    QTEST(rejection.status, "status");
    QVERIFY(rejection.body.size() > 1 && rejection.body.endsWith('\n'));
    QCOMPARE(complaintAbout(rejection), QByteArray());
}

void tst_ServerHandshake::otherVersionIsToldOurs()
{
    const auto outcome = read(with(sampleRequestLines(), "Sec-WebSocket-Version: 25"));
    const auto &fields = std::get<HandshakeRejection>(outcome).fields;
    QCOMPARE(fields.value("Sec-WebSocket-Version"), "13");
    QCOMPARE(fields.value("Upgrade"), "websocket");
}

void tst_ServerHandshake::otherMethodIsToldGet()
{
    for (const QByteArray method : {"POST", "HEAD", "PUT", "CONNECT", "get", "GETT"}) {
        QByteArrayList lines = sampleRequestLines();
        lines[0] = method + " / HTTP/1.1";
        const auto outcome = read(lines);
        QVERIFY(std::holds_alternative<HandshakeRejection>(outcome));
        QCOMPARE(std::get<HandshakeRejection>(outcome).status, 405);
        QCOMPARE(std::get<HandshakeRejection>(outcome).fields.value("Allow"), "GET");
    }
}

QTEST_APPLESS_MAIN(tst_ServerHandshake)
#include "tst_serverhandshake.moc"

// SPDX-License-Identifier: MIT
// What other implementations of WebSocket had to be mended for in reading and writing
// handshakes, an advisory or report a test; see also tst_frameadvisories.cpp.
#include "core/handshake/clienthandshake.h"
#include "core/handshake/origin.h"
#include "handshaketext.h"
#include "lineartime.h"
#include "support/enginepeer.h"
#include "support/memoryuse.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;
using namespace Gantry::Testing;

class TestHandshakeAdvisories : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cve2021_32640_blanksInASubprotocolTakeLinearTime();
    void cve2020_7662_unclosedQuoteTakesLinearTime();
    void cve2020_7663_unclosedQuoteTakesLinearTime() { cve2020_7662_unclosedQuoteTakesLinearTime(); }
    void cve2023_43669_headerByteByByteTakesLinearTime();
    void cve2024_37890_tooManyHeaderFields();
    void cve2015_1779_headerWithoutEnd();
    void wsNsp550_namesOfObjectMembersAreExtensions();
    void granian_subprotocolThatIsNotAscii();
    void websocketpp456_valuesOfBlanksAlone();
    void libwebsockets391_everyOctetInEveryPlace();
    void cve2026_1527_lineBreaksInARequest_data();
    void cve2026_1527_lineBreaksInARequest();
    void cve2020_35678_lineBreaksInAnAnswer();
    void kemal767_nothingBehindARefusedUpgradeIsRead();
    void versionTrick_anotherVersionIsRefusedAndClosed();
    void autobahnSplitlines_onlyCrLfEndsALine();
    void crossSite_similarOriginsAreNotTheSame_data();
    void crossSite_similarOriginsAreNotTheSame();
};

namespace {

QByteArray statusOf(EnginePeer &peer)
{
    return peer.engine.takeOutput().left(12);
}

} // namespace

// ws: Sec-WebSocket-Protocol "b<many blanks>x" took quadratic time.
void TestHandshakeAdvisories::cve2021_32640_blanksInASubprotocolTakeLinearTime()
{
    const QByteArray failure = timeOverLinear([](qsizetype size) {
        const QByteArray line = "Sec-WebSocket-Protocol: b" + QByteArray(size, ' ') + 'x';
        HttpHeadReader reader(HttpHeadReader::Kind::Request, Limits{.maxHeaderBytes = 1'000'000});
        reader.feed(headText(sampleRequestLines() << line));
        QVERIFY(std::holds_alternative<HandshakeRejection>(readServerHandshake(reader.request())));
    });
    QVERIFY2(failure.isEmpty(), failure.constData());
}

// websocket-extensions, in Ruby and in JavaScript: a quote that is never closed.
void TestHandshakeAdvisories::cve2020_7662_unclosedQuoteTakesLinearTime()
{
    const QByteArray failure = timeOverLinear(
        [](qsizetype size) { QVERIFY(!parseExtensions("a; b=\"" + QByteArray("\\c").repeated(size / 2))); });
    QVERIFY2(failure.isEmpty(), failure.constData());
}

// tungstenite: a head was parsed from its beginning with each piece of it.
void TestHandshakeAdvisories::cve2023_43669_headerByteByByteTakesLinearTime()
{
    const QByteArray failure = timeOverLinear([](qsizetype size) {
        ConnectionOptions options{.role = Role::Server, .limits = {.maxHeaderBytes = 1'000'000}};
        EnginePeer peer(options);
        peer.engine.startServer(peer.now);
        peer.feedBytewise("GET / HTTP/1.1\r\nA: " + QByteArray(size, 'a'));
        QVERIFY(!peer.engine.hasOutput());
    });
    QVERIFY2(failure.isEmpty(), failure.constData());
}

// ws: more header fields than were counted made Upgrade vanish, and the server fall.
void TestHandshakeAdvisories::cve2024_37890_tooManyHeaderFields()
{
    const Limits limits;
    for (const int count : {limits.maxHeaderFields, 2000, 10'000}) {
        const QByteArray fields = QByteArray("A: b\r\n").repeated(count);
        EnginePeer server(Role::Server);
        server.engine.startServer(server.now);
        server.feed("GET / HTTP/1.1\r\n" + fields + Gantry::Test::upgradeRequest().sliced(20));
        QCOMPARE(statusOf(server),
                 count * 6 > limits.maxHeaderBytes || count >= limits.maxHeaderFields
                     ? QByteArray("HTTP/1.1 431")
                     : QByteArray("HTTP/1.1 101"));
        QVERIFY(server.sink.events.isEmpty());
        EnginePeer client(Role::Client);
        client.open(fields);
        QVERIFY(client.sink.events.isEmpty());
        QCOMPARE(client.engine.transportAction(), TransportAction::CloseGracefully);
    }
}

// QEMU's VNC: a handshake's head was stored until memory ended.
void TestHandshakeAdvisories::cve2015_1779_headerWithoutEnd()
{
    const QByteArray piece(1024, 'x');
    for (const Role role : {Role::Server, Role::Client}) {
        for (const char *start : {"A: ", ""}) { // a value, and a name, that never end
            EnginePeer peer(role);
            if (role == Role::Server)
                peer.engine.startServer(peer.now);
            else
                peer.engine.startClient({.host = "a"}, Gantry::Test::SampleKey, peer.now);
            peer.engine.takeOutput();
            const qint64 before = allocatedBytes();
            peer.feed(role == Role::Server ? "GET / HTTP/1.1\r\n" : "HTTP/1.1 101 x\r\n");
            peer.feed(start);
            for (int i = 0; i < 10'000; ++i)
                peer.feed(piece);
            QVERIFY(allocatedBytes() - before < 128 * 1024);
            QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
            QCOMPARE(statusOf(peer), role == Role::Server ? QByteArray("HTTP/1.1 431") : QByteArray());
        }
    }
}

// ws: an extension called like a member of every object of JavaScript.
void TestHandshakeAdvisories::wsNsp550_namesOfObjectMembersAreExtensions()
{
    for (const char *name : {"constructor", "__proto__", "toString", "hasOwnProperty; constructor"}) {
        EnginePeer peer(Role::Server);
        peer.open("Sec-WebSocket-Extensions: " + QByteArray(name) + "\r\n");
        QCOMPARE(peer.engine.state(), ConnectionState::Open);
        QVERIFY(!peer.engine.deflateParameters());
    }
}

// granian: a subprotocol outside of ASCII ended the process.
void TestHandshakeAdvisories::granian_subprotocolThatIsNotAscii()
{
    for (const char *name : {"\xc3\xa4", "\xff", "a\x85", "a\xa0"}) {
        EnginePeer server(Role::Server);
        server.open("Sec-WebSocket-Protocol: " + QByteArray(name) + "\r\n");
        QVERIFY(server.sink.events.isEmpty());
        QCOMPARE(server.engine.state(), ConnectionState::Closing);
        EnginePeer client(Role::Client);
        client.open("Sec-WebSocket-Protocol: " + QByteArray(name) + "\r\n");
        QVERIFY(client.sink.events.isEmpty());
    }
}

// websocketpp: stripping blanks of a value that has nothing else.
void TestHandshakeAdvisories::websocketpp456_valuesOfBlanksAlone()
{
    for (const char *name : {"Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version",
                             "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Origin", "X-Other"}) {
        for (const char *value : {"", " ", "\t", " \t \t ", ",", " , ", "\"", "\"\"", ";", "="}) {
            EnginePeer peer(Role::Server);
            peer.engine.startServer(peer.now);
            peer.feed(headText(sampleRequestLines() << QByteArray(name) + ':' + value));
            QVERIFY(peer.sink.events.size() == 1 || peer.engine.state() == ConnectionState::Closing);
        }
    }
}

// libwebsockets: a fuzzer's request. Any octet in any place of a head is answered: with
// a refusal, or because it does not matter there.
void TestHandshakeAdvisories::libwebsockets391_everyOctetInEveryPlace()
{
    for (const Role role : {Role::Server, Role::Client}) {
        const QByteArray head = role == Role::Server
            ? headText(sampleRequestLines() << "Sec-WebSocket-Extensions: permessage-deflate; x=\"1\"")
            : headText(sampleResponseLines() << "Sec-WebSocket-Protocol: chat");
        for (qsizetype at = 0; at < head.size(); ++at) {
            for (int octet = 0; octet < 256; ++octet) {
                QByteArray changed = head;
                changed[at] = char(octet);
                EnginePeer peer(role);
                if (role == Role::Server)
                    peer.engine.startServer(peer.now);
                else
                    peer.engine.startClient({.host = "a", .subprotocols = {"chat"}}, Gantry::Test::SampleKey,
                                            peer.now);
                peer.feed(changed);
                peer.engine.receiveEof(peer.now);
                peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
                QCOMPARE(peer.sink.events.size() - peer.sink.events.indexOf("closed 1006 unclean"), 1);
                if (octet < 0x20 && octet != '\t' && changed != head)
                    QVERIFY(!peer.sink.events.contains("open"));
            }
        }
    }
}

void TestHandshakeAdvisories::cve2026_1527_lineBreaksInARequest_data()
{
    QTest::addColumn<QByteArray>("poison");
    QTest::newRow("CR LF") << QByteArray("1\r\nX-Evil: yes");
    QTest::newRow("CR") << QByteArray("1\rX-Evil: yes");
    QTest::newRow("LF") << QByteArray("1\nX-Evil: yes");
    QTest::newRow("NUL") << QByteArray("1\0X-Evil: yes", 12);
    QTest::newRow("CR LF at the end") << QByteArray("1\r\n");
}

// undici, and QWebSocket's setRawHeader(): a value with a line break becomes two fields.
void TestHandshakeAdvisories::cve2026_1527_lineBreaksInARequest()
{
    QFETCH(const QByteArray, poison);
    const ClientRequest good{.host = "a"};
    QVERIFY(complaintAbout(good).isEmpty());
    const auto refused = [](const ClientRequest &request) { return !complaintAbout(request).isEmpty(); };
    QVERIFY(refused({.host = poison}));
    QVERIFY(refused({.host = "a", .target = "/" + poison}));
    QVERIFY(refused({.host = "a", .target = "/?" + poison}));
    QVERIFY(refused({.host = "a", .origin = poison}));
    QVERIFY(refused({.host = "a", .userAgent = poison}));
    QVERIFY(refused({.host = "a", .subprotocols = {poison}}));
    QVERIFY(refused({.host = "a", .fields = {{"X-A", poison}}}));
    QVERIFY(refused({.host = "a", .fields = {{poison, "1"}}}));
    QVERIFY(refused({.host = "a", .fields = {{"Sec-WebSocket-Key", "1"}}}));
}

// autobahn: a redirect's address was not encoded again.
void TestHandshakeAdvisories::cve2020_35678_lineBreaksInAnAnswer()
{
    for (const char *poison : {"1\r\nX-Evil: yes", "1\rX", "1\nX"}) {
        for (const HandshakeRejection &rejection :
             {HandshakeRejection{.status = 302, .fields = {{"Location", poison}}},
              HandshakeRejection{.status = 403, .reasonPhrase = poison},
              HandshakeRejection{.status = 403, .contentType = poison}}) {
            EnginePeer peer(Role::Server);
            peer.engine.startServer(peer.now);
            peer.feed(Gantry::Test::upgradeRequest());
            QVERIFY(!peer.engine.reject(rejection, peer.now).isEmpty());
            const QByteArray answer = peer.engine.takeOutput();
            QVERIFY(answer.startsWith("HTTP/1.1 500 "));
            QVERIFY(!answer.contains("X-Evil"));
        }
        EnginePeer peer(Role::Server);
        peer.engine.startServer(peer.now);
        peer.feed(Gantry::Test::upgradeRequest());
        QVERIFY(!peer.engine.accept({.fields = {{"X-A", poison}}}, peer.now).isEmpty());
        QVERIFY(peer.engine.takeOutput().startsWith("HTTP/1.1 500 "));
    }
}

// kemal: the request behind a refused upgrade was served, whoever had asked for it.
void TestHandshakeAdvisories::kemal767_nothingBehindARefusedUpgradeIsRead()
{
    const QByteArrayList lines = sampleRequestLines();
    for (const QByteArray &first :
         {headText(without(lines, "Sec-WebSocket-Key")), headText(with(lines, "Connection: keep-alive")),
          headText({"GET / HTTP/1.1", "Host: a", "Connection: keep-alive"}), QByteArray("noise\r\n\r\n")}) {
        EnginePeer peer(Role::Server);
        peer.engine.startServer(peer.now);
        peer.feed(first + headText(lines));
        peer.feed(headText(lines));
        const QByteArray answer = peer.engine.takeOutput();
        QCOMPARE(answer.count("HTTP/1.1 "), 1);
        QVERIFY(answer.contains("\r\nConnection: close\r\n"));
        QVERIFY(peer.sink.events.isEmpty());
        QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
    }
}

// A proxy that takes a wrong version for an upgrade tunnels what follows.
void TestHandshakeAdvisories::versionTrick_anotherVersionIsRefusedAndClosed()
{
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.feed(headText(with(sampleRequestLines(), "Sec-WebSocket-Version: 777"))
              + headText(sampleRequestLines()));
    const QByteArray answer = peer.engine.takeOutput();
    QVERIFY(answer.startsWith("HTTP/1.1 426 "));
    QVERIFY(answer.contains("\r\nSec-WebSocket-Version: 13\r\n"));
    QVERIFY(answer.contains("close\r\n"));
    QCOMPARE(answer.count("HTTP/1.1 "), 1);
}

// autobahn: splitlines() of Python ends lines at 0x85, 0x0B and 0x1C too.
void TestHandshakeAdvisories::autobahnSplitlines_onlyCrLfEndsALine()
{
    for (const char *octet : {"\x85", "\xe2\x80\xa8", "\xc2\x85"}) {
        EnginePeer peer(Role::Server);
        peer.engine.startServer(peer.now);
        peer.feed(headText(sampleRequestLines() << QByteArray("X-A: 1") + octet + "Origin: http://evil"));
        QCOMPARE(peer.sink.events.size(), 1);
        QVERIFY(peer.sink.request.origin.isEmpty());
    }
    for (const char *octet : {"\x0b", "\x0c", "\x1c", "\x1d", "\x1e"}) {
        EnginePeer peer(Role::Server);
        peer.engine.startServer(peer.now);
        peer.feed(headText(sampleRequestLines() << QByteArray("X-A: 1") + octet + "Origin: http://evil"));
        QVERIFY(peer.sink.events.isEmpty());
        QCOMPARE(statusOf(peer), "HTTP/1.1 400");
    }
}

void TestHandshakeAdvisories::crossSite_similarOriginsAreNotTheSame_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QByteArray>("origin");
    const auto row = [](const char *pattern, const char *origin) {
        QTest::addRow("%s is not %s", origin, pattern) << QString::fromLatin1(pattern) << QByteArray(origin);
    };
    row("https://example.com", "https://evil-example.com"); // ws-rs, Red5: compared at the end
    row("https://example.com", "https://example.com.evil.com"); // at the beginning
    row("https://example.com", "https://example.com@evil.com");
    row("https://example.com", "https://evil.com/example.com");
    row("https://example.com", "https://evil.com#example.com");
    row("https://example.com", "http://example.com");
    row("https://example.com", "https://example.com:8443");
    row("https://example.com", "https://example.com.");
    row("https://example.com", "https://xn--exmple-cua.com");
    row("https://example.com", "https://ex\xc3\xa4mple.com");
    row("https://*.example.com", "https://example.com"); // autobahn: '*' matched too much
    row("https://*.example.com", "https://evil.com/.example.com");
    row("https://*.example.com", "https://evil.com:1.example.com");
    row("https://*.example.com", "https://evil.com\\.example.com");
    row("http://localhost:*", "http://localhost.evil.com:80");
    row("https://example.com", "null");
    row("https://example.com", "file://");
}

// ws-rs, kemal, Red5, autobahn: pages of other sites that were let in.
void TestHandshakeAdvisories::crossSite_similarOriginsAreNotTheSame()
{
    QFETCH(const QString, pattern);
    QFETCH(const QByteArray, origin);
    QVERIFY(!isOriginAllowed(origin, {pattern}));
}

QTEST_APPLESS_MAIN(TestHandshakeAdvisories)
#include "tst_handshakeadvisories.moc"

// SPDX-License-Identifier: MIT
// Faults that were found in autobahn.twisted.websocket while its features were taken
// down; where this library has the feature, it does not have the fault. The numbers are
// those of that list.
#include "core/handshake/clienthandshake.h"
#include "core/handshake/websocketurl.h"
#include "core/message/deflatecodec.h"
#include "handshaketext.h"
#include "lineartime.h"
#include "support/enginepeer.h"
#include "support/memoryuse.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry;
using namespace Gantry::Test;
using namespace Qt::Literals::StringLiterals;

class TestAutobahnFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fault01_tooLargeCompressedMessagesAreNotCutShort();
    void fault02_theLimitOfAMessageCountsItsInflatedOctets();
    void fault06_hostFieldHasBracketsAndNoDefaultPort_data();
    void fault06_hostFieldHasBracketsAndNoDefaultPort();
    void fault07_headersAreCheckedForLineBreaks();
    void fault08_onlyCrLfSplitsHeaderLines();
    void fault09_headersAreCappedAndLinear();
    void fault15_aCloseIsAnsweredWithItsCode();
};

namespace {

QByteArray compressed(const QByteArray &plain)
{
    Deflater deflater(15, 6, 8, false);
    QByteArray wire;
    if (!deflater.compress(plain, wire))
        qFatal("no memory");
    return wire;
}

} // namespace

// max_message_size of its deflate delivered what fitted, and kept the rest in front of
// the next message.
void TestAutobahnFaults::fault01_tooLargeCompressedMessagesAreNotCutShort()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(ConnectionOptions{.role = role,
                                          .limits = {.maxMessageBytes = 1000},
                                          .deflate = DeflateOptions{.serverMaxWindowBits = 15}});
        peer.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
        const QByteArray large =
            peer.wire({.rsv = Rsv1, .opcode = 2}, compressed(QByteArray(1'000'000, 'x')));
        peer.feed(large + peer.wire(Opcode::Text, "next"));
        QCOMPARE(peer.sink.events, QByteArrayList());
        QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1009);
    }
}

// maxMessagePayloadSize compared the octets on the wire.
void TestAutobahnFaults::fault02_theLimitOfAMessageCountsItsInflatedOctets()
{
    const QByteArray wire = compressed(QByteArray(1001, 'x'));
    QVERIFY(wire.size() < 100);
    for (const Role role : {Role::Server, Role::Client}) {
        for (const quint64 limit : {1000, 1001}) {
            EnginePeer peer(ConnectionOptions{.role = role,
                                              .limits = {.maxMessageBytes = limit},
                                              .deflate = DeflateOptions{.serverMaxWindowBits = 15}});
            peer.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
            peer.feed(peer.wire({.rsv = Rsv1, .opcode = 2}, wire));
            QCOMPARE(peer.sink.messages.size(), limit == 1001 ? 1 : 0);
            QCOMPARE(sentCloseCode(peer.engine.takeOutput()), limit == 1001 ? -1 : 1009);
        }
    }
}

void TestAutobahnFaults::fault06_hostFieldHasBracketsAndNoDefaultPort_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QByteArray>("host");
    const auto row = [](const char *url, const char *host) {
        QTest::newRow(url) << QString::fromLatin1(url) << QByteArray(host);
    };
    row("ws://[::1]:9000/", "[::1]:9000"); // was ::1:9000
    row("ws://[::1]/", "[::1]");
    row("wss://[2001:db8::1]/", "[2001:db8::1]");
    row("ws://example.com:80/", "example.com"); // the port was always there
    row("wss://example.com:443/", "example.com");
    row("ws://example.com:443/", "example.com:443");
    row("wss://example.com:80/", "example.com:80");
    row("ws://example.com:65535/", "example.com:65535");
}

void TestAutobahnFaults::fault06_hostFieldHasBracketsAndNoDefaultPort()
{
    QFETCH(const QString, url);
    QFETCH(const QByteArray, host);
    const auto parsed = parseWebSocketUrl(QUrl(url));
    const auto *const address = std::get_if<WebSocketAddress>(&parsed);
    QVERIFY(address);
    const QByteArray head = clientRequestHead({.host = address->hostField}, Core::SampleKey);
    QVERIFY(head.contains("\r\nHost: " + host + "\r\n"));
}

// Header fields of the application went out as they were.
void TestAutobahnFaults::fault07_headersAreCheckedForLineBreaks()
{
    for (const char *poison : {"a\r\nX-Evil: yes", "a\nX-Evil: yes", "a\rX-Evil: yes", "a\r\n"}) {
        QVERIFY(!complaintAbout(ClientRequest{.host = "a", .fields = {{"X-A", poison}}}).isEmpty());
        QVERIFY(!complaintAbout(ClientRequest{.host = "a", .userAgent = poison}).isEmpty());
        QVERIFY(!complaintAbout(HandshakeRejection{.status = 403, .fields = {{"X-A", poison}}}).isEmpty());
        QVERIFY(
            !complaintAbout(HandshakeRequest{}, HandshakeAcceptance{.fields = {{"X-A", poison}}}).isEmpty());
    }
}

// splitlines() ends lines at 0x85, 0x0B and 0x1C too.
void TestAutobahnFaults::fault08_onlyCrLfSplitsHeaderLines()
{
    for (const char *octet : {"\x85", "\x0b", "\x1c"}) {
        EnginePeer peer(Role::Server);
        peer.engine.startServer(peer.now);
        peer.feed(headText(sampleRequestLines() << QByteArray("X-A: 1") + octet + "Origin: http://evil"));
        QVERIFY(peer.sink.request.origin.isEmpty());
        const bool isText = *octet == '\x85'; // the others are control characters
        QCOMPARE(peer.sink.events.size(), isText ? 1 : 0);
    }
}

// The head was collected without an end, and copied with each piece of it.
void TestAutobahnFaults::fault09_headersAreCappedAndLinear()
{
    EnginePeer peer(Role::Server);
    peer.engine.startServer(peer.now);
    peer.feed("GET / HTTP/1.1\r\nA: ");
    const qint64 before = Testing::allocatedBytes();
    for (int i = 0; i < 1000; ++i)
        peer.feed(QByteArray(10'000, 'x'));
    QVERIFY(peer.engine.takeOutput().startsWith("HTTP/1.1 431 "));
    QVERIFY(Testing::allocatedBytes() - before < 128 * 1024);

    const QByteArray failure = timeOverLinear([](qsizetype size) {
        EnginePeer slow(ConnectionOptions{.role = Role::Server, .limits = {.maxHeaderBytes = 1'000'000}});
        slow.engine.startServer(slow.now);
        slow.feedBytewise("GET / HTTP/1.1\r\nA: " + QByteArray(size, 'x'));
    });
    QVERIFY2(failure.isEmpty(), failure.constData());
}

// Without echoCloseCodeReason the answer was 1000, whatever the peer had sent.
void TestAutobahnFaults::fault15_aCloseIsAnsweredWithItsCode()
{
    for (const Role role : {Role::Server, Role::Client}) {
        for (const quint16 code : {1000, 1001, 1011, 3000, 4999}) {
            EnginePeer peer(role);
            peer.open();
            peer.feed(peer.wire(Opcode::Close, closePayload(code, "why")));
            const auto frames = readFrames(peer.engine.takeOutput());
            QCOMPARE(frames.size(), 1);
            QCOMPARE(frames[0].payload, closePayload(code));
        }
    }
}

QTEST_APPLESS_MAIN(TestAutobahnFaults)
#include "tst_autobahnfaults.moc"

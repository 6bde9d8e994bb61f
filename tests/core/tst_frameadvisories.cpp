// SPDX-License-Identifier: MIT
// What other implementations of WebSocket had to be mended for in reading frames, an
// advisory or report a test. tst_handshakeadvisories.cpp has those about handshakes,
// tests/websocket/tst_networkadvisories.cpp those that need a socket.
#include "core/message/deflatecodec.h"
#include "support/enginepeer.h"
#include "support/memoryuse.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;
using namespace Gantry::Testing;

class TestFrameAdvisories : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cve2018_21035_hugeLengthAllocatesNothing();
    void cve2014_0193_continuationsWithoutEndStopAtTheLimit();
    void cve2026_48779_tinyFragmentsCostTheirPayload();
    void cve2020_27813_sumOfFragmentsCannotPassTheLimit();
    void cve2026_54466_everyLengthIsJudged();
    void cve2026_1528_everyLengthIsJudged() { cve2026_54466_everyLengthIsJudged(); }
    void cve2020_13935_badLengthEndsAtOnce();
    void cve2025_5399_pingFloodCostsOnePong();
    void cve2026_1526_bombStopsAtTheLimit_data();
    void cve2026_1526_bombStopsAtTheLimit();
    void cve2026_2229_windowOutOfRangeIsRefused();
    void civetweb1379_compressedPiecesStayInTheirBuffer();
    void facilio169_nothingOfABrokenFrameIsDelivered();
    void libvncserver297_headerIsNotReadBeyondItsEnd();
    void cve2017_18922_lengthIsNotTrustedBeforeItIsJudged();
    void libhv769_partlyMaskedPayload();
};

namespace {

constexpr QByteArrayView DeflateField("Sec-WebSocket-Extensions: permessage-deflate\r\n");

//! A frame's head towards \a receiver, with nothing behind it.
QByteArray announce(Role receiver, quint8 firstOctet, quint64 length)
{
    const bool masked = receiver == Role::Server;
    QByteArray head;
    head.append(char(firstOctet)).append(char((masked ? 0x80 : 0) | 127));
    for (int shift = 56; shift >= 0; shift -= 8)
        head.append(char(length >> shift));
    return masked ? head + "mask" : head;
}

} // namespace

// QtWebSockets: no limit, so a header of 14 octets made a buffer of its length.
void TestFrameAdvisories::cve2018_21035_hugeLengthAllocatesNothing()
{
    for (const Role role : {Role::Server, Role::Client}) {
        for (const quint64 length : {quint64(1) << 30, quint64(1) << 40, ~quint64(0) >> 1}) {
            EnginePeer peer(role);
            peer.open();
            const qint64 before = allocatedBytes();
            peer.feed(announce(role, 0x82, length));
            QVERIFY(allocatedBytes() - before < 64 * 1024);
            QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1009);
        }
        // With no limit at all the length still buys little.
        EnginePeer peer(
            ConnectionOptions{.role = role, .limits = {.maxFrameBytes = 0, .maxMessageBytes = 0}});
        peer.open();
        const qint64 before = allocatedBytes();
        peer.feed(announce(role, 0x82, ~quint64(0) >> 1) + "begin");
        QVERIFY(allocatedBytes() - before < 2 * 1024 * 1024);
        QCOMPARE(peer.engine.state(), ConnectionState::Open);
    }
}

// Netty: frames were limited, a message of frames that never ends was not.
void TestFrameAdvisories::cve2014_0193_continuationsWithoutEndStopAtTheLimit()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(
            ConnectionOptions{.role = role, .limits = {.maxFrameBytes = 0, .maxMessageBytes = 1024 * 1024}});
        peer.open();
        peer.feed(peer.wire(Opcode::Binary, "", false));
        const QByteArray next = peer.wire(Opcode::Continuation, QByteArray(16 * 1024, 'x'), false);
        const qint64 before = allocatedBytes();
        int fed = 0;
        for (; !peer.engine.hasOutput() && fed < 1'000'000; ++fed)
            peer.feed(next);
        QCOMPARE(fed, 65);
        QVERIFY(allocatedBytes() - before < 3 * 1024 * 1024);
        QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1009);
    }
}

// ws: an object a fragment, so that megabytes of tiny ones took gigabytes.
void TestFrameAdvisories::cve2026_48779_tinyFragmentsCostTheirPayload()
{
    EnginePeer peer(Role::Server);
    peer.open();
    peer.feed(peer.wire(Opcode::Binary, "", false));
    const QByteArray one = peer.wire(Opcode::Continuation, "x", false).repeated(1000);
    const QByteArray none = peer.wire(Opcode::Continuation, "", false).repeated(1000);
    const qint64 before = allocatedBytes();
    for (int i = 0; i < 500; ++i) {
        peer.feed(one);
        peer.feed(none);
    }
    QVERIFY(allocatedBytes() - before < 2 * 500'000 + 64 * 1024);
    QCOMPARE(peer.engine.state(), ConnectionState::Open);
    peer.feed(peer.wire(Opcode::Continuation, ""));
    QCOMPARE(peer.sink.messages.value(0).size(), 500'000);
}

// gorilla: the lengths of fragments were added up in a signed number, past its end.
void TestFrameAdvisories::cve2020_27813_sumOfFragmentsCannotPassTheLimit()
{
    for (const Role role : {Role::Server, Role::Client}) {
        for (const quint64 second : {~quint64(0) >> 1, (~quint64(0) >> 1) - 59, (quint64(1) << 63) - 61}) {
            EnginePeer peer(
                ConnectionOptions{.role = role, .limits = {.maxFrameBytes = 0, .maxMessageBytes = 100}});
            peer.open();
            peer.feed(peer.wire(Opcode::Binary, QByteArray(60, 'x'), false));
            peer.feed(announce(role, 0x80, second));
            QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1009);
        }
    }
}

// websocket-driver, undici, baresip, noPoll: lengths that wrap once something is added.
void TestFrameAdvisories::cve2026_54466_everyLengthIsJudged()
{
    for (const Role role : {Role::Server, Role::Client}) {
        for (int power = 16; power <= 64; ++power) {
            for (int offset = -14; offset <= 14; ++offset) {
                const quint64 base = power == 64 ? 0 : quint64(1) << power;
                const quint64 length = base + quint64(offset);
                if (length <= 65535)
                    continue;
                EnginePeer peer(ConnectionOptions{.role = role, .limits = {.maxFrameBytes = 65535}});
                peer.open();
                peer.feed(announce(role, 0x82, length));
                QCOMPARE(sentCloseCode(peer.engine.takeOutput()), length >> 63 ? 1002 : 1009);
            }
        }
    }
}

// Tomcat: the top bit set made a thread run for ever.
void TestFrameAdvisories::cve2020_13935_badLengthEndsAtOnce()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(role);
        peer.open();
        const QByteArray head = announce(role, 0x82, quint64(1) << 63);
        peer.feedBytewise(head.chopped(1));
        QVERIFY(!peer.engine.hasOutput());
        peer.feed(head.last(1));
        QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1002);
        QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);
    }
}

// curl: pings of a peer that does not read the pongs were answered for ever.
void TestFrameAdvisories::cve2025_5399_pingFloodCostsOnePong()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(role);
        peer.open();
        peer.engine.setCongested(true);
        const QByteArray pings = peer.wire(Opcode::Ping, QByteArray(125, 'p')).repeated(100);
        const qint64 before = allocatedBytes();
        for (int i = 0; i < 1000; ++i) {
            peer.feed(pings);
            peer.sink.events.clear();
        }
        QVERIFY(!peer.engine.hasOutput());
        QVERIFY(allocatedBytes() - before < 64 * 1024);
        peer.engine.setCongested(false);
        QCOMPARE(readFrames(peer.engine.takeOutput()).size(), 1);
    }
}

void TestFrameAdvisories::cve2026_1526_bombStopsAtTheLimit_data()
{
    QTest::addColumn<int>("frames");
    QTest::addColumn<int>("messages");
    QTest::newRow("in one frame") << 1 << 1;
    QTest::newRow("across frames") << 16 << 1;
    QTest::newRow("across messages that share a window") << 1 << 3;
}

// undici, tornado, Netty, centrifugo: limits that knew only the compressed size.
void TestFrameAdvisories::cve2026_1526_bombStopsAtTheLimit()
{
    QFETCH(const int, frames);
    QFETCH(const int, messages);
    constexpr qsizetype limit = 1024 * 1024;
    Deflater deflater(15, 9, 8, false);
    QByteArrayList smaller; // messages of the limit are none too large
    for (int i = 1; i < messages; ++i) {
        smaller.append(QByteArray());
        QVERIFY(deflater.compress(QByteArray(limit, '\0'), smaller.last()));
    }
    QByteArray bomb;
    QVERIFY(deflater.compress(QByteArray(64 * limit, '\0'), bomb));
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(ConnectionOptions{.role = role,
                                          .limits = {.maxMessageBytes = limit},
                                          .deflate = DeflateOptions{.serverMaxWindowBits = 15}});
        peer.open(DeflateField.toByteArray());
        resetPeak();
        const qint64 before = residentBytes();
        for (const QByteArray &wire : std::as_const(smaller)) {
            peer.feed(peer.wire({.rsv = Rsv1, .opcode = 2}, wire));
            QCOMPARE(peer.sink.messages.size(), 1);
            peer.sink.messages.clear();
        }
        const qsizetype piece = bomb.size() / frames + 1;
        for (qsizetype at = 0; at < bomb.size(); at += piece) {
            const bool isFirst = at == 0;
            peer.feed(peer.wire({.fin = at + piece >= bomb.size(),
                                 .rsv = isFirst ? Rsv1 : quint8(0),
                                 .opcode = quint8(isFirst ? 2 : 0)},
                                QByteArrayView(bomb).sliced(at, std::min(piece, bomb.size() - at))));
        }
        QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1009);
        QVERIFY(peer.sink.messages.isEmpty());
        QVERIFY2(peakResidentBytes() - before < 2 * limit + 512 * 1024,
                 QByteArray::number(peakResidentBytes() - before).constData());
    }
}

// undici: server_max_window_bits outside of 8 to 15 brought the client down.
void TestFrameAdvisories::cve2026_2229_windowOutOfRangeIsRefused()
{
    for (const char *bits : {"0", "1", "7", "16", "17", "31", "47", "255", "256", "-15", "1000000000000"}) {
        for (const char *name : {"server", "client"}) {
            const QByteArray field = "Sec-WebSocket-Extensions: permessage-deflate; " + QByteArray(name)
                + "_max_window_bits=" + bits + "\r\n";
            EnginePeer client(Role::Client);
            client.open(field);
            QVERIFY(client.sink.events.isEmpty());
            QCOMPARE(client.engine.state(), ConnectionState::Closing);
            EnginePeer server(Role::Server);
            server.open(field);
            QCOMPARE(server.engine.state(), ConnectionState::Open);
            QVERIFY(!server.engine.deflateParameters());
        }
    }
}

// civetweb: inflating wrote past its buffer. Sizes around those of our pieces, under
// the address sanitizer.
void TestFrameAdvisories::civetweb1379_compressedPiecesStayInTheirBuffer()
{
    for (const qsizetype size : {1, 63, 64, 65, 16383, 16384, 16385, 65535, 65536, 65537, 200'000}) {
        QByteArray plain;
        for (quint32 i = 0, seed = 1; i < quint32(size); ++i)
            plain.append(char((seed = seed * 1664525 + 1013904223) >> 24)); // does not compress
        for (const qsizetype limit : {size, size + 1}) {
            EnginePeer peer(
                ConnectionOptions{.role = Role::Server, .limits = {.maxMessageBytes = quint64(limit)}});
            peer.open(DeflateField.toByteArray());
            Deflater deflater(15, 1, 8, false);
            QByteArray wire;
            QVERIFY(deflater.compress(plain, wire));
            peer.feed(peer.wire({.rsv = Rsv1, .opcode = 2}, wire));
            QCOMPARE(peer.sink.messages, QList<QByteArray>{plain});
        }
    }
}

// facil.io: an unmasked frame reached on_message before it was refused.
void TestFrameAdvisories::facilio169_nothingOfABrokenFrameIsDelivered()
{
    for (const Role role : {Role::Server, Role::Client}) {
        const EnginePeer writer(role);
        QByteArray wrongMask = writer.wire(Opcode::Text, "x");
        wrongMask[1] = char(wrongMask[1] ^ 0x80);
        for (const QByteArray &octets :
             {wrongMask, writer.wire({.rsv = Rsv2}, "x"), writer.wire({.opcode = 3}, "x"),
              writer.wire({.opcode = 0}, "x"), writer.wire({.fin = false, .opcode = 9}, "x"),
              writer.wire(Opcode::Text, "x\xff")}) {
            EnginePeer peer(role);
            peer.open();
            peer.feed(octets + writer.wire(Opcode::Text, "y") + writer.wire(Opcode::Ping, "z"));
            QCOMPARE(peer.sink.events, QByteArrayList());
            QCOMPARE(readFrames(peer.engine.takeOutput()).size(), 1);
        }
    }
}

// libvncserver: 14 octets were read of a header of which two had come. The pieces are
// heap blocks of their own size, so that the address sanitizer sees one octet too many.
void TestFrameAdvisories::libvncserver297_headerIsNotReadBeyondItsEnd()
{
    for (const Role role : {Role::Server, Role::Client}) {
        const QByteArray octets = EnginePeer(role).wire(Opcode::Binary, QByteArray(70'000, 'x'));
        for (qsizetype size = 1; size <= 15; ++size) {
            EnginePeer peer(role);
            peer.open();
            const std::vector<char> head(octets.begin(), octets.begin() + size);
            const std::vector<char> rest(octets.begin() + size, octets.end());
            peer.feed(QByteArrayView(head.data(), qsizetype(head.size())));
            peer.feed(QByteArrayView(rest.data(), qsizetype(rest.size())));
            QCOMPARE(peer.sink.messages.size(), 1);
        }
    }
}

// libvncserver: a 64-bit length went into the size of a read.
void TestFrameAdvisories::cve2017_18922_lengthIsNotTrustedBeforeItIsJudged()
{
    for (const Role role : {Role::Server, Role::Client}) {
        for (const quint8 firstOctet : {0x82, 0x81, 0x80, 0x88, 0x89, 0x8A}) {
            for (const quint64 length : {~quint64(0), ~quint64(0) >> 1, quint64(1) << 32, quint64(65536)}) {
                EnginePeer peer(ConnectionOptions{.role = role, .limits = {.maxFrameBytes = 1000}});
                peer.open();
                peer.feed(announce(role, firstOctet, length) + QByteArray(2000, 'x'));
                QVERIFY(peer.sink.events.isEmpty());
                const int code = sentCloseCode(peer.engine.takeOutput());
                QVERIFY(code == 1002 || code == 1009);
            }
        }
    }
}

// libhv: payloads that came in parts were unmasked out of bounds.
void TestFrameAdvisories::libhv769_partlyMaskedPayload()
{
    QByteArray payload;
    for (int i = 0; i < 300; ++i)
        payload.append(char(i));
    const QByteArray octets = EnginePeer(Role::Server).wire(Opcode::Binary, payload);
    for (qsizetype cut = 8; cut < octets.size(); ++cut) {
        EnginePeer peer(Role::Server);
        peer.open();
        const std::vector<char> head(octets.begin(), octets.begin() + cut);
        const std::vector<char> rest(octets.begin() + cut, octets.end());
        peer.feed(QByteArrayView(head.data(), qsizetype(head.size())));
        peer.feed(QByteArrayView(rest.data(), qsizetype(rest.size())));
        QCOMPARE(peer.sink.messages, QList<QByteArray>{payload});
    }
}

QTEST_APPLESS_MAIN(TestFrameAdvisories)
#include "tst_frameadvisories.moc"

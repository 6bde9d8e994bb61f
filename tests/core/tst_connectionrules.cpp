// SPDX-License-Identifier: MIT
// Every rule a peer can break and every limit it can pass while the connection is
// open, in both roles, whole and octet by octet.
#include "core/message/deflatecodec.h"
#include "support/enginepeer.h"

#include <QtCore/QtEndian>
#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Limits)
Q_DECLARE_METATYPE(Role)

class tst_ConnectionRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyBrokenRuleEndsWithItsCode_data();
    void everyBrokenRuleEndsWithItsCode();
    void nothingIsDeliveredBesideAViolation();
    void invalidTextFailsAtItsFirstWrongOctet();
    void limitsHoldBeforeAnythingIsStored_data();
    void limitsHoldBeforeAnythingIsStored();
    void manyTinyFragmentsCostOnlyTheirPayload();
    void aDeflateBombStopsAtTheLimit();
    void corruptDeflateDataIsInvalidPayload();
};

void tst_ConnectionRules::everyBrokenRuleEndsWithItsCode_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<int>("code");

    const auto frame = [](const char *name, const FrameHeader &header, const QByteArray &payload, int code) {
        for (const Role role : {Role::Server, Role::Client}) {
            QTest::addRow("%s, %s", name, role == Role::Server ? "server" : "client")
                << role << EnginePeer(role).wire(header, payload) << code;
        }
    };
    frame("5.2 RSV1", {.rsv = 4}, "x", 1002);
    frame("5.2 RSV2", {.rsv = 2}, "x", 1002);
    frame("5.2 RSV3", {.rsv = 1}, "x", 1002);
    for (const quint8 opcode : {3, 7, 11, 15})
        frame(QByteArray("5.2 reserved opcode " + QByteArray::number(opcode)).constData(), {.opcode = opcode},
              "", 1002);
    frame("5.4 continuation without start", {.opcode = 0}, "x", 1002);
    frame("5.5 fragmented ping", {.fin = false, .opcode = 9}, "x", 1002);
    frame("5.5 ping of 126 octets", {.opcode = 9}, QByteArray(126, 'p'), 1002);
    frame("5.5 close of 126 octets", {.opcode = 8}, closePayload(1000, QByteArray(124, 'r')), 1002);
    frame("5.5.1 close of one octet", {.opcode = 8}, "x", 1002);
    frame("5.5.1 close reason not UTF-8", {.opcode = 8}, closePayload(1000, "\xff"), 1007);
    for (const quint16 code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
        frame(QByteArray("7.4 close code " + QByteArray::number(code)).constData(), {.opcode = 8},
              closePayload(code), 1002);
    }
    frame("8.1 text not UTF-8", {.opcode = 1}, "a\xc0\xaf", 1007);
    frame("8.1 text ends inside a code point", {.opcode = 1}, "\xe2\x82", 1007);

    for (const Role role : {Role::Server, Role::Client}) {
        const char *name = role == Role::Server ? "server" : "client";
        const EnginePeer peer(role);
        const QByteArray mask = role == Role::Server ? QByteArray("\x80") : QByteArray();
        const auto octet = [&](int value) {
            return QByteArray(1, char(value | (mask.isEmpty() ? 0 : 0x80)));
        };
        const QByteArray key = mask.isEmpty() ? QByteArray() : QByteArray("abcd");
        QTest::addRow("5.4 text inside a message, %s", name)
            << role << peer.wire(Opcode::Text, "x", false) + peer.wire(Opcode::Text, "y") << 1002;
        QTest::addRow("5.2 length with the top bit, %s", name)
            << role << "\x82" + octet(127) + QByteArray::fromHex("8000000000000000") + key << 1002;
        QTest::addRow("5.2 length of ones, %s", name)
            << role << "\x82" + octet(127) + QByteArray::fromHex("ffffffffffffffff") + key << 1002;
        QTest::addRow("5.2 5 octets in 16 bits, %s", name)
            << role << "\x82" + octet(126) + QByteArray::fromHex("0005") + key << 1002;
    }
    QTest::newRow("5.1 unmasked, server") << Role::Server << QByteArray("\x81\x01x") << 1002;
    QTest::newRow("5.1 masked, client") << Role::Client
                                        << QByteArray("\x81\x81"
                                                      "abcdx")
                                        << 1002;
}

void tst_ConnectionRules::everyBrokenRuleEndsWithItsCode()
{
    QFETCH(Role, role);
    QFETCH(QByteArray, octets);
    QFETCH(int, code);

    for (const bool bytewise : {false, true}) {
        EnginePeer peer(role);
        peer.open();
        if (bytewise)
            peer.feedBytewise(octets);
        else
            peer.feed(octets);
        QCOMPARE(peer.sink.events, QByteArrayList());
        QCOMPARE(sentCloseCode(peer.engine.takeOutput()), code);
        QCOMPARE(peer.engine.state(), ConnectionState::Closing);
        QCOMPARE(peer.engine.transportAction(), TransportAction::CloseGracefully);

        peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
        QCOMPARE(peer.sink.events, QByteArrayList{"closed " + QByteArray::number(code) + " unclean"});
        QVERIFY(!peer.sink.closeInfo.reason.isEmpty());
        QCOMPARE(peer.sink.closeInfo.by, ClosedBy::Local);
        QCOMPARE(peer.sink.closeInfo.phase, ClosePhase::Open);
        QCOMPARE(int(peer.sink.closeInfo.localCode), code);
    }
}

void tst_ConnectionRules::nothingIsDeliveredBesideAViolation()
{
    EnginePeer peer(Role::Server);
    peer.open();
    peer.feed(peer.wire(Opcode::Text, "before") + peer.wire({.rsv = 1}, "broken")
              + peer.wire(Opcode::Text, "after") + peer.wire(Opcode::Ping, "after"));
    QCOMPARE(peer.sink.events, QByteArrayList{"text before"});
    QCOMPARE(readFrames(peer.engine.takeOutput()).size(), 1);
    peer.feed(peer.wire(Opcode::Text, "later"));
    QVERIFY(!peer.engine.hasOutput());
}

void tst_ConnectionRules::invalidTextFailsAtItsFirstWrongOctet()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(role);
        peer.open();
        // An unfinished frame: 1000 octets announced, the fourth is wrong.
        QByteArray octets = peer.wire(Opcode::Text, "abc\xff" + QByteArray(996, 'x'));
        const qsizetype beforeWrong =
            frameHeaderSize({.masked = role == Role::Server, .payloadLength = 1000}) + 3;
        peer.feed(octets.first(beforeWrong));
        QVERIFY(!peer.engine.hasOutput());
        peer.feed(octets.sliced(beforeWrong, 1));
        QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1007);
    }
}

void tst_ConnectionRules::limitsHoldBeforeAnythingIsStored_data()
{
    QTest::addColumn<Limits>("limits");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QByteArray>("limitName");

    const EnginePeer peer(Role::Server);
    const Limits frame{.maxFrameBytes = 100};
    const Limits message{.maxMessageBytes = 100};
    const auto announce = [](quint8 first, quint64 length) {
        QByteArray out(MaxFrameHeaderSize, '\0');
        std::array<char, MaxFrameHeaderSize> head;
        const FrameHeader header{.fin = (first & 0x80) != 0,
                                 .opcode = quint8(first & 0xF),
                                 .masked = true,
                                 .maskKey = 1,
                                 .payloadLength = length};
        return QByteArray(head.data(), writeFrameHeader(header, head));
    };
    QTest::newRow("frame of 101") << frame << announce(0x82, 101) << QByteArray("maxFrameBytes 100");
    QTest::newRow("frame of 2^62") << frame << announce(0x82, quint64(1) << 62)
                                   << QByteArray("maxFrameBytes 100");
    QTest::newRow("message of 101") << message << announce(0x82, 101) << QByteArray("maxMessageBytes 100");
    QTest::newRow("message of 2^63-1")
        << Limits{.maxFrameBytes = 0, .maxMessageBytes = 100} << announce(0x82, ~quint64(0) >> 1)
        << QByteArray("maxMessageBytes 100");
    QTest::newRow("sum of fragments")
        << message << peer.wire(Opcode::Binary, QByteArray(60, 'x'), false) + announce(0x00, 41)
        << QByteArray("maxMessageBytes 100");
    QTest::newRow("sum that would wrap")
        << Limits{.maxFrameBytes = 0, .maxMessageBytes = 100}
        << peer.wire(Opcode::Binary, QByteArray(60, 'x'), false) + announce(0x00, ~quint64(0) >> 1)
        << QByteArray("maxMessageBytes 100");
}

void tst_ConnectionRules::limitsHoldBeforeAnythingIsStored()
{
    QFETCH(Limits, limits);
    QFETCH(QByteArray, octets);
    QFETCH(QByteArray, limitName);
    EnginePeer peer(ConnectionOptions{.role = Role::Server, .limits = limits});
    peer.open();
    peer.feed(octets);
    const auto frames = readFrames(peer.engine.takeOutput());
    QCOMPARE(frames.size(), 1);
    QCOMPARE(qFromBigEndian<quint16>(frames[0].payload.constData()), quint16(1009));
    QVERIFY(frames[0].payload.contains(limitName));
    QVERIFY(peer.sink.messages.isEmpty());
}

void tst_ConnectionRules::manyTinyFragmentsCostOnlyTheirPayload()
{
    EnginePeer peer(Role::Server);
    peer.open();
    peer.feed(peer.wire(Opcode::Binary, "a", false));
    const QByteArray one = peer.wire(Opcode::Continuation, "b", false);
    const QByteArray none = peer.wire(Opcode::Continuation, "", false);
    constexpr int count = 200'000;
    for (int i = 0; i < count; ++i)
        peer.feed(i % 2 ? one : none);
    peer.feed(peer.wire(Opcode::Continuation, "c"));
    QCOMPARE(peer.sink.messages.size(), 1);
    QCOMPARE(peer.sink.messages[0].size(), 2 + count / 2);
    QVERIFY(peer.sink.messages[0].capacity() < 8 * peer.sink.messages[0].size());
}

void tst_ConnectionRules::aDeflateBombStopsAtTheLimit()
{
    EnginePeer peer(ConnectionOptions{.role = Role::Server, .limits = {.maxMessageBytes = 100'000}});
    peer.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    Deflater deflater(15, 9, 8, false);
    QByteArray bomb;
    QVERIFY(deflater.compress(QByteArray(100'001, '\0'), bomb));
    peer.feed(peer.wire({.rsv = Rsv1, .opcode = 2}, bomb));
    QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1009);
    QVERIFY(peer.sink.messages.isEmpty());

    EnginePeer atTheLimit(ConnectionOptions{.role = Role::Server, .limits = {.maxMessageBytes = 100'001}});
    atTheLimit.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    atTheLimit.feed(atTheLimit.wire({.rsv = Rsv1, .opcode = 2}, bomb));
    QCOMPARE(atTheLimit.sink.messages.size(), 1);
}

void tst_ConnectionRules::corruptDeflateDataIsInvalidPayload()
{
    EnginePeer peer(Role::Server);
    peer.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    peer.feed(peer.wire({.rsv = Rsv1, .opcode = 2}, "\xff\xff\xff\xff"));
    QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1007);
}

QTEST_APPLESS_MAIN(tst_ConnectionRules)
#include "tst_connectionrules.moc"

// SPDX-License-Identifier: MIT
// The engine while it is open: messages, control frames, every rule a frame can
// break, in both roles, whole and octet by octet.
#include "core/message/deflatecodec.h"
#include "support/enginepeer.h"

#include <QtCore/QRandomGenerator>
#include <QtCore/QtEndian>
#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Limits)
Q_DECLARE_METATYPE(Role)

class tst_Connection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesArriveHoweverTheyAreCut_data();
    void messagesArriveHoweverTheyAreCut();
    void everyBrokenRuleEndsWithItsCode_data();
    void everyBrokenRuleEndsWithItsCode();
    void nothingIsDeliveredBesideAViolation();
    void invalidTextFailsAtItsFirstWrongOctet();
    void codePointsMayBeCutBetweenFrames();
    void limitsHoldBeforeAnythingIsStored_data();
    void limitsHoldBeforeAnythingIsStored();
    void manyTinyFragmentsCostOnlyTheirPayload();
    void pingsAreAnsweredBetweenFragments();
    void sendingIsRefusedWithAReason();
    void sentFramesAreMaskedByClientsOnly_data();
    void sentFramesAreMaskedByClientsOnly();
    void compressedMessagesTravelBothWays();
    void ourOwnWindowHoldsAgainstAPeerThatAsksForNothing();
    void aDeflateBombStopsAtTheLimit();
    void corruptDeflateDataIsInvalidPayload();
    void observerSeesFramesAsTheyWere();
    void observerSeesNoPayloadWithAHeaderThatBrokeARule();
    void octetsFromInsideAnEventKeepTheirOrder();
    void aSinkThatIsGoneIsNotCalledAgain_data();
    void aSinkThatIsGoneIsNotCalledAgain();
    void aKeptMessageIsNotOverwritten();
    void silenceIsAnsweredByAPingAndThenAnEnd();
};

namespace {

class RecordingObserver : public FrameObserver
{
public:
    QByteArrayList lines;
    void frameSeen(Direction direction, const FrameHeader &header, QByteArrayView payload) override
    {
        lines.append((direction == Direction::Sent ? "sent " : "received ")
                     + QByteArray::number(header.opcode) + (header.fin ? "" : "-") + " rsv"
                     + QByteArray::number(header.rsv) + ' ' + payload.toByteArray());
    }
};

} // namespace

void tst_Connection::messagesArriveHoweverTheyAreCut_data()
{
    QTest::addColumn<Role>("role");
    for (const Role role : {Role::Server, Role::Client})
        QTest::newRow(role == Role::Server ? "server" : "client") << role;
}

void tst_Connection::messagesArriveHoweverTheyAreCut()
{
    QFETCH(Role, role);
    EnginePeer maker(role);
    QByteArray octets;
    octets += maker.wire(Opcode::Text, "Grüße");
    octets += maker.wire(Opcode::Binary, QByteArray("\0\xff", 2));
    octets += maker.wire(Opcode::Text, "");
    octets += maker.wire(Opcode::Text, "one ", false);
    octets += maker.wire(Opcode::Pong, "unasked");
    octets += maker.wire(Opcode::Continuation, "", false);
    octets += maker.wire(Opcode::Continuation, "two");
    octets += maker.wire(Opcode::Binary, QByteArray(300, 'b'));
    const QByteArrayList expected{"text Grüße",   QByteArray("binary \0\xff", 9),
                                  "text ",        "pong unasked",
                                  "text one two", "binary 300 octets"};

    for (qsizetype cut = 0; cut <= octets.size(); ++cut) {
        EnginePeer peer(role);
        peer.open();
        peer.feed(QByteArrayView(octets).first(cut));
        peer.feed(QByteArrayView(octets).sliced(cut));
        QCOMPARE(peer.sink.events, expected);
    }
    EnginePeer bytewise(role);
    bytewise.open();
    bytewise.feedBytewise(octets);
    QCOMPARE(bytewise.sink.events, expected);
}

void tst_Connection::everyBrokenRuleEndsWithItsCode_data()
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

void tst_Connection::everyBrokenRuleEndsWithItsCode()
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

void tst_Connection::nothingIsDeliveredBesideAViolation()
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

void tst_Connection::invalidTextFailsAtItsFirstWrongOctet()
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

void tst_Connection::codePointsMayBeCutBetweenFrames()
{
    EnginePeer peer(Role::Server);
    peer.open();
    peer.feed(peer.wire(Opcode::Text, "\xe2", false) + peer.wire(Opcode::Continuation, "\x82", false)
              + peer.wire(Opcode::Continuation, "\xac"));
    QCOMPARE(peer.sink.events, QByteArrayList{"text \xe2\x82\xac"});
}

void tst_Connection::limitsHoldBeforeAnythingIsStored_data()
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

void tst_Connection::limitsHoldBeforeAnythingIsStored()
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

void tst_Connection::manyTinyFragmentsCostOnlyTheirPayload()
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

void tst_Connection::pingsAreAnsweredBetweenFragments()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(role);
        peer.open();
        peer.feed(peer.wire(Opcode::Text, "a", false) + peer.wire(Opcode::Ping, QByteArray(125, 'p')));
        const auto frames = readFrames(peer.engine.takeOutput());
        QCOMPARE(frames.size(), 1);
        QCOMPARE(frames[0].header.opcode, quint8(Opcode::Pong));
        QCOMPARE(frames[0].payload, QByteArray(125, 'p'));
        QCOMPARE(frames[0].header.masked, role == Role::Client);
    }
}

void tst_Connection::sendingIsRefusedWithAReason()
{
    EnginePeer peer(Role::Server);
    QCOMPARE(peer.engine.sendMessage("early", false, false, peer.now), SendResult::NotOpen);
    peer.open();
    QCOMPARE(peer.engine.sendMessage("\xff", false, false, peer.now), SendResult::InvalidUtf8);
    QCOMPARE(peer.engine.sendPing(QByteArray(126, 'p'), peer.now), SendResult::TooBig);
    QCOMPARE(peer.engine.sendPong(QByteArray(126, 'p'), peer.now), SendResult::TooBig);
    QCOMPARE(peer.engine.close(1005, "", peer.now), SendResult::InvalidCode);
    QCOMPARE(peer.engine.close(0, "reason without code", peer.now), SendResult::InvalidCode);
    QCOMPARE(peer.engine.close(1000, "\xff", peer.now), SendResult::InvalidUtf8);
    QVERIFY(!peer.engine.hasOutput());
    QCOMPARE(peer.engine.close(1000, "bye", peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.sendMessage("late", false, false, peer.now), SendResult::NotOpen);
    QCOMPARE(peer.engine.close(1000, "bye", peer.now), SendResult::NotOpen);
    QCOMPARE(readFrames(peer.engine.takeOutput()).size(), 1);
}

void tst_Connection::sentFramesAreMaskedByClientsOnly_data()
{
    messagesArriveHoweverTheyAreCut_data();
}

void tst_Connection::sentFramesAreMaskedByClientsOnly()
{
    QFETCH(Role, role);
    EnginePeer peer(role);
    peer.open();
    const QByteArray big(70'000, 'm');
    QCOMPARE(peer.engine.sendMessage("text", false, false, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.sendMessage(big, true, false, peer.now), SendResult::Ok);
    const QByteArray output = peer.engine.takeOutput();
    const auto frames = readFrames(output);
    QCOMPARE(frames.size(), 2);
    QCOMPARE(frames[0].payload, QByteArray("text"));
    QCOMPARE(frames[1].payload, big);
    for (const SentFrame &frame : frames)
        QCOMPARE(frame.header.masked, role == Role::Client);
    if (role == Role::Client)
        QVERIFY(frames[0].header.maskKey != frames[1].header.maskKey);
}

void tst_Connection::compressedMessagesTravelBothWays()
{
    EnginePeer server(Role::Server);
    EnginePeer client(Role::Client);
    client.engine.startClient({.host = "example.com"}, SampleKey, client.now);
    server.engine.startServer(server.now);
    server.feed(client.engine.takeOutput());
    QVERIFY(server.engine.accept({}, server.now).isEmpty());
    client.feed(server.engine.takeOutput());
    QVERIFY(client.engine.deflateParameters().has_value());
    QVERIFY(client.engine.deflateParameters() == server.engine.deflateParameters());

    const QByteArray text = QByteArray(R"({"sensor":"s1","value":21.5,"unit":"°C"})").repeated(40);
    for (int round = 0; round < 3; ++round) {
        QCOMPARE(client.engine.sendMessage(text, false, false, client.now), SendResult::Ok);
        const QByteArray up = client.engine.takeOutput();
        QVERIFY(up.size() < text.size() / 4);
        server.feedBytewise(up);
        QCOMPARE(server.engine.sendMessage(text, true, false, server.now), SendResult::Ok);
        client.feed(server.engine.takeOutput());
    }
    QCOMPARE(server.engine.sendMessage("short", false, false, server.now), SendResult::Ok);
    QCOMPARE(server.engine.sendMessage(text, false, true, server.now), SendResult::Ok);
    const auto plain = readFrames(server.engine.takeOutput());
    QCOMPARE(plain[0].header.rsv, quint8(0));
    QCOMPARE(plain[1].header.rsv, quint8(0));
    QCOMPARE(server.sink.messages, QList<QByteArray>(3, text));
    QCOMPARE(client.sink.messages, QList<QByteArray>(3, text));
}

void tst_Connection::ourOwnWindowHoldsAgainstAPeerThatAsksForNothing()
{
    // The client lets us use any window. The second half of the message repeats the
    // first, further back than a window of 512 octets reaches.
    QByteArray noise(700, '\0');
    QRandomGenerator generator(42);
    for (char &octet : noise)
        octet = char(generator.generate());
    const auto sentSize = [&noise](int windowBits) {
        EnginePeer peer(ConnectionOptions{.role = Role::Server,
                                          .deflate = DeflateOptions{.serverMaxWindowBits = windowBits}});
        peer.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
        return peer.engine.sendMessage(noise + noise, true, false, peer.now) == SendResult::Ok
            ? peer.engine.takeOutput().size()
            : 0;
    };
    QVERIFY(sentSize(15) > 0);
    QVERIFY(sentSize(9) > 1.8 * sentSize(15));
}

void tst_Connection::aDeflateBombStopsAtTheLimit()
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

void tst_Connection::corruptDeflateDataIsInvalidPayload()
{
    EnginePeer peer(Role::Server);
    peer.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    peer.feed(peer.wire({.rsv = Rsv1, .opcode = 2}, "\xff\xff\xff\xff"));
    QCOMPARE(sentCloseCode(peer.engine.takeOutput()), 1007);
}

void tst_Connection::observerSeesFramesAsTheyWere()
{
    RecordingObserver observer;
    EnginePeer peer(Role::Server);
    peer.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    peer.engine.setFrameObserver(&observer);
    const QByteArray text(200, 't');
    QCOMPARE(peer.engine.sendMessage(text, false, false, peer.now), SendResult::Ok);
    peer.feed(peer.wire(Opcode::Text, "fr", false) + peer.wire(Opcode::Ping, "p")
              + peer.wire(Opcode::Continuation, "ag") + peer.wire({.rsv = 1}, "bad"));
    QCOMPARE(observer.lines,
             (QByteArrayList{"sent 1 rsv4 " + text, "received 1- rsv0 fr", "received 9 rsv0 p",
                             "sent 10 rsv0 p", "received 0 rsv0 ag", "received 1 rsv1 ",
                             "sent 8 rsv0 " + readFrames(peer.engine.takeOutput()).last().payload}));
}

void tst_Connection::observerSeesNoPayloadWithAHeaderThatBrokeARule()
{
    RecordingObserver observer;
    EnginePeer peer(Role::Server);
    peer.open();
    peer.engine.setFrameObserver(&observer);
    peer.feed(peer.wire(Opcode::Text, "fragment", false)
              + peer.wire({.fin = false, .rsv = 1, .opcode = 0}, "bad"));
    QCOMPARE(observer.lines.mid(0, 2), (QByteArrayList{"received 1- rsv0 fragment", "received 0- rsv1 "}));
}

void tst_Connection::octetsFromInsideAnEventKeepTheirOrder()
{
    EnginePeer peer(Role::Server);
    peer.open();
    const QByteArray nested = peer.wire(Opcode::Text, "nested");
    bool fed = false;
    peer.sink.during = [&](const QByteArray &) {
        if (!std::exchange(fed, true))
            peer.feed(nested);
        return true;
    };
    peer.feed(peer.wire(Opcode::Text, "first") + peer.wire(Opcode::Text, "second"));
    QCOMPARE(peer.sink.events, (QByteArrayList{"text first", "text second", "text nested"}));
}

void tst_Connection::aSinkThatIsGoneIsNotCalledAgain_data()
{
    QTest::addColumn<QByteArray>("event");
    for (const char *event : {"text", "ping", "pong", "request", "open", "closed"})
        QTest::newRow(event) << QByteArray(event);
}

void tst_Connection::aSinkThatIsGoneIsNotCalledAgain()
{
    QFETCH(QByteArray, event);
    EnginePeer peer(Role::Server);
    bool gone = false;
    peer.sink.during = [&](const QByteArray &what) {
        if (gone)
            QTest::qFail("called after it was gone", __FILE__, __LINE__);
        if (what.startsWith("request") && event != "request")
            peer.engine.accept({}, peer.now);
        gone |= what.startsWith(event);
        return !gone;
    };
    peer.engine.startServer(peer.now);
    peer.feed(upgradeRequest() + peer.wire(Opcode::Ping, "") + peer.wire(Opcode::Pong, "")
              + peer.wire(Opcode::Text, "") + peer.wire(Opcode::Binary, ""));
    peer.engine.transportClosed(TransportEnd::Lost, {}, peer.now);
    QVERIFY(gone);
}

void tst_Connection::aKeptMessageIsNotOverwritten()
{
    EnginePeer peer(Role::Server);
    peer.open();
    for (int i = 0; i < 5; ++i)
        peer.feed(peer.wire(Opcode::Text, "message " + QByteArray::number(i)));
    for (int i = 0; i < 5; ++i)
        QCOMPARE(peer.sink.messages[i], "message " + QByteArray::number(i));
}

void tst_Connection::silenceIsAnsweredByAPingAndThenAnEnd()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(ConnectionOptions{.role = role, .keepalive = {.interval = 30s, .timeout = 20s}});
        peer.open();
        peer.advance(30s);
        const auto frames = readFrames(peer.engine.takeOutput());
        QCOMPARE(frames.size(), 1);
        QCOMPARE(frames[0].header.opcode, quint8(Opcode::Ping));
        QCOMPARE(frames[0].payload.size(), 12);
        peer.advance(19s);
        QCOMPARE(peer.engine.state(), ConnectionState::Open);
        peer.advance(1s);
        QCOMPARE(peer.engine.state(), ConnectionState::Closed);
        QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
        peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
        QCOMPARE(peer.sink.events, QByteArrayList{"closed 1006 unclean"});
    }
}

QTEST_APPLESS_MAIN(tst_Connection)
#include "tst_connection.moc"

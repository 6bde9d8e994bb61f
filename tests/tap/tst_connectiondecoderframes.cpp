// SPDX-License-Identifier: MIT
// What the decoder says about frames: every rule, in both directions, in every way
// to cut the octets; and what compressed payloads inflate to.
#include "decoderfixture.h"

#include "core/message/deflatecodec.h"
#include "core/violation.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Tap;
using namespace Gantry::Tests;

namespace {

using Frames = QList<FrameRecord>;

//! The frames of \a octets in \a direction, behind a correct handshake.
Frames framesIn(Direction direction, const QByteArray &octets, const QByteArray &extensions = {},
                const DecoderOptions &options = {})
{
    return only<FrameRecord>(decodeEveryWay(handshake(extensions) << Step{direction, octets}, options));
}

QByteArray compressed(Core::Deflater &deflater, const QByteArray &message)
{
    QByteArray out;
    [[maybe_unused]] const bool ok = deflater.compress(message, out);
    return out;
}

} // namespace

class tst_ConnectionDecoderFrames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainFramesAreReadInBothDirections();
    void fragmentsInheritTheirMessagesOpcode();
    void everyBrokenRuleIsNoted_data();
    void everyBrokenRuleIsNoted();
    void framesGoOnBehindABrokenRule();
    void allRulesThatOneFrameBreaksAreNoted();
    void invalidTextIsNotedWhereItIsKnown();
    void textMayBeCutInsideACharacter();
    void anUnusableLengthLeavesOctets();
    void dataBehindACloseFrameIsNoted();
    void payloadsAreKeptUpToABound();
    void compressedMessagesAreInflatedWithTheirWindow();
    void eachDirectionHasItsOwnWindow();
    void fragmentsOfACompressedMessageShowTheirPart();
    void controlFramesMayComeBetweenCompressedFragments();
    void withoutTakeoverEachMessageStandsAlone();
    void corruptCompressedDataIsShownAsItCame();
    void messagesBehindCorruptOnesAreReadWhenTheyCan();
    void inflatingStopsAtTheLimit();
    void compressedTextIsChecked();
};

void tst_ConnectionDecoderFrames::plainFramesAreReadInBothDirections()
{
    const auto records = only<FrameRecord>(decodeEveryWay(
        handshake() << sent(wire({.opcode = 1, .payload = "Hello"}) + wire({.opcode = 9, .payload = "p"}))
                    << received(wire({.opcode = 2, .payload = QByteArray(300, '\xFF'), .masked = false})
                                + wire({.opcode = 10, .payload = "p", .masked = false}))));
    QCOMPARE(records.size(), 4);
    const FrameRecord text{
        .head = {.connection = 7},
        .direction = Direction::Sent,
        .header = {.opcode = 1, .masked = true, .maskKey = 0x37FA213D, .payloadLength = 5},
        .messageOpcode = 1,
        .payload = "Hello",
    };
    QVERIFY(records.at(0) == text);
    QCOMPARE(records.at(1).header.opcode, quint8(9));
    QCOMPARE(records.at(2).payload, QByteArray(300, '\xFF'));
    QCOMPARE(records.at(2).direction, Direction::Received);
    for (const FrameRecord &record : records)
        QCOMPARE(record.note, QByteArray());
}

void tst_ConnectionDecoderFrames::fragmentsInheritTheirMessagesOpcode()
{
    const Frames frames = framesIn(Direction::Sent,
                                   wire({.opcode = 2, .payload = "ab", .fin = false})
                                       + wire({.opcode = 9, .payload = "between"})
                                       + wire({.opcode = 0, .payload = "cd", .fin = false})
                                       + wire({.opcode = 0, .payload = "ef"}) + wire({.payload = "next"}));
    QCOMPARE(frames.size(), 5);
    QCOMPARE(frames.at(1).messageOpcode, quint8(9));
    QCOMPARE(frames.at(2).messageOpcode, quint8(2));
    QCOMPARE(frames.at(3).messageOpcode, quint8(2));
    QCOMPARE(frames.at(3).header.opcode, quint8(0));
    for (const FrameRecord &frame : frames)
        QCOMPARE(frame.note, QByteArray());
}

void tst_ConnectionDecoderFrames::everyBrokenRuleIsNoted_data()
{
    QTest::addColumn<Direction>("direction");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<Core::Violation>("violation");

    using Core::Violation;
    for (const Direction direction : {Direction::Sent, Direction::Received}) {
        const bool masked = direction == Direction::Sent;
        const char *name = masked ? "client" : "server";
        const auto row = [&](const char *rule, Violation violation, const QByteArray &octets) {
            QTest::addRow("%s, %s", name, rule) << direction << octets << violation;
        };
        const auto frame = [masked](WireFrame frame) {
            frame.masked = masked;
            return wire(frame);
        };
        for (const quint8 rsv : {1, 2, 3, 4, 5, 6, 7})
            row(qPrintable(QStringLiteral("5.2 reserved bits %1").arg(rsv)), Violation::ReservedBits,
                frame({.rsv = rsv}));
        for (const quint8 opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
            row(qPrintable(QStringLiteral("5.2 opcode %1").arg(opcode)), Violation::ReservedOpcode,
                frame({.opcode = opcode}));
        row("5.1 wrong masking", masked ? Violation::UnmaskedClientFrame : Violation::MaskedServerFrame,
            wire({.payload = "x", .masked = !masked}));
        row("5.5 fragmented control", Violation::FragmentedControlFrame, frame({.opcode = 9, .fin = false}));
        row("5.5 control > 125", Violation::ControlFrameTooLong,
            frame({.opcode = 10, .payload = QByteArray(126, 'x')}));
        row("5.4 continuation without start", Violation::ContinuationWithoutStart,
            frame({.opcode = 0, .payload = "x"}));
        row("5.5.1 close of one octet", Violation::CloseFrameOneOctet, frame({.opcode = 8, .payload = "x"}));
        row("7.4.1 close code 1005", Violation::CloseCodeInvalid,
            frame({.opcode = 8, .payload = QByteArray::fromHex("03ED")}));
        row("5.5.1 close reason", Violation::CloseReasonInvalidUtf8,
            frame({.opcode = 8, .payload = QByteArray::fromHex("03E8FF")}));
        row("8.1 invalid text", Violation::InvalidUtf8, frame({.payload = "a\xFFz"}));
        row("8.1 text ends inside a character", Violation::InvalidUtf8, frame({.payload = "\xE2\x82"}));
    }
    // Lengths, by hand: framewriter and parser know the shortest form alone.
    QTest::newRow("server, 5.2 16 bits for 1")
        << Direction::Received << QByteArray::fromHex("827E000161") << Violation::NonMinimalLength;
    QTest::newRow("server, 5.2 64 bits for 1")
        << Direction::Received << QByteArray::fromHex("827F000000000000000161")
        << Violation::NonMinimalLength;
    QTest::newRow("client, 5.2 16 bits for 1")
        << Direction::Sent << QByteArray::fromHex("82FE00010000000061") << Violation::NonMinimalLength;
    QTest::newRow("server, 5.2 top bit")
        << Direction::Received << QByteArray::fromHex("827F8000000000000000") << Violation::LengthTopBitSet;
    QTest::newRow("client, 5.2 top bit")
        << Direction::Sent << QByteArray::fromHex("82FF800000000000000100000000")
        << Violation::LengthTopBitSet;
}

void tst_ConnectionDecoderFrames::everyBrokenRuleIsNoted()
{
    QFETCH(Direction, direction);
    QFETCH(QByteArray, octets);
    QFETCH(Core::Violation, violation);
    const Frames frames = framesIn(direction, octets);
    QCOMPARE(frames.size(), 1);
    const Core::ViolationInfo &info = Core::violationInfo(violation);
    QCOMPARE(frames.at(0).note, info.text.toByteArray() + " (" + info.section.toByteArray() + ")");
}

void tst_ConnectionDecoderFrames::framesGoOnBehindABrokenRule()
{
    const Frames frames =
        framesIn(Direction::Sent,
                 wire({.opcode = 3, .payload = "reserved", .rsv = 7})
                     + wire({.payload = "unmasked", .masked = false}) + wire({.payload = "fine"}));
    QCOMPARE(frames.size(), 3);
    QCOMPARE(frames.at(0).payload, QByteArray("reserved"));
    QCOMPARE(frames.at(1).payload, QByteArray("unmasked"));
    QCOMPARE(frames.at(2).payload, QByteArray("fine"));
    QCOMPARE(frames.at(2).note, QByteArray());
}

void tst_ConnectionDecoderFrames::allRulesThatOneFrameBreaksAreNoted()
{
    const Frames frames = framesIn(
        Direction::Sent,
        wire({.opcode = 15, .payload = QByteArray(126, 'x'), .fin = false, .rsv = 2, .masked = false}));
    QCOMPARE(frames.at(0).note,
             QByteArray("reserved bits set (RFC 6455 5.2); reserved opcode (RFC 6455 5.2); "
                        "unmasked client frame (RFC 6455 5.1); fragmented control frame (RFC 6455 5.5); "
                        "control frame longer than 125 octets (RFC 6455 5.5)"));
    // A new message inside another: both are shown, the second is followed.
    const Frames nested =
        framesIn(Direction::Sent,
                 wire({.payload = "a", .fin = false}) + wire({.opcode = 2, .payload = "b", .fin = false})
                     + wire({.opcode = 0, .payload = "c"}));
    QVERIFY(nested.at(1).note.startsWith("new message inside a fragmented one"));
    QCOMPARE(nested.at(2).messageOpcode, quint8(2));
    QCOMPARE(nested.at(2).note, QByteArray());
}

void tst_ConnectionDecoderFrames::invalidTextIsNotedWhereItIsKnown()
{
    const Frames frames = framesIn(
        Direction::Sent,
        wire({.payload = "good", .fin = false}) + wire({.opcode = 0, .payload = "bad\xC0", .fin = false})
            + wire({.opcode = 0, .payload = "\xC0 again"}) + wire({.payload = "ok"}));
    QCOMPARE(frames.at(0).note, QByteArray());
    QVERIFY(frames.at(1).note.contains("UTF-8"));
    QCOMPARE(frames.at(2).note, QByteArray()); // said once a message
    QCOMPARE(frames.at(3).note, QByteArray());
}

void tst_ConnectionDecoderFrames::textMayBeCutInsideACharacter()
{
    const Frames frames =
        framesIn(Direction::Sent,
                 wire({.payload = "\xE2\x82", .fin = false}) + wire({.opcode = 0, .payload = "\xAC"}));
    QCOMPARE(frames.at(0).note, QByteArray());
    QCOMPARE(frames.at(1).note, QByteArray());
}

void tst_ConnectionDecoderFrames::anUnusableLengthLeavesOctets()
{
    const auto records =
        decodeEveryWay(handshake() << received(QByteArray::fromHex("827FFFFFFFFFFFFFFFFF") + "rest"));
    QCOMPARE(only<FrameRecord>(records).size(), 1);
    const auto octets = only<OctetsRecord>(records);
    QCOMPARE(octets.size(), 1);
    QCOMPARE(octets.at(0).octets, QByteArray("rest"));
    QVERIFY(octets.at(0).note.startsWith("not framed"));
}

void tst_ConnectionDecoderFrames::dataBehindACloseFrameIsNoted()
{
    const Frames frames =
        framesIn(Direction::Sent, wire({.opcode = 8}) + wire({.payload = "late"}) + wire({.opcode = 9}));
    QVERIFY(frames.at(1).note.contains("5.5.1"));
    QCOMPARE(frames.at(2).note, QByteArray());
}

void tst_ConnectionDecoderFrames::payloadsAreKeptUpToABound()
{
    const Frames frames =
        framesIn(Direction::Sent, wire({.payload = "0123456789"}) + wire({.payload = "01234567"}), {},
                 {.maxKeptPayload = 8});
    QCOMPARE(frames.at(0).payload, QByteArray("01234567"));
    QCOMPARE(frames.at(0).header.payloadLength, quint64(10));
    QVERIFY(!frames.at(0).note.isEmpty());
    QCOMPARE(frames.at(1).payload, QByteArray("01234567"));
    QCOMPARE(frames.at(1).note, QByteArray());
}

void tst_ConnectionDecoderFrames::compressedMessagesAreInflatedWithTheirWindow()
{
    Core::Deflater deflater(15, 6, 8, false);
    const QByteArray message = "the same words, the same words, again";
    QByteArray octets;
    for (int i = 0; i < 3; ++i)
        octets += wire({.payload = compressed(deflater, message), .rsv = 4});
    octets += wire({.payload = "plain between"});
    octets += wire({.payload = compressed(deflater, message), .rsv = 4});
    const Frames frames = framesIn(Direction::Sent, octets, "permessage-deflate");
    QCOMPARE(frames.size(), 5);
    for (const int i : {0, 1, 2, 4})
        QCOMPARE(frames.at(i).payload, message);
    QVERIFY(frames.at(1).header.payloadLength < frames.at(0).header.payloadLength); // the window was used
    QCOMPARE(frames.at(3).payload, QByteArray("plain between"));
    for (const FrameRecord &frame : frames)
        QCOMPARE(frame.note, QByteArray());
}

void tst_ConnectionDecoderFrames::eachDirectionHasItsOwnWindow()
{
    // Digits that repeat only from one message to the next, 1,000 octets away: within
    // the client's window and beyond the server's.
    QByteArray digits;
    for (int i = 100; digits.size() < 1000; ++i)
        digits += QByteArray::number(i * i);
    Core::Deflater client(15, 6, 8, false);
    Core::Deflater server(9, 6, 8, false);
    Conversation conversation = handshake("permessage-deflate; server_max_window_bits=9");
    for (int i = 0; i < 2; ++i) {
        conversation << sent(wire({.payload = compressed(client, digits), .rsv = 4}))
                     << received(wire({.payload = compressed(server, digits), .rsv = 4, .masked = false}));
    }
    const auto frames = only<FrameRecord>(decodeEveryWay(conversation));
    QCOMPARE(frames.size(), 4);
    for (const FrameRecord &frame : frames) {
        QCOMPARE(frame.payload, digits);
        QCOMPARE(frame.note, QByteArray());
    }
    QVERIFY(frames.at(2).header.payloadLength < 50 && frames.at(3).header.payloadLength > 50);
}

void tst_ConnectionDecoderFrames::fragmentsOfACompressedMessageShowTheirPart()
{
    Core::Deflater deflater(15, 6, 8, false);
    QByteArray message;
    for (int i = 0; i < 100; ++i)
        message += QByteArray::number(i * i);
    const QByteArray payload = compressed(deflater, message);
    const qsizetype third = payload.size() / 3;
    const Frames frames =
        framesIn(Direction::Sent,
                 wire({.payload = payload.first(third), .fin = false, .rsv = 4})
                     + wire({.opcode = 0, .payload = payload.sliced(third, third), .fin = false})
                     + wire({.opcode = 0, .payload = payload.sliced(2 * third)})
                     + wire({.payload = compressed(deflater, message), .rsv = 4}),
                 "permessage-deflate");
    QCOMPARE(frames.size(), 4);
    QCOMPARE(frames.at(0).payload + frames.at(1).payload + frames.at(2).payload, message);
    QVERIFY(!frames.at(0).payload.isEmpty());
    QCOMPARE(frames.at(3).payload, message);
    for (const FrameRecord &frame : frames)
        QCOMPARE(frame.note, QByteArray());
}

void tst_ConnectionDecoderFrames::controlFramesMayComeBetweenCompressedFragments()
{
    Core::Deflater deflater(15, 6, 8, false);
    const QByteArray payload = compressed(deflater, "compressed in two");
    const Frames frames = framesIn(Direction::Sent,
                                   wire({.payload = payload.first(4), .fin = false, .rsv = 4})
                                       + wire({.opcode = 9, .payload = "ping"})
                                       + wire({.opcode = 0, .payload = payload.sliced(4)}),
                                   "permessage-deflate");
    QCOMPARE(frames.at(1).payload, QByteArray("ping"));
    QCOMPARE(frames.at(0).payload + frames.at(2).payload, QByteArray("compressed in two"));
}

void tst_ConnectionDecoderFrames::withoutTakeoverEachMessageStandsAlone()
{
    QByteArray octets;
    for (int i = 0; i < 2; ++i) {
        Core::Deflater fresh(15, 6, 8, true);
        octets += wire({.payload = compressed(fresh, "the same, the same"), .rsv = 4});
    }
    const Frames frames = framesIn(Direction::Sent, octets, "permessage-deflate; client_no_context_takeover");
    QCOMPARE(frames.at(0).payload, QByteArray("the same, the same"));
    QCOMPARE(frames.at(1).payload, QByteArray("the same, the same"));
    QCOMPARE(frames.at(1).note, QByteArray());
}

void tst_ConnectionDecoderFrames::corruptCompressedDataIsShownAsItCame()
{
    const QByteArray corrupt = QByteArray::fromHex("FFFFFFFFFF");
    const Frames frames =
        framesIn(Direction::Sent,
                 wire({.payload = corrupt, .fin = false, .rsv = 4}) + wire({.opcode = 0, .payload = "rest"}),
                 "permessage-deflate");
    QCOMPARE(frames.at(0).payload, corrupt);
    QVERIFY(frames.at(0).note.startsWith("corrupt compressed data"));
    QCOMPARE(frames.at(1).payload, QByteArray("rest"));
    QVERIFY(frames.at(1).note.startsWith("not inflated"));
}

void tst_ConnectionDecoderFrames::messagesBehindCorruptOnesAreReadWhenTheyCan()
{
    Core::Deflater deflater(15, 6, 8, false);
    const Frames frames = framesIn(Direction::Sent,
                                   wire({.payload = QByteArray::fromHex("FFFF"), .rsv = 4})
                                       + wire({.payload = compressed(deflater, "stands alone"), .rsv = 4}),
                                   "permessage-deflate");
    QVERIFY(!frames.at(0).note.isEmpty());
    QCOMPARE(frames.at(1).payload, QByteArray("stands alone"));
    QCOMPARE(frames.at(1).note, QByteArray());
}

void tst_ConnectionDecoderFrames::inflatingStopsAtTheLimit()
{
    Core::Deflater deflater(15, 9, 8, false);
    const QByteArray bomb = compressed(deflater, QByteArray(1'000'000, 'x'));
    // The octets are shown instead. Cut anywhere, the limit is met at the same place.
    const Frames frames = framesIn(Direction::Sent, wire({.payload = bomb, .rsv = 4}), "permessage-deflate",
                                   {.maxInflatedBytes = 10'000});
    QCOMPARE(frames.at(0).payload, bomb);
    QVERIFY(frames.at(0).note.startsWith("not inflated"));
}

void tst_ConnectionDecoderFrames::compressedTextIsChecked()
{
    Core::Deflater deflater(15, 6, 8, false);
    const Frames frames =
        framesIn(Direction::Sent,
                 wire({.payload = compressed(deflater, "a\xFFz"), .rsv = 4})
                     + wire({.opcode = 2, .payload = compressed(deflater, "a\xFFz"), .rsv = 4}),
                 "permessage-deflate");
    QVERIFY(frames.at(0).note.startsWith("text is not UTF-8"));
    QCOMPARE(frames.at(0).payload, QByteArray("a\xFFz"));
    QCOMPARE(frames.at(1).note, QByteArray());
}

QTEST_APPLESS_MAIN(tst_ConnectionDecoderFrames)
#include "tst_connectiondecoderframes.moc"

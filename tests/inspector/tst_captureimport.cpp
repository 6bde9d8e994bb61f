// SPDX-License-Identifier: GPL-3.0-only
// Captures of others: classic pcap as tcpdump writes it, over each kind of link, with
// segments late, twice, cut and lost. And files that are none.
#include "inspector/filetools.h"
#include "inspector/packetbuilder.h"
#include "inspector/wireconversation.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Tap::Direction;

class TestCaptureImport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEveryLink_data();
    void readsEveryLink();
    void segmentsMayComeInAnyOrder_data();
    void segmentsMayComeInAnyOrder();
    void sequenceNumbersMayWrap();
    void aLostSegmentIsSaidAndTheRestIsShown();
    void aCutPacketIsALostOne();
    void otherRequestsBeforeTheUpgradeArePassedOver();
    void theSameEndsMayBeUsedAgain();
    void aCaptureThatEndsEarlyClosesNothing();
    void saysWhyThereIsNothing_data();
    void saysWhyThereIsNothing();
    void everyTruncationAndMutationEnds();
};

namespace {

struct CaptureOptions
{
    Link link = Link::Ethernet;
    bool ipv6 = false;
    bool bigEndian = false;
    bool nanoseconds = true;
    quint32 firstSequence = 1000;
    qsizetype segmentSize = 1400;
    bool ends = true;
};

//! The conversation as segments, with SYN and FIN.
QList<Segment> segmentsOf(const WireConversation &conversation, const CaptureOptions &options = {})
{
    QList<Segment> segments;
    std::array<quint32, 2> next{options.firstSequence, options.firstSequence + 77};
    const auto add = [&](bool fromClient, quint8 flags, const QByteArray &payload, qint64 timeNs) {
        quint32 &sequence = next[fromClient ? 0 : 1];
        segments.append({.fromClient = fromClient,
                         .sequence = sequence,
                         .flags = flags,
                         .payload = payload,
                         .timeNs = timeNs});
        sequence += quint32(payload.size()) + (flags & 3 ? 1 : 0);
    };
    add(true, 0x02, {}, WireConversation::Start);
    add(false, 0x12, {}, WireConversation::Start);
    add(true, 0x10, {}, WireConversation::Start);
    for (qsizetype i = 0; i < conversation.steps().size(); ++i) {
        const WireStep &step = conversation.steps()[i];
        for (qsizetype at = 0; at < step.octets.size(); at += options.segmentSize) {
            add(step.direction == Direction::Sent, 0x18, step.octets.mid(at, options.segmentSize),
                WireConversation::timeOf(i));
        }
    }
    if (options.ends) {
        const qint64 end = WireConversation::timeOf(conversation.steps().size());
        add(true, 0x11, {}, end);
        add(false, 0x11, {}, end);
        add(true, 0x10, {}, end);
    }
    return segments;
}

QByteArray captureOf(const QList<Segment> &segments, const CaptureOptions &options = {})
{
    PacketBuilder builder(options.link, options.ipv6, options.bigEndian, options.nanoseconds);
    for (const Segment &segment : segments)
        builder.add(segment);
    return builder.octets();
}

WireConversation smallConversation()
{
    WireConversation conversation("example.com", "permessage-deflate");
    conversation.compressed(Direction::Sent, 1, R"({"a":1,"b":[1,2,3],"c":"cccccccccccccccc"})");
    conversation.compressed(Direction::Received, 1, R"({"a":1,"b":[1,2,3],"c":"cccccccccccccccc"})", 2);
    conversation.compressed(Direction::Sent, 1, R"({"a":1,"b":[1,2,3],"c":"cccccccccccccccc"})");
    conversation.frame(Direction::Received, 9, "x");
    conversation.fragments(Direction::Received, 2, QByteArray(5000, 'b'), 3);
    conversation.close();
    return conversation;
}

} // namespace

void TestCaptureImport::readsEveryLink_data()
{
    QTest::addColumn<int>("link");
    QTest::addColumn<bool>("ipv6");
    QTest::addColumn<bool>("bigEndian");
    QTest::newRow("Ethernet") << int(Link::Ethernet) << false << false;
    QTest::newRow("Ethernet, IPv6") << int(Link::Ethernet) << true << false;
    QTest::newRow("Ethernet, from a machine of the other byte order") << int(Link::Ethernet) << false << true;
    QTest::newRow("VLAN") << int(Link::Vlan) << false << false;
    QTest::newRow("Linux cooked") << int(Link::Cooked) << false << false;
    QTest::newRow("Linux cooked 2, IPv6") << int(Link::Cooked2) << true << false;
    QTest::newRow("loopback") << int(Link::Loopback) << false << false;
    QTest::newRow("raw IP") << int(Link::Raw) << true << true;
}

void TestCaptureImport::readsEveryLink()
{
    QFETCH(int, link);
    QFETCH(bool, ipv6);
    QFETCH(bool, bigEndian);
    const CaptureOptions options{.link = Link(link), .ipv6 = ipv6, .bigEndian = bigEndian};
    const WireConversation conversation = smallConversation();
    const ReadFile file = readAll(captureOf(segmentsOf(conversation, options), options));
    QCOMPARE(file.error, QString());
    QCOMPARE(file.format, FileFormat::Pcap);
    const QByteArray peer = ipv6 ? "tcp6:[::1]:41234" : "tcp4:10.0.0.1:41234";
    // Not only the messages: every record that the proxy would have made.
    QVERIFY(file.records == conversation.records(1, false, true, peer));
}

void TestCaptureImport::segmentsMayComeInAnyOrder_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 1; seed <= 20; ++seed)
        QTest::addRow("seed %d", seed) << seed;
}

void TestCaptureImport::segmentsMayComeInAnyOrder()
{
    QFETCH(int, seed);
    const CaptureOptions options{.segmentSize = 50};
    const WireConversation conversation = smallConversation();
    QList<Segment> segments = segmentsOf(conversation, options);
    quint32 state = quint32(seed) * 2654435761U;
    const auto chance = [&state](quint32 bound) {
        state = state * 1664525U + 1013904223U;
        return (state >> 8) % bound;
    };
    // Of one direction at a time, as on a line: neighbours change places, some come
    // twice, and some come again with what follows them.
    for (qsizetype i = 3; i + 4 < segments.size(); ++i) {
        if (segments[i].fromClient != segments[i + 1].fromClient)
            continue;
        if (chance(3) == 0) {
            segments.swapItemsAt(i, i + 1);
            std::swap(segments[i].timeNs, segments[i + 1].timeNs);
        } else if (chance(4) == 0) {
            segments.insert(i + 1, Segment(segments[i]));
        } else if (chance(4) == 0
                   && segments[i + 1].sequence
                       == segments[i].sequence + quint32(segments[i].payload.size())) {
            segments[i].payload += segments[i + 1].payload;
        }
    }
    const ReadFile file = readAll(captureOf(segments, options));
    QCOMPARE(file.error, QString());
    auto withoutTimes = [](QList<PlainMessage> messages) {
        for (PlainMessage &message : messages)
            message.timeNs = 0;
        return messages;
    };
    QVERIFY(withoutTimes(messagesIn(file.records)) == withoutTimes(messagesIn(conversation.records(1))));
    QCOMPARE(only<Tap::CloseRecord>(file.records).value(0).code, 1000);
}

void TestCaptureImport::sequenceNumbersMayWrap()
{
    const CaptureOptions options{.firstSequence = 0xffffff00};
    const WireConversation conversation = smallConversation();
    const ReadFile file = readAll(captureOf(segmentsOf(conversation, options), options));
    QVERIFY(messagesIn(file.records) == messagesIn(conversation.records(1)));
}

void TestCaptureImport::aLostSegmentIsSaidAndTheRestIsShown()
{
    WireConversation conversation("example.com");
    for (int i = 0; i < 5; ++i)
        conversation.frame(Direction::Received, 1, "message " + QByteArray::number(i));
    QList<Segment> segments = segmentsOf(conversation);
    segments.removeAt(3 + 2 + 2); // "message 2"
    const ReadFile file = readAll(captureOf(segments));
    QCOMPARE(file.error, QString());
    QCOMPARE(only<Tap::FrameRecord>(file.records).size(), 2);
    const auto octets = only<Tap::OctetsRecord>(file.records);
    QCOMPARE(octets.size(), 2);
    QVERIFY2(octets[0].note.contains("11 octets"), octets[0].note.constData());
    QVERIFY(octets[1].octets.endsWith("message 4"));
}

void TestCaptureImport::aCutPacketIsALostOne()
{
    WireConversation conversation("example.com");
    conversation.frame(Direction::Received, 1, "one");
    conversation.frame(Direction::Received, 1, "two");
    conversation.frame(Direction::Received, 1, "three");
    QList<Segment> segments = segmentsOf(conversation);
    segments[3 + 2 + 1].cut = 2;
    const ReadFile file = readAll(captureOf(segments));
    const auto frames = only<Tap::FrameRecord>(file.records);
    QCOMPARE(frames.size(), 2); // the second says that it is not whole
    QCOMPARE(frames[0].payload, QByteArray("one"));
    QVERIFY(!frames[1].note.isEmpty());
    QVERIFY(only<Tap::OctetsRecord>(file.records)[0].octets.endsWith("three"));
}

void TestCaptureImport::otherRequestsBeforeTheUpgradeArePassedOver()
{
    WireConversation conversation("example.com");
    conversation.frame(Direction::Sent, 1, "hi");
    QList<Segment> segments = segmentsOf(conversation);
    const QByteArray page = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const QByteArray answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    for (qsizetype i = 3; i < segments.size(); ++i)
        segments[i].sequence += quint32(segments[i].fromClient ? page.size() : answer.size());
    segments.insert(3, {.fromClient = true, .sequence = 1001, .payload = page});
    segments.insert(4, {.fromClient = false, .sequence = 1078, .payload = answer});
    const ReadFile file = readAll(captureOf(segments));
    QCOMPARE(only<Tap::OpenRecord>(file.records).value(0).url, QByteArray("ws://example.com/chat?room=1"));
    QCOMPARE(only<Tap::FrameRecord>(file.records).value(0).payload, QByteArray("hi"));
}

void TestCaptureImport::theSameEndsMayBeUsedAgain()
{
    WireConversation conversation("example.com");
    conversation.frame(Direction::Sent, 1, "hi");
    const QList<Segment> first = segmentsOf(conversation, {.firstSequence = 1000, .ends = false});
    const QList<Segment> second = segmentsOf(conversation, {.firstSequence = 500'000, .ends = true});
    const ReadFile file = readAll(captureOf(first + second));
    QCOMPARE(only<Tap::OpenRecord>(file.records).size(), 2);
    QCOMPARE(only<Tap::FrameRecord>(file.records).size(), 2);
    QCOMPARE(only<Tap::FrameRecord>(file.records)[1].head.connection, quint64(2));
}

void TestCaptureImport::aCaptureThatEndsEarlyClosesNothing()
{
    WireConversation conversation("example.com");
    conversation.frame(Direction::Sent, 1, "hi");
    const ReadFile file = readAll(captureOf(segmentsOf(conversation, {.ends = false})));
    QCOMPARE(only<Tap::FrameRecord>(file.records).size(), 1);
    QCOMPARE(only<Tap::CloseRecord>(file.records).size(), 0);
}

void TestCaptureImport::saysWhyThereIsNothing_data()
{
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<QString>("part");
    QTest::newRow("empty") << QByteArray() << u"empty"_s;
    QTest::newRow("text") << QByteArray("hello, world\n") << u"neither"_s;
    QTest::newRow("a list") << QByteArray("[1,2]") << u"neither"_s;
    QTest::newRow("compressed") << QByteArray("\x1f\x8b\x08\x00 rest") << u"gunzip"_s;
    QTest::newRow("a header alone") << PacketBuilder(Link::Ethernet).octets() << u"none of its 0 packets"_s;
    QByteArray strange = PacketBuilder(Link::Ethernet).octets();
    strange[20] = 105; // IEEE 802.11
    QTest::newRow("another link") << strange + QByteArray(8, '\0') + QByteArray("\x01\0\0\0\x01\0\0\0x", 9)
                                  << u"link type 105"_s;
    PacketBuilder tls(Link::Ethernet);
    tls.add({.sequence = 1, .payload = "\x16\x03\x01 and so on"});
    QTest::newRow("encrypted") << tls.octets() << u"encrypted"_s;
    QTest::newRow("cut") << tls.octets().chopped(3) << u"ends within"_s;
    QTest::newRow("JSON that is no line") << QByteArray("{\"a\":1}\n") << u"neither a frame"_s;
    QTest::newRow("a line of the future") << QByteArray("{\"v\":2,\"op\":1}\n") << u"newer"_s;
    QTest::newRow("broken base64") << QByteArray("{\"v\":1,\"op\":2,\"b64\":\"*\"}\n") << u"'b64'"_s;
}

void TestCaptureImport::saysWhyThereIsNothing()
{
    QFETCH(QByteArray, contents);
    QFETCH(QString, part);
    const ReadFile file = readAll(contents);
    QVERIFY2(file.error.contains(part), qPrintable(file.error));
    QVERIFY(!file.error.contains(u'\n'));
}

void TestCaptureImport::everyTruncationAndMutationEnds()
{
    WireConversation conversation("a");
    conversation.frame(Direction::Sent, 1, "hello");
    conversation.close();
    const QByteArray whole = captureOf(segmentsOf(conversation));
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY(readAll(whole.first(size)).error != u"endless"_s);
    for (qsizetype at = 0; at < whole.size(); ++at) {
        for (const int c : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
            QByteArray mutated = whole;
            mutated[at] = char(c);
            QVERIFY(readAll(mutated).error != u"endless"_s);
        }
    }
}

QTEST_APPLESS_MAIN(TestCaptureImport)
#include "tst_captureimport.moc"

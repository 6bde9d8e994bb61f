// SPDX-License-Identifier: MIT
// What the load generator puts on the wire and reads from it, without a wire.
#include "bench/load/duetimes.h"
#include "bench/load/frameblock.h"
#include "bench/load/framescanner.h"
#include "bench/load/latencies.h"
#include "bench/load/opening.h"

#include <QtTest/QTest>

using namespace Gantry::Bench;
using namespace Qt::Literals::StringLiterals;
using Event = FrameScanner::Event;

class TestLoadFrames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesAsTheRfcShowsThem_data();
    void framesAsTheRfcShowsThem();
    void countsMessagesHoweverTheyAreCut_data();
    void countsMessagesHoweverTheyAreCut();
    void unmasksWhatItCaptures();
    void refusesWhatCannotBe_data();
    void refusesWhatCannotBe();
    void sendsItsFramesOverAndOver();
    void keepsToAFrameThatIsCut();
    void payloadsHaveTheirSize_data();
    void payloadsHaveTheirSize();
    void compressesARowThatCanBeRepeated();
    void asksForWhatItWasTold();
    void acceptsTheKeyOfTheRfc();
    void percentilesOfLatencies();
    void dueTimesComeInOrder();
};

namespace {

std::span<const char> spanOf(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

struct Seen
{
    QList<quint64> messages;
    int controls = 0;
    bool isBad = false;
    bool operator==(const Seen &) const = default;
};

Seen scan(FrameScanner &scanner, const QByteArray &bytes, qsizetype step)
{
    Seen seen;
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        const QByteArray part = bytes.mid(at, step);
        std::span<const char> input = spanOf(part);
        for (Event event = scanner.next(input); event != Event::NeedMore; event = scanner.next(input)) {
            if (event == Event::Bad) {
                seen.isBad = true;
                return seen;
            }
            if (event == Event::Message)
                seen.messages.append(scanner.length());
            else
                ++seen.controls;
        }
    }
    return seen;
}

} // namespace

void TestLoadFrames::framesAsTheRfcShowsThem_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("masked");
    QTest::addColumn<QByteArray>("head");
    QTest::newRow("5.7 unmasked text")
        << QByteArray("Hello") << false << QByteArray::fromHex("810548656c6c6f");
    QTest::newRow("5.7 masked text") << QByteArray("Hello") << true
                                     << QByteArray::fromHex("818537fa213d7f9f4d5158");
    QTest::newRow("5.7 256 octets") << QByteArray(256, 'x') << false << QByteArray::fromHex("817e010078");
    QTest::newRow("5.7 64 KiB") << QByteArray(65536, 'x') << false
                                << QByteArray::fromHex("817f000000000001000078");
}

void TestLoadFrames::framesAsTheRfcShowsThem()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const bool, masked);
    QFETCH(const QByteArray, head);
    FrameSpec spec{.opcode = Text};
    if (masked)
        spec.mask = FrameMask{'\x37', '\xfa', '\x21', '\x3d'};
    const QByteArray frame = makeFrame(spec, payload);
    QCOMPARE(frame.left(head.size()), head);
    WireHeader header;
    QVERIFY(parseHeader(spanOf(frame), header) == HeaderState::Complete);
    QCOMPARE(header.length, quint64(payload.size()));
    QCOMPARE(header.size + payload.size(), frame.size());
    QCOMPARE(header.mask.has_value(), masked);
    QVERIFY(parseHeader(spanOf(frame).first(size_t(header.size) - 1), header) == HeaderState::Incomplete);
}

void TestLoadFrames::countsMessagesHoweverTheyAreCut_data()
{
    QTest::addColumn<qsizetype>("step");
    for (const qsizetype step : {1, 2, 3, 7, 1000, 1'000'000})
        QTest::addRow("%d octets", int(step)) << step;
}

void TestLoadFrames::countsMessagesHoweverTheyAreCut()
{
    QFETCH(const qsizetype, step);
    QByteArray first = makeFrame({.opcode = Text}, QByteArray(200, 'a'));
    first[0] = char(first[0] & 0x7f); // goes on
    const QByteArray bytes = makeFrame({.opcode = Text}, {}) + first + makeFrame({.opcode = Ping}, "between")
        + makeFrame({.opcode = Continuation}, QByteArray(70'000, 'b'))
        + makeFrame({.opcode = Binary, .rsv1 = true}, "last");
    FrameScanner scanner(false);
    QCOMPARE(scan(scanner, bytes, step), (Seen{.messages = {0, 70'200, 4}, .controls = 1}));
    QCOMPARE(scanner.opcode(), quint8(Binary));
    QVERIFY(scanner.isCompressed());
}

void TestLoadFrames::unmasksWhatItCaptures()
{
    FrameScanner scanner(true);
    scanner.setCapturing(true);
    const QByteArray payload = makePayload(PayloadKind::Mixed, 300);
    const QByteArray frame = makeFrame({.opcode = Text, .mask = FrameMask{1, 2, 3, 4}}, payload);
    QCOMPARE(scan(scanner, frame, 5).messages.size(), 1);
    QCOMPARE(scanner.payload(), payload);
}

void TestLoadFrames::refusesWhatCannotBe_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("5.2 reserved bit") << QByteArray("a100");
    QTest::newRow("5.1 a masked server") << QByteArray("818000000000");
    QTest::newRow("5.4 goes on with nothing") << QByteArray("8000");
    QTest::newRow("5.4 begins inside a message") << QByteArray("01008100");
    QTest::newRow("5.5 fragmented ping") << QByteArray("0900");
    QTest::newRow("5.5 long ping") << QByteArray("897e0080");
}

void TestLoadFrames::refusesWhatCannotBe()
{
    QFETCH(const QByteArray, hex);
    const QByteArray bytes = QByteArray::fromHex(hex);
    for (const qsizetype step : {qsizetype(1), bytes.size()}) {
        FrameScanner scanner(false);
        QVERIFY(scan(scanner, bytes, step).isBad);
    }
}

void TestLoadFrames::sendsItsFramesOverAndOver()
{
    const LoadSettings settings{.inFlight = 3, .size = 10};
    const FrameBlock block = makeBlock(settings, {});
    OutputCursor cursor;
    QByteArray sent;
    const qsizetype count = block.count() * 2 + 5;
    cursor.queue(count);
    for (qsizetype step = 1; !cursor.isEmpty(); step = step % 17 + 1) {
        const std::span<const char> part = cursor.peek(block);
        QVERIFY(!part.empty());
        const qsizetype taken = std::min<qsizetype>(step, qsizetype(part.size()));
        sent.append(part.data(), taken);
        cursor.advance(block, taken);
    }
    QCOMPARE(sent, (block.bytes + block.bytes + block.bytes).first(block.starts[1] * count));
}

void TestLoadFrames::keepsToAFrameThatIsCut()
{
    const FrameBlock block = makeBlock({.size = 10}, {});
    OutputCursor cursor;
    cursor.queue(3);
    cursor.advance(block, block.starts[1] + 4);
    QVERIFY(!cursor.isBetweenFrames());
    cursor.dropWhole();
    QCOMPARE(qsizetype(cursor.peek(block).size()), block.starts[1] - 4);
    cursor.advance(block, block.starts[1] - 4);
    QVERIFY(cursor.isEmpty());
    QVERIFY(cursor.isBetweenFrames());
}

void TestLoadFrames::payloadsHaveTheirSize_data()
{
    QTest::addColumn<PayloadKind>("kind");
    QTest::newRow("binary") << PayloadKind::Binary;
    QTest::newRow("text") << PayloadKind::Text;
    QTest::newRow("mixed") << PayloadKind::Mixed;
}

void TestLoadFrames::payloadsHaveTheirSize()
{
    QFETCH(const PayloadKind, kind);
    for (const qsizetype size : {0, 1, 2, 3, 125, 1024, 65536}) {
        const QByteArray payload = makePayload(kind, size);
        QCOMPARE(payload.size(), size);
    }
    const QByteArray large = makePayload(kind, 1024);
    QCOMPARE(large.isValidUtf8(), kind != PayloadKind::Binary);
    QCOMPARE(QString::fromUtf8(large).size() == large.size(), kind == PayloadKind::Text);
}

void TestLoadFrames::compressesARowThatCanBeRepeated()
{
    QByteArrayList messages;
    for (quint32 i = 0; i < 8; ++i) {
        messages.append(makeJson(1024, i));
        QCOMPARE(messages.constLast().size(), 1024);
    }
    QCOMPARE(QSet<QByteArray>(messages.begin(), messages.end()).size(), messages.size());
    const QByteArrayList alone = compressed(messages, {.windowBits = 12, .takeover = false}, 6);
    for (qsizetype i = 0; i < messages.size(); ++i)
        QCOMPARE(inflated(alone.at(i)), messages.at(i));
    const QByteArrayList row = compressed(messages, {.windowBits = 12, .takeover = true}, 6);
    QCOMPARE(inflated(row.constFirst()), messages.constFirst());
    QVERIFY(row.at(1).size() < alone.at(1).size());
    QVERIFY(inflated(row.at(1)) != messages.at(1)); // it refers to the one before
}

void TestLoadFrames::asksForWhatItWasTold()
{
    const QByteArray offer = deflateOffer({.windowBits = 12, .takeover = false});
    const DeflateTerms terms{.windowBits = 12, .takeover = false};
    QCOMPARE(readDeflateField(offer), (DeflateAgreement{.client = terms, .server = terms}));
    QCOMPARE(readDeflateField("permessage-deflate"), DeflateAgreement());
    QVERIFY(!readDeflateField("x-webkit-deflate-frame"));
    const DeflateAgreement agreement{.client = {.windowBits = 10}, .server = {.takeover = false}};
    QCOMPARE(readDeflateField(deflateAnswer(agreement, true)), agreement);
}

void TestLoadFrames::acceptsTheKeyOfTheRfc()
{
    const LoadSettings settings{.url = QUrl(u"ws://127.0.0.1:9/chat"_s)};
    const QByteArray key = "dGhlIHNhbXBsZSBub25jZQ=="; // RFC 6455 section 1.3
    const QByteArray request = openingRequest(settings, key);
    QVERIFY(request.startsWith("GET /chat HTTP/1.1\r\nHost: 127.0.0.1:9\r\n"));
    const Opened server = readRequest(request, settings);
    QCOMPARE(server.error, QString());
    QVERIFY(server.answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    QCOMPARE(readAnswer(server.answer, key, settings).error, QString());
    QVERIFY(!readAnswer(server.answer, openingKey(), settings).error.isEmpty());
    QVERIFY(readAnswer("HTTP/1.1 403 Forbidden\r\n\r\n", key, settings).error.contains("403"_L1));
}

void TestLoadFrames::percentilesOfLatencies()
{
    Latencies latencies;
    for (qint64 i = 1; i <= 1000; ++i)
        latencies.add(i * 1000);
    const auto isNear = [](qint64 value, double expected) {
        return double(value) >= expected && double(value) <= expected * 1.02;
    };
    QVERIFY(isNear(latencies.percentile(0.5), 500e3));
    QVERIFY(isNear(latencies.percentile(0.99), 990e3));
    QCOMPARE(latencies.percentile(1), 1'000'000);
    QCOMPARE(latencies.largest(), 1'000'000);
    latencies.clear();
    QCOMPARE(latencies.percentile(0.5), 0);
}

void TestLoadFrames::dueTimesComeInOrder()
{
    DueTimes times;
    qint64 next = 0;
    for (qint64 i = 0; i < 1000; ++i) {
        times.push(i);
        if (times.size() > 5)
            QCOMPARE(times.pop(), next++);
    }
    QCOMPARE(times.size(), size_t(5));
}

QTEST_GUILESS_MAIN(TestLoadFrames)
#include "tst_loadframes.moc"

// SPDX-License-Identifier: MIT
// Records as octets and back, in pieces of any size, and what is malformed.
#include "tap/recordcodec.h"

#include <QtCore/QtEndian>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Tap;

Q_DECLARE_METATYPE(Gantry::Tap::Record)

namespace {

constexpr RecordHead Head{.connection = 0x0102030405060708, .timeNs = 1'700'000'000'123'456'789};

OpenRecord fullOpen()
{
    return {
        .head = Head,
        .role = Core::Role::Client,
        .url = "ws://h/p?q",
        .peer = "tcp4:127.0.0.1:4711",
        .requestLine = "GET /p?q HTTP/1.1",
        .request = {{"Host", "h"}, {"Empty", ""}},
        .statusLine = "HTTP/1.1 101 Switching Protocols",
        .response = {{"Upgrade", "websocket"}},
        .subprotocol = "chat",
        .extensions = "permessage-deflate",
    };
}

FrameRecord fullFrame()
{
    return {
        .head = Head,
        .direction = Direction::Received,
        .header = {.fin = false,
                   .rsv = 5,
                   .opcode = 0,
                   .masked = true,
                   .maskKey = 0x11223344,
                   .payloadLength = quint64(1) << 63,
                   .minimalLength = false},
        .messageOpcode = 2,
        .payload = QByteArray("a\0b", 3),
        .note = "reserved bits set",
    };
}

QByteArray encoded(const Record &record)
{
    QByteArray out;
    encodeRecord(record, out);
    return out;
}

QList<Record> readAll(RecordReader &reader)
{
    QList<Record> records;
    while (auto record = reader.next())
        records.append(*record);
    return records;
}

} // namespace

class tst_RecordCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRecordComesBack_data();
    void everyRecordComesBack();
    void aStreamMayBeCutAnywhere();
    void layoutIsFixed();
    void unknownKindsAreSkipped();
    void octetsAddedByLaterVersionsAreIgnored();
    void everyCutBodyIsMalformed();
    void malformedRecordsEndTheStream_data();
    void malformedRecordsEndTheStream();
    void headIsReadWithoutTheRest();
    void largePayloadsAreCutBelowTheLimit();
    void viewsPointIntoWhatTheyAreReadFrom_data();
    void viewsPointIntoWhatTheyAreReadFrom();
    void viewsTellWhatIsNotWhole();
};

void tst_RecordCodec::everyRecordComesBack_data()
{
    QTest::addColumn<Record>("record");
    QTest::newRow("open") << Record(fullOpen());
    QTest::newRow("open, nothing known") << Record(OpenRecord{});
    QTest::newRow("frame") << Record(fullFrame());
    QTest::newRow("frame, plain") << Record(FrameRecord{.head = Head, .payload = "x"});
    QTest::newRow("message") << Record(
        MessageRecord{.head = Head, .direction = Direction::Sent, .isBinary = true, .payload = "m"});
    QTest::newRow("octets") << Record(
        OctetsRecord{.head = Head, .direction = Direction::Received, .octets = "GET", .note = "n"});
    QTest::newRow("state") << Record(StateRecord{.head = Head, .state = Core::ConnectionState::Closed});
    QTest::newRow("close") << Record(CloseRecord{
        .head = Head, .wasClean = true, .code = 4999, .reason = "bye", .by = Core::ClosedBy::Transport});
    QTest::newRow("drop") << Record(DropRecord{.head = Head, .count = 7, .octets = quint64(1) << 40});
}

void tst_RecordCodec::everyRecordComesBack()
{
    QFETCH(Record, record);
    const QByteArray octets = encoded(record);
    QCOMPARE(octets.size(), encodedSize(record));

    RecordReader whole;
    whole.feed(octets);
    const auto back = whole.next();
    QVERIFY(back);
    QVERIFY(*back == record);
    QVERIFY(!whole.next() && !whole.hasError());

    RecordReader octetwise;
    for (qsizetype i = 0; i < octets.size(); ++i) {
        QVERIFY(!octetwise.next());
        octetwise.feed(octets.sliced(i, 1));
    }
    QVERIFY(octetwise.next() == record);
}

void tst_RecordCodec::aStreamMayBeCutAnywhere()
{
    const QList<Record> records{fullOpen(), fullFrame(), CloseRecord{.head = Head}, DropRecord{.count = 1}};
    QByteArray stream;
    for (const Record &record : records)
        encodeRecord(record, stream);
    for (qsizetype cut = 0; cut <= stream.size(); ++cut) {
        RecordReader reader;
        reader.feed(stream.first(cut));
        QList<Record> read = readAll(reader);
        reader.feed(stream.sliced(cut));
        read += readAll(reader);
        QVERIFY(read == records);
    }
}

void tst_RecordCodec::layoutIsFixed()
{
    // A change here needs a new RecordCodecVersion.
    const StateRecord state{.head = {.connection = 3, .timeNs = 2}, .state = Core::ConnectionState::Closing};
    QCOMPARE(encoded(state).toHex(' '),
             QByteArray("12 00 00 00 10 03 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 02"));
    const FrameRecord frame{
        .head = {.connection = 1, .timeNs = 2},
        .direction = Direction::Received,
        .header =
            {.fin = true, .rsv = 4, .opcode = 1, .masked = true, .maskKey = 0x11223344, .payloadLength = 5},
        .messageOpcode = 1,
        .payload = "hi",
        .note = "n",
    };
    QCOMPARE(encoded(frame).toHex(' '),
             QByteArray("2c 00 00 00 02 01 00 00 00 00 00 00 00 02 00 00 00 00 00 00 00 01 39 01 01 "
                        "44 33 22 11 05 00 00 00 00 00 00 00 01 00 00 00 6e 02 00 00 00 68 69"));
}

void tst_RecordCodec::unknownKindsAreSkipped()
{
    for (const char kind : {char(0x80), char(0), char(3)}) {
        RecordReader reader;
        reader.feed(QByteArray("\x04\0\0\0", 4) + kind + "abc" + encoded(fullFrame()));
        QVERIFY(reader.next() == Record(fullFrame()));
        QVERIFY(!reader.hasError());
    }
}

void tst_RecordCodec::octetsAddedByLaterVersionsAreIgnored()
{
    QByteArray octets = encoded(fullFrame()) + "more";
    qToLittleEndian(quint32(octets.size() - 4), octets.data());
    RecordReader reader;
    reader.feed(octets);
    QVERIFY(reader.next() == Record(fullFrame()));
}

void tst_RecordCodec::everyCutBodyIsMalformed()
{
    for (const Record &record : {Record(fullOpen()), Record(fullFrame())}) {
        const QByteArray whole = encoded(record);
        for (qsizetype size = 5; size < whole.size(); ++size) {
            QByteArray cut = whole.first(size);
            qToLittleEndian(quint32(size - 4), cut.data());
            RecordReader reader;
            reader.feed(cut);
            QVERIFY(!reader.next());
            QVERIFY2(reader.hasError(), qPrintable(QString::number(size)));
        }
    }
}

void tst_RecordCodec::malformedRecordsEndTheStream_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::newRow("no kind") << QByteArray(4, '\0');
    QTest::newRow("length beyond the maximum") << QByteArray::fromHex("01000005"
                                                                      "02");
    QByteArray direction = encoded(fullFrame());
    direction[21] = 2;
    QTest::newRow("direction that does not exist") << direction;
    QByteArray inner = encoded(MessageRecord{.head = Head, .payload = "abc"});
    inner[23] = 4;
    QTest::newRow("payload longer than its record") << inner;
    QByteArray fields = encoded(OpenRecord{.head = Head});
    fields[34] = char(0xFF);
    fields[37] = char(0xFF);
    QTest::newRow("more fields than octets") << fields;
}

void tst_RecordCodec::malformedRecordsEndTheStream()
{
    QFETCH(QByteArray, octets);
    RecordReader reader;
    reader.feed(octets + encoded(fullFrame()));
    QVERIFY(!reader.next());
    QVERIFY(reader.hasError());
    reader.feed(encoded(fullFrame()));
    QVERIFY(!reader.next());
}

void tst_RecordCodec::headIsReadWithoutTheRest()
{
    const EncodedHead head = readEncodedHead(encoded(fullOpen()).constData());
    QCOMPARE(head.kind, quint8(RecordKind::Open));
    QCOMPARE(head.head.connection, Head.connection);
    QCOMPARE(head.head.timeNs, Head.timeNs);
    QByteArray octets = encoded(fullOpen());
    setEncodedConnection(octets.data(), 77);
    QCOMPARE(readEncodedHead(octets.constData()).head.connection, 77U);
    QCOMPARE(readEncodedHead(octets.constData()).head.timeNs, Head.timeNs);
}

void tst_RecordCodec::largePayloadsAreCutBelowTheLimit()
{
    const OctetsRecord large{.head = Head, .octets = QByteArray(qsizetype(MaxEncodedRecordBytes) + 10, 'x')};
    const QByteArray octets = encoded(large);
    QVERIFY(octets.size() <= qsizetype(MaxEncodedRecordBytes) + 4);
    RecordReader reader;
    reader.feed(octets);
    const auto back = reader.next();
    QVERIFY(back);
    QVERIFY(std::get<OctetsRecord>(*back).octets.size() >= 64 * 1024 * 1024);
}

void tst_RecordCodec::viewsPointIntoWhatTheyAreReadFrom_data()
{
    everyRecordComesBack_data();
}

void tst_RecordCodec::viewsPointIntoWhatTheyAreReadFrom()
{
    QFETCH(Record, record);
    const QByteArray octets = encoded(record) + "what follows";
    const RecordView view = viewRecord(octets);
    QCOMPARE(view.size, encodedSize(record));
    QVERIFY(view.record == record);
    if (const auto *frame = std::get_if<FrameRecord>(&*view.record)) {
        const char *payload = frame->payload.constData();
        QVERIFY(payload >= octets.constData() && payload < octets.constData() + octets.size());
    }
}

void tst_RecordCodec::viewsTellWhatIsNotWhole()
{
    const QByteArray octets = encoded(fullFrame());
    for (qsizetype size = 0; size < octets.size(); ++size) {
        const RecordView view = viewRecord(octets.first(size));
        QCOMPARE(view.size, 0);
        QVERIFY(!view.record);
    }
    QByteArray newer = octets;
    newer[4] = char(0x80);
    QCOMPARE(viewRecord(newer).size, octets.size());
    QVERIFY(!viewRecord(newer).record);
    QByteArray malformed = octets;
    malformed[21] = char(9); // a direction that there is not
    QCOMPARE(viewRecord(malformed).size, 0);
}

QTEST_APPLESS_MAIN(tst_RecordCodec)
#include "tst_recordcodec.moc"

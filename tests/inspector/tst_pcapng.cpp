// SPDX-License-Identifier: GPL-3.0-only
// What we write as packets, as tshark dissects it and as we read it ourselves.
#include "export/pcapngwriter.h"
#include "inspector/filetools.h"
#include "inspector/samplerecords.h"
#include "inspector/wireconversation.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <array>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Tap::Direction;

namespace {

//! What tshark dissected: from whom, opcode, and the octets after unmasking, putting
//! together and inflating.
using Dissected = std::tuple<bool, int, QByteArray>;

QByteArray describe(const Dissected &message)
{
    const auto &[isClient, opcode, payload] = message;
    return QByteArray(isClient ? "client" : "server") + " opcode " + QByteArray::number(opcode) + ", "
        + QByteArray::number(payload.size()) + " octets: " + payload.left(60).toHex();
}

QList<Tap::Record> sampleRecords(bool compresses, int parts, bool secure = false)
{
    WireConversation conversation(secure ? "example.com" : "example.com:9000",
                                  compresses ? "permessage-deflate" : "");
    addMessages(conversation, compresses, parts);
    conversation.close();
    return conversation.records(1, secure);
}

} // namespace

class TestPcapng : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tsharkSeesEveryMessage_data();
    void tsharkSeesEveryMessage();
    void tsharkFindsNothingWrong();
    void commentsArePacketComments();
    void readsBackWhatItWrote_data();
    void readsBackWhatItWrote();
    void normalisedIsWholeAndNotCompressed();
    void keepsAddressesAndUrl_data();
    void keepsAddressesAndUrl();
    void connectionsWithTheSameEndsStayApart();
    void framesWithoutAnOpening();
    void whoWasWatchedIsKept();
    void writesAsItComes();

private:
    QString path() const { return m_directory.filePath(u"out.pcapng"_s); }
    QByteArray pcapng(const QList<Tap::Record> &records, PcapngMode mode = PcapngMode::Wire) const
    {
        PcapngWriter writer(mode, "test");
        return written(writer, records, path());
    }
    //! The lines that tshark prints about the file.
    QStringList tshark(const QStringList &arguments) const
    {
        QProcess program;
        program.start(m_tshark, QStringList{u"-n"_s, u"-r"_s, path()} + arguments);
        if (!program.waitForFinished(100'000) || program.exitCode() != 0)
            return {QString::fromUtf8(program.readAllStandardError())};
        return QString::fromUtf8(program.readAllStandardOutput()).split(u'\n', Qt::SkipEmptyParts);
    }

    //! All messages and control frames that tshark sees in the file, in order.
    QList<Dissected> dissectedFrames() const
    {
        const QByteArray json =
            tshark({u"-Y"_s, u"websocket"_s, u"-T"_s, u"json"_s, u"-x"_s}).join(u'\n').toUtf8();
        QList<Dissected> frames;
        std::array<int, 2> opcodes{}; // of the message that each direction is in
        const QJsonArray packets = QJsonDocument::fromJson(json).array();
        for (const QJsonValue &packet : packets) {
            const QJsonObject layers = packet["_source"_L1]["layers"_L1].toObject();
            const QJsonObject frame = layers["websocket"_L1].toObject();
            const bool isClient = layers["tcp"_L1]["tcp.dstport"_L1].toString() == u"80"_s;
            int opcode = frame["websocket.opcode"_L1].toString().toInt();
            if (opcode == 0)
                opcode = opcodes[isClient];
            else if (opcode < 8)
                opcodes[isClient] = opcode;
            if (frame["websocket.fin"_L1].toString() != u"1"_s)
                continue;
            // Where a message is put together and inflated, it is in a layer of its own.
            QJsonValue octets = frame["websocket.payload_raw"_L1];
            for (const QLatin1StringView layer : {"data-text-lines_raw"_L1, "data_raw"_L1}) {
                if (layers.contains(layer))
                    octets = layers[layer];
            }
            frames.append({isClient, opcode, QByteArray::fromHex(octets[0].toString().toLatin1())});
        }
        return frames;
    }

    const QString m_tshark = QStandardPaths::findExecutable(u"tshark"_s);
    const QTemporaryDir m_directory;
};

void TestPcapng::tsharkSeesEveryMessage_data()
{
    QTest::addColumn<bool>("compresses");
    QTest::addColumn<int>("parts");
    QTest::addColumn<bool>("secure");
    QTest::addColumn<bool>("normalised");
    for (const bool normalised : {false, true}) {
        const QByteArray mode = normalised ? "normalised: " : "wire: ";
        QTest::newRow((mode + "ws").constData()) << false << 1 << false << normalised;
        QTest::newRow((mode + "wss").constData()) << false << 1 << true << normalised;
        QTest::newRow((mode + "compressed").constData()) << true << 1 << false << normalised;
        QTest::newRow((mode + "compressed wss").constData()) << true << 1 << true << normalised;
        QTest::newRow((mode + "fragmented").constData()) << false << 3 << false << normalised;
    }
    // As they were, tshark 4.0 inflates no message that is in fragments.
    QTest::newRow("normalised: compressed and fragmented") << true << 3 << true << true;
}

void TestPcapng::tsharkSeesEveryMessage()
{
    if (m_tshark.isEmpty())
        QSKIP("tshark is not installed");
    QFETCH(bool, compresses);
    QFETCH(int, parts);
    QFETCH(bool, secure);
    QFETCH(bool, normalised);
    const QList<Tap::Record> records = sampleRecords(compresses, parts, secure);
    QVERIFY(!pcapng(records, normalised ? PcapngMode::Normalised : PcapngMode::Wire).isEmpty());

    const QList<Dissected> found = dissectedFrames();
    QList<Dissected> expected;
    for (const PlainMessage &message : messagesIn(records))
        expected.append({message.direction == Direction::Sent, message.opcode, message.payload});
    for (Dissected &message : expected) {
        // What inflates to nothing is shown as it is, the one octet of RFC 7692 7.2.3.6.
        if (compresses && !normalised && std::get<int>(message) < 8
            && std::get<QByteArray>(message).isEmpty())
            std::get<QByteArray>(message) = QByteArray(1, '\0');
    }
    for (qsizetype i = 0; i < qMin(found.size(), expected.size()); ++i) {
        const QByteArray both = describe(found[i]) + "\n" + describe(expected[i]);
        QVERIFY2(found[i] == expected[i], both.constData());
    }
    QCOMPARE(found.size(), expected.size());
}

void TestPcapng::tsharkFindsNothingWrong()
{
    if (m_tshark.isEmpty())
        QSKIP("tshark is not installed");
    QList<Tap::Record> records = sampleRecords(true, 1) + conversation();
    // Two megabytes without an answer, IPv6, a server that was watched, no opening at all.
    WireConversation large("localhost");
    large.frame(Direction::Received, 2, QByteArray(2'500'000, 'x'));
    large.frame(Direction::Sent, 2, QByteArray(2'500'000, 'y'));
    records += large.records(20, false, true, "tcp6:[::1]:50000");
    Tap::OpenRecord server = open(21, "ws://10.1.2.3:8080/");
    server.role = Core::Role::Server;
    records << server << text(21, "to the server", Direction::Received) << closed(21, 1000, {}, true);
    records << text(22, "who knows");
    QVERIFY(!pcapng(records).isEmpty());
    // Every expert note that there is, with all checksums looked at.
    const QStringList complaints =
        tshark({u"-o"_s, u"tcp.check_checksum:TRUE"_s, u"-o"_s, u"ip.check_checksum:TRUE"_s, u"-Y"_s,
                u"_ws.malformed || tcp.analysis.flags || tcp.checksum.status != Good || ip.checksum.status "
                u"== Bad || "
                "_ws.unreassembled"_s});
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
    const QStringList handshakes = tshark({u"-Y"_s, u"http.response.code == 101"_s});
    QCOMPARE(handshakes.size(), 7);
}

void TestPcapng::commentsArePacketComments()
{
    if (m_tshark.isEmpty())
        QSKIP("tshark is not installed");
    PcapngWriter writer(PcapngMode::Wire, "test");
    QVERIFY(writer.open(path()));
    QVERIFY(writer.add(0, open(1, "ws://a/"), {}));
    QVERIFY(writer.add(0, Tap::DropRecord{.count = 3, .octets = 77}, {}));
    QVERIFY(writer.add(0, text(1, "hi"), "look here: Grüße"));
    QVERIFY(writer.finish());
    const QStringList comments =
        tshark({u"-Y"_s, u"websocket"_s, u"-T"_s, u"fields"_s, u"-e"_s, u"frame.comment"_s});
    QCOMPARE(comments.size(), 1);
    QVERIFY2(comments[0].contains(u"look here: Grüße"_s), qPrintable(comments[0]));
    QVERIFY2(comments[0].contains(u"3 records (77 octets) before this are missing"_s),
             qPrintable(comments[0]));
}

void TestPcapng::readsBackWhatItWrote_data()
{
    QTest::addColumn<QList<Tap::Record>>("records");
    QTest::addColumn<bool>("normalised");
    for (const bool normalised : {false, true}) {
        const QByteArray mode = normalised ? "normalised: " : "wire: ";
        const auto row = [&](const char *name, const QList<Tap::Record> &records) {
            QTest::newRow((mode + name).constData()) << records << normalised;
        };
        row("plain", sampleRecords(false, 1));
        row("wss", sampleRecords(false, 1, true));
        row("fragmented", sampleRecords(false, 3));
        row("compressed", sampleRecords(true, 1));
        row("compressed and fragmented", sampleRecords(true, 3));
        row("a little of everything", conversation());
    }
}

void TestPcapng::readsBackWhatItWrote()
{
    QFETCH(QList<Tap::Record>, records);
    QFETCH(bool, normalised);
    const ReadFile file = readAll(pcapng(records, normalised ? PcapngMode::Normalised : PcapngMode::Wire));
    QCOMPARE(file.error, QString());
    QCOMPARE(file.format, FileFormat::Pcapng);
    const auto expected = messagesIn(records);
    const auto found = messagesIn(file.records);
    QCOMPARE(found.size(), expected.size());
    for (qsizetype i = 0; i < found.size(); ++i)
        QVERIFY2(found[i] == expected[i], qPrintable(QString::number(i)));
    const auto opens = only<Tap::OpenRecord>(records);
    const auto readOpens = only<Tap::OpenRecord>(file.records);
    QCOMPARE(readOpens.size(), opens.size());
    for (qsizetype i = 0; i < opens.size(); ++i)
        QCOMPARE(readOpens[i].peer, opens[i].peer);
    if (opens.size() == 1)
        QCOMPARE(readOpens[0].url, opens[0].url);
    if (normalised)
        return;
    // Frame by frame: flags, masks, and what was said of them.
    const auto frames = only<Tap::FrameRecord>(records);
    const auto readFrames = only<Tap::FrameRecord>(file.records);
    QCOMPARE(readFrames.size(), frames.size());
    for (qsizetype i = 0; i < frames.size(); ++i) {
        QCOMPARE(readFrames[i].header.fin, frames[i].header.fin);
        QCOMPARE(readFrames[i].header.rsv, frames[i].header.rsv);
        QCOMPARE(readFrames[i].header.opcode, frames[i].header.opcode);
        if (frames[i].header.masked)
            QCOMPARE(readFrames[i].header.maskKey, frames[i].header.maskKey);
        QCOMPARE(readFrames[i].note.isEmpty(), frames[i].note.isEmpty());
    }
}

void TestPcapng::normalisedIsWholeAndNotCompressed()
{
    const QList<Tap::Record> records = sampleRecords(true, 3);
    const ReadFile file = readAll(pcapng(records, PcapngMode::Normalised));
    for (const Tap::FrameRecord &frame : only<Tap::FrameRecord>(file.records)) {
        QVERIFY(frame.header.fin);
        QCOMPARE(frame.header.rsv, quint8(0));
        QCOMPARE(frame.header.masked, frame.direction == Direction::Sent);
        QVERIFY2(frame.note.isEmpty(), frame.note.constData());
    }
    QVERIFY(only<Tap::OpenRecord>(file.records)[0].extensions.isEmpty());
}

void TestPcapng::keepsAddressesAndUrl_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("peer");
    QTest::addColumn<QString>("ends"); // source, destination of the first packet
    const auto row = [](const char *name, const char *url, const char *peer, const QString &ends) {
        QTest::newRow(name) << QByteArray(url) << QByteArray(peer) << ends;
    };
    row("a proxy's client", "ws://10.0.0.2:9000/", "tcp4:10.0.0.1:40000", u"10.0.0.1:40000>10.0.0.2:80"_s);
    row("a port that is HTTP's", "ws://10.0.0.2:8080/", "tcp4:10.0.0.1:40000",
        u"10.0.0.1:40000>10.0.0.2:8080"_s);
    row("a watched client", "ws://a:9000/", "tcp4:10.0.0.9:9000", u"192.0.2.1:1025>10.0.0.9:80"_s);
    row("IPv6", "wss://[fe80::2]/", "tcp6:[fe80::1]:40000", u"fe80::1:40000>fe80::2:80"_s);
    row("IPv6 to a name", "wss://a/", "tcp6:[fe80::1]:40000", u"fe80::1:40000>2001:db8::2:80"_s);
    row("nothing known", "ws+unix:/run/x", "unix:/run/x", u"192.0.2.1:1025>198.51.100.1:80"_s);
    row("localhost", "ws://localhost:1/", "tcp4:127.0.0.1:40000", u"127.0.0.1:40000>127.0.0.1:80"_s);
}

void TestPcapng::keepsAddressesAndUrl()
{
    if (m_tshark.isEmpty())
        QSKIP("tshark is not installed");
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, peer);
    QFETCH(QString, ends);
    Tap::OpenRecord opening = open(1, url);
    opening.peer = peer;
    pcapng({opening, text(1, "hi")});
    const QStringList first =
        tshark({u"-c"_s, u"1"_s, u"-T"_s, u"fields"_s, u"-E"_s, u"separator=;"_s, u"-e"_s, u"ip.src"_s,
                u"-e"_s, u"ipv6.src"_s, u"-e"_s, u"tcp.srcport"_s, u"-e"_s, u"ip.dst"_s, u"-e"_s,
                u"ipv6.dst"_s, u"-e"_s, u"tcp.dstport"_s});
    const QStringList fields = first.value(0).split(u';');
    QCOMPARE(fields.value(0) + fields.value(1) + u':' + fields.value(2) + u'>' + fields.value(3)
                 + fields.value(4) + u':' + fields.value(5),
             ends);
}

void TestPcapng::connectionsWithTheSameEndsStayApart()
{
    // A client that takes the same port again, as under load they do.
    QList<Tap::Record> records;
    for (quint64 i = 1; i <= 3; ++i)
        records << open(i, "ws://a/") << text(i, QByteArray::number(i));
    const ReadFile file = readAll(pcapng(records));
    QVERIFY(messagesIn(file.records) == messagesIn(records));
}

void TestPcapng::framesWithoutAnOpening()
{
    Tap::FrameRecord compressed = text(1, "compressed", Direction::Received);
    compressed.header.rsv = Core::Rsv1;
    Tap::FrameRecord server = text(2, "from a watched server", Direction::Sent);
    server.header.masked = false;
    const QList<Tap::Record> records{compressed, server, text(2, "to it", Direction::Received)};
    const ReadFile file = readAll(pcapng(records));
    QVERIFY(messagesIn(file.records) == messagesIn(records));
    QCOMPARE(only<Tap::OpenRecord>(file.records)[1].role, Core::Role::Server);
}

void TestPcapng::whoWasWatchedIsKept()
{
    Tap::OpenRecord server = open(1, "wss://a:1234/b");
    server.role = Core::Role::Server;
    Tap::FrameRecord answer = text(1, "answer", Direction::Sent);
    answer.header.masked = false;
    Tap::FrameRecord question = text(1, "question", Direction::Received);
    question.header.masked = true;
    const ReadFile file = readAll(pcapng({server, question, answer, closed(1, 1000, {}, true)}));
    QCOMPARE(only<Tap::OpenRecord>(file.records)[0].role, Core::Role::Server);
    QCOMPARE(only<Tap::FrameRecord>(file.records)[0].direction, Direction::Received);
    QCOMPARE(only<Tap::FrameRecord>(file.records)[1].payload, QByteArray("answer"));
    for (const Tap::FrameRecord &frame : only<Tap::FrameRecord>(file.records))
        QVERIFY2(frame.note.isEmpty(), frame.note.constData());
}

void TestPcapng::writesAsItComes()
{
    PcapngWriter writer(PcapngMode::Wire, "test");
    QVERIFY(writer.open(path()));
    QVERIFY(writer.write(0, {open(1, "ws://a/"), text(1, "hi")}));
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const ReadFile read = readAll(file.readAll()); // before anybody said that it is over
    QCOMPARE(only<Tap::FrameRecord>(read.records).size(), 1);
}

QTEST_GUILESS_MAIN(TestPcapng)
#include "tst_pcapng.moc"

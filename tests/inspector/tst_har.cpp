// SPDX-License-Identifier: GPL-3.0-only
// HAR in Chrome's shape, field by field, and back again.
#include "export/harwriter.h"
#include "inspector/filetools.h"
#include "inspector/samplerecords.h"
#include "inspector/wireconversation.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Core::Opcode;
using Tap::Direction;

class TestHar : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasTheShapeOfHar();
    void messagesHaveChromesFields();
    void theCloseIsHttpToolkits();
    void whatNoToolKnowsIsKeptApart();
    void entriesAreWrittenOnClose();
    void readsBackWhatItWrote_data();
    void readsBackWhatItWrote();
    void readsChromesEntries();
    void leavesOutWhatIsNoMessage();
    void aCutFileGivesWhatCameBefore();
    void saysWhereAMessageIsBroken();
    void saysThatThereIsNoWebSocket();
    void everyTruncationAndMutationEnds();
    void thousandConnectionsAtOnce();

private:
    QString path() const { return m_directory.filePath(u"out.har"_s); }
    QByteArray har(const QList<Tap::Record> &records) const
    {
        HarWriter writer("0.1");
        return written(writer, records, path());
    }
    QJsonArray entriesOf(const QByteArray &har) const
    {
        return QJsonDocument::fromJson(har)["log"_L1]["entries"_L1].toArray();
    }

    const QTemporaryDir m_directory;
};

void TestHar::hasTheShapeOfHar()
{
    WireConversation conversation("example.com:9000");
    conversation.frame(Direction::Sent, 1, "hi");
    conversation.close();
    QJsonParseError error;
    const QJsonObject log =
        QJsonDocument::fromJson(har(conversation.records(7)), &error).object()["log"_L1].toObject();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(log["version"_L1].toString(), u"1.2"_s);
    QCOMPARE(log["creator"_L1]["name"_L1].toString(), u"Gantry Inspector"_s);
    QCOMPARE(log["creator"_L1]["version"_L1].toString(), u"0.1"_s);
    QVERIFY(log["pages"_L1].isArray());
    const QJsonArray entries = log["entries"_L1].toArray();
    QCOMPARE(entries.size(), 1);

    const QJsonObject entry = entries[0].toObject();
    QCOMPARE(entry["_resourceType"_L1].toString(), u"websocket"_s);
    QCOMPARE(entry["startedDateTime"_L1].toString(), u"2026-01-01T00:00:00.001Z"_s);
    // It opens with the answer, and two steps after the message it is over.
    QCOMPARE(entry["time"_L1].toDouble(), 4.938);
    const QJsonObject request = entry["request"_L1].toObject();
    QCOMPARE(request["method"_L1].toString(), u"GET"_s);
    QCOMPARE(request["url"_L1].toString(), u"ws://example.com:9000/chat?room=1"_s);
    QCOMPARE(request["httpVersion"_L1].toString(), u"HTTP/1.1"_s);
    QCOMPARE(request["headers"_L1].toArray().size(), 5);
    QCOMPARE(request["headers"_L1][0]["name"_L1].toString(), u"Host"_s);
    QCOMPARE(request["headers"_L1][0]["value"_L1].toString(), u"example.com:9000"_s);
    QCOMPARE(request["queryString"_L1][0]["name"_L1].toString(), u"room"_s);
    QCOMPARE(request["queryString"_L1][0]["value"_L1].toString(), u"1"_s);
    QVERIFY(request["cookies"_L1].isArray());
    QCOMPARE(request["headersSize"_L1].toInt(), -1);
    QCOMPARE(request["bodySize"_L1].toInt(-5), 0);
    const QJsonObject response = entry["response"_L1].toObject();
    QCOMPARE(response["status"_L1].toInt(), 101);
    QCOMPARE(response["statusText"_L1].toString(), u"Switching Protocols"_s);
    QCOMPARE(response["httpVersion"_L1].toString(), u"HTTP/1.1"_s);
    QCOMPARE(response["headers"_L1].toArray().size(), 3);
    QVERIFY(response["cookies"_L1].isArray());
    QCOMPARE(response["content"_L1]["size"_L1].toInt(-5), 0);
    QVERIFY(response["content"_L1]["mimeType"_L1].isString());
    QVERIFY(response["redirectURL"_L1].isString());
    QVERIFY(entry["cache"_L1].isObject());
    for (const QLatin1StringView name : {"send"_L1, "wait"_L1, "receive"_L1})
        QVERIFY(entry["timings"_L1][name].isDouble());
}

void TestHar::messagesHaveChromesFields()
{
    WireConversation conversation("example.com");
    conversation.frame(Direction::Sent, 1, R"({"text":"Grüße \"x\""})");
    conversation.fragments(Direction::Received, 2, QByteArray::fromHex("00ff10"), 3);
    const QJsonObject entry = entriesOf(har(conversation.records(1)))[0].toObject();
    const QJsonArray messages = entry["_webSocketMessages"_L1].toArray();
    QCOMPARE(messages.size(), 2);
    const QJsonObject sent = messages[0].toObject();
    QCOMPARE(sent.keys(), (QStringList{u"data"_s, u"opcode"_s, u"time"_s, u"type"_s}));
    QCOMPARE(sent["type"_L1].toString(), u"send"_s);
    QCOMPARE(sent["opcode"_L1].toInt(), 1);
    QCOMPARE(sent["data"_L1].toString(), u"{\"text\":\"Grüße \\\"x\\\"\"}"_s);
    QVERIFY(qAbs(sent["time"_L1].toDouble() - 1767225600.002469) < 1e-6);
    const QJsonObject received = messages[1].toObject();
    QCOMPARE(received["type"_L1].toString(), u"receive"_s);
    QCOMPARE(received["opcode"_L1].toInt(), 2);
    QCOMPARE(received["data"_L1].toString(), u"AP8Q"_s);
    QVERIFY(!entry.contains("_wsFrames"_L1));
}

void TestHar::theCloseIsHttpToolkits()
{
    WireConversation conversation("example.com");
    conversation.close();
    QJsonObject entry = entriesOf(har(conversation.records(1)))[0].toObject();
    QCOMPARE(entry["_webSocketMessages"_L1].toArray().size(), 0); // there, and empty
    const QJsonObject close = entry["_webSocketClose"_L1].toObject();
    QCOMPARE(close["code"_L1].toInt(), 1000);
    QCOMPARE(close["reason"_L1].toString(), u"bye"_s);
    QVERIFY(close["timestamp"_L1].toDouble() > 1767225600);

    const WireConversation lost("example.com");
    entry = entriesOf(har(lost.records(1)))[0].toObject();
    QCOMPARE(entry["_webSocketClose"_L1].toString(), u"aborted"_s);
    entry = entriesOf(har(lost.records(1, false, false)))[0].toObject();
    QVERIFY(!entry.contains("_webSocketClose"_L1)); // it is still open
}

void TestHar::whatNoToolKnowsIsKeptApart()
{
    WireConversation conversation("example.com");
    conversation.frame(Direction::Received, 9, "beat");
    conversation.frame(Direction::Sent, 11, "?");
    conversation.frame(Direction::Sent, 1, "\xff");
    conversation.frame(Direction::Sent, 1, "never ended", false);
    const QJsonObject entry = entriesOf(har(conversation.records(1)))[0].toObject();
    const QJsonArray frames = entry["_wsFrames"_L1].toArray();
    QCOMPARE(frames.size(), 3);
    QCOMPARE(frames[0]["opcode"_L1].toInt(), 9);
    QCOMPARE(frames[0]["data"_L1].toString(), u"YmVhdA=="_s);
    QCOMPARE(frames[1]["opcode"_L1].toInt(), 11);
    QVERIFY(!frames[1]["_note"_L1].toString().isEmpty());
    QCOMPARE(frames[2]["opcode"_L1].toInt(), 1);
    QCOMPARE(frames[2]["_fin"_L1].toBool(true), false);
    const QJsonArray messages = entry["_webSocketMessages"_L1].toArray();
    QCOMPARE(messages.size(), 1); // text that is none is readable, and there as it was
    QCOMPARE(messages[0]["data"_L1].toString(), QString(QChar::ReplacementCharacter));
    QCOMPARE(messages[0]["_base64"_L1].toString(), u"/w=="_s);
}

void TestHar::entriesAreWrittenOnClose()
{
    HarWriter writer("0.1");
    QVERIFY(writer.open(path()));
    const WireConversation conversation("example.com");
    QVERIFY(writer.write(0, conversation.records(1)));
    QVERIFY(writer.write(1, conversation.records(1, false, false)));
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count("\"_resourceType\""), 1);
    QVERIFY(writer.finish());
    QVERIFY(file.seek(0));
    QCOMPARE(file.readAll().count("\"_resourceType\""), 2);
}

void TestHar::readsBackWhatItWrote_data()
{
    QTest::addColumn<QList<Tap::Record>>("records");
    const auto row = [](const char *name, bool compresses, int parts) {
        WireConversation conversation("example.com:8080", compresses ? "permessage-deflate" : "");
        addMessages(conversation, compresses, parts);
        conversation.close();
        QTest::newRow(name) << conversation.records(1);
    };
    row("plain", false, 1);
    row("fragmented", false, 3);
    row("compressed", true, 1);
    row("compressed and fragmented", true, 3);
    QTest::newRow("a little of everything") << conversation();
}

void TestHar::readsBackWhatItWrote()
{
    QFETCH(QList<Tap::Record>, records);
    const ReadFile file = readAll(har(records));
    QCOMPARE(file.error, QString());
    QCOMPARE(file.format, FileFormat::Har);
    auto expected = messagesIn(records);
    auto found = messagesIn(file.records);
    const auto byConnection = [](const PlainMessage &a, const PlainMessage &b) {
        return std::tie(a.connection, a.timeNs, a.opcode) < std::tie(b.connection, b.timeNs, b.opcode);
    };
    std::stable_sort(expected.begin(), expected.end(), byConnection);
    std::stable_sort(found.begin(), found.end(), byConnection);
    QCOMPARE(found.size(), expected.size());
    for (qsizetype i = 0; i < found.size(); ++i)
        QVERIFY2(found[i] == expected[i], qPrintable(QString::number(i)));
    const auto opens = only<Tap::OpenRecord>(records);
    const auto readOpens = only<Tap::OpenRecord>(file.records);
    QCOMPARE(readOpens.size(), opens.size());
    QCOMPARE(readOpens[0].url, opens[0].url);
    QCOMPARE(readOpens[0].requestLine, opens[0].requestLine);
    QCOMPARE(readOpens[0].statusLine, opens[0].statusLine);
    QVERIFY(readOpens[0].request == opens[0].request);
    QCOMPARE(readOpens[0].peer, opens[0].peer);
    QCOMPARE(readOpens[0].head.timeNs, opens[0].head.timeNs);
    const auto closes = only<Tap::CloseRecord>(records);
    const auto readCloses = only<Tap::CloseRecord>(file.records);
    QCOMPARE(readCloses.size(), closes.size());
    for (const Tap::CloseRecord &close : closes) {
        QVERIFY(std::any_of(readCloses.begin(), readCloses.end(), [&](const Tap::CloseRecord &other) {
            return other.code == close.code && other.reason == close.reason && other.by == close.by
                && other.wasClean == close.wasClean && other.head.timeNs == close.head.timeNs;
        }));
    }
}

void TestHar::readsChromesEntries()
{
    // Written by hand as Chrome's exporter does, without _resourceType as others do.
    const QByteArray har = "\xef\xbb\xbf"
                           R"({ "log": { "version": "1.2", "creator": {"name":"WebInspector"},
        "pages": [{"id":"page_1"}], "entries": [
        {"startedDateTime":"2026-01-01T00:00:01.000Z","time":1,"request":{"method":"GET","url":"https://a/x.js",
         "headers":[]},"response":{"status":200,"headers":[]}},
        {"_initiator":{"type":"script"},"startedDateTime":"2026-01-01T00:00:00.500Z","time":12.5,
         "request":{"method":"GET","url":"wss://example.com/ws?x=1","httpVersion":"HTTP/1.1",
                    "headers":[{"name":"Host","value":"example.com"}]},
         "response":{"status":101,"statusText":"Switching Protocols","httpVersion":"HTTP/1.1",
                     "headers":[{"name":"Sec-WebSocket-Protocol","value":"chat"}]},
         "_webSocketMessages":[
           {"type":"send","time":1767225600.75,"opcode":1,"data":"\ud83d\ude00"},
           {"type":"receive","time":1767225601.5,"opcode":2,"data":"AQI="},
           {"type":"error","time":1767225602,"opcode":-1,"data":"it broke"}]}]}})";
    const ReadFile file = readAll(har);
    QCOMPARE(file.error, QString());
    QCOMPARE(file.records.size(), 4);
    const auto open = std::get<Tap::OpenRecord>(file.records[0]);
    QCOMPARE(open.url, QByteArray("wss://example.com/ws?x=1"));
    QCOMPARE(open.requestLine, QByteArray("GET /ws?x=1 HTTP/1.1"));
    QCOMPARE(open.subprotocol, QByteArray("chat"));
    QCOMPARE(open.head.timeNs, 1'767'225'600'500'000'000);
    const auto sent = std::get<Tap::FrameRecord>(file.records[1]);
    QCOMPARE(sent.payload, QByteArray("\xf0\x9f\x98\x80"));
    QVERIFY(sent.header.masked);
    QCOMPARE(sent.head.timeNs, 1'767'225'600'750'000'000);
    const auto received = std::get<Tap::FrameRecord>(file.records[2]);
    QCOMPARE(received.payload, QByteArray("\x01\x02"));
    QVERIFY(!received.header.masked);
    QCOMPARE(std::get<Tap::OctetsRecord>(file.records[3]).note, QByteArray("it broke"));
}

void TestHar::leavesOutWhatIsNoMessage()
{
    const ReadFile file = readAll(R"({"log":{"entries":[{"_resourceType":"websocket",
        "request":{"url":"ws://a/"},"response":{"status":101},"_webSocketMessages":[
        {"type":"send","opcode":1,"data":"no time"},
        {"type":"send","time":1,"opcode":1,"data":"fine"}]}]}})");
    QCOMPARE(only<Tap::FrameRecord>(file.records).size(), 1);
    QVERIFY2(file.error.contains(u"1 messages"_s), qPrintable(file.error));
}

void TestHar::aCutFileGivesWhatCameBefore()
{
    WireConversation conversation("example.com");
    for (int i = 0; i < 10; ++i)
        conversation.frame(Direction::Sent, 1, "message " + QByteArray::number(i));
    const QByteArray whole = har(conversation.records(1));
    const ReadFile file = readAll(whole.first(whole.indexOf("message 7")));
    QCOMPARE(only<Tap::FrameRecord>(file.records).size(), 7);
    QVERIFY2(file.error.contains(u"ends at octet"_s), qPrintable(file.error));
}

void TestHar::saysWhereAMessageIsBroken()
{
    // The brackets are balanced, so nothing is wrong until the messages are looked at.
    const ReadFile file = readAll(R"({"log":{"entries":[{"_resourceType":"websocket",
        "request":{"url":"ws://a/"},"response":{"status":101},"_webSocketMessages":[
        {"type":"send","time":1,"opcode":1,"data":"fine"},
        {"type":"send","time":1,"opcode" 1,"data":"not"}]}]}})");
    QCOMPARE(only<Tap::FrameRecord>(file.records).size(), 1);
    QVERIFY2(file.error.contains(u"a colon is missing"_s), qPrintable(file.error));
}

void TestHar::saysThatThereIsNoWebSocket()
{
    const ReadFile file = readAll(R"({"log":{"entries":[{"request":{"url":"http://a/"}}]}})");
    QVERIFY2(file.error.contains(u"1 entries"_s), qPrintable(file.error));
    QVERIFY(!readAll(R"({"log":{}})").error.isEmpty());
}

void TestHar::everyTruncationAndMutationEnds()
{
    WireConversation conversation("example.com");
    conversation.frame(Direction::Sent, 1, "\"a\\b\"");
    conversation.frame(Direction::Received, 9, "x");
    conversation.close();
    const QByteArray whole = har(conversation.records(1));
    for (qsizetype size = 0; size < whole.size() - 3; ++size) {
        const ReadFile file = readAll(whole.first(size));
        QVERIFY2(!file.error.isEmpty() && file.error != u"endless"_s, qPrintable(QString::number(size)));
    }
    for (qsizetype at = 0; at < whole.size(); at += 3) {
        for (const char c : {'\0', '"', '{', '}', '[', ']', ',', '\\', '9', '\xff'}) {
            QByteArray mutated = whole;
            mutated[at] = c;
            QVERIFY(readAll(mutated).error != u"endless"_s);
        }
    }
}

void TestHar::thousandConnectionsAtOnce()
{
    HarWriter writer("0.1");
    QVERIFY(writer.open(path()));
    constexpr int Count = 1000;
    const WireConversation opening("example.com");
    QList<Tap::Record> records;
    for (int i = 1; i <= Count; ++i)
        records += opening.records(quint64(i), false, false);
    // Longer than what is held of each in memory, and mixed.
    for (int round = 0; round < 30; ++round) {
        for (int i = 1; i <= Count; ++i) {
            Tap::FrameRecord frame = text(quint64(i), QByteArray::number(i) + QByteArray(900, 'x'));
            frame.head.timeNs = WireConversation::timeOf(10 + round);
            records.append(frame);
        }
    }
    QVERIFY(writer.write(0, records));
    QVERIFY(writer.finish());
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const ReadFile read = readAll(file.readAll());
    QCOMPARE(read.error, QString());
    const auto frames = only<Tap::FrameRecord>(read.records);
    QCOMPARE(frames.size(), Count * 30);
    for (qsizetype i = 1; i < frames.size(); ++i)
        QVERIFY(frames[i].head.timeNs >= frames[i - 1].head.timeNs); // of all connections
    for (const Tap::FrameRecord &frame : frames)
        QVERIFY(frame.payload.startsWith(QByteArray::number(frame.head.connection)));
}

QTEST_GUILESS_MAIN(TestHar)
#include "tst_har.moc"

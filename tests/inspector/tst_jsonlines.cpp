// SPDX-License-Identifier: GPL-3.0-only
#include "export/jsonlines.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using Core::Opcode;
using Tap::Direction;

Q_DECLARE_METATYPE(Gantry::Tap::Record)

class TestJsonLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesTheLine_data();
    void writesTheLine();
    void skipsWhatFramesSayAlready();
    void everyOctetInAHeaderIsReadBack();
};

namespace {

constexpr qint64 Time = 1'767'225'600'123'456'789;

QByteArray lineOf(const Tap::Record &record)
{
    QByteArray line;
    appendJsonLine(record, 3, line);
    return line;
}

Tap::FrameRecord frame(Opcode opcode, QByteArray payload)
{
    Tap::FrameRecord record;
    record.head = {.connection = 99, .timeNs = Time};
    record.header.opcode = quint8(opcode);
    record.header.payloadLength = quint64(payload.size());
    record.messageOpcode = quint8(opcode);
    record.payload = std::move(payload);
    return record;
}

//! The line of a frame, from its direction on.
QByteArray frameLine(const QByteArray &rest)
{
    return R"({"v":1,"t_ns":1767225600123456789,"conn":3,)" + rest + "}\n";
}

Tap::Record compressedAndMasked()
{
    Tap::FrameRecord record = frame(Opcode::Text, "text");
    record.header.rsv = Core::Rsv1;
    record.header.masked = true;
    record.header.maskKey = 0x11223344;
    record.header.payloadLength = 39;
    return record;
}

Tap::Record continuation(quint8 messageOpcode, QByteArray payload)
{
    Tap::FrameRecord record = frame(Opcode::Continuation, std::move(payload));
    record.messageOpcode = messageOpcode;
    record.header.fin = false;
    return record;
}

Tap::Record received(Tap::FrameRecord record)
{
    record.direction = Direction::Received;
    return record;
}

Tap::Record withHeader(Tap::FrameRecord record, quint32 maskKey, quint64 length, QByteArray note)
{
    record.header.masked = true;
    record.header.maskKey = maskKey;
    record.header.payloadLength = length;
    record.note = std::move(note);
    return record;
}

Tap::Record openRecord(QByteArray statusLine)
{
    Tap::OpenRecord record;
    record.head = {.connection = 1, .timeNs = Time};
    record.role = Core::Role::Client;
    record.url = "ws://a/b";
    record.peer = "tcp4:127.0.0.1:4711";
    record.request = {{"Host", "a"}, {"X", "1"}, {"X", "2"}};
    record.statusLine = std::move(statusLine);
    record.response = {{"Upgrade", "websocket"}};
    record.subprotocol = "chat";
    record.extensions = "permessage-deflate";
    return record;
}

QByteArray openLine(const QByteArray &end)
{
    return frameLine(R"("event":"open","url":"ws://a/b","peer":"tcp4:127.0.0.1:4711",)"
                     R"("request":[["Host","a"],["X","1"],["X","2"]],"response":[["Upgrade","websocket"]],)"
                     R"("subprotocol":"chat","extensions":"permessage-deflate")"
                     + end);
}

} // namespace

void TestJsonLines::writesTheLine_data()
{
    QTest::addColumn<Tap::Record>("record");
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char *name, const Tap::Record &record, const QByteArray &line) {
        QTest::newRow(name) << record << line;
    };

    row("the example of the format", compressedAndMasked(),
        frameLine(
            R"("dir":"send","op":1,"fin":true,"rsv":4,"mask":"11223344","wire":39,"len":4,"data":"text")"));
    row("received, unmasked: no mask", received(frame(Opcode::Text, "hi")),
        frameLine(R"("dir":"recv","op":1,"fin":true,"rsv":0,"wire":2,"len":2,"data":"hi")"));
    row("binary is base64 even if it could be text", frame(Opcode::Binary, "hi"),
        frameLine(R"("dir":"send","op":2,"fin":true,"rsv":0,"wire":2,"len":2,"b64":"aGk=")"));
    row("an empty text has data", frame(Opcode::Text, ""),
        frameLine(R"("dir":"send","op":1,"fin":true,"rsv":0,"wire":0,"len":0,"data":"")"));
    row("text that is not UTF-8 is base64", frame(Opcode::Text, "\xff"),
        frameLine(R"("dir":"send","op":1,"fin":true,"rsv":0,"wire":1,"len":1,"b64":"/w==")"));
    row("a fragment of text that ends within a character is base64", continuation(1, "\xc3"),
        frameLine(R"("dir":"send","op":0,"fin":false,"rsv":0,"wire":1,"len":1,"b64":"ww==")"));
    row("op 0 inherits text", continuation(1, "hi"),
        frameLine(R"("dir":"send","op":0,"fin":false,"rsv":0,"wire":2,"len":2,"data":"hi")"));
    row("op 0 inherits binary", continuation(2, "hi"),
        frameLine(R"("dir":"send","op":0,"fin":false,"rsv":0,"wire":2,"len":2,"b64":"aGk=")"));
    row("op 0 without a message", continuation(0, "hi"),
        frameLine(R"("dir":"send","op":0,"fin":false,"rsv":0,"wire":2,"len":2,"b64":"aGk=")"));
    for (const Opcode opcode : {Opcode::Close, Opcode::Ping, Opcode::Pong}) {
        const QByteArray number = QByteArray::number(int(opcode));
        row(("op " + number + " is base64").constData(), frame(opcode, "hi"),
            frameLine(R"("dir":"send","op":)" + number
                      + R"(,"fin":true,"rsv":0,"wire":2,"len":2,"b64":"aGk=")"));
    }
    row(
        "a control frame inside a text message is base64",
        [] {
            Tap::FrameRecord ping = frame(Opcode::Ping, "hi");
            ping.messageOpcode = quint8(Opcode::Text);
            return ping;
        }(),
        frameLine(R"("dir":"send","op":9,"fin":true,"rsv":0,"wire":2,"len":2,"b64":"aGk=")"));
    row("a mask has eight digits, a length 64 bits, a note says what is wrong",
        withHeader(frame(Opcode(0xb), ""), 0xab, 0xffffffffffffffff, "the top bit of the length is set"),
        frameLine(R"("dir":"send","op":11,"fin":true,"rsv":0,"mask":"000000ab","wire":18446744073709551615,)"
                  R"("len":0,"b64":"","note":"the top bit of the length is set")"));
    row("escapes", frame(Opcode::Text, QByteArray("\"\\/\b\f\n\r\t\0\x1f\x7f ä\xf0\x9f\x98\x80", 18)),
        frameLine("\"dir\":\"send\",\"op\":1,\"fin\":true,\"rsv\":0,\"wire\":18,\"len\":18,"
                  "\"data\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f ä\xf0\x9f\x98\x80\""));
    row("line separators are escaped, their neighbours are not",
        frame(Opcode::Text, "\xe2\x80\xa8\xe2\x80\xa9\xc2\x85\xe2\x80\xa7\xc2\x86"),
        frameLine("\"dir\":\"send\",\"op\":1,\"fin\":true,\"rsv\":0,\"wire\":13,\"len\":13,"
                  "\"data\":\"\\u2028\\u2029\\u0085\xe2\x80\xa7\xc2\x86\""));
    row("open", openRecord("HTTP/1.1 101 Switching Protocols"), openLine({}));
    row("open that was refused", openRecord("HTTP/1.1 502 Bad Gateway"), openLine(R"(,"status":502)"));
    row(
        "open of a server that is watched",
        [] {
            Tap::Record record = openRecord("HTTP/1.1 101 Switching Protocols");
            std::get<Tap::OpenRecord>(record).role = Core::Role::Server;
            return record;
        }(),
        openLine(R"(,"role":"server")"));
    row("close",
        Tap::CloseRecord{.head = {.connection = 1, .timeNs = Time},
                         .wasClean = true,
                         .code = 1001,
                         .reason = "going \"away\"",
                         .by = Core::ClosedBy::Remote},
        frameLine(R"("event":"close","wasClean":true,"code":1001,"reason":"going \"away\"","by":"remote")"));
    row("drop", Tap::DropRecord{.head = {.connection = 1, .timeNs = Time}, .count = 7, .octets = 1234},
        frameLine(R"("event":"drop","count":7,"octets":1234)"));
    row("octets that are no frame",
        Tap::OctetsRecord{
            .head = {.connection = 1, .timeNs = Time}, .direction = Direction::Received, .octets = "hi"},
        frameLine(R"("event":"octets","dir":"recv","len":2,"b64":"aGk=")"));
    row("octets that are no frame, and why",
        Tap::OctetsRecord{.head = {.connection = 1, .timeNs = Time},
                          .direction = Direction::Sent,
                          .octets = "hi",
                          .note = "not a frame"},
        frameLine(R"("event":"octets","dir":"send","len":2,"b64":"aGk=","note":"not a frame")"));
}

void TestJsonLines::writesTheLine()
{
    QFETCH(Tap::Record, record);
    QFETCH(QByteArray, line);
    QCOMPARE(lineOf(record), line);
    QJsonParseError error;
    QJsonDocument::fromJson(line, &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
}

void TestJsonLines::skipsWhatFramesSayAlready()
{
    QCOMPARE(lineOf(Tap::MessageRecord{}), QByteArray());
    QCOMPARE(lineOf(Tap::StateRecord{}), QByteArray());
}

// A header value may hold any octet; a line that is no JSON would lose all of it.
void TestJsonLines::everyOctetInAHeaderIsReadBack()
{
    QByteArray octets;
    for (int c = 0; c < 256; ++c)
        octets.append(char(c));
    Tap::CloseRecord record;
    record.reason = octets;
    const QJsonObject object = QJsonDocument::fromJson(lineOf(record)).object();
    QCOMPARE(object[QLatin1StringView("reason")].toString().toLatin1(), octets);
}

QTEST_APPLESS_MAIN(TestJsonLines)
#include "tst_jsonlines.moc"

// SPDX-License-Identifier: MIT
// The decoder around the frames: handshakes that succeed, fail, are malformed or
// never end, and how a connection closed.
#include "decoderfixture.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Tap;
using namespace Gantry::Tests;

namespace {

const QByteArray Request = handshake().at(0).octets;
const QByteArray Response = handshake().at(1).octets;

CloseRecord closeOf(const QList<Record> &records)
{
    const auto closes = only<CloseRecord>(records);
    return closes.size() == 1 && kindOf(records.constLast()) == RecordKind::Close ? closes.at(0)
                                                                                  : CloseRecord{.code = 0};
}

QByteArray closeFrame(quint16 code, const QByteArray &reason, bool masked)
{
    QByteArray payload;
    payload += char(code >> 8);
    payload += char(code & 0xFF);
    return wire({.opcode = 8, .payload = payload + reason, .masked = masked});
}

} // namespace

class tst_ConnectionDecoder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openTellsTheHandshake();
    void openTellsWhatTheOptionsSay();
    void framesMayFollowInTheSameRead();
    void framesBeforeTheAnswerAreKept();
    void interimAnswersArePassedOver();
    void aTargetOfInterimAnswersAloneIsGivenUp();
    void refusalIsOpenedWithItsStatus();
    void malformedRequestIsShownAndRead();
    void acceptKeyIsChecked();
    void garbageIsShownAsOctets();
    void aHeadWithoutEndIsGivenUp();
    void octetsHeldBackAreBounded();
    void connectionThatEndsInTheHandshakeIsOpenedAnyhow();
    void cleanCloseNamesWhoBegan();
    void closeWithoutAnAnswerIsNotClean();
    void endWithoutACloseFrameIsAbnormal();
    void incompleteFramesAreShownAtTheEnd();
    void bothEndsCloseTheConnection();
    void nothingFollowsTheClose();
    void timesAreThoseOfTheOctetsThatCompleteARecord();
    void garbageNeverStopsIt();
};

void tst_ConnectionDecoder::openTellsTheHandshake()
{
    const auto records = decodeEveryWay(handshake("permessage-deflate"));
    QCOMPARE(records.size(), 2);
    const auto open = std::get<OpenRecord>(records.at(0));
    QCOMPARE(open.head.connection, quint64(7));
    QCOMPARE(open.role, Core::Role::Client);
    QCOMPARE(open.url, QByteArray("ws://server.example.com/chat?room=1"));
    QCOMPARE(open.requestLine, QByteArray("GET /chat?room=1 HTTP/1.1"));
    QCOMPARE(open.request.size(), 5);
    QCOMPARE(open.request.value("host"), QByteArray("server.example.com"));
    QCOMPARE(open.statusLine, QByteArray("HTTP/1.1 101 Switching Protocols"));
    QCOMPARE(open.response.size(), 4);
    QCOMPARE(open.extensions, QByteArray("permessage-deflate"));
}

void tst_ConnectionDecoder::openTellsWhatTheOptionsSay()
{
    const auto records = decode(handshake(), {.secure = true, .peer = "tcp4:127.0.0.1:1"});
    const auto open = std::get<OpenRecord>(records.at(0));
    QVERIFY(open.url.startsWith("wss://"));
    QCOMPARE(open.peer, QByteArray("tcp4:127.0.0.1:1"));
}

void tst_ConnectionDecoder::framesMayFollowInTheSameRead()
{
    const auto records =
        decodeEveryWay({sent(Request), received(Response + wire({.payload = "welcome", .masked = false}))});
    QCOMPARE(records.size(), 3);
    QCOMPARE(std::get<FrameRecord>(records.at(1)).payload, QByteArray("welcome"));
}

void tst_ConnectionDecoder::framesBeforeTheAnswerAreKept()
{
    const auto records = decodeEveryWay({sent(Request + wire({.payload = "early"})), received(Response)});
    QCOMPARE(records.size(), 3);
    QCOMPARE(kindOf(records.at(0)), RecordKind::Open);
    QCOMPARE(std::get<FrameRecord>(records.at(1)).payload, QByteArray("early"));
}

void tst_ConnectionDecoder::interimAnswersArePassedOver()
{
    const QByteArray hints = "HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n";
    const auto records = decodeEveryWay({sent(Request), received(hints + Response)});
    QCOMPARE(std::get<OctetsRecord>(records.at(0)).octets, hints);
    QVERIFY(std::get<OpenRecord>(records.at(1)).statusLine.contains("101"));
}

void tst_ConnectionDecoder::aTargetOfInterimAnswersAloneIsGivenUp()
{
    // Held back until the handshake is over, they must not grow without bound.
    const QByteArray interim = "HTTP/1.1 100 Continue\r\n\r\n";
    const Conversation conversation{sent(Request), received(interim.repeated(150))};
    const auto records = decode(conversation);
    QVERIFY(records == decodeOctetwise(conversation));
    QCOMPARE(kindOf(records.constLast()), RecordKind::Close);
    QByteArray shown;
    for (const OctetsRecord &octets : only<OctetsRecord>(records))
        shown += octets.octets;
    QCOMPARE(shown.count(interim), 149); // and one is told by the open record
    QCOMPARE(only<OpenRecord>(records).at(0).statusLine, QByteArray("HTTP/1.1 100 Continue"));
}

void tst_ConnectionDecoder::refusalIsOpenedWithItsStatus()
{
    const auto records = decodeEveryWay(
        {sent(Request), received("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"), sent("more")});
    QCOMPARE(std::get<OpenRecord>(records.at(0)).statusLine, QByteArray("HTTP/1.1 403 Forbidden"));
    const auto octets = only<OctetsRecord>(records);
    QCOMPARE(octets.size(), 2);
    QCOMPARE(octets.at(0).octets, QByteArray("no"));
    QVERIFY(octets.at(0).note.contains("403 Forbidden"));
    QCOMPARE(octets.at(1).direction, Direction::Sent);
    QVERIFY(!closeOf(records).wasClean);
}

void tst_ConnectionDecoder::malformedRequestIsShownAndRead()
{
    // A strict server refuses it; this one did not, so there are frames to be seen.
    const QByteArray request = "GET /a b HTTP/1.1\nHost : h\nno colon\n\n";
    const auto records =
        decodeEveryWay({sent(request), received(Response), sent(wire({.payload = "anyhow"}))});
    const auto octets = std::get<OctetsRecord>(records.at(0));
    QCOMPARE(octets.octets, request);
    QVERIFY(!octets.note.isEmpty());
    const auto open = std::get<OpenRecord>(records.at(1));
    QCOMPARE(open.requestLine, QByteArray("GET /a b HTTP/1.1"));
    QCOMPARE(open.request.size(), 2);
    QCOMPARE(only<FrameRecord>(records).at(0).payload, QByteArray("anyhow"));
}

void tst_ConnectionDecoder::acceptKeyIsChecked()
{
    QByteArray response = Response;
    response.replace("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "AAAALMBiTxaQ9kYGzzhZRbK+xOo=");
    const auto records = decodeEveryWay({sent(Request), received(response)});
    QVERIFY(std::get<OctetsRecord>(records.at(0)).note.contains("Sec-WebSocket-Accept"));
    QVERIFY(only<OctetsRecord>(decode(handshake())).isEmpty());
}

void tst_ConnectionDecoder::garbageIsShownAsOctets()
{
    const QByteArray garbage = QByteArray::fromHex("00FF1603010200") + "no head at all";
    const auto records = decodeEveryWay({sent(garbage)});
    QCOMPARE(records.size(), 3);
    QCOMPARE(std::get<OctetsRecord>(records.at(0)).octets, garbage);
    QVERIFY(std::get<OctetsRecord>(records.at(0)).note.contains("inside the head"));
    QCOMPARE(std::get<OpenRecord>(records.at(1)).statusLine, QByteArray());
}

void tst_ConnectionDecoder::aHeadWithoutEndIsGivenUp()
{
    const QByteArray field = "X: " + QByteArray(2 * 1024 * 1024, 'x');
    const auto records =
        decode({sent("GET / HTTP/1.1\r\n" + field), received("HTTP/1.1 431 Too Large\r\n\r\n")});
    const auto octets = only<OctetsRecord>(records);
    QVERIFY(octets.at(0).note.startsWith("no end of the head"));
    QCOMPARE(std::get<OpenRecord>(records.at(1)).statusLine, QByteArray("HTTP/1.1 431 Too Large"));
    // Nothing is lost: what was not taken for the head follows.
    QCOMPARE(octets.at(0).octets.size() + octets.at(1).octets.size(), 16 + field.size());
}

void tst_ConnectionDecoder::octetsHeldBackAreBounded()
{
    const QByteArray flood(100, 'x');
    const auto records = decode({sent(Request + flood), sent("later")}, {.maxKeptPayload = 50});
    QCOMPARE(kindOf(records.at(0)), RecordKind::Open);
    const auto octets = only<OctetsRecord>(records);
    QCOMPARE(octets.at(0).octets, flood + "later");
    QVERIFY(octets.at(0).note.contains("not completed"));
}

void tst_ConnectionDecoder::connectionThatEndsInTheHandshakeIsOpenedAnyhow()
{
    const auto records = decodeEveryWay({sent(Request), {Direction::Sent, {}}, {Direction::Received, {}}});
    QCOMPARE(records.size(), 2);
    const auto open = std::get<OpenRecord>(records.at(0));
    QVERIFY(!open.requestLine.isEmpty() && open.statusLine.isEmpty());
    QCOMPARE(closeOf(records).code, quint16(1006));
    // Not a single octet came.
    QCOMPARE(decode({}).size(), 2);
}

void tst_ConnectionDecoder::cleanCloseNamesWhoBegan()
{
    const auto byServer = decodeEveryWay(handshake() << received(closeFrame(1001, "away", false))
                                                     << sent(closeFrame(1000, "", true)));
    QVERIFY((closeOf(byServer)
             == CloseRecord{.head = {.connection = 7},
                            .wasClean = true,
                            .code = 1001,
                            .reason = "away",
                            .by = Core::ClosedBy::Remote}));
    const auto byClient = decodeEveryWay(handshake() << sent(wire({.opcode = 8}))
                                                     << received(wire({.opcode = 8, .masked = false})));
    QVERIFY((closeOf(byClient)
             == CloseRecord{
                 .head = {.connection = 7}, .wasClean = true, .code = 1005, .by = Core::ClosedBy::Local}));
}

void tst_ConnectionDecoder::closeWithoutAnAnswerIsNotClean()
{
    const auto records = decodeEveryWay(handshake() << received(closeFrame(1002, "rule", false)));
    const CloseRecord close = closeOf(records);
    QVERIFY(!close.wasClean);
    QCOMPARE(close.code, quint16(1002));
    QCOMPARE(close.by, Core::ClosedBy::Remote);
}

void tst_ConnectionDecoder::endWithoutACloseFrameIsAbnormal()
{
    const CloseRecord close = closeOf(decodeEveryWay(handshake() << sent(wire({.payload = "x"}))));
    QVERIFY(!close.wasClean);
    QCOMPARE(close.code, quint16(1006));
    QCOMPARE(close.by, Core::ClosedBy::Transport);
}

void tst_ConnectionDecoder::incompleteFramesAreShownAtTheEnd()
{
    const QByteArray whole = wire({.payload = "unfinished"});
    const auto inPayload = decodeEveryWay(handshake() << sent(whole.chopped(4)));
    const auto frame = only<FrameRecord>(inPayload).at(0);
    QCOMPARE(frame.payload, QByteArray("unfini"));
    QCOMPARE(frame.header.payloadLength, quint64(10));
    QCOMPARE(frame.note, QByteArray("the connection ended after 6 octets of this payload"));

    const auto inHeader = decodeEveryWay(handshake() << sent(whole.first(3)));
    QCOMPARE(only<FrameRecord>(inHeader).size(), 0);
    QCOMPARE(only<OctetsRecord>(inHeader).at(0).octets, whole.first(3));
}

void tst_ConnectionDecoder::bothEndsCloseTheConnection()
{
    QList<Record> records;
    ConnectionDecoder decoder(1, {}, [&](Record &&record) { records.append(std::move(record)); });
    for (const Step &step : handshake())
        decoder.feed(step.direction, step.octets, 0);
    decoder.feedEof(Direction::Sent, 0);
    QCOMPARE(records.size(), 1);
    decoder.feed(Direction::Received, wire({.payload = "still", .masked = false}), 0);
    QCOMPARE(records.size(), 2);
    decoder.feedEof(Direction::Received, 5);
    QCOMPARE(kindOf(records.constLast()), RecordKind::Close);
    QCOMPARE(headOf(records.constLast()).timeNs, 5);
    decoder.finish(6);
    QCOMPARE(records.size(), 3);
}

void tst_ConnectionDecoder::nothingFollowsTheClose()
{
    QList<Record> records;
    ConnectionDecoder decoder(1, {}, [&](Record &&record) { records.append(std::move(record)); });
    decoder.finish(0);
    const qsizetype count = records.size();
    decoder.feed(Direction::Sent, Request, 0);
    decoder.feedEof(Direction::Sent, 0);
    decoder.finish(0);
    QCOMPARE(records.size(), count);
}

void tst_ConnectionDecoder::timesAreThoseOfTheOctetsThatCompleteARecord()
{
    QList<qint64> times;
    ConnectionDecoder decoder(1, {}, [&](Record &&record) { times.append(headOf(record).timeNs); });
    decoder.feed(Direction::Sent, Request, 1);
    decoder.feed(Direction::Received, Response, 2);
    const QByteArray frame = wire({.payload = "x"});
    decoder.feed(Direction::Sent, frame.first(3), 3);
    decoder.feed(Direction::Sent, frame.sliced(3), 4);
    decoder.finish(5);
    QCOMPARE(times, (QList<qint64>{2, 4, 5}));
}

void tst_ConnectionDecoder::garbageNeverStopsIt()
{
    // Every record that is made of noise has to be one; the seed makes it repeatable.
    quint32 state = 2463534242;
    const auto noise = [&state](qsizetype size) {
        QByteArray octets;
        for (qsizetype i = 0; i < size; ++i) {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            octets.append(char(state));
        }
        return octets;
    };
    for (int round = 0; round < 200; ++round) {
        Conversation conversation = handshake("permessage-deflate; client_max_window_bits=10");
        for (int i = 0; i < 6; ++i)
            conversation << sent(noise(40)) << received(noise(40));
        const auto records = decode(conversation, {.maxKeptPayload = 1000, .maxInflatedBytes = 10'000});
        QVERIFY(records
                == decodeOctetwise(conversation, {.maxKeptPayload = 1000, .maxInflatedBytes = 10'000}));
        QCOMPARE(kindOf(records.constLast()), RecordKind::Close);
    }
}

QTEST_APPLESS_MAIN(tst_ConnectionDecoder)
#include "tst_connectiondecoder.moc"

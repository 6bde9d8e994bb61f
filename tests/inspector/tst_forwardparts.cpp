// SPDX-License-Identifier: GPL-3.0-only
// Where HTTP messages begin and end, and the one connection that is shown among all
// that pass.
#include "capture/forward/httpobserver.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using Event = HttpFollower::Event;
using Kind = HttpFollower::Kind;
using Tap::Direction;

class TestForwardParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhereMessagesEnd_data();
    void tellsWhereMessagesEnd();
    void isLostRatherThanWrong_data();
    void isLostRatherThanWrong();
    void keepsNoBody();
    void showsTheUpgradeAmongOtherRequests();
    void showsARefusedUpgradeAndGoesOn();
    void understandsNothingBehindAnotherUpgrade();
};

namespace {

//! What happens while \a octets are fed \a size at a time: "H" a head, "M" a message's
//! end, "L" lost; and the octets of bodies.
struct Reading
{
    QByteArray events;
    QByteArray rest; // behind what was lost
};

Reading read(Kind kind, const QByteArray &octets, qsizetype size, bool answersHead = false)
{
    HttpFollower follower(kind);
    Reading reading;
    for (qsizetype at = 0; at < octets.size();) {
        QByteArrayView piece = QByteArrayView(octets).sliced(at, std::min(size, octets.size() - at));
        at += piece.size();
        for (;;) {
            const HttpFollower::Step step = follower.feed(piece);
            piece = piece.sliced(step.taken);
            if (step.event == Event::None)
                break;
            if (step.event == Event::HeadEnded) {
                reading.events += 'H';
                if (answersHead)
                    follower.dropBody();
            } else if (step.event == Event::MessageEnded) {
                reading.events += 'M';
            } else {
                reading.events += 'L';
                return reading;
            }
        }
    }
    return reading;
}

} // namespace

void TestForwardParts::tellsWhereMessagesEnd_data()
{
    QTest::addColumn<bool>("isRequest");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QByteArray>("events");
    const auto row = [](const char *name, bool isRequest, const char *octets, const char *events) {
        QTest::newRow(name) << isRequest << QByteArray(octets) << QByteArray(events);
    };
    row("no body", true, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HM");
    row("bare line feeds", true, "GET / HTTP/1.1\nHost: a\n\n", "HM");
    row("an empty line before", true, "\r\nGET / HTTP/1.1\r\n\r\n", "HM");
    row("two in a row", true, "GET / HTTP/1.1\r\n\r\nGET /b HTTP/1.0\r\n\r\n", "HMHM");
    row("counted", true, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET /GET / HTTP/1.1\r\n\r\n", "HMHM");
    row("counted twice alike", true, "POST / HTTP/1.1\r\nContent-Length: 2, 2\r\n\r\nab", "HM");
    row("counted none", true, "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "HM");
    row("not all there", true, "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nGET ", "H");
    row("chunked", true,
        "POST / HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n5\r\nGET "
        "/\r\nA;x=\"y\"\r\n0123456789\r\n0\r\n\r\n"
        "GET / HTTP/1.1\r\n\r\n",
        "HMHM");
    row("chunked with a trailer", true,
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\nZ: z\r\n\r\n", "HM");
    row("an answer", false, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 204 No\r\n\r\n", "HMHM");
    row("an answer to the end", false, "HTTP/1.0 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "H");
    row("interim answers", false,
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 304 Not\r\nContent-Length: 9\r\n\r\n", "HMHM");
    row("coded, then chunked", false,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\nHTTP/1.1 204 x\r\n\r\n", "HMHM");
    row("coded to the end", false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n", "H");
}

void TestForwardParts::tellsWhereMessagesEnd()
{
    QFETCH(bool, isRequest);
    QFETCH(QByteArray, octets);
    QFETCH(QByteArray, events);
    for (const qsizetype size : {octets.size(), qsizetype(1), qsizetype(3)})
        QCOMPARE(read(isRequest ? Kind::Request : Kind::Response, octets, size).events, events);
    const QByteArray toHead = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\n\r\n";
    QCOMPARE(read(Kind::Response, toHead, 1, true).events, QByteArray("HMHM"));
}

void TestForwardParts::isLostRatherThanWrong_data()
{
    QTest::addColumn<bool>("isRequest");
    QTest::addColumn<QByteArray>("octets");
    const auto row = [](const char *name, bool isRequest, const QByteArray &octets) {
        QTest::newRow(name) << isRequest << octets;
    };
    const QByteArray post = "POST / HTTP/1.1\r\n";
    row("no HTTP", true, QByteArray::fromHex("8100") + "abc");
    row("another protocol", true, "SSH-2.0-OpenSSH_9\r\n");
    row("HTTP/2", true, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    row("a word of any length", true, QByteArray(100, 'A'));
    row("two lengths", true, post + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n");
    row("a length and chunks", true, post + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n");
    row("a request to the end", true, post + "Transfer-Encoding: gzip\r\n\r\n");
    row("a negative length", true, post + "Content-Length: -1\r\n\r\n");
    row("a length with a sign", true, post + "Content-Length: +1\r\n\r\n");
    row("a length that overflows", true, post + "Content-Length: 99999999999999999999\r\n\r\n");
    row("an empty length", true, post + "Content-Length: \r\n\r\n");
    row("a blank before the colon", true, post + "Content-Length : 2\r\n\r\n");
    row("a line that goes on", true, post + "X: a\r\n Content-Length: 2\r\n\r\n");
    row("a chunk without a size", true, post + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n");
    row("a chunk that is longer than it says", true, post + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n");
    row("a size that overflows", true, post + "Transfer-Encoding: chunked\r\n\r\n11111111111111111\r\n");
    row("a size line without end", true,
        post + "Transfer-Encoding: chunked\r\n\r\n1;" + QByteArray(5000, 'x'));
    row("a trailer without end", true,
        post + "Transfer-Encoding: chunked\r\n\r\n0\r\n"
            + QByteArray("X: yyyyyyyyyyyyyyyyyyyy\r\n").repeated(4000));
    row("no answer", false, "HELLO\r\n");
    row("a head without end", true, "GET / HTTP/1.1\r\nX: " + QByteArray(1'100'000, 'x'));
}

void TestForwardParts::isLostRatherThanWrong()
{
    QFETCH(bool, isRequest);
    QFETCH(QByteArray, octets);
    const Kind kind = isRequest ? Kind::Request : Kind::Response;
    QVERIFY(read(kind, octets, octets.size()).events.endsWith('L'));
    if (octets.size() < 200'000)
        QVERIFY(read(kind, octets, 1).events.endsWith('L'));
}

void TestForwardParts::keepsNoBody()
{
    HttpFollower follower(Kind::Request);
    follower.feed("POST / HTTP/1.1\r\nContent-Length: 4000000000000\r\n\r\n");
    const QByteArray piece(1024 * 1024, 'x');
    for (int i = 0; i < 100; ++i)
        QCOMPARE(follower.feed(piece).taken, piece.size());
    QVERIFY(follower.head().raw().size() < 100);
}

namespace {

const QByteArray Upgrade = "GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
const QByteArray Switching =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
const QByteArray Get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const QByteArray Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

struct Observed
{
    QList<Tap::Record> records;
    quint64 lastNumber = 0;
    HttpObserver observer{{.decoder = {},
                           .nextNumber = [this] { return ++lastNumber; },
                           .deliver = [this](Tap::Record &&record) { records.append(std::move(record)); }}};

    void feed(Direction direction, const QByteArray &octets)
    {
        for (const char octet : octets)
            observer.feed(direction, QByteArrayView(&octet, 1), 1);
    }
    template<typename T>
    QList<T> all() const
    {
        QList<T> found;
        for (const Tap::Record &record : records) {
            if (const auto *value = std::get_if<T>(&record))
                found.append(*value);
        }
        return found;
    }
};

} // namespace

void TestForwardParts::showsTheUpgradeAmongOtherRequests()
{
    Observed seen;
    seen.feed(Direction::Sent,
              Get + "HEAD / HTTP/1.1\r\n\r\n" + Upgrade + QByteArray::fromHex("818537fa213d7f9f4d5158"));
    QVERIFY(!seen.observer.isIdle());
    seen.feed(Direction::Received,
              Ok + "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + "HTTP/1.1 103 Early Hints\r\n\r\n"
                  + Switching + QByteArray::fromHex("8203000102"));
    QVERIFY(seen.observer.isUpgraded());
    QCOMPARE(seen.all<Tap::OpenRecord>().size(), 1);
    QCOMPARE(seen.all<Tap::OpenRecord>().first().url, QByteArray("ws://a/chat"));
    QCOMPARE(seen.all<Tap::OpenRecord>().first().statusLine, QByteArray("HTTP/1.1 101 Switching Protocols"));
    QCOMPARE(seen.all<Tap::OctetsRecord>().size(), 0);
    const auto frames = seen.all<Tap::FrameRecord>();
    QCOMPARE(frames.size(), 2);
    QCOMPARE(frames[0].payload, QByteArray("Hello"));
    QCOMPARE(frames[1].direction, Direction::Received);
    seen.observer.note("the cable was cut");
    seen.observer.finish(2);
    QCOMPARE(seen.all<Tap::CloseRecord>().value(0).reason, QByteArray("the cable was cut"));
}

void TestForwardParts::showsARefusedUpgradeAndGoesOn()
{
    Observed seen;
    seen.feed(Direction::Sent, Upgrade + Get);
    seen.feed(Direction::Received, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno" + Ok);
    QVERIFY(seen.observer.isIdle());
    QCOMPARE(seen.all<Tap::OpenRecord>().value(0).statusLine, QByteArray("HTTP/1.1 401 Unauthorized"));
    QCOMPARE(seen.all<Tap::CloseRecord>().size(), 1);
    seen.feed(Direction::Sent, Upgrade);
    seen.feed(Direction::Received, Switching);
    QVERIFY(seen.observer.isUpgraded());
    QCOMPARE(seen.all<Tap::OpenRecord>().value(1).head.connection, quint64(2));
}

void TestForwardParts::understandsNothingBehindAnotherUpgrade()
{
    Observed seen;
    seen.feed(Direction::Sent, "GET / HTTP/1.1\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n");
    seen.feed(Direction::Received, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
    QVERIFY(seen.observer.isLost());
    QVERIFY(seen.observer.isSwitched());
    seen.feed(Direction::Sent, Upgrade);
    seen.feed(Direction::Received, Switching);
    seen.observer.finish(1);
    QVERIFY(seen.records.isEmpty());
}

QTEST_GUILESS_MAIN(TestForwardParts)
#include "tst_forwardparts.moc"

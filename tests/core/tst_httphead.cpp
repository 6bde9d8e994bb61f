// SPDX-License-Identifier: MIT
#include "handshaketext.h"
#include "headreading.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

using Kind = HttpHeadReader::Kind;
using Status = HttpHeadReader::Status;

class tst_HttpHead : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestIsReadWhateverThePieces();
    void responseIsReadWhateverThePieces();
    void nothingBehindTheEmptyLineIsTaken();
    void valuesLoseTheirBlanksAndKeepTheRest();
    void octetsOtherThanCrLfEndNoLine();
    void oneEmptyLineBeforeTheRequestIsIgnored();
    void malformedRequestFailsAtItsFirstWrongOctet_data();
    void malformedRequestFailsAtItsFirstWrongOctet();
    void malformedResponseFailsAtItsFirstWrongOctet_data();
    void malformedResponseFailsAtItsFirstWrongOctet();
    void versionsAreToldApart_data();
    void versionsAreToldApart();
    void statusLineIsRead_data();
    void statusLineIsRead();
    void interimResponsesAreReadOver();
    void nothingIsTakenAfterAnError();
    void usedStatusesHaveTheirPhrase();
};

namespace {

//! Feeds \a text in two pieces cut at \a cut.
HttpHeadReader readCut(Kind kind, const QByteArray &text, qsizetype cut)
{
    HttpHeadReader reader(kind, Limits{});
    reader.feed(QByteArrayView(text).first(cut));
    reader.feed(QByteArrayView(text).sliced(cut));
    return reader;
}

HttpHeadReader readByOctet(Kind kind, const QByteArray &text)
{
    HttpHeadReader reader(kind, Limits{});
    for (const char &octet : text)
        reader.feed(QByteArrayView(&octet, 1));
    return reader;
}

} // namespace

void tst_HttpHead::requestIsReadWhateverThePieces()
{
    const QByteArray text = "GET /a?b=c HTTP/1.1\r\nHost: x\r\nX-Empty:\r\nX-Colon: a:b\r\n\r\n";
    const HttpRequestHead expected{"GET", "/a?b=c",
                                   HeaderFields{{"Host", "x"}, {"X-Empty", ""}, {"X-Colon", "a:b"}}};

    for (qsizetype cut = 0; cut <= text.size(); ++cut) {
        const HttpHeadReader reader = readCut(Kind::Request, text, cut);
        QCOMPARE(reader.status(), Status::Complete);
        QVERIFY(reader.request() == expected);
        QCOMPARE(reader.raw(), text);
    }
    QVERIFY(readByOctet(Kind::Request, text).request() == expected);
}

void tst_HttpHead::responseIsReadWhateverThePieces()
{
    const QByteArray text = headText(sampleResponseLines());
    const HttpHeadReader whole = readAll(Kind::Response, text);
    QCOMPARE(whole.response().status, 101);
    QCOMPARE(whole.response().reasonPhrase, "Switching Protocols");
    QCOMPARE(whole.response().fields.size(), 3);

    for (qsizetype cut = 0; cut <= text.size(); ++cut) {
        const HttpHeadReader reader = readCut(Kind::Response, text, cut);
        QCOMPARE(reader.status(), Status::Complete);
        QVERIFY(reader.response() == whole.response());
    }
}

void tst_HttpHead::nothingBehindTheEmptyLineIsTaken()
{
    const QByteArray text = headText(sampleRequestLines());
    HttpHeadReader reader(Kind::Request, Limits{});
    QCOMPARE(reader.feed(text + "\x81\x80"), text.size());
    QCOMPARE(reader.status(), Status::Complete);
    QCOMPARE(reader.feed("\r\n"), 0);
    QCOMPARE(reader.raw(), text);
}

void tst_HttpHead::valuesLoseTheirBlanksAndKeepTheRest()
{
    const auto reader =
        readAll(Kind::Request, "GET / HTTP/1.1\r\nA:1\r\nB: \t a  b\t \r\nC: \t\r\nD: \xe9\r\n\r\n");
    QVERIFY(reader.request().fields == HeaderFields({{"A", "1"}, {"B", "a  b"}, {"C", ""}, {"D", "\xe9"}}));
}

void tst_HttpHead::octetsOtherThanCrLfEndNoLine()
{
    // NEL and NBSP are line ends and blanks to Unicode; here they are text.
    const auto reader = readAll(Kind::Request, "GET / HTTP/1.1\r\nA: 1\x85X-Evil: 2\xa0\r\n\r\n");
    QCOMPARE(reader.status(), Status::Complete);
    QCOMPARE(reader.request().fields.size(), 1);
    QCOMPARE(reader.request().fields.value("A"), "1\x85X-Evil: 2\xa0");
}

void tst_HttpHead::oneEmptyLineBeforeTheRequestIsIgnored()
{
    const QByteArray text = headText(sampleRequestLines());
    QCOMPARE(readByOctet(Kind::Request, "\r\n" + text).status(), Status::Complete);
    QCOMPARE(readByOctet(Kind::Request, "\r\n\r\n" + text).status(), Status::Error);
    QCOMPARE(readByOctet(Kind::Response, "\r\nHTTP/1.1 200 OK\r\n\r\n").status(), Status::Error);
}

void tst_HttpHead::malformedRequestFailsAtItsFirstWrongOctet_data()
{
    QTest::addColumn<QByteArray>("good");
    QTest::addColumn<QByteArray>("bad");

    const QByteArray line = "GET / HTTP/1.1\r\n";
    const auto row = [](const char *name, QByteArray good, QByteArray bad) {
        QTest::newRow(name) << good << bad;
    };
    row("TLS hello", "", QByteArray("\x16\x03\x01\x02\x00\x01\x00", 7));
    row("noise", "", "\xff\xfe\xfd");
    row("NUL", "", QByteArray("\0", 1));
    row("no method", "", " / HTTP/1.1\r\n");
    row("method is no token", "GE", "(T / HTTP/1.1\r\n");
    row("method alone", "GET", "\r\n");
    row("tab instead of a blank", "GET", "\t/ HTTP/1.1\r\n");
    row("control character in the target", "GET /a", "\x01 HTTP/1.1\r\n");
    row("DEL in the target", "GET /a", "\x7f HTTP/1.1\r\n");
    row("9112 2.2 line feed alone", "GET / HTTP/1.1", "\nHost: x\r\n\r\n");
    row("9112 2.2 carriage return alone", "GET / HTTP/1.1\r", "Host: x\r\n\r\n");
    row("carriage return twice", "GET / HTTP/1.1\r", "\r\n");
    row("9112 3.2 blank in the target", "GET /a b HTTP/1.1\r", "\n");
    row("tab in the target", "GET /a\tb HTTP/1.1\r", "\n");
    row("non-ASCII target", "GET /\xc3\xa4 HTTP/1.1\r", "\n");
    row("two blanks before the target", "GET  / HTTP/1.1\r", "\n");
    row("two blanks before the version", "GET /  HTTP/1.1\r", "\n");
    row("blank after the version", "GET / HTTP/1.1 \r", "\n");
    row("no version", "GET /\r", "\n");
    row("no target", "GET HTTP/1.1\r", "\n");
    row("empty target", "GET  HTTP/1.1\r", "\n");
    row("version in lower case", "GET / http/1.1\r", "\n");
    row("other protocol", "GET / RTSP/1.0\r", "\n");
    row("version of two digits", "GET / HTTP/1.10\r", "\n");
    row("version without a number", "GET / HTTP/\r", "\n");
    row("version with letters", "GET / HTTP/1.x\r", "\n");
    row("9112 5.2 line folding", line + "A: 1\r\n", " 2\r\n");
    row("folding with a tab", line + "A: 1\r\n", "\t2\r\n");
    row("blank before the first field", line, " Host: x\r\n");
    row("9112 5.1 blank before the colon", line + "Host", " : x\r\n");
    row("tab before the colon", line + "Host", "\t: x\r\n");
    row("empty name", line, ": x\r\n");
    row("name is no token", line + "Ho", "(st: x\r\n");
    row("non-ASCII name", line + "H", "\xc3\xb6st: x\r\n");
    row("no colon", line + "Host", "\r\n");
    row("NUL in a value", line + "A: b", QByteArray("\0c\r\n", 4));
    row("control character in a value", line + "A: b", "\x0b\r\n");
    row("line feed alone in a value", line + "A: b", "\nB: c\r\n\r\n");
    row("carriage return alone in a value", line + "A: b\r", "B: c\r\n\r\n");
    row("line feed alone at the end", line + "A: b\r\n", "\n");
}

void tst_HttpHead::malformedRequestFailsAtItsFirstWrongOctet()
{
    QFETCH(QByteArray, good);
    QFETCH(QByteArray, bad);

    QCOMPARE(octetsUntilError(Kind::Request, good + bad), good.size() + 1);
    QCOMPARE(readByOctet(Kind::Request, good + bad).error().status, 400);
    const HttpHeadReader whole = readAll(Kind::Request, good + bad);
    QCOMPARE(whole.status(), Status::Error);
    QCOMPARE(whole.error().status, 400);
    QVERIFY(!whole.error().text.isEmpty());
}

void tst_HttpHead::malformedResponseFailsAtItsFirstWrongOctet_data()
{
    QTest::addColumn<QByteArray>("good");
    QTest::addColumn<QByteArray>("bad");

    const auto row = [](const char *name, QByteArray good, QByteArray bad) {
        QTest::newRow(name) << good << bad;
    };
    row("another protocol", "", "SSH-2.0-OpenSSH\r\n");
    row("a mail server", "", "220 ready\r\n");
    row("almost HTTP", "HTT", "X/1.1 101 x\r\n");
    row("line ends too early", "HTTP", "\r\n");
    row("no status", "HTTP/1.1\r", "\n");
    row("empty status", "HTTP/1.1 \r", "\n");
    row("status of two digits", "HTTP/1.1 10\r", "\n");
    row("status of four digits", "HTTP/1.1 1010 x\r", "\n");
    row("status with letters", "HTTP/1.1 1a1 x\r", "\n");
    row("status below 100", "HTTP/1.1 099 x\r", "\n");
    row("two blanks before the status", "HTTP/1.1  101 x\r", "\n");
    row("no version number", "HTTP/ 101 x\r", "\n");
    row("control character in the phrase", "HTTP/1.1 101 x", "\x01\r\n");
    row("line feed alone", "HTTP/1.1 101 x", "\nA: b\r\n\r\n");
    row("blank before the colon", "HTTP/1.1 101 x\r\nUpgrade", " : websocket\r\n\r\n");
    row("line folding", "HTTP/1.1 101 x\r\nA: b\r\n", " c\r\n\r\n");
}

void tst_HttpHead::malformedResponseFailsAtItsFirstWrongOctet()
{
    QFETCH(QByteArray, good);
    QFETCH(QByteArray, bad);

    QCOMPARE(octetsUntilError(Kind::Response, good + bad), good.size() + 1);
    QCOMPARE(readAll(Kind::Response, good + bad).status(), Status::Error);
}

void tst_HttpHead::versionsAreToldApart_data()
{
    QTest::addColumn<QByteArray>("version");
    QTest::addColumn<int>("status");

    QTest::newRow("1.1") << QByteArray("HTTP/1.1") << 0;
    QTest::newRow("9110 2.5 higher minor") << QByteArray("HTTP/1.2") << 0;
    QTest::newRow("1.0") << QByteArray("HTTP/1.0") << 505;
    QTest::newRow("0.9") << QByteArray("HTTP/0.9") << 505;
    QTest::newRow("2.0") << QByteArray("HTTP/2.0") << 505;
    QTest::newRow("2") << QByteArray("HTTP/2") << 505;
    QTest::newRow("3") << QByteArray("HTTP/3") << 505;
    QTest::newRow("1 alone") << QByteArray("HTTP/1") << 505;
}

void tst_HttpHead::versionsAreToldApart()
{
    QFETCH(QByteArray, version);
    QFETCH(int, status);

    const auto reader = readAll(Kind::Request, "GET / " + version + "\r\nHost: x\r\n\r\n");
    QCOMPARE(reader.status(), status == 0 ? Status::Complete : Status::Error);
    if (status != 0)
        QCOMPARE(reader.error().status, status);
}

void tst_HttpHead::statusLineIsRead_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("phrase");

    const auto row = [](const char *name, QByteArray line, int status, QByteArray phrase) {
        QTest::newRow(name) << line << status << phrase;
    };
    row("with a phrase", "HTTP/1.1 404 Not Found", 404, "Not Found");
    row("empty phrase", "HTTP/1.1 101 ", 101, "");
    row("phrase and its blank left out", "HTTP/1.1 101", 101, "");
    row("phrase that is not ASCII", "HTTP/1.1 403 Zutritt verweigert \xc3\xa4", 403,
        "Zutritt verweigert \xc3\xa4");
    row("unknown status", "HTTP/1.1 799 x", 799, "x");
    row("refusal of an old proxy", "HTTP/1.0 502 Bad Gateway", 502, "Bad Gateway");
}

void tst_HttpHead::statusLineIsRead()
{
    QFETCH(QByteArray, line);
    const auto reader = readByOctet(Kind::Response, line + "\r\n\r\n");
    QCOMPARE(reader.status(), Status::Complete);
    QTEST(reader.response().status, "status");
    QTEST(reader.response().reasonPhrase, "phrase");

    // RFC 9110 section 15.2: no 1xx in HTTP/1.0.
    QCOMPARE(readAll(Kind::Response, "HTTP/1.0 101 x\r\n\r\n").status(), Status::Error);
    QCOMPARE(readAll(Kind::Response, "HTTP/2 101 x\r\n\r\n").status(), Status::Error);
}

void tst_HttpHead::interimResponsesAreReadOver()
{
    const QByteArray interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n";
    const QByteArray final = headText(sampleResponseLines());
    const HttpHeadReader expected = readAll(Kind::Response, final);
    for (qsizetype cut = 0; cut <= interim.size(); ++cut) {
        const HttpHeadReader reader = readCut(Kind::Response, interim + final, cut);
        QCOMPARE(reader.status(), Status::Complete);
        QVERIFY(reader.response() == expected.response());
    }
    QCOMPARE(readByOctet(Kind::Response, interim).status(), Status::NeedMore);
    QCOMPARE(readAll(Kind::Response, interim + "HTTP/1.1 404 x\r\n\r\n").response().status, 404);
    QCOMPARE(readAll(Kind::Response, "HTTP/1.1 100 x\r\n\r\n\r\n").status(), Status::Error);
}

void tst_HttpHead::nothingIsTakenAfterAnError()
{
    HttpHeadReader reader(Kind::Request, Limits{});
    reader.feed("GET / HTTP/1.0\r\nHost: x");
    QCOMPARE(reader.status(), Status::Error);
    const qsizetype size = reader.raw().size();
    QCOMPARE(reader.feed("\r\n\r\n"), 0);
    QCOMPARE(reader.raw().size(), size);
    QCOMPARE(reader.error().status, 505);
}

void tst_HttpHead::usedStatusesHaveTheirPhrase()
{
    QCOMPARE(httpReasonPhrase(101).toByteArray(), "Switching Protocols");
    QCOMPARE(httpReasonPhrase(426).toByteArray(), "Upgrade Required");
    QCOMPARE(httpReasonPhrase(505).toByteArray(), "HTTP Version Not Supported");
    QCOMPARE(httpReasonPhrase(299).toByteArray(), "Error");
}

QTEST_APPLESS_MAIN(tst_HttpHead)
#include "tst_httphead.moc"

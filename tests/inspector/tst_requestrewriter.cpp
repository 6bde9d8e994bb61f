// SPDX-License-Identifier: GPL-3.0-only
#include "capture/requestrewriter.h"

#include <QtTest/QTest>

using namespace Gantry::Inspector;
using State = RequestRewriter::State;

class TestRequestRewriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesTargetAndHostAlone_data();
    void changesTargetAndHostAlone();
    void passesWhatIsNoRequestUntouched_data();
    void passesWhatIsNoRequestUntouched();
    void doesNotKeepForeignProtocolsWaiting_data();
    void doesNotKeepForeignProtocolsWaiting();
    void refusesAHeadWithoutEnd_data();
    void refusesAHeadWithoutEnd();
    void takesAHeadOfTheLargestSize();
    void handsOutAnUnfinishedHeadAsItCame();
};

namespace {

struct Rewritten
{
    QByteArray octets;
    State state = State::Collecting;
};

Rewritten rewrite(const QByteArray &input, const QByteArray &basePath, qsizetype piece)
{
    RequestRewriter rewriter("target:9000", basePath);
    Rewritten result;
    for (qsizetype i = 0; i < input.size(); i += piece)
        rewriter.feed(QByteArrayView(input).sliced(i, std::min(piece, input.size() - i)), result.octets);
    result.state = rewriter.state();
    return result;
}

//! Every input whole, one octet at a time, and cut in between.
void verify(const QByteArray &input, const QByteArray &basePath, const QByteArray &expected, State state)
{
    for (const qsizetype piece : {input.size(), qsizetype(1), qsizetype(7)}) {
        const Rewritten result = rewrite(input, basePath, piece);
        QCOMPARE(result.octets, expected);
        QCOMPARE(result.state, state);
    }
}

} // namespace

void TestRequestRewriter::changesTargetAndHostAlone_data()
{
    QTest::addColumn<QByteArray>("basePath");
    QTest::addColumn<QByteArray>("input");
    QTest::addColumn<QByteArray>("expected");

    QTest::newRow("Host becomes the target's")
        << QByteArray("/") << QByteArray("GET /chat HTTP/1.1\r\nHost: a:1\r\n\r\n")
        << QByteArray("GET /chat HTTP/1.1\r\nHost: target:9000\r\n\r\n");
    QTest::newRow("the path is appended to the target's, with its query")
        << QByteArray("/base") << QByteArray("GET /chat?x=%20&y HTTP/1.1\r\nHost: a\r\n\r\n")
        << QByteArray("GET /base/chat?x=%20&y HTTP/1.1\r\nHost: target:9000\r\n\r\n");
    QTest::newRow("a slash at the end of the target's path is not doubled")
        << QByteArray("/base/") << QByteArray("GET /chat HTTP/1.1\r\n\r\n")
        << QByteArray("GET /base/chat HTTP/1.1\r\n\r\n");
    QTest::newRow("the root becomes the target's path")
        << QByteArray("/chat") << QByteArray("GET / HTTP/1.1\r\n\r\n")
        << QByteArray("GET /chat HTTP/1.1\r\n\r\n");
    QTest::newRow("the root with a query keeps the query")
        << QByteArray("/chat") << QByteArray("GET /?a=/b HTTP/1.1\r\n\r\n")
        << QByteArray("GET /chat?a=/b HTTP/1.1\r\n\r\n");
    QTest::newRow("absolute-form stays")
        << QByteArray("/base") << QByteArray("GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n")
        << QByteArray("GET http://a/b HTTP/1.1\r\nHost: target:9000\r\n\r\n");
    QTest::newRow("field names are compared without case, blanks stay")
        << QByteArray("/") << QByteArray("GET / HTTP/1.1\r\nhOST:\t a \r\nX: Host: b\r\n\r\n")
        << QByteArray("GET / HTTP/1.1\r\nhOST:\t target:9000 \r\nX: Host: b\r\n\r\n");
    QTest::newRow("an empty Host is filled, a second one too")
        << QByteArray("/") << QByteArray("GET / HTTP/1.1\r\nHost:\r\nHost: b\r\n\r\n")
        << QByteArray("GET / HTTP/1.1\r\nHost:target:9000\r\nHost: target:9000\r\n\r\n");
    QTest::newRow("what is malformed passes: line feeds alone, blanks before the colon, no version 1.1")
        << QByteArray("/b") << QByteArray("POST /a b HTTP/0.9\nHost : a\nHost: a\n folded\n\xff\n\n")
        << QByteArray("POST /b/a b HTTP/0.9\nHost : a\nHost: target:9000\n folded\n\xff\n\n");
    QTest::newRow("nothing behind the head is touched")
        << QByteArray("/b") << QByteArray("GET /a HTTP/1.1\r\n\r\n\x81\x85GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        << QByteArray("GET /b/a HTTP/1.1\r\n\r\n\x81\x85GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
}

void TestRequestRewriter::changesTargetAndHostAlone()
{
    QFETCH(QByteArray, basePath);
    QFETCH(QByteArray, input);
    QFETCH(QByteArray, expected);
    verify(input, basePath, expected, State::Passing);
}

void TestRequestRewriter::passesWhatIsNoRequestUntouched_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("a frame without a handshake") << QByteArray("\x81\x02hi\r\nHost: a\r\n\r\n");
    QTest::newRow("a TLS hello") << QByteArray("\x16\x03\x01\x02\x00\x01", 6);
    QTest::newRow("another text protocol") << QByteArray("HELO example\r\nHost: a\r\n\r\n");
    QTest::newRow("no version") << QByteArray("GET /\r\nHost: a\r\n\r\n");
    QTest::newRow("no target") << QByteArray("GET HTTP/1.1\r\nHost: a\r\n\r\n");
    QTest::newRow("an empty line first") << QByteArray("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
    QTest::newRow("a method that never ends") << QByteArray(30, 'G');
}

void TestRequestRewriter::passesWhatIsNoRequestUntouched()
{
    QFETCH(QByteArray, input);
    verify(input, "/base", input, State::Raw);
}

void TestRequestRewriter::doesNotKeepForeignProtocolsWaiting_data()
{
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("first octet is no letter") << QByteArray("\x82");
    QTest::newRow("method in lower case") << QByteArray("h");
    QTest::newRow("no blank behind the method") << QByteArray("QUIT\r");
}

void TestRequestRewriter::doesNotKeepForeignProtocolsWaiting()
{
    QFETCH(QByteArray, input);
    verify(input, "/", input, State::Raw);
}

void TestRequestRewriter::refusesAHeadWithoutEnd_data()
{
    QTest::addColumn<QByteArray>("input");
    const QByteArray filler(RequestRewriter::MaxHeadBytes, 'x');
    QTest::newRow("a target of 32 KiB") << "GET /" + filler;
    QTest::newRow("a field of 32 KiB") << "GET / HTTP/1.1\r\nX: " + filler;
    QTest::newRow("complete, but one octet too large")
        << "GET / HTTP/1.1\r\nX: " + filler.first(RequestRewriter::MaxHeadBytes - 22) + "\r\n\r\n";
}

void TestRequestRewriter::refusesAHeadWithoutEnd()
{
    QFETCH(QByteArray, input);
    verify(input, "/", {}, State::TooLarge);
}

void TestRequestRewriter::takesAHeadOfTheLargestSize()
{
    const QByteArray start = "GET / HTTP/1.1\r\nX: ";
    const QByteArray filler(RequestRewriter::MaxHeadBytes - start.size() - 4, 'x');
    const QByteArray input = start + filler + "\r\n\r\n";
    QCOMPARE(input.size(), RequestRewriter::MaxHeadBytes);
    verify(input, "/", input, State::Passing);
}

void TestRequestRewriter::handsOutAnUnfinishedHeadAsItCame()
{
    const QByteArray input = "GET /chat HTTP/1.1\r\nHost: a\r\n";
    RequestRewriter rewriter("target:9000", "/base");
    QByteArray out;
    QCOMPARE(rewriter.feed(input, out), State::Collecting);
    QCOMPARE(out, QByteArray());
    QCOMPARE(rewriter.takeRest(), input);
}

QTEST_APPLESS_MAIN(TestRequestRewriter)
#include "tst_requestrewriter.moc"

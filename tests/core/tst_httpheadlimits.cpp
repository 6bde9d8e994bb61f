// SPDX-License-Identifier: MIT
// A head may be as large as the limits say and not an octet larger, and costs no more
// time than its length.
#include "handshaketext.h"
#include "headreading.h"
#include "lineartime.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

using Kind = HttpHeadReader::Kind;
using Status = HttpHeadReader::Status;

class tst_HttpHeadLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void interimResponsesCountTowardsTheLimit();
    void headOfExactlyTheLimitIsRead();
    void tooLargeHeadIsRefusedBeforeItIsStored_data();
    void tooLargeHeadIsRefusedBeforeItIsStored();
    void tooManyFieldsAreRefused();
    void timeGrowsWithTheLengthAlone();
};

void tst_HttpHeadLimits::interimResponsesCountTowardsTheLimit()
{
    const QByteArray interim = QByteArray("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n").repeated(10'000);
    const Limits limits;
    const HttpHeadReader reader = readAll(Kind::Response, interim, limits);
    QCOMPARE(reader.status(), Status::Error);
    QCOMPARE(reader.raw().size(), limits.maxHeaderBytes);
}

void tst_HttpHeadLimits::headOfExactlyTheLimitIsRead()
{
    const QByteArray text = headText(sampleRequestLines());
    Limits limits{.maxHeaderBytes = int(text.size()), .maxHeaderFields = 5};
    QCOMPARE(readAll(Kind::Request, text, limits).status(), Status::Complete);
    --limits.maxHeaderBytes;
    QCOMPARE(readAll(Kind::Request, text, limits).error().status, 431);
}

void tst_HttpHeadLimits::tooLargeHeadIsRefusedBeforeItIsStored_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("status");

    const QByteArray large(300'000, 'a');
    QTest::newRow("6585 5 one field of 300 kB") << "GET / HTTP/1.1\r\nA: " + large << 431;
    QTest::newRow("a field name of 300 kB") << "GET / HTTP/1.1\r\n" + large << 431;
    QTest::newRow("many fields") << "GET / HTTP/1.1\r\n"
            + QByteArray("A: " + QByteArray(1000, 'b') + "\r\n").repeated(60)
                                 << 431;
    QTest::newRow("9112 3 a target of 300 kB") << "GET /" + large << 414;
    QTest::newRow("a method of 300 kB") << large << 431;
}

void tst_HttpHeadLimits::tooLargeHeadIsRefusedBeforeItIsStored()
{
    QFETCH(QByteArray, text);
    const Limits limits;
    const auto whole = readAll(Kind::Request, text, limits);
    QCOMPARE(whole.status(), Status::Error);
    QTEST(whole.error().status, "status");
    QCOMPARE(whole.raw().size(), limits.maxHeaderBytes);
    QVERIFY(whole.error().text.contains("maxHeaderBytes"));
    QCOMPARE(octetsUntilError(Kind::Request, text), limits.maxHeaderBytes + 1);
}

void tst_HttpHeadLimits::tooManyFieldsAreRefused()
{
    const Limits limits{.maxHeaderBytes = 1'000'000};
    const auto text = [](int count) {
        return "GET / HTTP/1.1\r\n" + QByteArray("A: b\r\n").repeated(count) + "\r\n";
    };
    QCOMPARE(readAll(Kind::Request, text(limits.maxHeaderFields), limits).status(), Status::Complete);
    QCOMPARE(readAll(Kind::Request, text(limits.maxHeaderFields + 1), limits).error().status, 431);
    const auto reader = readAll(Kind::Request, text(20'000), limits);
    QCOMPARE(reader.error().status, 431);
    QVERIFY(reader.request().fields.size() <= limits.maxHeaderFields);
    QCOMPARE(
        readAll(Kind::Response, text(20'000).replace("GET / HTTP/1.1", "HTTP/1.1 101 x"), limits).status(),
        Status::Error);
}

void tst_HttpHeadLimits::timeGrowsWithTheLengthAlone()
{
    // A reader that begins again with each piece needs minutes for a head that comes
    // octet by octet.
    const QByteArray failure = timeOverLinear([](qsizetype size) {
        const QByteArray text = "GET / HTTP/1.1\r\nA: " + QByteArray(size, ' ') + "b\r\n\r\n";
        HttpHeadReader reader(Kind::Request, Limits{.maxHeaderBytes = 10'000'000});
        for (const char &octet : text)
            reader.feed(QByteArrayView(&octet, 1));
        QCOMPARE(reader.request().fields.value("A"), "b");
    });
    QVERIFY2(failure.isEmpty(), failure.constData());
}

QTEST_APPLESS_MAIN(tst_HttpHeadLimits)
#include "tst_httpheadlimits.moc"

// SPDX-License-Identifier: GPL-3.0-only
// The program as a test tool: --filter, --expect, --forbid and --junit decide what is
// written and how it ends.
#include "inspector/programoutput.h"
#include "inspector/rawsocket.h"
#include "interop/peerprocess.h"

#include <QtCore/QTemporaryDir>
#include <QtCore/QXmlStreamReader>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Ending
{
    int status = -1;
    QStringList errors = {}; //!< lines on standard error
    QString story = {};
};

//! Texts as a server sends them.
QByteArray texts(const QByteArrayList &payloads)
{
    QByteArray octets;
    for (const QByteArray &payload : payloads)
        octets += QByteArray(1, char(0x81)) + char(payload.size()) + payload;
    return octets;
}

const QByteArrayList payloads{R"({"kind":"hello","n":1})", R"({"kind":"data","n":2})", "plain words",
                              R"({"kind":"data","n":3})"};

//! A run of the inspector between a client and a server that sends payloads, ended by a
//! signal once all has passed.
Ending runWith(const QStringList &arguments)
{
    RawListener target;
    PeerProcess program(QStringLiteral(GANTRY_INSPECTOR),
                        QStringList{u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + target.url()}
                            + arguments,
                        withoutDisplay());
    const QUrl url = program.waitForUrl();
    if (url.port() <= 0)
        return {.story = program.story()};
    RawSocket client = RawSocket::connectedTo(quint16(url.port()));
    RawSocket server = target.accept();
    client.send("GET /feed HTTP/1.1\r\n\r\n");
    server.receiveUntil("\r\n\r\n");
    const QByteArray answer = "HTTP/1.1 101 Switching Protocols\r\n\r\n" + texts(payloads);
    server.send(answer);
    client.receive(answer.size());
    program.terminate();
    program.waitForEnd();
    return {.status = program.exitStatus(),
            .errors = program.errors().split(u'\n', Qt::SkipEmptyParts),
            .story = program.story()};
}

} // namespace

class TestHeadlessFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesOnlyWhatMatches();
    void expectationsDecideTheStatus_data();
    void expectationsDecideTheStatus();
    void tellsTheFirstForbiddenFrame();
    void reportsAsJunit();
    void wrongExpressionsEndWith2_data();
    void wrongExpressionsEndWith2();
    void aReportThatCannotBeWrittenEndsWith1();
    void watchesTheDemo();

private:
    const QTemporaryDir m_directory;
};

void TestHeadlessFilter::writesOnlyWhatMatches()
{
    const QString file = m_directory.filePath(u"filtered"_s);
    const Ending ending = runWith({u"--jsonl"_s, file, u"--filter"_s, u"json.kind == data && dir == recv"_s});
    QVERIFY2(ending.status == 0, qPrintable(ending.story));
    const QList<QJsonObject> records = objectsIn(contentsOf(file));
    QCOMPARE(records.size(), 2);
    for (qsizetype i = 0; i < records.size(); ++i) {
        QCOMPARE(records[i]["data"_L1].toString(), QString::fromLatin1(payloads[i == 0 ? 1 : 3]));
        QCOMPARE(records[i]["conn"_L1].toInt(), 1);
    }
}

void TestHeadlessFilter::expectationsDecideTheStatus_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QStringList>("errors"); // beginnings
    const QString expect = u"--expect"_s;
    const QString forbid = u"--forbid"_s;
    QTest::newRow("seen") << QStringList{expect, u"json.n == 3"_s} << 0 << QStringList();
    QTest::newRow("not seen") << QStringList{expect, u"json.n == 4"_s} << 1
                              << QStringList{u"--expect: never seen: json.n == 4"_s};
    QTest::newRow("one of two is not seen") << QStringList{expect, u"json.n == 4"_s, expect, u"words"_s} << 1
                                            << QStringList{u"--expect: never seen: json.n == 4"_s};
    QTest::newRow("not forbidden") << QStringList{forbid, u"json.n > 3"_s} << 0 << QStringList();
    QTest::newRow("forbidden") << QStringList{forbid, u"json.n >= 2"_s} << 1
                               << QStringList{u"--forbid: seen 2 times: json.n >= 2; first: "_s};
    QTest::newRow("all is said") << QStringList{expect, u"json.n == 4"_s,  forbid, u"op == text"_s,
                                                expect, u"latency > 1h"_s, forbid, u"op == binary"_s}
                                 << 1
                                 << QStringList{u"--expect: never seen: json.n == 4"_s,
                                                u"--expect: never seen: latency > 1h"_s,
                                                u"--forbid: seen 4 times: op == text; first: "_s};
    QTest::newRow("handshakes count") << QStringList{expect, u"/feed && !op"_s} << 0 << QStringList();
    QTest::newRow("the filter does not matter")
        << QStringList{u"--filter"_s, u"op == ping"_s, expect, u"words"_s} << 0 << QStringList();
}

void TestHeadlessFilter::expectationsDecideTheStatus()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QStringList, errors);
    const Ending ending = runWith(arguments);
    QVERIFY2(ending.status == status, qPrintable(ending.story));
    QCOMPARE(ending.errors.size(), errors.size());
    for (qsizetype i = 0; i < errors.size(); ++i)
        QVERIFY2(ending.errors[i].startsWith(u"gantry-inspector: "_s + errors[i]), qPrintable(ending.story));
}

void TestHeadlessFilter::tellsTheFirstForbiddenFrame()
{
    const Ending ending = runWith({u"--forbid"_s, u"json.kind == data"_s});
    QCOMPARE(ending.errors.size(), 1);
    QVERIFY2(ending.errors[0].contains("#1"_L1) && ending.errors[0].contains("received"_L1)
                 && ending.errors[0].endsWith("{\"kind\":\"data\",\"n\":2}"_L1),
             qPrintable(ending.story));
}

void TestHeadlessFilter::reportsAsJunit()
{
    const QString file = m_directory.filePath(u"report.xml"_s);
    const Ending ending =
        runWith({u"--junit"_s, file, u"--expect"_s, u"words"_s, u"--forbid"_s, u"json.kind == data"_s});
    QCOMPARE(ending.status, 1);
    QXmlStreamReader xml(contentsOf(file));
    QStringList names;
    QString failure;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == "testcase"_L1)
            names.append(xml.attributes().value("name"_L1).toString());
        else if (xml.name() == "failure"_L1)
            failure = xml.readElementText();
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(names, (QStringList{u"expect: words"_s, u"forbid: json.kind == data"_s}));
    QVERIFY2(failure.contains("{\"kind\":\"data\",\"n\":2}"_L1), qPrintable(failure));
}

void TestHeadlessFilter::wrongExpressionsEndWith2_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("errors");
    QTest::newRow("filter")
        << QStringList{u"--filter"_s, u"fin && lenn > 5"_s}
        << u"gantry-inspector: --filter: column 8: there is no field 'lenn'; did you mean "
           "'len'?\n  fin && lenn > 5\n         ^~~~\n"_s;
    QTest::newRow("expect")
        << QStringList{u"--expect"_s, u"len >"_s}
        << u"gantry-inspector: --expect: column 6: a value is missing behind '>'\n  len >\n"
           "       ^\n"_s;
    QTest::newRow("forbid") << QStringList{
        u"--forbid"_s,
        u"("_s} << u"gantry-inspector: --forbid: column 2: a condition is missing here\n  (\n   ^\n"_s;
    QTest::newRow("nothing expected")
        << QStringList{u"--expect"_s, u" "_s} << u"gantry-inspector: --expect needs an expression\n"_s;
    QTest::newRow("a report on nothing")
        << QStringList{u"--junit"_s, u"x"_s}
        << u"gantry-inspector: --junit needs something to report: --expect or --forbid\n"_s;
}

void TestHeadlessFilter::wrongExpressionsEndWith2()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, errors);
    PeerProcess program(QStringLiteral(GANTRY_INSPECTOR),
                        QStringList{u"--headless"_s, u"--demo"_s} + arguments, withoutDisplay());
    QVERIFY2(program.waitForEnd(), qPrintable(program.story()));
    QCOMPARE(program.exitStatus(), 2);
    QCOMPARE(program.errors(), errors);
    QCOMPARE(program.output(), QString());
}

void TestHeadlessFilter::aReportThatCannotBeWrittenEndsWith1()
{
    PeerProcess program(
        QStringLiteral(GANTRY_INSPECTOR),
        {u"--headless"_s, u"--demo"_s, u"--expect"_s, u"fin"_s, u"--junit"_s, u"/no/such/folder/x"_s},
        withoutDisplay());
    QVERIFY2(program.waitForEnd(), qPrintable(program.story()));
    QCOMPARE(program.exitStatus(), 1);
    QVERIFY2(program.errors().contains("cannot write '/no/such/folder/x'"_L1), qPrintable(program.story()));
}

void TestHeadlessFilter::watchesTheDemo()
{
    PeerProcess program(QStringLiteral(GANTRY_INSPECTOR),
                        {u"--headless"_s, u"--demo"_s, u"--expect"_s, u"json.gantry == A7-118"_s,
                         u"--expect"_s, u"close.code == 1002"_s, u"--forbid"_s, u"json.gantry == A7-119"_s,
                         u"--filter"_s, u"json.lanes[*].lane == 3 || close.code == 1002"_s},
                        withoutDisplay());
    // Both expectations are what the filter lets pass.
    for (const QString &part : {u"vehiclesPerMinute"_s, u"1002"_s})
        QTRY_VERIFY2_WITH_TIMEOUT(program.output().contains(part), qPrintable(program.story()), 20'000);
    program.terminate();
    QVERIFY2(program.waitForEnd() && program.exitStatus() == 0, qPrintable(program.story()));
    QVERIFY2(!program.output().contains("north: "_L1), qPrintable(program.story()));
}

QTEST_GUILESS_MAIN(TestHeadlessFilter)
#include "tst_headlessfilter.moc"

// SPDX-License-Identifier: GPL-3.0-only
// What --filter, --expect and --forbid make of records, and the report that build
// servers read.
#include "inspector/filtersupport.h"
#include "inspector/wampsamples.h"
#include "program/junitreport.h"
#include "program/recordchecks.h"

#include <QtCore/QTemporaryDir>
#include <QtCore/QXmlStreamReader>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

namespace {

Arguments argumentsFor(const QStringList &expected, const QStringList &forbidden, const QString &filter = {})
{
    Arguments arguments;
    arguments.filter = compiled(filter);
    for (const QString &expression : expected)
        arguments.expectations.append({Expectation::Kind::Expected, compiled(expression)});
    for (const QString &expression : forbidden)
        arguments.expectations.append({Expectation::Kind::Forbidden, compiled(expression)});
    return arguments;
}

QList<Tap::Record> withoutLosses()
{
    QList<Tap::Record> records = conversation();
    records.removeIf(
        [](const Tap::Record &record) { return std::holds_alternative<Tap::DropRecord>(record); });
    return records;
}

RecordChecks::Verdict verdictOn(const QList<Tap::Record> &records, const Arguments &arguments)
{
    RecordChecks checks(arguments);
    checks.look(0, records);
    return checks.finish();
}

ExpectationOutcome outcome(Expectation::Kind kind, const QString &expression, quint64 seen)
{
    return {.expectation = {kind, compiled(expression)},
            .seen = seen,
            .firstSeen = seen > 0 ? u"12:00:00.000 \x01 <frame> & \"quotes\""_s : QString(),
            .decidedAfter = 1.5};
}

//! One element of a report, as far as both schemas prescribe it.
struct Element
{
    QString name;
    QStringList attributes; // those that must be there
};

} // namespace

class TestExpectations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsExpectedHasToBeSeen();
    void whatIsForbiddenIsToldWithItsFirstFrame();
    void lossesAreSaid();
    void theFilterChoosesWhatIsWritten();
    void withoutFilterAllIsWritten();
    void timeBeginsWithTheFirstRecord();
#ifdef GANTRY_HAS_WAMP
    void wampIsKnown_data();
    void wampIsKnown();
    void sourcesHaveSessionsOfTheirOwn();
    void oneOfABatchIsEnough();
#endif
    void theReportHasACaseForEachExpectation();
    void theReportIsWhatBothSchemasWant();
    void theReportIsWrittenToItsFile();
};

void TestExpectations::whatIsExpectedHasToBeSeen()
{
    const auto verdict =
        verdictOn(withoutLosses(), argumentsFor({u"op == ping"_s, u"json.type == leave"_s}, {}));
    QVERIFY(!verdict.isMet);
    QCOMPARE(verdict.lines, QStringList(u"--expect: never seen: json.type == leave"_s));
    QVERIFY(verdictOn(withoutLosses(), argumentsFor({u"op == ping"_s}, {})).isMet);
    QVERIFY(!verdictOn({}, argumentsFor({u"op == ping"_s}, {})).isMet);
}

void TestExpectations::whatIsForbiddenIsToldWithItsFirstFrame()
{
    const auto verdict =
        verdictOn(withoutLosses(), argumentsFor({}, {u"rsv == 2"_s, u"op == 3"_s, u"op==continuation"_s}));
    QVERIFY(!verdict.isMet);
    QCOMPARE(verdict.lines.size(), 2);
    QVERIFY2(verdict.lines[0].startsWith("--forbid: seen once: rsv == 2; first: "_L1),
             qPrintable(verdict.lines[0]));
    QVERIFY2(verdict.lines[0].contains("#3"_L1) && verdict.lines[0].contains("hello"_L1),
             qPrintable(verdict.lines[0]));
    QVERIFY2(verdict.lines[1].startsWith("--forbid: seen 2 times: op==continuation; first: "_L1),
             qPrintable(verdict.lines[1]));
    QVERIFY2(verdict.lines[1].contains("that comes in"_L1) && !verdict.lines[1].contains(u'\n'),
             qPrintable(verdict.lines[1]));
}

void TestExpectations::lossesAreSaid()
{
    const auto verdict = verdictOn(conversation(), argumentsFor({}, {u"op == 3"_s}));
    QVERIFY(verdict.isMet);
    QCOMPARE(verdict.lines, QStringList(u"128 records were lost, and not looked at"_s));
}

void TestExpectations::theFilterChoosesWhatIsWritten()
{
    RecordChecks checks(argumentsFor({}, {}, u"conn == 2"_s));
    const QList<Tap::Record> records = conversation();
    const QBitArray chosen = checks.look(0, records);
    QCOMPARE(chosen.size(), records.size());
    for (qsizetype i = 0; i < records.size(); ++i)
        QCOMPARE(chosen.testBit(i), Tap::headOf(records[i]).connection == 2);
    // Another source has connections of its own; number 1 has ended.
    const QBitArray others = checks.look(1, {text(1, "a"), text(2, "b")});
    QCOMPARE(others.count(true), 0);
}

void TestExpectations::withoutFilterAllIsWritten()
{
    RecordChecks checks(argumentsFor({}, {}));
    QVERIFY(checks.look(0, conversation()).isEmpty());
}

void TestExpectations::timeBeginsWithTheFirstRecord()
{
    RecordChecks checks(argumentsFor({}, {}, u"time >= 50ms"_s));
    const QBitArray chosen = checks.look(0, conversation());
    QVERIFY(!chosen.testBit(0) && !chosen.testBit(1) && chosen.testBit(2));
}

#ifdef GANTRY_HAS_WAMP
void TestExpectations::wampIsKnown_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QList<int>>("chosen"); // places in wampSession(), from 1
    QTest::newRow("type") << u"wamp.type == ERROR"_s << QList<int>{23, 25};
    QTest::newRow("names of types in small letters") << u"wamp.type in (goodbye)"_s << QList<int>{29, 30};
    QTest::newRow("procedure of an answer") << u"wamp.uri == com.example.add"_s << QList<int>{7, 9};
    QTest::newRow("topic of an event") << u"wamp.uri == com.example.count"_s << QList<int>{6, 8, 17, 26, 27};
    QTest::newRow("id") << u"wamp.id == 3"_s << QList<int>{10, 11, 12, 13};
    QTest::newRow("slow answers") << u"latency >= 5ms"_s << QList<int>{5, 12, 13};
    QTest::newRow("a request has no latency") << u"latency && wamp.type == CALL"_s << QList<int>{};
    QTest::newRow("all answers") << u"latency && wamp.type == RESULT"_s << QList<int>{9, 11, 12, 13};
}

void TestExpectations::wampIsKnown()
{
    QFETCH(QString, filter);
    QFETCH(QList<int>, chosen);
    const QList<Tap::Record> records = wampSession();
    RecordChecks checks(argumentsFor({}, {}, filter));
    QList<int> found;
    // A record a batch: what was said before is known all the same.
    for (int i = 0; i < records.size(); ++i) {
        if (checks.look(0, {records[i]}).testBit(0))
            found.append(i + 1);
    }
    QCOMPARE(found, chosen);
}

void TestExpectations::sourcesHaveSessionsOfTheirOwn()
{
    RecordChecks checks(argumentsFor({}, {}, u"latency"_s));
    const Tap::Record opening = open(1, "ws://127.0.0.1:8080/ws", "wamp.2.json");
    const Tap::Record call = sent(1, R"([48,1,{},"com.example.add"])");
    const Tap::Record result = received(2, R"([50,1,{}])");
    QVERIFY(!checks.look(0, {opening, call}).testBit(1));
    QVERIFY(!checks.look(1, {opening, result}).testBit(1));
    QVERIFY(checks.look(0, {result}).testBit(0));
    // Who has the number next has asked nothing.
    (void)checks.look(0, {call, closed(1, 1000, {}, true), opening});
    QVERIFY(!checks.look(0, {result}).testBit(0));
}

void TestExpectations::oneOfABatchIsEnough()
{
    // JSON messages of a batch end with a record separator each.
    const QList<Tap::Record> records{
        open(1, "ws://127.0.0.1:8080/ws", "wamp.2.json.batched"),
        sent(0, "[48,1,{},\"com.example.add\"]\x1e[48,2,{},\"com.example.lift\"]\x1e"),
        received(30, "[50,1,{}]\x1e[8,48,2,{},\"com.example.error\"]\x1e"),
    };
    RecordChecks checks(argumentsFor({u"wamp.type == ERROR && latency == 30ms"_s}, {u"wamp.id == 2"_s},
                                     u"wamp.uri == com.example.lift"_s));
    QCOMPARE(checks.look(0, records).count(true), 1); // the ERROR names an error of its own
    const auto verdict = checks.finish();
    QCOMPARE(verdict.lines.size(), 1);
    QVERIFY2(verdict.lines[0].startsWith("--forbid: seen 2 times: wamp.id == 2; first: "_L1),
             qPrintable(verdict.lines[0]));
}
#endif

void TestExpectations::theReportHasACaseForEachExpectation()
{
    const QByteArray report = junitReport(
        {outcome(Expectation::Kind::Expected, u"op == ping"_s, 1),
         outcome(Expectation::Kind::Expected, u"text contains \"<&\""_s, 0),
         outcome(Expectation::Kind::Forbidden, u"len > 5"_s, 3),
         outcome(Expectation::Kind::Forbidden, u"len > 6"_s, 0)},
        {.begin = QDateTime(QDate(2026, 1, 1), QTime(12, 0), Qt::UTC), .seconds = 2, .notes = {}});
    QXmlStreamReader xml(report);
    QStringList names;
    QStringList failures;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        const QXmlStreamAttributes attributes = xml.attributes();
        if (xml.name() == "testsuite"_L1) {
            QCOMPARE(attributes.value("tests"_L1), u"4"_s);
            QCOMPARE(attributes.value("failures"_L1), u"2"_s);
            QCOMPARE(attributes.value("time"_L1), u"2.000"_s);
            QCOMPARE(attributes.value("timestamp"_L1), u"2026-01-01T12:00:00"_s);
        } else if (xml.name() == "testcase"_L1) {
            names.append(attributes.value("name"_L1).toString());
            QCOMPARE(attributes.value("time"_L1), u"1.500"_s);
        } else if (xml.name() == "failure"_L1) {
            failures.append(names.last() + u": "_s + attributes.value("message"_L1).toString());
            QVERIFY(xml.readElementText().startsWith("--"_L1));
        }
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(names,
             (QStringList{u"expect: op == ping"_s, u"expect: text contains \"<&\""_s, u"forbid: len > 5"_s,
                          u"forbid: len > 6"_s}));
    QCOMPARE(
        failures,
        (QStringList{u"expect: text contains \"<&\": never seen"_s, u"forbid: len > 5: seen 3 times"_s}));
}

void TestExpectations::theReportIsWhatBothSchemasWant()
{
    const QByteArray report = junitReport(
        {outcome(Expectation::Kind::Forbidden, u"\"a\\u0001\\uFFFFb\""_s, 2)}, {.notes = {u"x"_s}});
    // In document order.
    const QList<Element> expected{{u"testsuites"_s, {}},
                                  {u"testsuite"_s,
                                   {u"id"_s, u"package"_s, u"name"_s, u"timestamp"_s, u"hostname"_s,
                                    u"tests"_s, u"failures"_s, u"errors"_s, u"time"_s}},
                                  {u"properties"_s, {}},
                                  {u"testcase"_s, {u"name"_s, u"classname"_s, u"time"_s}},
                                  {u"failure"_s, {u"message"_s, u"type"_s}},
                                  {u"system-out"_s, {}},
                                  {u"system-err"_s, {}}};
    QXmlStreamReader xml(report);
    QStringList names;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        QVERIFY2(names.size() < expected.size(), report.constData());
        const Element &element = expected[names.size()];
        names.append(xml.name().toString());
        QCOMPARE(names.last(), element.name);
        QCOMPARE(xml.attributes().size(), element.attributes.size());
        for (const QString &attribute : element.attributes)
            QVERIFY2(xml.attributes().hasAttribute(attribute), qPrintable(attribute));
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(names.size(), expected.size());
    QVERIFY(!report.contains('\x01') && !report.contains("\xEF\xBF\xBF"));
}

void TestExpectations::theReportIsWrittenToItsFile()
{
    const QTemporaryDir directory;
    Arguments arguments = argumentsFor({u"op == ping"_s}, {});
    arguments.junitPath = directory.filePath(u"report.xml"_s);
    RecordChecks checks(arguments);
    QVERIFY(checks.openReport());
    checks.look(0, conversation());
    QVERIFY(checks.finish().isMet);
    QFile file(arguments.junitPath);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray report = file.readAll();
    QVERIFY2(report.contains("tests=\"1\"") && report.contains("failures=\"0\""), report.constData());

    arguments.junitPath = u"/no/such/folder/report.xml"_s;
    RecordChecks hopeless(arguments);
    QVERIFY(!hopeless.openReport());
    QVERIFY(hopeless.errorString().contains(arguments.junitPath));
}

QTEST_APPLESS_MAIN(TestExpectations)
#include "tst_expectations.moc"

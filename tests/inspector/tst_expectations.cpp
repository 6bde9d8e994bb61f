// SPDX-License-Identifier: GPL-3.0-only
// What --filter, --expect and --forbid make of records, and the report that build
// servers read.
#include "inspector/filtersupport.h"
#include "inspector/samplerecords.h"
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

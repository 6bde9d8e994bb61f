// SPDX-License-Identifier: GPL-3.0-only
// There is no standard, but two schemas are in use: Jenkins's, and Ant's, which is
// stricter. What both have is written, with all that Ant's wants to be there.
#include "program/junitreport.h"

#include <QtCore/QSysInfo>
#include <QtCore/QXmlStreamWriter>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! XML 1.0 section 2.2: most control characters cannot be written in any way. Payloads
//! and expressions may have them, and halves of surrogate pairs.
QString xmlText(const QString &text)
{
    QString result;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar unit = text[i];
        const bool isPair = unit.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (isPair) {
            result += unit;
            result += text[++i];
            continue;
        }
        const bool isControl = unit < u' ' && unit != u'\t' && unit != u'\n' && unit != u'\r';
        result += isControl || unit.isSurrogate() || unit >= QChar(0xFFFE)
            ? QChar(QChar::ReplacementCharacter)
            : unit;
    }
    return result;
}

QString secondsText(double seconds)
{
    return QString::number(seconds, 'f', 3);
}

bool isForbidding(const ExpectationOutcome &outcome)
{
    return outcome.expectation.kind == Expectation::Kind::Forbidden;
}

void writeCase(const ExpectationOutcome &outcome, QXmlStreamWriter &xml)
{
    const QString option = isForbidding(outcome) ? u"forbid"_s : u"expect"_s;
    xml.writeStartElement(u"testcase"_s);
    xml.writeAttribute(u"name"_s, xmlText(u"%1: %2"_s.arg(option, outcome.expectation.filter.text())));
    xml.writeAttribute(u"classname"_s, u"gantry-inspector."_s + option);
    xml.writeAttribute(u"time"_s, secondsText(outcome.decidedAfter));
    if (!outcome.isMet()) {
        xml.writeStartElement(u"failure"_s);
        xml.writeAttribute(u"message"_s, outcome.whatHappened());
        xml.writeAttribute(u"type"_s, option);
        xml.writeCharacters(xmlText(outcome.complaint()));
        xml.writeEndElement();
    }
    xml.writeEndElement();
}

} // namespace

QByteArray junitReport(const QList<ExpectationOutcome> &outcomes, const JunitRun &run)
{
    const auto failures = std::count_if(outcomes.begin(), outcomes.end(),
                                        [](const ExpectationOutcome &outcome) { return !outcome.isMet(); });
    QByteArray report;
    QXmlStreamWriter xml(&report);
    xml.setAutoFormatting(true);
    xml.setAutoFormattingIndent(2);
    xml.writeStartDocument();
    xml.writeStartElement(u"testsuites"_s);
    xml.writeStartElement(u"testsuite"_s);
    xml.writeAttribute(u"id"_s, u"0"_s);
    xml.writeAttribute(u"package"_s, u"gantry-inspector"_s);
    xml.writeAttribute(u"name"_s, u"gantry-inspector"_s);
    xml.writeAttribute(u"timestamp"_s, run.begin.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss"_s));
    xml.writeAttribute(u"hostname"_s, xmlText(QSysInfo::machineHostName()));
    xml.writeAttribute(u"tests"_s, QString::number(outcomes.size()));
    xml.writeAttribute(u"failures"_s, QString::number(failures));
    xml.writeAttribute(u"errors"_s, u"0"_s);
    xml.writeAttribute(u"time"_s, secondsText(run.seconds));
    xml.writeEmptyElement(u"properties"_s);
    for (const ExpectationOutcome &outcome : outcomes)
        writeCase(outcome, xml);
    xml.writeTextElement(u"system-out"_s, {});
    xml.writeTextElement(u"system-err"_s, xmlText(run.notes.join(u'\n')));
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndDocument();
    return report;
}

} // namespace Gantry::Inspector

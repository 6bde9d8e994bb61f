// SPDX-License-Identifier: GPL-3.0-only
#include "program/recordchecks.h"

#include "program/junitreport.h"

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

RecordChecks::RecordChecks(const Arguments &arguments)
    : m_filter(arguments.filter)
    , m_expectations(arguments.expectations)
    , m_report(arguments.junitPath)
{ }

bool RecordChecks::openReport()
{
    return m_report.fileName().isEmpty() || m_report.open(QIODevice::WriteOnly | QIODevice::Truncate);
}

QString RecordChecks::errorString() const
{
    return u"cannot write '%1': %2"_s.arg(m_report.fileName(), m_report.errorString());
}

QBitArray RecordChecks::look(int source, const QList<Tap::Record> &records)
{
    if (m_filter.passesAll() && m_expectations.isEmpty())
        return {};
    QBitArray chosen(records.size());
    for (qsizetype i = 0; i < records.size(); ++i) {
        const Tap::Record &record = records[i];
        const quint64 connection = m_numbers.numberOf(source, record);
        const QList<FilterFacts> facts = factsOf(record, connection);
        if (const auto *drop = std::get_if<Tap::DropRecord>(&record))
            m_lost += drop->count;
        m_expectations.look(record, facts, connection);
        chosen.setBit(i, std::ranges::any_of(facts, [&](const FilterFacts &one) {
                          return m_filter.matches(record, one);
                      }));
    }
    return chosen;
}

QList<FilterFacts> RecordChecks::factsOf(const Tap::Record &record, quint64 connection)
{
    if (!m_startNs)
        m_startNs = Tap::headOf(record).timeNs;
    const FilterFacts facts{.captureStartNs = *m_startNs, .connection = connection};
    const QList<WampFacts> messages = m_wamp.look(connection, record);
    if (messages.isEmpty())
        return {facts};
    QList<FilterFacts> all(messages.size(), facts);
    for (qsizetype i = 0; i < messages.size(); ++i) {
        all[i].latencyNs = messages[i].latencyNs;
        all[i].wamp = FilterWamp{messages[i].type, messages[i].uri, messages[i].id};
    }
    return all;
}

RecordChecks::Verdict RecordChecks::finish()
{
    Verdict verdict;
    QStringList notes;
    if (m_lost > 0 && !m_expectations.isEmpty())
        notes.append(u"%1 records were lost, and not looked at"_s.arg(m_lost));
    const QList<ExpectationOutcome> outcomes = m_expectations.outcomes();
    for (const ExpectationOutcome &outcome : outcomes) {
        if (outcome.isMet())
            continue;
        verdict.isMet = false;
        verdict.lines.append(outcome.complaint());
    }
    verdict.lines += notes;
    if (!m_report.isOpen())
        return verdict;
    const QByteArray report = junitReport(
        outcomes, {.begin = m_begin, .seconds = m_expectations.secondsSinceStart(), .notes = notes});
    if (m_report.write(report) != report.size() || !m_report.flush()) {
        verdict.isMet = false;
        verdict.lines.append(errorString());
    }
    m_report.close();
    return verdict;
}

} // namespace Gantry::Inspector

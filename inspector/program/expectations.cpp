// SPDX-License-Identifier: GPL-3.0-only
#include "program/expectations.h"

#include "export/textlines.h"

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString lineOf(const Tap::Record &record, quint64 connection)
{
    QByteArray line;
    appendTextLine(record, connection, line);
    return QString::fromUtf8(line).trimmed();
}

} // namespace

QString ExpectationOutcome::whatHappened() const
{
    if (seen == 0)
        return u"never seen"_s;
    return seen == 1 ? u"seen once"_s : u"seen %1 times"_s.arg(seen);
}

QString ExpectationOutcome::complaint() const
{
    const QString expression = expectation.filter.text();
    if (expectation.kind == Expectation::Kind::Expected)
        return u"--expect: %1: %2"_s.arg(whatHappened(), expression);
    return u"--forbid: %1: %2; first: %3"_s.arg(whatHappened(), expression, firstSeen);
}

Expectations::Expectations(const QList<Expectation> &expectations)
{
    for (const Expectation &expectation : expectations)
        m_outcomes.append({.expectation = expectation});
    m_clock.start();
}

void Expectations::look(const Tap::Record &record, const QList<FilterFacts> &facts, quint64 connection)
{
    for (ExpectationOutcome &outcome : m_outcomes) {
        const bool isDecided = outcome.expectation.kind == Expectation::Kind::Expected && outcome.seen > 0;
        const bool isSeen = !isDecided && std::ranges::any_of(facts, [&](const FilterFacts &one) {
            return outcome.expectation.filter.matches(record, one);
        });
        if (!isSeen)
            continue;
        if (outcome.seen++ > 0)
            continue;
        outcome.firstSeen = lineOf(record, connection);
        outcome.decidedAfter = secondsSinceStart();
    }
}

QList<ExpectationOutcome> Expectations::outcomes() const
{
    QList<ExpectationOutcome> outcomes = m_outcomes;
    for (ExpectationOutcome &outcome : outcomes) {
        if (outcome.seen == 0)
            outcome.decidedAfter = secondsSinceStart();
    }
    return outcomes;
}

double Expectations::secondsSinceStart() const
{
    return double(m_clock.nsecsElapsed()) / 1e9;
}

} // namespace Gantry::Inspector

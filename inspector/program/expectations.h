// SPDX-License-Identifier: GPL-3.0-only
// What a run has to see (--expect) and must not see (--forbid), and what came of it.
#pragma once

#include "filter/filter.h"

#include <QtCore/QElapsedTimer>

#include <vector>

namespace Gantry::Inspector {

struct Expectation
{
    enum class Kind : quint8 {
        Expected, //!< at least once
        Forbidden,
    };

    Kind kind = Kind::Expected;
    Filter filter = {};
    bool operator==(const Expectation &) const = default;
};

//! Times are seconds since the run began.
struct ExpectationOutcome
{
    Expectation expectation = {};
    quint64 seen = 0; //!< of what is expected only the first one is counted
    QString firstSeen = {}; //!< the first one, as a line for people
    double decidedAfter = 0; //!< when that was, or when the run ended

    bool isMet() const { return (seen > 0) == (expectation.kind == Expectation::Kind::Expected); }
    QString whatHappened() const; //!< "seen 3 times"
    //! One line, where it is not met.
    QString complaint() const;
};

class Expectations
{
public:
    explicit Expectations(const QList<Expectation> &expectations);

    bool isEmpty() const { return m_outcomes.empty(); }
    //! Seen is what matches with one of \a facts. \a connection: the number it has in what
    //! is written.
    void look(const Tap::Record &record, const QList<FilterFacts> &facts, quint64 connection);
    //! The run has ended.
    QList<ExpectationOutcome> outcomes() const;
    double secondsSinceStart() const;

private:
    QElapsedTimer m_clock;
    QList<ExpectationOutcome> m_outcomes;
};

} // namespace Gantry::Inspector

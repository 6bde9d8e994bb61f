// SPDX-License-Identifier: GPL-3.0-only
// Looks at each record of a run once, in order: is it written, was it expected, is it
// forbidden? At the end it says what is to be said.
#pragma once

#include "decode/wampfacts.h"
#include "export/connectionnumbers.h"
#include "program/arguments.h"
#include "program/expectations.h"

#include <QtCore/QBitArray>
#include <QtCore/QDateTime>
#include <QtCore/QFile>

namespace Gantry::Inspector {

class RecordChecks
{
public:
    explicit RecordChecks(const Arguments &arguments);

    //! Makes the file of --junit. False: errorString() says why it cannot be.
    [[nodiscard]] bool openReport();
    QString errorString() const;

    //! Which of \a records are to be written; empty: all of them.
    QBitArray look(int source, const QList<Tap::Record> &records);

    struct Verdict
    {
        bool isMet = true;
        QStringList lines = {}; //!< for standard error
    };
    //! The run has ended. Writes the report, which errorString() may have to say about.
    Verdict finish();

private:
    //! At least one; several of a batch of WAMP messages.
    QList<FilterFacts> factsOf(const Tap::Record &record, quint64 connection);

    const Filter m_filter;
    Expectations m_expectations;
    ConnectionNumbers m_numbers;
    WampFactFinder m_wamp;
    std::optional<qint64> m_startNs; //!< when the first record was made
    quint64 m_lost = 0; //!< records that a queue had no room for
    const QDateTime m_begin = QDateTime::currentDateTimeUtc();
    QFile m_report;
};

} // namespace Gantry::Inspector

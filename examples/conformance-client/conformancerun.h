// SPDX-License-Identifier: MIT
// All cases of a fuzzing server, one after the other, by the protocol that
// Autobahn|Testsuite's fuzzingserver speaks: /getCaseCount answers a number as text,
// each /runCase?case=N&agent=NAME is one case, /updateReports?agent=NAME has the
// report written.
#pragma once

#include "visit.h"

#include <QtCore/QObject>
#include <QtCore/QUrl>

namespace Gantry::Examples {

class ConformanceRun : public QObject
{
    Q_OBJECT

public:
    ConformanceRun(const QUrl &server, const QString &agent, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    void counted(int cases);
    void caseFinished(int number);
    //! Exactly once. \a error is empty when every case was run and the report asked
    //! for; how they went is the server's to say.
    void finished(const QString &error);

private:
    enum class Step : quint8 { Count, Cases, Report };

    void visit();
    void advance(const Visit &visit);
    QString readCount(const Visit &visit);
    QUrl currentUrl() const;

    QUrl m_server;
    QString m_agent;
    Step m_step = Step::Count;
    int m_cases = 0;
    int m_case = 0; //!< from 1
};

} // namespace Gantry::Examples

// SPDX-License-Identifier: GPL-3.0-only
// Outcomes as JUnit XML, which build servers show: a test case an expectation.
#pragma once

#include "program/expectations.h"

#include <QtCore/QDateTime>

namespace Gantry::Inspector {

struct JunitRun
{
    QDateTime begin = {};
    double seconds = 0;
    QStringList notes = {}; //!< what else was said on standard error
};

QByteArray junitReport(const QList<ExpectationOutcome> &outcomes, const JunitRun &run);

} // namespace Gantry::Inspector

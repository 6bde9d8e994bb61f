// SPDX-License-Identifier: GPL-3.0-only
// What tests of the filter language share.
#pragma once

#include "filter/filter.h"

#include <QtTest/QTest>

namespace Gantry::Inspector::Test {

//! \a expression compiled. One that is wrong fails the test, and passes nothing.
inline Filter compiled(const QString &expression)
{
    const Filter::Result result = Filter::compile(expression);
    if (const auto *filter = std::get_if<Filter>(&result))
        return *filter;
    const QString text = std::get<FilterError>(result).text;
    QTest::qFail(qPrintable(expression + QStringLiteral(": ") + text), __FILE__, __LINE__);
    return std::get<Filter>(Filter::compile(QStringLiteral("conn < 0")));
}

} // namespace Gantry::Inspector::Test

// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filtererror.h"

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Characters, not UTF-16 units: the second half of a pair is none of its own.
qsizetype charactersIn(QStringView text)
{
    return std::count_if(text.begin(), text.end(), [](QChar unit) { return !unit.isLowSurrogate(); });
}

} // namespace

qsizetype columnOf(const FilterError &error, QStringView expression)
{
    return charactersIn(expression.first(std::min(error.position, expression.size()))) + 1;
}

QString pointAt(const FilterError &error, const QString &expression)
{
    QString line = expression;
    for (QChar &unit : line) {
        if (unit.category() == QChar::Other_Control)
            unit = u' '; // a line break would tear the caret from its place
    }
    const qsizetype position = std::min(error.position, expression.size());
    const qsizetype before = columnOf(error, expression) - 1;
    const QStringView marked = QStringView(expression).sliced(position).left(error.length);
    const qsizetype more = std::max<qsizetype>(charactersIn(marked) - 1, 0);
    return u"  %1\n  %2^%3"_s.arg(line, QString(before, u' '), QString(more, u'~'));
}

} // namespace Gantry::Inspector

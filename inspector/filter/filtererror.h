// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QtCore/QString>

namespace Gantry::Inspector {

//! What is wrong with an expression, and where, in UTF-16 units as text fields count.
struct FilterError
{
    qsizetype position = 0;
    qsizetype length = 0; //!< what to underline; 0: something is missing at this place
    QString text = {}; //!< translated, one line
    //! The text so far is right, and goes on: nothing to be alarmed about while it is typed.
    bool isUnfinished = false;
    bool operator==(const FilterError &) const = default;
};

//! \a expression with a line of carets below the place of \a error, two columns
//! indented, for a terminal.
QString pointAt(const FilterError &error, const QString &expression);
//! The place as people count, from 1, in characters.
qsizetype columnOf(const FilterError &error, QStringView expression);

} // namespace Gantry::Inspector

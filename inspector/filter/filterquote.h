// SPDX-License-Identifier: GPL-3.0-only
// Texts in quotes, with the escapes of JSON (RFC 8259 section 7).
#pragma once

#include <QtCore/QString>

namespace Gantry::Inspector {

struct QuotedText
{
    QString text = {};
    qsizetype end = 0; //!< behind the closing quote
    QString complaint = {}; //!< empty: all is well
    qsizetype wrongAt = 0; //!< where the complaint is about, and how much of it there is
    qsizetype wrongLength = 0;
    bool isUnfinished = false; //!< the closing quote is missing
};

//! Reads what begins with the quote at \a from.
QuotedText readQuoted(QStringView text, qsizetype from);

QString quoted(QStringView text);

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// Cuts an expression into words, quoted texts and signs, each with its place.
#pragma once

#include "filter/filterfield.h"

#include <QtCore/QStringView>

namespace Gantry::Inspector {

struct FilterToken
{
    enum class Kind : quint8 {
        Word, //!< bare: a field, a value, "in", "contains"
        Quoted,
        Operator, //!< one that is written in signs
        Not,
        And,
        Or,
        Open, //!< "("
        Close,
        Comma,
        End,
        Wrong,
    };

    Kind kind = Kind::End;
    qsizetype position = 0;
    qsizetype length = 0;
    QString text = {}; //!< of Word and Operator: as written; of Quoted: what it means; of Wrong: why
    FilterOperator op = FilterOperator::Equal; //!< of Operator
    bool isUnfinished = false; //!< of Wrong: only its end is missing

    qsizetype end() const noexcept { return position + length; }
};

//! The last one is End or Wrong.
QList<FilterToken> filterTokens(QStringView text);

//! Whether a word goes no further than before \a unit.
bool endsFilterWord(QChar unit);

//! Whether \a text, written bare, is read as this one word.
bool isBareWord(QStringView text);

} // namespace Gantry::Inspector

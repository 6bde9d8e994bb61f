// SPDX-License-Identifier: GPL-3.0-only
// What may come next in an expression that somebody is typing, with a line of
// explanation each. What is wrong with it, Filter::compile() says.
#pragma once

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace Gantry::Inspector {

struct FilterSuggestion
{
    enum class Kind : quint8 { Field, Operator, Value };

    Kind kind = Kind::Field;
    QString text = {}; //!< what to put in; no blank around it
    QString explanation = {}; //!< translated, one line; may be empty
    bool operator==(const FilterSuggestion &) const = default;
};

//! What a capture has that could be asked for.
struct FilterHints
{
    QStringList jsonPaths = {}; //!< "$.a.b"
    QStringList wampUris = {};
    QStringList tags = {};
};

//! The paths of values in \a payload, "$.a.b[*].c", at most \a max of them; empty if it is
//! no JSON, or larger than MaxHintedOctets.
inline constexpr qsizetype MaxHintedOctets = 256 * 1024;
QStringList jsonPathsIn(const QByteArray &payload, qsizetype max);

struct FilterCompletion
{
    //! What a suggestion takes the place of: the word that the cursor is in or behind.
    qsizetype position = 0;
    qsizetype length = 0;
    QList<FilterSuggestion> suggestions = {};
};

//! What may stand at \a cursor, given what stands before it.
FilterCompletion completeFilter(QStringView text, qsizetype cursor, const FilterHints &hints = {});

} // namespace Gantry::Inspector

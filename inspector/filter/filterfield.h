// SPDX-License-Identifier: GPL-3.0-only
// The fields of the filter language: their names, what kind of value each has, which
// operators make sense with it, and a line that explains it. One table for the checker
// and for completion.
#pragma once

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

#include <span>

namespace Gantry::Inspector {

enum class FilterField : quint8 {
    Conn,
    Dir,
    Op,
    Fin,
    Rsv,
    Len,
    Wire,
    Ratio,
    Time,
    CloseCode,
    Text,
    Hex,
    Json,
    WampType,
    WampUri,
    WampId,
    Latency,
    Tag,
};

enum class FilterKind : quint8 {
    Number,
    Duration,
    Direction, //!< send, recv
    Opcode, //!< a number that has names
    Flag, //!< true, false
    Text,
    Octets, //!< written as hexadecimal digits
    WampType, //!< a text out of a list
    Json, //!< whatever the payload has there
};

enum class FilterOperator : quint8 {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Contains,
    Matches,
};

struct FilterFieldInfo
{
    FilterField field;
    QLatin1StringView name; //!< of Json: without a path
    FilterKind kind;
    const char *explanation; //!< to be translated
};

//! In the order in which they are offered.
std::span<const FilterFieldInfo> filterFields() noexcept;
const FilterFieldInfo &filterFieldInfo(FilterField field) noexcept;
//! nullptr: no field has this name. A path behind "json" counts as Json.
const FilterFieldInfo *filterFieldByName(QStringView name) noexcept;
QString explainFilterField(FilterField field);

//! "==", "contains"
QLatin1StringView filterOperatorSign(FilterOperator op) noexcept;
QString explainFilterOperator(FilterOperator op);
bool isFilterOperatorFor(FilterKind kind, FilterOperator op) noexcept;
QList<FilterOperator> filterOperatorsFor(FilterKind kind);

//! A value that has a name.
struct FilterName
{
    QLatin1StringView name;
    int value = 0;
    const char *explanation = nullptr; //!< to be translated; nullptr: another spelling of one before
};

//! The names that values of \a kind may have; empty: any value will do.
std::span<const FilterName> filterNames(FilterKind kind) noexcept;

//! That one of \a candidates which \a word was probably meant to be, or an empty text.
QString likelyMeant(QStringView word, const QStringList &candidates);

} // namespace Gantry::Inspector

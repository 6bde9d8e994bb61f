// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filterfield.h"

#include "decode/words.h"

#include <QtCore/QVarLengthArray>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

using Op = FilterOperator;

constexpr FilterFieldInfo Fields[] = {
    {FilterField::Conn, "conn"_L1, FilterKind::Number,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "the connection's number")},
    {FilterField::Dir, "dir"_L1, FilterKind::Direction,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "direction: send or recv")},
    {FilterField::Op, "op"_L1, FilterKind::Opcode,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "opcode: a name or a number")},
    {FilterField::Fin, "fin"_L1, FilterKind::Flag,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "whether the frame ends its message")},
    {FilterField::Rsv, "rsv"_L1, FilterKind::Number,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "the reserved bits as a number; 4: compressed")},
    {FilterField::Len, "len"_L1, FilterKind::Number,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "octets of the payload, inflated")},
    {FilterField::Wire, "wire"_L1, FilterKind::Number,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "octets of the payload on the wire")},
    {FilterField::Ratio, "ratio"_L1, FilterKind::Number,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "wire / len: how well it was compressed")},
    {FilterField::Time, "time"_L1, FilterKind::Duration,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "time since the capture's start")},
    {FilterField::CloseCode, "close.code"_L1, FilterKind::Number,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "the code that a connection was closed with")},
    {FilterField::Text, "text"_L1, FilterKind::Text,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "the payload as text, or a close reason")},
    {FilterField::Hex, "hex"_L1, FilterKind::Octets,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "the payload as hexadecimal digits")},
    {FilterField::Json, "json"_L1, FilterKind::Json,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "a value in a JSON payload: json.$.a.b[3], json.tags[*]")},
    {FilterField::WampType, "wamp.type"_L1, FilterKind::WampType,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "type of a WAMP message")},
    {FilterField::WampUri, "wamp.uri"_L1, FilterKind::Text,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "URI of a WAMP message")},
    {FilterField::WampId, "wamp.id"_L1, FilterKind::Number,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "request id of a WAMP message")},
    {FilterField::Latency, "latency"_L1, FilterKind::Duration,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "time from the request to this answer")},
    {FilterField::Tag, "tag"_L1, FilterKind::Text,
     QT_TRANSLATE_NOOP("Gantry::Inspector", "a tag that was put on the record")},
};

constexpr FilterName Directions[] = {
    {"send"_L1, 0, QT_TRANSLATE_NOOP("Gantry::Inspector", "sent by the observed endpoint")},
    {"recv"_L1, 1, QT_TRANSLATE_NOOP("Gantry::Inspector", "received by the observed endpoint")},
    {"sent"_L1, 0},
    {"received"_L1, 1},
};

constexpr FilterName Opcodes[] = {
    {"text"_L1, 1, QT_TRANSLATE_NOOP("Gantry::Inspector", "1: text, UTF-8")},
    {"binary"_L1, 2, QT_TRANSLATE_NOOP("Gantry::Inspector", "2: octets")},
    {"continuation"_L1, 0, QT_TRANSLATE_NOOP("Gantry::Inspector", "0: goes on with a fragmented message")},
    {"close"_L1, 8, QT_TRANSLATE_NOOP("Gantry::Inspector", "8: closing handshake")},
    {"ping"_L1, 9, QT_TRANSLATE_NOOP("Gantry::Inspector", "9: asks for a pong")},
    {"pong"_L1, 10, QT_TRANSLATE_NOOP("Gantry::Inspector", "10: answers a ping")},
};

constexpr FilterName Flags[] = {
    {"true"_L1, 1, QT_TRANSLATE_NOOP("Gantry::Inspector", "yes")},
    {"false"_L1, 0, QT_TRANSLATE_NOOP("Gantry::Inspector", "no")},
    {"1"_L1, 1},
    {"0"_L1, 0},
};

constexpr FilterName WampTypes[] = {
    {"CALL"_L1, 48, QT_TRANSLATE_NOOP("Gantry::Inspector", "calls a procedure")},
    {"RESULT"_L1, 50, QT_TRANSLATE_NOOP("Gantry::Inspector", "result of a call")},
    {"ERROR"_L1, 8, QT_TRANSLATE_NOOP("Gantry::Inspector", "a request failed")},
    {"PUBLISH"_L1, 16, QT_TRANSLATE_NOOP("Gantry::Inspector", "publishes an event")},
    {"PUBLISHED"_L1, 17, QT_TRANSLATE_NOOP("Gantry::Inspector", "acknowledges PUBLISH")},
    {"EVENT"_L1, 36, QT_TRANSLATE_NOOP("Gantry::Inspector", "an event for a subscriber")},
    {"SUBSCRIBE"_L1, 32, QT_TRANSLATE_NOOP("Gantry::Inspector", "asks for the events of a topic")},
    {"SUBSCRIBED"_L1, 33, QT_TRANSLATE_NOOP("Gantry::Inspector", "acknowledges SUBSCRIBE")},
    {"UNSUBSCRIBE"_L1, 34, QT_TRANSLATE_NOOP("Gantry::Inspector", "ends a subscription")},
    {"UNSUBSCRIBED"_L1, 35, QT_TRANSLATE_NOOP("Gantry::Inspector", "acknowledges UNSUBSCRIBE")},
    {"REGISTER"_L1, 64, QT_TRANSLATE_NOOP("Gantry::Inspector", "offers a procedure")},
    {"REGISTERED"_L1, 65, QT_TRANSLATE_NOOP("Gantry::Inspector", "acknowledges REGISTER")},
    {"UNREGISTER"_L1, 66, QT_TRANSLATE_NOOP("Gantry::Inspector", "withdraws a procedure")},
    {"UNREGISTERED"_L1, 67, QT_TRANSLATE_NOOP("Gantry::Inspector", "acknowledges UNREGISTER")},
    {"INVOCATION"_L1, 68, QT_TRANSLATE_NOOP("Gantry::Inspector", "a call on its way to the procedure")},
    {"YIELD"_L1, 70, QT_TRANSLATE_NOOP("Gantry::Inspector", "result of an invocation")},
    {"CANCEL"_L1, 49, QT_TRANSLATE_NOOP("Gantry::Inspector", "cancels a call")},
    {"INTERRUPT"_L1, 69, QT_TRANSLATE_NOOP("Gantry::Inspector", "cancels an invocation")},
    {"HELLO"_L1, 1, QT_TRANSLATE_NOOP("Gantry::Inspector", "asks to join a realm")},
    {"WELCOME"_L1, 2, QT_TRANSLATE_NOOP("Gantry::Inspector", "the session begins")},
    {"CHALLENGE"_L1, 4, QT_TRANSLATE_NOOP("Gantry::Inspector", "asks for proof of who it is")},
    {"AUTHENTICATE"_L1, 5, QT_TRANSLATE_NOOP("Gantry::Inspector", "answers CHALLENGE")},
    {"ABORT"_L1, 3, QT_TRANSLATE_NOOP("Gantry::Inspector", "ends a session that went wrong")},
    {"GOODBYE"_L1, 6, QT_TRANSLATE_NOOP("Gantry::Inspector", "ends a session in order")},
    {"EVENT_RECEIVED"_L1, 37, QT_TRANSLATE_NOOP("Gantry::Inspector", "acknowledges EVENT")},
};

//! Edits that make one of the other: letters put in, left out or changed.
qsizetype editDistance(QStringView a, QStringView b)
{
    QVarLengthArray<qsizetype, 32> row(b.size() + 1);
    for (qsizetype j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (qsizetype i = 1; i <= a.size(); ++i) {
        qsizetype diagonal = std::exchange(row[0], i);
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const qsizetype changed = diagonal + (a[i - 1].toLower() == b[j - 1].toLower() ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

} // namespace

std::span<const FilterFieldInfo> filterFields() noexcept
{
    return Fields;
}

const FilterFieldInfo &filterFieldInfo(FilterField field) noexcept
{
    return Fields[std::size_t(field)]; // the table is in the order of the enumeration
}

const FilterFieldInfo *filterFieldByName(QStringView name) noexcept
{
    if (name.startsWith("json."_L1) || name.startsWith("json["_L1))
        return &filterFieldInfo(FilterField::Json);
    const auto info = std::find_if(std::begin(Fields), std::end(Fields),
                                   [name](const FilterFieldInfo &field) { return name == field.name; });
    return info == std::end(Fields) ? nullptr : info;
}

QString explainFilterField(FilterField field)
{
    return Words::tr(filterFieldInfo(field).explanation);
}

QLatin1StringView filterOperatorSign(FilterOperator op) noexcept
{
    switch (op) {
    case Op::Equal:
        return "=="_L1;
    case Op::NotEqual:
        return "!="_L1;
    case Op::Less:
        return "<"_L1;
    case Op::LessOrEqual:
        return "<="_L1;
    case Op::Greater:
        return ">"_L1;
    case Op::GreaterOrEqual:
        return ">="_L1;
    case Op::In:
        return "in"_L1;
    case Op::Contains:
        return "contains"_L1;
    case Op::Matches:
        break;
    }
    return "~"_L1;
}

QString explainFilterOperator(FilterOperator op)
{
    switch (op) {
    case Op::Equal:
        return Words::tr("is");
    case Op::NotEqual:
        return Words::tr("is not");
    case Op::Less:
        return Words::tr("is less than");
    case Op::LessOrEqual:
        return Words::tr("is at most");
    case Op::Greater:
        return Words::tr("is more than");
    case Op::GreaterOrEqual:
        return Words::tr("is at least");
    case Op::In:
        return Words::tr("is one of (a, b, c)");
    case Op::Contains:
        return Words::tr("has this in it, in the same case");
    case Op::Matches:
        break;
    }
    return Words::tr("matches a regular expression; (?i) in front ignores the case");
}

bool isFilterOperatorFor(FilterKind kind, FilterOperator op) noexcept
{
    const bool isOrder = op >= Op::Less && op <= Op::GreaterOrEqual;
    const bool isSearch = op == Op::Contains || op == Op::Matches;
    switch (kind) {
    case FilterKind::Number:
    case FilterKind::Duration:
    case FilterKind::Opcode:
        return !isSearch;
    case FilterKind::Direction:
    case FilterKind::Flag:
        return !isSearch && !isOrder;
    case FilterKind::Text:
    case FilterKind::Octets:
    case FilterKind::WampType:
        return !isOrder;
    case FilterKind::Json:
        break;
    }
    return true;
}

QList<FilterOperator> filterOperatorsFor(FilterKind kind)
{
    QList<FilterOperator> operators;
    for (const Op op : {Op::Equal, Op::NotEqual, Op::Less, Op::LessOrEqual, Op::Greater, Op::GreaterOrEqual,
                        Op::In, Op::Contains, Op::Matches}) {
        if (isFilterOperatorFor(kind, op))
            operators.append(op);
    }
    return operators;
}

std::span<const FilterName> filterNames(FilterKind kind) noexcept
{
    switch (kind) {
    case FilterKind::Direction:
        return Directions;
    case FilterKind::Opcode:
        return Opcodes;
    case FilterKind::Flag:
        return Flags;
    case FilterKind::WampType:
        return WampTypes;
    default:
        return {};
    }
}

QString likelyMeant(QStringView word, const QStringList &candidates)
{
    constexpr qsizetype MaxWord = 40; // nobody misspells more, and the distance is quadratic
    if (word.isEmpty() || word.size() > MaxWord)
        return {};
    qsizetype least = word.size() <= 3 ? 1 : 2;
    QString likeliest;
    for (const QString &candidate : candidates) {
        const qsizetype distance = editDistance(word, candidate);
        if (distance < least || (distance == least && likeliest.isEmpty())) {
            least = distance;
            likeliest = candidate;
        }
    }
    return likeliest;
}

} // namespace Gantry::Inspector

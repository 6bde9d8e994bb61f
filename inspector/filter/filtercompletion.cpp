// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filtercompletion.h"

#include "decode/closetext.h"
#include "decode/words.h"
#include "filter/filterlexer.h"
#include "filter/filterquote.h"

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = FilterToken::Kind;
using Suggestions = QList<FilterSuggestion>;
using SuggestionKind = FilterSuggestion::Kind;

//! What is expected behind the tokens so far. The parser would know too, but it needs an
//! expression that is complete.
class Position
{
public:
    enum class State : quint8 {
        Term,
        Operator, //!< behind a field, which may also stand alone
        Value,
        List, //!< the bracket behind "in"
        ListValue,
        ListJoint,
        Joint, //!< behind a condition
        Nowhere, //!< something is wrong before
    };

    State state() const { return m_state; }
    FilterField field() const { return m_field; }
    bool isInBrackets() const { return m_depth > 0; }

    void pass(const FilterToken &token)
    {
        const bool isText = token.kind == Kind::Word || token.kind == Kind::Quoted;
        switch (m_state) {
        case State::Term:
            m_state = passTerm(token);
            break;
        case State::Operator:
            m_state = passOperator(token);
            break;
        case State::Value:
            m_state = isText ? State::Joint : State::Nowhere;
            break;
        case State::List:
            m_state = token.kind == Kind::Open ? State::ListValue : State::Nowhere;
            break;
        case State::ListValue:
            m_state = isText ? State::ListJoint : State::Nowhere;
            break;
        case State::ListJoint:
            m_state = token.kind == Kind::Comma ? State::ListValue
                : token.kind == Kind::Close     ? State::Joint
                                                : State::Nowhere;
            break;
        case State::Joint:
            m_state = passJoint(token);
            break;
        case State::Nowhere:
            break;
        }
    }

private:
    State passTerm(const FilterToken &token)
    {
        if (token.kind == Kind::Not)
            return State::Term;
        if (token.kind == Kind::Open) {
            ++m_depth;
            return State::Term;
        }
        if (token.kind == Kind::Quoted)
            return State::Joint;
        if (token.kind != Kind::Word)
            return State::Nowhere;
        const FilterFieldInfo *info = filterFieldByName(token.text);
        if (!info)
            return State::Joint;
        m_field = info->field;
        return State::Operator;
    }

    State passOperator(const FilterToken &token)
    {
        if (token.kind == Kind::Operator || (token.kind == Kind::Word && token.text == "contains"_L1))
            return State::Value;
        if (token.kind == Kind::Word && token.text == "in"_L1)
            return State::List;
        return passJoint(token);
    }

    State passJoint(const FilterToken &token)
    {
        if (token.kind == Kind::And || token.kind == Kind::Or)
            return State::Term;
        if (token.kind != Kind::Close || m_depth == 0)
            return State::Nowhere;
        --m_depth;
        return State::Joint;
    }

    State m_state = State::Term;
    FilterField m_field = FilterField::Text;
    int m_depth = 0;
};

void addSign(Suggestions &list, const QString &sign, const QString &explanation)
{
    list.append({SuggestionKind::Operator, sign, explanation});
}

Suggestions fields(const FilterHints &hints)
{
    Suggestions list;
    for (const FilterFieldInfo &info : filterFields()) {
        const bool isJson = info.field == FilterField::Json;
        list.append({SuggestionKind::Field, isJson ? u"json.$."_s : QString(info.name),
                     explainFilterField(info.field)});
        for (const QString &path : isJson ? hints.jsonPaths : QStringList())
            list.append({SuggestionKind::Field, u"json."_s + path, Words::tr("a value in a JSON payload")});
    }
    addSign(list, u"!"_s, Words::tr("not"));
    addSign(list, u"("_s, Words::tr("begins a group"));
    return list;
}

Suggestions joints(bool isInBrackets)
{
    Suggestions list;
    addSign(list, u"&&"_s, Words::tr("and: both hold"));
    addSign(list, u"||"_s, Words::tr("or: one of both holds"));
    if (isInBrackets)
        addSign(list, u")"_s, Words::tr("ends the group"));
    return list;
}

Suggestions operators(FilterField field, bool isInBrackets)
{
    Suggestions list;
    const QList<FilterOperator> possible = filterOperatorsFor(filterFieldInfo(field).kind);
    for (const FilterOperator op : possible)
        addSign(list, filterOperatorSign(op), explainFilterOperator(op));
    return list + joints(isInBrackets);
}

void addValues(Suggestions &list, const QStringList &values, const QString &explanation)
{
    for (const QString &value : values)
        list.append({SuggestionKind::Value, isBareWord(value) ? value : quoted(value), explanation});
}

Suggestions closeCodes()
{
    Suggestions list;
    for (const quint16 code : {1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1015})
        list.append({SuggestionKind::Value, QString::number(code), closeCodeText(code)});
    return list;
}

Suggestions values(FilterField field, const FilterHints &hints)
{
    Suggestions list;
    for (const FilterName &name : filterNames(filterFieldInfo(field).kind)) {
        if (name.explanation)
            list.append({SuggestionKind::Value, name.name, Words::tr(name.explanation)});
    }
    if (field == FilterField::Tag)
        addValues(list, hints.tags, Words::tr("a tag in this capture"));
    else if (field == FilterField::WampUri)
        addValues(list, hints.wampUris, Words::tr("a URI in this capture"));
    else if (field == FilterField::CloseCode)
        list = closeCodes();
    else if (field == FilterField::Json)
        addValues(list, {u"true"_s, u"false"_s, u"null"_s}, {});
    return list;
}

Suggestions suggestionsAt(const Position &position, const FilterHints &hints)
{
    using State = Position::State;
    Suggestions list;
    switch (position.state()) {
    case State::Term:
        return fields(hints);
    case State::Operator:
        return operators(position.field(), position.isInBrackets());
    case State::Value:
    case State::ListValue:
        return values(position.field(), hints);
    case State::List:
        addSign(list, u"("_s, Words::tr("begins the list"));
        break;
    case State::ListJoint:
        addSign(list, u","_s, Words::tr("another value"));
        addSign(list, u")"_s, Words::tr("ends the list"));
        break;
    case State::Joint:
        return joints(position.isInBrackets());
    case State::Nowhere:
        break;
    }
    return list;
}

//! Those that begin with \a prefix, then those that have it somewhere.
Suggestions fitting(const Suggestions &all, const QString &prefix)
{
    Suggestions first;
    Suggestions others;
    for (const FilterSuggestion &suggestion : all) {
        if (suggestion.text.startsWith(prefix, Qt::CaseInsensitive))
            first.append(suggestion);
        else if (prefix.size() > 1 && suggestion.text.contains(prefix, Qt::CaseInsensitive))
            others.append(suggestion);
    }
    return first + others;
}

//! Whether \a token, which the cursor touches, may still become another one.
bool isBegun(const FilterToken &token, Position::State before)
{
    switch (token.kind) {
    case Kind::Word:
        return true;
    case Kind::Wrong: // "=", "&", "|": half of a sign; or a quote that was just opened
        return token.length == 1;
    case Kind::Not: // of "!="
        return before == Position::State::Operator;
    default:
        return false;
    }
}

} // namespace

FilterCompletion completeFilter(QStringView text, qsizetype cursor, const FilterHints &hints)
{
    cursor = std::clamp<qsizetype>(cursor, 0, text.size());
    QList<FilterToken> tokens = filterTokens(text.first(cursor));
    if (tokens.last().kind == Kind::End)
        tokens.removeLast();
    Position position;
    for (qsizetype i = 0; i + 1 < tokens.size(); ++i)
        position.pass(tokens[i]);

    FilterCompletion completion{.position = cursor};
    if (!tokens.isEmpty() && tokens.last().end() == cursor && isBegun(tokens.last(), position.state())) {
        completion.position = tokens.last().position;
    } else if (!tokens.isEmpty()) {
        if (tokens.last().kind == Kind::Wrong)
            return completion; // in the middle of a text in quotes
        position.pass(tokens.last());
    }
    const bool isInWord = completion.position < cursor && tokens.last().kind == Kind::Word;
    qsizetype end = cursor;
    while (isInWord && end < text.size() && !endsFilterWord(text[end]))
        ++end;
    completion.length = end - completion.position;
    const QString prefix = text.sliced(completion.position, cursor - completion.position).toString();
    completion.suggestions = fitting(suggestionsAt(position, hints), prefix);
    return completion;
}

} // namespace Gantry::Inspector

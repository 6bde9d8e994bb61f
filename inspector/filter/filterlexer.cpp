// SPDX-License-Identifier: GPL-3.0-only
#include "filter/filterlexer.h"

#include "decode/words.h"
#include "filter/filterquote.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

using Kind = FilterToken::Kind;

struct Sign
{
    QStringView text;
    Kind kind;
    FilterOperator op = FilterOperator::Equal;
};

//! The longer ones first: "<=" begins as "<" does.
constexpr Sign Signs[] = {
    {u"==", Kind::Operator, FilterOperator::Equal},
    {u"!=", Kind::Operator, FilterOperator::NotEqual},
    {u"<=", Kind::Operator, FilterOperator::LessOrEqual},
    {u">=", Kind::Operator, FilterOperator::GreaterOrEqual},
    {u"&&", Kind::And},
    {u"||", Kind::Or},
    {u"<", Kind::Operator, FilterOperator::Less},
    {u">", Kind::Operator, FilterOperator::Greater},
    {u"~", Kind::Operator, FilterOperator::Matches},
    {u"!", Kind::Not},
    {u"(", Kind::Open},
    {u")", Kind::Close},
    {u",", Kind::Comma},
};

bool isPathPrefix(QStringView word)
{
    return word.startsWith("json."_L1) || word.startsWith("json["_L1);
}

class Lexer
{
public:
    explicit Lexer(QStringView text)
        : m_text(text)
    { }

    FilterToken next()
    {
        while (m_at < m_text.size() && m_text[m_at].isSpace())
            ++m_at;
        if (m_at == m_text.size())
            return {.kind = Kind::End, .position = m_at};
        const QStringView rest = m_text.sliced(m_at);
        for (const Sign &sign : Signs) {
            if (rest.startsWith(sign.text))
                return take({.kind = sign.kind,
                             .position = m_at,
                             .length = sign.text.size(),
                             .text = sign.text.toString(),
                             .op = sign.op});
        }
        if (rest.startsWith(u'"'))
            return quotedText();
        return endsFilterWord(rest.front()) ? halfSign() : word();
    }

private:
    FilterToken take(FilterToken token)
    {
        m_at = token.end();
        return token;
    }

    FilterToken wrong(const QuotedText &text) const
    {
        return {.kind = Kind::Wrong,
                .position = text.wrongAt,
                .length = text.wrongLength,
                .text = text.complaint,
                .isUnfinished = text.isUnfinished};
    }

    FilterToken quotedText()
    {
        const QuotedText text = readQuoted(m_text, m_at);
        if (!text.complaint.isEmpty())
            return wrong(text);
        return take({.kind = Kind::Quoted, .position = m_at, .length = text.end - m_at, .text = text.text});
    }

    //! "=", "&" or "|" alone.
    FilterToken halfSign() const
    {
        const QString sign = m_text.sliced(m_at, 1).toString();
        return {.kind = Kind::Wrong,
                .position = m_at,
                .length = 1,
                .text = Words::tr("'%1' is no operator; did you mean '%1%1'?").arg(sign),
                .isUnfinished = m_at + 1 == m_text.size()};
    }

    FilterToken word()
    {
        qsizetype end = m_at;
        while (end < m_text.size()) {
            const QStringView sofar = m_text.sliced(m_at, end - m_at);
            if (m_text[end] == u'"' && isPathPrefix(sofar)
                && (sofar.back() == u'.' || sofar.back() == u'[')) {
                const QuotedText member = readQuoted(m_text, end);
                if (!member.complaint.isEmpty())
                    return wrong(member);
                end = member.end;
            } else if (endsFilterWord(m_text[end])) {
                break;
            } else {
                ++end;
            }
        }
        return take({.kind = Kind::Word,
                     .position = m_at,
                     .length = end - m_at,
                     .text = m_text.sliced(m_at, end - m_at).toString()});
    }

    const QStringView m_text;
    qsizetype m_at = 0;
};

} // namespace

QList<FilterToken> filterTokens(QStringView text)
{
    Lexer lexer(text);
    QList<FilterToken> tokens;
    do {
        tokens.append(lexer.next());
    } while (tokens.last().kind != Kind::End && tokens.last().kind != Kind::Wrong);
    return tokens;
}

bool endsFilterWord(QChar unit)
{
    return unit.isSpace() || QStringView(u"()!=<>&|,~\"").contains(unit);
}

bool isBareWord(QStringView text)
{
    const FilterToken token = Lexer(text).next();
    return token.kind == Kind::Word && token.position == 0 && token.length == text.size();
}

} // namespace Gantry::Inspector

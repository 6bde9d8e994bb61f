// SPDX-License-Identifier: GPL-3.0-only
#include "filter/jsonpath.h"

#include "decode/words.h"
#include "filter/filterquote.h"

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

using StepKind = JsonPathStep::Kind;

//! What a member may be named without quotes; wide, as long as its end is plain.
bool isPlain(QChar unit)
{
    return unit > u' ' && !unit.isSpace() && !QStringView(u".[]\"()!=<>&|,~*").contains(unit);
}

class PathReader
{
public:
    explicit PathReader(QStringView text)
        : m_text(text)
    { }

    JsonPathResult read()
    {
        if (m_text.startsWith(".$"_L1) && (m_text.size() == 2 || m_text[2] == u'.' || m_text[2] == u'['))
            m_at = 2;
        while (m_at < m_text.size() && m_result.complaint.isEmpty()) {
            if (m_result.path.steps.size() == JsonPath::MaxSteps)
                complain(Words::tr("a path has at most %1 steps").arg(JsonPath::MaxSteps));
            else if (m_text[m_at] == u'.')
                readMember();
            else if (m_text[m_at] == u'[')
                readBrackets();
            else
                complain(Words::tr("'.' or '[' is expected in the path"));
        }
        return std::move(m_result);
    }

private:
    void complain(const QString &text, bool isUnfinished = false)
    {
        m_result.complaint = text;
        m_result.wrongAt = m_at;
        m_result.isUnfinished = isUnfinished;
    }

    void append(JsonPathStep step) { m_result.path.steps.append(std::move(step)); }

    void readMember()
    {
        ++m_at;
        if (m_at == m_text.size()) {
            complain(Words::tr("the path ends where a name is expected"), true);
        } else if (m_text[m_at] == u'"') {
            readQuotedMember();
        } else if (m_text[m_at] == u'*') {
            ++m_at;
            append({.kind = StepKind::Any});
        } else {
            const auto begin = m_text.begin() + m_at;
            const qsizetype size = std::find_if_not(begin, m_text.end(), isPlain) - begin;
            if (size == 0)
                return complain(Words::tr("a name is expected in the path"));
            append({.kind = StepKind::Member, .member = m_text.sliced(m_at, size).toUtf8()});
            m_at += size;
        }
    }

    void readQuotedMember()
    {
        const QuotedText text = readQuoted(m_text, m_at);
        if (!text.complaint.isEmpty()) {
            m_at = text.wrongAt;
            return complain(text.complaint, text.isUnfinished);
        }
        append({.kind = StepKind::Member, .member = text.text.toUtf8()});
        m_at = text.end;
    }

    void readBrackets()
    {
        ++m_at;
        if (m_at < m_text.size() && m_text[m_at] == u'"')
            readQuotedMember();
        else
            readElement();
        if (!m_result.complaint.isEmpty())
            return;
        if (m_at == m_text.size())
            complain(Words::tr("']' is missing in the path"), true);
        else if (m_text[m_at] != u']')
            complain(Words::tr("a number, * or a name in quotes is expected in the brackets"));
        else
            ++m_at;
    }

    void readElement()
    {
        if (m_at < m_text.size() && m_text[m_at] == u'*') {
            ++m_at;
            return append({.kind = StepKind::Any});
        }
        const auto isDigit = [](QChar unit) { return unit >= u'0' && unit <= u'9'; };
        const auto begin = m_text.begin() + m_at;
        const qsizetype size = std::find_if_not(begin, m_text.end(), isDigit) - begin;
        bool isNumber = false;
        const qint64 element = m_text.sliced(m_at, size).toLongLong(&isNumber);
        if (!isNumber)
            return complain(Words::tr("a number, * or a name in quotes is expected in the brackets"),
                            m_at == m_text.size());
        m_at += size;
        append({.kind = StepKind::Element, .element = element});
    }

    const QStringView m_text;
    qsizetype m_at = 0;
    JsonPathResult m_result;
};

} // namespace

JsonPathResult parseJsonPath(QStringView text)
{
    return PathReader(text).read();
}

QString printJsonPath(const JsonPath &path)
{
    QString text = u"$"_s;
    for (const JsonPathStep &step : path.steps) {
        const QString member = QString::fromUtf8(step.member);
        if (step.kind == StepKind::Any)
            text += "[*]"_L1;
        else if (step.kind == StepKind::Element)
            text += u"[%1]"_s.arg(step.element);
        else if (!member.isEmpty() && std::all_of(member.begin(), member.end(), isPlain))
            text += u'.' + member;
        else
            text += u'[' + quoted(member) + u']';
    }
    return text;
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "export/redactionpath.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace Gantry::Inspector {

namespace {

constexpr qsizetype MaxDepth = 200;

//! A string with escapes as the characters that it stands for.
QByteArray unescaped(QByteArrayView literal)
{
    if (!literal.contains('\\'))
        return literal.sliced(1, literal.size() - 2).toByteArray();
    const QByteArray array = '[' + literal.toByteArray() + ']';
    return QJsonDocument::fromJson(array).array().at(0).toString().toUtf8();
}

//! Walks through text and knows where it is.
class JsonWalk
{
public:
    JsonWalk(QByteArrayView text, const QList<RedactionPath> &paths)
        : m_text(text)
        , m_paths(paths)
    { }

    QList<JsonSpan> run()
    {
        value();
        return m_found;
    }

private:
    void skipBlanks()
    {
        while (m_at < m_text.size() && QByteArrayView(" \t\r\n").contains(m_text[m_at]))
            ++m_at;
    }
    bool take(char c)
    {
        skipBlanks();
        if (m_at >= m_text.size() || m_text[m_at] != c)
            return false;
        ++m_at;
        return true;
    }

    //! Each of these returns false when the text is no JSON any more.
    bool value()
    {
        skipBlanks();
        if (m_at >= m_text.size() || m_place.size() > MaxDepth)
            return false;
        const qsizetype begin = m_at;
        const qsizetype path = m_isInsideFound ? -1 : pathHere();
        m_isInsideFound = m_isInsideFound || path >= 0;
        const bool isFine = m_text[m_at] == '{' ? members() : m_text[m_at] == '[' ? elements() : scalar();
        if (path >= 0) {
            m_isInsideFound = false;
            m_found.append({begin, m_at - begin, path});
        }
        return isFine;
    }

    qsizetype pathHere() const
    {
        for (qsizetype i = 0; i < m_paths.size(); ++i) {
            if (m_paths[i].matches(m_place))
                return i;
        }
        return -1;
    }

    bool members()
    {
        ++m_at;
        if (take('}'))
            return true;
        m_place.append(RedactionPath::Step{});
        bool isFine = true;
        do {
            skipBlanks();
            const qsizetype begin = m_at;
            isFine = string();
            if (isFine)
                m_place.last().name = unescaped(m_text.sliced(begin, m_at - begin));
            isFine = isFine && take(':') && value();
        } while (isFine && take(','));
        m_place.removeLast();
        return isFine && take('}');
    }

    bool elements()
    {
        ++m_at;
        if (take(']'))
            return true;
        m_place.append(RedactionPath::Step{.index = 0});
        bool isFine = value();
        while (isFine && take(',')) {
            ++m_place.last().index;
            isFine = value();
        }
        m_place.removeLast();
        return isFine && take(']');
    }

    bool string()
    {
        if (m_at >= m_text.size() || m_text[m_at] != '"')
            return false;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] == '\\')
                ++m_at;
            else if (m_text[m_at] == '"')
                return ++m_at, true;
        }
        m_at = m_text.size();
        return false;
    }

    bool scalar()
    {
        if (m_text[m_at] == '"')
            return string();
        const qsizetype begin = m_at;
        while (m_at < m_text.size() && !QByteArrayView(" \t\r\n,]}:").contains(m_text[m_at]))
            ++m_at;
        return m_at > begin;
    }

    const QByteArrayView m_text;
    const QList<RedactionPath> &m_paths;
    qsizetype m_at = 0;
    QList<RedactionPath::Step> m_place;
    bool m_isInsideFound = false;
    QList<JsonSpan> m_found;
};

} // namespace

std::optional<RedactionPath> RedactionPath::parse(QByteArrayView text)
{
    RedactionPath path;
    path.m_text = text.toByteArray();
    if (text.startsWith('$'))
        text = text.sliced(1);
    // "user.password": the point before the first name may be left out.
    bool needsName = path.m_text.isEmpty() || !QByteArrayView("$[.").contains(path.m_text.front());
    while (!text.isEmpty() || needsName) {
        Part part;
        if (!needsName && text.startsWith('[')) {
            const qsizetype end = text.indexOf(']');
            if (end < 2)
                return std::nullopt;
            const QByteArray inner = text.sliced(1, end - 1).toByteArray();
            text = text.sliced(end + 1);
            const char quote = inner.front();
            bool isNumber = false;
            part.isAny = inner == "*";
            if ((quote == '\'' || quote == '"') && inner.size() >= 2 && inner.back() == quote)
                part.step.name = inner.sliced(1, inner.size() - 2);
            else if (part.step.index = inner.toLongLong(&isNumber);
                     !part.isAny && (!isNumber || part.step.index < 0))
                return std::nullopt;
        } else {
            if (!needsName) {
                if (!text.startsWith('.'))
                    return std::nullopt;
                part.isDeep = text.startsWith("..");
                text = text.sliced(part.isDeep ? 2 : 1);
            }
            needsName = false;
            qsizetype end = 0;
            while (end < text.size() && text[end] != '.' && text[end] != '[')
                ++end;
            if (end == 0)
                return std::nullopt;
            part.step.name = text.first(end).toByteArray();
            part.isAny = part.step.name == "*";
            text = text.sliced(end);
        }
        path.m_parts.append(part);
    }
    if (path.m_parts.isEmpty())
        return std::nullopt;
    return path;
}

bool RedactionPath::matches(const QList<Step> &place) const
{
    return matches(place, 0, 0);
}

bool RedactionPath::matches(const QList<Step> &place, qsizetype step, qsizetype part) const
{
    if (part == m_parts.size())
        return step == place.size();
    if (place.size() - step < m_parts.size() - part)
        return false;
    const Part &wanted = m_parts[part];
    const Step &here = place[step];
    const bool fits = wanted.isAny
        || (wanted.step.index < 0 ? here.index < 0 && here.name == wanted.step.name
                                  : here.index == wanted.step.index);
    return (fits && matches(place, step + 1, part + 1)) || (wanted.isDeep && matches(place, step + 1, part));
}

QList<JsonSpan> jsonValuesAt(QByteArrayView json, const QList<RedactionPath> &paths)
{
    return JsonWalk(json, paths).run();
}

} // namespace Gantry::Inspector

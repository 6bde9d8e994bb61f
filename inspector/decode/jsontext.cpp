// SPDX-License-Identifier: GPL-3.0-only
#include "decode/jsontext.h"

#include <QtCore/QJsonDocument>

#include <algorithm>

namespace Gantry::Inspector {

namespace {

constexpr qsizetype IndentWidth = 2;
//! Deep nesting multiplies the output by the depth; past this it stays as it is.
constexpr qsizetype MaxOutputOctets = 4 * 1024 * 1024;

bool isJsonSpace(char octet)
{
    return octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r';
}

//! Walks over valid JSON, token by token.
class Indenter
{
public:
    explicit Indenter(QByteArrayView json)
        : m_json(json)
    { }

    //! Empty if it becomes too large.
    QByteArray run()
    {
        m_out.reserve(m_json.size() * 2);
        for (m_at = 0; m_at < m_json.size(); ++m_at) {
            step(m_json[m_at]);
            if (m_out.size() > MaxOutputOctets) {
                return {};
            }
        }
        return m_out;
    }

private:
    void step(char octet)
    {
        if (octet == '"') {
            copyString();
        } else if (octet == '{' || octet == '[') {
            open(octet);
        } else if (octet == '}' || octet == ']') {
            --m_depth;
            newLine();
            m_out += octet;
        } else if (octet == ',') {
            m_out += octet;
            newLine();
        } else if (octet == ':') {
            m_out += ": ";
        } else if (!isJsonSpace(octet)) {
            m_out += octet;
        }
    }

    void copyString()
    {
        const qsizetype start = m_at++;
        while (m_at < m_json.size() && m_json[m_at] != '"') {
            m_at += m_json[m_at] == '\\' ? 2 : 1;
        }
        const qsizetype end = std::min(m_at + 1, m_json.size());
        m_out.append(m_json.sliced(start, end - start));
    }

    void open(char bracket)
    {
        m_out += bracket;
        qsizetype next = m_at + 1;
        while (next < m_json.size() && isJsonSpace(m_json[next])) {
            ++next;
        }
        // {} and [] stay on their line.
        if (next < m_json.size() && m_json[next] == (bracket == '{' ? '}' : ']')) {
            m_out += m_json[next];
            m_at = next;
            return;
        }
        ++m_depth;
        newLine();
    }

    void newLine()
    {
        m_out += '\n';
        m_out.append(m_depth * IndentWidth, ' ');
    }

    QByteArrayView m_json;
    QByteArray m_out;
    qsizetype m_at = 0;
    qsizetype m_depth = 0;
};

} // namespace

std::optional<QString> indentedJson(QByteArrayView payload)
{
    const QByteArrayView trimmed = payload.trimmed();
    if (trimmed.isEmpty() || (trimmed.front() != '{' && trimmed.front() != '[')
        || trimmed.size() > MaxIndentedJsonOctets) {
        return std::nullopt;
    }
    QJsonParseError error;
    QJsonDocument::fromJson(QByteArray::fromRawData(trimmed.data(), trimmed.size()), &error);
    if (error.error != QJsonParseError::NoError) {
        return std::nullopt;
    }
    const QByteArray indented = Indenter(trimmed).run();
    return indented.isEmpty() ? std::nullopt : std::optional(QString::fromUtf8(indented));
}

} // namespace Gantry::Inspector

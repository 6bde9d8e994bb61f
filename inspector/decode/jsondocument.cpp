// SPDX-License-Identifier: GPL-3.0-only
// JSON (RFC 8259) as nodes. Qt's parser keeps neither places nor digits, so tokens are found
// here; what they mean is left to those who show them.
#include "decode/documentreader.h"
#include "decode/words.h"

#include <cstring>

namespace Gantry::Inspector {

namespace {

constexpr char RecordSeparator = 0x1e; // ends a message of a batch; JSON has it nowhere else

bool isDigit(char octet)
{
    return octet >= '0' && octet <= '9';
}

bool isHexDigit(char octet)
{
    return isDigit(octet) || (octet >= 'a' && octet <= 'f') || (octet >= 'A' && octet <= 'F');
}

class JsonDocumentReader
{
public:
    JsonDocumentReader(DocumentBuilder &builder, qsizetype begin, qsizetype end)
        : m_builder(builder)
        , m_octets(builder.octets().first(end))
        , m_at(begin)
    { }

    void run()
    {
        while (m_builder.isGoing() && skipBlanks()) {
            step(m_octets[m_at]);
        }
        if (m_builder.isGoing() && !m_isObject.empty()) {
            fail(Words::tr("The JSON is cut short."));
        }
    }

private:
    enum class Expected : quint8 { Value, ValueOrEnd, Key, KeyOrEnd, Colon, CommaOrEnd };

    bool skipBlanks()
    {
        while (m_at < m_octets.size()) {
            const char octet = m_octets[m_at];
            const bool isBlank = octet == ' ' || octet == '\t' || octet == '\n' || octet == '\r'
                || (octet == RecordSeparator && m_isObject.empty());
            if (!isBlank) {
                return true;
            }
            ++m_at;
        }
        return false;
    }

    void step(char octet)
    {
        switch (m_expected) {
        case Expected::ValueOrEnd:
        case Expected::KeyOrEnd:
            if (octet == ']' || octet == '}') {
                close(octet);
                return;
            }
            break;
        case Expected::Colon:
            takeColon(octet);
            return;
        case Expected::CommaOrEnd:
            takeCommaOrEnd(octet);
            return;
        default:
            break;
        }
        if (m_expected == Expected::Key || m_expected == Expected::KeyOrEnd) {
            takeKey(octet);
        } else {
            takeValue(octet);
        }
    }

    void takeColon(char octet)
    {
        if (octet != ':') {
            fail(Words::tr("A colon is missing after a key."));
            return;
        }
        ++m_at;
        m_expected = Expected::Value;
    }

    void takeCommaOrEnd(char octet)
    {
        if (octet == ',') {
            ++m_at;
            m_expected = m_isObject.back() ? Expected::Key : Expected::Value;
        } else if (octet == ']' || octet == '}') {
            close(octet);
        } else {
            fail(Words::tr("A comma is missing between two values."));
        }
    }

    void takeKey(char octet)
    {
        const qsizetype begin = m_at;
        if (octet != '"') {
            fail(Words::tr("A key in quotes is missing."));
        } else if (takeString()) {
            m_builder.setKey(begin, m_at);
            m_expected = Expected::Colon;
        }
    }

    void takeValue(char octet)
    {
        const qsizetype begin = m_at;
        if (octet == '{' || octet == '[') {
            const bool isObject = octet == '{';
            ++m_at;
            m_builder.open(isObject ? NodeType::Object : NodeType::Array, begin);
            m_isObject.push_back(isObject);
            m_expected = isObject ? Expected::KeyOrEnd : Expected::ValueOrEnd;
        } else if (octet == '"') {
            if (takeString()) {
                leaf(NodeType::Text, begin);
            }
        } else if (octet == '-' || isDigit(octet)) {
            takeNumber();
        } else if (!takeWord("true", NodeType::Boolean) && !takeWord("false", NodeType::Boolean)
                   && !takeWord("null", NodeType::Null)) {
            fail(Words::tr("What stands here is no JSON value."));
        }
    }

    void leaf(NodeType type, qsizetype begin)
    {
        m_builder.addLeaf(type, begin, m_at);
        valueIsOver();
    }

    void valueIsOver() { m_expected = m_isObject.empty() ? Expected::Value : Expected::CommaOrEnd; }

    void close(char octet)
    {
        if (m_isObject.back() != (octet == '}')) {
            fail(Words::tr("A bracket of the wrong kind."));
            return;
        }
        ++m_at;
        m_isObject.pop_back();
        m_builder.close(m_at);
        valueIsOver();
    }

    bool takeWord(QByteArrayView word, NodeType type)
    {
        if (!m_octets.sliced(m_at).startsWith(word)) {
            return false;
        }
        const qsizetype begin = m_at;
        m_at += word.size();
        leaf(type, begin);
        return true;
    }

    //! From quote to quote.
    bool takeString()
    {
        for (++m_at; m_at < m_octets.size(); ++m_at) {
            const char octet = m_octets[m_at];
            if (octet == '"') {
                ++m_at;
                return true;
            }
            if (uchar(octet) < 0x20) {
                fail(Words::tr("A control character in a text that is not escaped."));
                return false;
            }
            if (octet == '\\' && !takeEscape()) {
                return false;
            }
        }
        fail(Words::tr("The JSON is cut short."));
        return false;
    }

    //! Stops at the last octet of the escape.
    bool takeEscape()
    {
        constexpr qsizetype HexDigits = 4;
        ++m_at;
        const char octet = m_at < m_octets.size() ? m_octets[m_at] : '"';
        bool isKnown = std::strchr("\"\\/bfnrtu", octet) != nullptr && octet != '\0';
        if (octet == 'u') {
            isKnown = m_at + HexDigits < m_octets.size();
            for (qsizetype i = 1; isKnown && i <= HexDigits; ++i) {
                isKnown = isHexDigit(m_octets[m_at + i]);
            }
            m_at += isKnown ? HexDigits : 0;
        }
        if (!isKnown) {
            fail(Words::tr("An escape that JSON does not have."));
        }
        return isKnown;
    }

    bool takeDigits()
    {
        const qsizetype begin = m_at;
        while (m_at < m_octets.size() && isDigit(m_octets[m_at])) {
            ++m_at;
        }
        return m_at > begin;
    }

    bool takeOneOf(const char *octets)
    {
        const bool found = m_at < m_octets.size() && m_octets[m_at] != '\0'
            && std::strchr(octets, m_octets[m_at]) != nullptr;
        m_at += found ? 1 : 0;
        return found;
    }

    void takeNumber()
    {
        const qsizetype begin = m_at;
        NodeType type = NodeType::Integer;
        takeOneOf("-");
        const bool isZero = takeOneOf("0");
        bool isNumber = isZero || takeDigits();
        if (isNumber && takeOneOf(".")) {
            type = NodeType::Real;
            isNumber = takeDigits();
        }
        if (isNumber && takeOneOf("eE")) {
            type = NodeType::Real;
            takeOneOf("+-");
            isNumber = takeDigits();
        }
        if (!isNumber || (m_at < m_octets.size() && isDigit(m_octets[m_at]))) {
            m_at = begin;
            fail(Words::tr("A number that is not written as JSON wants it."));
            return;
        }
        leaf(type, begin);
    }

    void fail(const QString &problem) { m_builder.fail(problem, std::min(m_at, m_octets.size())); }

    DocumentBuilder &m_builder;
    QByteArrayView m_octets;
    qsizetype m_at;
    std::vector<bool> m_isObject; //!< of the open containers
    Expected m_expected = Expected::Value;
};

} // namespace

void readJson(DocumentBuilder &builder, qsizetype begin, qsizetype end)
{
    JsonDocumentReader(builder, begin, end).run();
}

} // namespace Gantry::Inspector

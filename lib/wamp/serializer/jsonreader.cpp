// SPDX-License-Identifier: MIT
// Reads JSON (RFC 8259) with simdjson's on-demand parser. Its first stage judges UTF-8 and
// control characters and finds where tokens begin; containers are walked with it, and what
// a scalar is we decide here by the token, since the offsets within the message are wanted.
#include "wamp/serializer/jsoninput.h"
#include "wamp/serializer/jsonnumber.h"
#include "wamp/serializer/wirereader.h"

#include <QtCore/QByteArray>

#include <cstring>

namespace Gantry::Wamp::Wire {

namespace {

namespace ondemand = simdjson::ondemand;

constexpr Problem malformed = JsonInput::malformed;

class JsonWalk
{
public:
    //! Without a sink what is there is only judged.
    explicit JsonWalk(ValueSink *sink) noexcept
        : m_sink(sink)
    { }

    Problem value(ondemand::value &value, int level)
    {
        const std::string_view token = value.raw_json_token();
        switch (token.front()) {
        case '[':
            return level > maxNestingDepth ? Problems::tooDeep : list(value, level);
        case '{':
            return level > maxNestingDepth ? Problems::tooDeep : map(value, level);
        case '"':
            return text(value, token);
        default:
            return scalar(token);
        }
    }

private:
    Problem list(ondemand::value &value, int level)
    {
        ondemand::array items;
        if (value.get_array().get(items))
            return malformed;
        if (m_sink)
            m_sink->beginList();
        for (auto result : items) {
            ondemand::value item;
            if (std::move(result).get(item))
                return malformed;
            if (const Problem problem = this->value(item, level + 1))
                return problem;
        }
        if (!m_sink)
            return nullptr;
        m_sink->endList();
        return m_sink->problem();
    }

    Problem map(ondemand::value &value, int level)
    {
        ondemand::object fields;
        if (value.get_object().get(fields))
            return malformed;
        if (m_sink)
            m_sink->beginMap();
        for (auto result : fields) {
            ondemand::field field;
            if (std::move(result).get(field))
                return malformed;
            if (const Problem problem = key(field))
                return problem;
            if (const Problem problem = this->value(field.value(), level + 1))
                return problem;
        }
        if (!m_sink)
            return nullptr;
        m_sink->endMap();
        return m_sink->problem();
    }

    Problem key(ondemand::field &field)
    {
        // There is a quote: the first stage refuses a string without an end.
        const char *begin = field.key().raw();
        const char *end = begin;
        while (*end != '"' && *end != '\\')
            ++end;
        std::string_view text(begin, size_t(end - begin));
        if (*end == '\\') {
            if (field.unescaped_key().get(text))
                return malformed;
            if (!simdjson::validate_utf8(text)) // half a surrogate pair
                return Problems::notUtf8;
        }
        if (m_sink)
            m_sink->key({text.data(), qsizetype(text.size())});
        return nullptr;
    }

    Problem text(ondemand::value &value, std::string_view token)
    {
        token = trimmed(token);
        if (token.size() < 2 || token.back() != '"')
            return malformed;
        std::string_view text = token.substr(1, token.size() - 2);
        const bool hasEscapes = memchr(text.data(), '\\', text.size()) != nullptr;
        if (hasEscapes) {
            if (value.get_string().get(text))
                return malformed;
            if (!simdjson::validate_utf8(text))
                return Problems::notUtf8;
        } else if (value.get_raw_json_string().error()) {
            // Taken, though it is known: skipping would take what looks like a key with it.
            return malformed;
        }
        if (m_sink)
            tell({text.data(), qsizetype(text.size())}, hasEscapes);
        return nullptr;
    }

    //! Binary is a string that begins with U+0000, which has to be escaped.
    void tell(QByteArrayView text, bool hasEscapes)
    {
        if (hasEscapes && text.startsWith('\0')) {
            const auto decoded =
                QByteArray::fromBase64Encoding(QByteArray::fromRawData(text.data() + 1, text.size() - 1),
                                               QByteArray::AbortOnBase64DecodingErrors);
            if (decoded)
                return m_sink->bytes(decoded.decoded);
        }
        m_sink->text(text);
    }

    Problem scalar(std::string_view token)
    {
        token = trimmed(token);
        if (token == "true" || token == "false") {
            if (m_sink)
                m_sink->boolean(token == "true");
        } else if (token == "null") {
            if (m_sink)
                m_sink->null();
        } else if (!isJsonNumber(token)) {
            return malformed;
        } else if (m_sink) {
            return tellJsonNumber(token, *m_sink);
        }
        return nullptr;
    }

    //! Tokens reach to the next one.
    static std::string_view trimmed(std::string_view token) noexcept
    {
        while (!token.empty() && (token.back() == ' ' || (token.back() >= '\t' && token.back() <= '\r')))
            token.remove_suffix(1);
        return token;
    }

    ValueSink *m_sink;
};

//! at_end() came with later versions.
bool isAtEnd(ondemand::document &document) noexcept
{
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

Problem readJsonElement(ondemand::document &document, ondemand::value &value, QByteArrayView octets,
                        Tape &tape)
{
    const char *begin = value.raw_json_token().data();
    if (!tape.isAtPayload() || (*begin != '[' && *begin != '{'))
        return JsonWalk(&tape).value(value, 2);
    if (const Problem problem = JsonWalk(nullptr).value(value, 2))
        return problem;
    const char *end = nullptr; // of what is between: the next token begins there
    if (document.current_location().get(end))
        return malformed;
    while (end[-1] != ']' && end[-1] != '}')
        --end;
    tape.raw(*begin == '[' ? TokenKind::RawList : TokenKind::RawMap, quint32(begin - octets.begin()),
             quint32(end - begin));
    return nullptr;
}

Problem readElements(ondemand::document &document, QByteArrayView octets, Tape &tape)
{
    ondemand::array elements;
    if (document.get_array().get(elements))
        return Problems::notAList;
    for (auto result : elements) {
        ondemand::value value;
        if (std::move(result).get(value))
            return malformed;
        if (const Problem problem = tape.beginElement())
            return problem;
        if (const Problem problem = readJsonElement(document, value, octets, tape))
            return problem;
    }
    return isAtEnd(document) ? nullptr : Problems::trailing;
}

} // namespace

Problem readJsonMessage(QByteArrayView octets, Tape &tape)
{
    JsonInput &json = JsonInput::ofThread();
    ondemand::document document;
    Problem problem = json.open(octets, document);
    if (!problem) {
        tape.begin(json.copy());
        problem = readElements(document, json.copy(), tape);
    }
    return problem;
}

void trimJsonInput()
{
    JsonInput::ofThread().trim();
}

Problem readJsonValue(QByteArrayView octets, ValueSink &sink, int level)
{
    JsonInput &json = JsonInput::ofThread();
    ondemand::document document;
    Problem problem = json.open(octets, document);
    ondemand::value value;
    if (!problem)
        problem = document.get_value().get(value) ? malformed : JsonWalk(&sink).value(value, level);
    if (!problem && !isAtEnd(document))
        problem = Problems::trailing;
    json.trim();
    return problem;
}

} // namespace Gantry::Wamp::Wire

// SPDX-License-Identifier: GPL-3.0-only
#include "filter/simdjsonlookup.h"

#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

namespace Gantry::Inspector {

namespace {

namespace dom = simdjson::dom;

using FoundKind = JsonValue::Kind;
using Steps = QList<JsonPathStep>::const_iterator;

//! What a thread reads JSON with: the parser, its tree, and the copy of the text, which
//! has to go on behind its end.
class Reader
{
public:
    static Reader &ofThread()
    {
        static thread_local Reader reader;
        return reader;
    }

    quint64 serial() const { return m_serial; }
    const dom::element &root() const { return m_root; }

    simdjson::error_code read(QByteArrayView json)
    {
        ++m_serial;
        if (const auto error = provide(std::size_t(json.size())))
            return error;
        memcpy(m_copy.get(), json.data(), std::size_t(json.size()));
        memset(m_copy.get() + json.size(), 0, simdjson::SIMDJSON_PADDING);
        return m_parser->parse_into_document(m_document, m_copy.get(), std::size_t(json.size()), false)
            .get(m_root);
    }

private:
    //! In powers of two, or every document that is the longest so far would allocate;
    //! and back again, for a tree takes many times the text.
    simdjson::error_code provide(std::size_t size)
    {
        constexpr std::size_t Least = 16 * 1024;
        constexpr std::size_t Kept = 1024 * 1024;
        const bool isWasteful = m_capacity > Kept && size <= Kept / 4;
        if (size <= m_capacity && !isWasteful)
            return simdjson::SUCCESS;
        m_capacity = 0;
        m_parser.emplace();
        m_document = dom::document();
        const std::size_t capacity = std::bit_ceil(std::max(size, Least));
        m_copy.reset(new char[capacity + simdjson::SIMDJSON_PADDING]);
        if (const auto error = m_parser->allocate(capacity, MaxJsonDepth))
            return error;
        if (const auto error = m_document.allocate(capacity))
            return error;
        m_capacity = capacity;
        return simdjson::SUCCESS;
    }

    std::optional<dom::parser> m_parser;
    dom::document m_document;
    dom::element m_root;
    std::unique_ptr<char[]> m_copy;
    std::size_t m_capacity = 0;
    quint64 m_serial = 0;
};

bool passes(const dom::element &element, const JsonValueTest &test)
{
    switch (element.type()) {
    case dom::element_type::NULL_VALUE:
        return test({.kind = FoundKind::Null});
    case dom::element_type::BOOL:
        return test({.kind = FoundKind::Flag, .flag = bool(element.get_bool().value_unsafe())});
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
        return test({.kind = FoundKind::Number, .number = element.get_double().value_unsafe()});
    case dom::element_type::STRING: {
        const std::string_view text = element.get_string().value_unsafe();
        return test({.kind = FoundKind::Text, .text = {text.data(), qsizetype(text.size())}});
    }
    case dom::element_type::ARRAY:
    case dom::element_type::OBJECT:
        break;
    }
    return test({.kind = FoundKind::Container});
}

bool anyBelow(const dom::element &element, Steps step, Steps end, const JsonValueTest &test);

//! Of several members of one name the last one.
std::vector<dom::key_value_pair> membersOf(const dom::object &object)
{
    std::vector<dom::key_value_pair> members;
    for (const dom::key_value_pair member : object)
        members.push_back(member);
    const auto name = [](const dom::key_value_pair &member) { return member.key; };
    std::ranges::stable_sort(members, {}, name);
    const auto hidden = [&](std::size_t i) {
        return i + 1 < members.size() && members[i].key == members[i + 1].key;
    };
    std::vector<dom::key_value_pair> visible;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (!hidden(i))
            visible.push_back(members[i]);
    }
    return visible;
}

bool anyOfAll(const dom::element &element, Steps next, Steps end, const JsonValueTest &test)
{
    dom::array array;
    if (element.get_array().get(array) == simdjson::SUCCESS) {
        for (const dom::element inner : array) {
            if (anyBelow(inner, next, end, test))
                return true;
        }
        return false;
    }
    dom::object object;
    if (element.get_object().get(object) != simdjson::SUCCESS)
        return false;
    const std::vector<dom::key_value_pair> members = membersOf(object);
    return std::any_of(members.begin(), members.end(), [&](const dom::key_value_pair &member) {
        return anyBelow(member.value, next, end, test);
    });
}

//! The last of several members of one name counts, as with Qt and JavaScript.
std::optional<dom::element> memberOf(const dom::element &element, const QByteArray &name)
{
    dom::object object;
    if (element.get_object().get(object) != simdjson::SUCCESS)
        return std::nullopt;
    const std::string_view key(name.constData(), std::size_t(name.size()));
    std::optional<dom::element> member;
    for (const dom::key_value_pair field : object) {
        if (field.key == key)
            member = field.value;
    }
    return member;
}

std::optional<dom::element> elementOf(const dom::element &element, qint64 index)
{
    dom::array array;
    if (element.get_array().get(array) != simdjson::SUCCESS)
        return std::nullopt;
    for (const dom::element inner : array) {
        if (index-- == 0)
            return inner;
    }
    return std::nullopt;
}

bool anyBelow(const dom::element &element, Steps step, Steps end, const JsonValueTest &test)
{
    if (step == end)
        return passes(element, test);
    if (step->kind == JsonPathStep::Kind::Any)
        return anyOfAll(element, step + 1, end, test);
    const auto next = step->kind == JsonPathStep::Kind::Member ? memberOf(element, step->member)
                                                               : elementOf(element, step->element);
    return next && anyBelow(*next, step + 1, end, test);
}

} // namespace

SimdJsonLookup::State SimdJsonLookup::state()
{
    Reader &reader = Reader::ofThread();
    const bool isThere = m_state != State::Unread && (m_state != State::Json || m_serial == reader.serial());
    if (isThere)
        return m_state;
    if (m_json.isEmpty())
        return m_state = State::NoJson;
    const simdjson::error_code error = reader.read(m_json);
    m_serial = reader.serial();
    if (error == simdjson::SUCCESS)
        m_state = State::Json;
    else
        m_state = error == simdjson::NUMBER_ERROR ? State::OddNumber : State::NoJson;
    return m_state;
}

bool SimdJsonLookup::any(const JsonPath &path, const JsonValueTest &test)
{
    return state() == State::Json
        && anyBelow(Reader::ofThread().root(), path.steps.begin(), path.steps.end(), test);
}

} // namespace Gantry::Inspector

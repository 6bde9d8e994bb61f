// SPDX-License-Identifier: MIT
#include "wamp/serializer/jsoninput.h"

#include "wamp/serializer/wirereader.h"

#include <bit>
#include <cstring>

namespace Gantry::Wamp::Wire {

JsonInput &JsonInput::ofThread()
{
    static thread_local JsonInput input;
    return input;
}

Problem JsonInput::open(QByteArrayView octets, simdjson::ondemand::document &document)
{
    if (size_t(octets.size()) + simdjson::SIMDJSON_PADDING > m_capacity && !grow(octets.size()))
        return "too long";
    if (!octets.isEmpty())
        memcpy(m_copy.get(), octets.data(), size_t(octets.size()));
    memset(m_copy.get() + octets.size(), 0, simdjson::SIMDJSON_PADDING);
    m_size = octets.size();
    const simdjson::padded_string_view padded(m_copy.get(), size_t(octets.size()), m_capacity);
    switch (m_parser.iterate(padded).get(document)) {
    case simdjson::SUCCESS:
        return nullptr;
    case simdjson::UTF8_ERROR:
        return Problems::notUtf8;
    default:
        return malformed;
    }
}

bool JsonInput::grow(qsizetype size)
{
    // In powers of two, or every message that is the longest so far would allocate.
    const size_t capacity = std::bit_ceil(size_t(size) + simdjson::SIMDJSON_PADDING + 1024);
    m_capacity = 0;
    m_copy.reset(new char[capacity]);
    if (m_parser.allocate(capacity))
        return false;
    m_capacity = capacity;
    return true;
}

void JsonInput::trim()
{
    // With what the parser has besides, a thread keeps up to six times as much.
    constexpr size_t kept = 1'048'576;
    if (m_capacity <= kept)
        return;
    m_copy.reset();
    m_capacity = 0;
    m_parser = simdjson::ondemand::parser();
}

} // namespace Gantry::Wamp::Wire

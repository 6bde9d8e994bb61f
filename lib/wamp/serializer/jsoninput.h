// SPDX-License-Identifier: MIT
// What a thread reads JSON with: simdjson's parser and the copy it reads, which has to go
// on behind the end.
#pragma once

#include "wamp/serializer/valuesink.h"

#include <simdjson.h>

#include <memory>

namespace Gantry::Wamp::Wire {

class JsonInput
{
public:
    static constexpr Problem malformed = "not well-formed JSON";

    static JsonInput &ofThread();

    //! Begins to read \a octets. Documents and values are valid until the next call.
    Problem open(QByteArrayView octets, simdjson::ondemand::document &document);
    QByteArrayView copy() const noexcept { return {m_copy.get(), m_size}; }

    //! Gives back what a giant message has made big.
    void trim();

private:
    bool grow(qsizetype size);

    simdjson::ondemand::parser m_parser;
    std::unique_ptr<char[]> m_copy;
    size_t m_capacity = 0;
    qsizetype m_size = 0;
};

} // namespace Gantry::Wamp::Wire

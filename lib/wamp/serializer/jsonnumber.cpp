// SPDX-License-Identifier: MIT
#include "wamp/serializer/jsonnumber.h"

#include <charconv>
#include <system_error>

namespace Gantry::Wamp::Wire {

namespace {

//! Takes digits off the front; whether there was one.
bool takeDigits(std::string_view &rest) noexcept
{
    size_t digits = 0;
    while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9')
        ++digits;
    rest.remove_prefix(digits);
    return digits > 0;
}

bool take(std::string_view &rest, std::string_view oneOf) noexcept
{
    if (rest.empty() || oneOf.find(rest.front()) == std::string_view::npos)
        return false;
    rest.remove_prefix(1);
    return true;
}

template<typename T>
bool parse(std::string_view token, T &value) noexcept
{
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), value);
    return error == std::errc() && end == token.data() + token.size();
}

} // namespace

bool isJsonNumber(std::string_view token) noexcept
{
    take(token, "-");
    if (!take(token, "0") && !takeDigits(token))
        return false;
    if (take(token, ".") && !takeDigits(token))
        return false;
    if (take(token, "eE")) {
        take(token, "+-");
        if (!takeDigits(token))
            return false;
    }
    return token.empty();
}

Problem tellJsonNumber(std::string_view token, ValueSink &sink)
{
    if (qint64 value = 0; parse(token, value))
        sink.integer(value);
    else if (quint64 large = 0; parse(token, large))
        sink.unsignedInteger(large);
    else if (double real = 0; parse(token, real))
        sink.real(real);
    else
        return "a number that no double holds";
    return nullptr;
}

} // namespace Gantry::Wamp::Wire

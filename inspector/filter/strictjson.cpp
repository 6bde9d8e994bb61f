// SPDX-License-Identifier: GPL-3.0-only
#include "filter/strictjson.h"

#include "filter/jsonvalue.h"

#include <cstring>

namespace Gantry::Inspector {

namespace {

constexpr bool isJsonDigit(char octet) noexcept
{
    return octet >= '0' && octet <= '9';
}

constexpr bool isHexDigit(char octet) noexcept
{
    const char lower = char(octet | 0x20);
    return isJsonDigit(octet) || (lower >= 'a' && lower <= 'f');
}

class Scan
{
public:
    explicit Scan(QByteArrayView json) noexcept
        : m_at(json.data())
        , m_end(json.data() + json.size())
    { }

    bool run() noexcept
    {
        int depth = 0;
        while (m_at != m_end) {
            const char octet = *m_at;
            if (octet == '"') {
                if (!string())
                    return false;
            } else if (isJsonDigit(octet) || octet == '-' || octet == '+' || octet == '.') {
                if (!number())
                    return false;
            } else {
                depth += octet == '[' || octet == '{' ? 1 : octet == ']' || octet == '}' ? -1 : 0;
                if (depth > MaxJsonDepth)
                    return false;
                ++m_at;
            }
        }
        return true;
    }

private:
    bool is(char octet) const noexcept { return m_at != m_end && *m_at == octet; }

    bool string() noexcept
    {
        for (++m_at; m_at != m_end; ++m_at) {
            if (*m_at == '"') {
                ++m_at;
                return true;
            }
            if (uchar(*m_at) < 0x20 || (*m_at == '\\' && !escape()))
                return false;
        }
        return false;
    }

    //! Stops at the last octet of the escape.
    bool escape() noexcept
    {
        ++m_at;
        if (m_at == m_end || *m_at == '\0' || !strchr("\"\\/bfnrtu", *m_at))
            return false;
        if (*m_at != 'u')
            return true;
        for (int i = 0; i < 4; ++i) {
            ++m_at;
            if (m_at == m_end || !isHexDigit(*m_at))
                return false;
        }
        return true;
    }

    bool digits() noexcept
    {
        const char *begin = m_at;
        while (m_at != m_end && isJsonDigit(*m_at))
            ++m_at;
        return m_at != begin;
    }

    //! RFC 8259 section 6.
    bool number() noexcept
    {
        if (is('-'))
            ++m_at;
        if (is('0'))
            ++m_at;
        else if (!digits())
            return false;
        if (is('.') && (++m_at, !digits()))
            return false;
        if (is('e') || is('E')) {
            ++m_at;
            if (is('+') || is('-'))
                ++m_at;
            if (!digits())
                return false;
        }
        return m_at == m_end || !(isJsonDigit(*m_at) || strchr("+-.eE", *m_at)) || *m_at == '\0';
    }

    const char *m_at;
    const char *const m_end;
};

} // namespace

bool isStrictJson(QByteArrayView json) noexcept
{
    return Scan(json).run();
}

} // namespace Gantry::Inspector

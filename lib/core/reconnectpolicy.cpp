// SPDX-License-Identifier: MIT
#include "core/reconnectpolicy.h"

#include <algorithm>
#include <cmath>

namespace Gantry::Core {

namespace {

//! Of a refused opening handshake; what RFC 9110 section 15 calls temporary.
bool isTemporaryStatus(int status) noexcept
{
    switch (status) {
    case 408: // Request Timeout
    case 425: // Too Early
    case 429: // Too Many Requests
        return true;
    case 501: // Not Implemented
    case 505: // HTTP Version Not Supported
    case 511: // Network Authentication Required
        return false;
    default:
        return status >= 500;
    }
}

bool isTemporaryCode(quint16 code) noexcept
{
    switch (code) {
    case 1002: // protocol error
    case 1003: // unsupported data
    case 1007: // invalid payload
    case 1008: // policy violation
    case 1009: // message too big
    case 1010: // mandatory extension
    case 1015: // TLS handshake
    case 3000: // unauthorized, registered with IANA
    case 3003: // forbidden, likewise
        return false;
    default:
        return true;
    }
}

//! NaN and whatever lies outside become the nearest end.
double within(double value, double low, double high) noexcept
{
    return value > low ? std::min(value, high) : low;
}

} // namespace

bool isWorthRetrying(const CloseInfo &info) noexcept
{
    if (info.httpStatus != 0)
        return isTemporaryStatus(info.httpStatus);
    // The close code is the peer's; what this side closed with counts as well.
    return isTemporaryCode(info.code) && isTemporaryCode(info.localCode);
}

std::optional<std::chrono::milliseconds> ReconnectBackoff::ended(TimePoint now, double chance,
                                                                 std::chrono::milliseconds atLeast) noexcept
{
    using std::chrono::milliseconds;
    if (m_openSince && now - *m_openSince >= m_policy.resetAfter)
        reset();
    m_openSince.reset();
    if (m_policy.maxRetries >= 0 && m_retries >= m_policy.maxRetries)
        return std::nullopt;
    ++m_retries;

    // 24 days are what an int of milliseconds holds; nobody waits longer.
    constexpr double Longest = 2'000'000'000;
    const double longest = within(double(m_policy.maxDelay.count()), 0, Longest);
    const double initial = within(double(m_policy.initialDelay.count()), 0, longest);
    m_delay = m_retries == 1 ? initial : within(m_delay * within(m_policy.growth, 1, 1000), 0, longest);
    const double sway = within(m_policy.jitter, 0, 1) * (2 * within(chance, 0, 1) - 1);
    const double wanted = std::max(m_delay * (1 + sway), double(atLeast.count()));
    return milliseconds(std::llround(within(wanted, 0, longest)));
}

void ReconnectBackoff::reset() noexcept
{
    m_openSince.reset();
    m_delay = 0;
    m_retries = 0;
}

} // namespace Gantry::Core

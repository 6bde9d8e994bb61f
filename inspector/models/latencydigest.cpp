// SPDX-License-Identifier: GPL-3.0-only
#include "models/latencydigest.h"

#include <algorithm>
#include <cmath>

namespace Gantry::Inspector {

namespace {

constexpr double UnitNs = 1000.0;
constexpr double BucketsPerOctave = 32.0;
//! 2^32 µs are 71 minutes.
constexpr std::size_t Buckets = 32 * 32;

std::size_t bucketOf(qint64 ns)
{
    const double units = std::max(1.0, double(ns) / UnitNs);
    return std::min(Buckets - 1, std::size_t(std::log2(units) * BucketsPerOctave));
}

//! The middle of a bucket, by proportion.
qint64 durationOf(std::size_t bucket)
{
    constexpr double Half = 0.5;
    return qint64(std::llround(UnitNs * std::exp2((double(bucket) + Half) / BucketsPerOctave)));
}

} // namespace

void LatencyDigest::add(qint64 ns)
{
    if (m_buckets.empty()) {
        m_buckets.resize(Buckets);
    }
    ++m_buckets[bucketOf(ns)];
    ++m_count;
    m_maximumNs = std::max(m_maximumNs, ns);
}

std::optional<qint64> LatencyDigest::percentileNs(double percent) const
{
    constexpr double Hundred = 100.0;
    if (m_count == 0) {
        return std::nullopt;
    }
    const double rank = std::clamp(percent, 0.0, Hundred) / Hundred * double(m_count);
    const auto wanted = std::max<quint64>(1, quint64(std::ceil(rank)));
    quint64 seen = 0;
    for (std::size_t bucket = 0; bucket < m_buckets.size(); ++bucket) {
        seen += m_buckets[bucket];
        if (seen >= wanted) {
            return std::min(durationOf(bucket), std::max<qint64>(m_maximumNs, qint64(UnitNs)));
        }
    }
    return m_maximumNs;
}

std::optional<qint64> LatencyDigest::maximumNs() const
{
    return m_count > 0 ? std::optional(m_maximumNs) : std::nullopt;
}

void LatencyDigest::clear()
{
    *this = {};
}

} // namespace Gantry::Inspector

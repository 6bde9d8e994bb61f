// SPDX-License-Identifier: MIT
#include "latencies.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace Gantry::Bench {

// Below Steps each value has a class; above, the power of two and the six bits that
// follow the leading one name it.
size_t Latencies::classOf(quint64 value)
{
    if (value < Steps)
        return size_t(value);
    const int shift = std::bit_width(value) - std::bit_width(quint64(Steps));
    const size_t index = size_t(shift) * Steps + size_t(value >> shift);
    return std::min(index, size_t(Steps) * Powers - 1);
}

qint64 Latencies::upperEndOf(size_t index)
{
    if (index < Steps)
        return qint64(index);
    const size_t shift = index / Steps - 1;
    return qint64(((index % Steps + Steps + 1) << shift) - 1);
}

void Latencies::add(qint64 nanoseconds)
{
    ++m_classes[classOf(quint64(std::max<qint64>(0, nanoseconds)))];
    ++m_count;
    m_largest = std::max(m_largest, nanoseconds);
}

qint64 Latencies::percentile(double share) const
{
    const auto wanted = quint64(std::ceil(share * double(m_count)));
    quint64 seen = 0;
    for (size_t i = 0; i < m_classes.size(); ++i) {
        seen += m_classes[i];
        if (seen >= wanted && seen > 0)
            return std::min(upperEndOf(i), m_largest);
    }
    return 0;
}

} // namespace Gantry::Bench

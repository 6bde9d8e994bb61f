// SPDX-License-Identifier: GPL-3.0-only
#include "models/timebins.h"

#include <algorithm>

namespace Gantry::Inspector {

namespace {

void add(TimeBin &to, const TimeBin &from)
{
    to.sentMessages += from.sentMessages;
    to.receivedMessages += from.receivedMessages;
    to.sentOctets += from.sentOctets;
    to.receivedOctets += from.receivedOctets;
}

} // namespace

TimeBin &TimeBins::at(qint64 timeNs)
{
    constexpr qint64 Latest = qint64(1) << 62; // the year 2116
    timeNs = std::clamp<qint64>(timeNs, 0, Latest);
    if (m_bins.empty()) {
        m_originNs = timeNs - timeNs % m_widthNs;
        m_bins.resize(1);
    }
    // An origin that is a multiple of the width keeps bins where they are when they merge.
    const auto first = [this](qint64 ns) { return ns / m_widthNs; };
    while (first(std::max(timeNs, endNs() - 1)) - first(std::min(timeNs, m_originNs)) >= qint64(m_maxBins)) {
        widen();
    }
    if (timeNs < m_originNs) {
        const qint64 origin = timeNs - timeNs % m_widthNs;
        m_bins.insert(m_bins.begin(), std::size_t((m_originNs - origin) / m_widthNs), TimeBin());
        m_originNs = origin;
    }
    const auto place = std::size_t((timeNs - m_originNs) / m_widthNs);
    if (place >= m_bins.size()) {
        m_bins.resize(place + 1);
    }
    return m_bins[place];
}

void TimeBins::widen()
{
    const qint64 width = 2 * m_widthNs;
    const qint64 origin = m_originNs - m_originNs % width;
    std::vector<TimeBin> wider(std::size_t((endNs() - origin + width - 1) / width));
    for (std::size_t i = 0; i < m_bins.size(); ++i) {
        const qint64 begin = m_originNs + qint64(i) * m_widthNs;
        add(wider[std::size_t((begin - origin) / width)], m_bins[i]);
    }
    m_bins = std::move(wider);
    m_originNs = origin;
    m_widthNs = width;
}

void TimeBins::clear()
{
    m_bins.clear();
    m_originNs = 0;
    m_widthNs = FirstWidthNs;
}

} // namespace Gantry::Inspector

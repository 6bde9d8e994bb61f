// SPDX-License-Identifier: GPL-3.0-only
// Events counted by time, in bins that grow wider as time goes on: however long a capture,
// there are never more than so many, and old and new times are told apart equally well.
#pragma once

#include <QtCore/qglobal.h>

#include <vector>

namespace Gantry::Inspector {

struct TimeBin
{
    quint32 sentMessages = 0;
    quint32 receivedMessages = 0;
    quint64 sentOctets = 0; //!< on the wire
    quint64 receivedOctets = 0;
    bool operator==(const TimeBin &) const = default;

    quint64 messages() const noexcept { return quint64(sentMessages) + receivedMessages; }
};

class TimeBins
{
public:
    static constexpr qint64 FirstWidthNs = 100'000'000;

    //! \a maxBins is at least 2.
    explicit TimeBins(std::size_t maxBins)
        : m_maxBins(maxBins)
    { }

    //! The bin that \a timeNs is in; valid until the next call. Times before 1970
    //! count as 1970.
    TimeBin &at(qint64 timeNs);

    bool isEmpty() const noexcept { return m_bins.empty(); }
    const std::vector<TimeBin> &bins() const noexcept { return m_bins; }
    qint64 originNs() const noexcept { return m_originNs; }
    qint64 widthNs() const noexcept { return m_widthNs; }
    qint64 endNs() const noexcept { return m_originNs + m_widthNs * qint64(m_bins.size()); }
    void clear();

private:
    void widen();

    std::vector<TimeBin> m_bins;
    std::size_t m_maxBins;
    qint64 m_originNs = 0;
    qint64 m_widthNs = FirstWidthNs;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: MIT
// What the way in and the way out each count by themselves; Connection adds it up to
// TrafficStats.
#pragma once

#include "core/frame/frameheader.h"

namespace Gantry::Core {

struct TrafficCounts
{
    quint64 payloadOctets = 0; //!< of data frames, as on the wire
    quint64 appOctets = 0; //!< of messages
    quint64 dataFrames = 0;
    quint64 controlFrames = 0;
    quint64 messages = 0;

    bool operator==(const TrafficCounts &) const = default;
    void countFrame(const FrameHeader &header) noexcept
    {
        const bool isData = !header.isControl();
        dataFrames += isData;
        controlFrames += !isData;
        payloadOctets += isData ? header.payloadLength : 0;
    }
    TrafficCounts &operator+=(const TrafficCounts &other) noexcept
    {
        payloadOctets += other.payloadOctets;
        appOctets += other.appOctets;
        dataFrames += other.dataFrames;
        controlFrames += other.controlFrames;
        messages += other.messages;
        return *this;
    }
    void countMessage(qsizetype octets) noexcept
    {
        ++messages;
        appOctets += quint64(octets);
    }
};

} // namespace Gantry::Core

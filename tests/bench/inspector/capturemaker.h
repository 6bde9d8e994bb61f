// SPDX-License-Identifier: MIT
// Makes traffic as a feed of sensors has it: JSON texts of some 40 to 300 octets, some
// binary frames, pings, and a few large messages. The same each time.
#pragma once

#include "tap/record.h"

#include <QtCore/QList>

namespace Gantry::Bench {

class CaptureMaker
{
public:
    //! Stands once in a capture: in the payload of its frame number \c NeedleFrame.
    static constexpr QByteArrayView Needle{"the-needle-7f3a"};
    static constexpr int NeedleFrame = 900'000;
    //! Stands in about one frame of a hundred.
    static constexpr QByteArrayView CommonText{"sensor-42\""};

    //! The next \a count frames.
    QList<Tap::Record> next(int count);
    qint64 payloadOctets() const noexcept { return m_octets; }

private:
    quint32 random() noexcept;
    Tap::FrameRecord makeFrame();
    QByteArray makeJson();

    quint64 m_state = 0x9E3779B97F4A7C15;
    int m_made = 0;
    qint64 m_octets = 0;
};

} // namespace Gantry::Bench

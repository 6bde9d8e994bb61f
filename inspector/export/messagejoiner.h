// SPDX-License-Identifier: GPL-3.0-only
// Data frames of one connection put together to messages, as HAR and "normalised"
// packets have them. What is never completed is not lost: it is said to be a part.
#pragma once

#include "tap/record.h"

#include <QtCore/QList>

#include <array>
#include <functional>

namespace Gantry::Inspector {

struct JoinedMessage
{
    Tap::RecordHead head = {}; //!< of its last frame
    Tap::Direction direction = Tap::Direction::Sent;
    quint8 opcode = 0; //!< 1 or 2
    QByteArray payload = {};
    bool isMasked = false;
    quint32 maskKey = 0; //!< of its first frame
    bool isBegin = true; //!< false: the beginning went before, or nobody saw it
    bool isEnd = true; //!< false: more follows, or never came
    QByteArray note = {}; //!< the first of its frames'
    bool operator==(const JoinedMessage &) const = default;
};

class MessageJoiner
{
public:
    using Output = std::function<void(JoinedMessage &&)>;

    //! Of a message that is larger, parts of about \a maxBytes are given out.
    MessageJoiner(qsizetype maxBytes, Output output)
        : m_maxBytes(maxBytes)
        , m_output(std::move(output))
    { }

    //! Whether \a frame is one that messages are made of.
    static bool isData(const Tap::FrameRecord &frame);

    //! \a frame is data. What it completes is given out before this returns.
    void add(const Tap::FrameRecord &frame);
    //! No more comes: gives out what is there.
    void finish();

private:
    struct Stream
    {
        JoinedMessage message;
        bool isInside = false;
    };

    void give(Stream &stream, bool isEnd);

    const qsizetype m_maxBytes;
    const Output m_output;
    std::array<Stream, 2> m_streams;
};

} // namespace Gantry::Inspector

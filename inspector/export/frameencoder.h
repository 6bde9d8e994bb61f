// SPDX-License-Identifier: GPL-3.0-only
// Frames back to octets. A record holds what a payload inflates to, not what was on
// the wire: compressed messages are compressed again, each from a fresh context, which
// every receiver understands whatever was agreed on and whichever messages are missing.
// They mean the same, and their length may be another.
#pragma once

#include "core/message/deflatecodec.h"
#include "tap/record.h"

#include <array>
#include <memory>

namespace Gantry::Inspector {

//! \a header is written with the length of \a payload, which is masked if it says so.
void appendFrame(Core::FrameHeader header, QByteArrayView payload, QByteArray &out);

//! One connection.
class FrameEncoder
{
public:
    //! \a extensions: the value of Sec-WebSocket-Extensions that was agreed on.
    explicit FrameEncoder(const QByteArray &extensions);

    //! Appends the octets of \a frame. Returns what a reader should know of them, in
    //! English: that their number was another, and the frame's note.
    QByteArray encode(const Tap::FrameRecord &frame, QByteArray &out);

private:
    struct Stream
    {
        std::unique_ptr<Core::Deflater> deflater;
        bool isCompressed = false; //!< the message that is being sent
    };

    void deflate(const Tap::FrameRecord &frame, Stream &stream, QByteArray &out);

    bool m_canDeflate = false;
    int m_windowBits = 0;
    std::array<Stream, 2> m_streams;
};

} // namespace Gantry::Inspector

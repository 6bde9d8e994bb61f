// SPDX-License-Identifier: MIT
// Cuts a stream of octets into headers and pieces of payload. Holds back a header
// until it is whole and never a payload; judges nothing.
#pragma once

#include "core/frame/frameheader.h"

#include <array>

namespace Gantry::Core {

class FrameReader
{
public:
    //! Between frames: takes what a header needs from the front of \a bytes. true
    //! once header() is complete; the frame is then open until its payload has been
    //! taken.
    bool readHeader(QByteArrayView &bytes) noexcept;
    //! Inside a frame: takes the payload at hand, possibly nothing, from the front of
    //! \a bytes. \a position tells where in the payload it starts.
    QByteArrayView takePayload(QByteArrayView &bytes, quint64 &position) noexcept;

    const FrameHeader &header() const noexcept { return m_header; }
    //! Between frames, with nothing of a header read.
    bool isAtRest() const noexcept { return !m_insideFrame && m_buffered == 0; }
    bool isInsideFrame() const noexcept { return m_insideFrame; }
    quint64 remaining() const noexcept { return m_remaining; }
    //! The payload has been taken whole; the next header may come.
    void endFrame() noexcept { m_insideFrame = false; }

private:
    void open(const FrameHeader &header) noexcept;

    FrameHeader m_header;
    quint64 m_remaining = 0;
    bool m_insideFrame = false;
    quint8 m_buffered = 0;
    std::array<char, MaxFrameHeaderSize> m_partial{};
};

} // namespace Gantry::Core

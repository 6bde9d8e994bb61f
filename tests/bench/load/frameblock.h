// SPDX-License-Identifier: MIT
// Messages framed, masked and compressed beforehand, in the order in which each
// connection sends them over and over; and how far one connection has got.
#pragma once

#include "deflateterms.h"
#include "frames.h"
#include "loadsettings.h"

#include <vector>

namespace Gantry::Bench {

struct FrameBlock
{
    QByteArrayList payloads{}; //!< as the other side shall see them
    QByteArray bytes{};
    std::vector<qsizetype> starts{0}; //!< one for each frame, and the end
    quint8 opcode = Binary;

    qsizetype count() const { return qsizetype(starts.size()) - 1; }
};

//! \a deflate: what our direction agreed on.
FrameBlock makeBlock(const LoadSettings &settings, const std::optional<DeflateTerms> &deflate);

class OutputCursor
{
public:
    void queue(qsizetype frames) { m_queued += frames; }
    bool isEmpty() const { return m_queued == 0; }
    //! false: a frame is cut, so that nothing but its rest may be sent now.
    bool isBetweenFrames() const { return m_offset == 0; }
    //! As much of what is queued as lies side by side.
    std::span<const char> peek(const FrameBlock &block) const;
    //! Leaves only the rest of a frame that is cut.
    void dropWhole() { m_queued = m_offset > 0 ? 1 : 0; }
    void advance(const FrameBlock &block, qsizetype bytes);

private:
    qsizetype m_frame = 0; //!< the next in the block
    qsizetype m_offset = 0; //!< what was sent of it
    qsizetype m_queued = 0; //!< frames, the one that is cut included
};

} // namespace Gantry::Bench

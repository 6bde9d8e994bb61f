// SPDX-License-Identifier: MIT
// The way out: payload -> deflate -> header -> mask -> output buffer. Knows nothing
// of states; whoever calls has checked that a frame may be sent.
#pragma once

#include "core/bufferpool.h"
#include "core/connectionoptions.h"
#include "core/frame/frameobserver.h"
#include "core/message/deflatecodec.h"
#include "core/message/preparedmessage.h"
#include "core/outputqueue.h"
#include "core/randomsource.h"
#include "core/trafficcounts.h"

#include <QtCore/QByteArray>

#include <memory>
#include <utility>

namespace Gantry::Core {

class FrameSender
{
public:
    //! \a random is borrowed. Without \a applyMask, for tests, payloads stay as they are
    //! behind headers that carry a mask. \a buffers is borrowed and may be nullptr.
    FrameSender(bool mask, bool applyMask, RandomSource *random, BufferPool *buffers = nullptr)
        : m_random(random)
        , m_buffers(buffers)
        , m_output(buffers)
        , m_mask(mask)
        , m_applyMask(applyMask)
    { }

    //! permessage-deflate was agreed on; we compress with this window.
    void enableDeflate(int windowBits, bool noContextTakeover, const DeflateOptions &options);
    //! The same with what an earlier sender of this connection had, and giving it on.
    void useDeflater(std::unique_ptr<Deflater> deflater, qsizetype minimumBytes) noexcept
    {
        m_deflater = std::move(deflater);
        m_minimumBytes = minimumBytes;
    }
    std::unique_ptr<Deflater> takeDeflater() noexcept { return std::move(m_deflater); }
    bool canCompress() const noexcept { return m_deflater != nullptr; }

    //! In frames of at most \a fragmentSize octets, text cut between code points unless it
    //! is compressed; 0: in one. A large \a payload is shared until it is taken.
    void sendMessage(Opcode opcode, const QByteArray &payload, bool mayCompress, qsizetype fragmentSize,
                     FrameObserver *observer);
    void sendPrepared(PreparedMessage &message, qsizetype fragmentSize, FrameObserver *observer);
    void sendControl(Opcode opcode, QByteArrayView payload, FrameObserver *observer);
    //! Octets that are no frame: the handshake.
    void sendRaw(QByteArrayView octets) { m_output.append(octets); }

    // Of a message sent in parts:
    //! Appends to \a out what the receiver can inflate \a part from; false without memory.
    [[nodiscard]] bool compressPart(QByteArrayView part, QByteArray &out);
    void finishCompressedParts(QByteArray &out) { m_deflater->finishParts(out); }
    //! \a plain is what \a wire inflates to. Length and mask of \a header are filled in here.
    void sendFrame(FrameHeader header, QByteArrayView wire, QByteArrayView plain, FrameObserver *observer);
    //! The header alone; its mask is filled in.
    void beginFrame(FrameHeader &header);
    //! Payload of that frame, \a position octets into it.
    void sendPayload(const FrameHeader &header, QByteArrayView octets, quint64 position);

    //! As it is, for tests: a mask is not added, the length is not looked at.
    void sendRawFrame(const FrameHeader &header, QByteArrayView payload, FrameObserver *observer);

    OutputQueue &output() noexcept { return m_output; }
    const OutputQueue &output() const noexcept { return m_output; }
    TrafficCounts &counts() noexcept { return m_counts; }

private:
    void appendHeader(const FrameHeader &header);
    void completeHeader(FrameHeader &header);
    void sendShared(FrameHeader header, const QByteArray &wire, QByteArrayView plain,
                    FrameObserver *observer);
    void sendFrames(const FrameHeader &header, const QByteArray &wire, QByteArrayView plain,
                    qsizetype fragmentSize, FrameObserver *observer);
    void sendFragments(FrameHeader header, QByteArrayView wire, QByteArrayView plain, qsizetype fragmentSize,
                       FrameObserver *observer);

    RandomSource *m_random;
    BufferPool *m_buffers;
    OutputQueue m_output;
    std::unique_ptr<Deflater> m_deflater;
    qsizetype m_minimumBytes = 0;
    TrafficCounts m_counts;
    bool m_mask;
    bool m_applyMask;
};

} // namespace Gantry::Core

// SPDX-License-Identifier: MIT
#include "frameblock.h"

#include <algorithm>
#include <random>

namespace Gantry::Bench {

namespace {

// Twice the largest window, so that no message is found in the window whole.
constexpr int JsonMessages = 128;
// Frames side by side leave in one system call; beyond this it makes no difference.
constexpr qsizetype BlockBytes = qsizetype(4) << 20;

QByteArrayList payloadsFor(const LoadSettings &settings)
{
    QByteArrayList payloads;
    if (settings.deflate) {
        for (quint32 i = 0; i < JsonMessages; ++i)
            payloads.append(makeJson(settings.size, i));
        return payloads;
    }
    const QByteArray payload = makePayload(settings.payload, settings.size);
    const qsizetype fitting = std::max<qsizetype>(1, BlockBytes / (settings.size + MaxHeaderSize));
    payloads.fill(payload, std::min<qsizetype>(std::clamp(settings.inFlight, 16, 1024), fitting));
    return payloads;
}

} // namespace

FrameBlock makeBlock(const LoadSettings &settings, const std::optional<DeflateTerms> &deflate)
{
    FrameBlock block;
    block.payloads = payloadsFor(settings);
    const bool isText = settings.deflate || settings.payload != PayloadKind::Binary;
    block.opcode = isText ? Text : Binary;
    const QByteArrayList sent =
        deflate ? compressed(block.payloads, *deflate, settings.deflate->level) : block.payloads;
    std::mt19937 random(1);
    for (const QByteArray &payload : sent) {
        FrameSpec spec{.opcode = block.opcode, .rsv1 = deflate.has_value()};
        if (settings.role == LoadRole::Client)
            spec.mask = {char(random()), char(random()), char(random()), char(random())};
        block.bytes += makeFrame(spec, payload);
        block.starts.push_back(block.bytes.size());
    }
    return block;
}

std::span<const char> OutputCursor::peek(const FrameBlock &block) const
{
    const qsizetype begin = block.starts[size_t(m_frame)] + m_offset;
    const qsizetype end = block.starts[size_t(std::min(m_frame + m_queued, block.count()))];
    return {block.bytes.constData() + begin, size_t(end - begin)};
}

void OutputCursor::advance(const FrameBlock &block, qsizetype bytes)
{
    m_offset += bytes;
    for (;;) {
        const qsizetype size = block.starts[size_t(m_frame) + 1] - block.starts[size_t(m_frame)];
        if (m_queued == 0 || m_offset < size)
            return;
        m_offset -= size;
        --m_queued;
        m_frame = m_frame + 1 == block.count() ? 0 : m_frame + 1;
    }
}

} // namespace Gantry::Bench

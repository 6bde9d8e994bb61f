// SPDX-License-Identifier: MIT
#include "core/frame/framewriter.h"

#include "core/frame/masking.h"

#include <array>
#include <cstring>

namespace Gantry::Core {

void appendFrame(QByteArray &out, const FrameHeader &header, QByteArrayView payload)
{
    Q_ASSERT(header.payloadLength == quint64(payload.size()));
    std::array<char, MaxFrameHeaderSize> head;
    const int headSize = writeFrameHeader(header, head);
    const qsizetype start = out.size();
    // resize() grows in steps, so many frames in one burst stay linear, and it does
    // not clear what is written right after.
    out.resize(start + headSize + payload.size());
    char *at = out.data() + start;
    std::memcpy(at, head.data(), size_t(headSize));
    if (payload.isEmpty())
        return;
    if (header.masked)
        copyMasked(payload.data(), at + headSize, payload.size(), header.maskKey, 0);
    else
        std::memcpy(at + headSize, payload.data(), size_t(payload.size()));
}

void appendFrameHeader(QByteArray &out, const FrameHeader &header)
{
    std::array<char, MaxFrameHeaderSize> head;
    const int size = writeFrameHeader(header, head);
    out.append(head.data(), size);
}

void appendMasked(QByteArray &out, QByteArrayView payload, quint32 key, quint64 position)
{
    if (payload.isEmpty())
        return;
    const qsizetype start = out.size();
    out.resize(start + payload.size());
    copyMasked(payload.data(), out.data() + start, payload.size(), key, position);
}

} // namespace Gantry::Core

// SPDX-License-Identifier: MIT
#include "core/frame/framewriter.h"

#include "core/frame/masking.h"

#include <array>
#include <cstring>

namespace Gantry::Core {

void writeFrame(char *at, const FrameHeader &header, QByteArrayView payload) noexcept
{
    Q_ASSERT(header.payloadLength == quint64(payload.size()));
    std::array<char, MaxFrameHeaderSize> head;
    const int headSize = writeFrameHeader(header, head);
    std::memcpy(at, head.data(), size_t(headSize));
    if (payload.isEmpty())
        return;
    if (header.masked)
        copyMasked(payload.data(), at + headSize, payload.size(), header.maskKey, 0);
    else
        std::memcpy(at + headSize, payload.data(), size_t(payload.size()));
}

void appendFrame(QByteArray &out, const FrameHeader &header, QByteArrayView payload)
{
    const qsizetype start = out.size();
    out.resize(start + frameHeaderSize(header) + payload.size());
    writeFrame(out.data() + start, header, payload);
}

} // namespace Gantry::Core

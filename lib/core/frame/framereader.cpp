// SPDX-License-Identifier: MIT
#include "core/frame/framereader.h"

#include <algorithm>
#include <cstring>

namespace Gantry::Core {

bool FrameReader::readHeader(QByteArrayView &bytes) noexcept
{
    if (m_buffered == 0) {
        // The usual case: the header lies whole in what has just been read.
        const auto [header, size] = parseFrameHeader(bytes);
        if (size > 0) {
            bytes = bytes.sliced(size);
            open(header);
            return true;
        }
    }
    const auto taken = std::min<qsizetype>(bytes.size(), MaxFrameHeaderSize - m_buffered);
    std::memcpy(m_partial.data() + m_buffered, bytes.data(), size_t(taken));
    const auto [header, size] = parseFrameHeader({m_partial.data(), m_buffered + taken});
    if (size == 0) {
        m_buffered = quint8(m_buffered + taken);
        bytes = bytes.sliced(taken);
        return false;
    }
    bytes = bytes.sliced(size - m_buffered);
    m_buffered = 0;
    open(header);
    return true;
}

QByteArrayView FrameReader::takePayload(QByteArrayView &bytes, quint64 &position) noexcept
{
    position = m_header.payloadLength - m_remaining;
    const auto taken = qsizetype(std::min<quint64>(m_remaining, quint64(bytes.size())));
    const QByteArrayView payload = bytes.first(taken);
    bytes = bytes.sliced(taken);
    m_remaining -= quint64(taken);
    return payload;
}

void FrameReader::open(const FrameHeader &header) noexcept
{
    m_header = header;
    m_remaining = header.payloadLength;
    m_insideFrame = true;
}

} // namespace Gantry::Core

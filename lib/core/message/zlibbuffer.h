// SPDX-License-Identifier: MIT
// What both directions of compression need to lend Qt's buffers to zlib: its types and
// sizes, room to write to, and the tail that RFC 7692 takes off a message.
#pragma once

#include "core/bufferpool.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <zlib.h>

namespace Gantry::Core {

// RFC 7692 section 7.2.1: "Remove 4 octets (that are 0x00 0x00 0xff 0xff) from the
// tail end"; section 7.2.2 appends them again before inflating.
inline QByteArrayView messageTail() noexcept
{
    static constexpr char octets[] = {'\x00', '\x00', '\xff', '\xff'};
    return {octets, sizeof octets};
}

// zlib counts in uInt; a power of two well below its maximum keeps every sum safe.
inline constexpr qsizetype MaxZlibBytes = qsizetype(1) << 30;

inline Bytef *zlibOctets(const char *data) noexcept
{
    // zlib's next_in is not const by history; it does not write there.
    return reinterpret_cast<Bytef *>(const_cast<char *>(data));
}

inline uInt zlibSize(qsizetype size) noexcept
{
    return uInt(qMin(size, MaxZlibBytes));
}

//! Makes room for at least \a more octets behind out.size(), doubling so that
//! a long message is copied O(1) times an octet, but never beyond \a limit.
inline void growBuffer(QByteArray &out, qsizetype more, qsizetype limit, BufferPool *buffers = nullptr)
{
    const qsizetype needed = out.size() + more;
    if (out.isDetached() && out.capacity() >= needed)
        return;
    const qsizetype wanted = qMin(limit, qMax(needed, 2 * out.size()));
    if (!buffers || !buffers->keeps(wanted)) {
        out.reserve(wanted); // which the system does by moving pages, when they are many
        return;
    }
    QByteArray larger = buffers->take(wanted);
    larger.append(out);
    buffers->give(std::exchange(out, std::move(larger)));
}

} // namespace Gantry::Core

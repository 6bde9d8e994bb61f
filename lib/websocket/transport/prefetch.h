// SPDX-License-Identifier: MIT
// Asks the processor for memory that is needed soon. Among thousands of connections each
// one's objects have left the caches by the time that it speaks again.
#pragma once

#include <QtCore/qglobal.h>

namespace Gantry {

//! \a size octets from \a start on, if there is one. Nothing is read.
inline void prefetch([[maybe_unused]] const void *start, [[maybe_unused]] size_t size) noexcept
{
    if (!start)
        return;
#if defined(Q_CC_GNU) || defined(Q_CC_CLANG)
    constexpr size_t CacheLine = 64;
    for (size_t offset = 0; offset < size; offset += CacheLine)
        __builtin_prefetch(static_cast<const char *>(start) + offset);
#endif
}

} // namespace Gantry

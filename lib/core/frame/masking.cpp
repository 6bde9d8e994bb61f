// SPDX-License-Identifier: MIT
#include "core/frame/masking.h"

#include <QtCore/QtEndian>

#include <bit>
#include <cstring>

namespace Gantry::Core {

void copyMasked(const char *from, char *to, qsizetype size, quint32 key, quint64 position) noexcept
{
    // In memory order the key is four octets; rotating the number starts it at the
    // octet that `position` falls on.
    const quint32 rotated = std::rotl(key, int(position % 4) * 8);
    const quint32 word = qToBigEndian(rotated);
    const quint64 pattern = (quint64(word) << 32) | word;

    // Whole words through memcpy: no alignment needed, and compilers make it the
    // widest vectors they may use.
    qsizetype i = 0;
    for (; i + 8 <= size; i += 8) {
        quint64 block;
        std::memcpy(&block, from + i, 8);
        block ^= pattern;
        std::memcpy(to + i, &block, 8);
    }
    char keyOctets[4];
    std::memcpy(keyOctets, &word, 4);
    for (; i < size; ++i)
        to[i] = char(from[i] ^ keyOctets[i & 3]);
}

} // namespace Gantry::Core

// SPDX-License-Identifier: MIT
#include "core/frame/masking.h"

#include "core/simd.h"

#include <QtCore/QtEndian>

#include <bit>
#include <cstring>

namespace Gantry::Core {

namespace {

//! \a word is the key as it lies in memory, from the octet on that comes first.
inline void copyWords(const char *from, char *to, qsizetype size, quint32 word) noexcept
{
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

#ifdef GANTRY_HAVE_X86_SIMD
// From so many on it pays to ask for wider ones than those.
constexpr qsizetype LongPayload = 256;

GANTRY_AVX2 void copyWide(const char *from, char *to, qsizetype size, quint32 word) noexcept
{
    const __m256i mask = _mm256_set1_epi32(int(word));
    qsizetype done = 0;
    for (; done + 128 <= size; done += 128) {
        const auto *in = reinterpret_cast<const __m256i *>(from + done);
        auto *out = reinterpret_cast<__m256i *>(to + done);
        for (int i = 0; i < 4; ++i)
            _mm256_storeu_si256(out + i, _mm256_xor_si256(_mm256_loadu_si256(in + i), mask));
    }
    copyWords(from + done, to + done, size - done, word);
}
#endif

} // namespace

void copyMasked(const char *from, char *to, qsizetype size, quint32 key, quint64 position) noexcept
{
    // In memory order the key is four octets; rotating the number starts it at the
    // octet that `position` falls on.
    const quint32 word = qToBigEndian(std::rotl(key, int(position % 4) * 8));
#ifdef GANTRY_HAVE_X86_SIMD
    if (size >= LongPayload && hasAvx2()) {
        copyWide(from, to, size, word);
        return;
    }
#endif
    copyWords(from, to, size, word);
}

} // namespace Gantry::Core

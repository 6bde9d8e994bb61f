// SPDX-License-Identifier: MIT
#include "core/message/textshuffle.h"

#ifdef GANTRY_HAVE_X86_SIMD

#include "core/message/textpoint.h"

#include <array>

namespace Gantry::Core {

namespace {

using Shuffle = std::array<quint8, 16>;

__m128i load(const void *from) noexcept
{
    return _mm_loadu_si128(static_cast<const __m128i *>(from));
}

void store(void *to, __m128i value) noexcept
{
    _mm_storeu_si128(static_cast<__m128i *>(to), value);
}

// What each unit can become lies in a lane of its own, and a shuffle leaves out
// what its length leaves out.

struct Squeeze
{
    Shuffle shuffle{};
    quint8 octets = 0;

    constexpr void add(int from) { shuffle[octets++] = quint8(from); }
};

//! Eight lanes of two octets, the first behind the second; ASCII where \a ascii has a bit.
constexpr auto PairSqueezes = [] {
    std::array<Squeeze, 256> squeezes;
    for (unsigned ascii = 0; ascii < 256; ++ascii) {
        for (int lane = 0; lane < 8; ++lane) {
            if (!((ascii >> lane) & 1))
                squeezes[ascii].add(2 * lane + 1);
            squeezes[ascii].add(2 * lane);
        }
    }
    return squeezes;
}();

//! Four lanes of three octets and a gap. The lower bits say which are ASCII, the upper ones
//! which have less than three octets.
constexpr auto TripleSqueezes = [] {
    std::array<Squeeze, 256> squeezes;
    for (unsigned bits = 0; bits < 256; ++bits) {
        for (int lane = 0; lane < 4; ++lane) {
            if (!((bits >> (lane + 4)) & 1))
                squeezes[bits].add(4 * lane);
            if (!((bits >> lane) & 1))
                squeezes[bits].add(4 * lane + 1);
            squeezes[bits].add(4 * lane + 2);
        }
    }
    return squeezes;
}();

GANTRY_AVX2 inline void squeeze(__m128i lanes, const Squeeze &how, quint8 *&to) noexcept
{
    store(to, _mm_shuffle_epi8(lanes, load(how.shuffle.data())));
    to += how.octets;
}

//! Eight units below U+0800.
GANTRY_AVX2 inline void encodePairs(__m128i units, quint8 *&to) noexcept
{
    const __m128i isAscii =
        _mm_cmpeq_epi16(_mm_and_si128(units, _mm_set1_epi16(short(0xFF80))), _mm_setzero_si128());
    const __m128i lead = _mm_and_si128(_mm_slli_epi16(units, 2), _mm_set1_epi16(0x1F00));
    const __m128i rest = _mm_and_si128(units, _mm_set1_epi16(0x3F));
    const __m128i pairs = _mm_or_si128(_mm_or_si128(lead, rest), _mm_set1_epi16(short(0xC080)));
    const auto ascii = unsigned(_mm_movemask_epi8(_mm_packs_epi16(isAscii, _mm_setzero_si128())));
    squeeze(_mm_blendv_epi8(pairs, units, isAscii), PairSqueezes[ascii], to);
}

//! Four units that are no surrogates, each in 32 bits.
GANTRY_AVX2 inline void encodeTriples(__m128i units, quint8 *&to) noexcept
{
    const __m128i isAscii = _mm_cmplt_epi32(units, _mm_set1_epi32(0x80));
    const __m128i isShort = _mm_cmplt_epi32(units, _mm_set1_epi32(0x800));
    const __m128i first = _mm_srli_epi32(units, 12);
    const __m128i second = _mm_and_si128(_mm_slli_epi32(units, 2), _mm_set1_epi32(0x3F00));
    const __m128i third = _mm_slli_epi32(_mm_and_si128(units, _mm_set1_epi32(0x3F)), 16);
    // A lead octet of two has one bit more than what is second of three.
    const __m128i marks =
        _mm_or_si128(_mm_set1_epi32(0x8080E0), _mm_and_si128(isShort, _mm_set1_epi32(0x4000)));
    const __m128i triples = _mm_or_si128(_mm_or_si128(first, second), _mm_or_si128(third, marks));
    const auto ascii = unsigned(_mm_movemask_ps(_mm_castsi128_ps(isAscii)));
    const auto isBelow = unsigned(_mm_movemask_ps(_mm_castsi128_ps(isShort)));
    squeeze(_mm_blendv_epi8(triples, _mm_slli_epi32(units, 16), isAscii),
            TripleSqueezes[ascii | (isBelow << 4)], to);
}

} // namespace

GANTRY_AVX2 void shuffleToUtf8(const char16_t *&at, const char16_t *end, quint8 *&to) noexcept
{
    const __m128i surrogates = _mm_set1_epi16(short(0xD800));
    const __m128i upper = _mm_set1_epi16(short(0xF800));
    // Behind what is written there is room for another 16 octets, for as many units.
    while (end - at >= 32) {
        const __m256i many = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(at));
        if (_mm256_testz_si256(many, _mm256_set1_epi16(short(0xFF80)))) {
            store(to, _mm_packus_epi16(_mm256_castsi256_si128(many), _mm256_extracti128_si256(many, 1)));
            at += 16;
            to += 16;
            continue;
        }
        const __m128i units = _mm256_castsi256_si128(many);
        if (_mm_testz_si128(units, upper)) {
            encodePairs(units, to);
            at += 8;
        } else if (_mm_movemask_epi8(_mm_cmpeq_epi16(_mm_and_si128(units, upper), surrogates)) == 0) {
            encodeTriples(_mm_cvtepu16_epi32(units), to);
            encodeTriples(_mm_cvtepu16_epi32(_mm_srli_si128(units, 8)), to);
            at += 8;
        } else {
            for (const char16_t *const behind = at + 8; at < behind;) {
                if (*at < 0x80)
                    *to++ = quint8(*at++);
                else
                    encodePoint(at, end, to);
            }
        }
    }
}

} // namespace Gantry::Core

#endif

// SPDX-License-Identifier: MIT
#include "core/message/textcodec.h"

#include "core/bufferpool.h"
#include "core/simd.h"

#include <QtCore/QChar>

#include <algorithm>
#include <bit>
#include <cstring>

namespace Gantry::Core {

namespace {

using Octet = quint8;

// From so many on the widest instructions are asked.
constexpr qsizetype LongRun = 64;
// Beyond this the room for text is counted and not guessed: up to here the pool has it.
constexpr qsizetype MostGuessed = BufferPool::MostOfOne / 3;

//! The code point at \a at, which is no ASCII, as UTF-16; \a at and \a to go behind it.
void decodeOne(const Octet *&at, char16_t *&to) noexcept
{
    const auto rest = [&at](int i) { return char32_t(at[i] & 0x3F); };
    if (*at < 0xE0) {
        *to++ = char16_t((char32_t(*at & 0x1F) << 6) | rest(1));
        at += 2;
    } else if (*at < 0xF0) {
        *to++ = char16_t((char32_t(*at & 0x0F) << 12) | (rest(1) << 6) | rest(2));
        at += 3;
    } else {
        const char32_t point = (char32_t(*at & 0x07) << 18) | (rest(1) << 12) | (rest(2) << 6) | rest(3);
        *to++ = QChar::highSurrogate(point);
        *to++ = QChar::lowSurrogate(point);
        at += 4;
    }
}

//! The same the other way round; behind \a end there is nothing.
void encodeOne(const char16_t *&at, const char16_t *end, Octet *&to) noexcept
{
    const char16_t unit = *at++;
    if (unit < 0x800) {
        *to++ = Octet(0xC0 | (unit >> 6));
    } else if (!QChar::isSurrogate(unit)) {
        *to++ = Octet(0xE0 | (unit >> 12));
        *to++ = Octet(0x80 | ((unit >> 6) & 0x3F));
    } else if (QChar::isHighSurrogate(unit) && at != end && QChar::isLowSurrogate(*at)) {
        const char32_t point = QChar::surrogateToUcs4(unit, *at++);
        *to++ = Octet(0xF0 | (point >> 18));
        *to++ = Octet(0x80 | ((point >> 12) & 0x3F));
        *to++ = Octet(0x80 | ((point >> 6) & 0x3F));
        *to++ = Octet(0x80 | (point & 0x3F));
        return;
    } else {
        *to++ = Octet('?');
        return;
    }
    *to++ = Octet(0x80 | (unit & 0x3F));
}

#ifdef GANTRY_HAVE_X86_SIMD
constexpr qsizetype Block = 16;

//! How many of the Block octets at \a at are ASCII before the first that is not; writes
//! Block units.
inline qsizetype widenBlock(const Octet *at, char16_t *to) noexcept
{
    const __m128i octets = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
    auto *out = reinterpret_cast<__m128i *>(to);
    _mm_storeu_si128(out, _mm_unpacklo_epi8(octets, _mm_setzero_si128()));
    _mm_storeu_si128(out + 1, _mm_unpackhi_epi8(octets, _mm_setzero_si128()));
    return std::min(std::countr_zero(unsigned(_mm_movemask_epi8(octets))), int(Block));
}

//! Half of that, for the last ones.
inline qsizetype widenHalf(const Octet *at, char16_t *to) noexcept
{
    const __m128i octets = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(at));
    _mm_storeu_si128(reinterpret_cast<__m128i *>(to), _mm_unpacklo_epi8(octets, _mm_setzero_si128()));
    return std::min(std::countr_zero(unsigned(_mm_movemask_epi8(octets))), int(Block / 2));
}

//! The same the other way round.
inline qsizetype narrowHalf(const char16_t *at, Octet *to) noexcept
{
    const __m128i units = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
    const __m128i ascii = _mm_set1_epi16(0x7F);
    _mm_storel_epi64(reinterpret_cast<__m128i *>(to),
                     _mm_packus_epi16(_mm_and_si128(units, ascii), _mm_setzero_si128()));
    const __m128i isAscii = _mm_cmpeq_epi16(_mm_subs_epu16(units, ascii), _mm_setzero_si128());
    return std::countr_one(unsigned(_mm_movemask_epi8(_mm_packs_epi16(isAscii, _mm_setzero_si128()))));
}

inline qsizetype narrowBlock(const char16_t *at, Octet *to) noexcept
{
    const auto *in = reinterpret_cast<const __m128i *>(at);
    const __m128i first = _mm_loadu_si128(in);
    const __m128i second = _mm_loadu_si128(in + 1);
    const __m128i ascii = _mm_set1_epi16(0x7F);
    _mm_storeu_si128(reinterpret_cast<__m128i *>(to),
                     _mm_packus_epi16(_mm_and_si128(first, ascii), _mm_and_si128(second, ascii)));
    // A saturated difference is 0 where there was none.
    const __m128i beyond =
        _mm_packs_epi16(_mm_cmpeq_epi16(_mm_subs_epu16(first, ascii), _mm_setzero_si128()),
                        _mm_cmpeq_epi16(_mm_subs_epu16(second, ascii), _mm_setzero_si128()));
    return std::countr_one(unsigned(_mm_movemask_epi8(beyond)));
}

//! Of \a size octets, those at the front that are ASCII, to a multiple of 32.
GANTRY_AVX2 qsizetype widenWide(const Octet *from, qsizetype size, char16_t *to) noexcept
{
    qsizetype done = 0;
    for (; done + 32 <= size; done += 32) {
        const __m256i octets = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(from + done));
        if (_mm256_movemask_epi8(octets) != 0)
            break;
        auto *out = reinterpret_cast<__m256i *>(to + done);
        _mm256_storeu_si256(out, _mm256_cvtepu8_epi16(_mm256_castsi256_si128(octets)));
        _mm256_storeu_si256(out + 1, _mm256_cvtepu8_epi16(_mm256_extracti128_si256(octets, 1)));
    }
    return done;
}

GANTRY_AVX2 qsizetype narrowWide(const char16_t *from, qsizetype size, Octet *to) noexcept
{
    const __m256i beyond = _mm256_set1_epi16(short(0xFF80));
    qsizetype done = 0;
    for (; done + 32 <= size; done += 32) {
        const auto *in = reinterpret_cast<const __m256i *>(from + done);
        const __m256i first = _mm256_loadu_si256(in);
        const __m256i second = _mm256_loadu_si256(in + 1);
        if (!_mm256_testz_si256(_mm256_or_si256(first, second), beyond))
            break;
        _mm256_storeu_si256(reinterpret_cast<__m256i *>(to + done),
                            _mm256_permute4x64_epi64(_mm256_packus_epi16(first, second), 0xD8));
    }
    return done;
}

bool hasWide() noexcept
{
    return hasAvx2();
}
#else
constexpr qsizetype Block = 8;

inline qsizetype widenBlock(const Octet *at, char16_t *to) noexcept
{
    qsizetype ascii = 0;
    for (qsizetype i = 0; i < Block; ++i) {
        to[i] = at[i];
        ascii += ascii == i && at[i] < 0x80;
    }
    return ascii;
}

inline qsizetype narrowBlock(const char16_t *at, Octet *to) noexcept
{
    qsizetype ascii = 0;
    for (qsizetype i = 0; i < Block; ++i) {
        to[i] = Octet(at[i]);
        ascii += ascii == i && at[i] < 0x80;
    }
    return ascii;
}

inline qsizetype widenHalf(const Octet *, char16_t *) noexcept
{
    return 0;
}

inline qsizetype narrowHalf(const char16_t *, Octet *) noexcept
{
    return 0;
}

qsizetype widenWide(const Octet *, qsizetype, char16_t *) noexcept
{
    return 0;
}

qsizetype narrowWide(const char16_t *, qsizetype, Octet *) noexcept
{
    return 0;
}

bool hasWide() noexcept
{
    return false;
}
#endif

//! Copies what is ASCII at the front of what lies from \a at to \a end, to \a to.
template<typename From, typename To, typename BlockCopy, typename HalfCopy, typename WideCopy>
inline void copyAscii(const From *&at, const From *end, To *&to, BlockCopy block, HalfCopy half,
                      WideCopy wide, bool isWide) noexcept
{
    const auto advance = [&](qsizetype count) {
        at += count;
        to += count;
    };
    while (end - at >= Block) {
        const qsizetype ascii = block(at, to);
        advance(ascii);
        if (ascii < Block)
            return;
        if (isWide && end - at >= LongRun)
            advance(wide(at, end - at, to));
    }
    if (end - at >= Block / 2)
        advance(half(at, to));
    while (at != end && *at < 0x80)
        *to++ = To(*at++);
}

} // namespace

void decodeUtf8(QByteArrayView utf8, QString &text)
{
    // No code point has more units than octets, so a block never goes beyond this.
    text.resize(utf8.size());
    const auto *at = reinterpret_cast<const Octet *>(utf8.data());
    const auto *const end = at + utf8.size();
    auto *const begin = reinterpret_cast<char16_t *>(text.data());
    char16_t *to = begin;
    const bool isWide = hasWide();
    while (at != end) {
        copyAscii(at, end, to, widenBlock, widenHalf, widenWide, isWide);
        while (at != end && *at >= 0x80)
            decodeOne(at, to);
    }
    text.truncate(to - begin);
}

qsizetype encodedRoom(QStringView text) noexcept
{
    // Three octets for one unit, or four for two. A block writes as many as it reads.
    if (text.size() <= MostGuessed)
        return 3 * text.size();
    const char16_t *units = text.utf16();
    return text.size()
        + 2 * std::count_if(units, units + text.size(), [](char16_t unit) { return unit >= 0x80; });
}

void encodeUtf8(QStringView text, QByteArray &utf8)
{
    utf8.resize(encodedRoom(text));
    const char16_t *at = text.utf16();
    const char16_t *const end = at + text.size();
    auto *const begin = reinterpret_cast<Octet *>(utf8.data());
    Octet *to = begin;
    const bool isWide = hasWide();
    while (at != end) {
        copyAscii(at, end, to, narrowBlock, narrowHalf, narrowWide, isWide);
        while (at != end && *at >= 0x80)
            encodeOne(at, end, to);
    }
    utf8.truncate(to - begin);
}

} // namespace Gantry::Core

// SPDX-License-Identifier: MIT
#include "core/message/textcodec.h"

#include "core/bufferpool.h"
#include "core/message/textpoint.h"
#include "core/message/textshuffle.h"

#include <algorithm>

namespace Gantry::Core {

namespace {

using Octet = quint8;

// From so many on the widest instructions are asked.
[[maybe_unused]] constexpr qsizetype LongText = 64;
// Beyond this the room for text is counted and not guessed: up to here the pool has it.
constexpr qsizetype MostGuessed = BufferPool::MostOfOne / 3;

#ifdef GANTRY_HAVE_X86_SIMD
//! Of 16 octets, or with \a isHalf of 8: writes them, and tells whether all are ASCII.
template<bool isHalf = false>
bool widen(const Octet *at, char16_t *to) noexcept
{
    const auto *in = reinterpret_cast<const __m128i *>(at);
    auto *out = reinterpret_cast<__m128i *>(to);
    const __m128i octets = isHalf ? _mm_loadl_epi64(in) : _mm_loadu_si128(in);
    _mm_storeu_si128(out, _mm_unpacklo_epi8(octets, _mm_setzero_si128()));
    if constexpr (!isHalf)
        _mm_storeu_si128(out + 1, _mm_unpackhi_epi8(octets, _mm_setzero_si128()));
    return _mm_movemask_epi8(octets) == 0;
}

//! The same the other way round.
template<bool isHalf = false>
bool narrow(const char16_t *at, Octet *to) noexcept
{
    const auto *in = reinterpret_cast<const __m128i *>(at);
    auto *out = reinterpret_cast<__m128i *>(to);
    const __m128i first = _mm_loadu_si128(in);
    const __m128i second = isHalf ? first : _mm_loadu_si128(in + 1);
    const __m128i octets = _mm_packus_epi16(first, second);
    isHalf ? _mm_storel_epi64(out, octets) : _mm_storeu_si128(out, octets);
    const __m128i beyond = _mm_and_si128(_mm_or_si128(first, second), _mm_set1_epi16(short(0xFF80)));
    return _mm_movemask_epi8(_mm_cmpeq_epi16(beyond, _mm_setzero_si128())) == 0xFFFF;
}
#else
template<bool isHalf = false, typename From, typename To>
bool copyAscii(const From *at, To *to) noexcept
{
    unsigned all = 0;
    for (int i = 0; i < (isHalf ? 8 : 16); ++i) {
        all |= at[i];
        to[i] = To(at[i]);
    }
    return all < 0x80;
}

template<bool isHalf = false>
bool widen(const Octet *at, char16_t *to) noexcept
{
    return copyAscii<isHalf>(at, to);
}

template<bool isHalf = false>
bool narrow(const char16_t *at, Octet *to) noexcept
{
    return copyAscii<isHalf>(at, to);
}
#endif

//! Blocks of ASCII as such, and what is none one by one, to the end of its block.
template<typename From, typename To, typename Whole, typename Half, typename Point>
inline void convert(const From *&at, const From *end, To *&to, Whole whole, Half half, Point point) noexcept
{
    const auto oneByOne = [&](const From *stop) {
        while (at < stop) {
            if (*at < 0x80)
                *to++ = To(*at++);
            else
                point();
        }
    };
    const auto block = [&](int size, bool isAscii) {
        if (!isAscii)
            return oneByOne(at + size);
        at += size;
        to += size;
    };
    while (end - at >= 16)
        block(16, whole(at, to));
    if (end - at >= 8)
        block(8, half(at, to));
    oneByOne(end);
}

} // namespace

void decodeUtf8(QByteArrayView utf8, QString &text)
{
    // No code point has more units than octets, so a block never goes beyond this.
    text.resize(utf8.size());
    const auto *at = reinterpret_cast<const Octet *>(utf8.data());
    auto *const begin = reinterpret_cast<char16_t *>(text.data());
    char16_t *to = begin;
    convert(at, at + utf8.size(), to, widen<>, widen<true>, [&] { decodePoint(at, to); });
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
    const qsizetype room = encodedRoom(text);
    if (utf8.isDetached() && utf8.capacity() - utf8.data_ptr().freeSpaceAtBegin() >= room) [[likely]]
        setSize(utf8, room);
    else
        utf8.resize(room);
    const char16_t *at = text.utf16();
    const char16_t *const end = at + text.size();
    auto *const begin = reinterpret_cast<Octet *>(utf8.data());
    Octet *to = begin;
#ifdef GANTRY_HAVE_X86_SIMD
    if (text.size() >= LongText && hasAvx2())
        shuffleToUtf8(at, end, to);
#endif
    convert(at, end, to, narrow<>, narrow<true>, [&] { encodePoint(at, end, to); });
    if (to - begin < room) // which is none of an empty text
        setSize(utf8, to - begin);
}

} // namespace Gantry::Core

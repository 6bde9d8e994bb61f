// SPDX-License-Identifier: MIT
// The sending side: a whole message at a time, flushed to an octet (RFC 7692 section
// 7.2.1).
#include "core/message/deflatecodec.h"
#include "core/message/zlibbuffer.h"

#include <limits>
#include <utility>

namespace Gantry::Core {

struct Deflater::State
{
    z_stream stream{};
    bool ready = false;

    State(int windowBits, int level, int memLevel)
    {
        // zlib makes no raw stream with an 8-bit window. With 9 bits it refers back
        // 512 - 262 = 250 octets at most (its MAX_DIST), which an 8-bit window holds.
        const int bits = -qBound(9, windowBits, 15);
        ready = deflateInit2(&stream, qBound(1, level, 9), Z_DEFLATED, bits, qBound(1, memLevel, 9),
                             Z_DEFAULT_STRATEGY)
            == Z_OK;
    }
    ~State()
    {
        if (ready)
            deflateEnd(&stream);
    }
    Q_DISABLE_COPY_MOVE(State)

    bool run(QByteArrayView piece, int flush, QByteArray &out);
};

// Compresses one piece of at most MaxZlibBytes.
bool Deflater::State::run(QByteArrayView piece, int flush, QByteArray &out)
{
    stream.next_in = zlibOctets(piece.data());
    stream.avail_in = zlibSize(piece.size());
    do {
        // Text shrinks to a quarter or less; half of it is room enough mostly. More
        // than 6 octets must be free each time, or zlib repeats the flush marker.
        growBuffer(out, stream.avail_in / 2 + 64, std::numeric_limits<qsizetype>::max());
        const qsizetype used = out.size();
        out.resize(out.capacity());
        stream.next_out = zlibOctets(out.data() + used);
        stream.avail_out = zlibSize(out.size() - used);
        const uInt room = stream.avail_out;
        const int result = deflate(&stream, flush);
        out.resize(used + qsizetype(room - stream.avail_out));
        if (result != Z_OK && result != Z_BUF_ERROR)
            return false;
    } while (stream.avail_out == 0 || stream.avail_in > 0);
    return true;
}

Deflater::Deflater(int windowBits, int level, int memLevel, bool noContextTakeover)
    : m_windowBits(windowBits)
    , m_level(level)
    , m_memLevel(memLevel)
    , m_noContextTakeover(noContextTakeover)
{ }

Deflater::~Deflater() = default;

void Deflater::release() noexcept
{
    m_state.reset();
}

bool Deflater::compress(QByteArrayView message, QByteArray &out)
{
    if (message.isEmpty()) {
        // RFC 7692 section 7.2.3.6: an empty message is a single 0x00. zlib itself
        // would write nothing at all here, as nothing came since its last flush.
        out.append('\0');
        return true;
    }
    if (!flush(message, out))
        return false;
    Q_ASSERT(out.endsWith(messageTail()));
    out.chop(messageTail().size());
    if (m_noContextTakeover)
        reset();
    return true;
}

bool Deflater::compressPart(QByteArrayView part, QByteArray &out)
{
    // RFC 7692 section 7.2.1 takes the tail off the message, not off its parts.
    return part.isEmpty() || flush(part, out);
}

void Deflater::finishParts(QByteArray &out)
{
    // The last part ended with a flush. What is left to say is the empty message of
    // section 7.2.3.6: the header of an empty block, whose rest the receiver adds.
    out.append('\0');
    if (m_noContextTakeover)
        reset();
}

// Compresses all of \a octets, which are some, up to an octet that ends a flush.
bool Deflater::flush(QByteArrayView octets, QByteArray &out)
{
    if (!m_state)
        m_state = std::make_unique<State>(m_windowBits, m_level, m_memLevel);
    if (!m_state->ready) {
        m_state.reset();
        return false;
    }
    if (std::exchange(m_isForgetful, false))
        deflateReset(&m_state->stream);
    const qsizetype start = out.size();
    while (!octets.isEmpty()) {
        const QByteArrayView piece = octets.first(qMin(octets.size(), MaxZlibBytes));
        octets = octets.sliced(piece.size());
        if (!m_state->run(piece, octets.isEmpty() ? Z_SYNC_FLUSH : Z_NO_FLUSH, out)) {
            out.truncate(start);
            m_state.reset();
            return false;
        }
    }
    return true;
}

} // namespace Gantry::Core

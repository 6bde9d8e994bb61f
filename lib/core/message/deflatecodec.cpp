// SPDX-License-Identifier: MIT
#include "core/message/deflatecodec.h"

#include <limits>

#include <zlib.h>

namespace Gantry::Core {

namespace {

// RFC 7692 section 7.2.1: "Remove 4 octets (that are 0x00 0x00 0xff 0xff) from the
// tail end"; section 7.2.2 appends them again before inflating.
constexpr char Tail[] = {'\x00', '\x00', '\xff', '\xff'};
constexpr QByteArrayView TailView(Tail, sizeof Tail);

// zlib counts in uInt; a power of two well below its maximum keeps every sum safe.
constexpr qsizetype MaxZlibBytes = qsizetype(1) << 30;

Bytef *octets(const char *data) noexcept
{
    // zlib's next_in is not const by history; it does not write there.
    return reinterpret_cast<Bytef *>(const_cast<char *>(data));
}

uInt zlibSize(qsizetype size) noexcept
{
    return uInt(qMin(size, MaxZlibBytes));
}

//! Makes room for at least \a more octets behind out.size(), doubling so that
//! a long message is copied O(1) times an octet, but never beyond \a limit.
void growBuffer(QByteArray &out, qsizetype more, qsizetype limit)
{
    const qsizetype needed = out.size() + more;
    if (out.isDetached() && out.capacity() >= needed)
        return;
    out.reserve(qMin(limit, qMax(needed, 2 * out.size())));
}

} // namespace

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
    stream.next_in = octets(piece.data());
    stream.avail_in = zlibSize(piece.size());
    do {
        // Text shrinks to a quarter or less; half of it is room enough mostly. More
        // than 6 octets must be free each time, or zlib repeats the flush marker.
        growBuffer(out, stream.avail_in / 2 + 64, std::numeric_limits<qsizetype>::max());
        const qsizetype used = out.size();
        out.resize(out.capacity());
        stream.next_out = octets(out.data() + used);
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
    if (!m_state)
        m_state = std::make_unique<State>(m_windowBits, m_level, m_memLevel);
    if (!m_state->ready) {
        m_state.reset();
        return false;
    }
    const qsizetype start = out.size();
    while (!message.isEmpty()) {
        const QByteArrayView piece = message.first(qMin(message.size(), MaxZlibBytes));
        message = message.sliced(piece.size());
        if (!m_state->run(piece, message.isEmpty() ? Z_SYNC_FLUSH : Z_NO_FLUSH, out)) {
            out.truncate(start);
            m_state.reset();
            return false;
        }
    }
    Q_ASSERT(out.endsWith(TailView));
    out.chop(TailView.size());
    if (m_noContextTakeover)
        deflateReset(&m_state->stream);
    return true;
}

struct Inflater::State
{
    z_stream stream{};
    bool ready = false;
    // Nothing was read since the message began, or since a final block in it ended.
    bool atFreshStart = true;

    explicit State(int windowBits) { ready = inflateInit2(&stream, -qBound(8, windowBits, 15)) == Z_OK; }
    ~State()
    {
        if (ready)
            inflateEnd(&stream);
    }
    Q_DISABLE_COPY_MOVE(State)

    Result run(QByteArrayView piece, QByteArray &out, qsizetype limit);
    Result step(QByteArray &out, qsizetype limit);
    Result stepAtLimit();
    Result afterCall(int zlibResult);
    bool isAtBlockBoundary() const noexcept;
};

Inflater::Result Inflater::State::afterCall(int zlibResult)
{
    switch (zlibResult) {
    case Z_OK:
    case Z_BUF_ERROR: // wants more input, or more room
        return Result::Ok;
    case Z_STREAM_END:
        // A block with BFINAL ends a deflate stream but neither the message nor the
        // window, to which later messages may refer (RFC 7692 section 7.2.3.4). This
        // reset keeps the window where it is. Saving it with inflateGetDictionary()
        // and putting it back copies up to 64 KiB for a block of two octets: a
        // message of such blocks would take minutes.
        atFreshStart = true;
        return inflateResetKeep(&stream) == Z_OK ? Result::Ok : Result::Corrupt;
    case Z_MEM_ERROR: // no memory for the window: more than this process can take
        return Result::TooBig;
    default:
        return Result::Corrupt;
    }
}

// One call of zlib into the free room of out.
Inflater::Result Inflater::State::step(QByteArray &out, qsizetype limit)
{
    // Small messages ask for little; what they turn out to need beyond that doubles.
    constexpr qsizetype smallest = 64;
    constexpr qsizetype largest = 16 * 1024;
    const qsizetype wanted = qBound(smallest, qsizetype(stream.avail_in) * 3, largest);
    const qsizetype used = out.size();
    growBuffer(out, qMin(wanted, limit - used), limit);
    // The buffer may be a large one that is used again, but what was written is
    // checked against the limit and the cache, so go on in modest pieces.
    const qsizetype room = qMin(qMin(out.capacity(), limit) - used, qMax(wanted, 4 * largest));
    out.resize(used + room);
    stream.next_out = octets(out.data() + used);
    stream.avail_out = zlibSize(room);
    const int result = ::inflate(&stream, Z_SYNC_FLUSH);
    out.resize(used + room - qsizetype(stream.avail_out));
    return afterCall(result);
}

// Nothing more may come out, but blocks may still end: one octet of scratch room
// tells the two apart.
Inflater::Result Inflater::State::stepAtLimit()
{
    Bytef scratch = 0;
    stream.next_out = &scratch;
    stream.avail_out = 1;
    const int result = ::inflate(&stream, Z_SYNC_FLUSH);
    if (stream.avail_out == 0)
        return Result::TooBig;
    return afterCall(result);
}

// Inflates one piece of at most MaxZlibBytes.
Inflater::Result Inflater::State::run(QByteArrayView piece, QByteArray &out, qsizetype limit)
{
    stream.next_in = octets(piece.data());
    stream.avail_in = zlibSize(piece.size());
    while (true) {
        if (stream.avail_in > 0)
            atFreshStart = false;
        const Result result = out.size() < limit ? step(out, limit) : stepAtLimit();
        // Room left over means that zlib has written all it can from this input.
        if (result != Result::Ok || (stream.avail_in == 0 && stream.avail_out > 0))
            return result;
    }
}

// zlib says in data_type whether it stands between two blocks (128) and how many bits
// it was given and has not used (below 64). The tail that ends a message leaves none.
bool Inflater::State::isAtBlockBoundary() const noexcept
{
    return (stream.data_type & 128) != 0 && (stream.data_type & 63) == 0;
}

Inflater::Inflater(int windowBits, bool noContextTakeover)
    : m_windowBits(windowBits)
    , m_noContextTakeover(noContextTakeover)
{ }

Inflater::~Inflater() = default;

Inflater::Result Inflater::inflate(QByteArrayView bytes, QByteArray &out, quint64 maxOutBytes)
{
    if (bytes.isEmpty())
        return Result::Ok;
    if (!m_state)
        m_state = std::make_unique<State>(m_windowBits);
    if (!m_state->ready)
        return Result::TooBig;
    constexpr auto most = quint64(std::numeric_limits<qsizetype>::max() / 2);
    const auto limit = qsizetype(maxOutBytes == 0 ? most : qMin(maxOutBytes, most));
    while (!bytes.isEmpty()) {
        const QByteArrayView piece = bytes.first(qMin(bytes.size(), MaxZlibBytes));
        bytes = bytes.sliced(piece.size());
        const Result result = m_state->run(piece, out, limit);
        if (result != Result::Ok)
            return result;
    }
    return Result::Ok;
}

Inflater::Result Inflater::finishMessage(QByteArray &out, quint64 maxOutBytes)
{
    // A message without a single octet, and one whose last block was a final one
    // without the 0x00 that section 7.2.3.4 adds, are complete as they are: the tail
    // would begin a block that never ends. Both are seen in the wild.
    if (m_state && !m_state->atFreshStart) {
        const Result result = inflate(TailView, out, maxOutBytes);
        if (result != Result::Ok)
            return result;
        if (!m_state->isAtBlockBoundary())
            return Result::Corrupt;
    }
    if (m_state) {
        m_state->atFreshStart = true;
        if (m_noContextTakeover)
            inflateReset(&m_state->stream);
    }
    return Result::Ok;
}

} // namespace Gantry::Core

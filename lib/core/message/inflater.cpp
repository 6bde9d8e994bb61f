// SPDX-License-Identifier: MIT
// The receiving side: octets as they come, output as soon as it can be had, and never
// more of it than the limit (RFC 7692 section 7.2.2).
#include "core/message/deflatecodec.h"
#include "core/message/zlibbuffer.h"

#include <limits>
#include <utility>

namespace Gantry::Core {

struct Inflater::State
{
    z_stream stream{};
    bool ready = false;
    // Nothing was read since the message began, or since a final block in it ended.
    bool atFreshStart = true;

    BufferPool *const buffers;

    State(int windowBits, const QByteArray &window, BufferPool *pool)
        : buffers(pool)
    {
        ready = inflateInit2(&stream, -qBound(8, windowBits, 15)) == Z_OK;
        if (ready && !window.isEmpty())
            ready = inflateSetDictionary(&stream, zlibOctets(window.data()), zlibSize(window.size())) == Z_OK;
    }
    ~State()
    {
        if (ready)
            inflateEnd(&stream);
    }
    Q_DISABLE_COPY_MOVE(State)

    Result run(QByteArrayView &bytes, QByteArray &out, qsizetype pieceBytes, qsizetype limit);
    Result step(QByteArray &out, qsizetype limit);
    Result stepAtLimit();
    Result afterCall(int zlibResult);
    bool isAtBlockBoundary() const noexcept;
    QByteArray window();
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
    growBuffer(out, qMin(wanted, limit - used), limit, buffers);
    // The buffer may be a large one that is used again, but what was written is
    // checked against the limit and the cache, so go on in modest pieces.
    const qsizetype room = qMin(qMin(out.capacity(), limit) - used, qMax(wanted, 4 * largest));
    out.resize(used + room);
    stream.next_out = zlibOctets(out.data() + used);
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

// Inflates at most MaxZlibBytes from the front of bytes, until they are used up or out
// has pieceBytes.
Inflater::Result Inflater::State::run(QByteArrayView &bytes, QByteArray &out, qsizetype pieceBytes,
                                      qsizetype limit)
{
    const uInt given = zlibSize(bytes.size());
    stream.next_in = zlibOctets(bytes.data());
    stream.avail_in = given;
    Result result = Result::Ok;
    while (out.size() < pieceBytes) {
        if (stream.avail_in > 0)
            atFreshStart = false;
        result = out.size() < limit ? step(out, qMin(limit, pieceBytes)) : stepAtLimit();
        // Room left over means that zlib has written all it can from this input.
        if (result != Result::Ok || (stream.avail_in == 0 && stream.avail_out > 0))
            break;
    }
    bytes = bytes.sliced(qsizetype(given - stream.avail_in));
    return result;
}

// zlib says in data_type whether it stands between two blocks (128) and how many bits
// it was given and has not used (below 64). The tail that ends a message leaves none.
bool Inflater::State::isAtBlockBoundary() const noexcept
{
    return (stream.data_type & 128) != 0 && (stream.data_type & 63) == 0;
}

QByteArray Inflater::State::window()
{
    uInt size = 0;
    inflateGetDictionary(&stream, nullptr, &size);
    QByteArray window(qsizetype(size), Qt::Uninitialized);
    inflateGetDictionary(&stream, zlibOctets(window.data()), &size);
    return window;
}

Inflater::Inflater(int windowBits, bool noContextTakeover, BufferPool *buffers)
    : m_buffers(buffers)
    , m_windowBits(windowBits)
    , m_noContextTakeover(noContextTakeover)
{ }

Inflater::~Inflater() = default;

Inflater::Result Inflater::inflate(QByteArrayView bytes, QByteArray &out, quint64 maxOutBytes)
{
    if (bytes.isEmpty())
        return Result::Ok;
    return inflatePiece(bytes, out, std::numeric_limits<qsizetype>::max(), maxOutBytes);
}

Inflater::Result Inflater::inflatePiece(QByteArrayView &bytes, QByteArray &out, qsizetype pieceBytes,
                                        quint64 maxOutBytes)
{
    if (bytes.isEmpty() && !m_state)
        return Result::Ok;
    if (!m_state)
        m_state = std::make_unique<State>(m_windowBits, std::exchange(m_kept, QByteArray()), m_buffers);
    if (!m_state->ready)
        return Result::TooBig;
    constexpr auto most = quint64(std::numeric_limits<qsizetype>::max() / 2);
    const auto limit = qsizetype(qMin(maxOutBytes, most));
    do {
        const Result result = m_state->run(bytes, out, pieceBytes, limit);
        if (result != Result::Ok)
            return result;
    } while (!bytes.isEmpty() && out.size() < pieceBytes);
    return Result::Ok;
}

Inflater::Result Inflater::finishMessage(QByteArray &out, quint64 maxOutBytes)
{
    // A message without a single octet, and one whose last block was a final one
    // without the 0x00 that section 7.2.3.4 adds: neither should be, and both are
    // complete as they are. The tail would begin a block that never ends and spoil
    // the next message.
    if (m_state && !m_state->atFreshStart) {
        const Result result = inflate(messageTail(), out, maxOutBytes);
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

void Inflater::release()
{
    if (!m_state || !m_state->ready || !m_state->atFreshStart)
        return;
    if (!m_noContextTakeover)
        m_kept = m_state->window();
    m_state.reset();
}

} // namespace Gantry::Core

// SPDX-License-Identifier: MIT
// Reads MessagePack with msgpack-cxx's parser, element by element, since it does not say
// where a value begins. Its state is kept: msgpack::parse() would allocate one each time.
//
// Extension types are passed on as part of a payload; they stand for no value of ours.
#include "wamp/serializer/utf8text.h"
#include "wamp/serializer/wirereader.h"

#include <QtCore/qendian.h>

#include <msgpack.hpp>

namespace Gantry::Wamp::Wire {

namespace {

class Visitor
{
public:
    //! Without a sink what is there is only judged.
    void begin(ValueSink *sink, int level) noexcept
    {
        m_sink = sink;
        m_level = level - 1;
        m_isKey = false;
        m_problem = nullptr;
    }
    Problem problem() const noexcept { return m_problem; }

    void init() noexcept { }
    bool visit_nil()
    {
        return tell([](ValueSink &sink) { sink.null(); });
    }
    bool visit_boolean(bool value)
    {
        return tell([value](ValueSink &sink) { sink.boolean(value); });
    }
    bool visit_positive_integer(quint64 value)
    {
        return tell([value](ValueSink &sink) { sink.number(value); });
    }
    bool visit_negative_integer(qint64 value)
    {
        return tell([value](ValueSink &sink) { sink.integer(value); });
    }
    bool visit_float32(float value) { return visit_float64(double(value)); }
    bool visit_float64(double value)
    {
        return tell([value](ValueSink &sink) { sink.real(value); });
    }
    bool visit_str(const char *data, quint32 size)
    {
        const QByteArrayView text = viewOf(data, size);
        if (!isUtf8(text))
            return fail(Problems::notUtf8);
        if (std::exchange(m_isKey, false)) {
            if (m_sink)
                m_sink->key(text);
            return true;
        }
        return tell([text](ValueSink &sink) { sink.text(text); });
    }
    bool visit_bin(const char *data, quint32 size)
    {
        return tell([octets = viewOf(data, size)](ValueSink &sink) { sink.bytes(octets); });
    }
    bool visit_ext(const char *data, quint32 size)
    {
        // What msgpackr writes for JavaScript's undefined, as the value of options too.
        if (viewOf(data, size) == QByteArrayView("\0\0", 2))
            return visit_nil();
        return m_sink ? fail("a value of an extension type") : tell([](ValueSink &) {});
    }
    bool start_array(quint32)
    {
        return open() && tell([](ValueSink &sink) { sink.beginList(); });
    }
    bool start_array_item() { return true; }
    bool end_array_item() { return true; }
    bool end_array()
    {
        --m_level;
        return tell([](ValueSink &sink) { sink.endList(); });
    }
    bool start_map(quint32)
    {
        return open() && tell([](ValueSink &sink) { sink.beginMap(); });
    }
    bool start_map_key()
    {
        m_isKey = true;
        return true;
    }
    bool end_map_key() { return true; }
    bool start_map_value() { return true; }
    bool end_map_value() { return true; }
    bool end_map()
    {
        --m_level;
        return tell([](ValueSink &sink) { sink.endMap(); });
    }
    void parse_error(size_t, size_t) { fail("not well-formed MessagePack"); }
    void insufficient_bytes(size_t, size_t) { }

private:
    static QByteArrayView viewOf(const char *data, quint32 size) noexcept
    {
        // The parser's pointer may be any when there is nothing.
        return size == 0 ? QByteArrayView("", qsizetype(0)) : QByteArrayView(data, qsizetype(size));
    }

    bool fail(Problem problem) noexcept
    {
        m_problem = problem;
        return false;
    }

    bool open() noexcept { return ++m_level <= maxNestingDepth || fail(Problems::tooDeep); }

    template<typename Tell>
    bool tell(Tell &&tell)
    {
        if (m_isKey)
            return fail(Problems::notAKey);
        if (!m_sink)
            return true;
        tell(*m_sink);
        return !m_sink->problem() || fail(m_sink->problem());
    }

    ValueSink *m_sink = nullptr;
    int m_level = 0;
    bool m_isKey = false;
    Problem m_problem = nullptr;
};

class Parser : public msgpack::v2::detail::context<Parser>
{
public:
    Visitor &visitor() noexcept { return m_visitor; }

    //! One value of \a octets from \a offset on, which is moved behind it.
    Problem parse(QByteArrayView octets, size_t &offset, ValueSink *sink, int level)
    {
        m_visitor.begin(sink, level);
        init();
        try {
            switch (execute(octets.data(), size_t(octets.size()), offset)) {
            case msgpack::PARSE_SUCCESS:
            case msgpack::PARSE_EXTRA_BYTES:
                return nullptr;
            case msgpack::PARSE_CONTINUE:
                return Problems::truncated;
            case msgpack::PARSE_PARSE_ERROR:
            case msgpack::PARSE_STOP_VISITOR:
                break;
            }
        } catch (const msgpack::unpack_error &) { // a size that is too much for 32 bits
            return Problems::truncated;
        }
        return m_visitor.problem();
    }

private:
    Visitor m_visitor;
};

Parser &parser()
{
    static thread_local Parser parser;
    return parser;
}

constexpr bool isList(quint8 head) noexcept
{
    return (head & 0xf0) == 0x90 || head == 0xdc || head == 0xdd;
}

constexpr bool isMap(quint8 head) noexcept
{
    return (head & 0xf0) == 0x80 || head == 0xde || head == 0xdf;
}

//! Takes the head of the message itself.
Problem takeListHead(QByteArrayView octets, size_t &offset, quint32 &count) noexcept
{
    if (octets.isEmpty())
        return Problems::truncated;
    const quint8 head = quint8(octets.front());
    if (!isList(head))
        return Problems::notAList;
    const qsizetype size = head == 0xdc ? 3 : head == 0xdd ? 5 : 1;
    if (octets.size() < size)
        return Problems::truncated;
    offset = size_t(size);
    count = size == 1 ? head & 0x0fU
        : size == 3   ? qFromBigEndian<quint16>(octets.data() + 1)
                      : qFromBigEndian<quint32>(octets.data() + 1);
    return nullptr;
}

} // namespace

Problem readMsgPackMessage(QByteArrayView octets, Tape &tape)
{
    tape.begin(octets);
    size_t offset = 0;
    quint32 count = 0;
    if (const Problem problem = takeListHead(octets, offset, count))
        return problem;
    Parser &parser = Wire::parser();
    for (quint32 i = 0; i < count; ++i) {
        if (const Problem problem = tape.beginElement())
            return problem;
        const size_t begin = offset;
        const quint8 head = qsizetype(begin) < octets.size() ? quint8(octets[qsizetype(begin)]) : quint8(0);
        const bool isRaw = tape.isAtPayload() && (isList(head) || isMap(head));
        if (const Problem problem = parser.parse(octets, offset, isRaw ? nullptr : &tape, 2))
            return problem;
        if (isRaw)
            tape.raw(isList(head) ? TokenKind::RawList : TokenKind::RawMap, quint32(begin),
                     quint32(offset - begin));
    }
    return offset == size_t(octets.size()) ? nullptr : Problems::trailing;
}

Problem readMsgPackValue(QByteArrayView octets, ValueSink &sink, int level)
{
    size_t offset = 0;
    if (const Problem problem = parser().parse(octets, offset, &sink, level))
        return problem;
    return offset == size_t(octets.size()) ? nullptr : Problems::trailing;
}

} // namespace Gantry::Wamp::Wire

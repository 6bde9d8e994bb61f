// SPDX-License-Identifier: GPL-3.0-only
// Where the messages of one direction of an HTTP/1.x connection begin and end (RFC 9112
// section 6). Looks on: changes nothing and refuses nothing, and says so when it is
// lost. Keeps a head, never a body.
#pragma once

#include "tap/headcollector.h"

namespace Gantry::Inspector {

class HttpFollower
{
public:
    using Kind = Core::HttpHeadReader::Kind;
    enum class Event : quint8 {
        None, //!< more octets are needed
        HeadEnded, //!< head() is complete; its body, if any, follows
        MessageEnded, //!< the next message may begin
        Lost, //!< no HTTP/1, or two readers could disagree on where a message ends
    };
    struct Step
    {
        qsizetype taken = 0;
        Event event = Event::None;
    };

    //! What a line between chunks may take, and all lines behind the last.
    static constexpr qsizetype MaxChunkLineBytes = 4096;
    static constexpr qsizetype MaxTrailerBytes = 64 * 1024;

    explicit HttpFollower(Kind kind);

    //! Takes \a octets from the front, none beyond the next event. With no octets it
    //! tells an event that needs none.
    Step feed(QByteArrayView octets);
    //! The head that came last; valid from HeadEnded to the next message.
    const Tap::HeadCollector &head() const noexcept { return m_head; }
    //! After HeadEnded of a response: it has no body, whatever it says, because its
    //! request was HEAD (RFC 9110 section 9.3.2).
    void dropBody();
    //! The head was given up for its length.
    bool isTooLong() const noexcept { return m_head.status() == Tap::HeadCollector::Status::TooLong; }
    //! Whether the next octet belongs to a head, of which none, or some, has come.
    bool isInHead() const noexcept { return m_state == State::Head; }
    bool hasBegun() const noexcept { return m_state != State::Head || !m_head.raw().isEmpty(); }

private:
    enum class State : quint8 {
        Head,
        Counted,
        UntilEnd,
        ChunkLine,
        ChunkData,
        ChunkEnd,
        Trailer,
        Over,
        Lost
    };

    bool looksLikeHttp() const;
    State bodyOf(const Tap::HeadCollector &head);
    State requestBody(const Tap::HeadCollector &head);
    State responseBody(const Tap::HeadCollector &head);
    State countedBody(const Tap::HeadCollector &head, State otherwise);
    Step takeHead(QByteArrayView octets);
    qsizetype takeCounted(QByteArrayView octets, State next);
    //! Takes octets up to a line's end; the line is in m_line when that came.
    qsizetype takeLine(QByteArrayView octets, bool &isComplete);
    State afterChunkLine();

    const Kind m_kind;
    State m_state = State::Head;
    Tap::HeadCollector m_head;
    quint64 m_remaining = 0; // octets of the body, or of the chunk
    QByteArray m_line;
    qsizetype m_trailerBytes = 0;
};

//! The status of an answer's first line, 0 if it has none.
int statusOf(const Tap::HeadCollector &head);
//! "GET" of "GET / HTTP/1.1".
QByteArray methodOf(const Tap::HeadCollector &head);

} // namespace Gantry::Inspector

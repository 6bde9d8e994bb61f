// SPDX-License-Identifier: MIT
// The head of an HTTP/1.1 message, read as it arrives: each octet is looked at
// once, whatever the size of the pieces, and the first wrong one ends it. Strict
// where leniency lets two readers disagree (RFC 9112 section 11.2): only CRLF ends
// a line. Knows nothing of WebSocket.
#pragma once

#include "core/handshake/headerfields.h"
#include "core/limits.h"

namespace Gantry::Core {

//! What made a head unreadable, with the status a server answers.
struct HttpHeadError
{
    int status = 400; //!< 400, 414, 431 or 505
    QByteArray text = {}; //!< English, without internal detail
    bool operator==(const HttpHeadError &) const = default;
};

struct HttpRequestHead
{
    QByteArray method = {};
    QByteArray target = {};
    HeaderFields fields = {};
    bool operator==(const HttpRequestHead &) const = default;
};

struct HttpResponseHead
{
    int status = 0;
    QByteArray reasonPhrase = {};
    HeaderFields fields = {};
    bool operator==(const HttpResponseHead &) const = default;
};

//! Collects octets up to the empty line and parses them. Of a response, interim heads
//! (1xx but 101) are read over.
class HttpHeadReader
{
public:
    enum class Kind : quint8 { Request, Response };
    enum class Status : quint8 { NeedMore, Complete, Error };

    HttpHeadReader(Kind kind, const Limits &limits)
        : m_kind(kind)
        , m_limits(limits)
    { }

    //! Takes octets from the front of \a bytes and returns how many: all of them
    //! while the head is incomplete, none beyond its empty line.
    qsizetype feed(QByteArrayView bytes);

    Status status() const noexcept { return m_status; }
    const HttpRequestHead &request() const noexcept { return m_request; }
    const HttpResponseHead &response() const noexcept { return m_response; }
    const HttpHeadError &error() const noexcept { return m_error; }
    //! The octets of the head as they came (for error reports and the tap).
    const QByteArray &raw() const noexcept { return m_raw; }

private:
    bool scan(qsizetype from);
    qsizetype skipOrdinary(qsizetype from) const;
    bool scanOctet(qsizetype at);
    bool scanName(qsizetype at);
    bool takeLine(QByteArrayView line);
    bool takeEmptyLine();
    bool isInterim() const noexcept;
    bool takeRequestLine(QByteArrayView line);
    bool takeStatusLine(QByteArrayView line);
    bool takeField(QByteArrayView line);
    bool failLine();
    bool failTooLarge();
    bool fail(int status, QByteArrayView text);

    Kind m_kind;
    Status m_status = Status::NeedMore;
    bool m_startLineSeen = false;
    bool m_emptyLineSkipped = false;
    bool m_nameEnded = false; //!< the line's method or field name is complete
    bool m_returnSeen = false; //!< the last octet was CR
    Limits m_limits;
    QByteArray m_raw;
    qsizetype m_lineStart = 0; //!< in m_raw
    HttpRequestHead m_request;
    HttpResponseHead m_response;
    HttpHeadError m_error;
};

//! The standard reason phrase of \a status, "Error" for one we do not use.
QByteArrayView httpReasonPhrase(int status) noexcept;

} // namespace Gantry::Core

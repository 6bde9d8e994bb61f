// SPDX-License-Identifier: GPL-3.0-only
// What a proxy changes in the octets of a client: the target of the request line and
// the value of Host, so that the server sees itself addressed. Every other octet,
// right or wrong, passes as it came; what is not an HTTP request passes untouched.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

namespace Gantry::Inspector {

class RequestRewriter
{
public:
    enum class State : quint8 {
        Collecting, //!< the head is not complete yet
        Passing, //!< the head went through; everything passes from here on
        Raw, //!< this is no HTTP request: everything passes
        TooLarge, //!< no end of the head within MaxHeadBytes; nothing more is taken
    };

    //! As much as the decoder keeps. It is the target that refuses a head for its
    //! length; this bound only keeps a head without end from taking all memory.
    static constexpr qsizetype MaxHeadBytes = 1024 * 1024;

    //! \a host is the Host field of the target, \a basePath what the client's path is
    //! appended to; "/" for nothing.
    RequestRewriter(QByteArray host, QByteArray basePath);

    //! Takes \a octets and appends what goes to the server to \a out.
    State feed(QByteArrayView octets, QByteArray &out);
    State state() const noexcept { return m_state; }
    //! The client ended in the middle of the head: what it did send, as it came.
    QByteArray takeRest();

private:
    enum class FirstLine : quint8 { Incomplete, Request, Other };
    FirstLine classify(qsizetype seen) const;
    qsizetype findEnd(qsizetype seen);
    QByteArray rewritten() const;
    QByteArray rewrittenRequestLine(QByteArrayView line) const;
    QByteArray rewrittenField(QByteArrayView line) const;

    const QByteArray m_host;
    QByteArray m_basePath;
    QByteArray m_head;
    FirstLine m_firstLine = FirstLine::Incomplete;
    qsizetype m_lineStart = 0; // of the first line that is not known to be whole
    State m_state = State::Collecting;
};

} // namespace Gantry::Inspector

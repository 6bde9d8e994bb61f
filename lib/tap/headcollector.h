// SPDX-License-Identifier: MIT
// The head of an HTTP message, however badly written: collects octets up to the
// first empty line and takes apart what can be. What a strict reader would refuse
// is said in complaint(), and nothing is refused here but a head without end.
#pragma once

#include "core/handshake/httphead.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

namespace Gantry::Tap {

class HeadCollector
{
public:
    using Kind = Core::HttpHeadReader::Kind;
    enum class Status : quint8 { NeedMore, Complete, TooLong };

    //! Octets after which a head is given up. Well above what servers accept, so
    //! that a head that is refused for its length is still shown.
    static constexpr qsizetype MaxHeadBytes = 1024 * 1024;

    explicit HeadCollector(Kind kind)
        : m_kind(kind)
    { }

    //! Takes octets from the front of \a bytes and returns how many: none beyond the
    //! empty line.
    qsizetype feed(QByteArrayView bytes);

    Status status() const noexcept { return m_status; }
    //! The octets taken so far.
    const QByteArray &raw() const noexcept { return m_raw; }
    const QByteArray &startLine() const noexcept { return m_startLine; }
    //! A line without a colon is a field without a value.
    const Core::HeaderFields &fields() const noexcept { return m_fields; }
    //! What is wrong with a complete head (English); empty: nothing.
    QByteArray complaint() const;

private:
    bool takeLine(QByteArrayView line);

    Kind m_kind;
    Status m_status = Status::NeedMore;
    QByteArray m_raw;
    qsizetype m_lineStart = 0;
    QByteArray m_startLine;
    Core::HeaderFields m_fields;
};

} // namespace Gantry::Tap

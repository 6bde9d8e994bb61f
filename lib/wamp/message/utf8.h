// SPDX-License-Identifier: MIT
// Text as it is on the wire: a part of a message that is kept alive by it.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QHash>
#include <QtCore/QString>

namespace Gantry::Wamp {

/*!
    Valid UTF-8 that shares the byte array it is a part of: copying one counts a reference
    and allocates nothing. A short text may hold a long message in memory; what is kept
    for long is kept compact().
*/
class Utf8
{
public:
    Utf8() = default;
    //! All of \a text, which is valid UTF-8.
    Utf8(QByteArray text) noexcept // NOLINT(google-explicit-constructor): the same thing
        : m_whole(std::move(text))
        , m_size(m_whole.size())
    { }
    Utf8(const QString &text) // NOLINT(google-explicit-constructor)
        : Utf8(text.toUtf8())
    { }
    Utf8(QLatin1StringView text) // NOLINT(google-explicit-constructor)
        : Utf8(QString(text))
    { }
    //! The part of \a whole that begins at \a begin and has \a size octets.
    Utf8(QByteArray whole, qsizetype begin, qsizetype size) noexcept
        : m_whole(std::move(whole))
        , m_begin(begin)
        , m_size(size)
    { }

    QByteArrayView view() const noexcept { return QByteArrayView(m_whole).sliced(m_begin, m_size); }
    operator QByteArrayView() const noexcept { return view(); } // NOLINT
    qsizetype size() const noexcept { return m_size; }
    bool isEmpty() const noexcept { return m_size == 0; }

    QString toString() const { return QString::fromUtf8(view()); }
    //! Without what is around it; shares nothing unless it is the whole already.
    QByteArray toByteArray() const { return m_size == m_whole.size() ? m_whole : view().toByteArray(); }
    Utf8 compact() const { return Utf8(toByteArray()); }

    friend bool operator==(const Utf8 &a, const Utf8 &b) noexcept { return a.view() == b.view(); }
    friend bool operator==(const Utf8 &a, QByteArrayView b) noexcept { return a.view() == b; }
    friend size_t qHash(const Utf8 &text, size_t seed = 0) noexcept { return qHash(text.view(), seed); }

private:
    QByteArray m_whole;
    qsizetype m_begin = 0;
    qsizetype m_size = 0;
};

} // namespace Gantry::Wamp

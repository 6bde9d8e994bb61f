// SPDX-License-Identifier: GPL-3.0-only
// JSON read from a file piece by piece, value by value, in the order in which it is
// there: no tree, so a file may be larger than memory. Strict about what it reads and
// careless about what is skipped within balanced brackets.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QIODevice>

#include <optional>
#include <vector>

namespace Gantry::Inspector {

class JsonScanner
{
public:
    enum class Type : quint8 { Object, Array, String, Number, Flag, Null, Nothing };
    //! A longer string is an error.
    static constexpr qsizetype MaxStringBytes = 512 * 1024 * 1024;
    static constexpr qsizetype MaxDepth = 256;

    //! Reads \a device, which is borrowed and can seek, from \a offset on.
    explicit JsonScanner(QIODevice *device, qint64 offset = 0, qsizetype bufferBytes = 64 * 1024);

    //! What comes next; Nothing at the end, or where no value can begin.
    Type next();

    //! After these, next() and the like are about what is within. What is not of the
    //! kind is skipped, and false is the answer; false is also the answer to an error.
    bool enterObject();
    bool enterArray();
    //! The next member, whose value is to be read or skipped then. false: the object is
    //! over and left, or there is an error.
    bool nextMember(QByteArray &name);
    //! The same with elements.
    bool nextElement();

    //! A string as UTF-8, what is no valid escape replaced.
    bool readString(QByteArray &out);
    //! A number as it is written.
    bool readNumber(QByteArray &out);
    bool readFlag(bool &out);
    void skip();

    //! Whether anything but blanks is left.
    bool atEnd() { return peekBlanks() < 0 && !hasError(); }
    //! Where the next octet is.
    qint64 offset() const noexcept { return m_bufferOffset + m_at; }
    bool hasError() const noexcept { return m_error.has_value(); }
    //! English: "octet 4711: a string has no end".
    QString errorText() const;

private:
    static Type type(int c) noexcept;
    bool fill();
    int peek();
    int peekBlanks();
    int take();
    bool expect(char c, const char *what);
    bool fail(const char *what);
    bool skipOther();
    bool enter(Type type, char open);
    bool more(char close, bool &isOver);
    bool takeEscape(QByteArray &out);
    int takeHex4();
    void skipString();

    QIODevice *const m_device;
    const qsizetype m_bufferBytes;
    QByteArray m_buffer;
    qint64 m_bufferOffset = 0;
    qsizetype m_at = 0;
    qsizetype m_end = 0;
    std::vector<bool> m_isFirst; //!< of each object and array that was entered
    std::optional<QString> m_error;
};

} // namespace Gantry::Inspector

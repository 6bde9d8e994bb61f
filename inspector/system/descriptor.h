// SPDX-License-Identifier: GPL-3.0-only
// A socket or pipe of the operating system, owned. Exists because a relay has to end
// one direction of a connection and go on with the other, which QAbstractSocket
// cannot. The only file of the inspector that knows POSIX; it knows nothing of what
// the octets mean.
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QString>

#include <span>
#include <utility>

namespace Gantry::Inspector {

class Descriptor
{
public:
    enum class Outcome : quint8 { Done, WouldBlock, Ended, Failed };
    struct Transfer
    {
        Outcome outcome = Outcome::Done;
        qsizetype octets = 0;
        QString error; //!< set when Failed
    };

    Descriptor() = default;
    //! Takes \a number over and makes it non-blocking.
    explicit Descriptor(qintptr number);
    ~Descriptor();
    Descriptor(Descriptor &&other) noexcept
        : m_number(std::exchange(other.m_number, -1))
    { }
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        std::swap(m_number, other.m_number);
        return *this;
    }
    Q_DISABLE_COPY(Descriptor)

    //! Another descriptor of the same socket, so that it outlives \a number.
    //! Invalid when there can be no more; qt_error_string() says why.
    static Descriptor duplicateOf(qintptr number);
    //! The reading and the writing end of a pipe.
    static std::pair<Descriptor, Descriptor> pipe();

    bool isValid() const noexcept { return m_number >= 0; }
    qintptr number() const noexcept { return m_number; }
    //! "tcp4:127.0.0.1:4711", "tcp6:[::1]:4711", "unix:", or empty.
    QByteArray peer() const;

    Transfer receive(std::span<char> into) const;
    //! The same, and the octets stay where they are.
    Transfer peek(std::span<char> into) const;
    //! How many octets have to wait before the system reports that there are any; an
    //! end is reported at once.
    void setReadMark(int octets) const;
    //! A part of \a octets may be taken.
    Transfer send(QByteArrayView octets) const;
    //! Says to the peer that no more comes; receiving goes on.
    void endSending() const;
    //! Small writes leave at once: a relay adds no delay of its own (RFC 9293 3.7.4).
    void disableNagle() const;
    void close();
    //! Gives the number away: somebody else closes it.
    qintptr release() noexcept { return std::exchange(m_number, -1); }

    //! For signal handlers: writes one octet to a pipe, touching nothing else.
    static void poke(qintptr pipe) noexcept;
    //! Lets the process have as many descriptors as the system grants it; each
    //! proxied connection takes two.
    static void raiseLimit();
    //! Between fork and exec: what the program writes to its standard output goes to
    //! standard error.
    static void sendOutputToErrors() noexcept;

private:
    int m_number = -1;
};

} // namespace Gantry::Inspector

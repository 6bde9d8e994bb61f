// SPDX-License-Identifier: GPL-3.0-only
// One direction of a TCP connection put together again: segments that came twice, in
// another order, or not at all.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <functional>
#include <map>
#include <optional>

namespace Gantry::Inspector {

class TcpStream
{
public:
    //! \a lost: how many octets are missing in front of \a octets.
    using Output = std::function<void(QByteArrayView octets, quint64 lost)>;

    explicit TcpStream(Output output)
        : m_output(std::move(output))
    { }

    //! What may wait for an earlier segment; past it, that is given up as lost.
    void setMaxHeldBytes(qsizetype octets) noexcept { m_maxHeldBytes = octets; }
    bool hasStarted() const noexcept { return m_hasStarted; }
    //! The number of the first octet is \a sequence. Without it the first segment that
    //! has any says so.
    void start(quint32 sequence);
    void add(quint32 sequence, QByteArrayView payload, quint32 missing = 0);
    //! Nothing comes behind \a sequence.
    void end(quint32 sequence);
    //! All came, up to the end.
    bool isComplete() const noexcept { return m_end && m_next >= *m_end; }
    //! What waits will wait in vain: gives it out.
    void giveUpWaiting();

private:
    quint64 absolute(quint32 sequence) const noexcept;
    void deliver(quint64 at, QByteArrayView octets, quint64 lost);
    void deliverHeld();

    const Output m_output;
    qsizetype m_maxHeldBytes = 64 * 1024;
    bool m_hasStarted = false;
    quint64 m_next = 0; //!< of the octet to come; its lower half is TCP's number
    std::map<quint64, QByteArray> m_held;
    qsizetype m_heldBytes = 0;
    std::optional<quint64> m_end;
};

} // namespace Gantry::Inspector

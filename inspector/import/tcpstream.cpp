// SPDX-License-Identifier: GPL-3.0-only
#include "import/tcpstream.h"

namespace Gantry::Inspector {

namespace {

//! Room to look back to without falling below zero.
constexpr quint64 Base = quint64(1) << 32;
//! What a segment that waits costs besides its octets.
constexpr qsizetype HeldOverhead = 64;

} // namespace

void TcpStream::start(quint32 sequence)
{
    m_hasStarted = true;
    m_next = Base + sequence;
}

//! RFC 9293 section 3.4: numbers are compared within half of their range.
quint64 TcpStream::absolute(quint32 sequence) const noexcept
{
    return m_next + quint64(qint64(qint32(sequence - quint32(m_next))));
}

void TcpStream::add(quint32 sequence, QByteArrayView payload, quint32 missing)
{
    if (payload.isEmpty() && missing == 0)
        return;
    if (!m_hasStarted)
        start(sequence);
    const quint64 at = absolute(sequence);
    if (at <= m_next) {
        deliver(at, payload, 0);
        deliverHeld();
    } else if (!payload.isEmpty()) {
        QByteArray &held = m_held[at];
        if (held.size() < payload.size()) {
            m_heldBytes += payload.size() - held.size() + (held.isEmpty() ? HeldOverhead : 0);
            held = payload.toByteArray();
        }
    }
    if (m_heldBytes > m_maxHeldBytes)
        giveUpWaiting();
}

void TcpStream::end(quint32 sequence)
{
    if (!m_hasStarted)
        start(sequence);
    if (!m_end)
        m_end = absolute(sequence);
}

//! Passes on what of \a octets is new.
void TcpStream::deliver(quint64 at, QByteArrayView octets, quint64 lost)
{
    const quint64 known = m_next - at;
    if (known >= quint64(octets.size()))
        return;
    const QByteArrayView fresh = octets.sliced(qsizetype(known));
    m_next += quint64(fresh.size());
    m_output(fresh, lost);
}

void TcpStream::deliverHeld()
{
    while (!m_held.empty() && m_held.begin()->first <= m_next) {
        const auto first = m_held.extract(m_held.begin());
        m_heldBytes -= first.mapped().size() + HeldOverhead;
        deliver(first.key(), first.mapped(), 0);
    }
}

void TcpStream::giveUpWaiting()
{
    while (!m_held.empty()) {
        const auto first = m_held.extract(m_held.begin());
        m_heldBytes -= first.mapped().size() + HeldOverhead;
        const quint64 lost = first.key() > m_next ? first.key() - m_next : 0;
        m_next += lost;
        deliver(first.key(), first.mapped(), lost);
    }
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: MIT
// What is on its way to one inspector. One that does not read gets a bounded queue
// and, once it reads again, a count of what it missed; it never holds up others.
#pragma once

#include "tap/recordcodec.h"

#include <QtCore/QByteArray>
#include <QtCore/QSet>

#include <deque>

namespace Gantry::Attach {

class ClientOutput
{
public:
    //! Writes to a duplicate of \a descriptor, which is non-blocking. Nothing is
    //! sent before open().
    ClientOutput(int descriptor, Tap::RecordKinds kinds, qsizetype maxPendingBytes);
    ~ClientOutput();
    Q_DISABLE_COPY_MOVE(ClientOutput)

    void setKinds(Tap::RecordKinds kinds) noexcept { m_kinds = kinds; }
    //! \a replay, the open records of the connections in \a replayed, goes in front
    //! of everything. Opens of these that are already on their way are not repeated.
    void open(QByteArray replay, QSet<quint64> replayed);

    //! Queues \a record, if the client wants it and there is room. \a beside: the
    //! same octets as an array that may be kept, or nullptr.
    void take(const Tap::EncodedHead &head, QByteArrayView record, const QByteArray *beside);
    //! Records that were lost before they came here.
    void takeDrop(const Tap::DropRecord &drop);

    //! Says what was lost, if there is room for that, and sends what the socket takes.
    void flush();
    //! Whether it makes sense to wait for the socket.
    bool wantsToWrite() const noexcept { return m_isOpen && !m_isDead && m_pendingBytes > 0; }
    int descriptor() const noexcept { return m_descriptor; }
    qsizetype pendingBytes() const noexcept { return m_pendingBytes; }

private:
    bool hasRoomFor(qsizetype size) noexcept;
    void append(QByteArrayView octets);
    void appendChunk(QByteArray octets);
    void sayDrops(qint64 timeNs);
    void removeSent(qsizetype size);

    const int m_descriptor;
    const qsizetype m_maxPendingBytes;
    Tap::RecordKinds m_kinds;
    QSet<quint64> m_replayed; //!< opens that may still come a second time
    std::deque<QByteArray> m_chunks;
    qsizetype m_firstOffset = 0; //!< of the first chunk, what was sent
    qsizetype m_pendingBytes = 0;
    Tap::DropRecord m_drop; //!< not said yet
    bool m_isFull = false;
    bool m_isOpen = false;
    bool m_isDead = false;
};

} // namespace Gantry::Attach

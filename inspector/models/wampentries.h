// SPDX-License-Identifier: GPL-3.0-only
// What is known of the WAMP messages in a store, by record. A value whose copies cost next
// to nothing: one that is handed to another thread stays as it is there, while the
// original goes on. What changes after that is copied first, some KiB at a time.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>

namespace Gantry::Inspector {

struct WampEntry
{
    quint64 sequence = 0;
    qint64 latencyNs = -1; //!< -1: none
    quint64 requestId = 0;
    qint32 pairDistance = 0; //!< to the record that answers it, or that it answers; 0: none
    quint32 uri = 0; //!< see WampEntries::uri()
    quint16 type = 0;
    quint16 requestType = 0;
    quint16 messages = 1; //!< of a batch
    bool isProgress : 1 = false;
    bool isMalformed : 1 = false;
    bool isUnexpected : 1 = false;
    bool isFailure : 1 = false; //!< as any of a batch is

    quint64 pair() const noexcept { return pairDistance != 0 ? quint64(qint64(sequence) + pairDistance) : 0; }
    bool isAnswer() const noexcept { return pairDistance < 0 && latencyNs >= 0; }
};

class WampEntries
{
public:
    static constexpr qsizetype ChunkSize = 2048;

    //! nullptr: nothing is known of this record, or it was dropped.
    const WampEntry *find(quint64 sequence) const;
    //! The same to be changed.
    WampEntry *findForChange(quint64 sequence);
    //! \a entry has a larger sequence than all here. The oldest go when there are more
    //! than \a maxEntries.
    void append(const WampEntry &entry, qsizetype maxEntries);
    void dropBefore(quint64 sequence);
    void clear();
    qsizetype size() const noexcept;

    //! The number of one that is not here yet.
    quint32 addUri(const QByteArray &uri);
    const QByteArray &uri(quint32 number) const { return m_uris.at(number); }
    //! The first, number 0, is empty.
    const QList<QByteArray> &uris() const noexcept { return m_uris; }

private:
    //! Chunk and place in it, or -1.
    std::pair<qsizetype, qsizetype> placeOf(quint64 sequence) const;

    QList<QList<WampEntry>> m_chunks; //!< none is empty
    quint64 m_first = 0; //!< what is before it was dropped
    QList<QByteArray> m_uris{QByteArray()};
};

} // namespace Gantry::Inspector

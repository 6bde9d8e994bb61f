// SPDX-License-Identifier: GPL-3.0-only
// Keeps the records of all sources in the order they came, within a bound. When the
// bound bites, the oldest go, and how many went is said, never hidden. Knows what a
// record weighs and which connection it belongs to, and nothing of what it means.
#pragma once

#include "store/recordsegments.h"
#include "tap/record.h"

#include <QtCore/QHash>
#include <QtCore/QList>
#include <QtCore/QObject>

#include <utility>

namespace Gantry::Inspector {

class RecordStore : public QObject
{
    Q_OBJECT

public:
    //! Memory for records, payloads and headers together; 512 MiB unless told
    //! otherwise: about a million frames of a quarter KiB.
    static constexpr qint64 DefaultMaxBytes = 512LL * 1024 * 1024;

    explicit RecordStore(QObject *parent = nullptr);

    //! The newest record stays, however large it is.
    void setMaxBytes(qint64 bytes);
    qint64 maxBytes() const noexcept { return m_maxBytes; }
    qint64 bytes() const noexcept { return m_bytes; }

    //! Takes \a records of source number \a source. Their connection numbers are
    //! replaced by ones that are unique in the store; 0 (the source as a whole) stays.
    void append(int source, const QList<Tap::Record> &records);
    //! Nothing more will come from \a source: its connections count as closed.
    void endSource(int source);
    //! Forgets all records, and all connections that are closed.
    void clear();

    //! Records have sequence numbers from 1 that are never used again.
    quint64 firstSequence() const noexcept { return m_records.first(); }
    quint64 endSequence() const noexcept { return m_records.end(); }
    bool isEmpty() const noexcept { return m_records.first() == m_records.end(); }
    bool contains(quint64 sequence) const noexcept
    {
        return sequence >= m_records.first() && sequence < m_records.end();
    }
    //! \a sequence must be contained.
    const Tap::Record &at(quint64 sequence) const { return m_records.at(sequence); }

    //! Records that had to go to keep the bound since the last clear().
    quint64 trimmedRecords() const noexcept { return m_trimmed; }
    //! Records that sources reported as lost since the last clear().
    quint64 lostRecords() const noexcept { return m_lost; }
    quint64 droppedRecords() const noexcept { return m_trimmed + m_lost; }

    //! The OpenRecord of \a connection, also when it is no longer among the records;
    //! nullptr if none came. Valid until the store changes.
    const Tap::OpenRecord *openOf(quint64 connection) const;
    //! Connections that opened and did not close yet.
    qsizetype liveConnections() const noexcept { return m_live; }

Q_SIGNALS:
    void appended(quint64 firstSequence, quint64 endSequence);
    //! Everything before \a firstSequence is gone.
    void trimmed(quint64 firstSequence);
    void cleared();

private:
    using SourceKey = std::pair<int, quint64>;
    struct Connection
    {
        SourceKey key;
        Tap::OpenRecord open;
        quint64 lastSequence = 0;
        bool opened = false;
        bool closed = false;
    };

    quint64 connectionNumber(const SourceKey &key);
    void note(Connection &connection, const Tap::Record &record);
    void close(Connection &connection);
    void trim();
    void forgetIfOver(const Tap::Record &record, quint64 sequence);

    RecordSegments m_records;
    QHash<quint64, Connection> m_connections;
    QHash<SourceKey, quint64> m_numbers;
    quint64 m_lastConnection = 0;
    qsizetype m_live = 0;
    quint64 m_trimmed = 0;
    quint64 m_lost = 0;
    qint64 m_bytes = 0;
    qint64 m_maxBytes = DefaultMaxBytes;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// Keeps the records of all sources in the order they came, within a bound. When the
// bound bites, the oldest go, and how many went is said, never hidden.
#pragma once

#include "tap/record.h"

#include <QtCore/QList>
#include <QtCore/QObject>

#include <deque>

namespace Gantry::Inspector {

class RecordStore : public QObject
{
    Q_OBJECT

public:
    //! Octets of payloads and headers kept; 512 MiB unless told otherwise.
    static constexpr qint64 DefaultMaxBytes = 512LL * 1024 * 1024;

    explicit RecordStore(QObject *parent = nullptr);

    void setMaxBytes(qint64 bytes);
    qint64 bytes() const noexcept { return m_bytes; }

    //! Takes \a records of source number \a source. Their connection numbers are
    //! replaced by ones that are unique in the store.
    void append(int source, const QList<Tap::Record> &records);
    void clear();

    //! Records have sequence numbers from 1 that are never used again.
    quint64 firstSequence() const noexcept { return m_first; }
    quint64 endSequence() const noexcept { return m_first + m_records.size(); }
    const Tap::Record &at(quint64 sequence) const;
    //! Records that had to go to keep the bound, and drops that sources reported.
    quint64 droppedRecords() const noexcept { return m_dropped; }
    //! The OpenRecord of \a connection, also when it is no longer among the records.
    const Tap::OpenRecord *openOf(quint64 connection) const;

Q_SIGNALS:
    void appended(quint64 firstSequence, quint64 endSequence);
    //! Everything before \a firstSequence is gone.
    void trimmed(quint64 firstSequence);
    void cleared();

private:
    std::deque<Tap::Record> m_records;
    QHash<quint64, Tap::OpenRecord> m_opens;
    QHash<std::pair<int, quint64>, quint64> m_connections;
    quint64 m_first = 1;
    quint64 m_lastConnection = 0;
    quint64 m_dropped = 0;
    qint64 m_bytes = 0;
    qint64 m_maxBytes = DefaultMaxBytes;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// One file of records, mapped, with its index. One thread adds; others may read what
// was there when they were given a snapshot, without a lock: neither the map nor a
// chunk of the index ever moves.
#pragma once

#include "store/recordindex.h"

#include <QtCore/QFile>

#include <array>
#include <memory>

namespace Gantry::Inspector {

class Segment
{
    Q_DISABLE_COPY_MOVE(Segment)

public:
    static constexpr qsizetype ChunkRecords = 1024;
    static constexpr qsizetype MaxRecords = ChunkRecords * 1024;

    //! Whose the file is: Ours goes when the store lets the segment go.
    enum class Owner : quint8 { Ours, Others };

    //! Maps the file at \a path as large as it is. isOpen() says whether that worked.
    Segment(const QString &path, Owner owner);

    bool isOpen() const noexcept { return m_map != nullptr; }
    QString errorString() const { return m_file.errorString(); }
    QString path() const { return m_file.fileName(); }
    Owner owner() const noexcept { return m_owner; }
    //! The whole file; beyond committed records it holds zeros or what is half written.
    QByteArrayView map() const noexcept { return {m_map, m_mapSize}; }

    // For the thread that adds.
    qsizetype count() const noexcept { return m_count; }
    bool isFull() const noexcept { return m_count == MaxRecords; }
    qint64 bytes() const noexcept { return m_bytes; }
    void add(const RecordIndex &index, qint64 endOffset);
    void setFirstSequence(quint64 sequence) noexcept { m_firstSequence = sequence; }

    // For everybody.
    quint64 firstSequence() const noexcept { return m_firstSequence; }
    const RecordIndex &indexAt(quint64 sequence) const
    {
        const auto place = qsizetype(sequence - m_firstSequence);
        return (*m_chunks[std::size_t(place / ChunkRecords)])[std::size_t(place % ChunkRecords)];
    }
    QByteArrayView payloadAt(const RecordIndex &index) const noexcept
    {
        return {m_map + index.payloadOffset, qsizetype(index.payloadLength)};
    }
    //! Byte arrays of the record point into the map.
    Tap::Record peek(const RecordIndex &index) const;

private:
    using Chunk = std::array<RecordIndex, std::size_t(ChunkRecords)>;

    QFile m_file;
    const char *m_map = nullptr;
    qsizetype m_mapSize = 0;
    std::array<std::unique_ptr<Chunk>, std::size_t(MaxRecords / ChunkRecords)> m_chunks;
    quint64 m_firstSequence = 0;
    qsizetype m_count = 0;
    qint64 m_bytes = 0;
    const Owner m_owner;
};

} // namespace Gantry::Inspector

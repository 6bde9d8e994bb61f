// SPDX-License-Identifier: GPL-3.0-only
#include "store/segment.h"

#include "tap/recordcodec.h"

namespace Gantry::Inspector {

Segment::Segment(const QString &path, Owner owner)
    : m_file(path)
    , m_owner(owner)
{
    if (m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) && m_file.size() > 0) {
        m_mapSize = qsizetype(m_file.size());
        m_map = reinterpret_cast<const char *>(m_file.map(0, m_mapSize));
    }
}

void Segment::add(const RecordIndex &index, qint64 endOffset)
{
    Q_ASSERT(!isFull());
    auto &chunk = m_chunks[std::size_t(m_count / ChunkRecords)];
    if (!chunk) {
        chunk = std::make_unique_for_overwrite<Chunk>();
    }
    (*chunk)[std::size_t(m_count % ChunkRecords)] = index;
    ++m_count;
    m_bytes = endOffset;
}

Tap::Record Segment::peek(const RecordIndex &index) const
{
    Tap::RecordView view = Tap::viewRecord(map().sliced(qsizetype(index.offset)));
    if (!view.record) {
        // It was readable once; somebody else changed the file.
        return Tap::DropRecord{.head = {.connection = 0, .timeNs = index.timeNs}, .count = 1};
    }
    // A capture that was opened again has new numbers here, and the old ones in its file.
    std::visit([&index](auto &record) { record.head.connection = index.connection; }, *view.record);
    return *std::move(view.record);
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "store/recordlog.h"

#include "store/segmentheader.h"
#include "store/storewords.h"
#include "tap/recordcodec.h"

#include <QtCore/QThreadPool>

#include <algorithm>

namespace Gantry::Inspector {

namespace {

//! More than this is not gathered before it is written, and not kept afterwards.
constexpr qsizetype BufferBytes = 1024 * 1024;

} // namespace

RecordLog::RecordLog(QString root)
    : m_root(std::move(root))
{ }

RecordLog::~RecordLog()
{
    endSegment();
}

bool RecordLog::add(const Tap::Record &record, quint64 connection)
{
    if (!m_problem.isEmpty()) {
        return false;
    }
    const qsizetype size = Tap::encodedSize(record);
    if (m_buffer.size() >= BufferBytes && !commit()) {
        return false;
    }
    if (!hasRoomFor(size) && !(commit() && begin(size))) {
        return false;
    }
    const qsizetype place = m_buffer.size();
    m_buffer.resize(place + size);
    char *encoded = m_buffer.data() + place;
    Tap::encodeRecord(record, encoded);
    Tap::setEncodedConnection(encoded, connection);
    const Tap::RecordView view = Tap::viewRecord({encoded, size});
    Q_ASSERT(view.record);
    m_pending.push_back(makeIndex(*view.record, {encoded, size}, quint32(m_writer->position() + place)));
    return true;
}

bool RecordLog::hasRoomFor(qsizetype encodedBytes) const
{
    return m_active && m_writer->room() >= m_buffer.size() + encodedBytes
        && m_active->count() + qsizetype(m_pending.size()) < Segment::MaxRecords;
}

bool RecordLog::commit()
{
    if (!m_problem.isEmpty()) {
        return false;
    }
    if (m_pending.empty()) {
        return true;
    }
    if (!m_writer->append(m_buffer)) {
        return fail(m_writer->errorString());
    }
    for (const RecordIndex &index : m_pending) {
        m_active->add(index, m_writer->position());
    }
    m_bytes += m_buffer.size();
    m_records = RecordSnapshot(m_list, m_records.first(), nextSequence());
    m_pending.clear();
    if (m_buffer.size() > BufferBytes) {
        m_buffer = {};
    } else {
        m_buffer.resize(0); // keeps its memory
    }
    return true;
}

bool RecordLog::begin(qsizetype encodedBytes)
{
    endSegment();
    if (!openFolder()) {
        return false;
    }
    const QString path = m_folder->segmentPath(++m_lastNumber);
    m_writer = std::make_unique<SegmentWriter>();
    if (!m_writer->create(path, m_lastNumber,
                          std::max<qint64>(m_segmentBytes, SegmentHeader::Size + encodedBytes))) {
        return fail(StoreWords::tr("%1: %2").arg(path, m_writer->errorString()));
    }
    m_active = std::make_shared<Segment>(path, Segment::Owner::Ours);
    if (!m_active->isOpen()) {
        return fail(StoreWords::tr("%1: %2").arg(path, m_active->errorString()));
    }
    m_bytes += SegmentHeader::Size;
    push(m_active);
    return true;
}

bool RecordLog::openFolder()
{
    if (!m_folder) {
        QString problem;
        m_folder = CaptureFolder::create(m_root, &problem);
        if (!m_folder) {
            return fail(problem);
        }
        m_folder->setKept(m_isKept);
    }
    return true;
}

bool RecordLog::fail(const QString &problem)
{
    m_problem = problem;
    m_pending.clear();
    m_buffer = {};
    endSegment();
    return false;
}

void RecordLog::push(std::shared_ptr<Segment> segment)
{
    segment->setFirstSequence(m_records.end());
    const quint64 end = m_records.end() + quint64(segment->count());
    auto list = std::make_shared<SegmentList>(*m_list);
    list->push_back(std::move(segment));
    m_list = std::move(list);
    m_records = RecordSnapshot(m_list, m_records.first(), end);
}

void RecordLog::endSegment()
{
    if (m_writer) {
        m_writer->seal();
    }
    m_writer.reset();
    m_active.reset();
}

void RecordLog::adopt(std::shared_ptr<Segment> segment)
{
    Q_ASSERT(m_pending.empty());
    endSegment();
    m_bytes += segment->bytes();
    push(std::move(segment));
}

void RecordLog::dropFirstSegment()
{
    Q_ASSERT(!m_list->empty());
    if (m_list->size() == 1) {
        endSegment();
    }
    std::shared_ptr<const Segment> dropped = m_list->front();
    const quint64 first = dropped->firstSequence() + quint64(dropped->count());
    m_bytes -= std::max<qint64>(dropped->bytes(), SegmentHeader::Size);
    m_list = std::make_shared<SegmentList>(m_list->begin() + 1, m_list->end());
    m_records = RecordSnapshot(m_list, first, m_records.end());
    if (dropped->owner() == Segment::Owner::Ours) {
        QFile::remove(dropped->path());
    }
    release(std::move(dropped));
}

void RecordLog::release(std::shared_ptr<const Segment> segment)
{
    // Giving back some ten thousand pages takes longer than a window may be held up.
    QThreadPool::globalInstance()->start([segment = std::move(segment)]() mutable { segment.reset(); });
}

void RecordLog::clear()
{
    while (!m_list->empty()) {
        dropFirstSegment();
    }
    m_problem.clear();
}

void RecordLog::setKept(bool kept)
{
    m_isKept = kept;
    if (m_folder) {
        m_folder->setKept(kept);
    }
}

} // namespace Gantry::Inspector

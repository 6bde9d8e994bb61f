// SPDX-License-Identifier: GPL-3.0-only
// Appends records to segment files and lets whole segments go at the other end. Knows
// neither sources nor connections.
#pragma once

#include "store/capturefolder.h"
#include "store/recordsnapshot.h"
#include "store/segmentwriter.h"

namespace Gantry::Inspector {

class RecordLog
{
    Q_DISABLE_COPY_MOVE(RecordLog)

public:
    //! The log's folder is made below \a root with the first record.
    explicit RecordLog(QString root);
    ~RecordLog();

    //! How large later segments get. A record that is larger has one of its own.
    void setSegmentBytes(qint64 bytes) noexcept { m_segmentBytes = bytes; }

    //! Adds \a record, as one of \a connection, to what commit() writes. False, as with
    //! commit(): it cannot be stored, and nothing of what waited will be.
    [[nodiscard]] bool add(const Tap::Record &record, quint64 connection);
    [[nodiscard]] bool commit();
    //! Why nothing can be stored; empty while that is not so.
    const QString &problem() const noexcept { return m_problem; }
    //! Of the record that is added next.
    quint64 nextSequence() const noexcept { return m_records.end() + m_pending.size(); }

    //! Puts \a segment behind what is there; its file stays when it is dropped.
    void adopt(std::shared_ptr<Segment> segment);

    //! What is there, changed only by non-const functions.
    const RecordSnapshot &records() const noexcept { return m_records; }
    //! Octets of the segments.
    qint64 bytes() const noexcept { return m_bytes; }
    qsizetype segments() const noexcept { return qsizetype(m_list->size()); }
    //! There must be one.
    void dropFirstSegment();
    //! Drops all; sequence numbers go on, and so does storing if it had failed.
    void clear();

    void setKept(bool kept);
    //! Empty before the first record.
    QString folder() const { return m_folder ? m_folder->path() : QString(); }

private:
    bool hasRoomFor(qsizetype encodedBytes) const;
    bool begin(qsizetype encodedBytes);
    bool openFolder();
    bool fail(const QString &problem);
    void push(std::shared_ptr<Segment> segment);
    void endSegment();
    static void release(std::shared_ptr<const Segment> segment);

    const QString m_root;
    std::unique_ptr<CaptureFolder> m_folder;
    std::unique_ptr<SegmentWriter> m_writer; //!< of the last segment; nullptr: none is written
    std::shared_ptr<Segment> m_active; //!< that segment
    std::shared_ptr<const SegmentList> m_list = std::make_shared<SegmentList>();
    RecordSnapshot m_records;
    QByteArray m_buffer; //!< encoded and not written
    std::vector<RecordIndex> m_pending; //!< of what is in the buffer
    QString m_problem;
    qint64 m_segmentBytes = 64 * 1024 * 1024;
    qint64 m_bytes = 0;
    quint64 m_lastNumber = 0;
    bool m_isKept = false;
};

} // namespace Gantry::Inspector

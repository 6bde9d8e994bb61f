// SPDX-License-Identifier: GPL-3.0-only
// Keeps the records of all sources in the order they came, on disk and within a bound.
// When the bound bites, the oldest segment goes, and how many records went is said,
// never hidden. Knows which connection a record belongs to, and nothing of what it
// means.
//
// What append() took survives the end of the program, however it comes: the next one
// finds it with recoverableCaptures() and shows it with openCapture().
#pragma once

#include "store/connectiontable.h"
#include "store/recordlog.h"

#include <QtCore/QCache>
#include <QtCore/QList>
#include <QtCore/QObject>

namespace Gantry::Inspector {

class CaptureLoader;
struct LoadedSegment;

struct StoreOptions
{
    //! Disk for records, payloads and headers together, 4 GiB unless told otherwise: some
    //! ten million frames of a quarter KiB. Their index takes 32 octets of memory a record.
    qint64 maxBytes = 4LL * 1024 * 1024 * 1024;
    //! Where the capture's folder is made; empty: where temporary files are, and then a
    //! crashed run's is not found again. See CaptureFolder::defaultRoot().
    QString root = {};
};

class RecordStore : public QObject
{
    Q_OBJECT

public:
    //! A store for some time, in a temporary folder.
    explicit RecordStore(QObject *parent = nullptr);
    explicit RecordStore(const StoreOptions &options, QObject *parent = nullptr);
    //! Takes the capture's folder away unless it is kept.
    ~RecordStore() override;

    //! Whole segments go, and a segment is a 64th of the bound (from 4 KiB to 1 GiB).
    //! The newest stays, however large its last record is.
    void setMaxBytes(qint64 bytes);
    qint64 maxBytes() const noexcept { return m_maxBytes; }
    qint64 bytes() const noexcept { return m_log.bytes(); }

    //! Takes \a records of source number \a source. Their connection numbers are
    //! replaced by ones that are unique in the store; 0 (the source as a whole) stays.
    //! A payload beyond Tap::MaxEncodedPayloadBytes is cut, and its note says so.
    void append(int source, const QList<Tap::Record> &records);
    //! Nothing more will come from \a source: its connections count as closed.
    void endSource(int source);
    //! Forgets all records, and all connections that are closed. Storing goes on if it
    //! had failed.
    void clear();

    //! Records have sequence numbers from 1 that are never used again.
    quint64 firstSequence() const noexcept { return m_log.records().first(); }
    quint64 endSequence() const noexcept { return m_log.records().end(); }
    bool isEmpty() const noexcept { return firstSequence() == endSequence(); }
    bool contains(quint64 sequence) const noexcept { return m_log.records().contains(sequence); }

    // For a sequence that is contained.

    //! What is known without reading; cheap.
    const RecordIndex &indexAt(quint64 sequence) const { return m_log.records().indexAt(sequence); }
    //! The record, independent of the store.
    Tap::Record at(quint64 sequence) const;
    //! The record with byte arrays that are valid until the store changes.
    Tap::Record peek(quint64 sequence) const { return m_log.records().peek(sequence); }

    //! What is there now, for reading in any thread and as long as it is held.
    RecordSnapshot snapshot() const { return m_log.records(); }

    //! Records that had to go to keep the bound since the last clear().
    quint64 trimmedRecords() const noexcept { return m_trimmed; }
    //! Records that sources reported as lost since the last clear().
    quint64 lostRecords() const noexcept { return m_lost; }
    //! Records that could not be stored since the last clear(); see failed().
    quint64 unstoredRecords() const noexcept { return m_unstored; }
    quint64 droppedRecords() const noexcept { return m_trimmed + m_lost + m_unstored; }

    //! The OpenRecord of \a connection, also when it is no longer among the records;
    //! nullptr if none came. Valid until the store changes.
    const Tap::OpenRecord *openOf(quint64 connection) const { return m_connections.openOf(connection); }
    //! Connections that opened and did not close yet.
    qsizetype liveConnections() const noexcept { return m_connections.live(); }

    //! Captures below the store's root that nobody has open, the newest first.
    QList<RecoverableCapture> recoverableCaptures() const;
    //! Puts the records of the capture in \a folder behind those that are here; its
    //! connections get new numbers and count as closed. False if it cannot be opened, or
    //! while another is being: \a problem says why. Otherwise records come as appended()
    //! has it, and opened() at the end. The folder is locked as long as the store lives,
    //! and stays: CaptureFolder::discard() removes it.
    bool openCapture(const QString &folder, QString *problem);
    bool isOpening() const noexcept { return m_loader != nullptr; }
    //! opened() follows, with what was read up to then.
    void cancelOpening();

    //! Whether the capture's folder stays when the store goes.
    void setKept(bool kept) { m_log.setKept(kept); }
    //! Where the capture is; empty before the first record.
    QString folder() const { return m_log.folder(); }

Q_SIGNALS:
    void appended(quint64 firstSequence, quint64 endSequence);
    //! Everything before \a firstSequence is gone.
    void trimmed(quint64 firstSequence);
    void cleared();
    //! Nothing can be stored any more, \a text says why; once until clear().
    void failed(const QString &text);
    //! 0 to 100.
    void openingProgressed(int percent);
    //! \a unreadOctets: were promised by the files but are damaged.
    void opened(quint64 records, quint64 unreadOctets);

private:
    void store(const Tap::Record &record, quint64 connection);
    void noteFailure(quint64 records);
    void trim();
    void adopt(const LoadedSegment &loaded);
    void finishOpening(quint64 unreadOctets);

    const QString m_root;
    RecordLog m_log;
    ConnectionTable m_connections;
    mutable QCache<quint64, Tap::Record> m_recent;
    std::vector<std::unique_ptr<CaptureFolder>> m_openedFolders;
    std::unique_ptr<CaptureLoader> m_loader; //!< of the folder opened last
    quint64 m_openedRecords = 0;
    int m_lastOpened = 0; //!< number of the source that it stands for, downwards from -1
    quint64 m_trimmed = 0;
    quint64 m_lost = 0;
    quint64 m_unstored = 0;
    qint64 m_maxBytes = 0;
    bool m_hasFailed = false;
};

} // namespace Gantry::Inspector

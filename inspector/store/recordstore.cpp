// SPDX-License-Identifier: GPL-3.0-only
#include "store/recordstore.h"

#include "store/captureloader.h"
#include "tap/recordcodec.h"

#include <algorithm>
#include <tuple>

namespace Gantry::Inspector {

namespace {

//! Decoded records that at() remembers, in octets; one that is larger is not.
constexpr qsizetype RecentBytes = 16 * 1024 * 1024;

//! Enough that losing one is a small part of the whole, few enough to be mapped all.
constexpr qint64 SegmentsOfBound = 64;
constexpr qint64 MinSegmentBytes = 4096;
constexpr qint64 MaxSegmentBytes = 1024LL * 1024 * 1024;

bool isTooLarge(const Tap::Record &record)
{
    return Tap::weightOf(record) > Tap::MaxEncodedPayloadBytes;
}

//! \a record with a note on what the codec will cut off.
Tap::Record withCutNoted(const Tap::Record &record)
{
    Tap::Record noted = record;
    const QByteArray note =
        "payload cut after " + QByteArray::number(Tap::MaxEncodedPayloadBytes) + " octets in this capture";
    if (auto *frame = std::get_if<Tap::FrameRecord>(&noted)) {
        frame->note += (frame->note.isEmpty() ? "" : "; ") + note;
    } else if (auto *octets = std::get_if<Tap::OctetsRecord>(&noted)) {
        octets->note += (octets->note.isEmpty() ? "" : "; ") + note;
    }
    return noted;
}

} // namespace

RecordStore::RecordStore(QObject *parent)
    : RecordStore(StoreOptions(), parent)
{ }

RecordStore::RecordStore(const StoreOptions &options, QObject *parent)
    : QObject(parent)
    , m_root(options.root)
    , m_log(options.root)
    , m_recent(RecentBytes)
{
    setMaxBytes(options.maxBytes);
}

RecordStore::~RecordStore() = default;

void RecordStore::setMaxBytes(qint64 bytes)
{
    m_maxBytes = bytes;
    m_log.setSegmentBytes(std::clamp(bytes / SegmentsOfBound, MinSegmentBytes, MaxSegmentBytes));
    trim();
}

void RecordStore::append(int source, const QList<Tap::Record> &records)
{
    if (records.isEmpty()) {
        return;
    }
    const quint64 first = endSequence();
    for (const Tap::Record &record : records) {
        quint64 connection = Tap::headOf(record).connection;
        if (connection != 0) {
            connection = m_connections.numberOf({source, connection});
            m_connections.note(connection, record, m_log.nextSequence());
        }
        if (const auto *drop = std::get_if<Tap::DropRecord>(&record)) {
            m_lost += drop->count;
        }
        store(record, connection);
    }
    const bool isStored = m_log.commit(); // false as well if one of them was not
    const quint64 stored = endSequence() - first;
    if (stored > 0) {
        Q_EMIT appended(first, endSequence());
    }
    if (!isStored) {
        noteFailure(quint64(records.size()) - stored);
    }
    trim();
}

void RecordStore::store(const Tap::Record &record, quint64 connection)
{
    std::ignore =
        isTooLarge(record) ? m_log.add(withCutNoted(record), connection) : m_log.add(record, connection);
}

void RecordStore::noteFailure(quint64 records)
{
    m_unstored += records;
    if (!std::exchange(m_hasFailed, true)) {
        Q_EMIT failed(tr("The capture is no longer stored: %1. What is here can be read; clearing it "
                         "makes room and goes on.")
                          .arg(m_log.problem()));
    }
}

void RecordStore::endSource(int source)
{
    m_connections.endSource(source);
}

void RecordStore::clear()
{
    if (m_loader) {
        m_loader->cancel();
        m_openedRecords = 0;
        finishOpening(0); // what it has on its way goes with it
    }
    m_log.clear();
    m_recent.clear();
    m_trimmed = 0;
    m_lost = 0;
    m_unstored = 0;
    m_hasFailed = false;
    m_connections.forgetClosed();
    Q_EMIT cleared();
}

void RecordStore::trim()
{
    const quint64 before = firstSequence();
    while (bytes() > m_maxBytes && m_log.segments() > 1) {
        m_log.dropFirstSegment();
    }
    if (firstSequence() != before) {
        m_trimmed += firstSequence() - before;
        m_connections.forgetBefore(firstSequence());
        Q_EMIT trimmed(firstSequence());
    }
}

Tap::Record RecordStore::at(quint64 sequence) const
{
    if (const Tap::Record *recent = m_recent.object(sequence)) {
        return *recent;
    }
    Tap::Record record = Tap::keepable(peek(sequence));
    m_recent.insert(sequence, new Tap::Record(record),
                    qsizetype(sizeof(Tap::Record)) + Tap::weightOf(record));
    return record;
}

QList<RecoverableCapture> RecordStore::recoverableCaptures() const
{
    return m_root.isEmpty() ? QList<RecoverableCapture>() : CaptureFolder::recoverable(m_root);
}

bool RecordStore::openCapture(const QString &folder, QString *problem)
{
    if (isOpening()) {
        *problem = tr("another capture is being opened");
        return false;
    }
    auto opened = CaptureFolder::open(folder, problem);
    if (!opened) {
        return false;
    }
    --m_lastOpened;
    m_openedRecords = 0;
    m_loader = std::make_unique<CaptureLoader>(m_connections.counter());
    connect(m_loader.get(), &CaptureLoader::segmentLoaded, this, &RecordStore::adopt);
    connect(m_loader.get(), &CaptureLoader::progressed, this, &RecordStore::openingProgressed);
    connect(m_loader.get(), &CaptureLoader::finished, this, &RecordStore::finishOpening);
    m_loader->start(opened->segmentPaths());
    m_openedFolders.push_back(std::move(opened));
    return true;
}

void RecordStore::cancelOpening()
{
    if (m_loader) {
        m_loader->cancel();
    }
}

void RecordStore::adopt(const LoadedSegment &loaded)
{
    const quint64 first = endSequence();
    m_log.adopt(loaded.segment);
    for (const LoadedConnection &connection : loaded.connections) {
        m_connections.adopt(connection.number, {m_lastOpened, connection.original},
                            connection.open ? &*connection.open : nullptr, connection.isClosed,
                            first + connection.last);
    }
    m_lost += loaded.lost;
    m_openedRecords += endSequence() - first;
    Q_EMIT appended(first, endSequence());
    trim();
}

void RecordStore::finishOpening(quint64 unreadOctets)
{
    m_loader->disconnect(this);
    m_loader.release()->deleteLater(); // it may be the sender
    m_connections.endSource(m_lastOpened);
    Q_EMIT opened(m_openedRecords, unreadOctets);
}

} // namespace Gantry::Inspector

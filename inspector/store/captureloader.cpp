// SPDX-License-Identifier: GPL-3.0-only
#include "store/captureloader.h"

#include "store/segmentheader.h"
#include "tap/recordcodec.h"

#include <QtCore/QFileInfo>

#include <algorithm>
#include <limits>

namespace Gantry::Inspector {

namespace {

//! Records between two looks at whether it goes on, and two reports.
constexpr qsizetype ReportRecords = 16 * 1024;

} // namespace

//! The work in the thread.
class CaptureLoader::Reading
{
public:
    Reading(CaptureLoader *loader, const QStringList &paths)
        : m_loader(loader)
        , m_paths(paths)
        , m_counter(loader->m_counter)
    {
        for (const QString &path : paths) {
            m_totalBytes += QFileInfo(path).size();
        }
    }

    void run()
    {
        for (const QString &path : m_paths) {
            if (m_loader->m_isCancelled) {
                break;
            }
            readFile(path);
            m_doneBytes += QFileInfo(path).size();
            report(m_doneBytes);
        }
        const quint64 unread = m_unreadOctets;
        post([unread](CaptureLoader *loader) { Q_EMIT loader->finished(unread); });
    }

private:
    template<typename Function>
    void post(Function function)
    {
        QMetaObject::invokeMethod(
            m_loader, [loader = m_loader, function] { function(loader); }, Qt::QueuedConnection);
    }

    void report(qint64 bytes)
    {
        const int percent = m_totalBytes == 0 ? 100 : int(bytes * 100 / m_totalBytes);
        post([percent](CaptureLoader *loader) { Q_EMIT loader->progressed(percent); });
    }

    void readFile(const QString &path)
    {
        auto segment = std::make_shared<Segment>(path, Segment::Owner::Others);
        if (!segment->isOpen()) {
            m_unreadOctets += quint64(QFileInfo(path).size());
            return;
        }
        const auto header = decodeSegmentHeader(segment->map());
        if (!header || !header->isReadable) {
            m_unreadOctets += isBlank(segment->map()) ? 0 : quint64(segment->map().size());
            return;
        }
        LoadedSegment loaded;
        loaded.segment = std::move(segment);
        readRecords(loaded, header->committed);
        if (loaded.segment->count() > 0) {
            post([loaded = std::move(loaded)](CaptureLoader *loader) {
                Q_EMIT loader->segmentLoaded(loaded);
            });
        }
    }

    //! A file whose maker was killed before it wrote the header.
    static bool isBlank(QByteArrayView bytes)
    {
        const QByteArrayView head = bytes.first(std::min(bytes.size(), SegmentHeader::Size));
        return std::all_of(head.begin(), head.end(), [](char octet) { return octet == 0; });
    }

    void readRecords(LoadedSegment &loaded, quint64 committed)
    {
        Segment &segment = *loaded.segment;
        const auto promised = qint64(std::min<quint64>(committed, std::numeric_limits<quint32>::max()));
        const QByteArrayView whole = segment.map().first(std::min<qint64>(segment.map().size(), promised));
        QHash<quint64, std::size_t> places; // of connections in loaded.connections
        qsizetype offset = SegmentHeader::Size;
        while (offset < whole.size() && !segment.isFull() && !m_loader->m_isCancelled) {
            const Tap::RecordView view = Tap::viewRecord(whole.sliced(offset));
            if (view.size == 0) {
                break;
            }
            if (view.record) {
                RecordIndex index = makeIndex(*view.record, whole.sliced(offset, view.size), quint32(offset));
                index.connection = note(loaded, places, *view.record);
                segment.add(index, offset + view.size);
            }
            offset += view.size;
            if (segment.count() % ReportRecords == 0) {
                report(m_doneBytes + offset);
            }
        }
        if (!m_loader->m_isCancelled) {
            m_unreadOctets += committed - std::min(committed, quint64(offset));
        }
    }

    quint32 note(LoadedSegment &loaded, QHash<quint64, std::size_t> &places, const Tap::Record &record)
    {
        if (const auto *drop = std::get_if<Tap::DropRecord>(&record)) {
            loaded.lost += drop->count;
        }
        const quint64 original = Tap::headOf(record).connection;
        if (original == 0) {
            return 0;
        }
        auto place = places.constFind(original);
        if (place == places.cend()) {
            place = places.insert(original, loaded.connections.size());
            loaded.connections.push_back({.number = numberOf(original), .original = original});
        }
        LoadedConnection &connection = loaded.connections[*place];
        connection.last = quint64(loaded.segment->count());
        if (std::holds_alternative<Tap::OpenRecord>(record)) {
            connection.open = std::get<Tap::OpenRecord>(Tap::keepable(record));
        } else if (std::holds_alternative<Tap::CloseRecord>(record)) {
            connection.isClosed = true;
        }
        return quint32(connection.number);
    }

    quint64 numberOf(quint64 original)
    {
        quint64 &number = m_numbers[original];
        if (number == 0) {
            number = ++*m_counter;
        }
        return number;
    }

    CaptureLoader *const m_loader;
    const QStringList m_paths;
    const ConnectionTable::Counter m_counter;
    QHash<quint64, quint64> m_numbers;
    qint64 m_totalBytes = 0;
    qint64 m_doneBytes = 0;
    quint64 m_unreadOctets = 0;
};

CaptureLoader::CaptureLoader(ConnectionTable::Counter counter, QObject *parent)
    : QObject(parent)
    , m_counter(std::move(counter))
{
    m_thread.setMaxThreadCount(1);
}

CaptureLoader::~CaptureLoader()
{
    cancel();
    m_thread.waitForDone();
}

void CaptureLoader::start(const QStringList &paths)
{
    m_thread.start([this, paths] { Reading(this, paths).run(); });
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// Reads the segments of a capture again, in a thread of its own: finds the whole
// records, cuts off what is torn, and makes the index. What it has read it hands over
// segment by segment.
#pragma once

#include "store/connectiontable.h"
#include "store/segment.h"

#include <QtCore/QObject>
#include <QtCore/QStringList>
#include <QtCore/QThreadPool>

#include <optional>
#include <vector>

namespace Gantry::Inspector {

struct LoadedConnection
{
    quint64 number = 0; //!< in the store
    quint64 original = 0; //!< in the capture
    std::optional<Tap::OpenRecord> open = std::nullopt;
    bool isClosed = false;
    quint64 last = 0; //!< place of its last record in the segment
};

struct LoadedSegment
{
    std::shared_ptr<Segment> segment;
    std::vector<LoadedConnection> connections;
    quint64 lost = 0; //!< records that its DropRecords tell of
};

class CaptureLoader final : public QObject
{
    Q_OBJECT

public:
    //! \a counter gives connections their numbers in the store.
    explicit CaptureLoader(ConnectionTable::Counter counter, QObject *parent = nullptr);
    //! Stops and waits.
    ~CaptureLoader() override;

    //! Reads the files at \a paths. Once only.
    void start(const QStringList &paths);
    //! finished() follows, with what was read up to then.
    void cancel() { m_isCancelled = true; }

Q_SIGNALS:
    void segmentLoaded(const Gantry::Inspector::LoadedSegment &loaded);
    //! 0 to 100.
    void progressed(int percent);
    //! \a unreadOctets were promised by the files and are not readable.
    void finished(quint64 unreadOctets);

private:
    class Reading;

    const ConnectionTable::Counter m_counter;
    std::atomic<bool> m_isCancelled = false;
    QThreadPool m_thread; //!< last: its end waits for the one who uses the rest
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// Asks a filter about the records of a snapshot, one after the other, in whatever
// thread it is run.
#pragma once

#include "models/rowfilter.h"
#include "store/recordsnapshot.h"

#include <QtCore/QDeadlineTimer>

#include <atomic>
#include <vector>

namespace Gantry::Inspector {

class FrameScan
{
public:
    //! Searched between two looks at the clock; some 100 µs of work.
    static constexpr qsizetype OctetsPerCheck = 128 * 1024;

    //! Begins at \a from, or where \a snapshot does.
    FrameScan(RecordSnapshot snapshot, RowFilterPtr filter, quint64 from);

    //! Every record before this has been looked at.
    quint64 position() const noexcept { return m_position; }
    bool isDone() const noexcept { return m_position >= m_snapshot.end(); }

    //! Goes on until all is looked at, \a deadline is over, or \a cancelled, and appends
    //! what passes to \a found. Makes some progress even if \a deadline is over.
    void run(QDeadlineTimer deadline, std::vector<quint64> &found,
             const std::atomic<bool> *cancelled = nullptr);

private:
    bool passes(const Segment &segment, const RecordIndex &index) const;

    const RecordSnapshot m_snapshot;
    const RowFilterPtr m_filter;
    quint64 m_position = 1;
};

} // namespace Gantry::Inspector

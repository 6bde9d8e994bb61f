// SPDX-License-Identifier: GPL-3.0-only
// Looks through records for a text, whole payloads included, in slices that end when
// their time is over: even in the middle of a payload. Runs in the thread of the
// store, which may trim records between slices; so nothing is copied or locked.
#pragma once

#include "decode/bytematcher.h"
#include "store/recordstore.h"

#include <QtCore/QDeadlineTimer>

#include <vector>

namespace Gantry::Inspector {

class FrameScan
{
public:
    //! Searched between two looks at the clock; some 100 µs of work.
    static constexpr qsizetype OctetsPerCheck = 128 * 1024;

    explicit FrameScan(const RecordStore &store);

    //! Begins anew with the oldest record. An empty \a matcher lets all pass.
    void restart(ByteMatcher matcher);
    bool isFiltering() const noexcept { return !m_matcher.isEmpty(); }
    //! Every record before this has been looked at.
    quint64 position() const noexcept { return m_position; }

    //! Goes on up to \a end or until \a deadline and appends what matches to \a found.
    //! Makes some progress even if \a deadline is over.
    void run(quint64 end, QDeadlineTimer deadline, std::vector<quint64> &found);

private:
    enum class Verdict : quint8 { Matches, Differs, Unfinished };

    void goTo(quint64 sequence);
    Verdict look(const Tap::Record &record);
    Verdict searchPayload(QByteArrayView payload);

    const RecordStore &m_store;
    ByteMatcher m_matcher;
    quint64 m_position = 1;
    qsizetype m_offset = 0; //!< how much of the payload at m_position was searched
    qsizetype m_untilCheck = OctetsPerCheck;
};

} // namespace Gantry::Inspector

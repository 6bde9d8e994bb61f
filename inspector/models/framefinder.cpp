// SPDX-License-Identifier: GPL-3.0-only
#include "models/framefinder.h"

#include <QtCore/QElapsedTimer>

namespace Gantry::Inspector {

namespace {

//! One that is about to end, and one that begins.
constexpr int FinderThreads = 2;

//! Records between two looks at the clock.
constexpr quint64 RecordsPerReport = 256;

} // namespace

//! The work in the thread.
class FrameFinder::Search
{
public:
    Search(FrameFinder *finder, const FindPattern &pattern, const RecordSnapshot &snapshot, quint64 from,
           Way way)
        : m_finder(finder)
        , m_cancelled(finder->m_cancelled)
        , m_pattern(pattern)
        , m_snapshot(snapshot)
        , m_from(from)
        , m_isForward(way == Way::Forward)
    { }

    void run()
    {
        m_sinceReport.start();
        const quint64 first = m_snapshot.first();
        const quint64 end = m_snapshot.end();
        // Where the far side begins and this side ends: behind m_from, or before it.
        const quint64 cut = m_isForward ? std::clamp(m_from + 1, first, end)
                                        : std::clamp(m_from == 0 ? end : m_from, first, end);
        const bool isDecided = m_isForward ? look(cut, end, false) || look(first, cut, true)
                                           : look(first, cut, false) || look(cut, end, true);
        if (!isDecided) {
            post([](FrameFinder *finder) { Q_EMIT finder->notFound(); }, true);
        }
    }

private:
    //! Goes through [\a first, \a end) its way. True if that decided the search.
    bool look(quint64 first, quint64 end, bool wrapped)
    {
        for (quint64 i = 0; i < end - first; ++i) {
            const quint64 sequence = m_isForward ? first + i : end - 1 - i;
            if (++m_looked % RecordsPerReport == 0 && isReportDue()) {
                report();
            }
            if (*m_cancelled) {
                return true;
            }
            if (const auto range = m_pattern.findIn(m_snapshot.payloadAt(sequence))) {
                post([=](FrameFinder *finder) { Q_EMIT finder->found(sequence, *range, wrapped); }, true);
                return true;
            }
        }
        return false;
    }

    bool isReportDue() const { return std::chrono::milliseconds(m_sinceReport.elapsed()) >= ReportInterval; }

    void report()
    {
        m_sinceReport.restart();
        const auto percent = int(m_looked * 100 / (m_snapshot.end() - m_snapshot.first()));
        post([percent](FrameFinder *finder) { Q_EMIT finder->progressed(percent); }, false);
    }

    template<typename Function>
    void post(Function function, bool isLast)
    {
        QMetaObject::invokeMethod(
            m_finder,
            [finder = m_finder, cancelled = m_cancelled, function, isLast] {
                if (!*cancelled) {
                    finder->m_isSearching = !isLast;
                    function(finder);
                }
            },
            Qt::QueuedConnection);
    }

    FrameFinder *const m_finder;
    const Cancelled m_cancelled;
    const FindPattern m_pattern;
    const RecordSnapshot m_snapshot;
    const quint64 m_from;
    const bool m_isForward;
    quint64 m_looked = 0;
    QElapsedTimer m_sinceReport;
};

FrameFinder::FrameFinder(const RecordStore *store, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_cancelled(std::make_shared<std::atomic<bool>>(false))
{
    m_threads.setMaxThreadCount(FinderThreads);
}

FrameFinder::~FrameFinder()
{
    cancel();
    m_threads.waitForDone();
}

void FrameFinder::find(const FindPattern &pattern, quint64 from, Way way)
{
    cancel();
    m_cancelled = std::make_shared<std::atomic<bool>>(false);
    m_isSearching = true;
    auto search = std::make_shared<Search>(this, pattern, m_store->snapshot(), from, way);
    m_threads.start([search] { search->run(); });
}

void FrameFinder::cancel()
{
    *m_cancelled = true;
    m_isSearching = false;
}

} // namespace Gantry::Inspector

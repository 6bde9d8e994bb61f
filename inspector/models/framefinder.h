// SPDX-License-Identifier: GPL-3.0-only
// Finds the next or the previous record whose payload has something, over all
// connections and whole payloads, in a worker thread.
#pragma once

#include "models/findpattern.h"
#include "store/recordstore.h"

#include <QtCore/QThreadPool>

namespace Gantry::Inspector {

class FrameFinder final : public QObject
{
    Q_OBJECT

public:
    enum class Way : quint8 { Forward, Backward };

    //! Time between two reports on how far it is.
    static constexpr std::chrono::milliseconds ReportInterval{50};

    //! \a store is borrowed and must outlive the finder.
    explicit FrameFinder(const RecordStore *store, QObject *parent = nullptr);
    //! Waits until no worker runs.
    ~FrameFinder() override;

    //! Looks for \a pattern in the records after, or before, \a from, then in those at the
    //! other end up to and with \a from. With 0 it begins at the first, or the last.
    //! found() or notFound() follows, unless it is cancelled or another search begins.
    void find(const FindPattern &pattern, quint64 from, Way way);
    void cancel();
    bool isSearching() const noexcept { return m_isSearching; }

Q_SIGNALS:
    //! \a wrapped: it lies on the other side of where the search began.
    void found(quint64 sequence, const Gantry::Inspector::FoundRange &range, bool wrapped);
    void notFound();
    //! 0 to 100.
    void progressed(int percent);

private:
    using Cancelled = std::shared_ptr<std::atomic<bool>>;
    class Search;

    const RecordStore *m_store;
    Cancelled m_cancelled;
    bool m_isSearching = false;
    QThreadPool m_threads; //!< last: its end waits for those who use the rest
};

} // namespace Gantry::Inspector

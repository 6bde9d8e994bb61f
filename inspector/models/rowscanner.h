// SPDX-License-Identifier: GPL-3.0-only
// Runs a scan in a worker thread and collects what it finds until somebody takes it.
// A new scan begins at once, even if the thread of the one before needs a moment to
// notice that it is over.
#pragma once

#include "models/framescan.h"

#include <QtCore/QMutex>
#include <QtCore/QObject>
#include <QtCore/QThreadPool>

namespace Gantry::Inspector {

class RowScanner final : public QObject
{
    Q_OBJECT

public:
    //! Time between two reports of a worker; the first comes sooner.
    static constexpr std::chrono::milliseconds ReportInterval{15};

    explicit RowScanner(QObject *parent = nullptr);
    //! Waits until no worker runs.
    ~RowScanner() override;

    //! Looks through \a snapshot from \a from on instead of what it did before; what was
    //! not taken is forgotten.
    void start(RecordSnapshot snapshot, RowFilterPtr filter, quint64 from);
    void cancel();
    bool isRunning() const noexcept { return m_isRunning; }

    //! Appends what was found since the last time to \a found, and returns how far that
    //! is known: every record before has been looked at.
    quint64 take(std::vector<quint64> &found);

Q_SIGNALS:
    //! There is something to take: rows, or at least a new position.
    void advanced();

private:
    //! What a worker and the one who waits for it share.
    struct Job
    {
        std::atomic<bool> isCancelled = false;
        QMutex mutex; // guards what follows
        std::vector<quint64> found;
        quint64 position = 0;
        bool isDone = false;
        bool isAnnounced = false; // the receiver was told and has not taken
    };

    void work(const std::shared_ptr<Job> &job, FrameScan &scan);
    void report(const std::shared_ptr<Job> &job, const FrameScan &scan, std::vector<quint64> &found);
    void receive(const std::shared_ptr<Job> &job);

    std::shared_ptr<Job> m_job;
    bool m_isRunning = false;
    QThreadPool m_threads; //!< last: its end waits for those who use the rest
};

} // namespace Gantry::Inspector

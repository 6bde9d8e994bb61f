// SPDX-License-Identifier: GPL-3.0-only
#include "models/rowscanner.h"

#include <utility>

namespace Gantry::Inspector {

namespace {

//! When a worker reports for the first time: what a user looks at is there.
constexpr std::chrono::milliseconds FirstReport{4};

//! One that is about to end, and one that begins.
constexpr int MaxThreads = 2;

} // namespace

RowScanner::RowScanner(QObject *parent)
    : QObject(parent)
    , m_job(std::make_shared<Job>())
{
    m_threads.setMaxThreadCount(MaxThreads);
}

RowScanner::~RowScanner()
{
    cancel();
    m_threads.waitForDone();
}

void RowScanner::start(RecordSnapshot snapshot, RowFilterPtr filter, quint64 from)
{
    cancel();
    m_job = std::make_shared<Job>();
    m_job->position = from;
    m_isRunning = true;
    auto scan = std::make_shared<FrameScan>(std::move(snapshot), std::move(filter), from);
    m_threads.start([this, job = m_job, scan] { work(job, *scan); });
}

void RowScanner::cancel()
{
    m_job->isCancelled = true;
    m_isRunning = false;
}

void RowScanner::work(const std::shared_ptr<Job> &job, FrameScan &scan)
{
    std::vector<quint64> found;
    std::chrono::milliseconds slice = FirstReport;
    do {
        scan.run(QDeadlineTimer(slice), found, &job->isCancelled);
        if (job->isCancelled) {
            return;
        }
        report(job, scan, found);
        slice = ReportInterval;
    } while (!scan.isDone());
}

void RowScanner::report(const std::shared_ptr<Job> &job, const FrameScan &scan, std::vector<quint64> &found)
{
    const QMutexLocker lock(&job->mutex);
    job->found.insert(job->found.end(), found.begin(), found.end());
    found.clear();
    job->position = scan.position();
    job->isDone = scan.isDone();
    if (!std::exchange(job->isAnnounced, true)) {
        QMetaObject::invokeMethod(
            this, [this, job] { receive(job); }, Qt::QueuedConnection);
    }
}

void RowScanner::receive(const std::shared_ptr<Job> &job)
{
    if (job == m_job && !job->isCancelled) {
        Q_EMIT advanced();
    }
}

quint64 RowScanner::take(std::vector<quint64> &found)
{
    const QMutexLocker lock(&m_job->mutex);
    if (m_job->isCancelled) {
        return 0;
    }
    if (found.empty()) {
        found.swap(m_job->found); // what may be a million numbers is not copied
    } else {
        found.insert(found.end(), m_job->found.begin(), m_job->found.end());
        m_job->found.clear();
    }
    m_job->isAnnounced = false;
    m_isRunning = !m_job->isDone;
    return m_job->position;
}

} // namespace Gantry::Inspector

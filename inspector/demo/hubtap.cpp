// SPDX-License-Identifier: GPL-3.0-only
#include "demo/hubtap.h"

#include "capture/recordqueue.h"

namespace Gantry::Inspector {

HubTap::HubTap(RecordQueue *queue, const QThread *thread)
    : m_queue(queue)
    , m_thread(thread)
{
    Tap::Hub::instance().addObserver(this);
}

HubTap::~HubTap()
{
    Tap::Hub::instance().removeObserver(this);
}

void HubTap::observe(const Tap::Record &record)
{
    const QMutexLocker lock(&m_mutex);
    if (!concerns(record))
        return;
    Tap::Record kept = Tap::keepable(record);
    m_annotator.annotate(kept);
    m_queue->push(std::move(kept));
}

// Only an OpenRecord says which end of a connection its number stands for. It comes in
// the connection's thread; one that is replayed, in ours, is of somebody else.
bool HubTap::concerns(const Tap::Record &record)
{
    const quint64 connection = Tap::headOf(record).connection;
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        const bool isOurs = open->role == Core::Role::Server && QThread::currentThread() == m_thread;
        if (isOurs)
            m_connections.insert(connection);
        return isOurs;
    }
    if (std::holds_alternative<Tap::CloseRecord>(record))
        return m_connections.remove(connection);
    return m_connections.contains(connection);
}

} // namespace Gantry::Inspector

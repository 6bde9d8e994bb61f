// SPDX-License-Identifier: GPL-3.0-only
#include "demo/hubtap.h"

#include "capture/recordqueue.h"

namespace Gantry::Inspector {

HubTap::HubTap(RecordQueue *queue)
    : m_queue(queue)
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

// Only an OpenRecord says which end of a connection its number stands for.
bool HubTap::concerns(const Tap::Record &record)
{
    const quint64 connection = Tap::headOf(record).connection;
    if (const auto *open = std::get_if<Tap::OpenRecord>(&record)) {
        if (open->role == Core::Role::Server)
            m_connections.insert(connection);
        return open->role == Core::Role::Server;
    }
    if (std::holds_alternative<Tap::CloseRecord>(record))
        return m_connections.remove(connection);
    return m_connections.contains(connection);
}

} // namespace Gantry::Inspector

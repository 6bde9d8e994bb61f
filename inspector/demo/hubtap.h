// SPDX-License-Identifier: GPL-3.0-only
// Watches the hub of this process and queues what happens on the server connections
// of one thread: each demo has its own, and shows what is its own.
#pragma once

#include "capture/frameannotator.h"
#include "tap/hub.h"

#include <QtCore/QMutex>
#include <QtCore/QSet>
#include <QtCore/QThread>

namespace Gantry::Inspector {

class RecordQueue;

//! Observes from construction to destruction.
class HubTap : private Tap::HubObserver
{
public:
    //! Both are borrowed; \a thread is only compared.
    HubTap(RecordQueue *queue, const QThread *thread);
    ~HubTap();
    Q_DISABLE_COPY_MOVE(HubTap)

private:
    void observe(const Tap::Record &record) override;
    bool concerns(const Tap::Record &record);

    RecordQueue *const m_queue;
    const QThread *const m_thread;
    QMutex m_mutex; // other connections live in other threads
    QSet<quint64> m_connections;
    FrameAnnotator m_annotator;
};

} // namespace Gantry::Inspector

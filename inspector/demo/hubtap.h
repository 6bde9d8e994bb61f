// SPDX-License-Identifier: GPL-3.0-only
// Watches the hub of this process and queues what happens on server connections.
#pragma once

#include "capture/frameannotator.h"
#include "tap/hub.h"

#include <QtCore/QMutex>
#include <QtCore/QSet>

namespace Gantry::Inspector {

class RecordQueue;

//! Observes from construction to destruction.
class HubTap : private Tap::HubObserver
{
public:
    explicit HubTap(RecordQueue *queue);
    ~HubTap();
    Q_DISABLE_COPY_MOVE(HubTap)

private:
    void observe(const Tap::Record &record) override;
    bool concerns(const Tap::Record &record);

    RecordQueue *const m_queue;
    QMutex m_mutex; // connections may live in several threads
    QSet<quint64> m_connections;
    FrameAnnotator m_annotator;
};

} // namespace Gantry::Inspector

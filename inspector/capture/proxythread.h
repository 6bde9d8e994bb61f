// SPDX-License-Identifier: GPL-3.0-only
// What sources that are proxies have in common: the relaying happens in a thread of its
// own, so that a window that is busy does not slow a connection.
#pragma once

#include "capture/proxylistener.h"
#include "capture/recordqueue.h"
#include "capture/source.h"

#include <QtCore/QThread>

namespace Gantry::Inspector {

class ProxyThread : public Source
{
    Q_OBJECT

public:
    //! \a whenFull: Hold makes the connections wait when the records are not taken
    //! fast enough, Drop lets them run on and counts what is missing.
    ProxyThread(RecordQueue::WhenFull whenFull, QObject *parent);
    ~ProxyThread() override;

    void stop() override;

protected:
    //! Takes \a listener over and opens it in the thread.
    void run(ProxyListener *listener);
    //! In the place of run(): it cannot begin.
    void fail(const QString &reason);
    RecordQueue *records() noexcept { return &m_queue; }

private:
    void onThreadFinished();

    RecordQueue m_queue;
    QThread m_thread;
    bool m_hasFailed = false; // it never listened
};

} // namespace Gantry::Inspector

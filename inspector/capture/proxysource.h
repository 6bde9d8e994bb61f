// SPDX-License-Identifier: GPL-3.0-only
// A proxy as a source of records. The relaying happens in a thread of its own, so
// that a window that is busy does not slow a connection.
#pragma once

#include "capture/proxyroute.h"
#include "capture/recordqueue.h"
#include "capture/source.h"

#include <QtCore/QThread>

namespace Gantry::Inspector {

class ProxyServer;

class ProxySource : public Source
{
    Q_OBJECT

public:
    //! \a whenFull: Hold makes the connections wait when the records are not taken
    //! fast enough, Drop lets them run on and counts what is missing.
    ProxySource(ProxyRoute route, ProxyTlsFiles files, RecordQueue::WhenFull whenFull,
                QObject *parent = nullptr);
    ~ProxySource() override;

    QString title() const override;
    void start() override;
    void stop() override;

private:
    void onFailed(const QString &reason);
    void onThreadFinished();

    const ProxyRoute m_route;
    const ProxyTlsFiles m_files;
    RecordQueue m_queue;
    QThread m_thread;
    ProxyServer *m_server = nullptr; // lives in m_thread, ends with it
    bool m_hasFailed = false; // it never listened
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// A reverse proxy as a source of records.
#pragma once

#include "capture/proxyroute.h"
#include "capture/proxythread.h"

namespace Gantry::Inspector {

class ProxySource : public ProxyThread
{
    Q_OBJECT

public:
    ProxySource(ProxyRoute route, ProxyTlsFiles files, RecordQueue::WhenFull whenFull,
                QObject *parent = nullptr);

    QString title() const override;
    void start() override;

private:
    const ProxyRoute m_route;
    const ProxyTlsFiles m_files;
};

} // namespace Gantry::Inspector

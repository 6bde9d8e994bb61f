// SPDX-License-Identifier: GPL-3.0-only
// A forward proxy as a source of records: what browsers and programs are told to use as
// their HTTP proxy. All their traffic passes; WebSocket connections are shown.
#pragma once

#include "capture/proxyroute.h"
#include "capture/proxythread.h"

namespace Gantry::Inspector {

class ForwardProxySource : public ProxyThread
{
    Q_OBJECT

public:
    //! \a listen comes from parseForwardListen(); of \a files what targets are verified
    //! with and the authority's folder count.
    ForwardProxySource(ForwardListen listen, ProxyTlsFiles files, RecordQueue::WhenFull whenFull,
                       QObject *parent = nullptr);

    QString title() const override;
    void start() override;

private:
    const ForwardListen m_listen;
    const ProxyTlsFiles m_files;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// The listening side of a reverse proxy: accepts clients and keeps their relays.
#pragma once

#include "capture/proxylistener.h"
#include "capture/relay.h"

#include <QtCore/QHash>

namespace Gantry::Inspector {

class RecordQueue;

class ProxyServer : public ProxyListener
{
    Q_OBJECT

public:
    struct Settings
    {
        Core::WebSocketAddress listen;
        QSslConfiguration listenTls; //!< when listen.isSecure
        Relay::Target target;
    };

    ProxyServer(Settings settings, RecordQueue *records);
    ~ProxyServer() override;

    //! Ends every connection; each tells its last record.
    void shutDown();
    void setHeld(bool held) override;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    std::unique_ptr<Link> makeClientLink(qintptr descriptor) const;
    void forget(quint64 number);

    const Settings m_settings;
    RecordQueue *const m_records;
    QHash<quint64, Relay *> m_relays; // children
    quint64 m_lastNumber = 0;
    bool m_isHeld = false;
};

} // namespace Gantry::Inspector

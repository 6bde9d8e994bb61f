// SPDX-License-Identifier: GPL-3.0-only
// The listening side of a proxy: accepts clients and keeps their relays. Lives, with
// everything below it, in the proxy's own thread.
#pragma once

#include "capture/relay.h"

#include <QtCore/QHash>
#include <QtNetwork/QTcpServer>

namespace Gantry::Inspector {

class RecordQueue;

class ProxyServer : public QTcpServer
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

    //! listening() or failed() is emitted before this returns.
    void open();
    //! Ends every connection; each tells its last record.
    void shutDown();
    void setHeld(bool held);

Q_SIGNALS:
    //! With the port that is really listened on.
    void listening(const QString &url);
    void failed(const QString &reason);

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

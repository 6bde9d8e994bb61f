// SPDX-License-Identifier: GPL-3.0-only
// Opens the connection to a proxy's target and hands it over as a Link.
#pragma once

#include "capture/link.h"
#include "core/handshake/websocketurl.h"

#include <QtCore/QTimer>
#include <QtNetwork/QSslConfiguration>

#include <memory>

QT_FORWARD_DECLARE_CLASS(QLocalSocket)
QT_FORWARD_DECLARE_CLASS(QSslSocket)
QT_FORWARD_DECLARE_CLASS(QTcpSocket)

namespace Gantry::Inspector {

//! One attempt. connected() or failed() is emitted once, after start() returned.
class TargetConnector : public QObject
{
    Q_OBJECT

public:
    //! As connectWS(): everything until TCP or TLS is up.
    static constexpr std::chrono::seconds Timeout{30};

    TargetConnector(Core::WebSocketAddress target, QSslConfiguration tls, QObject *parent = nullptr);
    ~TargetConnector() override;

    void start();
    //! After connected(): the link, once.
    std::unique_ptr<Link> takeLink() { return std::move(m_link); }

Q_SIGNALS:
    void connected();
    //! English, for the client and the record: "Connection refused".
    void failed(const QString &reason);

private:
    void startTcp();
    void startTls();
    void startLocal();
    template<typename Socket>
    void takeOver(Socket &socket);
    void succeed(std::unique_ptr<Link> link);
    void fail(const QString &reason);

    const Core::WebSocketAddress m_target;
    const QSslConfiguration m_tls;
    QTimer m_timer;
    std::unique_ptr<QTcpSocket> m_tcp;
    std::unique_ptr<QSslSocket> m_ssl;
    std::unique_ptr<QLocalSocket> m_local;
    std::unique_ptr<Link> m_link;
    bool m_isDone = false;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: MIT
// Reaches a host and port, through a proxy or not, with TLS or without: name lookup, a
// race of addresses, what the proxy wants to hear, TLS.
#pragma once

#include "core/handshake/proxyhandshake.h"
#include "websocket/transport/addressrace.h"
#include "websocket/transport/connectattempt.h"

#include <QtNetwork/QSslError>

class QSslSocket;

namespace Gantry {

class TcpConnectAttempt final : public ConnectAttempt
{
public:
    explicit TcpConnectAttempt(const ConnectTarget &target);
    ~TcpConnectAttempt() override;

protected:
    void startConnecting() override;
    void dropSocket() override;

private:
    bool hasProxy() const { return m_target.proxy.type() != QNetworkProxy::NoProxy; }
    bool needsTlsSocket() const { return m_target.address.isSecure || m_target.mayStartTls; }
    void lookUp();
    void onLookedUp(const QList<QHostAddress> &addresses, const QString &error);
    void reach(const QList<QHostAddress> &addresses);
    std::unique_ptr<QAbstractSocket> makeSocket() const;
    void onReached(std::unique_ptr<QAbstractSocket> socket);
    void askProxy();
    void talkToProxy();
    void onThrough();
    void startTls();
    void handOver();
    void handOverDescriptor();
    void onError();

    ConnectTarget m_target;
    bool m_isEpoll = false;
    QString m_nextHost; //!< the proxy's, or the target's
    quint16 m_nextPort = 0;
    std::unique_ptr<AddressRace> m_race;
    std::unique_ptr<Core::ProxyHandshake> m_proxyHandshake;
    std::unique_ptr<QAbstractSocket> m_socket; //!< once an address was reached
    QList<QSslError> m_sslErrors;
};

} // namespace Gantry

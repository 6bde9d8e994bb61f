// SPDX-License-Identifier: MIT
// Reaches a host and port, with TLS or without.
#pragma once

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
    void dropSocket() override { m_socket->abort(); }

private:
    QSslSocket *makeTlsSocket();
    void onPlainConnected();
    void onEncrypted();
    void onError();
    QString tlsErrorText() const;

    ConnectTarget m_target;
    std::unique_ptr<QAbstractSocket> m_socket;
    QList<QSslError> m_sslErrors;
    bool m_isTcpUp = false;
};

} // namespace Gantry

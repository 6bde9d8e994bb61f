// SPDX-License-Identifier: MIT
// Listens on a TCP port, with TLS or without.
#pragma once

#include "websocket/transport/acceptor.h"

#include <QtCore/QTimer>
#include <QtNetwork/QTcpServer>

namespace Gantry {

class TcpAcceptor final : public Acceptor
{
public:
    TcpAcceptor(const QHostAddress &address, quint16 port, const AcceptorOptions &options);

    QString listen() override;
    bool isAddressInUse() const override
    {
        return m_server.serverError() == QAbstractSocket::AddressInUseError;
    }
    void close() override;
    quint16 port() const override { return m_server.serverPort(); }

private:
    class Server final : public QTcpServer
    {
    public:
        explicit Server(TcpAcceptor *acceptor)
            : m_acceptor(acceptor)
        { }

    protected:
        void incomingConnection(qintptr descriptor) override { m_acceptor->take(descriptor); }

    private:
        TcpAcceptor *m_acceptor;
    };

    void onAcceptError();

    Server m_server;
    QTimer m_retryTimer;
    QHostAddress m_address;
    quint16 m_port;
};

} // namespace Gantry

// SPDX-License-Identifier: MIT
// Listens on a unix socket.
#pragma once

#include "websocket/transport/acceptor.h"

#include <QtNetwork/QLocalServer>

namespace Gantry {

class LocalAcceptor final : public Acceptor
{
public:
    LocalAcceptor(const QString &path, const AcceptorOptions &options);

    QString listen() override;
    void close() override { m_server.close(); }
    quint16 port() const override { return 0; }

private:
    class Server final : public QLocalServer
    {
    public:
        explicit Server(LocalAcceptor *acceptor)
            : m_acceptor(acceptor)
        { }

    protected:
        void incomingConnection(quintptr descriptor) override { m_acceptor->take(qintptr(descriptor)); }

    private:
        LocalAcceptor *m_acceptor;
    };

    bool removeIfDead() const;

    Server m_server;
    QString m_path;
};

} // namespace Gantry

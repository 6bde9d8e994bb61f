// SPDX-License-Identifier: MIT
// Connecting to it takes for ever: the backlog is full and nobody accepts.
#pragma once

#include <QtCore/QUrl>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

#include <array>

namespace Gantry::Testing {

class DeafServer
{
public:
    explicit DeafServer(const QHostAddress &address = QHostAddress(QHostAddress::LocalHost))
    {
        m_server.setListenBacklogSize(0);
        m_server.listen(address);
        m_server.pauseAccepting();
        for (QTcpSocket &socket : m_fillers)
            socket.connectToHost(address, m_server.serverPort());
    }
    quint16 port() const { return m_server.serverPort(); }
    QUrl url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(port())); }

private:
    QTcpServer m_server;
    std::array<QTcpSocket, 3> m_fillers;
};

} // namespace Gantry::Testing

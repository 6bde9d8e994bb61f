// SPDX-License-Identifier: MIT
// A server that accepts every upgrade and then sends what a test tells it, right or
// wrong, and ends nothing by itself.
#pragma once

#include <QtCore/QCryptographicHash>
#include <QtCore/QPointer>
#include <QtCore/QUrl>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

namespace Gantry::Testing {

class RawServer : public QObject
{
public:
    //! Without \a accepts requests stay unanswered.
    explicit RawServer(bool accepts = true)
        : m_accepts(accepts)
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            m_socket = m_server.nextPendingConnection();
            connect(m_socket, &QTcpSocket::readyRead, this, [this] { read(); });
        });
    }

    QUrl url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1").arg(m_server.serverPort())); }
    //! What came after the request, masked as it is.
    const QByteArray &received() const { return m_received; }
    void send(const QByteArray &octets) { m_socket->write(octets); }
    bool isAccepted() const { return m_isAccepted; }
    QTcpSocket *socket() const { return m_socket; }

private:
    void read()
    {
        m_received += m_socket->readAll();
        const qsizetype end = m_received.indexOf("\r\n\r\n");
        if (!m_accepts || m_isAccepted || end < 0)
            return;
        const QByteArray name = "Sec-WebSocket-Key: ";
        const qsizetype at = m_received.indexOf(name) + name.size();
        const QByteArray key = m_received.mid(at, m_received.indexOf("\r\n", at) - at);
        const QByteArray accept =
            QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", QCryptographicHash::Sha1)
                .toBase64();
        m_received.remove(0, end + 4);
        m_isAccepted = true;
        m_socket->write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Accept: "
                        + accept + "\r\n\r\n");
    }

    QTcpServer m_server;
    QPointer<QTcpSocket> m_socket;
    QByteArray m_received;
    bool m_accepts;
    bool m_isAccepted = false;
};

} // namespace Gantry::Testing

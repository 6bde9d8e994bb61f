// SPDX-License-Identifier: MIT
// A proxy in the test's own process that does what it is told: leads on, refuses, says
// nonsense, or nothing.
#pragma once

#include <QtCore/QPointer>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

namespace Gantry::Testing {

class TestProxy : public QObject
{
public:
    explicit TestProxy(QNetworkProxy::ProxyType type = QNetworkProxy::HttpProxy)
        : m_type(type)
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            auto *client = m_server.nextPendingConnection();
            ++m_connections;
            connect(client, &QTcpSocket::readyRead, client, [this, client] { hear(client); });
        });
    }
    ~TestProxy() override = default;

    QNetworkProxy proxy(const QString &user = {}, const QString &password = {}) const
    {
        return {m_type, QStringLiteral("127.0.0.1"), m_server.serverPort(), user, password};
    }
    //! Said instead of leading on; an empty one: never.
    void setAnswer(const QByteArray &answer)
    {
        m_answer = answer;
        m_hasAnswer = true;
    }
    //! Ends the connection instead of answering the first word.
    void hangUp() { m_hangsUp = true; }
    //! Wants these.
    void setCredentials(const QByteArray &user, const QByteArray &password)
    {
        m_user = user;
        m_password = password;
    }
    //! Everybody who asks, whatever for, is led here.
    void setTarget(quint16 port) { m_target = port; }
    //! The heads (HTTP), or what followed the greeting (SOCKS).
    const QByteArrayList &requests() const { return m_requests; }
    int connections() const { return m_connections; }
    //! Ends what it carries.
    void cut()
    {
        for (const auto &tunnel : std::as_const(m_tunnels)) {
            if (tunnel)
                tunnel->abort();
        }
    }

private:
    void hear(QTcpSocket *client)
    {
        if (client->property("isThrough").toBool())
            return;
        const QByteArray heard = client->property("heard").toByteArray() + client->readAll();
        client->setProperty("heard", heard);
        if (m_hangsUp)
            client->disconnectFromHost();
        else if (m_type == QNetworkProxy::HttpProxy)
            hearHttp(client, heard);
        else
            hearSocks(client, heard);
    }
    void hearHttp(QTcpSocket *client, const QByteArray &heard)
    {
        if (!heard.endsWith("\r\n\r\n"))
            return;
        m_requests.append(heard);
        const QByteArray wanted = "Proxy-Authorization: Basic " + (m_user + ':' + m_password).toBase64();
        if (m_hasAnswer)
            client->write(m_answer);
        else if (!m_user.isEmpty() && !heard.contains(wanted))
            client->write("HTTP/1.1 407 Proxy Authentication Required\r\n"
                          "Proxy-Authenticate: Basic realm=\"test\"\r\nContent-Length: 0\r\n\r\n");
        else
            leadOn(client, "HTTP/1.1 200 Connection established\r\n\r\n");
    }
    void hearSocks(QTcpSocket *client, const QByteArray &heard)
    {
        const QByteArray credentials =
            "\x01" + QByteArray(1, char(m_user.size())) + m_user + char(m_password.size()) + m_password;
        const int step = client->property("step").toInt();
        client->setProperty("heard", QByteArray());
        client->setProperty("step", step + 1);
        if (step == 0) {
            client->write(m_user.isEmpty() ? QByteArray("\x05\x00", 2) : QByteArray("\x05\x02", 2));
            return;
        }
        m_requests.append(heard);
        if (step == 1 && !m_user.isEmpty())
            client->write(heard == credentials ? QByteArray("\x01\x00", 2) : QByteArray("\x01\x01", 2));
        else if (m_hasAnswer)
            client->write(m_answer);
        else
            leadOn(client, QByteArray("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50", 10));
    }
    void leadOn(QTcpSocket *client, const QByteArray &answer)
    {
        client->setProperty("isThrough", true);
        auto *server = new QTcpSocket(client);
        m_tunnels.append(server);
        connect(server, &QTcpSocket::connected, client, [client, answer] { client->write(answer); });
        const auto copy = [](QTcpSocket *from, QTcpSocket *to) {
            connect(from, &QTcpSocket::readyRead, to, [from, to] { to->write(from->readAll()); });
            connect(from, &QTcpSocket::disconnected, to, &QTcpSocket::disconnectFromHost);
        };
        copy(client, server);
        copy(server, client);
        server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_target);
    }

    QNetworkProxy::ProxyType m_type;
    QTcpServer m_server;
    QByteArray m_answer;
    bool m_hasAnswer = false;
    bool m_hangsUp = false;
    QByteArray m_user;
    QByteArray m_password;
    quint16 m_target = 0;
    QByteArrayList m_requests;
    QList<QPointer<QTcpSocket>> m_tunnels;
    int m_connections = 0;
};

} // namespace Gantry::Testing

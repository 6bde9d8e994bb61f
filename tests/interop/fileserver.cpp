// SPDX-License-Identifier: MIT
#include "fileserver.h"

#include <QtCore/QFile>
#include <QtCore/QUrl>
#include <QtNetwork/QTcpSocket>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

FileServer::FileServer(const QString &folder, const QString &page)
    : m_folder(folder)
    , m_page(page)
{
    connect(this, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *client = nextPendingConnection()) {
            connect(client, &QTcpSocket::readyRead, this, [this, client] { answer(client); });
            connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        }
    });
    listen(QHostAddress::LocalHost);
}

QUrl FileServer::url() const
{
    return QUrl(u"http://127.0.0.1:%1/index.html"_s.arg(serverPort()));
}

void FileServer::answer(QTcpSocket *client)
{
    if (!client->peek(64 * 1024).contains("\r\n\r\n"))
        return;
    const QByteArrayList line = client->readAll().split(' ');
    const QString path = QUrl(QString::fromLatin1(line.value(1))).path();
    QFile file(path == "/index.html"_L1 ? m_page : m_folder + path);
    if (path.contains(".."_L1) || !file.open(QIODevice::ReadOnly)) {
        client->write("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    } else {
        const QByteArray body = file.readAll();
        // A module of another type is not executed.
        const QByteArray type = path.endsWith(".js"_L1) ? "text/javascript" : "text/html";
        client->write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + type
                      + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    client->disconnectFromHost();
}

} // namespace Gantry::Interop

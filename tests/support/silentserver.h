// SPDX-License-Identifier: MIT
// A server that goes along with a connection so far and no further, and never ends it.
#pragma once

#include "core/handshake/serverhandshake.h"

#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

namespace Gantry::Testing {

class SilentServer : public QTcpServer
{
public:
    //! The last thing that it does.
    enum class Last { Accepts, Opens, AnswersClose };

    explicit SilentServer(Last last)
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this, last] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, last] { answer(*socket, last); });
        });
    }
    ~SilentServer() override = default;

private:
    static void answer(QTcpSocket &socket, Last last)
    {
        const QByteArray octets = socket.readAll();
        const qsizetype key = octets.indexOf("Sec-WebSocket-Key: ");
        if (key >= 0 && last != Last::Accepts) {
            socket.write("HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                         "Sec-WebSocket-Accept: "
                         + Core::acceptKey(octets.sliced(key + 19, 24)) + "\r\n\r\n");
        } else if (key < 0 && last == Last::AnswersClose) {
            socket.write(QByteArray::fromHex("880203e8"));
        }
    }
};

} // namespace Gantry::Testing

// SPDX-License-Identifier: MIT
#include "websocket/transport/adoptsocket.h"

#include "websocket/transport/bufferedtcptransport.h"
#include "websocket/transport/localtransport.h"
#include "websocket/transport/tlstransport.h"

#include <QtCore/QThread>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

AdoptedSocket refuse(const QString &text)
{
    return {.transport = nullptr, .error = text};
}

//! Whoever had it must neither hear of it any more nor delete it: HTTP servers connect
//! disconnected() to deleteLater().
template<typename Socket>
std::unique_ptr<Socket> taken(Socket *socket)
{
    socket->disconnect();
    socket->setParent(nullptr);
    return std::unique_ptr<Socket>(socket);
}

AdoptedSocket adoptTls(QSslSocket *socket)
{
    if (!socket->isEncrypted())
        return refuse(u"the TLS handshake is not done"_s);
    return {.transport = std::make_unique<TlsTransport>(taken(socket)), .error = {}};
}

AdoptedSocket adoptNetwork(QAbstractSocket *socket)
{
    if (socket->socketType() != QAbstractSocket::TcpSocket)
        return refuse(u"the socket is none of TCP"_s);
    if (socket->state() != QAbstractSocket::ConnectedState)
        return refuse(u"the socket is not connected"_s);
    auto *tls = qobject_cast<QSslSocket *>(socket);
    if (tls && tls->mode() != QSslSocket::UnencryptedMode)
        return adoptTls(tls);
    return {.transport = std::make_unique<BufferedTcpTransport>(taken(socket)), .error = {}};
}

AdoptedSocket adoptLocal(QLocalSocket *socket)
{
    if (socket->state() != QLocalSocket::ConnectedState)
        return refuse(u"the socket is not connected"_s);
    const QString path = socket->fullServerName();
    return {.transport = std::make_unique<LocalTransport>(taken(socket), path), .error = {}};
}

} // namespace

AdoptedSocket adoptSocket(QIODevice *socket)
{
    if (!socket)
        return refuse(u"there is no socket"_s);
    if (socket->thread() != QThread::currentThread())
        return refuse(u"the socket lives in another thread"_s);
    if (auto *network = qobject_cast<QAbstractSocket *>(socket))
        return adoptNetwork(network);
    if (auto *local = qobject_cast<QLocalSocket *>(socket))
        return adoptLocal(local);
    return refuse(u"the device is neither a QTcpSocket, a QSslSocket nor a QLocalSocket"_s);
}

} // namespace Gantry

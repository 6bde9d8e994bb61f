// SPDX-License-Identifier: MIT
// QtWebSockets as a server, as its documentation has it.
#include "peeroptions.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslConfiguration>
#include <QtNetwork/QSslKey>
#include <QtWebSockets/QWebSocket>
#include <QtWebSockets/QWebSocketServer>

namespace {

QSslConfiguration tlsFrom(const PeerOptions &options)
{
    QFile key(QString::fromStdString(options.key));
    if (!key.open(QIODevice::ReadOnly))
        qFatal("cannot read the key");
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificateChain(QSslCertificate::fromPath(QString::fromStdString(options.certificate)));
    tls.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    tls.setPeerVerifyMode(QSslSocket::VerifyNone);
    return tls;
}

void echo(QWebSocket *client)
{
    QObject::connect(client, &QWebSocket::binaryMessageReceived, client,
                     [client](const QByteArray &message) { client->sendBinaryMessage(message); });
    QObject::connect(client, &QWebSocket::textMessageReceived, client,
                     [client](const QString &message) { client->sendTextMessage(message); });
}

void broadcast(QWebSocket *client, const QList<QWebSocket *> &clients)
{
    QObject::connect(client, &QWebSocket::binaryMessageReceived, client,
                     [&clients](const QByteArray &message) {
                         for (QWebSocket *receiver : clients)
                             receiver->sendBinaryMessage(message);
                     });
    QObject::connect(client, &QWebSocket::textMessageReceived, client, [&clients](const QString &message) {
        for (QWebSocket *receiver : clients)
            receiver->sendTextMessage(message);
    });
}

} // namespace

int main(int argc, char **argv)
{
    const PeerOptions options = readPeerOptions(argc, argv, " --broadcast --cert --key ", qVersion());
    const QCoreApplication application(argc, argv);
    const bool isSecure = !options.certificate.empty();
    QWebSocketServer server(QStringLiteral("peer"),
                            isSecure ? QWebSocketServer::SecureMode : QWebSocketServer::NonSecureMode);
    server.setMaxPendingConnections(4096);
    if (isSecure)
        server.setSslConfiguration(tlsFrom(options));
    QList<QWebSocket *> clients;
    QObject::connect(&server, &QWebSocketServer::newConnection, &server, [&] {
        while (QWebSocket *client = server.nextPendingConnection()) {
            clients.append(client);
            QObject::connect(client, &QWebSocket::disconnected, &server, [&clients, client] {
                clients.removeOne(client);
                client->deleteLater();
            });
            if (options.broadcast)
                broadcast(client, clients);
            else
                echo(client);
        }
    });
    if (!server.listen(QHostAddress::LocalHost, quint16(options.port)))
        qFatal("cannot listen");
    sayListening(server.serverPort(), isSecure);
    return QCoreApplication::exec();
}

// SPDX-License-Identifier: MIT
// QtWebSockets as clients that send back what they receive.
#include "peeroptions.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUrl>
#include <QtWebSockets/QWebSocket>

int main(int argc, char **argv)
{
    const PeerOptions options = readPeerOptions(argc, argv, " --connections ", qVersion());
    const QCoreApplication application(argc, argv);
    int open = options.connections;
    for (int i = 0; i < options.connections; ++i) {
        auto *client = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, qApp);
        QObject::connect(client, &QWebSocket::binaryMessageReceived, client,
                         [client](const QByteArray &message) { client->sendBinaryMessage(message); });
        QObject::connect(client, &QWebSocket::textMessageReceived, client,
                         [client](const QString &message) { client->sendTextMessage(message); });
        QObject::connect(client, &QWebSocket::disconnected, qApp, [&open] {
            if (--open == 0)
                QCoreApplication::quit();
        });
        client->open(QUrl(QString::fromStdString(options.url)));
    }
    return QCoreApplication::exec();
}

// SPDX-License-Identifier: MIT
// Reads a server's URL from standard input, says hello to it and wants to hear the
// same. Succeeds when it did and the connection closed cleanly.
#include <Gantry/ConnectWS>
#include <Gantry/WebSocketClientFactory>

#include <QtCore/QCoreApplication>
#include <QtCore/QTextStream>
#include <QtCore/QTimer>

using Protocol = Gantry::WebSocketClientProtocol;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTimer::singleShot(std::chrono::seconds(30), &app, [] { QCoreApplication::exit(1); });

    const QByteArray hello = "hello from outside the tree";
    bool heard = false;
    Gantry::WebSocketClientFactory factory(QUrl(QTextStream(stdin).readLine()));
    QObject::connect(&factory, &Gantry::WebSocketClientFactory::protocolCreated, &app, [&](Protocol *p) {
        QObject::connect(p, &Protocol::onOpen, p, [p, hello] { p->sendMessage(hello, false); });
        QObject::connect(p, &Protocol::onMessage, p, [p, hello, &heard](const QByteArray &payload) {
            heard = payload == hello;
            p->sendClose(1000);
        });
        QObject::connect(p, &Protocol::onClose, &app,
                         [&heard](bool wasClean) { QCoreApplication::exit(heard && wasClean ? 0 : 1); });
    });
    Gantry::connectWS(&factory);
    return QCoreApplication::exec();
}

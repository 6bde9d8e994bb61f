// SPDX-License-Identifier: MIT
// The smallest server: a factory, what to do with its protocols, a port.
#include <Gantry/ListenWS>
#include <Gantry/WebSocketServerFactory>

#include <QtCore/QCoreApplication>

using namespace Qt::Literals::StringLiterals;

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);

    Gantry::WebSocketServerFactory factory(QUrl(u"ws://127.0.0.1:9000"_s));
    QObject::connect(&factory, &Gantry::WebSocketServerFactory::protocolCreated,
                     [](Gantry::WebSocketServerProtocol *p) {
                         QObject::connect(p, &Gantry::WebSocketServerProtocol::onMessage, p,
                                          [p](const QByteArray &payload, bool isBinary) {
                                              p->sendMessage(payload, isBinary);
                                          });
                     });
    auto *listener = Gantry::listenWS(&factory);
    if (!listener->isListening()) {
        qCritical("%s", qUtf8Printable(listener->errorString()));
        return 1;
    }
    return application.exec();
}

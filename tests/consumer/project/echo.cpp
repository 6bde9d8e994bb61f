// SPDX-License-Identifier: MIT
// An echo server as short as the README's. Says where it listens, ends with its first
// connection.
#include <Gantry/ListenWS>
#include <Gantry/WebSocketServerFactory>

#include <QtCore/QCoreApplication>
#include <QtCore/QTextStream>
#include <QtCore/QTimer>

using namespace Qt::Literals::StringLiterals;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTimer::singleShot(std::chrono::seconds(30), &app, [] { QCoreApplication::exit(1); });

    Gantry::WebSocketServerFactory factory(QUrl(u"ws://127.0.0.1:0"_s));
    QObject::connect(&factory, &Gantry::WebSocketServerFactory::protocolCreated,
                     [](Gantry::WebSocketServerProtocol *p) {
                         QObject::connect(p, &Gantry::WebSocketServerProtocol::onMessage, p,
                                          [p](const QByteArray &payload, bool isBinary) {
                                              p->sendMessage(payload, isBinary);
                                          });
                         QObject::connect(p, &Gantry::WebSocketServerProtocol::onClose, qApp,
                                          [] { QCoreApplication::exit(0); });
                     });
    auto *listener = Gantry::listenWS(&factory);
    if (!listener->isListening())
        qFatal("%s", qPrintable(listener->errorString()));
    QTextStream(stdout) << listener->url().toString() << Qt::endl;
    return QCoreApplication::exec();
}

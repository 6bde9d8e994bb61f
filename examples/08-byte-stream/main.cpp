// SPDX-License-Identifier: MIT
// Values through a WebSocket as if it were a socket: QDataStream writes them on one
// end and reads them on the other, wherever the messages in between are cut.
#include <Gantry/ConnectWS>
#include <Gantry/ListenWS>
#include <Gantry/WebSocketDevice>

#include <QtCore/QCoreApplication>
#include <QtCore/QDataStream>
#include <QtCore/QDateTime>

using namespace Qt::Literals::StringLiterals;

namespace {

//! Answers each name with a greeting and the time.
void serve(Gantry::WebSocketServerProtocol *connection)
{
    auto *device = new Gantry::WebSocketDevice(connection, QIODevice::ReadWrite, connection);
    QObject::connect(device, &QIODevice::readyRead, device, [device] {
        QDataStream stream(device);
        for (;;) {
            QString name;
            stream.startTransaction();
            stream >> name;
            if (!stream.commitTransaction())
                return; // the rest is still on its way
            stream << u"Hello %1"_s.arg(name) << QDateTime::currentDateTimeUtc();
        }
    });
}

//! Asks three questions at once.
void ask(Gantry::WebSocketClientProtocol *connection)
{
    auto *device = new Gantry::WebSocketDevice(connection, QIODevice::ReadWrite, connection);
    QDataStream questions(device);
    questions << u"one"_s << u"two"_s << u"three"_s; // they wait until the connection is open
    QObject::connect(device, &QIODevice::readyRead, device, [device, left = 3]() mutable {
        QDataStream stream(device);
        for (; left > 0; --left) {
            QString greeting;
            QDateTime time;
            stream.startTransaction();
            stream >> greeting >> time;
            if (!stream.commitTransaction())
                return;
            qInfo("%s, it is %s", qUtf8Printable(greeting), qUtf8Printable(time.toString(Qt::ISODate)));
        }
        device->close(); // the closing handshake, after what was written
    });
    QObject::connect(connection, &Gantry::WebSocketClientProtocol::onClose, qApp,
                     [](bool wasClean) { QCoreApplication::exit(wasClean ? 0 : 1); });
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);

    Gantry::WebSocketServerFactory server(QUrl(u"ws://127.0.0.1:0"_s));
    QObject::connect(&server, &Gantry::WebSocketServerFactory::protocolCreated, serve);
    const auto *listener = Gantry::listenWS(&server);
    if (!listener->isListening()) {
        qCritical("%s", qUtf8Printable(listener->errorString()));
        return 1;
    }

    Gantry::WebSocketClientFactory client(listener->url());
    QObject::connect(&client, &Gantry::WebSocketClientFactory::protocolCreated, ask);
    Gantry::connectWS(&client);
    return QCoreApplication::exec();
}

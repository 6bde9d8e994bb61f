// SPDX-License-Identifier: MIT
// A sensor publishes, a display gets events: neither knows the other, both know the router,
// which is part of this program here and reached over WebSocket all the same.
#include <Gantry/ApplicationSession>
#include <Gantry/ConnectWS>
#include <Gantry/ListenWS>
#include <Gantry/Router>
#include <Gantry/WampWebSocketClientFactory>
#include <Gantry/WampWebSocketServerFactory>

#include <QtCore/QCoreApplication>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);

    Router router;
    router.addRealm({.name = u"com.example"_s, .allowAnonymous = true});
    Gantry::WampWebSocketServerFactory server(router.sessionCreator(), QUrl(u"ws://127.0.0.1:0"_s));
    const auto *listener = Gantry::listenWS(&server);
    if (!listener->isListening()) {
        qCritical("%s", qUtf8Printable(listener->errorString()));
        return 1;
    }

    ApplicationSession display(u"com.example"_s);
    ApplicationSession sensor(u"com.example"_s);
    Gantry::WampWebSocketClientFactory displaysWay([&display] { return &display; }, listener->url());
    Gantry::WampWebSocketClientFactory sensorsWay([&sensor] { return &sensor; }, listener->url());

    QObject::connect(&display, &ApplicationSession::onJoin, qApp, [&] {
        const auto show = [](const QVariantList &args, const QVariantMap &kwargs) {
            qInfo() << "temperature" << args.value(0).toDouble() << kwargs.value(u"unit"_s).toString();
            if (args.value(0).toInt() == 12)
                QCoreApplication::quit();
        };
        display.subscribe(u"com.example.temperature"_s, &display, show)
            .then(qApp, [&](const SubscribeOutcome &outcome) {
                if (outcome.isOk())
                    Gantry::connectWS(&sensorsWay); // nothing is missed
            });
    });
    QObject::connect(&sensor, &ApplicationSession::onJoin, qApp, [&sensor] {
        for (const double degrees : {10.5, 11.0, 12.0}) {
            if (!sensor.publish(u"com.example.temperature"_s, {degrees}, {{u"unit"_s, u"°C"_s}}).isOk())
                qWarning("it could not be sent");
        }
    });
    Gantry::connectWS(&displaysWay);
    return QCoreApplication::exec();
}

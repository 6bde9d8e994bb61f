// SPDX-License-Identifier: MIT
// A router and a session that joins it over WebSocket and calls a procedure of its own.
// Succeeds when the answer is right.
#include <Gantry/ApplicationSession>
#include <Gantry/ConnectWS>
#include <Gantry/ListenWS>
#include <Gantry/Router>
#include <Gantry/WampWebSocketClientFactory>
#include <Gantry/WampWebSocketServerFactory>

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

using namespace Gantry::Wamp;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTimer::singleShot(std::chrono::seconds(30), &app, [] { QCoreApplication::exit(1); });

    Router router;
    router.addRealm({.name = QStringLiteral("outside"), .allowAnonymous = true});
    Gantry::WampWebSocketServerFactory server(router.sessionCreator(),
                                              QUrl(QStringLiteral("ws://127.0.0.1:0")));
    auto *listener = Gantry::listenWS(&server);
    if (!listener->isListening())
        qFatal("%s", qPrintable(listener->errorString()));

    ApplicationSession session(QStringLiteral("outside"));
    Gantry::WampWebSocketClientFactory client([&session] { return &session; }, listener->url());
    const QString add = QStringLiteral("outside.add");
    QObject::connect(&session, &ApplicationSession::onJoin, &app, [&session, add] {
        const auto sum = [](const QVariantList &args) {
            return args.value(0).toInt() + args.value(1).toInt();
        };
        session.registerProcedure(add, sum).then(qApp, [&session, add](const RegisterOutcome &) {
            session.call(add, {19, 23}).future().then(qApp, [](const CallOutcome &outcome) {
                QCoreApplication::exit(outcome.value() == 42 ? 0 : 1);
            });
        });
    });
    Gantry::connectWS(&client);
    return QCoreApplication::exec();
}

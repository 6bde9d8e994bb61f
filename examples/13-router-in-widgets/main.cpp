// SPDX-License-Identifier: MIT
// A window that is a router: programs connect to it over WebSocket, set the speed limit that
// it shows by a call, and are told by an event when somebody turns it by hand. The window is
// a session of its own router, without a connection in between. Try
//
//     wamp-cli ws://127.0.0.1:8080 com.example call com.example.set_limit 60
//
// With an argument it sets the limit to 80 itself, saves its picture there and ends.
#include <Gantry/ApplicationSession>
#include <Gantry/ConnectInProcess>
#include <Gantry/ListenWS>
#include <Gantry/Router>
#include <Gantry/WampWebSocketServerFactory>

#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QVBoxLayout>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    const QString picture = QApplication::arguments().value(1);

    Router router;
    router.addRealm({.name = u"com.example"_s, .allowAnonymous = true});
    const QUrl url(picture.isEmpty() ? u"ws://127.0.0.1:8080"_s : u"ws://127.0.0.1:0"_s);
    Gantry::WampWebSocketServerFactory server(router.sessionCreator(), url);
    const auto *listener = Gantry::listenWS(&server);

    QWidget window;
    auto *limit = new QSpinBox;
    auto *text = new QLabel;
    limit->setRange(0, 130);
    limit->setSuffix(u" km/h"_s);
    auto *layout = new QVBoxLayout(&window);
    layout->addWidget(limit);
    layout->addWidget(text);
    text->setText(listener->isListening() ? listener->url().toString() : listener->errorString());

    ApplicationSession session(u"com.example"_s);
    QObject::connect(&session, &ApplicationSession::onJoin, limit, [&] {
        session.registerProcedure(u"com.example.set_limit"_s, limit, [limit](const QVariantList &args) {
            limit->setValue(args.value(0).toInt());
            return limit->value();
        });
        QObject::connect(limit, &QSpinBox::valueChanged, &session, [&session](int value) {
            [[maybe_unused]] const auto sent = session.publish(u"com.example.limit"_s, {value});
        });
        if (picture.isEmpty())
            return;
        session.call(u"com.example.set_limit"_s, {80})
            .future()
            .then(&window, [&](const CallOutcome &outcome) {
                QApplication::exit(outcome.value() == 80 && window.grab().save(picture) ? 0 : 1);
            });
    });
    connectInProcess(&session, router.sessionCreator()());
    window.show();
    return QApplication::exec();
}

// SPDX-License-Identifier: MIT
// A call that takes its time: progressive results on the way, and a second one that the
// caller gives up.
#include <Gantry/ApplicationSession>
#include <Gantry/ConnectInProcess>
#include <Gantry/Router>

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! Counts to a hundred, one ten a step, and answers when it is there.
void countSlowly(const CallDetails &, const QVariantList &, const QVariantMap &, InvocationReply reply)
{
    auto *timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, timer, [timer, reply, percent = 0]() mutable {
        percent += 10;
        if (percent < 100 && reply.sendProgress({percent}).isOk())
            return;
        if (reply.isPending()) // else the caller has given up
            [[maybe_unused]]
            const auto sent = reply.sendResult(u"done"_s);
        timer->deleteLater();
    });
    timer->start(20ms);
}

void show(const QVariantList &args)
{
    qInfo("%d %%", args.value(0).toInt());
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);

    Router router;
    router.addRealm({.name = u"com.example"_s, .allowAnonymous = true});
    ApplicationSession callee(u"com.example"_s);
    ApplicationSession caller(u"com.example"_s);

    QObject::connect(&callee, &ApplicationSession::onJoin, qApp, [&] {
        callee.registerProcedure(u"com.example.count"_s, countSlowly)
            .then(qApp,
                  [&](const RegisterOutcome &) { connectInProcess(&caller, router.sessionCreator()()); });
    });
    const auto giveUp = [&caller] {
        const CallHandle call = caller.call(u"com.example.count"_s, {}, {}, {}, show);
        QTimer::singleShot(50ms, &caller, [call] { call.cancel(); });
        call.future().then(qApp, [](const CallOutcome &outcome) {
            qInfo().noquote() << outcome.error.uri;
            QCoreApplication::quit();
        });
    };
    QObject::connect(&caller, &ApplicationSession::onJoin, qApp, [&] {
        caller.call(u"com.example.count"_s, {}, {}, {}, show)
            .future()
            .then(qApp, [giveUp](const CallOutcome &outcome) {
                qInfo().noquote() << outcome.value().toString();
                giveUp();
            });
    });
    connectInProcess(&callee, router.sessionCreator()());
    return QCoreApplication::exec();
}

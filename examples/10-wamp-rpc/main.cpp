// SPDX-License-Identifier: MIT
// One session has procedures: a function, and the slots of an object. Another calls them,
// also wrongly. Sessions and router are in one process and need no connection.
#include <Gantry/ApplicationSession>
#include <Gantry/ConnectInProcess>
#include <Gantry/Router>

#include <QtCore/QCoreApplication>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

class Lanes : public QObject
{
    Q_OBJECT

public Q_SLOTS:
    int close(int lane)
    {
        if (lane < 1 || lane > 3)
            throw ApplicationError(u"com.example.no_such_lane"_s, {u"there are three"_s});
        return --m_open;
    }
    int count() const { return m_open; }

private:
    int m_open = 3;
};

namespace {

//! Calls \a procedure and says what came of it, then goes on.
void ask(ApplicationSession &session, const QString &procedure, const QVariantList &args,
         const std::function<void()> &goOn)
{
    session.call(procedure, args).future().then(&session, [procedure, goOn](const CallOutcome &outcome) {
        qInfo().noquote() << procedure << "->"
                          << (outcome.isOk() ? outcome.value().toString() : outcome.error.uri);
        goOn();
    });
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);

    Router router;
    router.addRealm({.name = u"com.example"_s, .allowAnonymous = true});
    ApplicationSession callee(u"com.example"_s);
    ApplicationSession caller(u"com.example"_s);

    Lanes lanes;
    QObject::connect(&callee, &ApplicationSession::onJoin, qApp, [&] {
        callee.registerObject(u"com.example.lanes"_s, &lanes);
        callee
            .registerProcedure(
                u"com.example.sum"_s,
                [](const QVariantList &args) { return args.value(0).toInt() + args.value(1).toInt(); })
            .then(qApp,
                  [&](const RegisterOutcome &) { connectInProcess(&caller, router.sessionCreator()()); });
    });
    QObject::connect(&caller, &ApplicationSession::onJoin, qApp, [&] {
        ask(caller, u"com.example.sum"_s, {19, 23}, [&] {
            ask(caller, u"com.example.lanes.close"_s, {2}, [&] {
                ask(caller, u"com.example.lanes.close"_s, {7},
                    [&] { ask(caller, u"com.example.nothing"_s, {}, [] { QCoreApplication::quit(); }); });
            });
        });
    });
    connectInProcess(&callee, router.sessionCreator()());
    return QCoreApplication::exec();
}

#include "main.moc"

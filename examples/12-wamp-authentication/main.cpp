// SPDX-License-Identifier: MIT
// A realm that lets in whoever knows a secret, and roles that say who may do what there.
#include <Gantry/ApplicationSession>
#include <Gantry/ConnectInProcess>
#include <Gantry/Router>
#include <Gantry/WampClientAuth>
#include <Gantry/WampCraAuth>

#include <QtCore/QCoreApplication>

#include <memory>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

namespace {

//! Where users are kept is the application's affair: here in a table.
std::optional<Principal> userOf(const QString &authid, const AuthRequest &)
{
    static const QMap<QString, Principal> users{
        {u"control"_s, {.authrole = u"operator"_s, .secret = u"the secret of the control room"_s}},
        {u"display"_s, {.authrole = u"viewer"_s, .secret = u"the secret of the displays"_s}}};
    const auto found = users.constFind(authid);
    return found == users.constEnd() ? std::nullopt : std::optional(*found);
}

RealmOptions realm()
{
    const PermissionRule all{.uri = u"com.example."_s,
                             .match = MatchPolicy::Prefix,
                             .mayCall = true,
                             .mayRegister = true,
                             .mayPublish = true,
                             .maySubscribe = true};
    const PermissionRule look{.uri = u"com.example."_s, .match = MatchPolicy::Prefix, .maySubscribe = true};
    return {.name = u"com.example"_s,
            .authMethods = {std::make_shared<WampCraAuth>(userOf)},
            .roles = {{.name = u"operator"_s, .rules = {all}}, {.name = u"viewer"_s, .rules = {look}}}};
}

//! Joins as \a authid, tries to publish, says what came of it and goes on.
void visit(Router &router, const QString &authid, const QString &secret, const std::function<void()> &goOn)
{
    auto *session = new ApplicationSession(u"com.example"_s, qApp);
    session->addAuthenticator(wampCraAuth(authid, secret));
    QObject::connect(session, &ApplicationSession::onJoin, session, [=](const SessionDetails &details) {
        qInfo().noquote() << authid << "is a" << details.authrole;
        session->publishAcknowledged(u"com.example.limit"_s, {80})
            .then(session, [=](const PublishOutcome &outcome) {
                qInfo().noquote() << authid << (outcome.isOk() ? u"may publish"_s : outcome.error.uri);
                session->disconnect();
            });
    });
    QObject::connect(session, &ApplicationSession::onLeave, session, [=](const LeaveDetails &details) {
        if (details.byPeer)
            qInfo().noquote() << authid << details.reason;
    });
    QObject::connect(session, &ApplicationSession::onDisconnect, session, goOn);
    connectInProcess(session, router.sessionCreator()());
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    Router router;
    router.addRealm(realm());
    visit(router, u"control"_s, u"the secret of the control room"_s, [&] {
        visit(router, u"display"_s, u"the secret of the displays"_s,
              [&] { visit(router, u"display"_s, u"a guess"_s, [] { QCoreApplication::quit(); }); });
    });
    return QCoreApplication::exec();
}

// SPDX-License-Identifier: MIT
// What a router must answer with ABORT wamp.error.protocol_violation.
#include "routersessiontest.h"

using namespace Gantry::Test;

Q_DECLARE_METATYPE(Gantry::Wamp::Message)

namespace {

Rare opaque()
{
    return RareFields{.pptScheme = u"x_mine"_s};
}

} // namespace

void TestRouterSession::violationsEndTheSession_data()
{
    // The session has subscribed with the request 1, and has the invocation 1.
    QTest::addColumn<Message>("message");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const Message &message, const QString &says) {
        QTest::newRow(name) << message << says;
    };
    row("second HELLO", Hello{.realm = QByteArray("realm1"), .details = {.roles = plainRoles()}}, u"HELLO"_s);
    row("AUTHENTICATE in a session", Authenticate{}, u"AUTHENTICATE"_s);
    row("WELCOME from a client", Welcome{.session = 1, .details = {}}, u"WELCOME"_s);
    row("CHALLENGE from a client", Challenge{}, u"CHALLENGE"_s);
    row("EVENT from a client", Event{.subscription = 1, .publication = 1}, u"EVENT"_s);
    row("RESULT from a client", Result{.request = 1}, u"RESULT"_s);
    row("INVOCATION from a client", Invocation{.request = 1, .registration = 1}, u"INVOCATION"_s);
    row("INTERRUPT from a client", Interrupt{.request = 1, .options = {}}, u"INTERRUPT"_s);
    row("PUBLISHED from a client", Published{.request = 1, .publication = 1}, u"PUBLISHED"_s);
    row("UNREGISTERED from a client", Unregistered{.request = 1, .details = {}}, u"UNREGISTERED"_s);
    const Utf8 uri(QByteArray("a"));
    row("request id used", Publish{.request = 1, .options = {}, .topic = uri}, u"request id 1"_s);
    row("request id skipped", Publish{.request = 4, .options = {}, .topic = uri}, u"request id 4"_s);
    row("request id of SUBSCRIBE", Subscribe{.request = 9, .options = {}, .topic = uri}, u"SUBSCRIBE"_s);
    row("request id of UNSUBSCRIBE", Unsubscribe{.request = 9, .subscription = 1}, u"UNSUBSCRIBE"_s);
    row("request id of CALL", Call{.request = 9, .options = {}, .procedure = uri}, u"CALL"_s);
    row("request id of CALL used", Call{.request = 1, .options = {}, .procedure = uri}, u"CALL"_s);
    row("request id of REGISTER", Register{.request = 9, .options = {}, .procedure = uri}, u"REGISTER"_s);
    row("request id of UNREGISTER", Unregister{.request = 9, .registration = 1}, u"UNREGISTER"_s);
    row("CANCEL of nothing", Cancel{.request = 9, .options = {}}, u"CANCEL"_s);
    row("YIELD for nothing", Yield{.request = 2, .options = {}}, u"YIELD"_s);
    row("ERROR for nothing",
        Error{.requestType = MessageType::Invocation, .request = 2, .details = {}, .error = uri}, u"ERROR"_s);
    row("ERROR of a bad type",
        Error{.requestType = MessageType::Publish, .request = 1, .details = {}, .error = uri}, u"ERROR"_s);
    row("CALL.progress not announced", Call{.request = 3, .options = {.progress = true}, .procedure = uri},
        u"progress"_s);
    row("YIELD.progress not announced", Yield{.request = 1, .options = {.progress = true}}, u"progress"_s);
    row("passthru of CALL not announced", Call{.request = 3, .options = {.rare = opaque()}, .procedure = uri},
        u"passthru"_s);
    row("passthru of PUBLISH not announced",
        Publish{.request = 3, .options = {.rare = opaque()}, .topic = uri}, u"passthru"_s);
    row("passthru of YIELD not announced", Yield{.request = 1, .options = {.rare = opaque()}}, u"passthru"_s);
}

void TestRouterSession::violationsEndTheSession()
{
    QFETCH(Message, message);
    QFETCH(QString, says);
    RouterScene scene;
    RouterClient client(scene.router);
    RouterClient caller(scene.router);
    QVERIFY(client.join(plainRoles()) && caller.join());
    QVERIFY(client.subscribe("a") != 0);
    QVERIFY(client.registerProcedure("p") != 0);
    caller.call("p");
    QCOMPARE(client.take<Invocation>().request, Id(1));

    client.wire.receive(message);
    const Abort abort = client.take<Abort>();
    QCOMPARE(abort.reason, QByteArrayView("wamp.error.protocol_violation"));
    QVERIFY2(abort.details.message.contains(says), qPrintable(abort.details.message));
    QVERIFY(client.isSilent());
    QVERIFY(client.wire.wasClosed);
    QCOMPARE(caller.takeError(), "wamp.error.canceled");
    QCOMPARE(scene.router.statistics().sessions, 1);
    QCOMPARE(scene.router.statistics().protocolViolations, 1U);
}

void TestRouterSession::violationsBeforeTheSession_data()
{
    QTest::addColumn<Message>("message");
    const Utf8 uri(QByteArray("a"));
    const auto row = [](const char *name, const Message &message) { QTest::newRow(name) << message; };
    row("PUBLISH", Publish{.request = 1, .options = {}, .topic = uri});
    row("SUBSCRIBE", Subscribe{.request = 1, .options = {}, .topic = uri});
    row("CALL", Call{.request = 1, .options = {}, .procedure = uri});
    row("REGISTER", Register{.request = 1, .options = {}, .procedure = uri});
    row("YIELD", Yield{.request = 1, .options = {}});
    row("AUTHENTICATE", Authenticate{});
    row("GOODBYE", Goodbye{.details = {}, .reason = uri});
    row("WELCOME", Welcome{.session = 1, .details = {}});
    row("HELLO without roles", Hello{.realm = QByteArray("realm1"), .details = {}});
}

void TestRouterSession::violationsBeforeTheSession()
{
    QFETCH(Message, message);
    RouterScene scene;
    RouterClient client(scene.router);
    client.wire.receive(message);
    QCOMPARE(client.take<Abort>().reason, QByteArrayView("wamp.error.protocol_violation"));
    QVERIFY(client.wire.wasClosed);
}

void TestRouterSession::violationLeavesNothingBehind()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.subscribe("a");
    client.registerProcedure("p");
    client.call("p");
    client.wire.receive(Yield{.request = 9, .options = {}});
    const RouterStatistics left = scene.router.statistics();
    QCOMPARE(left.subscriptions, 0);
    QCOMPARE(left.registrations, 0);
    QCOMPARE(left.pendingCalls, 0);
    QCOMPARE(left.sessions, 0);
    QCOMPARE(left.connections, 1);
    client.end();
    QCOMPARE(scene.router.statistics().connections, 0);
}

void TestRouterSession::invalidMessagesAreViolations()
{
    RouterScene scene;
    RouterClient client(scene.router);
    QVERIFY(client.join());
    client.wire.receiveInvalid(u"PUBLISH.Options.exclude_me: not a bool"_s);
    const Abort abort = client.take<Abort>();
    QCOMPARE(abort.reason, QByteArrayView("wamp.error.protocol_violation"));
    QCOMPARE(abort.details.message, u"PUBLISH.Options.exclude_me: not a bool"_s);
    QVERIFY(client.wire.wasClosed);
    RouterClient early(scene.router);
    early.wire.receiveInvalid(u"not JSON"_s);
    QCOMPARE(early.take<Abort>().reason, QByteArrayView("wamp.error.protocol_violation"));
}

void TestRouterSession::nothingIsDoneAfterAViolation()
{
    RouterScene scene;
    RouterClient client(scene.router);
    RouterClient subscriber(scene.router);
    QVERIFY(client.join() && subscriber.join());
    subscriber.subscribe("a");
    client.wire.receive(Yield{.request = 9, .options = {}});
    client.publish("a");
    client.wire.receiveInvalid(u"more"_s);
    QVERIFY(subscriber.isSilent());
    client.take<Abort>();
    QVERIFY(client.isSilent()); // one last word
}

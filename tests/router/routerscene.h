// SPDX-License-Identifier: MIT
// A router with clients at its wires, and a clock that stands still until it is told.
#pragma once

#include "router/router.h"
#include "router/routercore.h"
#include "support/messagerecorder.h"

#include <QtTest/QTest>

namespace Gantry::Test {

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

inline Roles allRoles()
{
    Roles roles;
    roles.add(Role::Publisher, {Feature::PayloadPassthruMode});
    roles.add(Role::Subscriber, {Feature::SubscriptionRevocation});
    roles.add(Role::Caller,
              {Feature::ProgressiveCallInvocations, Feature::CallCanceling, Feature::PayloadPassthruMode});
    roles.add(Role::Callee,
              {Feature::ProgressiveCallInvocations, Feature::ProgressiveCallResults, Feature::CallCanceling,
               Feature::CallTimeout, Feature::CallReroute, Feature::RegistrationRevocation,
               Feature::PayloadPassthruMode});
    return roles;
}

//! One that can do what every client can, and nothing more.
inline Roles plainRoles()
{
    Roles roles;
    for (const Role role : {Role::Publisher, Role::Subscriber, Role::Caller, Role::Callee})
        roles.add(role);
    return roles;
}

inline Payload values(const QVariantList &args)
{
    return Payload::fromValues(args);
}

class RouterClient
{
public:
    explicit RouterClient(Router &router) { wire.open(router.sessionCreator()()); }
    ~RouterClient() { end(); }
    void end()
    {
        if (wire.isOpen() || wire.wasClosed || wire.wasAborted)
            wire.end();
        wire.wasClosed = wire.wasAborted = false;
    }

    //! The answer is left for the test.
    void hello(const HelloDetails &details, const QString &realm = u"realm1"_s)
    {
        wire.receive(Hello{.realm = realm, .details = details});
    }
    bool join(const Roles &roles = allRoles())
    {
        hello({.roles = roles});
        session = take<Welcome>().session;
        return session != 0;
    }

    template<typename T>
    T take()
    {
        return wire.take<T>();
    }
    bool isSilent() const { return wire.sent.isEmpty(); }
    template<typename T>
    void receive(T message)
    {
        wire.receive(std::move(message));
    }

    Id subscribe(QByteArrayView topic, const SubscribeOptions &options = {})
    {
        receive(Subscribe{.request = ids.next(), .options = options, .topic = topic.toByteArray()});
        return take<Subscribed>().subscription;
    }
    void publish(QByteArrayView topic, const QVariantList &args = {}, const PublishOptions &options = {})
    {
        receive(Publish{.request = ids.next(),
                        .options = options,
                        .topic = topic.toByteArray(),
                        .payload = values(args)});
    }
    Id registerProcedure(QByteArrayView procedure, const RegisterOptions &options = {})
    {
        receive(Register{.request = ids.next(), .options = options, .procedure = procedure.toByteArray()});
        return take<Registered>().registration;
    }
    Id call(QByteArrayView procedure, const QVariantList &args = {}, const CallOptions &options = {},
            const QVariantMap &kwargs = {})
    {
        receive(Call{.request = ids.next(),
                     .options = options,
                     .procedure = procedure.toByteArray(),
                     .payload = Payload::fromValues(args, kwargs)});
        return ids.last();
    }
    void yield(const Invocation &invocation, const QVariantList &args = {}, bool progress = false)
    {
        receive(
            Yield{.request = invocation.request, .options = {.progress = progress}, .payload = values(args)});
    }
    void fail(const Invocation &invocation, const char *error)
    {
        receive(Error{.requestType = MessageType::Invocation,
                      .request = invocation.request,
                      .details = {},
                      .error = QByteArray(error)});
    }
    //! The URI of the next message, which has to be an ERROR.
    QByteArray takeError() { return take<Error>().error.toByteArray(); }

    MessageRecorder wire;
    IdSequence ids;
    Id session = 0;
};

class RouterScene
{
public:
    explicit RouterScene(const RealmOptions &realmOptions = {.name = u"realm1"_s, .allowAnonymous = true},
                         const RouterOptions &options = {})
        : router(options)
    {
        core().deadlines.setClock([this] { return now; });
        realm = router.addRealm(realmOptions);
    }
    RouterCore &core() { return RouterCore::of(router); }
    //! Time goes by, and what was due is done.
    void pass(std::chrono::milliseconds time)
    {
        now += time;
        core().deadlines.run();
    }

    Core::TimePoint now = Core::TimePoint(1h);
    Router router;
    Realm *realm;
};

} // namespace Gantry::Test

// SPDX-License-Identifier: MIT
// The events of the meta API. Nothing is made while nobody listens.
#include "router/metaapi.h"

#include "router/metadetails.h"
#include "router/realmcore.h"
#include "wamp/message/uri.h"

namespace Gantry::Wamp {

//! Publishes \a args, each a value or a function that makes one, unless the event concerns
//! what nothing is told about.
template<typename... Args>
void MetaApi::tell(QByteArrayView topic, QByteArrayView about, const Args &...args)
{
    if (isReservedUri(about) || !m_realm.broker.hasSubscribers(topic))
        return;
    const auto value = [](const auto &arg) -> QVariant {
        if constexpr (std::is_invocable_v<decltype(arg)>)
            return arg();
        else
            return QVariant::fromValue(arg);
    };
    m_realm.broker.publishInternally(topic, Payload::fromValues({value(args)...}));
}

void MetaApi::sessionJoined(const RouterSession &session)
{
    tell("wamp.session.on_join", {}, [&session] { return session.details(); });
}

void MetaApi::sessionLeft(const RouterSession &session)
{
    tell("wamp.session.on_leave", {}, session.id(), session.identity().authid, session.identity().authrole);
}

void MetaApi::registrationCreated(const RouterRegistration &registration, const RouterSession &session)
{
    tell("wamp.registration.on_create", registration.uri, session.id(),
         [&registration] { return detailsOf(registration); });
}

void MetaApi::registered(const RouterRegistration &registration, const RouterSession &session)
{
    tell("wamp.registration.on_register", registration.uri, session.id(), registration.id);
}

void MetaApi::unregistered(const RouterRegistration &registration, const RouterSession &session)
{
    tell("wamp.registration.on_unregister", registration.uri, session.id(), registration.id);
}

void MetaApi::registrationDeleted(const RouterRegistration &registration, const RouterSession &session)
{
    tell("wamp.registration.on_delete", registration.uri, session.id(), registration.id);
}

void MetaApi::subscriptionCreated(const RouterSubscription &subscription, const RouterSession &session)
{
    tell("wamp.subscription.on_create", subscription.uri, session.id(),
         [&subscription] { return detailsOf(subscription); });
}

void MetaApi::subscribed(const RouterSubscription &subscription, const RouterSession &session)
{
    tell("wamp.subscription.on_subscribe", subscription.uri, session.id(), subscription.id);
}

void MetaApi::unsubscribed(const RouterSubscription &subscription, const RouterSession &session)
{
    tell("wamp.subscription.on_unsubscribe", subscription.uri, session.id(), subscription.id);
}

void MetaApi::subscriptionDeleted(const RouterSubscription &subscription, const RouterSession &session)
{
    tell("wamp.subscription.on_delete", subscription.uri, session.id(), subscription.id);
}

} // namespace Gantry::Wamp

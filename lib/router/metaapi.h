// SPDX-License-Identifier: MIT
// What a realm tells about itself: procedures that the router answers, and events about
// sessions, registrations and subscriptions. Nothing is told about topics and procedures
// below "wamp.": their coming and going would be events about events.
#pragma once

#include "router/registration.h"
#include "router/subscription.h"
#include "wamp/message/message.h"
#include "wamp/serializer/serializer.h"

#include <variant>

namespace Gantry::Wamp {

class RealmCore;
class RouterSession;

class MetaApi
{
public:
    explicit MetaApi(RealmCore &realm)
        : m_realm(realm)
    { }

    //! Whether \a procedure is one of its own.
    bool answers(QByteArrayView procedure) const;
    void call(RouterSession &caller, const Call &message);

    void sessionJoined(const RouterSession &session);
    void sessionLeft(const RouterSession &session);
    void registrationCreated(const RouterRegistration &registration, const RouterSession &session);
    void registered(const RouterRegistration &registration, const RouterSession &session);
    void unregistered(const RouterRegistration &registration, const RouterSession &session);
    void registrationDeleted(const RouterRegistration &registration, const RouterSession &session);
    void subscriptionCreated(const RouterSubscription &subscription, const RouterSession &session);
    void subscribed(const RouterSubscription &subscription, const RouterSession &session);
    void unsubscribed(const RouterSubscription &subscription, const RouterSession &session);
    void subscriptionDeleted(const RouterSubscription &subscription, const RouterSession &session);

private:
    struct Question
    {
        RouterSession &caller;
        QVariantList args;
        QVariantMap kwargs;
    };
    struct Refusal
    {
        QLatin1StringView error;
        QLatin1StringView text;
    };
    //! The arguments of RESULT, or an error.
    using Answer = std::variant<QVariantList, Refusal>;
    using Procedure = Answer (MetaApi::*)(const Question &);
    struct Entry
    {
        QByteArrayView uri;
        Procedure procedure;
    };
    static Procedure procedureOf(QByteArrayView uri);

    Answer answerTo(RouterSession &caller, const Call &message);
    Answer sessionCount(const Question &question);
    Answer sessionList(const Question &question);
    Answer sessionGet(const Question &question);
    Answer sessionKill(const Question &question);
    Answer sessionKillByAuthid(const Question &question);
    Answer sessionKillByAuthrole(const Question &question);
    Answer sessionKillAll(const Question &question);
    Answer registrationList(const Question &question);
    Answer registrationLookup(const Question &question);
    Answer registrationMatch(const Question &question);
    Answer registrationGet(const Question &question);
    Answer registrationListCallees(const Question &question);
    Answer registrationCountCallees(const Question &question);
    Answer subscriptionList(const Question &question);
    Answer subscriptionLookup(const Question &question);
    Answer subscriptionMatch(const Question &question);
    Answer subscriptionGet(const Question &question);
    Answer subscriptionListSubscribers(const Question &question);
    Answer subscriptionCountSubscribers(const Question &question);

    template<typename Wanted>
    std::variant<QList<Id>, Refusal> kill(const Question &question, const Wanted &wanted);
    const RouterRegistration *registrationOf(const Question &question) const;
    const RouterSubscription *subscriptionOf(const Question &question) const;
    template<typename... Args>
    void tell(QByteArrayView topic, QByteArrayView about, const Args &...args);

    RealmCore &m_realm;
};

} // namespace Gantry::Wamp

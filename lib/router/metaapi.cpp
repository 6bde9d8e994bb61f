// SPDX-License-Identifier: MIT
// The procedures of the meta API.
#include "router/metaapi.h"

#include "router/metadetails.h"
#include "router/realmcore.h"
#include "router/routercore.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

QVariantList asList(const QList<Id> &ids)
{
    QVariantList list;
    for (const Id id : ids)
        list.append(id);
    return list;
}

// No procedure needs more than some ids, names or roles, and as values they take far more
// memory than as octets.
constexpr qsizetype maxArgumentOctets = 64 * 1024;

bool isTooLong(const Payload &payload)
{
    return payload.rawArgs().size() + payload.rawKwargs().size() + payload.opaque().size()
        > maxArgumentOctets;
}

//! One positional argument, whatever it is.
QVariantList one(const QVariant &value)
{
    return QVariantList{value};
}

template<typename Source>
QVariantMap listsOf(const Source &source)
{
    QVariantMap lists;
    for (const MatchPolicy match : {MatchPolicy::Exact, MatchPolicy::Prefix, MatchPolicy::Wildcard})
        lists.insert(QString::fromUtf8(nameOf(match)), asList(source.list(match)));
    return lists;
}

template<typename Source>
QVariant lookUp(const Source &source, const QVariantList &args)
{
    const QString name = args.value(1).toMap().value(u"match"_s, u"exact"_s).toString();
    const auto match = matchPolicyByName(name.toUtf8());
    const auto *found = match ? source.find(args.value(0).toString().toUtf8(), *match) : nullptr;
    return found ? QVariant(found->id) : QVariant();
}

} // namespace

MetaApi::Procedure MetaApi::procedureOf(QByteArrayView uri)
{
    static constexpr Entry table[] = {
        {"wamp.session.count", &MetaApi::sessionCount},
        {"wamp.session.list", &MetaApi::sessionList},
        {"wamp.session.get", &MetaApi::sessionGet},
        {"wamp.session.kill", &MetaApi::sessionKill},
        {"wamp.session.kill_by_authid", &MetaApi::sessionKillByAuthid},
        {"wamp.session.kill_by_authrole", &MetaApi::sessionKillByAuthrole},
        {"wamp.session.kill_all", &MetaApi::sessionKillAll},
        {"wamp.registration.list", &MetaApi::registrationList},
        {"wamp.registration.lookup", &MetaApi::registrationLookup},
        {"wamp.registration.match", &MetaApi::registrationMatch},
        {"wamp.registration.get", &MetaApi::registrationGet},
        {"wamp.registration.list_callees", &MetaApi::registrationListCallees},
        {"wamp.registration.count_callees", &MetaApi::registrationCountCallees},
        {"wamp.subscription.list", &MetaApi::subscriptionList},
        {"wamp.subscription.lookup", &MetaApi::subscriptionLookup},
        {"wamp.subscription.match", &MetaApi::subscriptionMatch},
        {"wamp.subscription.get", &MetaApi::subscriptionGet},
        {"wamp.subscription.list_subscribers", &MetaApi::subscriptionListSubscribers},
        {"wamp.subscription.count_subscribers", &MetaApi::subscriptionCountSubscribers},
    };
    for (const Entry &entry : table) {
        if (entry.uri == uri)
            return entry.procedure;
    }
    return nullptr;
}

bool MetaApi::answers(QByteArrayView procedure) const
{
    return procedure.startsWith("wamp.") && procedureOf(procedure);
}

void MetaApi::call(RouterSession &caller, const Call &message)
{
    Answer answer = answerTo(caller, message);
    if (const auto *result = std::get_if<QVariantList>(&answer)) {
        const Delivery delivery = caller.answer(
            Result{.request = message.request, .details = {}, .payload = Payload::fromValues(*result)});
        if (!isRefused(delivery)) {
            ++m_realm.core.counters.results;
            return;
        }
        answer = Refusal{Uris::payloadSizeExceeded, "the result is too big for the caller"_L1};
    }
    const Refusal refusal = std::get<Refusal>(answer);
    ++m_realm.core.counters.errors;
    caller.answer(makeError(MessageType::Call, message.request, refusal.error, refusal.text));
}

MetaApi::Answer MetaApi::answerTo(RouterSession &caller, const Call &message)
{
    if (message.options.progress) {
        caller.noteEndedCall(message.request);
        return Refusal{Uris::featureNotSupported, "the procedure takes its arguments at once"_L1};
    }
    if (isTooLong(message.payload))
        return Refusal{Uris::payloadSizeExceeded, "the arguments are too long"_L1};
    const auto content = contentOf(message.payload);
    if (!content)
        return Refusal{Uris::invalidArgument, "the arguments cannot be read"_L1};
    return (this->*procedureOf(message.procedure))({caller, content->args, content->kwargs});
}

MetaApi::Answer MetaApi::registrationList(const Question &)
{
    return one(listsOf(m_realm.dealer));
}

MetaApi::Answer MetaApi::registrationLookup(const Question &question)
{
    return one(lookUp(m_realm.dealer, question.args));
}

MetaApi::Answer MetaApi::registrationMatch(const Question &question)
{
    const RouterRegistration *best = m_realm.dealer.best(question.args.value(0).toString().toUtf8());
    return one(best ? QVariant(best->id) : QVariant());
}

const RouterRegistration *MetaApi::registrationOf(const Question &question) const
{
    return m_realm.dealer.registration(idOf(question.args.value(0)));
}

MetaApi::Answer MetaApi::registrationGet(const Question &question)
{
    if (const RouterRegistration *registration = registrationOf(question))
        return one(detailsOf(*registration));
    return Refusal{Uris::noSuchRegistration, {}};
}

MetaApi::Answer MetaApi::registrationListCallees(const Question &question)
{
    const RouterRegistration *registration = registrationOf(question);
    if (!registration)
        return Refusal{Uris::noSuchRegistration, {}};
    QVariantList ids;
    for (const Callee &callee : registration->callees)
        ids.append(callee.session->id());
    return one(ids);
}

MetaApi::Answer MetaApi::registrationCountCallees(const Question &question)
{
    if (const RouterRegistration *registration = registrationOf(question))
        return one(qlonglong(registration->callees.size()));
    return Refusal{Uris::noSuchRegistration, {}};
}

MetaApi::Answer MetaApi::subscriptionList(const Question &)
{
    return one(listsOf(m_realm.broker));
}

MetaApi::Answer MetaApi::subscriptionLookup(const Question &question)
{
    return one(lookUp(m_realm.broker, question.args));
}

MetaApi::Answer MetaApi::subscriptionMatch(const Question &question)
{
    const QList<Id> ids = m_realm.broker.matching(question.args.value(0).toString().toUtf8());
    return one(ids.isEmpty() ? QVariant() : QVariant(asList(ids)));
}

const RouterSubscription *MetaApi::subscriptionOf(const Question &question) const
{
    return m_realm.broker.subscription(idOf(question.args.value(0)));
}

MetaApi::Answer MetaApi::subscriptionGet(const Question &question)
{
    if (const RouterSubscription *subscription = subscriptionOf(question))
        return one(detailsOf(*subscription));
    return Refusal{Uris::noSuchSubscription, {}};
}

MetaApi::Answer MetaApi::subscriptionListSubscribers(const Question &question)
{
    const RouterSubscription *subscription = subscriptionOf(question);
    if (!subscription)
        return Refusal{Uris::noSuchSubscription, {}};
    QVariantList ids;
    for (const RouterSession *member : subscription->members)
        ids.append(member->id());
    return one(ids);
}

MetaApi::Answer MetaApi::subscriptionCountSubscribers(const Question &question)
{
    if (const RouterSubscription *subscription = subscriptionOf(question))
        return one(qlonglong(subscription->members.size()));
    return Refusal{Uris::noSuchSubscription, {}};
}

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
// Registrations: how they come and go.
#include "router/dealer.h"

#include "router/realmcore.h"
#include "router/routercore.h"
#include "wamp/message/uri.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

Dealer::Dealer(RealmCore &realm)
    : m_realm(realm)
{ }

//! The error that \a message is answered with; empty: none.
QLatin1StringView Dealer::whyNot(RouterSession &session, const Register &message, RouterRegistration *known,
                                 QLatin1StringView &text) const
{
    if (message.options.discloseCaller && m_realm.options.callerDisclosure == Disclosure::Forbid) {
        text = "the realm tells nobody who calls"_L1;
        return Uris::discloseMeDisallowed;
    }
    if (known && message.options.forceReregister && !session.isTrusted() && known->hasTrustedCallee()) {
        text = "a trusted session has the procedure"_L1;
        return Uris::notAuthorized;
    }
    if (known && !message.options.forceReregister) {
        const bool isShared = known->invoke != InvocationPolicy::Single;
        if (!isShared || known->invoke != message.options.invoke || session.registrations.contains(known)) {
            text = "the procedure is registered, and not to be shared like this"_L1;
            return Uris::procedureAlreadyExists;
        }
    }
    if (session.registrations.size() >= m_realm.core.options.registrationsPerSession) {
        text = "the session has too many registrations"_L1;
        return Uris::unavailable;
    }
    return {};
}

void Dealer::registerProcedure(RouterSession &session, const Register &message, const Permission &permission)
{
    QLatin1StringView error = permission.error;
    QLatin1StringView text = permission.text;
    RouterRegistration *known = nullptr;
    if (error.isEmpty()) {
        known = m_index.find(message.procedure, message.options.match);
        error = whyNot(session, message, known, text);
    }
    if (!error.isEmpty()) {
        session.answer(makeError(MessageType::Register, message.request, error, text));
        return;
    }
    if (known && message.options.forceReregister)
        revoke(known->id, u"another session took the procedure"_s);
    bool isNew = false;
    RouterRegistration &registration = obtain(message, isNew);
    registration.callees.push_back({.session = &session,
                                    .concurrency = message.options.concurrency,
                                    .number = ++m_lastCallee,
                                    .discloseCaller = message.options.discloseCaller,
                                    .forwardTimeout = message.options.forwardTimeout});
    session.registrations.insert(&registration);
    session.answer(Registered{.request = message.request, .registration = registration.id});
    if (isNew)
        m_realm.metaApi.registrationCreated(registration, session);
    m_realm.metaApi.registered(registration, session);
}

RouterRegistration &Dealer::obtain(const Register &message, bool &isNew)
{
    if (RouterRegistration *known = m_index.find(message.procedure, message.options.match))
        return *known;
    isNew = true;
    auto made =
        std::make_unique<RouterRegistration>(RouterRegistration{.id = ++m_lastId,
                                                                .uri = message.procedure.view().toByteArray(),
                                                                .match = message.options.match,
                                                                .invoke = message.options.invoke,
                                                                .created = QDateTime::currentDateTimeUtc()});
    RouterRegistration &registration = *made;
    m_index.insert(registration.uri, registration.match, &registration);
    m_registrations.emplace(registration.id, std::move(made));
    return registration;
}

void Dealer::unregister(RouterSession &session, const Unregister &message)
{
    const auto found = m_registrations.find(message.registration);
    if (found == m_registrations.end() || !session.registrations.contains(found->second.get())) {
        session.answer(makeError(MessageType::Unregister, message.request, Uris::noSuchRegistration,
                                 u"the session has no such registration"_s));
        return;
    }
    session.answer(Unregistered{.request = message.request, .details = {}});
    removeCallee(*found->second, session);
}

//! Deletes \a registration if that was its last callee. What it was called for goes on.
void Dealer::removeCallee(RouterRegistration &registration, RouterSession &session)
{
    registration.remove(&session);
    session.registrations.remove(&registration);
    m_realm.metaApi.unregistered(registration, session);
    if (!registration.callees.empty())
        return;
    m_index.remove(registration.uri, registration.match);
    const auto owner = m_registrations.extract(registration.id);
    m_realm.metaApi.registrationDeleted(registration, session);
}

bool Dealer::revoke(Id id, const QString &reason)
{
    const auto found = m_registrations.find(id);
    if (found == m_registrations.end())
        return false;
    RouterRegistration &registration = *found->second;
    for (size_t left = registration.callees.size(); left > 0; --left) {
        RouterSession &session = *registration.callees.front().session;
        if (session.roles().has(Role::Callee, Feature::RegistrationRevocation))
            session.answer(Unregistered{.request = 0, .details = {.registration = id, .reason = reason}});
        removeCallee(registration, session);
    }
    return true;
}

void Dealer::leave(RouterSession &session)
{
    // First nobody is sent to it any more; what follows may call.
    const QSet<RouterRegistration *> registrations = session.registrations;
    for (RouterRegistration *registration : registrations)
        removeCallee(*registration, session);
    while (!session.calls.isEmpty()) {
        PendingCall &call = **session.calls.begin();
        interrupt(call, CancelMode::KillNoWait, Uris::canceled);
        finish(call);
    }
    while (!session.invocations.isEmpty())
        fail(**session.invocations.begin(), Uris::canceled, u"the callee left"_s);
}

RouterRegistration *Dealer::best(QByteArrayView uri) const
{
    RouterRegistration *found = m_index.best(uri);
    if (!found || !isReservedUri(uri) || isReservedUri(found->uri))
        return found;
    // A pattern that anybody may register, as "" or "..", stands for no procedure of the router.
    std::vector<void *> all;
    m_index.all(uri, all);
    found = nullptr;
    for (void *match : all) { // the longest prefix comes last, the best wildcard first
        auto *registration = static_cast<RouterRegistration *>(match);
        if (isReservedUri(registration->uri) && (!found || registration->match == MatchPolicy::Prefix))
            found = registration;
    }
    return found;
}

const RouterRegistration *Dealer::registration(Id id) const
{
    const auto found = m_registrations.find(id);
    return found == m_registrations.end() ? nullptr : found->second.get();
}

QList<Id> Dealer::list(MatchPolicy match) const
{
    QList<Id> ids;
    for (const auto &entry : m_registrations) {
        if (entry.second->match == match)
            ids.append(entry.first);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace Gantry::Wamp

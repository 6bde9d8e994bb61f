// SPDX-License-Identifier: MIT
// Registrations. The calls of them are in calleecalls.cpp.
#include "wamp/session/calleerole.h"

#include "wamp/session/applicationsession_p.h"
#include "wamp/session/promises.h"

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

QFuture<RegisterOutcome> CalleeRole::add(const QString &procedure, const HandlerContext &context,
                                         const ProcedureHandler &handler, const RegisterOptions &options)
{
    Register message{.options = options, .procedure = procedure};
    const Failure failure = isValidPattern(message.procedure, options.match)
        ? m_session.request(message).failure
        : Failure::InvalidUri;
    if (failure != Failure::None)
        return QtFuture::makeReadyFuture(RegisterOutcome{.error = {.failure = failure}});
    PendingRegister pending{.promise = startedPromise<RegisterOutcome>(),
                            .procedure = {.uri = procedure,
                                          .handler = std::make_shared<const ProcedureHandler>(handler),
                                          .context = context}};
    QFuture<RegisterOutcome> future = pending.promise.future();
    m_registering.insert_or_assign(message.request, std::move(pending));
    return future;
}

bool CalleeRole::has(Id registration) const
{
    const auto procedure = m_procedures.find(registration);
    return procedure != m_procedures.end() && !procedure->second.isUnregistering;
}

QFuture<RequestOutcome> CalleeRole::remove(Id registration)
{
    Failure failure = Failure::SessionNotReady;
    Unregister message{.registration = registration};
    if (has(registration))
        failure = m_session.request(message).failure;
    if (failure != Failure::None)
        return QtFuture::makeReadyFuture(RequestOutcome{.error = {.failure = failure}});
    m_procedures.at(registration).isUnregistering = true;
    PendingUnregister pending{.promise = startedPromise<RequestOutcome>(), .registration = registration};
    QFuture<RequestOutcome> future = pending.promise.future();
    m_unregistering.insert_or_assign(message.request, std::move(pending));
    return future;
}

void CalleeRole::watch(Id registration, Procedure &procedure)
{
    QObject *context = procedure.context.object();
    // With the session itself everything goes anyway.
    if (!context || context == m_session.q)
        return;
    const quint32 joinNumber = m_session.joinNumber();
    ApplicationSession *session = m_session.q;
    procedure.watch = std::make_shared<ScopedConnection>(
        QObject::connect(context, &QObject::destroyed, session, [this, session, joinNumber, registration] {
            if (ApplicationSessionPrivate::of(session, joinNumber))
                remove(registration);
        }));
}

void CalleeRole::receive(const Registered &message)
{
    auto node = m_registering.extract(message.request);
    if (!node)
        return m_session.fail(u"REGISTERED of no request"_s);
    if (m_procedures.contains(message.registration)) {
        m_registering.insert(std::move(node)); // to be finished with the session
        return m_session.fail(u"REGISTERED: the registration exists"_s);
    }
    PendingRegister &pending = node.mapped();
    const HandlerContext context = pending.procedure.context;
    const Registration registration(m_session.q, m_session.joinNumber(), message.registration,
                                    pending.procedure.uri);
    Procedure &procedure =
        m_procedures.emplace(message.registration, std::move(pending.procedure)).first->second;
    if (context.isGone())
        remove(message.registration);
    else
        watch(message.registration, procedure);
    finishPromise(std::move(pending.promise), RegisterOutcome{.registration = registration});
}

void CalleeRole::receive(const Unregistered &message)
{
    if (message.request == 0) {
        auto node = m_procedures.extract(message.details.registration);
        if (node && !node.mapped().isUnregistering) {
            const Registration registration(m_session.q, m_session.joinNumber(), node.key(),
                                            node.mapped().uri);
            Q_EMIT m_session.q->registrationRevoked(registration, message.details.reason);
        }
        return;
    }
    auto node = m_unregistering.extract(message.request);
    if (!node)
        return m_session.fail(u"UNREGISTERED of no request"_s);
    m_procedures.erase(node.mapped().registration);
    finishPromise(std::move(node.mapped().promise), RequestOutcome());
}

void CalleeRole::receiveError(const Error &message)
{
    if (message.requestType == MessageType::Register) {
        auto node = m_registering.extract(message.request);
        if (!node)
            return m_session.fail(u"ERROR of no REGISTER"_s);
        return finishPromise(std::move(node.mapped().promise),
                             RegisterOutcome{.error = m_session.requestError(message)});
    }
    auto node = m_unregistering.extract(message.request);
    if (!node)
        return m_session.fail(u"ERROR of no UNREGISTER"_s);
    // What the router did not give up still gets calls.
    if (const auto procedure = m_procedures.find(node.mapped().registration); procedure != m_procedures.end())
        procedure->second.isUnregistering = false;
    finishPromise(std::move(node.mapped().promise), RequestOutcome{.error = m_session.requestError(message)});
}

void CalleeRole::end(Failure failure)
{
    const auto procedures = std::move(m_procedures);
    auto registering = std::move(m_registering);
    auto unregistering = std::move(m_unregistering);
    auto inquiries = std::move(m_inquiries);
    m_procedures.clear();
    m_registering.clear();
    m_unregistering.clear();
    m_inquiries.clear();
    m_answeredEarly.clear();
    const QPointer<ApplicationSession> session(m_session.q); // gone, with this, if one of these deletes it
    for (auto &[request, pending] : registering)
        finishPromise(std::move(pending.promise), RegisterOutcome{.error = {.failure = failure}});
    for (auto &[request, pending] : unregistering)
        finishPromise(std::move(pending.promise), RequestOutcome{.error = {.failure = failure}});
    for (auto &[request, inquiry] : inquiries)
        cancel(session, inquiry.notices, inquiry.watcher);
}

} // namespace Gantry::Wamp

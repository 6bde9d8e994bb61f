// SPDX-License-Identifier: MIT
// A session as a callee: its registrations, and the calls that it has not answered yet.
#pragma once

#include "wamp/session/applicationsession.h"
#include "wamp/session/handlercontext.h"
#include "wamp/session/scopedconnection.h"

#include <QtCore/QFutureWatcher>
#include <QtCore/QPromise>

#include <deque>
#include <unordered_map>
#include <vector>

namespace Gantry::Wamp {

class CalleeRole
{
public:
    explicit CalleeRole(ApplicationSessionPrivate &session) noexcept
        : m_session(session)
    { }

    QFuture<RegisterOutcome> add(const QString &procedure, const HandlerContext &context,
                                 const ProcedureHandler &handler, const RegisterOptions &options);
    QFuture<RequestOutcome> remove(Id registration);
    bool has(Id registration) const;

    // For the handlers of a call; \a request is the router's id.

    bool isPending(Id request) const { return m_inquiries.contains(request); }
    bool isCanceled(Id request) const;
    SendOutcome sendProgress(Id request, const Payload &payload);
    //! The part of a call that is called \a details is answered.
    void answerPart(const CallDetails &details, const CallResult &result);
    SendOutcome answer(Id request, const CallResult &result);
    SendOutcome answerError(Id request, const ApplicationError &error);
    void answerLater(const CallDetails &details, const QFuture<CallResult> &result);
    std::shared_ptr<InvocationTicket> ticket(const CallDetails &details);
    //! Nobody is left who could answer.
    void forgotten(Id request);
    void whenCanceled(Id request, QObject *context, std::function<void()> then);

    // Each is the last thing that a function of the session does: application code runs in
    // it, which may delete the session.
    void receive(const Registered &message);
    void receive(const Unregistered &message);
    void receive(Invocation &message);
    void receive(const Interrupt &message);
    void receiveError(const Error &message);
    void end(Failure failure);

private:
    struct Procedure
    {
        QString uri = {};
        // Shared: it may be removed, and the session be deleted, while it runs.
        std::shared_ptr<const ProcedureHandler> handler = {};
        HandlerContext context = {};
        bool isUnregistering = false;
        std::shared_ptr<ScopedConnection> watch = {};
    };
    struct PendingRegister
    {
        QPromise<RegisterOutcome> promise = {};
        Procedure procedure = {};
    };
    struct PendingUnregister
    {
        QPromise<RequestOutcome> promise = {};
        Id registration = 0;
    };
    struct CancelNotice
    {
        HandlerContext context = {};
        std::function<void()> then = {};
    };
    //! A call that is not answered.
    struct Inquiry
    {
        Id registration = 0;
        bool isProgressWanted = false;
        bool isComplete = true; //!< all parts of a progressive one have come
        bool isInterrupted = false;
        Procedure procedure = {}; //!< while parts of a progressive call may come
        std::weak_ptr<InvocationTicket> ticket = {};
        std::vector<CancelNotice> notices = {};
        QPointer<QFutureWatcher<CallResult>> watcher = {};
    };
    using Inquiries = std::unordered_map<Id, Inquiry>;

    const Procedure *begin(const Invocation &message);
    CallDetails detailsOf(const Invocation &message, const Procedure &procedure) const;
    void run(const ProcedureHandler &handler, const CallDetails &details, const Payload &payload);
    void answerFuture(const CallDetails &details, const QFuture<CallResult> &result);
    void answerThrown(Id request, const std::exception_ptr &exception);
    static void cancel(const QPointer<ApplicationSession> &session, const std::vector<CancelNotice> &notices,
                       const QPointer<QFutureWatcher<CallResult>> &watcher);
    //! \a inquiry is being answered.
    void take(Inquiries::iterator inquiry);
    void watch(Id registration, Procedure &procedure);

    ApplicationSessionPrivate &m_session;
    std::unordered_map<Id, Procedure> m_procedures;
    std::unordered_map<Id, PendingRegister> m_registering;
    std::unordered_map<Id, PendingUnregister> m_unregistering;
    Inquiries m_inquiries;
    //! Progressive calls that were answered before they were complete: parts of them may
    //! still come. The latest, since a router may send no more of them.
    std::deque<Id> m_answeredEarly;
};

} // namespace Gantry::Wamp

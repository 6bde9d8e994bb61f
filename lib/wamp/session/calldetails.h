// SPDX-License-Identifier: MIT
// What the handler of a procedure is told about a call, and the ways to answer it.
#pragma once

#include "outcomes.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace Gantry::Wamp {

struct InvocationTicket;

/*!
    A call that came. Copies may be kept, and outlive call and session; they do not keep
    either alive.
*/
class GANTRY_WAMP_EXPORT CallDetails
{
public:
    Id registration = 0;
    QString procedure = {}; //!< the one called, also where a pattern was registered
    Id caller = 0; //!< its session; 0: not disclosed
    QString callerAuthid = {};
    QString callerAuthrole = {};
    std::optional<qint64> trustlevel = {};
    //! What the caller gives it; 0: any time. It is the router who minds it.
    std::chrono::milliseconds timeout{0};
    bool receiveProgress = false; //!< the caller takes progressive results
    //! A progressive call: more parts of it follow, and the handler is called for each. What
    //! it returns for this one is a progressive result, if it returns something.
    bool progress = false;
    QVariantMap custom = {}; //!< private keys, "_name"

    //! nullptr once it is gone.
    ApplicationSession *session() const;

    //! Sends a progressive result. NotAnnounced: the caller does not take them.
    //! SessionNotReady: the call is over.
    SendOutcome sendProgress(const QVariantList &args, const QVariantMap &kwargs = {}) const;
    //! The caller gave it up, or the call is over.
    bool isCanceled() const;
    //! Has \a then called, as long as \a context lives, when the caller gives the call up,
    //! once for each time this was asked for. Right after them the call is answered with
    //! wamp.error.canceled, unless they answered it. No effect when it is over.
    void whenCanceled(QObject *context, std::function<void()> then) const;

private:
    friend class CalleeRole;
    friend class InvocationContext;
    friend class InvocationReply;

    QPointer<ApplicationSession> m_session;
    quint32 m_joinNumber = 0;
    Id m_request = 0;
};

/*!
    Answers a call later than its handler returns. Copies are of the same call; one that
    all copies are gone of without an answer is answered with wamp.error.runtime_error. To
    be used in the session's thread.

    Each function answers SessionNotReady when there is nothing to answer: the call was
    answered, or given up by the caller, or the session is over.
*/
class GANTRY_WAMP_EXPORT InvocationReply
{
public:
    //! Of no call.
    InvocationReply() = default;

    //! Whether an answer is awaited.
    bool isPending() const;
    //! The caller gave it up, or the call is over.
    bool isCanceled() const;
    //! See CallDetails::whenCanceled().
    void whenCanceled(QObject *context, std::function<void()> then) const;

    SendOutcome sendResult(const CallResult &result = {}) const;
    SendOutcome sendResult(const QVariant &value) const { return sendResult(CallResult{.args = {value}}); }
    //! See CallDetails::sendProgress().
    SendOutcome sendProgress(const QVariantList &args, const QVariantMap &kwargs = {}) const;
    SendOutcome sendError(const QString &uri, const QVariantList &args = {},
                          const QVariantMap &kwargs = {}) const;

private:
    friend class InvocationContext;
    explicit InvocationReply(std::shared_ptr<InvocationTicket> ticket)
        : m_ticket(std::move(ticket))
    { }

    // Shared, because the last copy to go answers a call that was forgotten.
    std::shared_ptr<InvocationTicket> m_ticket;
};

} // namespace Gantry::Wamp

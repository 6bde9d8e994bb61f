// SPDX-License-Identifier: MIT
// A session as a caller: the calls that it made and that are not over for the router.
#pragma once

#include "wamp/session/applicationsession.h"

#include <QtCore/QPromise>

#include <chrono>
#include <optional>
#include <set>
#include <unordered_map>

namespace Gantry::Wamp {

class CallerRole
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit CallerRole(ApplicationSessionPrivate &session) noexcept
        : m_session(session)
    { }

    CallHandle call(const QString &procedure, const Payload &payload, const CallOptions &options,
                    const ProgressHandler &onProgress);
    SendOutcome sendPart(Id request, const Payload &payload, bool isLast);
    void cancel(Id request, CancelMode mode);

    // Each is the last thing that a function of the session does: application code runs in
    // it, which may delete the session.
    void receive(Result &message);
    void receiveError(Error &message);
    void end(Failure failure);
    void timeOut(TimePoint now);

    std::optional<TimePoint> nextDeadline() const;

private:
    struct Pending
    {
        QPromise<CallOutcome> promise = {};
        // Shared: it may end the call, and be deleted with it, while it runs.
        std::shared_ptr<const ProgressHandler> onProgress = {};
        Utf8 procedure = {};
        CallOptions options = {};
        std::optional<TimePoint> deadline = {};
        bool takesParts = false; //!< a progressive call that is not complete
        //! Its future is finished; the router's answer is awaited to be discarded.
        bool isAbandoned = false;
    };
    using Calls = std::unordered_map<Id, Pending>;

    void setDeadline(Id request, Pending &call);
    void clearDeadline(Id request, Pending &call);
    void abandon(Calls::iterator call, Failure failure, QLatin1StringView uri);
    void finish(Calls::iterator call, CallOutcome outcome);

    ApplicationSessionPrivate &m_session;
    Calls m_calls;
    std::set<std::pair<TimePoint, Id>> m_deadlines;
};

} // namespace Gantry::Wamp

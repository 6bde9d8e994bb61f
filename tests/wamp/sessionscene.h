// SPDX-License-Identifier: MIT
// A session over a transport without a wire, with its signals as words in their order. The
// test plays the router.
#pragma once

#include "support/messagerecorder.h"
#include "wamp/message/errors.h"
#include "wamp/session/applicationsession.h"

#include <QtCore/QStringList>

#include <memory>

namespace Gantry::Test {

using namespace Qt::Literals::StringLiterals;
using namespace Wamp;

inline constexpr Id sessionId = 815;

//! A router that has everything a session makes use of.
inline Roles wholeRouter()
{
    Roles roles;
    roles.add(Role::Broker, {});
    roles.add(Role::Dealer,
              {Feature::CallCanceling, Feature::CallTimeout, Feature::ProgressiveCallInvocations,
               Feature::ProgressiveCallResults});
    return roles;
}

//! What a future that has to be finished has.
template<typename Outcome>
Outcome outcomeOf(const QFuture<Outcome> &future)
{
    return future.isFinished() && future.resultCount() == 1 ? future.result()
                                                            : Outcome{.error = {.uri = u"no result"_s}};
}

//! An object that knows how many wait for its end.
class WatchedObject : public QObject
{
public:
    int watchers() const { return receivers(SIGNAL(destroyed(QObject *))); }
};

class SessionScene
{
public:
    SessionScene()
        : session(std::make_unique<ApplicationSession>(u"realm1"_s))
    {
        watch();
    }
    explicit SessionScene(std::unique_ptr<ApplicationSession> other)
        : session(std::move(other))
    {
        watch();
    }

    void open() { wire.open(session.get()); }
    bool receive(const Message &message) { return wire.receive(message); }
    void welcome(const Roles &roles = wholeRouter())
    {
        receive(Welcome{.session = sessionId, .details = {.roles = roles}});
    }
    //! Joined, and the wire and the log are empty.
    void join(const Roles &roles = wholeRouter())
    {
        open();
        welcome(roles);
        forget();
    }
    void forget()
    {
        wire.sent.clear();
        log.clear();
    }
    //! Whether the session found a broken rule, said so and ended.
    bool isAborted()
    {
        const Abort *abort = wire.sent.isEmpty() ? nullptr : std::get_if<Abort>(&wire.sent.last());
        return abort && abort->reason == Utf8(Uris::protocolViolation) && wire.wasClosed
            && log.contains("leave wamp.error.protocol_violation"_L1)
            && session->state() == ApplicationSession::State::Ended;
    }
    //! Deletes the session at once, as application code may.
    std::function<void()> deletion()
    {
        return [this] { session.reset(); };
    }

    QStringList log;
    MessageRecorder wire;
    std::unique_ptr<ApplicationSession> session;
    QList<LeaveDetails> leaves;

private:
    void watch()
    {
        using S = ApplicationSession;
        S *s = session.get();
        QObject::connect(s, &S::onConnect, s, [this] { log << u"connect"_s; });
        QObject::connect(s, &S::onChallenge, s,
                         [this](const QString &method) { log << u"challenge "_s + method; });
        QObject::connect(s, &S::onJoin, s,
                         [this](const SessionDetails &details) { log << u"join %1"_s.arg(details.session); });
        QObject::connect(s, &S::onLeave, s, [this](const LeaveDetails &details) {
            log << u"leave "_s + details.reason;
            leaves << details;
        });
        QObject::connect(s, &S::onDisconnect, s, [this](bool wasClean) {
            log << (wasClean ? u"disconnect clean"_s : u"disconnect unclean"_s);
        });
        QObject::connect(s, &S::onUserError, s, [this](const QString &text) { log << u"error "_s + text; });
    }
};

} // namespace Gantry::Test

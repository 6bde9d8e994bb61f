// SPDX-License-Identifier: MIT
// What an application decides about a router, its realms and who may do what there.
#pragma once

#include "../wamp/auth/serverauth.h"
#include "../wamp/message/options.h"
#include "../wamp/message/uri.h"

#include <QtCore/QObject>
#include <QtCore/QString>

#include <chrono>
#include <functional>
#include <memory>

namespace Gantry::Wamp {

//! Whether the other side is told who publishes or calls.
enum class Disclosure : quint8 {
    Allow, //!< when the client asks for it, or the callee, or a rule
    Forbid, //!< never; a client that asks gets wamp.error.option_disallowed.disclose_me
    Always,
};

//! What becomes of a session that has taken no octet for RouterOptions::stallTimeout while
//! its queue was full.
enum class SlowSessionPolicy : quint8 {
    Drop, //!< events for it are dropped and counted until it reads again
    Disconnect, //!< it is killed
};

enum class WampAction : quint8 { Call, Register, Publish, Subscribe };

//! What an application is asked about.
struct AuthorizationRequest
{
    QString realm = {};
    Id session = 0;
    QString authid = {};
    QString authrole = {};
    WampAction action = WampAction::Call;
    QString uri = {};
    MatchPolicy match = MatchPolicy::Exact; //!< of a subscription or registration
};

struct AuthorizationDecision
{
    bool allow = false;
    bool disclose = false; //!< tell callees or subscribers who it is
    bool cache = false; //!< ask no more about this session, action and URI
    bool operator==(const AuthorizationDecision &) const = default;
};

//! Answers at once, without deleting anything of the router.
using Authorizer = std::function<AuthorizationDecision(const AuthorizationRequest &)>;

//! What a role may do with the URIs that \a uri stands for. Of several rules that fit the
//! exact one counts, then the longest prefix, then the wildcard with the longest beginning.
struct PermissionRule
{
    QString uri = {};
    MatchPolicy match = MatchPolicy::Exact;
    bool mayCall = false;
    bool mayRegister = false;
    bool mayPublish = false;
    bool maySubscribe = false;
    bool discloseCaller = false; //!< callees are told who calls
    bool disclosePublisher = false; //!< subscribers are told who publishes
    bool operator==(const PermissionRule &) const = default;
};

struct RealmRole
{
    QString name = {};
    QList<PermissionRule> rules = {};
    //! May do everything, also what concerns URIs below "wamp." and the sessions of others.
    bool isTrusted = false;
    //! What callees and subscribers are told about its sessions' trust level.
    std::optional<qint64> trustlevel = {};
    bool operator==(const RealmRole &) const = default;
};

/*!
    A realm. Nobody may join it unless there is a method of authentication or
    allowAnonymous. Who joined may do everything in a realm without roles, authorizer and
    authorizerProcedure, except for publishing and registering below "wamp." and for killing
    sessions. As soon as there is one of the three, it may do what is allowed there: a rule
    that fits decides, then the authorizer, then the procedure.
*/
struct RealmOptions
{
    QString name = {}; //!< an URI
    bool allowAnonymous = false;
    QString anonymousRole = QStringLiteral("anonymous");
    //! In any order: the client's counts.
    QList<std::shared_ptr<AuthMethod>> authMethods = {};
    QList<RealmRole> roles = {};
    Authorizer authorizer = {};
    /*!
        The URI of a procedure of this realm that decides. It is called with (session|dict,
        uri, action, options|dict) and answers a bool or a dict {allow, disclose, cache}. While
        it is asked, the session's further messages wait. Who registers it is to have a
        trusted role.
    */
    QString authorizerProcedure = {};
    //! Then the answer is wamp.error.authorization_failed.
    std::chrono::milliseconds authorizationTimeout = std::chrono::seconds(5);
    UriCheck uriCheck = UriCheck::Loose;
    Disclosure callerDisclosure = Disclosure::Allow;
    Disclosure publisherDisclosure = Disclosure::Allow;
    //! Topics that keep an event for later subscribers, and what these hold in memory; beyond
    //! that the one that was set longest ago is forgotten. 0: nothing is retained.
    int retainedTopics = 10000;
    qint64 retainedBytes = 16 * 1024 * 1024;
};

//! Limits. What goes beyond one of them is refused with an ERROR and its text.
struct RouterOptions
{
    int maxSessions = 0; //!< connections, joined or not; further ones are refused; 0: no limit
    int subscriptionsPerSession = 10000;
    int registrationsPerSession = 10000;
    int pendingCallsPerSession = 10000; //!< that it made and were not answered
    //! From the connection to WELCOME, and from a GOODBYE to the next HELLO.
    std::chrono::milliseconds openTimeout = std::chrono::seconds(5);
    //! For the peer's answer to GOODBYE, and for the connection to end after that.
    std::chrono::milliseconds closeTimeout = std::chrono::seconds(2);

    /*!
        Octets that may wait for one session. Beyond that those who send to it are slowed
        down: nothing more is read from them until half of it is left. At twice the limit,
        which senders reach that cannot be slowed down, events are dropped, invocations go
        to other callees, and a session that has answers waiting is killed.

        As much is kept of the calls of one session, in case that a callee is unavailable and
        another has to be asked; those beyond it are not asked for again.
    */
    qint64 sessionQueueBytes = 4 * 1024 * 1024;
    //! A full session that takes no octet for so long slows down nobody any more.
    std::chrono::milliseconds stallTimeout = std::chrono::seconds(2);
    SlowSessionPolicy slowSessions = SlowSessionPolicy::Drop;
    //! Messages of a session that wait while it is asked whether the one in front is
    //! allowed; a session that sends more is killed.
    int authorizationBacklog = 1000;
    bool operator==(const RouterOptions &) const = default;
};

//! What a router has done and has: for a status page.
struct RouterStatistics
{
    // Now.
    int realms = 0;
    int connections = 0; //!< joined or not
    int sessions = 0; //!< joined
    int subscriptions = 0;
    int registrations = 0;
    int pendingCalls = 0;
    int retainedTopics = 0;
    qint64 queuedBytes = 0; //!< waiting for all sessions
    int stalledSessions = 0;
    // Since the router began.
    quint64 calls = 0;
    quint64 results = 0; //!< progressive ones too
    quint64 errors = 0;
    quint64 publications = 0;
    quint64 events = 0; //!< sent to subscribers
    quint64 eventsDropped = 0;
    quint64 protocolViolations = 0;
    quint64 slowSessionsKilled = 0;
    bool operator==(const RouterStatistics &) const = default;
};

} // namespace Gantry::Wamp

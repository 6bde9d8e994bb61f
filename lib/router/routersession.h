// SPDX-License-Identifier: MIT
// A router's end of one connection: the handshake, who it is, the order of its requests, and
// the end. What the requests mean is the broker's and the dealer's business.
#pragma once

#include "router/authorization.h"
#include "router/pendingcall.h"
#include "router/sessionqueue.h"
#include "wamp/transport/transport.h"

#include <QtCore/QHash>
#include <QtCore/QSet>

#include <deque>

namespace Gantry::Wamp {

class RealmCore;
class RouterCore;
struct RouterRegistration;
struct RouterSubscription;

class RouterSession final : public MessagePeer, private QueueOwner, private Timed, private InternalCall
{
public:
    explicit RouterSession(RouterCore &core);
    ~RouterSession() override;

    Id id() const noexcept { return m_id; }
    const AuthAccept &identity() const noexcept { return m_identity; }
    const Roles &roles() const noexcept { return m_roles; }
    const CompiledRole *role() const noexcept { return m_role; } //!< nullptr: the realm has none
    bool isTrusted() const noexcept { return m_role && m_role->role.isTrusted; }
    std::optional<qint64> trustlevel() const { return m_role ? m_role->role.trustlevel : std::nullopt; }
    bool isJoined() const noexcept { return m_state == State::Joined; }
    RealmCore *realm() const noexcept { return m_realm; } //!< that it joined or is joining
    QVariantMap details() const; //!< as the meta API tells them

    SessionQueue &queue() noexcept { return m_queue; }
    const SessionQueue &queue() const noexcept { return m_queue; }
    //! Answers a request of its own.
    void answer(const Message &message) { m_queue.sendAnswer(message, &m_queue); }

    //! The realm's roles have changed.
    void renewRole();

    PermissionCache &permissions() noexcept { return m_permissions; }
    InternalCall &decider() noexcept { return *this; }
    //! Its messages wait until \a question is answered. false: there is none.
    bool askDecision(PendingCall *question);

    //! GOODBYE with \a reason; what it has in the realm is gone when this returns.
    void close(const Utf8 &reason, const QString &message = {});
    //! The same with ABORT, for a peer that broke the protocol: \a text says how.
    void violate(const QString &text);
    //! Without a word, and what waits for it is dropped.
    void abandon();

    // The broker's.
    QHash<RouterSubscription *, size_t> subscriptions; //!< with its place in RouterSubscription::members
    // The dealer's.
    QSet<RouterRegistration *> registrations;
    QHash<Id, PendingCall *> calls; //!< it made, by request
    qint64 keptBytes = 0; //!< of payloads of these, in case another callee has to be asked
    QHash<Id, PendingCall *> invocations; //!< it has to answer, by request
    IdSequence invocationIds;
    //! A call that ended although more CALLs of it may be under way.
    void noteEndedCall(Id request);

protected:
    void onTransportOpen() override;
    void onMessage(Message &message) override;
    void onInvalidMessage(const DecodeError &error) override;
    void onTransportClose(const TransportEnd &end) override;
    void onDrained() override { m_queue.drained(); }

private:
    enum class State : quint8 {
        Unconnected,
        Opening, //!< HELLO is awaited
        Authenticating, //!< AUTHENTICATE is awaited
        Joined,
        Leaving, //!< GOODBYE was sent, its answer is awaited
        Ended, //!< the last word was said, the connection is ending
    };

    // QueueOwner
    Transport *queueTransport() const override { return transport(); }
    Deadlines &queueDeadlines() const override;
    const RouterOptions &queueOptions() const override;
    void eventDropped() override;
    void fellBehind() override;
    void deadlineReached(Core::TimePoint now) override;

    // Joining.
    void hello(const Hello &message);
    void authenticate(const Authenticate &message);
    AuthMethod *chooseMethod(const QStringList &wanted, bool &isAnonymous);
    AuthRequest authRequest(const Hello &message) const;
    void take(AuthStep step);
    void join(AuthAccept identity);
    void refuse(QLatin1StringView reason, const QString &text);
    void abort(const Utf8 &reason, const QString &text);
    void endConnection();
    void leaveRealm();

    // Requests.
    void dispatch(Message &message);
    template<typename M>
    void handle(M &message);
    void handle(Publish &message);
    void handle(Subscribe &message);
    void handle(Unsubscribe &message);
    void handle(Call &message);
    void handle(Cancel &message);
    void handle(Register &message);
    void handle(Unregister &message);
    void handle(Yield &message);
    void handle(Error &message);
    void handle(Goodbye &message);
    void handle(Abort &message);
    void handle(EventReceived &) { }
    template<typename M>
    bool isNext(const M &message);
    void notInOrder(MessageType type, Id request);
    template<typename M>
    bool mayPassThrough(const M &message, Role role);
    template<typename M>
    void request(M &message, WampAction action, QByteArrayView uri, MatchPolicy match);
    void grant(Publish &message, const Permission &permission);
    void grant(Subscribe &message, const Permission &permission);
    void grant(Call &message, const Permission &permission);
    void grant(Register &message, const Permission &permission);
    void continueCall(Call &message);

    // The decision that a request waits for.
    void answered(const Payload &result) override;
    void failed(QByteArrayView error) override;
    void decide(const Permission &permission);
    void hold(Message message);

    RouterCore &m_core;
    RealmCore *m_realm = nullptr; //!< to be joined or joined
    State m_state = State::Unconnected;
    Id m_id = 0;
    AuthAccept m_identity;
    Roles m_roles;
    const CompiledRole *m_role = nullptr;
    std::shared_ptr<AuthMethod> m_method; //!< the exchange does not outlive it
    std::unique_ptr<AuthExchange> m_exchange;
    IdSequence m_requests;
    PermissionCache m_permissions;
    QList<Id> m_endedCalls;
    PendingCall *m_question = nullptr;
    std::deque<Message> m_backlog; //!< in front the one that is decided about
    SessionQueue m_queue{*this};
};

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
// The client's end of a WAMP session as a QObject: what applications call, and the
// signals that tell them what came. The four roles that a client plays stand beside it.
#pragma once

#include "../transport/transport.h"
#include "callhandle.h"
#include "challengeanswer.h"
#include "eventhandler.h"
#include "exceptionmap.h"
#include "procedurehandler.h"
#include "progresshandler.h"
#include "sessiondetails.h"

#include <QtCore/QObject>

#include <memory>
#include <optional>

namespace Gantry::Wamp {

class ApplicationSessionPrivate;

/*!
    A session of a realm, over transports that a client's factory gives it, one after
    another. It joins the realm of setRealm() when a transport is open, calls and is called,
    publishes and gets events.

    Signals come in this order: onConnect, then for each session onJoin and onLeave, or
    onLeave alone if it was not joined, then onDisconnect. It is legal to call, leave,
    disconnect or delete the session in any slot, hook, handler and continuation.

    Every signal has a protected virtual handleX() that is called first and that emits: a
    subclass overrides it, and calls the base class to emit as well.

    Futures are always finished and never cancelled by the session; each can have one
    continuation. A request that is made while no session is joined, or that cannot be
    sent, is finished at once. URIs are checked loosely; that they make sense is the
    router's to say.

    A router that breaks a rule gets ABORT wamp.error.protocol_violation; onLeave() with that
    reason and onDisconnect() follow.

    Everything is to be called in the object's own thread.
*/
class GANTRY_WAMP_EXPORT ApplicationSession : public QObject, public MessagePeer
{
    Q_OBJECT
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(QString realm READ realm WRITE setRealm)

public:
    enum class State : quint8 {
        Disconnected, //!< no transport
        Connected, //!< a transport, and no session
        Joining, //!< until the router welcomes or refuses it
        Joined,
        Leaving, //!< leave() waits for the router's GOODBYE
        Ended, //!< over by ABORT, and the transport is being closed
    };
    Q_ENUM(State)

    //! \a realm is joined by itself when a transport is open; empty: join() has to be called.
    explicit ApplicationSession(const QString &realm = {}, QObject *parent = nullptr);
    //! Finishes what is pending with TransportLost and drops the transport, without signals.
    ~ApplicationSession() override;

    State state() const;
    bool isJoined() const { return state() == State::Joined; }
    QString realm() const;
    void setRealm(const QString &realm);
    //! How the realm is joined by itself.
    JoinOptions joinOptions() const;
    void setJoinOptions(const JoinOptions &options);
    SessionOptions options() const;
    //! For what begins later.
    void setOptions(const SessionOptions &options);

    //! The session that is joined, or was last.
    SessionDetails sessionDetails() const;
    //! Of the open transport; empty without one.
    WampTransportDetails transportDetails() const;
    //! A method to authenticate with, behind those that are there.
    void addAuthenticator(std::shared_ptr<const ClientAuth> auth);

    //! Begins a session. SessionNotReady unless the state is Connected.
    SendOutcome join(const QString &realm, const JoinOptions &options = {});
    //! Answers a challenge that challengeReceived() answered with later(). false: none waits.
    bool answerChallenge(const ChallengeAnswer &answer);
    //! Ends the session; onLeave() follows when the router answers. One that is not joined
    //! yet is given up with ABORT. SessionNotReady: there is none.
    SendOutcome leave(const QString &reason = Uris::normal, const QString &message = {});
    using QObject::disconnect;
    //! Ends the transport in order, and with it a session; onLeave() and onDisconnect()
    //! follow. No effect without a transport.
    void disconnect();

    /*!
        Calls \a procedure. \a onProgress gets progressive results, and sets
        CallOptions::receiveProgress. With CallOptions::progress this is the first part of
        the call's arguments, and others follow by the handle; it needs a router that
        announces progressive_call_invocations.

        CallOptions::timeout is told to the router and minded here as well, see
        SessionOptions::callTimeoutGrace; each progressive result begins it anew.
    */
    CallHandle call(const QString &procedure, const QVariantList &args = {}, const QVariantMap &kwargs = {},
                    const CallOptions &options = {}, const ProgressHandler &onProgress = {});
    CallHandle call(const QString &procedure, const QVariantMap &kwargs, const CallOptions &options = {},
                    const ProgressHandler &onProgress = {});

    /*!
        Has calls of \a procedure answered by \a handler. With \a context they are only as
        long as that object lives; then the registration is given up.
    */
    QFuture<RegisterOutcome> registerProcedure(const QString &procedure, const ProcedureHandler &handler,
                                               const RegisterOptions &options = {});
    QFuture<RegisterOutcome> registerProcedure(const QString &procedure, QObject *context,
                                               const ProcedureHandler &handler,
                                               const RegisterOptions &options = {});
    /*!
        Registers each public slot and invokable method of \a object's own classes (not
        QObject's) as \a prefix, a dot, and its name. They answer calls with what they return, a QVariant, a
        CallResult, a QFuture<CallResult> or what QVariant can hold.

        Args are converted to the parameters, kwargs by the parameters' names, without
        loss: wrong ones, too few and too many are answered with wamp.error.invalid_argument.
        A first parameter of the type CallDetails gets these. The object lives in this thread,
        and its registrations end with it. Slots first; overloads are one.
    */
    QList<QFuture<RegisterOutcome>> registerObject(const QString &prefix, QObject *object,
                                                   const RegisterOptions &options = {});

    //! Has \a handler called for events of \a topic, one of possibly many. With \a context
    //! only as long as that object lives; then the subscription is given up.
    QFuture<SubscribeOutcome> subscribe(const QString &topic, const EventHandler &handler,
                                        const SubscribeOptions &options = {});
    QFuture<SubscribeOutcome> subscribe(const QString &topic, QObject *context, const EventHandler &handler,
                                        const SubscribeOptions &options = {});

    //! Publishes without an acknowledgement, whatever PublishOptions::acknowledge says: what
    //! the router thinks of it is not told.
    SendOutcome publish(const QString &topic, const QVariantList &args = {}, const QVariantMap &kwargs = {},
                        const PublishOptions &options = {});
    //! Publishes and asks for an acknowledgement.
    QFuture<PublishOutcome> publishAcknowledged(const QString &topic, const QVariantList &args = {},
                                                const QVariantMap &kwargs = {},
                                                const PublishOptions &options = {});

    /*!
        Has exceptions of the class E stand for the error \a uri, both ways: thrown by a
        handler it is sent, and CallOutcome::throwIfError() throws it. The first one that fits
        counts, so derived classes come before their bases.

        E is made from, and becomes, what ExceptionTraits says, see there. Exceptions that are
        not defined become wamp.error.runtime_error with their text, and onUserError().
    */
    template<typename E>
    void define(const QString &uri)
    {
        exceptions().define<E>(uri);
    }

Q_SIGNALS:
    void stateChanged(Gantry::Wamp::ApplicationSession::State state);
    //! A transport is open. After this the realm is joined, unless a slot did something else.
    void onConnect();
    //! A challenge came and is answered next.
    void onChallenge(const QString &method, const QVariantMap &extra);
    void onJoin(const Gantry::Wamp::SessionDetails &details);
    //! The session is over, or was refused. What was pending is finished. After this the
    //! transport is closed, unless a slot joined again.
    void onLeave(const Gantry::Wamp::LeaveDetails &details);
    //! The transport is gone. \a wasClean: both sides ended it in order.
    void onDisconnect(bool wasClean);
    //! A handler threw something that is not meant for the peer, or an event did not fit it.
    void onUserError(const QString &text);
    //! The router took a registration or subscription away; \a reason is an URI, or empty.
    void registrationRevoked(const Gantry::Wamp::Registration &registration, const QString &reason);
    void subscriptionRevoked(Gantry::Wamp::Id subscription, const QString &topic, const QString &reason);
    //! Half of the transport's high watermark has left after isFull was answered.
    void drained();

protected:
    //! Emits, and joins the realm of setRealm() then.
    virtual void handleConnect();
    virtual void handleChallenge(const QString &method, const QVariantMap &extra);
    virtual void handleJoin(const SessionDetails &details);
    //! Emits, and calls disconnect() then, unless a slot joined again.
    virtual void handleLeave(const LeaveDetails &details);
    virtual void handleDisconnect(bool wasClean);
    virtual void handleUserError(const QString &text);

    //! Answers a challenge. Asks the methods of join() or addAuthenticator().
    virtual ChallengeAnswer challengeReceived(const Challenge &challenge);
    //! Whether to enter: an error is a refusal, which is sent as ABORT. Asks the methods of
    //! join() or addAuthenticator() whether the router is the one it should be.
    virtual std::optional<ApplicationError> welcomeReceived(const Welcome &welcome);

    void onTransportOpen() override;
    void onMessage(Message &message) override;
    void onInvalidMessage(const DecodeError &error) override;
    void onTransportClose(const TransportEnd &end) override;
    void onDrained() override;
    void timerEvent(QTimerEvent *event) override;

private:
    ExceptionMap &exceptions();

    friend class ApplicationSessionPrivate;
    friend class CalleeRole;
    friend class CallHandle;
    friend class CallDetails;
    friend class InvocationContext;
    friend class InvocationReply;
    friend struct InvocationTicket;
    friend class Registration;
    friend class Subscription;
    std::unique_ptr<ApplicationSessionPrivate> d;
};

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
// Keeps a session with a router alive: connects, joins, registers and subscribes, and does
// so again when the connection was lost.
#pragma once

#include "../session/applicationsession.h"
#include "componentoptions.h"

#include <QtCore/QObject>

#include <functional>
#include <memory>

namespace Gantry::Wamp {

class ComponentPrivate;

/*!
    What was registered and subscribed through the component is there in each session: a
    part of a program adds it once, whether there is a session at the moment or not, and
    needs to know nothing of connections.

    Each connection has an ApplicationSession of its own, so that nothing of one reaches the
    next. After start() the transports are tried in turn, each at once the first time and
    then after the delay of its own policy. The component goes on until stop(), until the
    session was left by ApplicationSession::leave(), until isFatal says so, or until each
    transport is given up. Then finished() follows, and start() begins anew.

    It is legal to stop or delete it in any slot.
*/
class GANTRY_WAMP_EXPORT Component : public QObject
{
    Q_OBJECT
    Q_PROPERTY(State state READ state NOTIFY stateChanged)

public:
    enum class State : quint8 {
        Stopped,
        Connecting, //!< until the session is joined
        Joined,
        Waiting, //!< for the next attempt
        Stopping, //!< stop() waits for the end of the session
    };
    Q_ENUM(State)

    //! Makes the session object of a connection, which belongs to the component.
    using SessionMaker = std::function<ApplicationSession *()>;
    //! Whether to give up after a session ended, or was refused, like that.
    using FatalDecision = std::function<bool(const LeaveDetails &details)>;

    explicit Component(const ComponentOptions &options, QObject *parent = nullptr);
    ~Component() override;

    const ComponentOptions &options() const;
    State state() const;
    //! nullptr while none is joined.
    ApplicationSession *session() const;

    //! For sessions of a subclass. Default: plain ones.
    void setSessionMaker(SessionMaker maker);
    //! Asked when the router ended the session or refused it. Default: isFatalEnd().
    void setFatalDecision(FatalDecision decision);
    //! What would be refused again: the realm or the role is not there, authentication
    //! fails, or this side broke a rule.
    static bool isFatalEnd(const LeaveDetails &details);

    //! From the event loop; no effect unless Stopped.
    void start();
    //! Leaves the session and the transport; finished() follows. No effect when Stopped.
    void stop();

    //! As ApplicationSession has it, for this session and each to come. The result is for
    //! remove(). What a router refuses comes as requestFailed().
    quint64 registerProcedure(const QString &procedure, const ProcedureHandler &handler,
                              const RegisterOptions &options = {});
    quint64 registerProcedure(const QString &procedure, QObject *context, const ProcedureHandler &handler,
                              const RegisterOptions &options = {});
    QList<quint64> registerObject(const QString &prefix, QObject *object,
                                  const RegisterOptions &options = {});
    quint64 subscribe(const QString &topic, const EventHandler &handler,
                      const SubscribeOptions &options = {});
    quint64 subscribe(const QString &topic, QObject *context, const EventHandler &handler,
                      const SubscribeOptions &options = {});
    //! Gives up what a function above returned \a key for, now and for later sessions.
    //! false: there is no such thing.
    bool remove(quint64 key);

Q_SIGNALS:
    void stateChanged(Gantry::Wamp::Component::State state);
    //! A transport is open; what is to be done before joining can be.
    void onConnect(Gantry::Wamp::ApplicationSession *session);
    void onJoin(Gantry::Wamp::ApplicationSession *session, const Gantry::Wamp::SessionDetails &details);
    //! Everything is registered and subscribed, or was refused.
    void onReady(Gantry::Wamp::ApplicationSession *session);
    void onLeave(Gantry::Wamp::ApplicationSession *session, const Gantry::Wamp::LeaveDetails &details);
    void onDisconnect(Gantry::Wamp::ApplicationSession *session, bool wasClean);
    void onUserError(const QString &text);
    //! An attempt failed before there was a transport; \a reason is English.
    void onConnectFailure(const QUrl &url, const QString &reason);
    //! The next attempt begins in \a delay.
    void reconnectScheduled(const QUrl &url, std::chrono::milliseconds delay);
    void requestFailed(const QString &uri, const Gantry::Wamp::RequestError &error);
    //! It is over. \a error is English, and empty if it was stopped or left.
    void finished(const QString &error);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    friend class ComponentPrivate;
    std::unique_ptr<ComponentPrivate> d;
};

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
// What a component is to keep up, and the one session that it has at a time.
#pragma once

#include "wamp/run/component.h"
#include "wamp/run/routerconnection.h"
#include "wamp/session/scopedconnection.h"

#include <QtCore/QBasicTimer>

#include <map>
#include <variant>
#include <vector>

namespace Gantry::Wamp {

class ComponentPrivate
{
public:
    using State = Component::State;

    ComponentPrivate(Component *component, const ComponentOptions &options);
    ~ComponentPrivate();

    void start();
    void stop();
    void attempt();
    bool remove(quint64 key);

    //! Of registerProcedure() or subscribe().
    struct Wish
    {
        QString uri = {};
        bool hasContext = false;
        QPointer<QObject> context = {};
        std::shared_ptr<ScopedConnection> watch = {};
        std::variant<std::pair<ProcedureHandler, RegisterOptions>, std::pair<EventHandler, SubscribeOptions>>
            what;
        //! In the session that is joined.
        std::variant<std::monostate, Registration, Subscription> granted = {};
    };
    quint64 add(Wish wish);

    Component *const q;
    const ComponentOptions m_options;
    State m_state = State::Stopped;
    Component::SessionMaker m_maker;
    Component::FatalDecision m_isFatal;
    std::unique_ptr<ApplicationSession> m_session;
    QBasicTimer m_timer;

private:
    struct Way
    {
        const ComponentTransport *transport;
        Core::ReconnectBackoff backoff;
        std::chrono::milliseconds delay{0}; //!< before the next attempt
        bool isGivenUp = false;
    };

    bool setState(State state);
    void next();
    void watch(ApplicationSession *session);
    void joined(ApplicationSession *session, const SessionDetails &details);
    void left(const LeaveDetails &details);
    void ended(const QString &reason, bool isWorthRetrying);
    void finish(const QString &error);
    void request(quint64 key);
    void granted(quint64 key, quint64 round, const RequestError &error,
                 std::variant<std::monostate, Registration, Subscription> what);
    void dropSession();

    std::vector<Way> m_ways;
    size_t m_current = 0; //!< of m_ways
    std::unique_ptr<RouterConnection> m_connection;
    bool m_wasOpen = false; //!< the transport of the attempt under way
    std::optional<QString> m_verdict; //!< what the end of the transport will be the end of
    std::map<quint64, Wish> m_wishes;
    quint64 m_lastKey = 0;
    quint64 m_round = 0; //!< counts sessions
    qsizetype m_awaited = 0; //!< answers until the session is ready
    bool m_isReady = false;
};

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
#include "wamp/run/component.h"

#include "wamp/run/component_p.h"
#include "wamp/session/objectmethods.h"

#include <QtCore/QTimerEvent>

#include <algorithm>
#include <array>

namespace Gantry::Wamp {

Component::Component(const ComponentOptions &options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<ComponentPrivate>(this, options))
{ }

Component::~Component() = default;

const ComponentOptions &Component::options() const
{
    return d->m_options;
}

Component::State Component::state() const
{
    return d->m_state;
}

ApplicationSession *Component::session() const
{
    return d->m_session && d->m_session->isJoined() ? d->m_session.get() : nullptr;
}

void Component::setSessionMaker(SessionMaker maker)
{
    d->m_maker = std::move(maker);
}

void Component::setFatalDecision(FatalDecision decision)
{
    d->m_isFatal = std::move(decision);
}

bool Component::isFatalEnd(const LeaveDetails &details)
{
    constexpr std::array fatal{
        Uris::noSuchRealm,           Uris::noSuchRole,
        Uris::noSuchPrincipal,       Uris::noMatchingAuthMethod,
        Uris::authenticationDenied,  Uris::authenticationFailed,
        Uris::authorizationDenied,   Uris::authenticationRequired,
        Uris::authorizationRequired, Uris::notAuthorized,
        Uris::protocolViolation,     Uris::invalidUri,
    };
    return std::any_of(fatal.begin(), fatal.end(),
                       [&details](QLatin1StringView uri) { return details.reason == uri; });
}

void Component::start()
{
    d->start();
}

void Component::stop()
{
    d->stop();
}

quint64 Component::registerProcedure(const QString &procedure, const ProcedureHandler &handler,
                                     const RegisterOptions &options)
{
    return d->add({.uri = procedure, .what = std::pair(handler, options)});
}

quint64 Component::registerProcedure(const QString &procedure, QObject *context,
                                     const ProcedureHandler &handler, const RegisterOptions &options)
{
    return d->add(
        {.uri = procedure, .hasContext = true, .context = context, .what = std::pair(handler, options)});
}

QList<quint64> Component::registerObject(const QString &prefix, QObject *object,
                                         const RegisterOptions &options)
{
    QList<quint64> keys;
    for (const QByteArray &name : remoteMethodNames(object)) {
        keys.append(registerProcedure(prefix + u'.' + QString::fromUtf8(name), object,
                                      ProcedureHandler::ofMethod(object, name), options));
    }
    return keys;
}

quint64 Component::subscribe(const QString &topic, const EventHandler &handler,
                             const SubscribeOptions &options)
{
    return d->add({.uri = topic, .what = std::pair(handler, options)});
}

quint64 Component::subscribe(const QString &topic, QObject *context, const EventHandler &handler,
                             const SubscribeOptions &options)
{
    return d->add(
        {.uri = topic, .hasContext = true, .context = context, .what = std::pair(handler, options)});
}

bool Component::remove(quint64 key)
{
    return d->remove(key);
}

void Component::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == d->m_timer.timerId())
        d->attempt();
    else
        QObject::timerEvent(event);
}

} // namespace Gantry::Wamp

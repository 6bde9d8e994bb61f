// SPDX-License-Identifier: MIT
#include "router/router.h"

#include "router/realmcore.h"
#include "router/routercore.h"

#include <QtCore/QPointer>

namespace Gantry::Wamp {

Router::Router(QObject *parent)
    : Router(RouterOptions(), parent)
{ }

Router::Router(const RouterOptions &options, QObject *parent)
    : QObject(parent)
    , m_core(std::make_unique<RouterCore>(*this, options))
{ }

Router::~Router() = default;

const RouterOptions &Router::options() const
{
    return m_core->options;
}

void Router::setOptions(const RouterOptions &options)
{
    m_core->options = options;
}

Realm *Router::addRealm(const RealmOptions &options)
{
    RealmCore *made = m_core->addRealm(options);
    if (!made)
        return nullptr;
    Q_EMIT realmAdded(options.name);
    return realm(options.name); // a slot may have closed it
}

Realm *Router::realm(const QString &name) const
{
    RealmCore *found = m_core->realm(name.toUtf8());
    return found ? &found->facade : nullptr;
}

QStringList Router::realms() const
{
    QStringList names;
    for (const RealmCore *realm : m_core->realms())
        names.append(realm->options.name);
    names.sort();
    return names;
}

bool Router::closeRealm(const QString &name)
{
    const bool isClosed = m_core->closeRealm(name.toUtf8());
    if (isClosed)
        Q_EMIT realmClosed(name);
    return isClosed;
}

SessionCreator Router::sessionCreator()
{
    return [router = QPointer(this)]() -> MessagePeer * {
        return router ? router->m_core->createSession() : nullptr;
    };
}

QFuture<void> Router::shutDown(std::chrono::milliseconds patience)
{
    return m_core->shutDown(patience);
}

RouterStatistics Router::statistics() const
{
    return m_core->statistics();
}

} // namespace Gantry::Wamp

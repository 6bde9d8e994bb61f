// SPDX-License-Identifier: MIT
#include "router/realm.h"

#include "router/realmcore.h"

namespace Gantry::Wamp {

QString Realm::name() const
{
    return m_core.options.name;
}

const RealmOptions &Realm::options() const noexcept
{
    return m_core.options;
}

void Realm::setOptions(const RealmOptions &options)
{
    m_core.setOptions(options);
}

Id Realm::publish(const QString &topic, const QVariantList &args, const QVariantMap &kwargs, bool retain)
{
    const QByteArray uri = topic.toUtf8();
    if (!isValidUri(uri, m_core.options.uriCheck))
        return 0;
    return m_core.broker.publishInternally(uri, Payload::fromValues(args, kwargs), retain);
}

QList<Id> Realm::sessions() const
{
    return m_core.sessions().keys();
}

bool Realm::closeSession(Id id, const QString &reason, const QString &message)
{
    RouterSession *session = m_core.session(id);
    if (session)
        session->close(reason.isEmpty() ? Utf8(Uris::normal) : Utf8(reason), message);
    return session;
}

bool Realm::revokeRegistration(Id registration, const QString &reason)
{
    return m_core.dealer.revoke(registration, reason);
}

bool Realm::revokeSubscription(Id subscription, const QString &reason)
{
    return m_core.broker.revoke(subscription, reason);
}

} // namespace Gantry::Wamp

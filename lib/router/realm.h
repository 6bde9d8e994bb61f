// SPDX-License-Identifier: MIT
// A realm of a router, for the program that the router is in.
#pragma once

#include "routeroptions.h"

namespace Gantry::Wamp {

class RealmCore;

//! Belongs to its router, and lives until it is closed there.
class GANTRY_WAMP_EXPORT Realm
{
public:
    Realm(const Realm &) = delete;
    Realm &operator=(const Realm &) = delete;

    QString name() const;
    const RealmOptions &options() const noexcept;
    //! Replaces them but for the name, not from within an authorizer. Sessions stay, and may
    //! do from now on what their role may; nothing where it is no more.
    void setOptions(const RealmOptions &options);

    //! Publishes as the router itself, to all subscribers of \a topic. 0: \a topic is no
    //! URI. With \a retain for later subscribers too.
    Id publish(const QString &topic, const QVariantList &args = {}, const QVariantMap &kwargs = {},
               bool retain = false);

    QList<Id> sessions() const;
    //! Says GOODBYE with \a reason, an URI. false: there is no such session.
    bool closeSession(Id session, const QString &reason = {}, const QString &message = {});
    //! Takes a registration or subscription from all who have it, and tells those that can
    //! be told. false: there is none.
    bool revokeRegistration(Id registration, const QString &reason = {});
    bool revokeSubscription(Id subscription, const QString &reason = {});

private:
    friend class RealmCore;
    explicit Realm(RealmCore &core)
        : m_core(core)
    { }
    ~Realm() = default;

    RealmCore &m_core;
};

} // namespace Gantry::Wamp

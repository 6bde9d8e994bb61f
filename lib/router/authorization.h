// SPDX-License-Identifier: MIT
// Who may do what in a realm: rules, the application's function, or a procedure; and what
// no application may do. Decides; answering is others' business.
#pragma once

#include "router/patternindex.h"
#include "router/permission.h"
#include "router/routeroptions.h"

#include <memory>
#include <vector>

namespace Gantry::Wamp {

class Dealer;
class RouterSession;

//! A role as it is looked up in.
struct CompiledRole
{
    explicit CompiledRole(const RealmRole &role);
    //! The rule that counts for \a uri, or for all that a pattern stands for; nullptr: none.
    const PermissionRule *rule(WampAction action, QByteArrayView uri, MatchPolicy match) const;

    struct Rule
    {
        PermissionRule rule;
        QByteArray uri;
    };
    RealmRole role;
    std::vector<Rule> rules;
    PatternIndex<Rule> index;

private:
    const Rule *covering(QByteArrayView pattern, MatchPolicy match) const;
};

//! What was decided for a session and needs no second thought.
class PermissionCache
{
public:
    const Permission *find(WampAction action, QByteArrayView uri) const;
    void insert(WampAction action, QByteArrayView uri, bool disclose);

private:
    // Clients use a few URIs; those that use ever new ones do not fill the memory.
    static constexpr size_t maxEntries = 1000;
    struct Entry
    {
        bool isCallAllowed = false;
        bool isPublishAllowed = false;
        Permission call = {};
        Permission publish = {};
    };
    ViewTable<Entry> m_entries;
};

class Authorization
{
public:
    using Roles = std::vector<std::unique_ptr<CompiledRole>>;

    Authorization(const RealmOptions &options, Dealer &dealer);
    //! After the options have changed. Answers the roles that were there before.
    [[nodiscard]] Roles readRoles();

    //! nullptr: there is no such role.
    const CompiledRole *role(const QString &name) const;
    bool hasRoles() const noexcept { return !m_roles.empty(); }

    //! If it is pending, the session is told later.
    Permission check(RouterSession &session, WampAction action, QByteArrayView uri, MatchPolicy match);
    //! What the procedure said; nullopt: nothing sensible.
    static std::optional<AuthorizationDecision> decisionOf(const Payload &result);
    static Permission permissionOf(const AuthorizationDecision &decision);

private:
    bool isAuthorizer(QByteArrayView procedure) const;
    Permission ask(RouterSession &session, WampAction action, QByteArrayView uri, MatchPolicy match);
    Permission askProcedure(RouterSession &session, WampAction action, QByteArrayView uri, MatchPolicy match);

    const RealmOptions &m_options;
    Dealer &m_dealer;
    Roles m_roles;
    //! Shared with the one call of it that is on the stack when the realm goes.
    std::shared_ptr<const Authorizer> m_authorizer;
};

} // namespace Gantry::Wamp

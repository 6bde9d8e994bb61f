// SPDX-License-Identifier: MIT
// Realms where not everything is allowed, and somebody who may do everything.
#pragma once

#include "routerscene.h"

namespace Gantry::Test {

inline RealmOptions realmWith(const QList<PermissionRule> &rules)
{
    return {.name = u"realm1"_s,
            .allowAnonymous = true,
            .roles = {{.name = u"anonymous"_s, .rules = rules}, {.name = u"trusted"_s, .isTrusted = true}}};
}

//! Whoever says its authid is "root" is trusted.
class ByName : public AuthMethod
{
public:
    QString name() const override { return u"name"_s; }
    std::unique_ptr<AuthExchange> exchange(const AuthRequest &request, const AuthMeans &) override
    {
        class Exchange : public AuthExchange
        {
        public:
            explicit Exchange(const QString &authid)
                : m_authid(authid)
            { }
            AuthStep begin() override
            {
                return AuthAccept{.authid = m_authid,
                                  .authrole = m_authid == u"root"_s ? u"trusted"_s : u"anonymous"_s};
            }
            AuthStep answer(const Authenticate &) override { return AuthDeny{}; }

        private:
            QString m_authid;
        };
        return std::make_unique<Exchange>(request.hello.authid);
    }
};

struct AuthorizingScene : RouterScene
{
    explicit AuthorizingScene(RealmOptions options, const RouterOptions &routerOptions = {})
        : RouterScene(withMethod(std::move(options)), routerOptions)
        , root(router)
    {
        root.hello({.roles = allRoles(), .authmethods = {u"name"_s}, .authid = u"root"_s});
        root.session = root.take<Welcome>().session;
    }
    static RealmOptions withMethod(RealmOptions options)
    {
        options.authMethods.append(std::make_shared<ByName>());
        return options;
    }
    RouterClient root;
};

inline RealmOptions askingRealm()
{
    RealmOptions options = realmWith({});
    options.authorizerProcedure = u"com.authorize"_s;
    return options;
}

} // namespace Gantry::Test

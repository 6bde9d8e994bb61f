// SPDX-License-Identifier: MIT
// Sessions that are called what the test calls them.
#pragma once

#include "routerscene.h"

namespace Gantry::Test {

//! Believes everybody its authid; who says that it is "root" is trusted.
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

inline RealmOptions realmByName()
{
    return {.name = u"realm1"_s, .allowAnonymous = true, .authMethods = {std::make_shared<ByName>()}};
}

inline bool joinAs(const QString &authid, RouterClient &client)
{
    client.hello({.roles = allRoles(), .authmethods = {u"name"_s}, .authid = authid});
    client.session = client.take<Welcome>().session;
    return client.session != 0;
}

} // namespace Gantry::Test

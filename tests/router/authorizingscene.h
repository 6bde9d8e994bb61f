// SPDX-License-Identifier: MIT
// Realms where not everything is allowed, and somebody who may do everything.
#pragma once

#include "byname.h"
#include "routerscene.h"

namespace Gantry::Test {

inline RealmOptions realmWith(const QList<PermissionRule> &rules)
{
    return {.name = u"realm1"_s,
            .allowAnonymous = true,
            .roles = {{.name = u"anonymous"_s, .rules = rules}, {.name = u"trusted"_s, .isTrusted = true}}};
}

struct AuthorizingScene : RouterScene
{
    explicit AuthorizingScene(RealmOptions options, const RouterOptions &routerOptions = {})
        : RouterScene(withMethod(std::move(options)), routerOptions)
        , root(router)
    {
        joinAs(u"root"_s, root);
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

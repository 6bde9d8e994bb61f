// SPDX-License-Identifier: MIT
// A component with a router of its process, and its signals as words in their order.
#pragma once

#include "scriptedrouter.h"
#include "wamp/run/component.h"

namespace Gantry::Test {

//! Comes back at once.
inline Core::ReconnectPolicy impatient(int maxRetries = -1)
{
    return {.enabled = true,
            .initialDelay = std::chrono::milliseconds(1),
            .maxDelay = std::chrono::milliseconds(1),
            .maxRetries = maxRetries};
}

class ComponentScene
{
public:
    explicit ComponentScene(int maxRetries = -1)
        : ComponentScene(
            ComponentTransport{.reconnect = impatient(maxRetries), .router = router.sessionCreator()})
    { }
    explicit ComponentScene(const ComponentTransport &transport)
        : ComponentScene(QList<ComponentTransport>{transport})
    { }
    explicit ComponentScene(const QList<ComponentTransport> &transports)
        : component(
            std::make_unique<Component>(ComponentOptions{.transports = transports, .realm = u"realm1"_s}))
    {
        using C = Component;
        C *c = component.get();
        const auto add = [this](const QString &word) { log << word; };
        QObject::connect(c, &C::onConnect, c, [add] { add(u"connect"_s); });
        QObject::connect(c, &C::onJoin, c, [add] { add(u"join"_s); });
        QObject::connect(c, &C::onReady, c, [add] { add(u"ready"_s); });
        QObject::connect(c, &C::onLeave, c, [add](ApplicationSession *, const LeaveDetails &details) {
            add(u"leave "_s + details.reason);
        });
        QObject::connect(c, &C::onDisconnect, c, [add] { add(u"disconnect"_s); });
        QObject::connect(c, &C::onConnectFailure, c, [add] { add(u"failure"_s); });
        QObject::connect(c, &C::requestFailed, c, [add](const QString &uri, const RequestError &error) {
            add(u"refused %1 %2"_s.arg(uri, error.uri));
        });
        QObject::connect(c, &C::finished, c, [add](const QString &error) { add(u"finished "_s + error); });
    }
    bool isFinished() const { return log.join(u' ').contains("finished "_L1); }

    ScriptedRouter router;
    QStringList log;
    std::unique_ptr<Component> component;
};

} // namespace Gantry::Test

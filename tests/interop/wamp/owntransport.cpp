// SPDX-License-Identifier: MIT
#include "owntransport.h"

#include <Gantry/ConnectWS>
#include <Gantry/WampRawSocketClientFactory>
#include <Gantry/WampWebSocketClientFactory>

namespace Gantry::Interop {

std::unique_ptr<QObject> connectOwn(Wamp::ApplicationSession *session, const QUrl &url,
                                    const QString &serializer)
{
    const auto creator = [session] { return session; };
    const QList<const Wamp::Serializer *> serializers{Wamp::Serializer::byName(serializer)};
    if (url.scheme() == QLatin1StringView("ws")) {
        auto factory = std::make_unique<WampWebSocketClientFactory>(creator, url, serializers);
        connectWS(factory.get());
        return factory;
    }
    auto factory = std::make_unique<WampRawSocketClientFactory>(creator, url, serializers);
    factory->connectToRouter();
    return factory;
}

} // namespace Gantry::Interop

// SPDX-License-Identifier: MIT
// Clients that come back, at once or not before the test is over.
#pragma once

#include "support/servers.h"

#include <QtNetwork/QTcpServer>

namespace Gantry::Testing {

//! A port that nobody listens on.
inline QUrl deadUrl()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(server.serverPort()));
}

//! Retries that a test need not wait for, and ones that do not come by themselves.
constexpr ReconnectPolicy Soon{
    .enabled = true, .initialDelay = std::chrono::milliseconds(1), .maxDelay = std::chrono::milliseconds(2)};
constexpr ReconnectPolicy Never{
    .enabled = true, .initialDelay = std::chrono::hours(1), .maxDelay = std::chrono::hours(1)};

inline ReconnectPolicy with(ReconnectPolicy policy, qint64 queueBytes)
{
    policy.queueBytes = queueBytes;
    return policy;
}

inline WebSocketConnector *connectWith(Client &client, const ReconnectPolicy &policy)
{
    client.setReconnectPolicy(policy);
    return client.connectTo();
}

} // namespace Gantry::Testing

// SPDX-License-Identifier: MIT
#include "ownactor.h"

#include "ownclient.h"

namespace Gantry::Interop {

OwnActor::OwnActor() = default;
OwnActor::~OwnActor() = default;

void OwnActor::obey(const QJsonObject &order)
{
    std::unique_ptr<OwnClient> &client = m_clients[order.value(QLatin1StringView("session")).toString()];
    if (order.value(QLatin1StringView("op")).toString() == QLatin1StringView("join"))
        client = std::make_unique<OwnClient>([this](const QJsonObject &happened) { report(happened); });
    if (client)
        client->obey(order);
}

} // namespace Gantry::Interop

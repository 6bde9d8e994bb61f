// SPDX-License-Identifier: MIT
// Args and kwargs in the JSON of orders and reports, where {"$bytes": hex} stands for
// octets.
#pragma once

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QVariant>

namespace Gantry::Interop {

QVariant valueOf(const QJsonValue &json);
QJsonValue jsonOf(const QVariant &value);

inline QVariantList argsOf(const QJsonObject &order)
{
    return valueOf(order.value(QLatin1StringView("args")).toArray()).toList();
}
inline QVariantMap kwargsOf(const QJsonObject &order)
{
    return valueOf(order.value(QLatin1StringView("kwargs")).toObject()).toMap();
}

} // namespace Gantry::Interop

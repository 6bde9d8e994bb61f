// SPDX-License-Identifier: MIT
// The dictionaries of the meta API about registrations and subscriptions.
#pragma once

#include "router/registration.h"
#include "router/subscription.h"
#include "wamp/message/uri.h"

#include <QtCore/QVariantMap>

namespace Gantry::Wamp {

//! Of a RouterRegistration or RouterSubscription, what both have.
template<typename Object>
QVariantMap commonDetailsOf(const Object &object)
{
    return {{QStringLiteral("id"), object.id},
            {QStringLiteral("created"), object.created.toString(Qt::ISODateWithMs)},
            {QStringLiteral("uri"), QString::fromUtf8(object.uri)},
            {QStringLiteral("match"), QString::fromUtf8(nameOf(object.match))}};
}

inline QVariantMap detailsOf(const RouterSubscription &subscription)
{
    return commonDetailsOf(subscription);
}

inline QVariantMap detailsOf(const RouterRegistration &registration)
{
    QVariantMap details = commonDetailsOf(registration);
    details.insert(QStringLiteral("invoke"), QString::fromUtf8(nameOf(registration.invoke)));
    return details;
}

} // namespace Gantry::Wamp

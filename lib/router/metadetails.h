// SPDX-License-Identifier: MIT
// What the meta API is given and tells: ids, and dictionaries about registrations and
// subscriptions.
#pragma once

#include "router/registration.h"
#include "router/subscription.h"
#include "wamp/message/uri.h"

#include <QtCore/QVariantMap>

namespace Gantry::Wamp {

//! \a value as an id; 0: it is none. JavaScript's encoders write large ones as doubles,
//! which QVariant rounds up above 2^52.
inline Id idOf(const QVariant &value)
{
    Id id = 0;
    if (value.typeId() == QMetaType::Double) {
        const double number = value.toDouble();
        if (!(number >= 1 && number <= double(maxId)))
            return 0;
        id = Id(number);
        return double(id) == number ? id : 0;
    }
    bool isNumber = false;
    id = value.toULongLong(&isNumber);
    return isNumber && value.typeId() != QMetaType::QString && isValidId(id) ? id : 0;
}

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

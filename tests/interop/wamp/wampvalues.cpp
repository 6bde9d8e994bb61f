// SPDX-License-Identifier: MIT
#include "wampvalues.h"

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

QVariant valueOf(const QJsonValue &json)
{
    if (json.isNull())
        return {};
    if (json.isArray()) {
        QVariantList list;
        for (const QJsonValue &item : json.toArray())
            list.append(valueOf(item));
        return list;
    }
    if (json.isObject()) {
        const QJsonObject object = json.toObject();
        if (object.contains("$bytes"_L1))
            return QByteArray::fromHex(object.value("$bytes"_L1).toString().toLatin1());
        QVariantMap map;
        for (auto it = object.begin(); it != object.end(); ++it)
            map.insert(it.key(), valueOf(it.value()));
        return map;
    }
    return json.toVariant();
}

QJsonValue jsonOf(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::UnknownType:
        return QJsonValue::Null;
    case QMetaType::QByteArray:
        return QJsonObject{{u"$bytes"_s, QString::fromLatin1(value.toByteArray().toHex())}};
    case QMetaType::QVariantList: {
        QJsonArray array;
        for (const QVariant &item : value.toList())
            array.append(jsonOf(item));
        return array;
    }
    case QMetaType::QVariantMap: {
        QJsonObject object;
        const QVariantMap map = value.toMap();
        for (auto it = map.begin(); it != map.end(); ++it)
            object.insert(it.key(), jsonOf(it.value()));
        return object;
    }
    default:
        return QJsonValue::fromVariant(value);
    }
}

} // namespace Gantry::Interop

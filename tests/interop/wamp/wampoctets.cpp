// SPDX-License-Identifier: MIT
#include "wampoctets.h"

#include <QtCore/QCborValue>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/qendian.h>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

template<typename Number>
QByteArray headed(quint8 code, Number number)
{
    QByteArray octets(1 + qsizetype(sizeof number), char(code));
    qToBigEndian(number, octets.data() + 1);
    return octets;
}

QByteArray text(const QString &string)
{
    const QByteArray utf8 = string.toUtf8();
    return headed(0xdb, quint32(utf8.size())) + utf8;
}

//! The longest forms of everything, which are as good as the short ones.
QByteArray msgPack(const QJsonValue &value)
{
    QByteArray octets;
    switch (value.type()) {
    case QJsonValue::Bool:
        return QByteArray(1, value.toBool() ? '\xc3' : '\xc2');
    case QJsonValue::Double:
        if (const QVariant number = value.toVariant(); number.typeId() == QMetaType::LongLong)
            return headed(0xd3, number.toLongLong());
        return headed(0xcb, value.toDouble());
    case QJsonValue::String:
        return text(value.toString());
    case QJsonValue::Array: {
        const QJsonArray array = value.toArray();
        octets = headed(0xdd, quint32(array.size()));
        for (const QJsonValue &item : array)
            octets += msgPack(item);
        return octets;
    }
    case QJsonValue::Object: {
        const QJsonObject object = value.toObject();
        octets = headed(0xdf, quint32(object.size()));
        for (auto item = object.begin(); item != object.end(); ++item)
            octets += text(item.key()) + msgPack(item.value());
        return octets;
    }
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return QByteArray(1, '\xc0');
}

} // namespace

QByteArray wampOctets(const QByteArray &json, const QString &serializer)
{
    if (serializer == "json"_L1)
        return json;
    // In a list, since a document is a list or an object.
    QJsonParseError error;
    const QJsonValue value = QJsonDocument::fromJson('[' + json + ']', &error).array().at(0);
    if (error.error != QJsonParseError::NoError)
        qFatal("no JSON: %s", json.constData());
    return serializer == "cbor"_L1 ? QCborValue::fromJsonValue(value).toCbor() : msgPack(value);
}

QByteArray nestedLists(qsizetype levels, const QString &serializer)
{
    if (serializer == "json"_L1)
        return QByteArray(levels, '[') + QByteArray(levels, ']');
    if (serializer == "cbor"_L1)
        return QByteArray(levels - 1, '\x81') + '\x80';
    return QByteArray(levels - 1, '\x91') + '\x90';
}

QByteArray callWithNestedLists(int request, qsizetype levels, const QString &serializer)
{
    const QByteArray marker = "\"here\"";
    const QByteArray call =
        "[48," + QByteArray::number(request) + ",{},\"wamp.session.count\"," + marker + ']';
    return wampOctets(call, serializer)
        .replace(wampOctets(marker, serializer), nestedLists(levels, serializer));
}

} // namespace Gantry::Interop

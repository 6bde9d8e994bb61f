// SPDX-License-Identifier: GPL-3.0-only
#include "filter/qtjsonlookup.h"

#include "filter/strictjson.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>

namespace Gantry::Inspector {

namespace {

using ValueKind = JsonValue::Kind;
using QtSteps = QList<JsonPathStep>::const_iterator;

bool passes(const QJsonValue &value, const JsonValueTest &test)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return test({.kind = ValueKind::Null});
    case QJsonValue::Bool:
        return test({.kind = ValueKind::Flag, .flag = value.toBool()});
    case QJsonValue::Double:
        return test({.kind = ValueKind::Number, .number = value.toDouble()});
    case QJsonValue::String: {
        const QByteArray text = value.toString().toUtf8();
        return test({.kind = ValueKind::Text, .text = text});
    }
    case QJsonValue::Array:
    case QJsonValue::Object:
        return test({.kind = ValueKind::Container});
    case QJsonValue::Undefined:
        break;
    }
    return false;
}

bool anyBelow(const QJsonValue &value, QtSteps step, QtSteps end, const JsonValueTest &test);

bool anyOfAll(const QJsonValue &value, QtSteps next, QtSteps end, const JsonValueTest &test)
{
    const auto passesOn = [&](const QJsonValue &inner) { return anyBelow(inner, next, end, test); };
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        return std::any_of(array.begin(), array.end(), passesOn);
    }
    const QJsonObject object = value.toObject();
    return std::any_of(object.begin(), object.end(), passesOn);
}

bool anyBelow(const QJsonValue &value, QtSteps step, QtSteps end, const JsonValueTest &test)
{
    if (step == end)
        return passes(value, test);
    switch (step->kind) {
    case JsonPathStep::Kind::Any:
        return anyOfAll(value, step + 1, end, test);
    case JsonPathStep::Kind::Member:
        return anyBelow(value.toObject().value(QString::fromUtf8(step->member)), step + 1, end, test);
    case JsonPathStep::Kind::Element:
        break;
    }
    const QJsonArray array = value.toArray();
    return step->element < array.size() && anyBelow(array.at(step->element), step + 1, end, test);
}

} // namespace

bool QtJsonLookup::any(const JsonPath &path, const JsonValueTest &test)
{
    if (!std::exchange(m_isRead, true))
        read();
    return m_root && anyBelow(*m_root, path.steps.begin(), path.steps.end(), test);
}

void QtJsonLookup::read()
{
    if (m_json.isEmpty() || !isStrictJson(m_json))
        return;
    QJsonParseError error;
    const QByteArray octets = QByteArray::fromRawData(m_json.data(), m_json.size());
    const QJsonDocument document = QJsonDocument::fromJson(octets, &error);
    if (error.error == QJsonParseError::NoError)
        m_root = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: MIT
#include "configvalue.h"

#include <QtCore/QJsonDocument>

#include <cmath>
#include <limits>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

//! As it stands in the file, but for its length.
QString shown(const QJsonValue &value)
{
    constexpr qsizetype MostCharacters = 60;
    QString text = QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
    text = text.mid(1, text.size() - 2);
    return text.size() <= MostCharacters ? text : text.first(MostCharacters) + u"..."_s;
}

} // namespace

bool ConfigValue::is(QJsonValue::Type type, const char *wanted) const
{
    if (m_value.type() == type)
        return true;
    complain(u"%1 is wanted, not %2"_s.arg(QLatin1StringView(wanted), shown(m_value)));
    return false;
}

bool ConfigValue::boolean() const
{
    return is(QJsonValue::Bool, "true or false") && m_value.toBool();
}

QString ConfigValue::text() const
{
    if (!is(QJsonValue::String, "a string"))
        return {};
    if (m_value.toString().isEmpty())
        complain(u"it is empty"_s);
    return m_value.toString();
}

qint64 ConfigValue::number(qint64 least, qint64 most) const
{
    if (!is(QJsonValue::Double, "a number"))
        return least;
    const double number = m_value.toDouble();
    if (number == std::floor(number) && number >= double(least) && number <= double(most))
        return m_value.toInteger(least);
    complain(u"a whole number from %1 to %2 is wanted, not %3"_s.arg(least).arg(most).arg(shown(m_value)));
    return least;
}

std::chrono::milliseconds ConfigValue::milliseconds() const
{
    return std::chrono::milliseconds(number(0, std::numeric_limits<int>::max()));
}

QList<ConfigValue> ConfigValue::list() const
{
    QList<ConfigValue> values;
    if (!is(QJsonValue::Array, "a list"))
        return values;
    const QJsonArray array = m_value.toArray();
    for (qsizetype i = 0; i < array.size(); ++i)
        values.append({array.at(i), u"%1[%2]"_s.arg(m_path).arg(i), m_complaint});
    return values;
}

QStringList ConfigValue::texts() const
{
    QStringList texts;
    for (const ConfigValue &value : list())
        texts.append(value.text());
    return texts;
}

ConfigObject ConfigValue::object() const
{
    return {is(QJsonValue::Object, "an object") ? m_value.toObject() : QJsonObject(), m_path, m_complaint};
}

qsizetype ConfigValue::choice(const QStringList &choices) const
{
    const qsizetype index = m_value.isString() ? choices.indexOf(m_value.toString()) : -1;
    if (index >= 0)
        return index;
    complain(u"one of %1 is wanted, not %2"_s.arg(choices.join(u", "_s), shown(m_value)));
    return 0;
}

QByteArray ConfigValue::octets(qsizetype count) const
{
    const QByteArray digits = text().toLatin1().toLower();
    const QByteArray octets = QByteArray::fromHex(digits);
    if (octets.toHex() == digits && (count == 0 || octets.size() == count))
        return octets;
    // Not shown: it may be a secret.
    complain(count == 0 ? u"hexadecimal digits are wanted, two an octet"_s
                        : u"%1 hexadecimal digits are wanted"_s.arg(2 * count));
    return {};
}

ConfigObject::~ConfigObject()
{
    for (const QString &key : m_object.keys()) {
        if (!m_known.contains(key))
            m_complaint->add(pathOf(key), u"there is no such key"_s);
    }
}

QString ConfigObject::pathOf(const QString &key) const
{
    return m_path.isEmpty() ? key : m_path + u'.' + key;
}

std::optional<ConfigValue> ConfigObject::find(const QString &key)
{
    m_known.insert(key);
    const auto found = m_object.constFind(key);
    if (found == m_object.constEnd())
        return std::nullopt;
    return ConfigValue(*found, pathOf(key), m_complaint);
}

std::optional<ConfigValue> ConfigObject::require(const QString &key)
{
    auto value = find(key);
    if (!value)
        complain(u"the key \"%1\" is missing"_s.arg(key));
    return value;
}

void ConfigObject::read(const QString &key, bool &target)
{
    if (const auto value = find(key))
        target = value->boolean();
}

void ConfigObject::read(const QString &key, QString &target)
{
    if (const auto value = find(key))
        target = value->text();
}

void ConfigObject::read(const QString &key, QStringList &target)
{
    if (const auto value = find(key))
        target = value->texts();
}

void ConfigObject::read(const QString &key, std::chrono::milliseconds &target)
{
    if (const auto value = find(key))
        target = value->milliseconds();
}

std::optional<QJsonObject> parseConfig(const QByteArray &octets, ConfigComplaint *complaint)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(octets, &error);
    if (error.error != QJsonParseError::NoError) {
        const QByteArray before = octets.first(qBound(qsizetype(0), qsizetype(error.offset), octets.size()));
        const qsizetype column = before.size() - before.lastIndexOf('\n');
        complaint->add(
            {}, u"line %1, column %2: %3"_s.arg(before.count('\n') + 1).arg(column).arg(error.errorString()));
        return std::nullopt;
    }
    if (!document.isObject()) {
        complaint->add({}, u"an object is wanted at the top"_s);
        return std::nullopt;
    }
    return document.object();
}

} // namespace Gantry::Examples

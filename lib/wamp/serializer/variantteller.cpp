// SPDX-License-Identifier: MIT
#include "wamp/serializer/serializer.h"
#include "wamp/serializer/variants.h"

#include <QtCore/QCborValue>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QJsonValue>
#include <QtCore/QSequentialIterable>
#include <QtCore/QUrl>
#include <QtCore/QUuid>

namespace Gantry::Wamp::Wire {

namespace {

using namespace Qt::Literals::StringLiterals;

class Teller
{
public:
    explicit Teller(ValueSink &sink) noexcept
        : m_sink(sink)
    { }

    bool tell(const QVariant &value, int level)
    {
        if (!tellScalar(value) && !tellContainer(value, level) && !tellConverted(value, level))
            return complain(u"%1 cannot be sent"_s.arg(QLatin1StringView(value.typeName())));
        return m_error.isEmpty();
    }

    bool tell(const QVariantList &list, int level)
    {
        if (!open(level))
            return false;
        m_sink.beginList();
        for (const QVariant &item : list) {
            if (!tell(item, level + 1))
                return false;
        }
        m_sink.endList();
        return true;
    }

    template<typename Map>
    bool tellMap(const Map &map, int level)
    {
        if (!open(level))
            return false;
        m_sink.beginMap();
        for (auto entry = map.cbegin(); entry != map.cend(); ++entry) {
            m_sink.key(entry.key().toUtf8());
            if (!tell(entry.value(), level + 1))
                return false;
        }
        m_sink.endMap();
        return true;
    }

    const QString &error() const noexcept { return m_error; }

private:
    bool complain(const QString &error)
    {
        if (m_error.isEmpty())
            m_error = error;
        return false;
    }

    bool open(int level)
    {
        return level <= maxNestingDepth || complain(u"a value that is nested too deeply cannot be sent"_s);
    }

    // The three of them say whether they are for values of this type; what went wrong then
    // is in m_error.
    bool tellScalar(const QVariant &value);
    bool tellContainer(const QVariant &value, int level);
    bool tellConverted(const QVariant &value, int level);
    void tellJson(const QJsonValue &value, int level) { tell(value.toVariant(), level); }

    ValueSink &m_sink;
    QString m_error;
};

bool Teller::tellScalar(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::UnknownType:
    case QMetaType::Nullptr:
    case QMetaType::Void:
        m_sink.null();
        break;
    case QMetaType::Bool:
        m_sink.boolean(value.toBool());
        break;
    case QMetaType::Int:
    case QMetaType::LongLong:
    case QMetaType::Long:
    case QMetaType::Short:
    case QMetaType::Char:
    case QMetaType::SChar:
        m_sink.integer(value.toLongLong());
        break;
    case QMetaType::UInt:
    case QMetaType::ULongLong:
    case QMetaType::ULong:
    case QMetaType::UShort:
    case QMetaType::UChar:
        m_sink.number(value.toULongLong());
        break;
    case QMetaType::Double:
    case QMetaType::Float:
        m_sink.real(value.toDouble());
        if (const Problem problem = m_sink.problem())
            complain(QLatin1StringView(problem));
        break;
    case QMetaType::QString:
        m_sink.text(value.toString().toUtf8());
        break;
    case QMetaType::QByteArray:
        m_sink.bytes(value.toByteArray());
        break;
    default:
        return false;
    }
    return true;
}

bool Teller::tellContainer(const QVariant &value, int level)
{
    switch (value.typeId()) {
    case QMetaType::QVariantList:
        tell(*static_cast<const QVariantList *>(value.constData()), level);
        break;
    case QMetaType::QVariantMap:
        tellMap(*static_cast<const QVariantMap *>(value.constData()), level);
        break;
    case QMetaType::QVariantHash:
        tellMap(*static_cast<const QVariantHash *>(value.constData()), level);
        break;
    case QMetaType::QJsonValue:
        tellJson(value.toJsonValue(), level);
        break;
    case QMetaType::QJsonObject:
        tellJson(value.toJsonObject(), level);
        break;
    case QMetaType::QJsonArray:
        tellJson(value.toJsonArray(), level);
        break;
    case QMetaType::QCborValue:
    case QMetaType::QCborArray:
    case QMetaType::QCborMap:
        tell(value.value<QCborValue>().toVariant(), level);
        break;
    default:
        return false;
    }
    return true;
}

bool Teller::tellConverted(const QVariant &value, int level)
{
    const QMetaType type = value.metaType();
    if (type.flags() & QMetaType::IsEnumeration) {
        if (type.flags() & QMetaType::IsUnsignedEnumeration)
            m_sink.number(value.toULongLong());
        else
            m_sink.integer(value.toLongLong());
        return true;
    }
    if (type == QMetaType::fromType<QUuid>()) {
        m_sink.text(value.toUuid().toByteArray(QUuid::WithoutBraces));
        return true;
    }
    if (type == QMetaType::fromType<QUrl>()) {
        m_sink.text(value.toUrl().toEncoded());
        return true;
    }
    // Lists of texts, points in time (ISO 8601), and what an application registered.
    if (QMetaType::canConvert(type, QMetaType::fromType<QVariantMap>())) {
        tellMap(value.toMap(), level);
        return true;
    }
    if (QMetaType::canView(type, QMetaType::fromType<QSequentialIterable>())
        || value.canConvert<QVariantList>()) {
        tell(value.toList(), level);
        return true;
    }
    if (!value.canConvert<QString>())
        return false;
    m_sink.text(value.toString().toUtf8());
    return true;
}

} // namespace

QString tellVariant(const QVariant &value, ValueSink &sink, int level)
{
    Teller teller(sink);
    teller.tell(value, level);
    return teller.error();
}

QString tellVariant(const QVariantList &list, ValueSink &sink, int level)
{
    Teller teller(sink);
    teller.tell(list, level);
    return teller.error();
}

QString tellVariant(const QVariantMap &map, ValueSink &sink, int level)
{
    Teller teller(sink);
    teller.tellMap(map, level);
    return teller.error();
}

} // namespace Gantry::Wamp::Wire

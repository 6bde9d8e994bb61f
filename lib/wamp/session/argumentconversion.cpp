// SPDX-License-Identifier: MIT
#include "wamp/session/objectmethods.h"

#include <cmath>
#include <limits>
#include <optional>

namespace Gantry::Wamp {

namespace {

template<typename Integer>
std::optional<QVariant> integer(const QVariant &value)
{
    using Limits = std::numeric_limits<Integer>;
    switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::LongLong: {
        const qint64 number = value.toLongLong();
        return std::in_range<Integer>(number) ? std::optional(QVariant::fromValue(Integer(number)))
                                              : std::nullopt;
    }
    case QMetaType::UInt:
    case QMetaType::ULongLong: {
        const quint64 number = value.toULongLong();
        return std::in_range<Integer>(number) ? std::optional(QVariant::fromValue(Integer(number)))
                                              : std::nullopt;
    }
    case QMetaType::Double: {
        // JSON does not tell 5 from 5.0. 2^digits is exact, max() may not be.
        const double number = value.toDouble();
        if (std::trunc(number) != number || number < double(Limits::min())
            || number >= std::ldexp(1.0, Limits::digits))
            return std::nullopt;
        return QVariant::fromValue(Integer(number));
    }
    default:
        return std::nullopt;
    }
}

bool isNumber(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Double:
    case QMetaType::Float:
        return true;
    default:
        return false;
    }
}

std::optional<QVariant> converted(QVariant value, QMetaType type)
{
    if (!value.isValid() || !value.canConvert(type) || !value.convert(type))
        return std::nullopt;
    return value;
}

} // namespace

std::optional<QVariant> convertedArgument(const QVariant &value, QMetaType type)
{
    if (type == QMetaType::fromType<QVariant>() || type == value.metaType())
        return value;
    switch (type.id()) {
    case QMetaType::Char:
    case QMetaType::SChar:
        return integer<signed char>(value);
    case QMetaType::UChar:
        return integer<uchar>(value);
    case QMetaType::Short:
        return integer<short>(value);
    case QMetaType::UShort:
        return integer<ushort>(value);
    case QMetaType::Int:
        return integer<int>(value);
    case QMetaType::UInt:
        return integer<uint>(value);
    case QMetaType::Long:
        return integer<long>(value);
    case QMetaType::ULong:
        return integer<ulong>(value);
    case QMetaType::LongLong:
        return integer<qlonglong>(value);
    case QMetaType::ULongLong:
        return integer<qulonglong>(value);
    case QMetaType::Double:
    case QMetaType::Float:
        return isNumber(value) ? converted(value, type) : std::nullopt;
    case QMetaType::Bool:
    case QMetaType::QString:
    case QMetaType::QByteArray:
    case QMetaType::QVariantList:
    case QMetaType::QVariantMap:
        return std::nullopt; // of no other type than their own
    default:
        return converted(value, type);
    }
}

} // namespace Gantry::Wamp

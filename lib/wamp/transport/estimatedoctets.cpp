// SPDX-License-Identifier: MIT
#include "wamp/transport/inprocesstransport.h"

namespace Gantry::Wamp {

namespace {

//! A message's own fields and what keeps it in a queue.
constexpr qint64 FixedCost = 256;
constexpr qint64 ValueCost = 32;

qint64 costOf(const QVariantList &list, int depth);
qint64 costOf(const QVariantMap &map, int depth);

qint64 costOf(const QVariant &value, int depth)
{
    switch (value.typeId()) {
    case QMetaType::QString:
        return ValueCost + 2 * value.toString().size();
    case QMetaType::QByteArray:
        return ValueCost + value.toByteArray().size();
    case QMetaType::QVariantList:
        return ValueCost + costOf(value.toList(), depth);
    case QMetaType::QVariantMap:
        return ValueCost + costOf(value.toMap(), depth);
    default:
        return ValueCost;
    }
}

qint64 costOf(const QVariantList &list, int depth)
{
    qint64 cost = 0;
    for (qsizetype i = 0; depth > 0 && i < list.size(); ++i)
        cost += costOf(list[i], depth - 1);
    return cost;
}

qint64 costOf(const QVariantMap &map, int depth)
{
    qint64 cost = 0;
    if (depth == 0)
        return cost;
    for (auto entry = map.begin(); entry != map.end(); ++entry)
        cost += 2 * entry.key().size() + costOf(entry.value(), depth - 1);
    return cost;
}

qint64 costOf(const Payload &payload)
{
    switch (payload.kind()) {
    case Payload::Kind::Empty:
        break;
    case Payload::Kind::Raw:
        return payload.rawArgs().size() + payload.rawKwargs().size();
    case Payload::Kind::Values:
        return costOf(payload.valueArgs(), maxNestingDepth) + costOf(payload.valueKwargs(), maxNestingDepth);
    case Payload::Kind::Opaque:
        return payload.opaque().size();
    }
    return 0;
}

} // namespace

qint64 estimatedOctets(const Message &message)
{
    return std::visit(
        [](const auto &m) {
            if constexpr (requires { m.payload; })
                return FixedCost + costOf(m.payload);
            else
                return FixedCost;
        },
        message);
}

} // namespace Gantry::Wamp

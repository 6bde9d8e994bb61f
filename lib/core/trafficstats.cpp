// SPDX-License-Identifier: MIT
#include "core/trafficstats.h"

#include <QtCore/QJsonObject>
#include <QtCore/QJsonValue>

namespace Gantry::Core {

namespace {

QJsonValue json(quint64 count)
{
    return QJsonValue(qint64(count));
}

QJsonValue json(std::optional<double> ratio)
{
    return ratio ? QJsonValue(*ratio) : QJsonValue();
}

} // namespace

QJsonObject TrafficStats::toJson() const
{
    using namespace Qt::Literals::StringLiterals;
    return {
        {u"preopenIncomingOctetsWireLevel"_s, json(preopenIncomingOctetsWireLevel)},
        {u"preopenOutgoingOctetsWireLevel"_s, json(preopenOutgoingOctetsWireLevel)},
        {u"incomingOctetsWireLevel"_s, json(incomingOctetsWireLevel)},
        {u"incomingOctetsWebSocketLevel"_s, json(incomingOctetsWebSocketLevel)},
        {u"incomingOctetsAppLevel"_s, json(incomingOctetsAppLevel)},
        {u"incomingCompressionRatio"_s, json(incomingCompressionRatio())},
        {u"incomingWebSocketOverhead"_s, json(incomingWebSocketOverhead())},
        {u"incomingWebSocketFrames"_s, json(incomingWebSocketFrames)},
        {u"incomingControlFrames"_s, json(incomingControlFrames)},
        {u"incomingWebSocketMessages"_s, json(incomingWebSocketMessages)},
        {u"outgoingOctetsWireLevel"_s, json(outgoingOctetsWireLevel)},
        {u"outgoingOctetsWebSocketLevel"_s, json(outgoingOctetsWebSocketLevel)},
        {u"outgoingOctetsAppLevel"_s, json(outgoingOctetsAppLevel)},
        {u"outgoingCompressionRatio"_s, json(outgoingCompressionRatio())},
        {u"outgoingWebSocketOverhead"_s, json(outgoingWebSocketOverhead())},
        {u"outgoingWebSocketFrames"_s, json(outgoingWebSocketFrames)},
        {u"outgoingControlFrames"_s, json(outgoingControlFrames)},
        {u"outgoingWebSocketMessages"_s, json(outgoingWebSocketMessages)},
    };
}

} // namespace Gantry::Core

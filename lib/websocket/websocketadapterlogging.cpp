// SPDX-License-Identifier: MIT
// What an application sees of its traffic in its own log, when an option asks for it.
#include "websocket/frameparameters.h"
#include "websocket/logging_p.h"
#include "websocket/websocketadapterprotocol.h"
#include "websocket/websocketadapterprotocol_p.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

// A line is for people; the inspector shows the rest.
constexpr qsizetype MaxShownOctets = 64;

QString shown(QByteArrayView octets)
{
    const QByteArray hex = octets.first(std::min(octets.size(), MaxShownOctets)).toByteArray().toHex();
    return QString::fromLatin1(hex) + (octets.size() > MaxShownOctets ? u"..."_s : QString());
}

QString shown(const FrameInfo &frame)
{
    const QString mask = frame.masked ? u" mask %1"_s.arg(frame.maskKey, 8, 16, QLatin1Char('0')) : QString();
    return u"opcode %1%2 rsv %3 length %4"_s.arg(frame.opcode)
               .arg(frame.fin ? u" fin"_s : QString())
               .arg(frame.rsv)
               .arg(frame.payloadLength)
        + mask;
}

FrameInfo infoOf(const Core::FrameHeader &header)
{
    return {.opcode = header.opcode,
            .fin = header.fin,
            .rsv = header.rsv,
            .masked = header.masked,
            .maskKey = header.maskKey,
            .payloadLength = header.payloadLength};
}

} // namespace

void WebSocketLink::logOctets(Tap::Direction direction, QByteArrayView octets)
{
    if (!m_protocol)
        return;
    if (direction == Tap::Direction::Received)
        m_protocol->logRxOctets(octets);
    else
        m_protocol->logTxOctets(octets);
}

void WebSocketLink::logFrame(Tap::Direction direction, const Core::FrameHeader &header,
                             QByteArrayView payload)
{
    if (!m_protocol)
        return;
    if (direction == Tap::Direction::Received)
        m_protocol->logRxFrame(infoOf(header), payload);
    else
        m_protocol->logTxFrame(infoOf(header), payload);
}

void WebSocketAdapterProtocol::logRxOctets(QByteArrayView octets)
{
    qCInfo(trafficLog).noquote() << d->logName() << "received" << octets.size() << "octets" << shown(octets);
}

void WebSocketAdapterProtocol::logTxOctets(QByteArrayView octets)
{
    qCInfo(trafficLog).noquote() << d->logName() << "sent" << octets.size() << "octets" << shown(octets);
}

void WebSocketAdapterProtocol::logRxFrame(const FrameInfo &frame, QByteArrayView payload)
{
    qCInfo(trafficLog).noquote() << d->logName() << "received frame" << shown(frame) << shown(payload);
}

void WebSocketAdapterProtocol::logTxFrame(const FrameInfo &frame, QByteArrayView payload)
{
    qCInfo(trafficLog).noquote() << d->logName() << "sent frame" << shown(frame) << shown(payload);
}

} // namespace Gantry

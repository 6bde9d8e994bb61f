// SPDX-License-Identifier: MIT
#include "websocket/tapconnection.h"

namespace Gantry {

namespace {

// A record borrows what it describes; an observer that keeps it makes it its own.
QByteArray borrowed(QByteArrayView bytes)
{
    return QByteArray::fromRawData(bytes.data(), bytes.size());
}

} // namespace

Tap::RecordHead TapConnection::head() const
{
    return {.connection = m_number, .timeNs = Tap::Hub::now()};
}

void TapConnection::tapOpened()
{
    m_openedNs = Tap::Hub::now();
    Tap::Hub::instance().connectionOpened(*this);
}

void TapConnection::tapClosed(const Core::CloseInfo &info)
{
    if (m_openedNs == 0)
        return;
    // From here on nobody asks openRecord() any more.
    Tap::Hub::instance().connectionGone(
        *this,
        {.head = head(), .wasClean = info.wasClean, .code = info.code, .reason = info.reason, .by = info.by});
    m_openedNs = 0;
}

Tap::OpenRecord TapConnection::openRecord() const
{
    Tap::OpenRecord record = opening();
    record.head = {.connection = m_number, .timeNs = m_openedNs};
    return record;
}

void TapConnection::frameSeen(Tap::Direction direction, const Core::FrameHeader &header,
                              QByteArrayView payload)
{
    if (m_logsFrames)
        logFrame(direction, header, payload);
    quint8 &messageOpcode = m_messageOpcode[size_t(direction)];
    if (!header.isControl() && header.opcode != quint8(Core::Opcode::Continuation))
        messageOpcode = header.opcode;
    if (!Tap::Hub::isObserved(Tap::RecordKind::Frame))
        return;
    Tap::Hub::instance().publish(
        Tap::FrameRecord{.head = head(),
                         .direction = direction,
                         .header = header,
                         .messageOpcode = header.isControl() ? header.opcode : messageOpcode,
                         .payload = borrowed(payload)});
}

void TapConnection::publishOctets(Tap::Direction direction, QByteArrayView octets)
{
    Tap::Hub::instance().publish(
        Tap::OctetsRecord{.head = head(), .direction = direction, .octets = borrowed(octets)});
}

void TapConnection::publishMessage(Tap::Direction direction, const QByteArray &payload, bool isBinary)
{
    Tap::Hub::instance().publish(
        Tap::MessageRecord{.head = head(), .direction = direction, .isBinary = isBinary, .payload = payload});
}

void TapConnection::publishState(Core::ConnectionState state)
{
    Tap::Hub::instance().publish(Tap::StateRecord{.head = head(), .state = state});
}

} // namespace Gantry

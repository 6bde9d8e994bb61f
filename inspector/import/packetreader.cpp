// SPDX-License-Identifier: GPL-3.0-only
#include "import/packetreader.h"

#include "export/ippacket.h"

#include <QtCore/QtEndian>
#include <QtNetwork/QHostAddress>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int PacketsAtOnce = 200;

QByteArray endOf(QByteArrayView address, quint16 port)
{
    QByteArray end = address.toByteArray();
    end += char(port >> 8);
    end += char(port & 0xff);
    return end;
}

//! "tcp4:127.0.0.1:4711", as everybody here says it.
QByteArray peerText(QByteArrayView address, quint16 port)
{
    const QByteArray number = QByteArray::number(port);
    if (address.size() == 4) {
        const QHostAddress host(qFromBigEndian<quint32>(address.data()));
        return "tcp4:" + host.toString().toLatin1() + ':' + number;
    }
    Q_IPV6ADDR octets;
    std::copy_n(address.data(), sizeof octets.c, reinterpret_cast<char *>(octets.c));
    return "tcp6:[" + QHostAddress(octets).toString().toLatin1() + "]:" + number;
}

} // namespace

PacketReader::PacketReader(QIODevice *device, Output output)
    : m_file(device)
    , m_output(std::move(output))
{ }

bool PacketReader::readSome()
{
    for (int i = 0; i < PacketsAtOnce; ++i) {
        const auto packet = m_file.next();
        if (!packet) {
            finish();
            return false;
        }
        add(*packet);
    }
    return true;
}

void PacketReader::add(const CapturedPacket &packet)
{
    ++m_packets;
    if (!isKnownLinkType(packet.linkType)) {
        m_unknownLinkType = packet.linkType;
        return;
    }
    auto tcp = readTcpPacket(packet.octets, packet.linkType);
    if (!tcp)
        return;
    ++m_tcpPackets;
    const QByteArray from = endOf(tcp->source, tcp->sourcePort);
    const QByteArray to = endOf(tcp->destination, tcp->destinationPort);
    const size_t side = from < to ? 0 : 1;
    const QByteArray key = side == 0 ? from + to : to + from;
    const bool isStart = tcp->flags & TcpFlag::Syn;
    const auto existing = m_flows.find(key);
    if (existing == m_flows.end()) {
        if (!isStart && tcp->payload.isEmpty() && tcp->missing == 0)
            return; // the last words of one that is over
    } else if (existing->second->isRestartedBy(*tcp, side)) {
        endFlow(key);
    }
    TcpFlow &flow = flowFor(key);
    if (!packet.comment.isEmpty() && isStart)
        flow.hint(packet.comment);
    flow.add(*tcp, side, flow.isWebSocket() ? QByteArray() : peerText(tcp->source, tcp->sourcePort),
             packet.timeNs);
    if (flow.isOver())
        endFlow(key);
}

TcpFlow &PacketReader::flowFor(const QByteArray &key)
{
    if (qsizetype(m_flows.size()) >= MaxFlows && !m_flows.contains(key))
        std::erase_if(m_flows, [](const auto &entry) { return !entry.second->isWebSocket(); });
    std::unique_ptr<TcpFlow> &flow = m_flows[key];
    if (!flow) {
        flow = std::make_unique<TcpFlow>([this] { return ++m_lastNumber; },
                                         [this](Tap::Record &&record) { m_output(std::move(record)); });
    }
    return *flow;
}

void PacketReader::endFlow(const QByteArray &key)
{
    const auto node = m_flows.extract(key);
    TcpFlow &flow = *node.mapped();
    if (!flow.isOver())
        flow.endOfCapture();
    m_tlsFlows += flow.isTls() ? 1 : 0;
}

void PacketReader::finish()
{
    while (!m_flows.empty())
        endFlow(QByteArray(m_flows.begin()->first));
    m_error = m_file.errorText();
    if (m_error.isEmpty() && m_lastNumber == 0)
        explainNothing();
}

void PacketReader::explainNothing()
{
    if (m_tcpPackets == 0 && m_unknownLinkType)
        m_error = u"its packets are of link type %1, which cannot be read"_s.arg(*m_unknownLinkType);
    else if (m_tcpPackets == 0)
        m_error = u"none of its %1 packets is TCP"_s.arg(m_packets);
    else if (m_tlsFlows > 0)
        m_error = u"it holds no WebSocket that can be read; %1 connections are encrypted"_s.arg(m_tlsFlows);
    else
        m_error = u"it holds no WebSocket"_s;
}

} // namespace Gantry::Inspector

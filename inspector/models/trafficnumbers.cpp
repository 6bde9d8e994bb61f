// SPDX-License-Identifier: GPL-3.0-only
#include "models/trafficnumbers.h"

#include <algorithm>
#include <bit>

namespace Gantry::Inspector {

namespace {

std::size_t sideOf(Core::Direction direction)
{
    return direction == Core::Direction::Sent ? 0 : 1;
}

void addOctets(TimeBin &bin, const Tap::FrameRecord &frame)
{
    const bool isSent = frame.direction == Core::Direction::Sent;
    (isSent ? bin.sentOctets : bin.receivedOctets) += frame.header.payloadLength;
}

void addMessage(TimeBin &bin, Core::Direction direction)
{
    ++(direction == Core::Direction::Sent ? bin.sentMessages : bin.receivedMessages);
}

} // namespace

int sizeBinOf(quint64 octets) noexcept
{
    return std::min(SizeBins - 1, int(std::bit_width(octets)));
}

TrafficNumbers::TrafficNumbers(const RecordStore *store, QObject *parent)
    : QObject(parent)
    , m_follower(store,
                 {.look =
                      [this](quint64, const Tap::Record &record) {
                          if (const auto *frame = std::get_if<Tap::FrameRecord>(&record)) {
                              count(*frame);
                          }
                      },
                  .sliceEnded = [this](quint64, quint64) { Q_EMIT advanced(); },
                  .cleared = [this] { restart(); }})
{ }

void TrafficNumbers::restart()
{
    m_overall = Numbers(MaxOverallBins);
    m_flows.clear();
    Q_EMIT advanced();
}

TrafficNumbers::Flow *TrafficNumbers::flowOf(quint64 connection)
{
    const auto known = m_flows.find(connection);
    if (known != m_flows.end()) {
        return &known->second;
    }
    return m_flows.size() < MaxConnections
        ? &m_flows.emplace(connection, Flow(MaxConnectionBins)).first->second
        : nullptr;
}

void TrafficNumbers::count(const Tap::FrameRecord &frame)
{
    Flow *own = flowOf(frame.head.connection);
    addOctets(m_overall.bins.at(frame.head.timeNs), frame);
    m_overall.controlFrames += frame.header.isControl() ? 1 : 0;
    if (!own) {
        // Its fragments count as messages of their own: nothing remembers their message.
        if (!frame.header.isControl()) {
            Flow single(2);
            countData(single, frame, false);
        }
        return;
    }
    addOctets(own->numbers.bins.at(frame.head.timeNs), frame);
    if (!frame.header.isControl()) {
        countData(*own, frame, true);
        return;
    }
    ++own->numbers.controlFrames;
    countPing(*own, frame);
}

void TrafficNumbers::countData(Flow &flow, const Tap::FrameRecord &frame, bool hasOwn)
{
    const std::size_t side = sideOf(frame.direction);
    if (frame.header.opcode != quint8(Core::Opcode::Continuation)) {
        flow.octets[side] = 0;
        flow.wireOctets[side] = 0;
        flow.isCompressed[side] = (frame.header.rsv & Core::Rsv1) != 0;
    }
    flow.octets[side] += quint64(frame.payload.size());
    flow.wireOctets[side] += frame.header.payloadLength;
    if (!frame.header.fin) {
        return;
    }
    countMessage(m_overall, frame, flow);
    if (hasOwn) {
        countMessage(flow.numbers, frame, flow);
    }
    flow.octets[side] = 0;
    flow.wireOctets[side] = 0;
}

void TrafficNumbers::countMessage(Numbers &numbers, const Tap::FrameRecord &last, const Flow &flow)
{
    const std::size_t side = sideOf(last.direction);
    DeflateTotals &totals = side == 0 ? numbers.sent : numbers.received;
    ++totals.messages;
    totals.compressed += flow.isCompressed[side] ? 1 : 0;
    totals.octets += flow.octets[side];
    totals.wireOctets += flow.wireOctets[side];
    ++numbers.sizes[std::size_t(sizeBinOf(flow.octets[side]))];
    addMessage(numbers.bins.at(last.head.timeNs), last.direction);
}

//! A pong answers the latest ping with its payload, and those before it (RFC 6455 section 5.5.3).
void TrafficNumbers::countPing(Flow &flow, const Tap::FrameRecord &frame)
{
    const std::size_t side = sideOf(frame.direction);
    if (frame.header.opcode == quint8(Core::Opcode::Ping)) {
        std::array<Ping, 4> &pings = flow.pings[side];
        pings[flow.nextPing[side]++ % pings.size()] = {
            QByteArray(frame.payload.constData(), frame.payload.size()), frame.head.timeNs,
            true}; // its own: the frame's octets go
        return;
    }
    if (frame.header.opcode != quint8(Core::Opcode::Pong)) {
        return;
    }
    std::array<Ping, 4> &pings = flow.pings[1 - side];
    const std::size_t newest = flow.nextPing[1 - side] + pings.size() - 1;
    bool isAnswered = false;
    for (std::size_t age = 0; age < pings.size(); ++age) {
        Ping &ping = pings[(newest - age) % pings.size()];
        if (!isAnswered && ping.isOpen && ping.payload == frame.payload) {
            isAnswered = true;
            const qint64 latency = std::max<qint64>(0, frame.head.timeNs - ping.timeNs);
            m_overall.ping.add(latency);
            flow.numbers.ping.add(latency);
        }
        ping.isOpen = ping.isOpen && !isAnswered;
    }
}

void TrafficNumbers::addWampLatency(quint64 connection, qint64, qint64 latencyNs)
{
    m_overall.wamp.add(latencyNs);
    if (Flow *flow = flowOf(connection)) {
        flow->numbers.wamp.add(latencyNs);
    }
}

const TrafficNumbers::Numbers *TrafficNumbers::of(quint64 connection) const
{
    const auto known = m_flows.find(connection);
    return known == m_flows.end() ? nullptr : &known->second.numbers;
}

QList<quint64> TrafficNumbers::connections() const
{
    QList<quint64> numbers;
    numbers.reserve(qsizetype(m_flows.size()));
    for (const auto &flow : m_flows) {
        numbers << flow.first;
    }
    return numbers;
}

} // namespace Gantry::Inspector

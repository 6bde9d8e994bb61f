// SPDX-License-Identifier: MIT
#include "capturemaker.h"

#include "core/frame/opcode.h"

namespace Gantry::Bench {

namespace {

constexpr int Connections = 20;
constexpr qint64 BeginNs = 1'767'268'800'000'000'000;
constexpr qint64 BetweenFramesNs = 20'000; // 50,000 a second

//! One frame in as many.
constexpr quint32 BinaryEvery = 20;
constexpr quint32 PingEvery = 200;
constexpr quint32 LargeEvery = 20'000;
constexpr qsizetype LargeOctets = 64 * 1024;

} // namespace

quint32 CaptureMaker::random() noexcept
{
    m_state ^= m_state << 13;
    m_state ^= m_state >> 7;
    m_state ^= m_state << 17;
    return quint32(m_state >> 32);
}

QByteArray CaptureMaker::makeJson()
{
    QByteArray json = R"({"id":"sensor-)" + QByteArray::number(random() % 100) + R"(","t":)"
        + QByteArray::number(m_made) + R"(,"v":)" + QByteArray::number(double(random() % 100'000) / 100);
    const quint32 extras = random() % 6;
    for (quint32 i = 0; i < extras; ++i) {
        json += R"(,"channel)" + QByteArray::number(i) + R"(":{"raw":)" + QByteArray::number(random())
            + R"(,"unit":"kPa"})";
    }
    if (m_made == NeedleFrame)
        json += R"(,"note":")" + Needle.toByteArray() + '"';
    return json + '}';
}

Tap::FrameRecord CaptureMaker::makeFrame()
{
    Tap::FrameRecord frame;
    frame.head = {.connection = 1 + random() % Connections, .timeNs = BeginNs + m_made * BetweenFramesNs};
    frame.direction = random() % 2 == 0 ? Core::Direction::Sent : Core::Direction::Received;
    auto opcode = Core::Opcode::Text;
    if (random() % PingEvery == 0) {
        opcode = Core::Opcode::Ping;
        frame.payload = QByteArray::number(m_made);
    } else if (random() % BinaryEvery == 0) {
        opcode = Core::Opcode::Binary;
        frame.payload = QByteArray(40 + qsizetype(random() % 260), char(random()));
    } else {
        frame.payload = makeJson();
    }
    if (random() % LargeEvery == 0 && opcode == Core::Opcode::Text)
        frame.payload += QByteArray(LargeOctets, ' ');
    frame.header.opcode = quint8(opcode);
    frame.header.masked = frame.direction == Core::Direction::Sent;
    frame.header.maskKey = frame.header.masked ? random() : 0;
    frame.header.payloadLength = quint64(frame.payload.size());
    frame.messageOpcode = quint8(opcode);
    return frame;
}

QList<Tap::Record> CaptureMaker::next(int count)
{
    QList<Tap::Record> records;
    records.reserve(count);
    for (int i = 0; i < count; ++i) {
        Tap::FrameRecord frame = makeFrame();
        m_octets += frame.payload.size();
        records.append(std::move(frame));
        ++m_made;
    }
    return records;
}

} // namespace Gantry::Bench

// SPDX-License-Identifier: MIT
#include "livefeed.h"

#include "capturemaker.h"
#include "tap/hub.h"

#include <algorithm>

namespace Gantry::Bench {

namespace {

using namespace std::chrono;

constexpr milliseconds Step{10};
constexpr quint64 WampConnection = 1000;

Tap::Record wampOpening()
{
    Tap::OpenRecord open;
    open.head = {.connection = WampConnection, .timeNs = Tap::Hub::now()};
    open.url = "ws://127.0.0.1:8080/ws";
    open.subprotocol = "wamp.2.json";
    open.statusLine = "HTTP/1.1 101 Switching Protocols";
    return open;
}

Tap::FrameRecord wampFrame(quint64 id, bool isCall)
{
    Tap::FrameRecord frame;
    frame.head = {.connection = WampConnection, .timeNs = Tap::Hub::now()};
    frame.direction = isCall ? Tap::Direction::Sent : Tap::Direction::Received;
    frame.header.opcode = quint8(Core::Opcode::Text);
    frame.messageOpcode = frame.header.opcode;
    const QByteArray number = QByteArray::number(id);
    frame.payload =
        isCall ? "[48," + number + ",{},\"com.example.add\",[2,3]]" : "[50," + number + ",{},[5]]";
    frame.header.payloadLength = quint64(frame.payload.size());
    return frame;
}

} // namespace

LiveFeed::LiveFeed(int framesPerSecond, std::chrono::seconds duration)
    : m_framesPerSecond(framesPerSecond)
    , m_duration(duration)
{
    connect(&m_queue, &Inspector::RecordQueue::recordsReady, this, &Source::recordsReady);
}

LiveFeed::~LiveFeed()
{
    stop();
}

void LiveFeed::start()
{
    Q_EMIT started({});
    m_thread = std::thread([this] { feed(); });
}

void LiveFeed::stop()
{
    m_isEnding = true;
    if (m_thread.joinable())
        m_thread.join();
}

void LiveFeed::feed()
{
    CaptureMaker maker;
    m_queue.push(wampOpening());
    const int steps = int(m_duration / Step);
    const int framesOfStep = int(m_framesPerSecond * Step.count() / 1000);
    const auto begin = steady_clock::now();
    quint64 calls = 0;
    for (int step = 0; step < steps && !m_isEnding; ++step) {
        std::this_thread::sleep_until(begin + step * Step);
        const auto lag = duration_cast<milliseconds>(steady_clock::now() - begin - step * Step);
        m_worstLagMs = std::max<qint64>(m_worstLagMs, lag.count());
        const QList<Tap::Record> records = maker.next(framesOfStep / 2);
        for (Tap::Record record : records) {
            std::visit([](auto &one) { one.head.timeNs = Tap::Hub::now(); }, record);
            m_queue.push(std::move(record));
            const bool isCall = calls % 2 == 0;
            m_queue.push(wampFrame(calls++ / 2 + 1, isCall));
        }
        m_delivered += quint64(2 * records.size());
    }
    m_isOver = true;
}

} // namespace Gantry::Bench

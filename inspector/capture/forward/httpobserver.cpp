// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/httpobserver.h"

namespace Gantry::Inspector {

using Tap::Direction;
using Event = HttpFollower::Event;

HttpObserver::HttpObserver(Settings settings)
    : m_settings(std::move(settings))
{ }

HttpObserver::~HttpObserver() = default;

void HttpObserver::feed(Direction direction, QByteArrayView octets, qint64 timeNs)
{
    if (m_isUpgraded) {
        m_decoder->feed(direction, octets, timeNs);
    } else if (m_isLost) {
        return;
    } else if (direction == Direction::Received) {
        followResponses(octets, timeNs);
    } else if (!m_decoder) {
        followRequests(octets, timeNs);
    } else {
        m_behind += octets;
        if (m_behind.size() > MaxBehind)
            m_isLost = true;
    }
}

void HttpObserver::followRequests(QByteArrayView octets, qint64 timeNs)
{
    for (;;) {
        const HttpFollower::Step step = m_requests.feed(octets);
        octets = octets.sliced(step.taken);
        switch (step.event) {
        case Event::None:
            return;
        case Event::Lost:
            m_isLost = true;
            return;
        case Event::HeadEnded:
            beginRequest();
            if (m_isLost)
                return;
            break;
        case Event::MessageEnded:
            if (m_upgradeHead.isEmpty())
                break;
            beginUpgrade(timeNs);
            m_behind = octets.toByteArray();
            return;
        }
    }
}

void HttpObserver::beginRequest()
{
    const Tap::HeadCollector &head = m_requests.head();
    const QByteArray method = methodOf(head);
    // Behind a CONNECT comes what only its answer tells.
    if (method == "CONNECT" || m_outstanding.size() >= MaxOutstanding) {
        m_isLost = true;
        return;
    }
    m_outstanding.push_back(method == "HEAD" ? Asked::HeadOnly : Asked::Something);
    if (head.fields().hasToken("Upgrade", "websocket"))
        m_upgradeHead = head.raw();
}

void HttpObserver::beginUpgrade(qint64 timeNs)
{
    m_decoder = std::make_unique<Tap::ConnectionDecoder>(
        m_settings.nextNumber(), m_settings.decoder,
        [this](Tap::Record &&record) { deliver(std::move(record)); });
    m_decoder->feed(Direction::Sent, std::exchange(m_upgradeHead, {}), timeNs);
}

void HttpObserver::followResponses(QByteArrayView octets, qint64 timeNs)
{
    for (;;) {
        const HttpFollower::Step step = m_responses.feed(octets);
        if (m_isRefused && step.taken > 0)
            m_decoder->feed(Direction::Received, octets.first(step.taken), timeNs);
        octets = octets.sliced(step.taken);
        switch (step.event) {
        case Event::None:
            return;
        case Event::Lost:
            m_isLost = true;
            return;
        case Event::HeadEnded:
            if (!beginResponse(timeNs))
                return;
            if (m_isUpgraded) {
                m_decoder->feed(Direction::Sent, std::exchange(m_behind, {}), timeNs);
                m_decoder->feed(Direction::Received, octets, timeNs);
                return;
            }
            break;
        case Event::MessageEnded:
            endResponse(timeNs);
            break;
        }
    }
}

//! false: nothing more is understood.
bool HttpObserver::beginResponse(qint64 timeNs)
{
    const int status = statusOf(m_responses.head());
    m_isInterim = status < 200 && status != 101;
    if (m_isInterim)
        return true;
    const bool isAnswerToUpgrade = m_decoder && m_outstanding.size() == 1;
    if (m_outstanding.empty() || (status == 101 && !isAnswerToUpgrade)) {
        m_isLost = true;
        m_isSwitched = status == 101;
        return false;
    }
    if (m_outstanding.front() == Asked::HeadOnly)
        m_responses.dropBody();
    if (isAnswerToUpgrade) {
        m_decoder->feed(Direction::Received, m_responses.head().raw(), timeNs);
        m_isUpgraded = status == 101;
        m_isRefused = !m_isUpgraded;
    }
    return true;
}

void HttpObserver::endResponse(qint64 timeNs)
{
    if (std::exchange(m_isInterim, false))
        return;
    m_outstanding.erase(m_outstanding.begin());
    if (!std::exchange(m_isRefused, false))
        return;
    m_decoder->finish(timeNs);
    m_decoder.reset();
    const QByteArray behind = std::exchange(m_behind, {});
    followRequests(behind, timeNs);
}

void HttpObserver::feedEof(Direction direction, qint64 timeNs)
{
    if (m_decoder)
        m_decoder->feedEof(direction, timeNs);
}

void HttpObserver::finish(qint64 timeNs)
{
    if (m_decoder)
        m_decoder->finish(timeNs);
}

void HttpObserver::note(const QByteArray &reason)
{
    if (m_reason.isEmpty())
        m_reason = reason;
}

// The decoder sees a connection that ends; why it ended is known outside.
void HttpObserver::deliver(Tap::Record &&record)
{
    const auto *frame = std::get_if<Tap::FrameRecord>(&record);
    if (frame && frame->header.opcode == quint8(Core::Opcode::Close))
        m_saidClose[size_t(frame->direction)] = true;
    auto *close = std::get_if<Tap::CloseRecord>(&record);
    if (close && !close->wasClean && close->reason.isEmpty())
        close->reason = m_reason;
    m_settings.deliver(std::move(record));
}

} // namespace Gantry::Inspector

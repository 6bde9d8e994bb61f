// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/forwardfarewell.h"

#include "capture/proxyanswer.h"
#include "tap/hub.h"

namespace Gantry::Inspector {

using Tap::Direction;

ForwardFarewell::ForwardFarewell(const ForwardContext &context, std::unique_ptr<Link> client,
                                 const ForwardRefusal &refusal, std::unique_ptr<HttpObserver> observer)
    : ForwardStage(context)
    , m_client(std::move(client))
    , m_answer(proxyAnswer(refusal.status, refusal.text))
    , m_observer(std::move(observer))
{
    if (m_observer)
        m_observer->note(refusal.text);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ForwardFarewell::finish);
}

ForwardFarewell::~ForwardFarewell()
{
    finish();
}

void ForwardFarewell::start()
{
    Link *link = m_client.get();
    connect(link, &Link::received, this, &ForwardFarewell::onOctets);
    connect(link, &Link::written, this, [this] {
        if (!m_isWaiting)
            m_timer.start(LingerTime); // there is progress
    });
    connect(link, &Link::readingFinished, this, [this] {
        if (m_isWaiting)
            finish();
    });
    connect(link, &Link::closed, this, &ForwardFarewell::finish);
    link->setReading(true);
    if (m_isWaiting)
        m_timer.start(HeadTimeout);
    else
        answer();
}

// What comes behind the answer is read and thrown away: closing a socket with unread
// octets in it would reset the connection, and the answer might be lost.
void ForwardFarewell::onOctets(QByteArrayView octets)
{
    if (!m_isWaiting)
        return;
    const HttpFollower::Step step = m_requests.feed(octets);
    if (m_observer)
        m_observer->feed(Direction::Sent, octets, Tap::Hub::now());
    if (step.event == HttpFollower::Event::HeadEnded)
        answer();
    else if (step.event == HttpFollower::Event::Lost)
        finish(); // only who speaks HTTP can be answered in HTTP
}

void ForwardFarewell::answer()
{
    m_isWaiting = false;
    if (m_observer)
        m_observer->feed(Direction::Received, m_answer, Tap::Hub::now());
    m_timer.start(LingerTime);
    m_client->write(m_answer);
    m_client->finishWriting();
}

void ForwardFarewell::finish()
{
    if (isOver())
        return;
    m_timer.stop();
    dismiss(m_client);
    if (m_observer)
        m_observer->finish(Tap::Hub::now());
    end();
}

} // namespace Gantry::Inspector

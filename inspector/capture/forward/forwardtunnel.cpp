// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/forwardtunnel.h"

#include "tap/hub.h"

namespace Gantry::Inspector {

using Tap::Direction;

ForwardTunnel::ForwardTunnel(const ForwardContext &context, std::unique_ptr<Link> client,
                             std::unique_ptr<Link> target, std::unique_ptr<HttpObserver> observer)
    : ForwardStage(context)
    , m_observer(std::move(observer))
{
    side(Direction::Sent).link = std::move(client);
    side(Direction::Received).link = std::move(target);
    m_linger.setSingleShot(true);
    connect(&m_linger, &QTimer::timeout, this, &ForwardTunnel::finish);
}

ForwardTunnel::~ForwardTunnel()
{
    finish();
}

void ForwardTunnel::sendFirst(QByteArray toTarget, QByteArray toClient)
{
    side(Direction::Received).first = std::move(toTarget);
    side(Direction::Sent).first = std::move(toClient);
}

void ForwardTunnel::start()
{
    attach(Direction::Sent);
    attach(Direction::Received);
    onOctets(Direction::Sent, std::exchange(side(Direction::Received).first, {}));
    onOctets(Direction::Received, std::exchange(side(Direction::Sent).first, {}));
}

void ForwardTunnel::attach(Direction sender)
{
    Link *link = side(sender).link.get();
    connect(link, &Link::received, this, [=, this](QByteArrayView octets) { onOctets(sender, octets); });
    connect(link, &Link::readingFinished, this, [=, this] { onEnd(sender); });
    connect(link, &Link::written, this, &ForwardTunnel::onWritten);
    connect(link, &Link::closed, this, [=, this](const QString &error) { onClosed(sender, error); });
}

void ForwardTunnel::onOctets(Direction sender, QByteArrayView octets)
{
    if (!octets.isEmpty()) {
        const qint64 timeNs = Tap::Hub::now(); // before the receiver may be the one that runs
        // First on their way, then looked at: an observer costs no delay.
        if (Link *receiver = otherSide(sender).link.get())
            receiver->write(octets);
        if (m_observer)
            m_observer->feed(sender, octets, timeNs);
    }
    lingerForClient();
    updateReading();
}

void ForwardTunnel::onEnd(Direction sender)
{
    side(sender).hasEnded = true;
    if (m_observer)
        m_observer->feedEof(sender, Tap::Hub::now());
    if (Link *receiver = otherSide(sender).link.get())
        receiver->finishWriting();
    lingerForClient();
}

// The target sends no more and the client has all of it: it may have more to say, but
// one that never ends must not stay for ever.
void ForwardTunnel::lingerForClient()
{
    const Side &client = side(Direction::Sent);
    const Side &target = side(Direction::Received);
    const bool isHalfOpen = target.hasEnded && target.link && client.link;
    if (!isHalfOpen || client.link->pendingOctets() > 0)
        return;
    const bool saidClose = m_observer && m_observer->saidClose();
    m_linger.start(saidClose ? LingerTime : HalfCloseTime);
}

void ForwardTunnel::onClosed(Direction sender, const QString &error)
{
    dismiss(side(sender).link);
    if (m_observer && !error.isEmpty())
        m_observer->note((sender == Direction::Sent ? "client: " : "target: ") + error.toUtf8());
    Link *other = otherSide(sender).link.get();
    if (!other)
        return finish();
    other->finishWriting();
    m_linger.start(LingerTime);
    updateReading();
}

void ForwardTunnel::onWritten()
{
    if (m_linger.isActive())
        m_linger.start(); // there is progress
    lingerForClient();
    updateReading();
}

void ForwardTunnel::setHeld(bool held)
{
    m_isHeld = held;
    updateReading();
}

void ForwardTunnel::updateReading()
{
    for (const Direction sender : {Direction::Sent, Direction::Received}) {
        Side &from = side(sender);
        const Link *to = otherSide(sender).link.get();
        if (!from.link)
            continue;
        from.isPaused = m_isHeld || (to && isTooFull(to->pendingOctets(), from.isPaused));
        from.link->setReading(!from.isPaused);
    }
}

void ForwardTunnel::finish()
{
    if (isOver())
        return;
    m_linger.stop();
    dismiss(side(Direction::Sent).link);
    dismiss(side(Direction::Received).link);
    if (m_observer)
        m_observer->finish(Tap::Hub::now());
    end();
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "capture/forward/forwardexchange.h"

#include "capture/forward/forwardconnect.h"
#include "capture/forward/forwardfarewell.h"
#include "capture/forward/forwardtunnel.h"
#include "capture/targetconnector.h"
#include "tap/hub.h"
#include "websocket/deletesoon.h"

namespace Gantry::Inspector {

using Tap::Direction;
using Event = HttpFollower::Event;

ForwardExchange::ForwardExchange(const ForwardContext &context, std::unique_ptr<Link> client)
    : ForwardStage(context)
    , m_client(std::move(client))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ForwardExchange::onTimeout);
}

ForwardExchange::~ForwardExchange()
{
    finish();
}

void ForwardExchange::start()
{
    Link *link = m_client.get();
    connect(link, &Link::received, this, &ForwardExchange::onClientOctets);
    connect(link, &Link::readingFinished, this, &ForwardExchange::onClientEnd);
    connect(link, &Link::written, this, &ForwardExchange::updateReading);
    connect(link, &Link::closed, this, &ForwardExchange::finish);
    m_timer.start(HeadTimeout);
    updateReading();
}

void ForwardExchange::onClientOctets(QByteArrayView octets)
{
    if (!m_requests.hasBegun() && m_waiting.isEmpty() && !mustWait())
        m_timer.start(HeadTimeout);
    m_waiting += octets;
    work();
}

//! A request waits for the answer to the one before it, its body for the target.
bool ForwardExchange::mustWait() const
{
    if (m_connector)
        return true;
    return m_requests.isInHead() && m_observer && !m_observer->isIdle();
}

void ForwardExchange::work()
{
    // An event that needs no octets is told with none, once there were some.
    bool mayGoOn = !m_waiting.isEmpty();
    while (mayGoOn && !isOver() && !mustWait()) {
        const bool wasInHead = m_requests.isInHead();
        const HttpFollower::Step step = m_requests.feed(m_waiting);
        const QByteArray taken = m_waiting.first(step.taken);
        m_waiting.remove(0, step.taken);
        if (!wasInHead)
            send(taken);
        switch (step.event) {
        case Event::None:
            mayGoOn = false;
            break;
        case Event::Lost:
            return refuse(m_requests.isTooLong()
                              ? ForwardRefusal{.status = 431, .text = "The request head is larger than 1 MiB"}
                              : ForwardRefusal{.status = 400, .text = "This is no good HTTP/1 request"});
        case Event::HeadEnded:
            beginRequest();
            break;
        case Event::MessageEnded:
            break;
        }
    }
    if (!isOver())
        updateReading();
}

void ForwardExchange::beginRequest()
{
    m_timer.stop();
    const auto result = readForwardRequest(m_requests.head());
    if (const auto *refusal = std::get_if<ForwardRefusal>(&result))
        return refuse(*refusal);
    const auto &request = std::get<ForwardRequest>(result);
    if (request.isTunnel) {
        dropTarget();
        return handOver(std::make_unique<ForwardConnect>(context(), take(m_client, this), request.target,
                                                         std::exchange(m_waiting, {})));
    }
    m_isAnswered = false;
    if (m_target && m_address == request.target)
        return send(request.head);
    dropTarget();
    m_head = request.head;
    connectTarget(request.target);
}

void ForwardExchange::connectTarget(const Core::WebSocketAddress &address)
{
    m_address = address;
    m_observer = context().makeObserver(m_client->peer(), address.isSecure);
    m_connector = std::make_unique<TargetConnector>(address, context().targetTls);
    connect(m_connector.get(), &TargetConnector::connected, this, &ForwardExchange::adoptTarget);
    connect(m_connector.get(), &TargetConnector::failed, this, [this](const QString &reason) {
        const QString text =
            QStringLiteral("%1 cannot be reached: %2").arg(QString::fromLatin1(m_address.hostField), reason);
        context().notice(text);
        refuse({.status = 502, .text = text.toUtf8()});
    });
    m_connector->start();
}

void ForwardExchange::adoptTarget()
{
    m_target = m_connector->takeLink();
    m_connector->disconnect(this);
    deleteSoon(m_connector.release()); // it is the sender
    if (context().isOurselves(m_target->peer()))
        return refuse({.status = 508, .text = "The request leads to this proxy itself"});
    Link *link = m_target.get();
    connect(link, &Link::received, this, &ForwardExchange::onTargetOctets);
    connect(link, &Link::readingFinished, this, &ForwardExchange::onTargetEnd);
    connect(link, &Link::written, this, &ForwardExchange::updateReading);
    connect(link, &Link::closed, this, &ForwardExchange::onTargetClosed);
    send(std::exchange(m_head, {}));
    // With nothing in hand the end of a message without a body would wait for octets.
    if (m_waiting.isEmpty())
        m_requests.feed({});
    work();
    updateReading();
}

void ForwardExchange::dropTarget()
{
    dismiss(m_target);
    if (m_observer)
        m_observer->finish(Tap::Hub::now());
    m_observer.reset();
}

void ForwardExchange::send(QByteArrayView octets)
{
    if (octets.isEmpty() || !m_target)
        return; // a target that is gone gets nothing, and its answer says so
    const qint64 timeNs = Tap::Hub::now(); // before the receiver may be the one that runs
    m_target->write(octets);
    m_observer->feed(Direction::Sent, octets, timeNs);
}

void ForwardExchange::onTargetOctets(QByteArrayView octets)
{
    const qint64 timeNs = Tap::Hub::now();
    m_isAnswered = true;
    m_client->write(octets);
    m_observer->feed(Direction::Received, octets, timeNs);
    if (m_observer->isUpgraded() || m_observer->isSwitched()) {
        m_target->setReading(false);
        auto tunnel = std::make_unique<ForwardTunnel>(context(), take(m_client, this), take(m_target, this),
                                                      std::move(m_observer));
        tunnel->sendFirst(std::exchange(m_waiting, {}), {});
        return handOver(std::move(tunnel));
    }
    if (m_observer->isIdle())
        afterAnswer();
    else if (m_observer->isLost())
        m_timer.start(IdleTimeout); // the answer's end cannot be seen any more
    if (!isOver())
        updateReading();
}

void ForwardExchange::afterAnswer()
{
    if (m_requests.isInHead() && m_clientEnded && m_waiting.isEmpty())
        return m_client->finishWriting(); // closed() follows
    if (!m_requests.hasBegun())
        m_timer.start(m_waiting.isEmpty() ? IdleTimeout : HeadTimeout);
    work();
}

void ForwardExchange::onTargetEnd()
{
    // Between two requests that is no matter: the next one connects anew. An answer that
    // ends with the connection (RFC 9112 section 6.3) is over now, and so is the client's.
    if (m_observer && m_observer->isIdle())
        return dropTarget();
    if (!m_isAnswered)
        return refuse({.status = 502, .text = "The target ended the connection without an answer"});
    m_client->finishWriting();
    m_timer.start(LingerTime);
}

void ForwardExchange::onTargetClosed(const QString &error)
{
    dismiss(m_target);
    if (m_observer && !m_observer->isIdle() && !error.isEmpty())
        m_observer->note("target: " + error.toUtf8());
}

void ForwardExchange::onClientEnd()
{
    m_clientEnded = true;
    const bool isAnswerDue = m_connector || (m_observer && !m_observer->isIdle());
    if (!m_requests.isInHead() && m_target)
        m_target->finishWriting(); // in the middle of a body
    else if (!isAnswerDue && m_waiting.isEmpty())
        finish();
}

void ForwardExchange::refuse(const ForwardRefusal &refusal)
{
    if (m_connector) {
        m_connector->disconnect(this);
        deleteSoon(m_connector.release()); // it may be the sender
    }
    dismiss(m_target);
    // A request that did not get through is shown with its answer all the same.
    if (m_observer && !m_head.isEmpty())
        m_observer->feed(Direction::Sent, std::exchange(m_head, {}), Tap::Hub::now());
    handOver(
        std::make_unique<ForwardFarewell>(context(), take(m_client, this), refusal, std::move(m_observer)));
}

void ForwardExchange::onTimeout()
{
    const bool isInAnswer = m_observer && !m_observer->isIdle();
    if (m_requests.hasBegun() && !isInAnswer)
        refuse({.status = 408, .text = "The request head took too long"});
    else
        finish();
}

void ForwardExchange::setHeld(bool held)
{
    m_isHeld = held;
    updateReading();
}

void ForwardExchange::updateReading()
{
    if (isOver())
        return;
    // What comes before its turn stays with the client.
    const bool isFull = m_target && isTooFull(m_target->pendingOctets(), m_clientPaused);
    m_clientPaused = m_isHeld || isFull || !m_waiting.isEmpty() || m_connector;
    m_client->setReading(!m_clientPaused);
    if (m_target) {
        m_targetPaused = m_isHeld || isTooFull(m_client->pendingOctets(), m_targetPaused);
        m_target->setReading(!m_targetPaused);
    }
}

void ForwardExchange::finish()
{
    if (isOver())
        return;
    m_timer.stop();
    if (m_connector) {
        m_connector->disconnect(this);
        deleteSoon(m_connector.release());
    }
    dropTarget();
    dismiss(m_client);
    end();
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "capture/relay.h"

#include "capture/proxyanswer.h"
#include "capture/recordqueue.h"
#include "capture/targetconnector.h"
#include "tap/hub.h"
#include "websocket/deletesoon.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using Tap::Direction;

namespace {

Tap::DecoderOptions decoderOptions(const Link &client, bool isSecure)
{
    Tap::DecoderOptions options;
    options.secure = isSecure;
    options.peer = client.peer();
    return options;
}

//! Deleted when control is back in the loop: the link may be the sender.
void dismiss(std::unique_ptr<Link> &link)
{
    if (!link)
        return;
    link->disconnect();
    link->abort();
    deleteSoon(link.release());
}

} // namespace

Relay::Relay(std::unique_ptr<Link> client, bool isSecure, Target target, quint64 number, RecordQueue *records,
             QObject *parent)
    : QObject(parent)
    , m_number(number)
    , m_target(std::move(target))
    , m_records(records)
    , m_clientLink(std::move(client))
    , m_rewriter(m_target.address.hostField, m_target.address.target)
    , m_decoder(number, decoderOptions(*m_clientLink, isSecure),
                [this](Tap::Record &&record) { deliver(std::move(record)); })
{
    m_linger.setSingleShot(true);
    connect(&m_linger, &QTimer::timeout, this, &Relay::onLingered);
    Link *link = m_clientLink.get();
    connect(link, &Link::received, this, &Relay::onClientOctets);
    connect(link, &Link::readingFinished, this, &Relay::onClientEnd);
    connect(link, &Link::written, this, &Relay::onWritten);
    connect(link, &Link::closed, this,
            [this](const QString &error) { onClosed(m_clientLink, u"client"_s, error); });
    if (link->isReady())
        connectTarget();
    else
        connect(link, &Link::ready, this, &Relay::connectTarget);
    updateReading();
}

Relay::~Relay()
{
    finish();
}

void Relay::connectTarget()
{
    m_connector = std::make_unique<TargetConnector>(m_target.address, m_target.tls);
    connect(m_connector.get(), &TargetConnector::connected, this, &Relay::adoptTarget);
    connect(m_connector.get(), &TargetConnector::failed, this, &Relay::refuse);
    m_connector->start();
}

void Relay::adoptTarget()
{
    m_targetLink = m_connector->takeLink();
    dropConnector();
    Link *link = m_targetLink.get();
    connect(link, &Link::received, this, &Relay::onTargetOctets);
    connect(link, &Link::readingFinished, this, &Relay::onTargetEnd);
    connect(link, &Link::written, this, &Relay::onWritten);
    connect(link, &Link::closed, this,
            [this](const QString &error) { onClosed(m_targetLink, u"target"_s, error); });
    link->write(std::exchange(m_early, {}));
    if (m_clientEnded)
        link->finishWriting();
    if (!m_clientLink)
        m_linger.start(LingerTime);
    updateReading();
}

void Relay::dropConnector()
{
    if (!m_connector)
        return;
    m_connector->disconnect(this); // what it has queued comes too late
    deleteSoon(m_connector.release()); // it may be the sender
}

void Relay::onClientOctets(QByteArrayView octets)
{
    const qint64 timeNs = Tap::Hub::now(); // before the receiver may be the one that runs
    const bool passes = m_targetLink
        && (m_rewriter.state() == RequestRewriter::State::Passing
            || m_rewriter.state() == RequestRewriter::State::Raw);
    if (passes)
        m_targetLink->write(octets); // first on their way, then looked at
    m_decoder.feed(Direction::Sent, octets, timeNs);
    if (!passes && !m_isAnswered && (m_targetLink || m_connector || m_isRefused)) {
        m_rewriter.feed(octets, m_early);
        if (m_rewriter.state() == RequestRewriter::State::TooLarge)
            answer(431, "The request head is larger than 1 MiB");
        else if (m_isRefused)
            answerRefusal();
        else if (m_targetLink)
            m_targetLink->write(std::exchange(m_early, {}));
    }
    lingerForClient();
    updateReading();
}

void Relay::onTargetOctets(QByteArrayView octets)
{
    const qint64 timeNs = Tap::Hub::now();
    if (m_clientLink && !m_isAnswered)
        m_clientLink->write(octets);
    m_decoder.feed(Direction::Received, octets, timeNs);
    updateReading();
}

void Relay::onClientEnd()
{
    m_clientEnded = true;
    m_decoder.feedEof(Direction::Sent, Tap::Hub::now());
    m_early += m_rewriter.takeRest();
    if (m_isRefused) {
        answerRefusal();
    } else if (m_targetLink) {
        m_targetLink->write(std::exchange(m_early, {}));
        m_targetLink->finishWriting();
    }
}

void Relay::onTargetEnd()
{
    m_targetEnded = true;
    m_decoder.feedEof(Direction::Received, Tap::Hub::now());
    if (m_clientLink)
        m_clientLink->finishWriting();
    lingerForClient();
}

// The target sends no more, and the client has all of it. Both said that they close
// (RFC 6455 section 7.1.1: the server ends first), or the client may still go on.
void Relay::lingerForClient()
{
    const bool isHalfOpen = m_targetEnded && m_targetLink && m_clientLink && !m_isAnswered;
    if (!isHalfOpen || m_clientLink->pendingOctets() > 0)
        return;
    m_linger.start(m_saidClose[0] && m_saidClose[1] ? LingerTime : HalfCloseTime);
}

void Relay::onClosed(std::unique_ptr<Link> &link, const QString &who, const QString &error)
{
    if (!link)
        return;
    dismiss(link);
    if (!error.isEmpty())
        note(u"%1: %2"_s.arg(who, error));
    Link *other = (&link == &m_clientLink ? m_targetLink : m_clientLink).get();
    if (!other) {
        // A connection that is still being opened has nobody left to serve, unless
        // what the client sent is to be delivered.
        if (!m_connector || m_early.isEmpty())
            finish();
        return;
    }
    other->finishWriting();
    m_linger.start(LingerTime);
    updateReading();
}

// The other side is gone, or as good as gone: what this one sends has nowhere to go,
// and what it is owed does not get through.
void Relay::onLingered()
{
    if (m_isRefused && !m_isAnswered)
        answer(502, m_failure);
    else
        finish();
}

void Relay::refuse(const QString &reason)
{
    dropConnector();
    m_isRefused = true;
    note(u"The target cannot be reached: %1"_s.arg(reason));
    if (!m_clientLink) {
        finish();
    } else {
        m_linger.start(LingerTime); // the client may still be writing its request
        answerRefusal();
    }
}

void Relay::answerRefusal()
{
    const bool isComplete = m_clientEnded || m_rewriter.state() != RequestRewriter::State::Collecting;
    if (m_isAnswered || !isComplete)
        return;
    // Only who speaks HTTP can be answered in HTTP.
    if (m_rewriter.state() == RequestRewriter::State::Passing)
        answer(502, m_failure);
    else
        answer(0, {});
}

void Relay::answer(int status, const QByteArray &text)
{
    m_isAnswered = true;
    m_early = {};
    dropConnector();
    if (status != 0) {
        const QByteArray response = proxyAnswer(status, text);
        m_decoder.feed(Direction::Received, response, Tap::Hub::now());
        m_clientLink->write(response);
        note(QString::fromUtf8(text));
    }
    m_clientLink->finishWriting();
    if (m_targetLink)
        m_targetLink->finishWriting();
    m_linger.start(LingerTime);
    updateReading(); // its end is to be seen
}

void Relay::onWritten()
{
    if (m_linger.isActive())
        m_linger.start(); // there is progress
    lingerForClient();
    updateReading();
}

void Relay::setHeld(bool held)
{
    m_isHeld = held;
    updateReading();
}

void Relay::updateReading()
{
    const auto isTooFull = [](qint64 pending, bool wasPaused) {
        return pending > (wasPaused ? LowWatermark : HighWatermark);
    };
    if (m_clientLink) {
        // Past the head, what comes before the target is there stays with the client.
        const bool waits = m_connector && !m_early.isEmpty();
        m_clientPaused =
            m_isHeld || waits || (m_targetLink && isTooFull(m_targetLink->pendingOctets(), m_clientPaused));
        m_clientLink->setReading(!m_clientPaused);
    }
    if (m_targetLink) {
        m_targetPaused =
            m_isHeld || (m_clientLink && isTooFull(m_clientLink->pendingOctets(), m_targetPaused));
        m_targetLink->setReading(!m_targetPaused);
    }
}

void Relay::note(const QString &reason)
{
    if (m_failure.isEmpty())
        m_failure = reason.toUtf8();
}

void Relay::finish()
{
    if (std::exchange(m_isFinished, true))
        return;
    m_linger.stop();
    dropConnector();
    dismiss(m_clientLink);
    dismiss(m_targetLink);
    m_decoder.finish(Tap::Hub::now());
    Q_EMIT finished(m_number);
}

// The decoder sees a connection that ends; why it ended is known here alone.
void Relay::deliver(Tap::Record &&record)
{
    const auto *frame = std::get_if<Tap::FrameRecord>(&record);
    if (frame && frame->header.opcode == quint8(Core::Opcode::Close))
        m_saidClose[size_t(frame->direction)] = true;
    auto *close = std::get_if<Tap::CloseRecord>(&record);
    if (close && !close->wasClean && close->reason.isEmpty())
        close->reason = m_failure;
    m_records->push(std::move(record));
}

} // namespace Gantry::Inspector

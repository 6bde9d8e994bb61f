// SPDX-License-Identifier: MIT
#include "websocket/websocketadapterprotocol_p.h"

#include "core/closereport.h"
#include "websocket/logging_p.h"
#include "websocket/protocolguard_p.h"
#include "websocket/transport/connectattempt.h"
#include "websocket/transport/prefetch.h"
#include "websocket/websocketadapterfactory_p.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

WebSocketAdapterProtocol::State publicState(Core::ConnectionState state) noexcept
{
    using State = WebSocketAdapterProtocol::State;
    switch (state) {
    case Core::ConnectionState::Connecting:
        return State::Connecting;
    case Core::ConnectionState::Open:
        return State::Open;
    case Core::ConnectionState::Closing:
        return State::Closing;
    case Core::ConnectionState::Closed:
        return State::Closed;
    }
    Q_UNREACHABLE();
}

} // namespace

void WebSocketAdapterProtocolPrivate::join(WebSocketAdapterFactory *factory, QObject *parent,
                                           const TransportDetails &details)
{
    m_factory = factory;
    q->setParent(parent);
    m_number = Tap::Hub::instance().newConnectionNumber();
    setDetails(details);
    q->setTrackTimings(factory->trackTimings());
}

void WebSocketAdapterProtocolPrivate::attach(std::unique_ptr<Transport> transport, Core::TimePoint upSince)
{
    if (m_extras)
        m_extras->cancelConnecting = nullptr;
    if (m_details.kind().isEmpty()) // a server's are known from join() on
        setDetails(transport->details());
    qCDebug(category()).noquote() << logName() << "transport is up:" << m_details.kind();
    m_madeAt = upSince;
    track(u"connectionMade"_s);
    m_link = std::make_unique<WebSocketLink>(q, m_number, std::move(transport));
    if (m_isUnwanted)
        m_link->abort();
    m_link->setReadingPaused(m_isReadingPaused);
    m_link->open();
}

void WebSocketAdapterProtocolPrivate::failConnect(const ConnectFailure &failure)
{
    if (m_extras)
        m_extras->cancelConnecting = nullptr;
    Core::CloseReport report;
    report.setPhase(failure.phase);
    CloseInfo info = report.finish(failure.end, failure.text.toUtf8());
    info.httpStatus = failure.httpStatus;
    finish(info);
}

bool WebSocketAdapterProtocolPrivate::admit(int mostConnections)
{
    if (m_factory) // else it was deleted, and this was taken from it before
        m_isAdmitted = WebSocketAdapterFactoryPrivate::of(m_factory).admit(mostConnections);
    return m_isAdmitted || !m_factory;
}

WebSocketAdapterProtocol::State WebSocketAdapterProtocolPrivate::state() const
{
    if (m_link)
        return publicState(m_link->state());
    // Moved away from its transport it is over, though that is announced later.
    return m_hasLeftThread ? WebSocketAdapterProtocol::State::Closed : m_state;
}

void WebSocketAdapterProtocolPrivate::setState(Core::ConnectionState state)
{
    const auto newState = publicState(state);
    if (std::exchange(m_state, newState) == newState)
        return;
    const ProtocolGuard guard(*this);
    if (newState == WebSocketAdapterProtocol::State::Closing
        || newState == WebSocketAdapterProtocol::State::Closed)
        stopProducer();
    if (guard)
        Q_EMIT q->stateChanged(newState);
}

bool WebSocketAdapterProtocolPrivate::registerProducer(Producer *producer, bool streaming)
{
    if (!extras().producer.set(producer, streaming))
        return false;
    const auto now = state();
    if (now == WebSocketAdapterProtocol::State::Closing || now == WebSocketAdapterProtocol::State::Closed)
        stopProducer();
    else if (m_link)
        m_link->producerCame();
    return true;
}

void WebSocketAdapterProtocolPrivate::finish(const CloseInfo &info)
{
    if (std::exchange(m_isFinished, true))
        return;
    const QPointer<WebSocketAdapterProtocol> guard(q);
    extras().closeInfo = info;
    const QString reason = QString::fromUtf8(info.reason);
    qCDebug(category()).noquote() << logName() << "closed:" << info.code << reason;

    leave(); // whoever counts connections in a slot below does not count this one
    if (guard)
        setState(Core::ConnectionState::Closed);
    if (guard && m_extras->lostReason)
        q->connectionLost(*m_extras->lostReason);
    if (guard) {
        track(u"onClose"_s);
        q->handleClose(info.wasClean, info.code, reason);
    }
    if (guard)
        releaseWaiters(info);
    if (guard)
        q->deleteLater();
}

void WebSocketAdapterProtocolPrivate::leave()
{
    if (std::exchange(m_isAdmitted, false) && m_factory)
        WebSocketAdapterFactoryPrivate::of(m_factory).m_connectionCount.fetch_sub(1,
                                                                                  std::memory_order_relaxed);
    if (!m_extras)
        return;
    m_extras->onOpened = nullptr; // this may be an event loop inside the slot that comes before it
    if (const auto onLeft = std::exchange(m_extras->onLeft, nullptr))
        onLeft();
}

void WebSocketAdapterProtocolPrivate::sever()
{
    // What follows reaches slots and continuations. One that deletes the factory must not
    // find this among its children, and delete it a second time.
    q->setParent(nullptr);
    if (!std::exchange(m_isFinished, true))
        extras().closeInfo = {
            .reason = "the application deleted the connection", .by = ClosedBy::Local, .phase = phase()};
    m_isEndedByApplication = true;
    if (m_extras)
        m_extras->cancelConnecting = nullptr;
    leave();
    WebSocketLink::release(std::move(m_link));
    stopProducer();
    releaseWaiters(closeInfo());
}

ClosePhase WebSocketAdapterProtocolPrivate::phase() const
{
    using State = WebSocketAdapterProtocol::State;
    if (!m_link)
        return ClosePhase::Connecting;
    switch (state()) {
    case State::Connecting:
        return ClosePhase::OpeningHandshake;
    case State::Open:
        return ClosePhase::Open;
    case State::Closing:
    case State::Closed:
        return ClosePhase::Closing;
    }
    Q_UNREACHABLE();
}

QByteArray WebSocketAdapterProtocolPrivate::requestedUrl(const QByteArray &hostAndTarget) const
{
    if (m_details.kind() == u"unix")
        return m_factory ? m_factory->url().toEncoded() : QByteArray();
    return (m_details.isSecure() ? "wss://" : "ws://") + hostAndTarget;
}

void WebSocketAdapterProtocolPrivate::setDetails(TransportDetails details)
{
    details.isServer = m_details.isServer();
    m_details = PackedDetails(details);
}

void WebSocketAdapterProtocolPrivate::setForwardedPeer(const QString &peer)
{
    if (peer.isEmpty())
        return;
    TransportDetails details = m_details.unpacked();
    details.forwardedPeer = peer;
    m_details = PackedDetails(details);
}

QString WebSocketAdapterProtocolPrivate::logName() const
{
    return u"#%1 %2"_s.arg(m_number).arg(peer());
}

const QLoggingCategory &WebSocketAdapterProtocolPrivate::category() const
{
    return m_details.isServer() ? serverLog() : clientLog();
}

void WebSocketAdapterProtocolPrivate::warn(const QString &text) const
{
    qCWarning(category()).noquote() << logName() << text;
}

//! Its private part and QObject's, which each message needs.
void WebSocketAdapterProtocol::prefetchParts() const noexcept
{
    prefetch(d.get(), sizeof(WebSocketAdapterProtocolPrivate));
    prefetch(d_ptr.data(), 2 * sizeof(QObjectData));
}

} // namespace Gantry

// SPDX-License-Identifier: MIT
#include "websocket/websocketconnector.h"

#include "websocket/connectws.h"
#include "websocket/deletesoon.h"
#include "websocket/logging_p.h"
#include "websocket/threadcheck_p.h"
#include "websocket/websocketadapterfactory_p.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketclientfactory_p.h"
#include "websocket/websocketconnector_p.h"

#include <QtCore/QEvent>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

QString destinationText(const Core::WebSocketAddress &address)
{
    if (address.isLocal)
        return u"unix:"_s + address.localPath;
    const QString host = address.host.contains(u':') ? u'[' + address.host + u']' : address.host;
    return u"tcp:%1:%2"_s.arg(host).arg(address.port);
}

} // namespace

WebSocketConnector *connectWS(WebSocketClientFactory *factory, const std::optional<QSslConfiguration> &ssl,
                              std::chrono::milliseconds timeout, const QHostAddress &bindAddress)
{
    Q_ASSERT(factory);
    assertOwnThread(factory, Q_FUNC_INFO);
    auto *connector = new WebSocketConnector(factory);
    connector->d->configure(ssl, timeout, bindAddress);
    return connector;
}

WebSocketConnector::WebSocketConnector(WebSocketClientFactory *factory)
    : QObject(factory)
    , d(std::make_unique<WebSocketConnectorPrivate>(this, factory))
{ }

WebSocketConnector::~WebSocketConnector()
{
    d->abandon();
}

WebSocketConnector::State WebSocketConnector::state() const
{
    return d->m_state;
}

QString WebSocketConnector::destination() const
{
    return d->m_destination;
}

QString WebSocketConnector::errorString() const
{
    return d->m_error;
}

WebSocketClientFactory *WebSocketConnector::factory() const
{
    return d->m_factory;
}

WebSocketClientProtocol *WebSocketConnector::protocol() const
{
    return d->m_protocol;
}

bool WebSocketConnector::event(QEvent *event)
{
    if (event->type() == QEvent::ThreadChange)
        d->leaveThread();
    return QObject::event(event);
}

void WebSocketConnector::connectNow()
{
    assertOwnThread(this, Q_FUNC_INFO);
    if (d->m_isStartQueued || d->m_state == State::Disconnected)
        d->connectNow();
}

void WebSocketConnector::disconnect()
{
    if (d->m_state != State::Connected || !d->m_protocol)
        stopConnecting();
    else if (d->m_protocol->sendClose() == SendResult::OutOfOrder)
        d->m_protocol->abort(); // a frame is unfinished, into which no close frame can be put
}

void WebSocketConnector::stopConnecting()
{
    if (d->m_state != State::Connecting)
        return;
    if (std::exchange(d->m_isStartQueued, false))
        d->setState(State::Disconnected);
    else
        d->cancelAttempt();
}

void WebSocketConnectorPrivate::configure(const std::optional<QSslConfiguration> &ssl,
                                          std::chrono::milliseconds timeout, const QHostAddress &bindAddress)
{
    m_target.ssl = ssl;
    m_target.timeout = timeout;
    m_target.bindAddress = bindAddress;
    const auto parsed = Core::parseWebSocketUrl(m_factory->url());
    if (const auto *error = std::get_if<Core::UrlError>(&parsed)) {
        m_urlError = error->text;
        m_destination = m_factory->url().toString();
    } else {
        m_target.address = std::get<Core::WebSocketAddress>(parsed);
        m_destination = destinationText(m_target.address);
    }
    m_state = State::Connecting;
    m_isStartQueued = true;
    QMetaObject::invokeMethod(
        q,
        [this] {
            if (m_isStartQueued)
                connectNow();
        },
        Qt::QueuedConnection);
}

void WebSocketConnectorPrivate::connectNow()
{
    const QPointer<WebSocketConnector> guard(q);
    m_isStartQueued = false;
    m_error.clear();
    WebSocketAdapterFactoryPrivate::of(m_factory).portOpened();
    m_hasPort = true;
    setState(State::Connecting);
    if (!guard || m_state != State::Connecting)
        return;

    WebSocketClientProtocol *made = WebSocketClientFactoryPrivate::makeProtocol(m_factory, m_destination);
    if (!guard) {
        delete made; // nobody has heard of it
        return;
    }
    m_protocol = made;
    if (!m_protocol) {
        m_error = u"the factory made no protocol"_s;
        connectionIsOver();
        return;
    }
    auto &protocol = WebSocketAdapterProtocolPrivate::of(m_protocol);
    protocol.m_cancelConnecting = [this] { cancelAttempt(); };
    protocol.m_onLeft = [this] { connectionIsOver(); };
    Q_EMIT m_factory->protocolCreated(m_protocol);
    if (guard && m_protocol && protocol.m_cancelConnecting)
        startAttempt();
}

void WebSocketConnectorPrivate::startAttempt()
{
    if (!m_urlError.isEmpty()) {
        const auto fail = [this, protocol = m_protocol] {
            // Unless that attempt is over already.
            if (protocol && WebSocketAdapterProtocolPrivate::of(protocol).m_cancelConnecting)
                attemptFailed(Core::TransportEnd::ConnectFailed, m_urlError);
        };
        QMetaObject::invokeMethod(q, fail, Qt::QueuedConnection);
        return;
    }
    qCDebug(connectorLog).noquote() << WebSocketAdapterProtocolPrivate::of(m_protocol).logName()
                                    << "connecting";
    m_target.tcpNoDelay = m_protocol->protocolOptions().tcpNoDelay;
    m_attempt = ConnectAttempt::make(m_target);
    m_attempt->succeeded = [this](std::unique_ptr<Transport> transport) {
        transportIsUp(std::move(transport));
    };
    m_attempt->failed = [this](Core::TransportEnd end, const QString &text) { attemptFailed(end, text); };
    m_attempt->start();
}

void WebSocketConnectorPrivate::transportIsUp(std::unique_ptr<Transport> transport)
{
    const QPointer<WebSocketClientProtocol> protocol = m_protocol;
    deleteSoon(m_attempt.release()); // it is what calls us
    // From here on the connection is the protocol's, whatever a slot does to this.
    if (protocol)
        WebSocketAdapterProtocolPrivate::of(protocol).m_cancelConnecting = nullptr;
    setState(State::Connected);
    if (protocol)
        WebSocketAdapterProtocolPrivate::of(protocol).attach(std::move(transport),
                                                             std::chrono::steady_clock::now());
}

void WebSocketConnectorPrivate::attemptFailed(Core::TransportEnd end, const QString &text)
{
    const QPointer<WebSocketClientProtocol> protocol = m_protocol;
    m_error = text;
    qCDebug(connectorLog).noquote() << m_destination << text;
    Q_EMIT q->errorOccurred(text);
    if (protocol)
        WebSocketAdapterProtocolPrivate::of(protocol).failConnect(end, text);
}

//! Stops an attempt; the protocol's end follows from the event loop.
void WebSocketConnectorPrivate::cancelAttempt()
{
    dropAttempt();
    if (!m_protocol)
        return;
    auto *protocol = &WebSocketAdapterProtocolPrivate::of(m_protocol);
    protocol->m_cancelConnecting = nullptr;
    QMetaObject::invokeMethod(
        m_protocol,
        [protocol] { protocol->failConnect(Core::TransportEnd::Aborted, u"connecting was stopped"_s); },
        Qt::QueuedConnection);
}

//! Still in the thread of the attempt, which the connector is about to leave.
void WebSocketConnectorPrivate::leaveThread()
{
    if (!m_attempt)
        return;
    qCWarning(connectorLog).noquote() << m_destination << u"connecting ends: moved to another thread"_s;
    cancelAttempt();
}

void WebSocketConnectorPrivate::dropAttempt()
{
    if (m_attempt)
        m_attempt.release()->cancel();
}

void WebSocketConnectorPrivate::connectionIsOver()
{
    const QPointer<WebSocketConnector> guard(q);
    dropAttempt();
    m_protocol = nullptr;
    if (std::exchange(m_hasPort, false) && m_factory)
        WebSocketAdapterFactoryPrivate::of(m_factory).portClosed();
    if (guard)
        setState(State::Disconnected);
}

//! The connector is being destroyed. A connection that is up goes on without it.
void WebSocketConnectorPrivate::abandon()
{
    if (m_protocol)
        WebSocketAdapterProtocolPrivate::of(m_protocol).m_onLeft = nullptr;
    if (m_state == State::Connecting)
        cancelAttempt();
    if (std::exchange(m_hasPort, false) && m_factory)
        WebSocketAdapterFactoryPrivate::of(m_factory).portClosed();
}

void WebSocketConnectorPrivate::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT q->stateChanged(state);
}

} // namespace Gantry

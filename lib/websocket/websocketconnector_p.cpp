// SPDX-License-Identifier: MIT
// From one attempt to the next: what a connector does when something happens. Its
// public face is websocketconnector.cpp.
#include "websocket/websocketconnector_p.h"

#include "core/message/utf8validator.h"
#include "websocket/deletesoon.h"
#include "websocket/logging_p.h"
#include "websocket/websocketadapterfactory_p.h"
#include "websocket/websocketadapterprotocol_p.h"
#include "websocket/websocketclientfactory_p.h"

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

WebSocketConnectorPrivate::WebSocketConnectorPrivate(WebSocketConnector *connector,
                                                     WebSocketClientFactory *factory)
    : q(connector)
    , m_factory(factory)
    , m_reconnector([this] { connectNow(); })
{ }

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
    m_reconnector.setPolicy(m_factory->reconnectPolicy());
    m_reconnector.setDecision(WebSocketClientFactoryPrivate::of(m_factory).m_retryDecision);
    m_state = State::Connecting;
    m_isStartQueued = true;
    QMetaObject::invokeMethod(
        q,
        [this] {
            if (m_isStartQueued)
                begin();
        },
        Qt::QueuedConnection);
}

void WebSocketConnectorPrivate::begin()
{
    m_isStartQueued = false;
    m_mayRetry = true;
    m_reconnector.reset();
    connectNow();
}

void WebSocketConnectorPrivate::connectNow()
{
    const QPointer<WebSocketConnector> guard(q);
    m_reconnector.cancel();
    m_error.clear();
    // While it waits the connector is still at work for its factory.
    if (!std::exchange(m_hasPort, true))
        WebSocketAdapterFactoryPrivate::of(m_factory).portOpened();
    const quint64 serial = ++m_serial;
    const auto isStopped = [&] { return !guard || serial != m_serial || m_state != State::Connecting; };
    setState(State::Connecting);
    if (isStopped())
        return;

    WebSocketClientProtocol *made = WebSocketClientFactoryPrivate::makeProtocol(m_factory, m_destination);
    if (isStopped()) {
        delete made; // nobody has heard of it
        return;
    }
    m_protocol = made;
    m_connection = made;
    if (!m_protocol) {
        m_error = u"the factory made no protocol"_s;
        connectionIsOver();
        return;
    }
    auto &protocol = WebSocketAdapterProtocolPrivate::of(m_protocol);
    protocol.extras().cancelConnecting = [this] { cancelAttempt(); };
    protocol.extras().onLeft = [this] { connectionIsOver(); };
    protocol.extras().onOpened = [this] { connectionIsOpen(); };
    Q_EMIT m_factory->protocolCreated(m_protocol);
    if (guard && m_protocol && protocol.extras().cancelConnecting)
        startAttempt();
}

void WebSocketConnectorPrivate::startAttempt()
{
    if (!m_urlError.isEmpty()) {
        refuseAttempt({.text = m_urlError});
        return;
    }
    const auto proxy = chooseProxy(WebSocketClientFactoryPrivate::of(m_factory).m_proxy, m_target.address);
    if (const auto *error = std::get_if<QString>(&proxy)) {
        refuseAttempt({.phase = ClosePhase::Proxy, .text = *error});
        return;
    }
    m_target.proxy = std::get<QNetworkProxy>(proxy);
    qCDebug(connectorLog).noquote() << WebSocketAdapterProtocolPrivate::of(m_protocol).logName()
                                    << "connecting";
    const ClientOptions options = m_protocol->protocolOptions();
    m_target.tcpNoDelay = options.tcpNoDelay;
    m_target.mayStartTls = options.mayStartTls;
    m_target.transport = m_factory->transportPolicy();
    m_attempt = ConnectAttempt::make(m_target);
    m_attempt->succeeded = [this](std::unique_ptr<Transport> transport) {
        transportIsUp(std::move(transport));
    };
    m_attempt->failed = [this](const ConnectFailure &failure) { attemptFailed(failure); };
    m_attempt->start();
}

//! An attempt that cannot even begin; it fails from the event loop as others do.
void WebSocketConnectorPrivate::refuseAttempt(const ConnectFailure &failure)
{
    const auto fail = [this, failure, protocol = m_protocol] {
        // Unless that attempt is over already.
        if (protocol && WebSocketAdapterProtocolPrivate::of(protocol).extras().cancelConnecting)
            attemptFailed(failure);
    };
    QMetaObject::invokeMethod(q, fail, Qt::QueuedConnection);
}

void WebSocketConnectorPrivate::transportIsUp(std::unique_ptr<Transport> transport)
{
    const QPointer<WebSocketClientProtocol> protocol = m_protocol;
    deleteSoon(m_attempt.release()); // it is what calls us
    // From here on the connection is the protocol's, whatever a slot does to this.
    if (protocol)
        WebSocketAdapterProtocolPrivate::of(protocol).extras().cancelConnecting = nullptr;
    setState(State::Connected);
    if (protocol)
        WebSocketAdapterProtocolPrivate::of(protocol).attach(std::move(transport),
                                                             std::chrono::steady_clock::now());
}

void WebSocketConnectorPrivate::attemptFailed(const ConnectFailure &failure)
{
    const QPointer<WebSocketClientProtocol> protocol = m_protocol;
    m_error = failure.text;
    qCDebug(connectorLog).noquote() << m_destination << failure.text;
    Q_EMIT q->errorOccurred(failure.text);
    if (protocol)
        WebSocketAdapterProtocolPrivate::of(protocol).failConnect(failure);
}

//! Stops an attempt; the protocol's end follows from the event loop.
void WebSocketConnectorPrivate::cancelAttempt()
{
    m_mayRetry = false;
    const ConnectFailure failure{.end = Core::TransportEnd::Aborted,
                                 .phase = m_attempt ? m_attempt->phase() : ClosePhase::Connecting,
                                 .text = u"connecting was stopped"_s};
    dropAttempt();
    if (!m_protocol) {
        becomeDisconnected(); // in a slot before there was one
        return;
    }
    auto *protocol = &WebSocketAdapterProtocolPrivate::of(m_protocol);
    protocol->extras().cancelConnecting = nullptr;
    QMetaObject::invokeMethod(
        m_protocol, [protocol, failure] { protocol->failConnect(failure); }, Qt::QueuedConnection);
}

//! Still in the thread of the attempt, which the connector is about to leave.
void WebSocketConnectorPrivate::leaveThread()
{
    if (m_state == State::Waiting) {
        m_reconnector.leaveThread();
        QMetaObject::invokeMethod(
            q, [this] { m_reconnector.enterThread(); }, Qt::QueuedConnection);
    }
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

//! The protocol is open, and the application has been told so by the protocol.
void WebSocketConnectorPrivate::connectionIsOpen()
{
    const QPointer<WebSocketConnector> guard(q);
    m_reconnector.opened();
    Q_EMIT q->opened(m_protocol, std::exchange(m_wasOpen, true));
    if (!guard || !m_protocol)
        return;
    if (!m_queue.isEmpty())
        QObject::connect(m_protocol, &WebSocketAdapterProtocol::bytesWritten, q, [this] { flushQueue(); });
    flushQueue();
}

void WebSocketConnectorPrivate::connectionIsOver()
{
    const QPointer<WebSocketConnector> guard(q);
    const bool retry = wantsRetry();
    if (!guard)
        return;
    dropAttempt();
    m_protocol = nullptr;
    // The application's decision may have been to disconnect.
    const auto delay = retry && m_mayRetry && m_factory ? m_reconnector.wait() : std::nullopt;
    if (delay)
        announceRetry(*delay);
    else
        becomeDisconnected();
}

bool WebSocketConnectorPrivate::wantsRetry()
{
    // An address that cannot be used and a factory that makes no protocol stay as they
    // are.
    if (!m_mayRetry || !m_connection || !m_urlError.isEmpty())
        return false;
    const auto &protocol = WebSocketAdapterProtocolPrivate::of(m_connection);
    return !protocol.m_isEndedByApplication && m_reconnector.wants(protocol.closeInfo());
}

void WebSocketConnectorPrivate::announceRetry(std::chrono::milliseconds delay)
{
    const QPointer<WebSocketConnector> guard(q);
    qCDebug(connectorLog).noquote() << m_destination << "tries again in" << delay.count() << "ms";
    setState(State::Waiting);
    if (guard && m_state == State::Waiting)
        Q_EMIT q->reconnectScheduled(delay, m_reconnector.retries());
}

void WebSocketConnectorPrivate::becomeDisconnected()
{
    const QPointer<WebSocketConnector> guard(q);
    m_reconnector.cancel();
    if (std::exchange(m_hasPort, false) && m_factory)
        WebSocketAdapterFactoryPrivate::of(m_factory).portClosed();
    if (guard)
        setState(State::Disconnected);
    if (guard && m_state == State::Disconnected)
        tellDropped(m_queue.clear());
}

//! The connector is being destroyed. A connection that is up goes on without it.
void WebSocketConnectorPrivate::abandon()
{
    m_reconnector.cancel();
    if (m_protocol) {
        auto &protocol = WebSocketAdapterProtocolPrivate::of(m_protocol);
        protocol.extras().onLeft = nullptr;
        protocol.extras().onOpened = nullptr;
    }
    if (m_state == State::Connecting && m_protocol)
        cancelAttempt();
    if (std::exchange(m_hasPort, false) && m_factory)
        WebSocketAdapterFactoryPrivate::of(m_factory).portClosed();
}

void WebSocketConnectorPrivate::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT q->stateChanged(state);
}

//! Whether there is a connection to wait for.
bool WebSocketConnectorPrivate::isQueueing() const
{
    if (m_reconnector.policy().queueBytes <= 0)
        return false;
    if (m_isStartQueued)
        return true;
    if (m_state == State::Disconnected || !m_mayRetry)
        return false;
    return !m_protocol || !WebSocketAdapterProtocolPrivate::of(m_protocol).m_isEndedByApplication;
}

SendResult WebSocketConnectorPrivate::send(const QByteArray &payload, bool isBinary, SendOptions options)
{
    // What waits goes first.
    if (m_protocol && m_protocol->isOpen() && m_queue.isEmpty())
        return m_protocol->sendMessage(payload, isBinary, options);
    if (!isQueueing())
        return SendResult::NotOpen;
    if (!isBinary && !Core::isValidUtf8(payload))
        return SendResult::InvalidUtf8;
    const bool fits = m_queue.add({.payload = payload, .isBinary = isBinary, .options = options},
                                  m_reconnector.policy().queueBytes);
    return fits ? SendResult::Queued : SendResult::Dropped;
}

//! As much as the connection takes before its outputPolicy judges: messages that wait
//! here are lost neither to that nor with the connection. bytesWritten() goes on.
void WebSocketConnectorPrivate::flushQueue()
{
    if (m_queue.isEmpty() || !m_protocol)
        return;
    const QPointer<WebSocketConnector> guard(q);
    const qint64 most = m_protocol->protocolOptions().outputHighWatermark;
    DroppedMessages dropped;
    while (guard && !m_queue.isEmpty() && m_protocol && m_protocol->isOpen()) {
        const qint64 waiting = m_protocol->bytesToWrite();
        if (most > 0 && waiting > 0 && waiting + m_queue.first().payload.size() > most)
            break;
        QueuedMessage message = m_queue.takeFirst();
        const SendResult result = m_protocol->sendMessage(message.payload, message.isBinary, message.options);
        if (result == SendResult::NotOpen) {
            m_queue.putBack(std::move(message));
            break;
        }
        if (!isTaken(result)) {
            ++dropped.count;
            dropped.octets += message.payload.size();
        }
    }
    if (guard)
        tellDropped(dropped);
}

void WebSocketConnectorPrivate::tellDropped(DroppedMessages dropped)
{
    if (dropped.count > 0)
        Q_EMIT q->messagesDropped(dropped.count, dropped.octets);
}

} // namespace Gantry

// SPDX-License-Identifier: MIT
#include "websocket/websocketconnector.h"

#include "websocket/connectws.h"
#include "websocket/threadcheck_p.h"
#include "websocket/websocketconnector_p.h"

#include <QtCore/QEvent>

namespace Gantry {

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

ReconnectPolicy WebSocketConnector::reconnectPolicy() const
{
    return d->m_reconnector.policy();
}

void WebSocketConnector::setReconnectPolicy(const ReconnectPolicy &policy)
{
    d->m_reconnector.setPolicy(policy);
}

void WebSocketConnector::setRetryDecision(RetryDecision decision)
{
    d->m_reconnector.setDecision(std::move(decision));
}

std::chrono::milliseconds WebSocketConnector::timeToNextAttempt() const
{
    return d->m_reconnector.timeLeft();
}

QDateTime WebSocketConnector::nextAttemptAt() const
{
    if (d->m_state != State::Waiting)
        return {};
    return QDateTime::currentDateTimeUtc().addMSecs(timeToNextAttempt().count());
}

int WebSocketConnector::retryCount() const
{
    return d->m_reconnector.retries();
}

void WebSocketConnector::connectNow()
{
    assertOwnThread(this, Q_FUNC_INFO);
    if (d->m_isStartQueued || d->m_state == State::Disconnected || d->m_state == State::Waiting)
        d->begin();
}

void WebSocketConnector::retryNow()
{
    if (d->m_state == State::Waiting)
        d->connectNow();
}

void WebSocketConnector::disconnect()
{
    d->m_mayRetry = false;
    if (d->m_state != State::Connected || !d->m_protocol)
        stopConnecting();
    else if (d->m_protocol->sendClose() == SendResult::OutOfOrder)
        d->m_protocol->abort(); // a frame is unfinished, into which no close frame can be put
}

void WebSocketConnector::stopConnecting()
{
    if (d->m_state == State::Waiting || std::exchange(d->m_isStartQueued, false))
        d->becomeDisconnected();
    else if (d->m_state == State::Connecting)
        d->cancelAttempt();
}

SendResult WebSocketConnector::send(const QByteArray &payload, bool isBinary, SendOptions options)
{
    return d->send(payload, isBinary, options);
}

SendResult WebSocketConnector::sendText(const QString &text, SendOptions options)
{
    return send(text.toUtf8(), false, options);
}

qint64 WebSocketConnector::queuedBytes() const
{
    return d->m_queue.octets();
}

} // namespace Gantry

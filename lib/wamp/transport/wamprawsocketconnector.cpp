// SPDX-License-Identifier: MIT
#include "wamp/transport/wamprawsocketconnector.h"

#include "wamp/transport/rawsocketurl.h"
#include "wamp/transport/wamprawsocketconnector_p.h"
#include "websocket/deletesoon.h"

#include <QtCore/QPointer>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

WampRawSocketConnector::WampRawSocketConnector(WampRawSocketClientFactory *factory)
    : QObject(factory)
    , d(std::make_unique<WampRawSocketConnectorPrivate>(this, factory))
{ }

WampRawSocketConnector::~WampRawSocketConnector() = default;

void WampRawSocketConnector::stop()
{
    d->stop();
}

WampRawSocketConnectorPrivate::WampRawSocketConnectorPrivate(WampRawSocketConnector *connector,
                                                             WampRawSocketClientFactory *factory)
    : q(connector)
    , m_factory(factory)
{ }

WampRawSocketConnectorPrivate::~WampRawSocketConnectorPrivate()
{
    dropAttempt();
    if (m_transport)
        m_transport->forgetOwner();
}

void WampRawSocketConnectorPrivate::begin(const std::optional<QSslConfiguration> &ssl,
                                          std::chrono::milliseconds timeout)
{
    m_options = m_factory->options();
    m_target.ssl = ssl;
    m_target.timeout = timeout;
    m_target.tcpNoDelay = m_options.tcpNoDelay;
    m_target.transport = m_factory->transportPolicy();
    QMetaObject::invokeMethod(
        q, [this] { start(); }, Qt::QueuedConnection);
}

void WampRawSocketConnectorPrivate::start()
{
    if (m_isOver)
        return;
    const auto parsed = Wamp::parseRawSocketUrl(m_factory->url());
    if (const auto *error = std::get_if<Core::UrlError>(&parsed))
        return finish(error->text);
    if (!m_factory->serializer())
        return finish(u"none of the serializers is one that RawSocket has"_s);
    m_target.address = std::get<Core::WebSocketAddress>(parsed);
    if (!m_target.address.isLocal)
        m_target.proxy = m_factory->proxy();
    m_attempt = ConnectAttempt::make(m_target);
    m_attempt->succeeded = [this](std::unique_ptr<Transport> transport) {
        deleteSoon(m_attempt.release()); // it is what calls us
        m_transport =
            Wamp::RawSocketTransport::begin(this, m_options, std::move(transport), m_factory->serializer());
    };
    m_attempt->failed = [this](const ConnectFailure &failure) { finish(failure.text); };
    m_attempt->start();
}

void WampRawSocketConnectorPrivate::stop()
{
    if (m_isOver)
        return;
    if (m_transport) {
        m_transport->abort();
        return;
    }
    dropAttempt();
    m_isOver = true;
    QMetaObject::invokeMethod(
        q,
        [this] {
            m_isOver = false;
            finish(u"connecting was stopped"_s);
        },
        Qt::QueuedConnection);
}

void WampRawSocketConnectorPrivate::dropAttempt()
{
    if (m_attempt)
        m_attempt.release()->cancel();
}

Wamp::MessagePeer *WampRawSocketConnectorPrivate::makePeer()
{
    const Wamp::SessionCreator creator = m_factory->d->m_sessionCreator;
    return creator ? creator() : nullptr;
}

void WampRawSocketConnectorPrivate::opened(Wamp::RawSocketTransport *)
{
    m_isOpen = true;
    Q_EMIT q->connected();
}

void WampRawSocketConnectorPrivate::over(Wamp::RawSocketTransport *, const QString &reason)
{
    m_transport = nullptr;
    finish(reason);
}

void WampRawSocketConnectorPrivate::finish(const QString &reason)
{
    if (std::exchange(m_isOver, true))
        return;
    const QPointer<WampRawSocketConnector> guard(q);
    if (m_isOpen)
        Q_EMIT q->disconnected(reason);
    else
        Q_EMIT q->failed(reason);
    if (guard)
        q->deleteLater();
}

} // namespace Gantry

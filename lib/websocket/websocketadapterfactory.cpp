// SPDX-License-Identifier: MIT
#include "websocket/websocketadapterfactory.h"

#include "core/handshake/websocketurl.h"
#include "websocket/logging_p.h"
#include "websocket/websocketadapterfactory_p.h"
#include "websocket/websocketadapterprotocol.h"

namespace Gantry {

WebSocketAdapterFactory::WebSocketAdapterFactory(const QUrl &url, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<WebSocketAdapterFactoryPrivate>(this, url))
{ }

WebSocketAdapterFactory::~WebSocketAdapterFactory() = default;

QUrl WebSocketAdapterFactory::url() const
{
    return d->m_url;
}

bool WebSocketAdapterFactory::isSecure() const
{
    const auto parsed = Core::parseWebSocketUrl(d->m_url);
    const auto *address = std::get_if<Core::WebSocketAddress>(&parsed);
    return address && address->isSecure;
}

QStringList WebSocketAdapterFactory::subprotocols() const
{
    return d->m_settings.get()->subprotocols;
}

void WebSocketAdapterFactory::setSubprotocols(const QStringList &subprotocols)
{
    d->m_settings.change([&](FactorySettings &settings) { settings.subprotocols = subprotocols; });
}

HeaderFields WebSocketAdapterFactory::headers() const
{
    return d->m_settings.get()->headers;
}

void WebSocketAdapterFactory::setHeaders(const HeaderFields &headers)
{
    d->m_settings.change([&](FactorySettings &settings) { settings.headers = headers; });
}

PreparedMessage WebSocketAdapterFactory::prepareMessage(const QByteArray &payload, bool isBinary,
                                                        bool doNotCompress) const
{
    return PreparedMessage(payload, isBinary, doNotCompress);
}

TransportPolicy WebSocketAdapterFactory::transportPolicy() const
{
    return d->m_settings.get()->transportPolicy;
}

void WebSocketAdapterFactory::setTransportPolicy(TransportPolicy policy)
{
    d->m_settings.change([&](FactorySettings &settings) { settings.transportPolicy = policy; });
}

bool WebSocketAdapterFactory::trackTimings() const
{
    return d->m_settings.get()->trackTimings;
}

void WebSocketAdapterFactory::setTrackTimings(bool enable)
{
    d->m_settings.change([&](FactorySettings &settings) { settings.trackTimings = enable; });
}

int WebSocketAdapterFactory::connectionCount() const
{
    return d->m_connectionCount.load(std::memory_order_relaxed);
}

void WebSocketAdapterFactory::startFactory() { }

void WebSocketAdapterFactory::stopFactory() { }

void WebSocketAdapterFactoryPrivate::portOpened()
{
    if (m_openPorts++ > 0)
        return;
    qCDebug(factoryLog).noquote() << m_url.toString() << "starts";
    q->startFactory();
}

void WebSocketAdapterFactoryPrivate::portClosed()
{
    if (--m_openPorts > 0)
        return;
    qCDebug(factoryLog).noquote() << m_url.toString() << "stops";
    q->stopFactory();
}

bool WebSocketAdapterFactoryPrivate::admit(int most) noexcept
{
    int count = m_connectionCount.load(std::memory_order_relaxed);
    do {
        if (most > 0 && count >= most)
            return false;
    } while (!m_connectionCount.compare_exchange_weak(count, count + 1, std::memory_order_relaxed));
    return true;
}

void WebSocketAdapterFactoryPrivate::deleteChildren()
{
    // One by one: what goes may take others with it.
    while (!q->children().isEmpty())
        delete q->children().constFirst();
}

} // namespace Gantry

// SPDX-License-Identifier: GPL-3.0-only
#include "capture/proxyserver.h"

#include "capture/descriptorlink.h"
#include "capture/tlslink.h"

namespace Gantry::Inspector {

ProxyServer::ProxyServer(Settings settings, RecordQueue *records)
    : ProxyListener(settings.listen, settings.listen.isSecure ? QStringLiteral("wss") : QStringLiteral("ws"))
    , m_settings(std::move(settings))
    , m_records(records)
{ }

ProxyServer::~ProxyServer()
{
    shutDown();
}

void ProxyServer::shutDown()
{
    close();
    qDeleteAll(std::exchange(m_relays, {}));
}

void ProxyServer::setHeld(bool held)
{
    m_isHeld = held;
    for (Relay *relay : std::as_const(m_relays))
        relay->setHeld(held);
}

void ProxyServer::incomingConnection(qintptr descriptor)
{
    const quint64 number = ++m_lastNumber;
    auto *relay = new Relay(makeClientLink(descriptor), m_settings.listen.isSecure, m_settings.target, number,
                            m_records, this);
    m_relays.insert(number, relay);
    connect(relay, &Relay::finished, this, &ProxyServer::forget);
    if (m_isHeld)
        relay->setHeld(true);
}

std::unique_ptr<Link> ProxyServer::makeClientLink(qintptr descriptor) const
{
    if (!m_settings.listen.isSecure)
        return std::make_unique<DescriptorLink>(Descriptor(descriptor));
    auto socket = std::make_unique<QSslSocket>();
    socket->setSocketDescriptor(descriptor);
    socket->setSslConfiguration(m_settings.listenTls);
    socket->startServerEncryption();
    return std::make_unique<TlsLink>(std::move(socket));
}

void ProxyServer::forget(quint64 number)
{
    if (Relay *relay = m_relays.take(number))
        relay->deleteLater();
}

} // namespace Gantry::Inspector

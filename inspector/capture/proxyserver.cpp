// SPDX-License-Identifier: GPL-3.0-only
#include "capture/proxyserver.h"

#include "capture/descriptorlink.h"
#include "capture/tlslink.h"

#include <QtCore/QTimer>
#include <QtNetwork/QHostInfo>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! Clients that connect in a burst wait in the system's queue; Qt's default is 50.
constexpr int Backlog = 1024;
//! When descriptors have run out: some become free as connections end.
constexpr auto AcceptPause = 100ms;

QHostAddress resolve(const QString &host)
{
    const QHostAddress literal(host);
    if (!literal.isNull())
        return literal;
    if (host == "localhost"_L1)
        return QHostAddress(QHostAddress::LocalHost); // as listenWS() has it
    return QHostInfo::fromName(host).addresses().value(0);
}

QString urlOf(const Core::WebSocketAddress &address, quint16 port)
{
    const QString host = address.host.contains(u':') ? u"[%1]"_s.arg(address.host) : address.host;
    return u"%1://%2:%3"_s.arg(address.isSecure ? u"wss"_s : u"ws"_s, host).arg(port);
}

} // namespace

ProxyServer::ProxyServer(Settings settings, RecordQueue *records)
    : m_settings(std::move(settings))
    , m_records(records)
{
    setListenBacklogSize(Backlog);
    // QTcpServer stops accepting after an error and leaves it to us to go on.
    connect(this, &QTcpServer::acceptError, this,
            [this] { QTimer::singleShot(AcceptPause, this, &QTcpServer::resumeAccepting); });
}

ProxyServer::~ProxyServer()
{
    shutDown();
}

void ProxyServer::open()
{
    const QHostAddress address = resolve(m_settings.listen.host);
    if (address.isNull()) {
        Q_EMIT failed(u"no address for '%1'"_s.arg(m_settings.listen.host));
        return;
    }
    if (!listen(address, m_settings.listen.port)) {
        Q_EMIT failed(u"cannot listen on %1: %2"_s.arg(urlOf(m_settings.listen, m_settings.listen.port),
                                                       errorString()));
        return;
    }
    Q_EMIT listening(urlOf(m_settings.listen, serverPort()));
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

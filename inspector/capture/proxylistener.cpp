// SPDX-License-Identifier: GPL-3.0-only
#include "capture/proxylistener.h"

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

} // namespace

ProxyListener::ProxyListener(Core::WebSocketAddress address, QString scheme)
    : m_address(std::move(address))
    , m_scheme(std::move(scheme))
{
    setListenBacklogSize(Backlog);
    // QTcpServer stops accepting after an error and leaves it to us to go on.
    connect(this, &QTcpServer::acceptError, this,
            [this] { QTimer::singleShot(AcceptPause, this, &QTcpServer::resumeAccepting); });
}

void ProxyListener::open()
{
    const QHostAddress address = resolve(m_address.host);
    if (address.isNull()) {
        Q_EMIT failed(u"no address for '%1'"_s.arg(m_address.host));
        return;
    }
    if (!listen(address, m_address.port)) {
        Q_EMIT failed(u"cannot listen on %1: %2"_s.arg(urlWith(m_address.port), errorString()));
        return;
    }
    Q_EMIT listening(urlWith(serverPort()));
}

QString ProxyListener::urlWith(quint16 port) const
{
    const QString &host = m_address.host;
    return u"%1://%2:%3"_s.arg(m_scheme, host.contains(u':') ? u"[%1]"_s.arg(host) : host).arg(port);
}

} // namespace Gantry::Inspector

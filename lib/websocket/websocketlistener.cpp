// SPDX-License-Identifier: MIT
#include "websocket/websocketlistener.h"

#include "core/handshake/websocketurl.h"
#include "websocket/deletesoon.h"
#include "websocket/listenws.h"
#include "websocket/logging_p.h"
#include "websocket/websocketadapterfactory_p.h"
#include "websocket/websocketlistener_p.h"
#include "websocket/websocketserverfactory_p.h"

#include <QtNetwork/QHostInfo>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslSocket>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

//! The address to bind for \a host; null when it has none.
QHostAddress bindAddress(const QString &host)
{
    if (host == u"localhost"_s)
        return QHostAddress(QHostAddress::LocalHost);
    const QHostAddress address(host);
    if (!address.isNull())
        return address;
    const QList<QHostAddress> addresses = QHostInfo::fromName(host).addresses();
    return addresses.isEmpty() ? QHostAddress() : addresses.constFirst();
}

QString complaintAboutTls(const std::optional<QSslConfiguration> &ssl)
{
    if (!QSslSocket::supportsSsl())
        return u"TLS is not available: Qt found no TLS library"_s;
    if (!ssl || ssl->localCertificate().isNull())
        return u"wss needs a certificate in the TLS configuration"_s;
    if (ssl->privateKey().isNull())
        return u"wss needs the certificate's private key in the TLS configuration"_s;
    return {};
}

} // namespace

WebSocketListener *listenWS(WebSocketServerFactory *factory, const std::optional<QSslConfiguration> &ssl,
                            int backlog, const QString &interfaceAddress)
{
    Q_ASSERT(factory);
    auto *listener = new WebSocketListener(factory);
    listener->d->listen(ssl, backlog, interfaceAddress);
    return listener;
}

WebSocketListener::WebSocketListener(WebSocketServerFactory *factory)
    : QObject(factory)
    , d(std::make_unique<WebSocketListenerPrivate>(this, factory))
{ }

WebSocketListener::~WebSocketListener()
{
    d->close();
}

bool WebSocketListener::isListening() const
{
    return d->m_acceptor != nullptr;
}

QUrl WebSocketListener::url() const
{
    return d->m_url;
}

QString WebSocketListener::errorString() const
{
    return d->m_error;
}

WebSocketServerFactory *WebSocketListener::factory() const
{
    return d->m_factory;
}

QFuture<void> WebSocketListener::stopListening()
{
    if (d->m_acceptor) {
        d->close();
        Q_EMIT stopped();
    }
    return QtFuture::makeReadyFuture();
}

void WebSocketListenerPrivate::listen(const std::optional<QSslConfiguration> &ssl, int backlog,
                                      const QString &interfaceAddress)
{
    m_error = tryToListen(ssl, backlog, interfaceAddress);
    if (m_error.isEmpty()) {
        qCDebug(listenerLog).noquote() << m_url.toString() << "is listened on";
        return;
    }
    qCDebug(listenerLog).noquote() << m_url.toString() << "cannot be listened on:" << m_error;
    m_acceptor.reset();
    // Nobody can have connected to the signal yet.
    QMetaObject::invokeMethod(
        q, [this] { Q_EMIT q->errorOccurred(m_error); }, Qt::QueuedConnection);
}

QString WebSocketListenerPrivate::tryToListen(const std::optional<QSslConfiguration> &ssl, int backlog,
                                              const QString &interfaceAddress)
{
    const auto parsed = Core::parseWebSocketUrl(m_url);
    if (const auto *error = std::get_if<Core::UrlError>(&parsed))
        return error->text;
    const auto &address = std::get<Core::WebSocketAddress>(parsed);
    AcceptorOptions options{.backlog = backlog};
    if (address.isSecure) {
        if (const QString complaint = complaintAboutTls(ssl); !complaint.isEmpty())
            return complaint;
        options.ssl = ssl;
    }
    if (address.isLocal) {
        m_acceptor = Acceptor::forLocal(address.localPath, options);
    } else {
        const QString host = interfaceAddress.isEmpty() ? address.host : interfaceAddress;
        const QHostAddress bound = bindAddress(host);
        if (bound.isNull())
            return u"%1 is not an address of this machine"_s.arg(host);
        m_acceptor = Acceptor::forTcp(bound, address.port, options);
    }
    m_acceptor->accepted = [this](std::unique_ptr<Transport> transport, Core::TimePoint since) {
        WebSocketServerFactoryPrivate::serve(m_factory, std::move(transport), since);
    };
    m_acceptor->options = [this] {
        const ServerOptions options = m_factory->protocolOptions();
        return AcceptedOptions{.tcpNoDelay = options.tcpNoDelay, .tlsTimeout = options.openHandshakeTimeout};
    };
    m_acceptor->failed = [this](const QString &text) {
        m_error = text;
        qCWarning(listenerLog).noquote() << m_url.toString() << "cannot accept:" << text;
        Q_EMIT q->errorOccurred(text);
    };
    // Before the port is open, as startFactory() promises.
    WebSocketAdapterFactoryPrivate::of(m_factory).portOpened();
    const QString error = m_acceptor->listen();
    if (!error.isEmpty())
        WebSocketAdapterFactoryPrivate::of(m_factory).portClosed();
    else if (!address.isLocal)
        m_url.setPort(m_acceptor->port());
    return error;
}

void WebSocketListenerPrivate::close()
{
    if (!m_acceptor)
        return;
    m_acceptor->close();
    // It may be in the middle of handing out a connection.
    deleteSoon(m_acceptor.release());
    qCDebug(listenerLog).noquote() << m_url.toString() << "is listened on no more";
    if (m_factory)
        WebSocketAdapterFactoryPrivate::of(m_factory).portClosed();
}

} // namespace Gantry

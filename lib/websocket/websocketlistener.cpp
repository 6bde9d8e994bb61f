// SPDX-License-Identifier: MIT
#include "websocket/websocketlistener.h"

#include "core/handshake/websocketurl.h"
#include "websocket/deletesoon.h"
#include "websocket/listenws.h"
#include "websocket/logging_p.h"
#include "websocket/serverworkers.h"
#include "websocket/threadcheck_p.h"
#include "websocket/transport/transportchoice.h"
#include "websocket/websocketadapterfactory_p.h"
#include "websocket/websocketlistener_p.h"
#include "websocket/websocketserverfactory_p.h"

#include <QtCore/QEvent>
#include <QtNetwork/QHostInfo>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslSocket>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

// With any free port the second address may have it taken; another try gets another one.
constexpr int PortTries = 20;

//! The addresses to bind for \a host; none when it has none.
QList<QHostAddress> bindAddresses(const QString &host)
{
    // RFC 6761 section 6.3: "localhost" is both loopback addresses, and which of them a
    // client tries first is its own choice.
    if (host == u"localhost"_s)
        return {QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)};
    const QHostAddress address(host);
    if (!address.isNull())
        return {address};
    return QHostInfo::fromName(host).addresses().mid(0, 1);
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
    assertOwnThread(factory, Q_FUNC_INFO);
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
    return !d->m_acceptors.empty();
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

bool WebSocketListener::event(QEvent *event)
{
    if (event->type() == QEvent::ThreadChange)
        d->leaveThread();
    return QObject::event(event);
}

QFuture<void> WebSocketListener::stopListening()
{
    assertOwnThread(this, Q_FUNC_INFO);
    if (isListening()) {
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
    const TransportChoice choice = chooseTransport(m_factory->transportPolicy(), address.isSecure);
    if (!choice.complaint.isEmpty())
        return choice.complaint;
    options.isEpoll = choice.isEpoll;
    const QString host = interfaceAddress.isEmpty() ? address.host : interfaceAddress;
    const QList<QHostAddress> addresses = address.isLocal ? QList<QHostAddress>() : bindAddresses(host);
    if (!address.isLocal && addresses.isEmpty())
        return u"%1 is not an address of this machine"_s.arg(host);
    // Before the port is open, as startFactory() promises.
    WebSocketAdapterFactoryPrivate::of(m_factory).portOpened();
    auto &server = WebSocketServerFactoryPrivate::of(m_factory);
    const bool areNew = !server.m_workers;
    QString error = server.startWorkers();
    if (error.isEmpty())
        error = address.isLocal ? begin(Acceptor::forLocal(address.localPath, options))
                                : listenOn(addresses, address.port, options);
    if (!error.isEmpty()) {
        if (areNew)
            server.stopWorkers();
        WebSocketAdapterFactoryPrivate::of(m_factory).portClosed();
    } else if (!address.isLocal) {
        m_url.setPort(m_acceptors.front()->port());
    }
    return error;
}

//! On the first of \a addresses, and on the others as far as the system has them.
QString WebSocketListenerPrivate::listenOn(const QList<QHostAddress> &addresses, quint16 port,
                                           const AcceptorOptions &options)
{
    QString error;
    for (int tries = port == 0 ? PortTries : 1; tries > 0; --tries) {
        error = begin(Acceptor::forTcp(addresses.constFirst(), port, options));
        bool isInUse = false;
        for (const QHostAddress &address : addresses.mid(1)) {
            if (!error.isEmpty())
                break;
            auto acceptor = Acceptor::forTcp(address, m_acceptors.front()->port(), options);
            Acceptor &next = *acceptor;
            connectTo(next);
            const QString complaint = next.listen();
            isInUse = next.isAddressInUse();
            if (complaint.isEmpty())
                m_acceptors.push_back(std::move(acceptor));
            else if (isInUse) // clients that try that address first would meet a stranger
                error = u"%1: %2"_s.arg(address.toString(), complaint);
        }
        if (!isInUse)
            return error;
        dropAcceptors();
    }
    return error;
}

QString WebSocketListenerPrivate::begin(std::unique_ptr<Acceptor> acceptor)
{
    connectTo(*acceptor);
    const QString error = acceptor->listen();
    if (error.isEmpty())
        m_acceptors.push_back(std::move(acceptor));
    return error;
}

void WebSocketListenerPrivate::connectTo(Acceptor &acceptor)
{
    acceptor.accepted = [this](std::unique_ptr<Transport> transport, Core::TimePoint since) {
        WebSocketServerFactoryPrivate::serve(m_factory, std::move(transport), since);
    };
    if (m_factory->workerThreads() > 0) {
        acceptor.passOn = [this](AcceptedSocket socket) {
            WebSocketServerFactoryPrivate::of(m_factory).spread(std::move(socket));
        };
    }
    acceptor.options = [this] {
        const auto options = WebSocketServerFactoryPrivate::of(m_factory).settings()->options;
        return AcceptedOptions{.tcpNoDelay = options->tcpNoDelay,
                               .tlsTimeout = options->openHandshakeTimeout};
    };
    acceptor.failed = [this](const QString &text) {
        m_error = text;
        qCWarning(listenerLog).noquote() << m_url.toString() << "cannot accept:" << text;
        Q_EMIT q->errorOccurred(text);
    };
}

void WebSocketListenerPrivate::dropAcceptors()
{
    auto acceptors = std::exchange(m_acceptors, {});
    for (auto &acceptor : acceptors) {
        acceptor->close();
        deleteSoon(acceptor.release()); // it may be in the middle of handing out a connection
    }
}

//! Still in the thread where it listens, which it is about to leave.
void WebSocketListenerPrivate::leaveThread()
{
    if (m_acceptors.empty())
        return;
    m_error = u"the listener was moved to another thread"_s;
    qCWarning(listenerLog).noquote() << m_url.toString() << m_error + u", which ends it"_s;
    close();
    const auto tell = [this] {
        const QPointer<WebSocketListener> guard(q);
        Q_EMIT q->errorOccurred(m_error);
        if (guard)
            Q_EMIT q->stopped();
    };
    QMetaObject::invokeMethod(q, tell, Qt::QueuedConnection);
}

void WebSocketListenerPrivate::close()
{
    if (m_acceptors.empty())
        return;
    dropAcceptors();
    qCDebug(listenerLog).noquote() << m_url.toString() << "is listened on no more";
    if (m_factory)
        WebSocketAdapterFactoryPrivate::of(m_factory).portClosed();
}

} // namespace Gantry

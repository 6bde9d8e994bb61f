// SPDX-License-Identifier: MIT
#include "wamp/transport/wamprawsocketlistener.h"

#include "wamp/transport/rawsocketurl.h"
#include "wamp/transport/wamprawsocketlistener_p.h"
#include "wamp/transport/wamprawsocketserverfactory_p.h"
#include "websocket/deletesoon.h"
#include "websocket/transport/transportchoice.h"

#include <QtCore/QPointer>
#include <QtNetwork/QHostInfo>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslSocket>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

namespace {

// With any free port the second address may have it taken; another try gets another one.
constexpr int PortTries = 20;

//! The addresses to bind for \a host; none when it has none. "localhost" is both loopback
//! addresses (RFC 6761 section 6.3), of which a client tries either first.
QList<QHostAddress> bindAddresses(const QString &host)
{
    if (host == "localhost"_L1)
        return {QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)};
    const QHostAddress address(host);
    return address.isNull() ? QHostInfo::fromName(host).addresses().mid(0, 1) : QList{address};
}

QString complaintAboutTls(const std::optional<QSslConfiguration> &ssl)
{
    if (!QSslSocket::supportsSsl())
        return u"TLS is not available: Qt found no TLS library"_s;
    if (!ssl || ssl->localCertificate().isNull() || ssl->privateKey().isNull())
        return u"rss needs a certificate and its private key in the TLS configuration"_s;
    return {};
}

} // namespace

WampRawSocketListener::WampRawSocketListener(WampRawSocketServerFactory *factory)
    : QObject(factory)
    , d(std::make_unique<WampRawSocketListenerPrivate>(this, factory))
{ }

WampRawSocketListener::~WampRawSocketListener()
{
    d->close();
}

bool WampRawSocketListener::isListening() const
{
    return !d->m_acceptors.empty();
}

QUrl WampRawSocketListener::url() const
{
    return d->m_url;
}

QString WampRawSocketListener::errorString() const
{
    return d->m_error;
}

void WampRawSocketListener::stopListening()
{
    if (!isListening())
        return;
    d->close();
    Q_EMIT stopped();
}

void WampRawSocketListenerPrivate::listen(const QUrl &url, const std::optional<QSslConfiguration> &ssl,
                                          int backlog)
{
    m_url = url;
    m_error = tryToListen(ssl, backlog);
    if (!m_error.isEmpty())
        close();
}

QString WampRawSocketListenerPrivate::tryToListen(const std::optional<QSslConfiguration> &ssl, int backlog)
{
    const auto parsed = Wamp::parseRawSocketUrl(m_url);
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
    if (address.isLocal) {
        auto acceptor = Acceptor::forLocal(address.localPath, options);
        return begin(acceptor);
    }
    const QList<QHostAddress> addresses = bindAddresses(address.host);
    if (addresses.isEmpty())
        return u"%1 is not an address of this machine"_s.arg(address.host);
    const QString error = listenOn(addresses, address.port, options);
    if (error.isEmpty())
        m_url.setPort(m_acceptors.front()->port());
    return error;
}

//! On the first of \a addresses, and on the others as far as the system has them.
QString WampRawSocketListenerPrivate::listenOn(const QList<QHostAddress> &addresses, quint16 port,
                                               const AcceptorOptions &options)
{
    QString error;
    for (int tries = port == 0 ? PortTries : 1; tries > 0; --tries) {
        close();
        auto first = Acceptor::forTcp(addresses.constFirst(), port, options);
        error = begin(first);
        bool isInUse = false;
        for (qsizetype i = 1; i < addresses.size() && error.isEmpty(); ++i) {
            auto acceptor = Acceptor::forTcp(addresses[i], m_acceptors.front()->port(), options);
            const QString complaint = begin(acceptor);
            isInUse = !complaint.isEmpty() && acceptor->isAddressInUse();
            if (isInUse) // clients that try that address first would meet a stranger
                error = u"%1: %2"_s.arg(addresses[i].toString(), complaint);
        }
        if (!isInUse)
            return error;
    }
    return error;
}

//! Takes \a acceptor if it listens.
QString WampRawSocketListenerPrivate::begin(std::unique_ptr<Acceptor> &acceptor)
{
    // A TLS handshake may be done after the factory has gone.
    const QPointer<WampRawSocketServerFactory> factory(m_factory);
    acceptor->accepted = [factory](std::unique_ptr<Transport> transport, Core::TimePoint) {
        if (factory)
            factory->d->serve(std::move(transport));
    };
    acceptor->options = [factory] {
        const RawSocketOptions options = factory ? factory->options() : RawSocketOptions();
        return AcceptedOptions{.tcpNoDelay = options.tcpNoDelay, .tlsTimeout = options.handshakeTimeout};
    };
    acceptor->failed = [this](const QString &text) {
        m_error = text;
        Q_EMIT q->errorOccurred(text);
    };
    const QString error = acceptor->listen();
    if (error.isEmpty())
        m_acceptors.push_back(std::move(acceptor));
    return error;
}

void WampRawSocketListenerPrivate::close()
{
    auto acceptors = std::exchange(m_acceptors, {});
    for (auto &acceptor : acceptors) {
        acceptor->close();
        deleteSoon(acceptor.release()); // it may be in the middle of handing out a connection
    }
}

} // namespace Gantry

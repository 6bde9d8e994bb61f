// SPDX-License-Identifier: MIT
#include "websocket/transport/tcpconnectattempt.h"

#include "websocket/deletesoon.h"
#include "websocket/transport/duplicatesocket.h"
#include "websocket/transport/readbuffer.h"
#include "websocket/transport/tcptransport.h"
#include "websocket/transport/tlserrors.h"
#include "websocket/transport/tlstransport.h"
#include "websocket/transport/transportchoice.h"

#include <QtNetwork/QHostInfo>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;
using Core::ClosePhase;
using Core::TransportEnd;

namespace {

void resolveWithSystem(const QString &host, QObject *context, const ResolverReport &report)
{
    QHostInfo::lookupHost(host, context, [report](const QHostInfo &info) {
        report(info.addresses(), info.error() == QHostInfo::NoError ? QString() : info.errorString());
    });
}

//! A name as it goes on the wire (RFC 5891), or an address as it is.
QByteArray wireHost(const QString &host)
{
    return host.contains(u':') ? host.toLatin1() : QUrl::toAce(host);
}

} // namespace

TcpConnectAttempt::TcpConnectAttempt(const ConnectTarget &target)
    : ConnectAttempt(target.timeout)
    , m_target(target)
    , m_nextHost(hasProxy() ? target.proxy.hostName() : target.address.host)
    , m_nextPort(hasProxy() ? target.proxy.port() : target.address.port)
{ }

TcpConnectAttempt::~TcpConnectAttempt()
{
    if (!m_socket)
        return;
    // This may be one of the socket's own signals.
    m_socket->disconnect(this);
    m_socket->abort();
    deleteSoon(m_socket.release());
}

void TcpConnectAttempt::dropSocket()
{
    if (m_race)
        m_race->stop();
    if (m_socket)
        m_socket->abort();
}

void TcpConnectAttempt::startConnecting()
{
    if (needsTlsSocket() && !QSslSocket::supportsSsl()) {
        enter(ClosePhase::TlsHandshake);
        fail(TransportEnd::TlsError, u"TLS is not available: Qt found no TLS library"_s);
        return;
    }
    const TransportChoice choice = chooseTransport(m_target.transport, needsTlsSocket());
    if (!choice.complaint.isEmpty()) {
        fail(TransportEnd::ConnectFailed, choice.complaint);
        return;
    }
    m_isEpoll = choice.isEpoll;
    const QHostAddress literal(m_nextHost);
    if (literal.isNull()) {
        lookUp();
        return;
    }
    // A socket can be connected, or fail, inside the call that starts it.
    QMetaObject::invokeMethod(
        this, [this, literal] { reach({literal}); }, Qt::QueuedConnection);
}

void TcpConnectAttempt::lookUp()
{
    enter(ClosePhase::NameLookup);
    const Resolver resolver = m_target.resolver ? m_target.resolver : resolveWithSystem;
    resolver(m_nextHost, this, [this](const QList<QHostAddress> &addresses, const QString &error) {
        onLookedUp(addresses, error);
    });
}

void TcpConnectAttempt::onLookedUp(const QList<QHostAddress> &addresses, const QString &error)
{
    if (isOver())
        return;
    if (addresses.isEmpty()) {
        const QString why = error.isEmpty() ? u"it has no address"_s : error;
        fail(TransportEnd::ConnectFailed, u"cannot look up %1: %2"_s.arg(m_nextHost, why));
        return;
    }
    reach(interleaved(addresses));
}

void TcpConnectAttempt::reach(const QList<QHostAddress> &addresses)
{
    if (isOver())
        return;
    enter(ClosePhase::Connecting);
    // What TLS reads ahead is its own affair.
    const QIODevice::OpenMode openMode =
        m_target.address.isSecure ? QIODevice::ReadWrite : TcpTransport::OpenMode;
    m_race =
        std::make_unique<AddressRace>(AddressRace::Settings{.addresses = addresses,
                                                            .port = m_nextPort,
                                                            .bindAddress = m_target.bindAddress,
                                                            .openMode = openMode,
                                                            .makeSocket = [this] { return makeSocket(); }});
    m_race->won = [this](std::unique_ptr<QAbstractSocket> socket) { onReached(std::move(socket)); };
    m_race->lost = [this](const QString &text) {
        fail(TransportEnd::ConnectFailed,
             u"cannot connect to %1 port %2: %3"_s.arg(m_nextHost, QString::number(m_nextPort), text));
    };
    m_race->start();
}

std::unique_ptr<QAbstractSocket> TcpConnectAttempt::makeSocket() const
{
    if (needsTlsSocket())
        return std::make_unique<QSslSocket>();
    return TcpTransport::makeSocket();
}

void TcpConnectAttempt::onReached(std::unique_ptr<QAbstractSocket> socket)
{
    m_socket = std::move(socket);
    if (m_target.tcpNoDelay)
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_socket.get(), &QAbstractSocket::errorOccurred, this, &TcpConnectAttempt::onError);
    if (hasProxy())
        askProxy();
    else
        onThrough();
}

void TcpConnectAttempt::askProxy()
{
    enter(ClosePhase::Proxy);
    const bool isSocks = m_target.proxy.type() == QNetworkProxy::Socks5Proxy;
    m_proxyHandshake =
        Core::ProxyHandshake::make(isSocks ? Core::ProxyKind::Socks5 : Core::ProxyKind::HttpConnect,
                                   {.host = wireHost(m_target.address.host),
                                    .port = m_target.address.port,
                                    .user = m_target.proxy.user().toUtf8(),
                                    .password = m_target.proxy.password().toUtf8()});
    connect(m_socket.get(), &QAbstractSocket::readyRead, this, &TcpConnectAttempt::talkToProxy);
    talkToProxy();
}

void TcpConnectAttempt::talkToProxy()
{
    bool isOver = false;
    {
        const ReadBuffer buffer;
        const qint64 size = m_socket->read(buffer.data(), ReadBuffer::Size);
        if (size > 0)
            m_proxyHandshake->feed({buffer.data(), size});
        // A socket without a buffer tells its end here only, and emits nothing.
        isOver = size < 0;
    }
    using Status = Core::ProxyHandshake::Status;
    const QByteArray output = m_proxyHandshake->takeOutput();
    switch (m_proxyHandshake->status()) {
    case Status::NeedMore:
        if (isOver)
            onError();
        else if (!output.isEmpty())
            m_socket->write(output);
        break;
    case Status::Done:
        m_socket->disconnect(this);
        connect(m_socket.get(), &QAbstractSocket::errorOccurred, this, &TcpConnectAttempt::onError);
        onThrough();
        break;
    case Status::Failed:
        fail(TransportEnd::ConnectFailed, QString::fromUtf8(m_proxyHandshake->errorText()),
             m_proxyHandshake->httpStatus());
        break;
    }
}

//! The socket leads to the target.
void TcpConnectAttempt::onThrough()
{
    if (m_target.address.isSecure) {
        startTls();
        return;
    }
    m_socket->disconnect(this);
    if (needsTlsSocket())
        handOver();
    else if (m_isEpoll)
        handOverDescriptor();
    else
        succeed(std::make_unique<TcpTransport>(std::move(m_socket)));
}

void TcpConnectAttempt::startTls()
{
    enter(ClosePhase::TlsHandshake);
    auto *socket = static_cast<QSslSocket *>(m_socket.get());
    connect(socket, &QSslSocket::encrypted, this, &TcpConnectAttempt::handOver);
    connect(socket, &QSslSocket::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_sslErrors = errors; });
    beginClientTls(*socket, m_target.ssl, m_target.address.host);
}

//! A socket that is encrypted, or could be.
void TcpConnectAttempt::handOver()
{
    m_socket->disconnect(this);
    std::unique_ptr<QSslSocket> socket(static_cast<QSslSocket *>(m_socket.release()));
    succeed(std::make_unique<TlsTransport>(std::move(socket)));
}

//! Qt reached the address, and is done.
void TcpConnectAttempt::handOverDescriptor()
{
    const qintptr descriptor = duplicateSocket(m_socket->socketDescriptor());
    const QString error = qt_error_string();
    m_socket->abort(); // closes its descriptor, and not the connection
    std::unique_ptr<Transport> transport =
        descriptor == -1 ? nullptr : makeEpollTcpTransport(descriptor, m_target.tcpNoDelay);
    if (transport)
        succeed(std::move(transport));
    else
        fail(TransportEnd::ConnectFailed,
             u"cannot connect to %1 port %2: %3"_s.arg(m_nextHost, QString::number(m_nextPort), error));
}

void TcpConnectAttempt::onError()
{
    if (phase() == ClosePhase::TlsHandshake) {
        const auto &socket = static_cast<const QSslSocket &>(*m_socket);
        fail(TransportEnd::TlsError, tlsErrorText(socket, m_target.address.host, m_sslErrors));
        return;
    }
    // Qt calls the proxy's end the remote host's.
    const bool isEnd = m_socket->error() == QAbstractSocket::RemoteHostClosedError;
    fail(TransportEnd::ConnectFailed,
         isEnd ? u"the proxy ended the connection without an answer"_s : m_socket->errorString());
}

} // namespace Gantry

// SPDX-License-Identifier: MIT
#include "echoclient.h"

#include <Gantry/ConnectWS>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

EchoClient::EchoClient(const EchoClientOptions &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_factory(options.url)
{
    m_factory.setSubprotocols(options.subprotocols);
    m_factory.setHeaders(options.headers);
    m_factory.setProxy(options.proxy);
    m_factory.setProxiesLoopback(true); // whoever names a proxy wants it used
    if (options.headers.contains("User-Agent"))
        m_factory.setUserAgent({}); // theirs instead of ours, not both
    connect(&m_factory, &WebSocketClientFactory::protocolCreated, this, &EchoClient::adopt);
}

void EchoClient::start(const std::optional<QSslConfiguration> &tls)
{
    connectWS(&m_factory, tls);
}

void EchoClient::stop()
{
    m_isStopping = true;
    if (m_connection)
        m_connection->sendClose(1000);
}

void EchoClient::adopt(WebSocketClientProtocol *connection)
{
    m_connection = connection;
    connect(connection, &WebSocketClientProtocol::onOpen, this, &EchoClient::sendNextOrClose);
    connect(connection, &WebSocketClientProtocol::onMessage, this,
            [this](const QByteArray &payload, bool isBinary) {
                Q_EMIT received(payload, isBinary);
                ++m_answers;
                sendNextOrClose();
            });
    connect(connection, &WebSocketClientProtocol::onClose, this, &EchoClient::conclude);
}

void EchoClient::sendNextOrClose()
{
    if (m_answers < m_options.count && !m_isStopping)
        m_connection->sendText(m_options.message);
    else
        m_connection->sendClose(1000);
}

void EchoClient::conclude(bool wasClean, quint16 code, const QString &reason)
{
    // Whatever code: RFC 6455 section 5.5.1 has a peer echo ours, and some answer with
    // an empty close frame, which reads as 1005.
    const bool isDone = m_isStopping || (wasClean && m_answers >= m_options.count);
    const QString error = isDone ? QString() : whyItFailed(code, reason);
    m_connection = nullptr;
    Q_EMIT finished(error);
}

QString EchoClient::whyItFailed(quint16 code, const QString &reason) const
{
    const QString address = m_options.url.toString(QUrl::RemoveUserInfo);
    const QString why = reason.isEmpty() ? u"no reason given"_s : reason;
    switch (m_connection->closeInfo().phase) {
    case ClosePhase::NameLookup:
    case ClosePhase::Connecting:
    case ClosePhase::Proxy:
        return u"cannot connect to %1: %2"_s.arg(address, why);
    case ClosePhase::TlsHandshake:
        return u"no secure connection to %1: %2"_s.arg(address, why);
    case ClosePhase::OpeningHandshake:
        return u"%1 refused the WebSocket connection: %2"_s.arg(address, why);
    case ClosePhase::Open:
    case ClosePhase::Closing:
        break;
    }
    return u"%1 ended the connection after %2 of %3 answers (%4): %5"_s.arg(address)
        .arg(m_answers)
        .arg(m_options.count)
        .arg(code)
        .arg(why);
}

} // namespace Gantry::Examples

// SPDX-License-Identifier: MIT
#include "echoserver.h"

#include <Gantry/ListenWS>

namespace Gantry::Examples {

using namespace Qt::Literals::StringLiterals;

namespace {

// Half-open connections of a port scan or a load test wait here; the system cuts it
// to its own limit (net.core.somaxconn).
constexpr int Backlog = 4096;

void echoBytes(WebSocketServerProtocol *client)
{
    QObject::connect(
        client, &WebSocketServerProtocol::onMessage, client,
        [client](const QByteArray &payload, bool isBinary) { client->sendMessage(payload, isBinary); });
}

void echoText(WebSocketServerProtocol *client)
{
    QObject::connect(client, &WebSocketServerProtocol::onText, client,
                     [client](const QString &text) { client->sendText(text); });
    QObject::connect(client, &WebSocketServerProtocol::onMessage, client,
                     [client](const QByteArray &payload, bool isBinary) {
                         if (isBinary)
                             client->sendMessage(payload, true);
                     });
}

} // namespace

EchoServer::EchoServer(const EchoServerOptions &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
{ }

EchoServer::~EchoServer() = default;

QString EchoServer::start(const std::optional<QSslConfiguration> &tls)
{
    for (const QUrl &url : m_options.listen.urls) {
        const WebSocketListener *listener = listen(url, tls);
        if (!listener->isListening()) {
            const QString reason = listener->errorString();
            m_listeners.clear();
            m_factories.clear();
            return u"cannot listen on %1: %2"_s.arg(url.toString(), reason);
        }
    }
    return {};
}

WebSocketListener *EchoServer::listen(const QUrl &url, const std::optional<QSslConfiguration> &tls)
{
    auto &factory = m_factories.emplace_back(std::make_unique<WebSocketServerFactory>(url));
    factory->setProtocolOptions(m_options.protocol);
    factory->setTransportPolicy(m_options.transport);
    factory->setWorkerThreads(m_options.threads);
    factory->setSubprotocols(m_options.subprotocols);
    // In the thread of the connection, whichever that is.
    connect(factory.get(), &WebSocketServerFactory::protocolCreated, this, &EchoServer::welcome,
            Qt::DirectConnection);
    return m_listeners.emplace_back(listenWS(factory.get(), tls, Backlog));
}

void EchoServer::welcome(WebSocketServerProtocol *client) const
{
    if (m_options.deliverText)
        echoText(client);
    else
        echoBytes(client);
}

QList<QUrl> EchoServer::urls() const
{
    QList<QUrl> urls;
    for (const WebSocketListener *listener : m_listeners)
        urls.append(listener->url());
    return urls;
}

void EchoServer::stop()
{
    if (std::exchange(m_isStopping, true))
        return;
    m_serving = m_factories.size();
    for (const auto &factory : m_factories) {
        factory->shutdown().then(this, [this] {
            if (--m_serving == 0)
                Q_EMIT finished();
        });
    }
}

} // namespace Gantry::Examples

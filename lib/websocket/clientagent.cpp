// SPDX-License-Identifier: MIT
#include "websocket/clientagent.h"

#include "websocket/agentopening_p.h"
#include "websocket/connectws.h"

namespace Gantry {

using namespace Qt::Literals::StringLiterals;

AgentOpening::AgentOpening(const QUrl &url, const AgentOptions &options,
                           const ClientAgent::ProtocolCreator &creator, QObject *parent)
    : WebSocketClientFactory(url, parent)
    , m_promise(std::in_place)
{
    m_promise->start();
    apply(options);
    setProtocolCreator(creator);
    connect(this, &WebSocketClientFactory::protocolCreated, this,
            [this](WebSocketClientProtocol *protocol) { m_protocol = protocol; });
    m_connector = connectWS(this, options.ssl, options.timeout, options.bindAddress);
    connect(m_connector, &WebSocketConnector::opened, this, &AgentOpening::opened);
    // Also told of a protocol whose handleClose() keeps the end to itself.
    connect(m_connector, &WebSocketConnector::stateChanged, this, [this](WebSocketConnector::State state) {
        if (state == WebSocketConnector::State::Disconnected)
            ended();
    });
}

AgentOpening::~AgentOpening()
{
    if (m_connector)
        m_connector->QObject::disconnect(this);
    if (m_promise)
        finish({.error = {.reason = "the agent was deleted", .by = ClosedBy::Local}});
}

QFuture<OpenResult> AgentOpening::failed(const QString &reason)
{
    QPromise<OpenResult> promise;
    promise.start();
    promise.addResult(OpenResult{.error = {.reason = reason.toUtf8(), .by = ClosedBy::Local}});
    promise.finish();
    return promise.future();
}

void AgentOpening::apply(const AgentOptions &options)
{
    setOrigin(options.origin);
    setSubprotocols(options.subprotocols);
    if (options.userAgent)
        setUserAgent(*options.userAgent);
    setHeaders(options.headers);
    setCookies(options.cookies);
    setProxy(options.proxy);
    setUsesSystemProxy(options.usesSystemProxy);
    setProxiesLoopback(options.proxiesLoopback);
    setProtocolOptions(options.protocolOptions);
}

void AgentOpening::opened()
{
    const bool isWanted = m_promise && !m_promise->isCanceled();
    if (!isWanted && m_protocol)
        m_protocol->abort();
    else if (m_promise)
        finish({.protocol = m_protocol.data()});
}

void AgentOpening::ended()
{
    deleteLater();
    if (!m_promise)
        return;
    CloseInfo error;
    if (m_protocol)
        error = m_protocol->closeInfo();
    if (error.reason.isEmpty())
        error.reason = m_connector ? m_connector->errorString().toUtf8() : QByteArray();
    if (error.reason.isEmpty())
        error.reason = "the connection was given up";
    finish({.error = error});
}

void AgentOpening::finish(const OpenResult &result)
{
    // What continues may delete the agent, and this with it.
    QPromise<OpenResult> promise = *std::exchange(m_promise, std::nullopt);
    promise.addResult(result);
    promise.finish();
}

ClientAgent *createClientAgent(QObject *parent)
{
    return new ClientAgent(parent);
}

ClientAgent::ClientAgent(QObject *parent)
    : QObject(parent)
{ }

ClientAgent::~ClientAgent()
{
    // While this is whole: what continues on a future may still know it.
    while (!children().isEmpty())
        delete children().constFirst();
}

QFuture<OpenResult> ClientAgent::open(const QUrl &url, const AgentOptions &options,
                                      const ProtocolCreator &creator)
{
    return (new AgentOpening(url, options, creator, this))->future();
}

QFuture<OpenResult> ClientAgent::openWithMap(const QUrl &url, const QVariantMap &options,
                                             const ProtocolCreator &creator)
{
    const auto read = agentOptionsFrom(options);
    if (const auto *error = std::get_if<QString>(&read))
        return AgentOpening::failed(*error);
    return open(url, std::get<AgentOptions>(read), creator);
}

WebSocketClientProtocol *ClientAgent::take(const OpenResult &result)
{
    auto *protocol = qobject_cast<WebSocketClientProtocol *>(result.protocol.data());
    auto *opening = protocol ? dynamic_cast<AgentOpening *>(protocol->factory()) : nullptr;
    if (opening)
        opening->setParent(nullptr); // it goes with its connection
    return protocol;
}

} // namespace Gantry

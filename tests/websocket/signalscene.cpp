// SPDX-License-Identifier: MIT
#include "signalscene.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtNetwork/QTcpServer>

namespace Gantry::Testing {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

QUrl deadUrl()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return QUrl(u"ws://127.0.0.1:%1/"_s.arg(server.serverPort()));
}

//! The client's peer where that goes along only so far.
std::unique_ptr<SilentServer> silentServer(Scenario scenario)
{
    using Last = SilentServer::Last;
    switch (scenario) {
    case Scenario::SilentOpening:
        return std::make_unique<SilentServer>(Last::Accepts);
    case Scenario::SilentOpen:
    case Scenario::SilentClosing:
        return std::make_unique<SilentServer>(Last::Opens);
    case Scenario::LingeringServer:
        return std::make_unique<SilentServer>(Last::AnswersClose);
    default:
        return nullptr;
    }
}

//! What the options of both roles have in common.
template<typename Options>
void setCommon(Options &options, Scenario scenario)
{
    options.closeHandshakeTimeout = scenario == Scenario::SilentClosing ? 20ms : 300ms;
    options.outputHighWatermark = 64 * 1024;
    if (scenario == Scenario::Overflow)
        options.outputPolicy = OutputPolicy::DropNew;
    if (scenario == Scenario::SilentOpening)
        options.openHandshakeTimeout = 20ms;
    if (scenario == Scenario::AutoPing || scenario == Scenario::SilentOpen) {
        options.autoPingInterval = 5ms;
        options.autoPingTimeout = scenario == Scenario::SilentOpen ? 10ms : 2000ms;
        options.autoPingRestartOnAnyTraffic = false;
    }
    if (scenario == Scenario::Frames)
        options.delivery = Delivery::Frame;
    if (scenario == Scenario::Streaming)
        options.delivery = Delivery::Streaming;
}

constexpr Act Acts[] = {
    {"nothing", [](Scene &) {}},
    {"spin a loop", [](Scene &) { spin(); }},
    {"delete the server's protocol", [](Scene &scene) { delete scene.serverSide; }, true},
    {"delete the client's protocol", [](Scene &scene) { delete scene.clientSide; }, true},
    {"delete both protocols in a nested loop",
     [](Scene &scene) {
         QTimer::singleShot(0, &scene, [&scene] {
             delete scene.serverSide;
             delete scene.clientSide;
         });
         spin();
         spin();
     },
     true},
    {"close at the server",
     [](Scene &scene) {
         if (scene.serverSide)
             scene.serverSide->sendClose(4000, u"from a slot"_s);
     }},
    {"close at the client",
     [](Scene &scene) {
         if (scene.clientSide)
             scene.clientSide->sendClose(4000, u"from a slot"_s);
     }},
    {"close at both",
     [](Scene &scene) {
         if (scene.serverSide)
             scene.serverSide->sendClose();
         if (scene.clientSide)
             scene.clientSide->sendClose();
     }},
    {"abort at the server",
     [](Scene &scene) {
         if (scene.serverSide)
             scene.serverSide->abort();
     }},
    {"abort at the client",
     [](Scene &scene) {
         if (scene.clientSide)
             scene.clientSide->abort();
     }},
    {"abort and delete",
     [](Scene &scene) {
         if (scene.clientSide)
             scene.clientSide->abort();
         delete scene.clientSide;
         if (scene.serverSide)
             scene.serverSide->abort();
         delete scene.serverSide;
     },
     true},
    {"send much",
     [](Scene &scene) {
         for (const auto &side : {scene.serverSide, scene.clientSide}) {
             if (side)
                 static_cast<void>(side->sendMessage(QByteArray(100'000, 'x'), true));
         }
     }},
    {"delete the server's factory", [](Scene &scene) { delete scene.server; }, true},
    {"delete the client's factory", [](Scene &scene) { delete scene.client; }, true},
    {"delete the listener", [](Scene &scene) { delete scene.listener; }},
    {"delete the connector", [](Scene &scene) { delete scene.connector; }},
    {"delete everything",
     [](Scene &scene) {
         delete scene.client;
         delete scene.server;
     },
     true},
    {"stop listening",
     [](Scene &scene) {
         if (scene.listener)
             scene.listener->stopListening();
     }},
    {"disconnect",
     [](Scene &scene) {
         if (scene.connector)
             scene.connector->disconnect();
     }},
    {"stop connecting",
     [](Scene &scene) {
         if (scene.connector)
             scene.connector->stopConnecting();
     }},
    {"connect again",
     [](Scene &scene) {
         if (scene.connector)
             scene.connector->connectNow();
     }},
    {"retry now",
     [](Scene &scene) {
         if (scene.connector)
             scene.connector->retryNow();
     }},
    {"send through the connector",
     [](Scene &scene) {
         if (scene.connector)
             static_cast<void>(scene.connector->send("later"));
     }},
    {"abort and connect again",
     [](Scene &scene) {
         if (scene.clientSide)
             scene.clientSide->abort();
         if (scene.connector)
             scene.connector->connectNow();
     }},
    {"connect once more", [](Scene &scene) { connectWS(scene.client, {}, 5s); }},
    {"listen once more", [](Scene &scene) { listenWS(scene.server); }},
};

} // namespace

void spin()
{
    QEventLoop loop;
    QTimer::singleShot(0, &loop, &QEventLoop::quit);
    loop.exec();
}

Scene::Scene(Scenario scenario)
    : server(
        new EchoServer(QUrl(scenario == Scenario::UnusableUrl ? u"http://nowhere"_s : u"ws://127.0.0.1:0"_s)))
    , listener(server->listener())
    , m_scenario(scenario)
    , m_silentServer(silentServer(scenario))
{
    const bool isRefused = scenario == Scenario::RefusedPort || scenario == Scenario::GivingUp;
    QUrl url = isRefused ? deadUrl() : server->listeningUrl();
    if (m_silentServer)
        url.setPort(m_silentServer->serverPort());
    client = new Client(url);
    if (scenario == Scenario::GivingUp)
        client->setReconnectPolicy(
            {.enabled = true, .initialDelay = 2ms, .maxRetries = 1, .queueBytes = 1000});
    ServerOptions serverOptions;
    ClientOptions clientOptions;
    setCommon(serverOptions, scenario);
    setCommon(clientOptions, scenario);
    if (scenario == Scenario::LingeringServer)
        clientOptions.serverConnectionDropTimeout = 20ms;
    server->setProtocolOptions(serverOptions);
    client->setProtocolOptions(clientOptions);
    connect(server, &WebSocketServerFactory::protocolCreated, this, &Scene::serverMade);
    connect(client, &WebSocketClientFactory::protocolCreated, this, &Scene::clientMade);
    if (!m_silentServer)
        return;
    m_silentClient = std::make_unique<RawPeer>(server->port());
    if (scenario != Scenario::SilentOpening)
        m_silentClient->send(upgradeRequest());
}

void Scene::serverMade(WebSocketServerProtocol *protocol)
{
    serverSide = protocol;
    made(protocol);
    connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol, [this, protocol] { greet(protocol); });
}

void Scene::clientMade(WebSocketClientProtocol *protocol)
{
    using Base = WebSocketAdapterProtocol;
    clientSide = protocol;
    made(protocol);
    connect(protocol, &Base::onOpen, protocol, [this, protocol] { greet(protocol); });
    const auto close = [protocol] { protocol->sendClose(); };
    switch (m_scenario) {
    case Scenario::Overflow:
        connect(protocol, &Base::drained, protocol, close);
        return;
    case Scenario::Frames:
    case Scenario::Streaming:
        connect(protocol, &Base::onMessageEnd, protocol, close);
        return;
    case Scenario::AutoPing:
        connect(protocol, &Base::onPing, protocol, [protocol, pings = 0]() mutable {
            if (++pings == 4) // by then both have had their answers
                protocol->sendClose();
        });
        return;
    default:
        break;
    }
    connect(protocol, &Base::onMessage, protocol, [this, protocol] {
        // An act may delete the protocol, and this function with it.
        const QPointer<WebSocketListener> port(listener);
        const bool stops = m_scenario == Scenario::StopListening;
        protocol->sendClose();
        if (stops && port)
            port->stopListening();
    });
}

void Scene::greet(WebSocketAdapterProtocol *protocol) const
{
    if (m_scenario == Scenario::SilentClosing || m_scenario == Scenario::LingeringServer) {
        protocol->sendClose();
        return;
    }
    if (m_scenario == Scenario::SilentOpen)
        return;
    protocol->sendPing("hello");
    protocol->sendMessage("hello");
    // More than the sockets of both sides hold.
    auto result = m_scenario == Scenario::Overflow ? SendResult::Queued : SendResult::Dropped;
    for (int i = 0; i < 4096 && result != SendResult::Dropped; ++i)
        result = protocol->sendMessage(QByteArray(16 * 1024, 'x'), true, {.doNotCompress = true});
}

void Scene::made(WebSocketAdapterProtocol *protocol)
{
    Made &entry = protocols.emplace_back(Made{.protocol = protocol});
    connect(protocol, &WebSocketAdapterProtocol::onClose, this, [&entry] { ++entry.closes; });
    prepared(protocol);
}

std::span<const Act> acts()
{
    return Acts;
}

} // namespace Gantry::Testing

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
    , client(new Client(scenario == Scenario::RefusedPort ? deadUrl() : server->listeningUrl()))
    , listener(server->listener())
{
    const bool isOverflow = scenario == Scenario::Overflow;
    const auto policy = isOverflow ? OutputPolicy::DropNew : OutputPolicy::Queue;
    server->setProtocolOptions(
        {.closeHandshakeTimeout = 300ms, .outputHighWatermark = 64 * 1024, .outputPolicy = policy});
    client->setProtocolOptions(
        {.closeHandshakeTimeout = 300ms, .outputHighWatermark = 64 * 1024, .outputPolicy = policy});
    const auto greet = [isOverflow](WebSocketAdapterProtocol *protocol) {
        protocol->sendPing("hello");
        // More than the sockets of both sides hold.
        auto result = isOverflow ? SendResult::Queued : SendResult::Dropped;
        for (int i = 0; i < 4096 && result != SendResult::Dropped; ++i)
            result = protocol->sendMessage(QByteArray(16 * 1024, 'x'), true, {.doNotCompress = true});
    };
    connect(server, &WebSocketServerFactory::protocolCreated, this,
            [this, greet](WebSocketServerProtocol *protocol) {
                serverSide = protocol;
                made(protocol);
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                        [protocol, greet] { greet(protocol); });
            });
    connect(client, &WebSocketClientFactory::protocolCreated, this,
            [this, greet, scenario](WebSocketClientProtocol *protocol) {
                clientSide = protocol;
                made(protocol);
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol, [protocol, greet] {
                    greet(protocol);
                    protocol->sendMessage("hello");
                });
                if (scenario == Scenario::Overflow) {
                    connect(protocol, &WebSocketAdapterProtocol::drained, protocol,
                            [protocol] { protocol->sendClose(); });
                }
                connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol, [this, protocol, scenario] {
                    // An act may delete the protocol, and this function with it.
                    const QPointer<WebSocketListener> port(listener);
                    const bool stops = scenario == Scenario::StopListening;
                    if (scenario != Scenario::Overflow)
                        protocol->sendClose();
                    if (stops && port)
                        port->stopListening();
                });
            });
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

// SPDX-License-Identifier: MIT
// A server and a client in a conversation, and everything that people do to them in a
// slot.
#pragma once

#include "support/rawpeer.h"
#include "support/servers.h"
#include "support/silentserver.h"

#include <functional>
#include <list>
#include <span>

namespace Gantry::Testing {

//! Lets an event loop of its own turn once.
void spin();

//! What happens, so that a signal is emitted.
enum class Scenario {
    Talk, //!< opens, pings, speaks, closes
    RefusedPort, //!< nobody listens
    GivingUp, //!< nobody listens, at the second attempt neither, and a message waits
    UnusableUrl, //!< there is nothing to listen at
    StopListening, //!< while a connection is open
    Overflow, //!< both ends send more than they may
    Frames, //!< delivery by the frame
    Streaming, //!< delivery as it comes
    AutoPing, //!< both ends ask each other whether they are there
    SilentOpening, //!< peers that say nothing
    SilentOpen, //!< peers that open and then say nothing
    SilentClosing, //!< peers that do not answer a close
    LingeringServer, //!< a server that closes and does not go
    Never, //!< not in this role
};

//! A server and a client, what they have made, and how that ended.
class Scene : public QObject
{
public:
    explicit Scene(Scenario scenario);
    ~Scene() override
    {
        delete client;
        delete server;
    }

    void start()
    {
        connector = client->connectTo();
        prepared(connector);
        if (m_scenario == Scenario::GivingUp)
            static_cast<void>(connector->send("never"));
    }
    //! Calls back with each object of the scene before anything happens to it.
    std::function<void(QObject *)> prepared = [](QObject *) {};

    //! Nothing is connected, nor about to be.
    bool isQuiet() const
    {
        const auto connectors =
            client ? client->findChildren<WebSocketConnector *>() : QList<WebSocketConnector *>();
        return std::all_of(protocols.begin(), protocols.end(),
                           [](const Made &made) { return made.protocol.isNull(); })
            && std::all_of(connectors.begin(), connectors.end(), [](const WebSocketConnector *each) {
                   return each->state() == WebSocketConnector::State::Disconnected;
               });
    }

    QPointer<EchoServer> server;
    QPointer<Client> client;
    QPointer<WebSocketListener> listener;
    QPointer<WebSocketConnector> connector;
    QPointer<WebSocketAdapterProtocol> serverSide;
    QPointer<WebSocketAdapterProtocol> clientSide;

    struct Made
    {
        QPointer<WebSocketAdapterProtocol> protocol;
        int closes = 0;
    };
    std::list<Made> protocols;

private:
    void serverMade(WebSocketServerProtocol *protocol);
    void clientMade(WebSocketClientProtocol *protocol);
    void greet(WebSocketAdapterProtocol *protocol) const;
    void made(WebSocketAdapterProtocol *protocol);

    Scenario m_scenario;
    std::unique_ptr<SilentServer> m_silentServer;
    std::unique_ptr<RawPeer> m_silentClient;
};

struct Act
{
    const char *name;
    void (*perform)(Scene &);
    bool deletes = false; //!< a protocol, which then has no onClose()
};

//! Everything there is to do; the first is nothing.
std::span<const Act> acts();

} // namespace Gantry::Testing

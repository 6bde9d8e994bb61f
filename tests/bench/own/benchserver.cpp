// SPDX-License-Identifier: MIT
// bench-server: what echo-server has no flags for. Compresses as it is told, so that it
// does the same as a peer; or sends what it receives to all, framed once.
#include "support/console.h"
#include "support/processlimits.h"
#include "support/programarguments.h"

#include <Gantry/ListenWS>
#include <Gantry/PreparedMessage>
#include <Gantry/WebSocketServerFactory>

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <vector>

using namespace Gantry;
using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int Backlog = 4096;

ServerOptions readOptions(ProgramArguments &arguments)
{
    ServerOptions options;
    options.autoPingInterval = std::chrono::milliseconds::zero();
    const auto bits = int(arguments.number(u"window-bits"_s, 9, 15));
    const auto level = int(arguments.number(u"level"_s, 1, 9));
    const auto memLevel = int(arguments.number(u"mem-level"_s, 1, 9));
    if (arguments.isSet(u"deflate"_s)) {
        options.perMessageDeflate = DeflateOptions{.serverMaxWindowBits = bits,
                                                   .clientMaxWindowBits = bits,
                                                   .level = level,
                                                   .memLevel = memLevel,
                                                   .minimumBytes = 0};
    } else {
        options.perMessageDeflate.reset();
    }
    return options;
}

void echo(WebSocketServerProtocol *client)
{
    QObject::connect(
        client, &WebSocketServerProtocol::onMessage, client,
        [client](const QByteArray &payload, bool isBinary) { client->sendMessage(payload, isBinary); });
}

//! Who is there, and the way of a message to all of them.
class Audience
{
public:
    void add(WebSocketServerProtocol *client)
    {
        QObject::connect(client, &WebSocketServerProtocol::onMessage, client,
                         [this](const QByteArray &payload, bool isBinary) {
                             const PreparedMessage message(payload, isBinary);
                             for (WebSocketServerProtocol *receiver : m_clients)
                                 receiver->sendPreparedMessage(message);
                         });
        QObject::connect(client, &WebSocketServerProtocol::onOpen, client,
                         [this, client] { m_clients.push_back(client); });
        QObject::connect(client, &WebSocketServerProtocol::onClose, client,
                         [this, client] { std::erase(m_clients, client); });
    }

private:
    std::vector<WebSocketServerProtocol *> m_clients;
};

} // namespace

int main(int argc, char **argv)
{
    ProgramArguments arguments(u"bench-server"_s, u"Gantry, as benchmarks need it."_s);
    arguments.addValue(u"listen"_s, u"Where."_s, u"URL"_s, u"ws://127.0.0.1:0"_s);
    arguments.addFlag(u"broadcast"_s, u"Sends each message to all."_s);
    arguments.addFlag(u"deflate"_s, u"Accepts permessage-deflate, for messages of any size."_s);
    arguments.addValue(u"level"_s, u"zlib's."_s, u"N"_s, u"6"_s);
    arguments.addValue(u"window-bits"_s, u"Of both directions."_s, u"N"_s, u"15"_s);
    arguments.addValue(u"mem-level"_s, u"zlib's."_s, u"N"_s, u"8"_s);
    if (const auto status = arguments.parse(argc, argv))
        return *status;
    arguments.expectNoPositional();
    const QUrl url = arguments.webSocketUrl(arguments.value(u"listen"_s));
    const ServerOptions options = readOptions(arguments);
    if (const auto status = arguments.verdict())
        return *status;

    raiseOpenFileLimit();
    const QCoreApplication application(argc, argv);
    Audience audience;
    const bool isBroadcasting = arguments.isSet(u"broadcast"_s);
    WebSocketServerFactory factory(url);
    factory.setProtocolOptions(options);
    QObject::connect(&factory, &WebSocketServerFactory::protocolCreated, &factory,
                     [&audience, isBroadcasting](WebSocketServerProtocol *client) {
                         isBroadcasting ? audience.add(client) : echo(client);
                     });
    const WebSocketListener *listener = listenWS(&factory, {}, Backlog);
    if (!listener->isListening()) {
        complain(listener->errorString());
        return ExitFailed;
    }
    printLine(u"listening on "_s + listener->url().toString());
    return QCoreApplication::exec();
}

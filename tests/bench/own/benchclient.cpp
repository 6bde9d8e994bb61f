// SPDX-License-Identifier: MIT
// bench-client: Gantry's clients, many of them, which send back what they receive until
// the server has closed them all.
#include "support/console.h"
#include "support/processlimits.h"
#include "support/programarguments.h"

#include <Gantry/ConnectWS>
#include <Gantry/WebSocketClientFactory>

#include <QtCore/QCoreApplication>

#include <memory>
#include <vector>

using namespace Gantry;
using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

namespace {

void echo(WebSocketClientProtocol *client, int &open)
{
    QObject::connect(
        client, &WebSocketClientProtocol::onMessage, client,
        [client](const QByteArray &payload, bool isBinary) { client->sendMessage(payload, isBinary); });
    QObject::connect(client, &WebSocketClientProtocol::onClose, qApp,
                     [&open](bool wasClean, quint16, const QString &reason) {
                         if (!wasClean)
                             complain(u"a connection is lost: "_s + reason);
                         if (--open == 0)
                             QCoreApplication::quit();
                     });
}

} // namespace

int main(int argc, char **argv)
{
    ProgramArguments arguments(u"bench-client"_s, u"Gantry's clients, as benchmarks need them."_s);
    arguments.addPositional(u"url"_s, u"The server."_s);
    arguments.addValue(u"connections"_s, u"How many."_s, u"N"_s, u"1"_s);
    if (const auto status = arguments.parse(argc, argv))
        return *status;
    const QUrl url = arguments.onlyUrl();
    auto open = int(arguments.number(u"connections"_s, 1, 1'000'000));
    if (const auto status = arguments.verdict())
        return *status;

    raiseOpenFileLimit();
    const QCoreApplication application(argc, argv);
    ClientOptions options;
    options.perMessageDeflate.reset();
    options.autoPingInterval = std::chrono::milliseconds::zero();
    std::vector<std::unique_ptr<WebSocketClientFactory>> factories;
    for (int i = open; i > 0; --i) {
        const auto &factory = factories.emplace_back(std::make_unique<WebSocketClientFactory>(url));
        factory->setProtocolOptions(options);
        QObject::connect(factory.get(), &WebSocketClientFactory::protocolCreated, factory.get(),
                         [&open](WebSocketClientProtocol *client) { echo(client, open); });
        connectWS(factory.get());
    }
    return QCoreApplication::exec();
}

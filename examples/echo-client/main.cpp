// SPDX-License-Identifier: MIT
// echo-client: talks to an echo server and prints what it hears. Wires command line,
// signals and client together.
#include "echoclient.h"

#include "support/clienttls.h"
#include "support/console.h"
#include "support/programarguments.h"
#include "support/terminationsignals.h"

#include <QtCore/QCoreApplication>

using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

namespace {

int converse(const EchoClientOptions &options)
{
    auto tls = clientTls(options.caFile, options.insecure);
    if (const QString *error = std::get_if<QString>(&tls)) {
        complain(*error);
        return ExitFailed;
    }

    const TerminationSignals terminationSignals;
    EchoClient client(options);
    QObject::connect(&terminationSignals, &TerminationSignals::received, &client, &EchoClient::stop);
    QObject::connect(&client, &EchoClient::received, &client, [](const QByteArray &payload, bool isBinary) {
        printLine(isBinary ? payload.toHex() : payload);
    });
    QObject::connect(&client, &EchoClient::finished, &client, [](const QString &error) {
        if (!error.isEmpty())
            complain(error);
        QCoreApplication::exit(error.isEmpty() ? ExitDone : ExitFailed);
    });
    client.start(std::get<std::optional<QSslConfiguration>>(tls));
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    ProgramArguments arguments(u"echo-client"_s,
                               u"Sends a message to a WebSocket echo server, prints what comes back (text as "
                               "it is, binary as hex), and closes."_s);
    declareEchoClientOptions(arguments);
    if (const auto status = arguments.parse(argc, argv))
        return *status;
    const EchoClientOptions options = readEchoClientOptions(arguments);
    if (const auto status = arguments.verdict())
        return *status;

    const QCoreApplication application(argc, argv);
    return converse(options);
}

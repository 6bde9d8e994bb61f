// SPDX-License-Identifier: MIT
// gantry-relay: lets WebSocket clients, such as noVNC, reach TCP and unix sockets.
// Wires command line, signals and server together.
#include "relayserver.h"

#include "support/clienttls.h"
#include "support/console.h"
#include "support/eventloop.h"
#include "support/processlimits.h"
#include "support/programarguments.h"
#include "support/servertls.h"
#include "support/terminationsignals.h"
#include "tokenfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

namespace {

// Clients and targets have this long to take what is on its way; what is left then is
// dropped.
constexpr std::chrono::seconds EndingTimeout(3);

struct Credentials
{
    std::optional<QSslConfiguration> server;
    std::optional<QSslConfiguration> target;
    QString error;
};

Credentials readCredentials(const RelayOptions &options)
{
    Credentials credentials;
    if (!options.listen.certificateFile.isEmpty()) {
        auto result = serverTls(options.listen.certificateFile, options.listen.keyFile);
        if (const QString *error = std::get_if<QString>(&result))
            return {.server = {}, .target = {}, .error = *error};
        credentials.server = std::get<QSslConfiguration>(std::move(result));
    }
    if (options.isTargetTls) {
        auto result = clientTls(options.targetAuthorityFile, options.isTargetUnverified);
        if (const QString *error = std::get_if<QString>(&result))
            return {.server = {}, .target = {}, .error = *error};
        credentials.target = std::get<std::optional<QSslConfiguration>>(std::move(result))
                                 .value_or(QSslConfiguration::defaultConfiguration());
    }
    return credentials;
}

int serve(const RelayOptions &options)
{
    const Credentials credentials = readCredentials(options);
    if (!credentials.error.isEmpty()) {
        complain(credentials.error);
        return ExitFailed;
    }
    if (!options.tokenFile.isEmpty()) {
        const auto targets = TokenFile(options.tokenFile).read();
        if (const QString *error = std::get_if<QString>(&targets)) {
            complain(*error);
            return ExitFailed;
        }
    }

    const TerminationSignals terminationSignals;
    RelayServer server(options, credentials.target);
    if (const QString error = server.start(credentials.server); !error.isEmpty()) {
        complain(error);
        return ExitFailed;
    }
    QObject::connect(&terminationSignals, &TerminationSignals::received, &server, [&server] {
        server.stop();
        QTimer::singleShot(EndingTimeout, qApp, &QCoreApplication::quit);
    });
    QObject::connect(&server, &RelayServer::finished, qApp, &QCoreApplication::quit);
    for (const QUrl &url : server.urls())
        printLine(u"listening on "_s + url.toString(QUrl::FullyEncoded));
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    ProgramArguments arguments(u"gantry-relay"_s,
                               u"Lets WebSocket clients, such as noVNC, reach TCP and unix sockets."_s);
    declareRelayOptions(arguments);
    if (const auto status = arguments.parse(argc, argv))
        return *status;
    const RelayOptions options = readRelayOptions(arguments);
    if (const auto status = arguments.verdict())
        return *status;

    raiseOpenFileLimit();
    preferPlainEventLoop();
    const QCoreApplication application(argc, argv);
    return serve(options);
}

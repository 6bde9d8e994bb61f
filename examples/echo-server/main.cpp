// SPDX-License-Identifier: MIT
// echo-server: sends every WebSocket message back. Wires command line, signals and
// server together.
#include "echoserver.h"

#include "support/console.h"
#include "support/eventloop.h"
#include "support/processlimits.h"
#include "support/programarguments.h"
#include "support/servertls.h"
#include "support/terminationsignals.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

namespace {

// Clients have the closing handshake's 2 s to answer; what is left then is dropped.
constexpr std::chrono::seconds EndingTimeout(3);

int serve(const EchoServerOptions &options)
{
    std::optional<QSslConfiguration> tls;
    if (!options.listen.certificateFile.isEmpty()) {
        auto result = serverTls(options.listen.certificateFile, options.listen.keyFile);
        if (const QString *error = std::get_if<QString>(&result)) {
            complain(*error);
            return ExitFailed;
        }
        tls = std::get<QSslConfiguration>(std::move(result));
    }

    const TerminationSignals terminationSignals;
    EchoServer server(options);
    if (const QString error = server.start(tls); !error.isEmpty()) {
        complain(error);
        return ExitFailed;
    }
    QObject::connect(&terminationSignals, &TerminationSignals::received, &server, [&server] {
        server.stop();
        QTimer::singleShot(EndingTimeout, qApp, &QCoreApplication::quit);
    });
    QObject::connect(&server, &EchoServer::finished, qApp, &QCoreApplication::quit);
    for (const QUrl &url : server.urls())
        printLine(u"listening on "_s + url.toString(QUrl::FullyEncoded));
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    ProgramArguments arguments(u"echo-server"_s,
                               u"Sends every WebSocket message back to where it came from."_s);
    declareEchoServerOptions(arguments);
    if (const auto status = arguments.parse(argc, argv))
        return *status;
    const EchoServerOptions options = readEchoServerOptions(arguments);
    if (const auto status = arguments.verdict())
        return *status;

    raiseOpenFileLimit();
    preferPlainEventLoop();
    const QCoreApplication application(argc, argv);
    return serve(options);
}

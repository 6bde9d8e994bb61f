// SPDX-License-Identifier: MIT
// gantry-router: a WAMP router. Wires command line, configuration, signals and server
// together.
#include "configfile.h"
#include "routerserver.h"

#include "support/console.h"
#include "support/eventloop.h"
#include "support/processlimits.h"
#include "support/programarguments.h"
#include "support/terminationsignals.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QTimer>

#include <algorithm>

using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

namespace {

// Sessions and connections have this long to answer the router's goodbye, all in all.
constexpr std::chrono::seconds EndingTimeout(5);

void reload(RouterServer &server, const RouterArguments &arguments)
{
    const auto setup = readSetup(arguments);
    const QString *unread = std::get_if<QString>(&setup);
    const RouterServer::Applied applied = unread ? RouterServer::Applied{.error = *unread, .isAsBefore = true}
                                                 : server.apply(std::get<RouterSetup>(setup));
    if (!applied.error.isEmpty())
        complain((applied.isAsBefore ? u"nothing was changed: "_s : u"all else was changed: "_s)
                 + applied.error);
}

int serve(const RouterArguments &arguments)
{
    const auto setup = readSetup(arguments);
    if (const QString *error = std::get_if<QString>(&setup)) {
        complain(*error);
        return ExitFailed;
    }
    const TerminationSignals terminationSignals;
    RouterServer server(std::get<RouterSetup>(setup).limits);
    if (const auto applied = server.apply(std::get<RouterSetup>(setup)); !applied.error.isEmpty()) {
        complain(applied.error);
        return ExitFailed;
    }
    const auto sayUrl = [](const QString &url) { printLine(u"listening on "_s + url); };
    std::ranges::for_each(server.urls(), sayUrl);
    QObject::connect(&server, &RouterServer::listening, qApp, sayUrl);
    QObject::connect(&terminationSignals, &TerminationSignals::received, &server, [&server] {
        server.stop(EndingTimeout);
        QTimer::singleShot(EndingTimeout, qApp, &QCoreApplication::quit);
    });
    QObject::connect(&server, &RouterServer::finished, qApp, &QCoreApplication::quit);
#ifdef Q_OS_UNIX
    const SignalPipe reloadSignal(SIGHUP, SignalPipe::Repeat::Always);
    QObject::connect(&reloadSignal, &SignalPipe::received, &server,
                     [&server, &arguments] { reload(server, arguments); });
#endif
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    ProgramArguments arguments(u"gantry-router"_s, u"A WAMP router for WebSocket and RawSocket."_s);
    declareRouterArguments(arguments);
    if (const auto status = arguments.parse(argc, argv))
        return *status;
    const RouterArguments options = readRouterArguments(arguments);
    if (const auto status = arguments.verdict())
        return *status;

    raiseOpenFileLimit();
    preferPlainEventLoop();
    const QCoreApplication application(argc, argv);
    return serve(options);
}

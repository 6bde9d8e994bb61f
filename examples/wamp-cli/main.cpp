// SPDX-License-Identifier: MIT
// wamp-cli: calls, publishes, subscribes and registers from a command line.
#include "cliclient.h"

#include "support/clienttls.h"
#include "support/console.h"
#include "support/eventloop.h"
#include "support/programarguments.h"
#include "support/terminationsignals.h"

#include <QtCore/QCoreApplication>

using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

namespace {

int run(const CliOptions &options)
{
    const auto tls = clientTls(options.authorityFile, options.isUnverified);
    if (const QString *error = std::get_if<QString>(&tls)) {
        complain(*error);
        return ExitFailed;
    }
    const TerminationSignals terminationSignals;
    CliClient client(options);
    QObject::connect(&client, &CliClient::printed, qApp, [](const QByteArray &line) { printLine(line); });
    QObject::connect(&client, &CliClient::settled, qApp, complain);
    QObject::connect(&client, &CliClient::finished, qApp, [](const QString &error) {
        if (!error.isEmpty())
            complain(error);
        QCoreApplication::exit(error.isEmpty() ? ExitDone : ExitFailed);
    });
    QObject::connect(&terminationSignals, &TerminationSignals::received, &client, &CliClient::stop);
    client.start(std::get<std::optional<QSslConfiguration>>(tls));
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    ProgramArguments arguments(
        u"wamp-cli"_s,
        u"Calls, publishes, subscribes or registers at a WAMP router. Prints one JSON value a line for "
        "each result, event or invocation: the only positional argument as it is, otherwise "
        "{\"args\": [...], \"kwargs\": {...}}, with a pattern also the topic or procedure. Says on "
        "standard error when it has subscribed or registered. Arguments that begin with a minus come "
        "behind --."_s);
    declareCliOptions(arguments);
    if (const auto status = arguments.parse(argc, argv))
        return *status;
    const CliOptions options = readCliOptions(arguments);
    if (const auto status = arguments.verdict())
        return *status;

    preferPlainEventLoop();
    const QCoreApplication application(argc, argv);
    return run(options);
}

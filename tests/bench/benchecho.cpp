// SPDX-License-Identifier: MIT
// bench-echo: load on a WebSocket server, or on clients, and what it costs them.
#include "echooptions.h"
#include "load/loadrun.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QJsonDocument>

#include <csignal>
#include <cstdio>

using namespace Gantry::Bench;

namespace {

enum ExitStatus { Done = 0, Failed = 1, Usage = 2 };

qint64 readProcessId()
{
    char line[32]{};
    return std::fgets(line, sizeof line, stdin) ? QByteArray(line).trimmed().toLongLong() : -1;
}

int report(const LoadFigures &figures, const LoadSettings &settings, bool asJson)
{
    if (asJson)
        std::puts(QJsonDocument(toJson(figures, settings)).toJson(QJsonDocument::Compact).constData());
    else if (figures.errors.isEmpty())
        std::puts(qUtf8Printable(toText(figures, settings)));
    for (const QString &error : figures.errors)
        std::fprintf(stderr, "bench-echo: %s\n", qUtf8Printable(error));
    return figures.errors.isEmpty() ? Done : Failed;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const EchoOptions options = readEchoOptions(QCoreApplication::arguments());
    if (!options.help.isEmpty()) {
        std::fputs(qUtf8Printable(options.help), stdout);
        return Done;
    }
    if (!options.complaint.isEmpty()) {
        std::fprintf(stderr, "bench-echo: %s\n", qUtf8Printable(options.complaint));
        return Usage;
    }
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
    LoadRun run(options.load);
    run.onListening([&options](const QUrl &url) {
        std::printf("listening on %s\n", qUtf8Printable(url.toString()));
        std::fflush(stdout);
        return options.asksForProcess ? readProcessId() : options.load.watchedProcess;
    });
    const LoadFigures figures = run.run();
    return report(figures, run.settings(), options.asJson);
}

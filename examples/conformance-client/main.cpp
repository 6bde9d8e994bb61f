// SPDX-License-Identifier: MIT
// conformance-client: lets a fuzzing server put the library through its cases. Wires
// command line, signals and run together.
#include "conformancerun.h"

#include "support/console.h"
#include "support/programarguments.h"
#include "support/terminationsignals.h"

#include <QtCore/QCoreApplication>

using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

namespace {

int run(const QUrl &server, const QString &agent)
{
    const TerminationSignals terminationSignals;
    QObject::connect(&terminationSignals, &TerminationSignals::received, qApp, &QCoreApplication::quit);

    ConformanceRun run(server, agent);
    QObject::connect(&run, &ConformanceRun::counted, &run,
                     [](int cases) { printLine(u"%1 cases"_s.arg(cases)); });
    QObject::connect(&run, &ConformanceRun::caseFinished, &run,
                     [](int number) { printLine(u"case %1 run"_s.arg(number)); });
    QObject::connect(&run, &ConformanceRun::finished, &run, [&server](const QString &error) {
        if (!error.isEmpty())
            complain(u"%1: %2"_s.arg(server.toString(QUrl::RemoveUserInfo), error));
        QCoreApplication::exit(error.isEmpty() ? ExitDone : ExitFailed);
    });
    run.start();
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    ProgramArguments arguments(
        u"conformance-client"_s,
        u"Runs all cases of a fuzzing server (Autobahn|Testsuite's, or one that speaks "
        "its protocol) and has it write its report."_s);
    arguments.addPositional(u"URL"_s, u"Address of the server."_s);
    arguments.addValue(u"agent"_s, u"What the report calls us. Default: Gantry"_s, u"NAME"_s, u"Gantry"_s);
    if (const auto status = arguments.parse(argc, argv))
        return *status;
    const QUrl server = arguments.onlyUrl();
    if (const auto status = arguments.verdict())
        return *status;

    const QCoreApplication application(argc, argv);
    return run(server, arguments.value(u"agent"_s));
}

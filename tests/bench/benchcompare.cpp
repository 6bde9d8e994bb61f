// SPDX-License-Identifier: MIT
// bench-compare: Gantry beside its peers, as a table. tests/bench/compare builds what it
// needs and calls it.
#include "table/compareoptions.h"
#include "table/machine.h"
#include "table/tablewriter.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QJsonDocument>
#include <QtCore/QProcess>
#include <QtCore/QSaveFile>
#include <QtCore/QTemporaryDir>

#include <algorithm>
#include <cstdio>

using namespace Gantry::Bench;
using namespace Qt::Literals::StringLiterals;

namespace {

enum ExitStatus { Done = 0, Failed = 1, Usage = 2 };

void say(const QString &text)
{
    std::fprintf(stderr, "bench-compare: %s\n", qUtf8Printable(text));
}

//! Whether all are there that take part.
bool isComplete(const CompareOptions &options)
{
    bool isComplete = true;
    for (const QString &name : options.programs) {
        const QString missing = whatIsMissing(name, options.measurement.places);
        if (missing.isEmpty())
            continue;
        isComplete = false;
        say(u"%1 is missing (%2): build bench-peers, run tests/bench/install-peers, or leave it out: "
            "--without %3"_s.arg(titleOf(name), missing, name));
    }
    return isComplete;
}

bool needsTls(const QList<Scenario> &scenarios)
{
    return std::any_of(scenarios.begin(), scenarios.end(), [](const Scenario &scenario) {
        return std::any_of(scenario.contenders.begin(), scenario.contenders.end(),
                           [](const Contender &contender) { return contender.needs.tls; });
    });
}

bool makeCertificate(const QString &folder, Places &places)
{
    places.certificate = folder + "/certificate.pem"_L1;
    places.key = folder + "/key.pem"_L1;
    QProcess openssl;
    openssl.start(u"openssl"_s,
                  {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-subj"_s,
                   u"/CN=localhost"_s, u"-days"_s, u"2"_s, u"-keyout"_s, places.key, u"-out"_s,
                   places.certificate},
                  QIODevice::ReadOnly);
    return openssl.waitForFinished() && openssl.exitCode() == 0;
}

bool write(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit())
        return true;
    say(u"cannot write %1: %2"_s.arg(path, file.errorString()));
    return false;
}

bool writeAll(const Table &table, const CompareOptions &options)
{
    const QDir folder(options.folder);
    return folder.mkpath(u"."_s) && write(folder.filePath(u"table.md"_s), toMarkdown(table).toUtf8())
        && write(folder.filePath(u"table.json"_s), QJsonDocument(toJson(table)).toJson());
}

bool plot(const CompareOptions &options)
{
    const QDir folder(options.folder);
    const QString plotter = options.measurement.places.programs + "/bench-plot"_L1;
    if (!QFile::exists(plotter)) {
        say(u"there is no bench-plot, for which Qt Charts is needed: the plot is left out"_s);
        return true;
    }
    return QProcess::execute(plotter, {folder.filePath(u"table.json"_s), folder.filePath(u"table.svg"_s)})
        == 0;
}

int run(CompareOptions options)
{
    if (!isComplete(options))
        return Failed;
    const QTemporaryDir certificates;
    MeasurementSettings &settings = options.measurement;
    if (needsTls(options.scenarios) && !makeCertificate(certificates.path(), settings.places)) {
        say(u"openssl makes no certificate, which wss needs"_s);
        return Failed;
    }
    Table table{.machine = describeMachine(options.programs, settings.places),
                .rounds = options.rounds,
                .seconds = settings.seconds};
    bool isFine = true;
    for (const Scenario &scenario : options.scenarios) {
        table.results += compare(
            scenario, options.rounds,
            [&settings](const Scenario &its, const Contender &contender) {
                return measure(its, contender, settings);
            },
            say);
        // After each, so that whoever interrupts this keeps what there is.
        isFine = writeAll(table, options) && isFine;
        for (const QString &error : table.results.constLast().errors()) {
            say(u"FAILED: "_s + error);
            isFine = false;
        }
    }
    isFine = plot(options) && isFine;
    std::fputs(toMarkdown(table).toUtf8().constData(), stdout);
    return isFine ? Done : Failed;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const CompareOptions options = readCompareOptions(QCoreApplication::arguments());
    if (!options.complaint.isEmpty()) {
        say(options.complaint);
        return Usage;
    }
    if (!options.text.isEmpty()) {
        std::fputs(qUtf8Printable(options.text), stdout);
        return Done;
    }
    return run(options);
}

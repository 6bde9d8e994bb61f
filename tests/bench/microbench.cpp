// SPDX-License-Identifier: MIT
// What Gantry costs in user space, without a system call: its parts alone, and the
// whole way of a message from a read to a write.
#include "micromeasure.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <cstdio>

using namespace Gantry::Bench;
using namespace Qt::Literals::StringLiterals;

namespace {

void printTable(const QList<MicroFigure> &figures)
{
    std::printf("%-24s %10s %12s %8s\n", "what", "octets", "ns", "GB/s");
    for (const MicroFigure &figure : figures)
        std::printf("%-24s %10lld %12.1f %8.2f\n", qPrintable(figure.name),
                    static_cast<long long>(figure.octets), figure.ns, figure.gigabytes());
}

bool writeJson(const QList<MicroFigure> &figures, const QString &path)
{
    QJsonArray rows;
    for (const MicroFigure &figure : figures)
        rows.append(QJsonObject{
            {u"what"_s, figure.name}, {u"octets"_s, qint64(figure.octets)}, {u"ns"_s, figure.ns}});
    const QByteArray json = QJsonDocument(rows).toJson();
    QFile file(path);
    const bool isOpen =
        path == "-"_L1 ? file.open(stdout, QIODevice::WriteOnly) : file.open(QIODevice::WriteOnly);
    return isOpen && file.write(json) == json.size();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(u"What a message costs in user space."_s);
    parser.addHelpOption();
    parser.addOptions({
        {u"json"_s, u"Write the figures there instead; - is standard output."_s, u"file"_s},
        {u"only"_s, u"Measure \"parts\" or \"path\" alone."_s, u"what"_s},
    });
    parser.process(application);
    const QString only = parser.value(u"only"_s);
    QList<MicroFigure> figures;
    if (only != u"path"_s)
        figures += measureParts();
    if (only != u"parts"_s)
        figures += measurePath();
    if (!parser.isSet(u"json"_s)) {
        printTable(figures);
        return 0;
    }
    if (writeJson(figures, parser.value(u"json"_s)))
        return 0;
    std::fprintf(stderr, "bench-micro: cannot write %s\n", qPrintable(parser.value(u"json"_s)));
    return 1;
}

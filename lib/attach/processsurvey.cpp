// SPDX-License-Identifier: MIT
#include "attach/processsurvey.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QHash>

#include <unistd.h>

namespace Gantry::Attach {

using namespace Qt::Literals::StringLiterals;

namespace {

//! By now a program has loaded what it is linked with, and mostly its plugins.
constexpr qint64 SettledMs = 5000;
//! Numbers of processes that are remembered.
constexpr qsizetype MaxFindings = 10'000;

//! What was found out about a process.
struct Finding
{
    QByteArray start; //!< in the system's ticks: tells apart who had the number
    QElapsedTimer sinceFirstLook;
    bool usesGantry = false;
    bool isSettled = false;
};

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

//! proc(5): the 22nd field; the second, a name in parentheses, may have blanks.
QByteArray startOf(const QString &folder)
{
    const QByteArray line = contentsOf(folder + "/stat"_L1);
    return line.sliced(line.lastIndexOf(')') + 1).split(' ').value(20);
}

bool usesGantry(qint64 pid, const QString &folder)
{
    static QHash<qint64, Finding> findings;
    if (findings.size() > MaxFindings)
        findings.clear();
    Finding &finding = findings[pid];
    const QByteArray start = startOf(folder);
    if (finding.start != start) {
        finding = {};
        finding.start = start;
        finding.sinceFirstLook.start();
    }
    if (!finding.isSettled && !finding.usesGantry) {
        finding.usesGantry = contentsOf(folder + "/maps"_L1).contains("/libGantryWebSocket.");
        finding.isSettled = finding.sinceFirstLook.elapsed() >= SettledMs;
    }
    return finding.usesGantry;
}

ProcessOffer offerOf(qint64 pid, const QFileInfo &folder)
{
    const QString program = QFileInfo(QFile::symLinkTarget(folder.filePath() + "/exe"_L1)).fileName();
    ProcessOffer offer{.process = {.pid = pid, .program = program}};
    if (folder.ownerId() != ::geteuid()) {
        offer.obstacle = ProcessObstacle::OtherUser;
        offer.detail = folder.owner();
        return offer;
    }
    const QList<QByteArray> variables = contentsOf(folder.filePath() + "/environ"_L1).split('\0');
    const bool wasAsked = variables.contains("GANTRY_INSPECT=1");
    offer.obstacle = wasAsked ? ProcessObstacle::NotServing : ProcessObstacle::NotAsked;
    return offer;
}

} // namespace

QList<ProcessOffer> surveyProcesses(const QSet<qint64> &known)
{
    QList<ProcessOffer> offers;
    const QFileInfoList folders = QDir(u"/proc"_s).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QFileInfo &folder : folders) {
        bool isNumber = false;
        const qint64 pid = folder.fileName().toLongLong(&isNumber);
        if (!isNumber || known.contains(pid) || pid == QCoreApplication::applicationPid())
            continue;
        if (usesGantry(pid, folder.filePath()))
            offers.append(offerOf(pid, folder));
    }
    return offers;
}

} // namespace Gantry::Attach

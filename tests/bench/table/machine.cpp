// SPDX-License-Identifier: MIT
#include "machine.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QThread>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int VersionTimeoutMs = 10'000;

QString processor()
{
    QFile file(u"/proc/cpuinfo"_s);
    if (file.open(QIODevice::ReadOnly)) {
        for (QByteArray line = file.readLine(); !line.isEmpty(); line = file.readLine()) {
            if (line.startsWith("model name"))
                return QString::fromLatin1(line.mid(line.indexOf(':') + 1)).simplified();
        }
    }
    return QSysInfo::currentCpuArchitecture();
}

QString versionOf(const Command &command, const Places &places)
{
    QProcess process;
    process.setProcessEnvironment(environmentFor(places));
    process.start(command.program, command.arguments, QIODevice::ReadOnly);
    if (!process.waitForFinished(VersionTimeoutMs) || process.exitCode() != 0)
        return u"unknown"_s;
    return QString::fromUtf8(process.readAllStandardOutput()).section(u'\n', 0, 0).trimmed();
}

} // namespace

QJsonObject describeMachine(const QStringList &programs, const Places &places)
{
    QJsonObject versions;
    for (const QString &name : programs)
        versions.insert(name, versionOf(versionCommandFor(name, places), places));
    return {{u"processor"_s, processor()},
            {u"cores"_s, QThread::idealThreadCount()},
            {u"kernel"_s, QSysInfo::kernelType() + u' ' + QSysInfo::kernelVersion()},
            {u"system"_s, QSysInfo::prettyProductName()},
            {u"qt"_s, QString::fromLatin1(qVersion())},
            {u"versions"_s, versions}};
}

} // namespace Gantry::Bench

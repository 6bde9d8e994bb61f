// SPDX-License-Identifier: MIT
#include "contenders.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFileInfo>
#include <QtCore/QStandardPaths>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int StartingMs = 10000;
constexpr int LineMs = 60000;

QString routerScript(const WampPlaces &places)
{
    return places.peers + "/wamprt_router.mjs"_L1;
}

} // namespace

WampPlaces wampPlaces()
{
    const QString chosen = qEnvironmentVariable("GANTRY_NODE_MODULES");
    return {.programs = QCoreApplication::applicationDirPath(),
            .scripts = QStringLiteral(GANTRY_BENCH_WAMP),
            .peers = QStringLiteral(GANTRY_INTEROP_PEERS),
            .nodeModules = chosen.isEmpty() ? QStringLiteral(GANTRY_NODE_MODULES) : chosen};
}

QStringList routerNames()
{
    return {u"gantry"_s, u"wamp.rt"_s};
}

QString whatRouterLacks(const QString &name, const WampPlaces &places)
{
    const bool isOurs = name == "gantry"_L1;
    const QStringList files = isOurs
        ? QStringList{places.programs + "/gantry-router"_L1}
        : QStringList{QStandardPaths::findExecutable(u"node"_s), routerScript(places),
                      places.nodeModules + "/wamp.rt/package.json"_L1};
    for (const QString &file : files) {
        if (!QFileInfo::exists(file))
            return file.isEmpty() ? u"node"_s : file;
    }
    return {};
}

void startOn(QProcess &process, int core, const QString &program, const QStringList &arguments)
{
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(u"taskset"_s, QStringList{u"-c"_s, QString::number(core), program} + arguments);
}

QByteArray nextLine(QProcess &process)
{
    QElapsedTimer clock;
    clock.start();
    while (!process.canReadLine()) {
        if (process.state() == QProcess::NotRunning || clock.elapsed() > LineMs)
            return {};
        process.waitForReadyRead(100);
    }
    return process.readLine().trimmed();
}

RouterProcess::RouterProcess(const QString &name, const WampPlaces &places, int core)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"GANTRY_NODE_MODULES"_s, places.nodeModules);
    m_process.setProcessEnvironment(environment);
    if (name == "gantry"_L1) {
        startOn(m_process, core, places.programs + "/gantry-router"_L1,
                {u"--listen"_s, u"ws://127.0.0.1:0/"_s, u"--realm"_s, u"realm1"_s});
    } else {
        startOn(m_process, core, QStandardPaths::findExecutable(u"node"_s), {routerScript(places)});
    }
    m_process.waitForStarted(StartingMs);
    const QByteArray line = nextLine(m_process);
    constexpr QByteArrayView announcement("listening on ");
    if (line.startsWith(announcement))
        m_url = QUrl(QString::fromUtf8(line.sliced(announcement.size())));
    else
        m_error = u"%1 did not begin to listen: %2"_s.arg(name, QString::fromUtf8(line));
}

RouterProcess::~RouterProcess()
{
    m_process.terminate();
    if (!m_process.waitForFinished(StartingMs)) {
        m_process.kill();
        m_process.waitForFinished(StartingMs);
    }
}

} // namespace Gantry::Bench

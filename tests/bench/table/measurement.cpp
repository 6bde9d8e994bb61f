// SPDX-License-Identifier: MIT
#include "measurement.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QProcess>

#include <memory>

#include <sched.h>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int StartTimeoutMs = 20'000;
constexpr int EndTimeoutMs = 5'000;
// Opening may take its time, see --open-timeout of the scenarios.
constexpr int RunTimeoutMs = 400'000;
// Before the watched process's memory is read for the first time.
const QStringList FirstConnection{u"--connections"_s, u"1"_s,        u"--seconds"_s,
                                  u"0.05"_s,          u"--warmup"_s, u"0"_s};

class PinnedProcess
{
public:
    PinnedProcess(const Command &command, int core, const Places &places)
    {
        m_process.setProcessEnvironment(environmentFor(places));
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.setChildProcessModifier([core] {
            cpu_set_t cores;
            CPU_ZERO(&cores);
            CPU_SET(core, &cores);
            ::sched_setaffinity(0, sizeof cores, &cores);
        });
        m_process.start(command.program, command.arguments);
    }

    ~PinnedProcess()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(EndTimeoutMs))
            m_process.kill();
        m_process.waitForFinished(EndTimeoutMs);
    }
    Q_DISABLE_COPY_MOVE(PinnedProcess)

    //! The address it says it listens on; empty: it does not.
    QString waitForUrl()
    {
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(StartTimeoutMs))
                return {};
        }
        const QString line = QString::fromUtf8(m_process.readLine()).trimmed();
        return line.startsWith("listening on "_L1) ? line.section(u' ', -1) : QString();
    }

    //! What is on its standard output in the end, as JSON.
    QJsonObject waitForJson()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(RunTimeoutMs))
            return {};
        return QJsonDocument::fromJson(m_process.readAllStandardOutput()).object();
    }

    void say(const QByteArray &line) { m_process.write(line + '\n'); }
    qint64 id() const { return m_process.processId(); }

private:
    QProcess m_process;
};

QJsonObject failure(const QString &why)
{
    return {{u"errors"_s, QJsonArray{why}}};
}

QJsonObject checked(const QJsonObject &said)
{
    return said.isEmpty() ? failure(u"bench-echo gave no figures"_s) : said;
}

Command generator(const QString &url, const QStringList &arguments, const MeasurementSettings &settings)
{
    return {settings.places.programs + "/bench-echo"_L1, QStringList{url, u"--json"_s, u"-"_s} + arguments};
}

QJsonObject measureServer(const Command &command, QStringList load, const MeasurementSettings &settings)
{
    PinnedProcess server(command, settings.cores.program, settings.places);
    const QString url = server.waitForUrl();
    if (url.isEmpty())
        return failure(u"%1 does not start"_s.arg(command.program));
    load += {u"--pid"_s, QString::number(server.id())};
    const auto run = [&](const QStringList &arguments) {
        return PinnedProcess(generator(url, arguments, settings), settings.cores.generator, settings.places)
            .waitForJson();
    };
    // Whatever a program loads when it is first used is not the price of a connection.
    if (load.contains("--idle"_L1)) {
        const QJsonObject first = checked(run(FirstConnection));
        if (!first.value("errors"_L1).toArray().isEmpty())
            return first;
    }
    return checked(run(load));
}

QJsonObject measureClient(const Contender &contender, const QStringList &load,
                          const MeasurementSettings &settings)
{
    const QStringList role{u"--role"_s, u"server"_s, u"--pid"_s, u"-"_s};
    PinnedProcess generating(generator(u"ws://127.0.0.1:0"_s, load + role, settings),
                             settings.cores.generator, settings.places);
    const QString url = generating.waitForUrl();
    if (url.isEmpty())
        return failure(u"bench-echo does not listen"_s);
    const auto command = commandFor(contender.program, contender.needs, settings.places, url);
    const PinnedProcess client(*command, settings.cores.program, settings.places);
    generating.say(QByteArray::number(client.id()));
    return checked(generating.waitForJson());
}

} // namespace

QJsonObject measure(const Scenario &scenario, const Contender &contender, const MeasurementSettings &settings)
{
    const QStringList load =
        scenario.load + contender.load + QStringList{u"--seconds"_s, QString::number(settings.seconds)};
    if (contender.needs.task == Task::Client)
        return measureClient(contender, load, settings);
    const auto command = commandFor(contender.program, contender.needs, settings.places);
    if (!command)
        return failure(u"%1 cannot do that"_s.arg(contender.program));
    return measureServer(*command, load, settings);
}

} // namespace Gantry::Bench

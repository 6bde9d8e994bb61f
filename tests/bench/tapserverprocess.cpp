// SPDX-License-Identifier: MIT
#include "tapserverprocess.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>
#include <QtCore/QUrl>

#include <csignal>
#include <utility>

#include <unistd.h>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

TapServerProcess::~TapServerProcess()
{
    m_process.terminate();
    if (!m_process.waitForFinished(5000))
        m_process.kill();
    m_process.waitForFinished(5000);
}

QString TapServerProcess::start()
{
    qputenv("XDG_RUNTIME_DIR", m_runtime.path().toLocal8Bit());
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"GANTRY_INSPECT"_s, u"1"_s);
    m_process.setProcessEnvironment(environment);
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QCoreApplication::applicationDirPath() + "/echo-server"_L1,
                    {u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--no-ping"_s, u"--no-deflate"_s});
    if (!m_process.waitForReadyRead(10'000))
        return u"echo-server does not start: "_s + m_process.errorString();
    const QString line = QString::fromUtf8(m_process.readLine()).trimmed();
    m_port = quint16(QUrl(line.section(u' ', -1)).port(0));
    return m_port ? QString() : u"echo-server said "_s + line;
}

double TapServerProcess::servingSeconds() const
{
    QFile file(QStringLiteral("/proc/%1/task/%1/schedstat").arg(pid()));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').at(0).toDouble() / 1e9; // nanoseconds on a processor
}

TapReaderProcess::~TapReaderProcess()
{
    if (m_isStalled)
        ::kill(pid_t(m_process.processId()), SIGCONT);
    m_process.terminate();
    if (!m_process.waitForFinished(5000))
        m_process.kill();
    m_process.waitForFinished(5000);
}

QString TapReaderProcess::start(qint64 watchedPid, const QString &inspector)
{
    const QString pid = QString::number(watchedPid);
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    if (inspector.isEmpty()) {
        m_process.start(QCoreApplication::applicationFilePath(), {u"--read"_s, pid});
        if (!m_process.waitForReadyRead(10'000))
            return u"the reader does not attach"_s;
        return {};
    }
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.start(inspector, {u"--headless"_s, u"--attach"_s, pid, u"--jsonl"_s, u"-"_s});
    return m_process.waitForStarted(10'000) ? QString() : m_process.errorString();
}

double TapReaderProcess::takeReceivedPercent()
{
    // Each line has the totals so far; one comes every tenth of a second.
    m_process.readAllStandardOutput();
    QByteArray line;
    while (line.count(' ') != 1 && m_process.waitForReadyRead(2000))
        line = m_process.readAllStandardOutput().trimmed().split('\n').constLast();
    const double received = line.split(' ').value(0).toDouble();
    const double dropped = line.split(' ').value(1).toDouble();
    const double newly = received - std::exchange(m_received, received);
    const double lost = dropped - std::exchange(m_dropped, dropped);
    return newly + lost > 0 ? 100 * newly / (newly + lost) : 0;
}

void TapReaderProcess::stall()
{
    m_isStalled = ::kill(pid_t(m_process.processId()), SIGSTOP) == 0;
}

} // namespace Gantry::Bench

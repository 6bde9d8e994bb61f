// SPDX-License-Identifier: MIT
#include "peerprocess.h"

#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <csignal>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

// Interpreters and browsers start slowly on a busy machine. Nothing waits this long
// unless a test fails.
constexpr int PatienceMs = 90'000;

} // namespace

PeerProcess::PeerProcess(const QString &program, const QStringList &arguments,
                         const QProcessEnvironment &environment)
{
    m_process.setProcessEnvironment(environment);
    m_process.start(program, arguments);
}

PeerProcess::~PeerProcess()
{
    if (!isRunning())
        return;
    m_process.kill();
    m_process.waitForFinished();
}

QList<QUrl> PeerProcess::waitForUrls(int count)
{
    QList<QUrl> urls;
    const auto hasAll = [this, count, &urls] {
        urls.clear();
        const QStringList lines = output().split(u'\n');
        for (const QString &line : lines.mid(0, lines.size() - 1)) {
            if (line.startsWith("listening on "_L1))
                urls.append(QUrl(line.mid(qsizetype(qstrlen("listening on ")))));
        }
        return urls.size() >= count || !isRunning();
    };
    [[maybe_unused]] const bool inTime = QTest::qWaitFor(hasAll, PatienceMs);
    return urls;
}

QUrl PeerProcess::waitForUrl()
{
    return waitForUrls(1).value(0);
}

bool PeerProcess::waitForEnd()
{
    return QTest::qWaitFor([this] { return !isRunning(); }, PatienceMs);
}

void PeerProcess::interrupt()
{
    ::kill(pid_t(m_process.processId()), SIGINT);
}

qint64 PeerProcess::memory(const QString &field) const
{
    QFile file(u"/proc/%1/status"_s.arg(processId()));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    static const QRegularExpression spaces(u"\\s+"_s);
    for (const QString &line : QString::fromLatin1(file.readAll()).split(u'\n')) {
        if (line.startsWith(field + u':'))
            return line.split(spaces).at(1).toLongLong() * 1024;
    }
    return -1;
}

int PeerProcess::exitStatus() const
{
    return isRunning() || m_process.exitStatus() == QProcess::CrashExit ? -1 : m_process.exitCode();
}

void PeerProcess::read()
{
    m_output += m_process.readAllStandardOutput();
    m_errors += m_process.readAllStandardError();
}

QString PeerProcess::output()
{
    read();
    return QString::fromUtf8(m_output);
}

QString PeerProcess::errors()
{
    read();
    return QString::fromUtf8(m_errors);
}

QString PeerProcess::story()
{
    return u"%1 %2: exit status %3 (%4)\nstdout: %5\nstderr: %6"_s.arg(
        m_process.program(), m_process.arguments().join(u' '), QString::number(exitStatus()),
        m_process.errorString(), output(), errors());
}

} // namespace Gantry::Interop

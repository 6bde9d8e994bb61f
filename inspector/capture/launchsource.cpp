// SPDX-License-Identifier: GPL-3.0-only
#include "capture/launchsource.h"

#include "attach/socketdirectory.h"
#include "system/descriptor.h"
#include "websocket/deletesoon.h"

#include <QtCore/QFileInfo>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

LaunchSource::LaunchSource(Settings settings, QObject *parent)
    : Source(parent)
    , m_settings(std::move(settings))
    , m_words(QProcess::splitCommand(m_settings.command))
    , m_mustWait(m_settings.waitsForProxy)
{
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
    m_process.setInputChannelMode(QProcess::ForwardedInputChannel);
    if (m_settings.outputGoesToErrors)
        m_process.setChildProcessModifier(&Descriptor::sendOutputToErrors);
    connect(&m_process, &QProcess::errorOccurred, this, &LaunchSource::onErrorOccurred);
    connect(&m_process, &QProcess::started, this, &LaunchSource::onStarted);
    connect(&m_process, &QProcess::finished, this, &LaunchSource::onProgramEnded);
    connect(&m_look, &QTimer::timeout, this, &LaunchSource::look);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, &m_process, &QProcess::kill);
}

LaunchSource::~LaunchSource()
{
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill(); // stop() would have asked it
    m_process.waitForFinished();
}

QString LaunchSource::title() const
{
    const QString program = QFileInfo(m_words.value(0)).fileName();
    return m_pid == 0 ? program : u"%1 (%2)"_s.arg(program).arg(m_pid);
}

void LaunchSource::useProxy(const QString &url)
{
    m_proxyUrl = url;
    if (std::exchange(m_mustWait, false) && m_mayStart)
        launch();
}

void LaunchSource::start()
{
    m_mayStart = true;
    if (!m_mustWait)
        launch();
}

void LaunchSource::launch()
{
    if (m_isStopped)
        return;
    m_process.setProcessEnvironment(environment());
    m_process.setWorkingDirectory(m_settings.folder);
    m_process.start(m_words.value(0), m_words.mid(1));
}

// Programs differ in which of these they read, and in which case.
QProcessEnvironment LaunchSource::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (m_settings.hasTap)
        environment.insert(u"GANTRY_INSPECT"_s, u"1"_s);
    else
        environment.remove(u"GANTRY_INSPECT"_s);
    if (m_proxyUrl.isEmpty())
        return environment;
    for (const QString &scheme : {u"http"_s, u"https"_s, u"ws"_s, u"wss"_s, u"all"_s}) {
        environment.insert(scheme + "_proxy"_L1, m_proxyUrl);
        environment.insert(scheme.toUpper() + "_PROXY"_L1, m_proxyUrl);
    }
    // What is to be seen is mostly on this machine, which these often leave out.
    environment.remove(u"no_proxy"_s);
    environment.remove(u"NO_PROXY"_s);
    return environment;
}

void LaunchSource::onErrorOccurred(QProcess::ProcessError error)
{
    // Everything else shows in its end.
    if (error != QProcess::FailedToStart)
        return;
    Q_EMIT failed(u"cannot start '%1': %2"_s.arg(m_words.value(0), m_process.errorString()));
}

void LaunchSource::onStarted()
{
    m_pid = m_process.processId();
    m_hasStarted = true;
    Q_EMIT started({});
    if (!m_settings.hasTap)
        return;
    m_look.start(LookInterval);
    look();
}

void LaunchSource::look()
{
    if (!m_attach && QFileInfo::exists(Attach::socketPath(m_pid)))
        attach();
}

void LaunchSource::attach()
{
    m_look.stop();
    m_attach = AttachSource::forProcess(m_pid);
    connect(m_attach.get(), &Source::recordsReady, this, &Source::recordsReady);
    connect(m_attach.get(), &Source::started, this, [this] { m_isAttached = true; });
    connect(m_attach.get(), &Source::failed, this, [this](const QString &text) {
        if (m_isAttached) {
            Q_EMIT noticed(text);
            return; // finished() follows
        }
        // A file of an earlier process with this number, or not listened on yet.
        onAttachEnded();
        if (m_process.state() != QProcess::NotRunning && !m_isStopped)
            m_look.start(LookInterval);
    });
    connect(m_attach.get(), &Source::finished, this, &LaunchSource::onAttachEnded);
    m_attach->start();
}

void LaunchSource::onAttachEnded()
{
    if (!m_attach)
        return;
    m_attach->disconnect(this);
    deleteSoon(m_attach.release()); // it is the sender
    finishWhenOver();
}

void LaunchSource::onProgramEnded(int code, QProcess::ExitStatus status)
{
    m_look.stop();
    m_patience.stop();
    if (!m_isStopped || status == QProcess::CrashExit) {
        const QString how = status == QProcess::NormalExit ? u"ended with exit status %1"_s.arg(code)
                                                           : u"was ended by signal %1"_s.arg(code);
        Q_EMIT noticed(u"%1 %2"_s.arg(title(), how));
    }
    // What it told last may still be on its way.
    if (m_attach && !m_isAttached)
        onAttachEnded();
    finishWhenOver();
}

void LaunchSource::finishWhenOver()
{
    const bool isOver = m_hasStarted && !m_attach && m_process.state() == QProcess::NotRunning;
    if (isOver && !std::exchange(m_isFinished, true))
        Q_EMIT finished();
}

void LaunchSource::stop()
{
    if (std::exchange(m_isStopped, true) || m_isFinished)
        return;
    m_look.stop();
    if (m_process.state() == QProcess::NotRunning) {
        if (!m_hasStarted)
            Q_EMIT finished(); // it waited for its proxy
        return;
    }
    m_patience.start(EndTimeout);
    m_process.terminate();
}

} // namespace Gantry::Inspector

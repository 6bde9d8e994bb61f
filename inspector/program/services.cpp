// SPDX-License-Identifier: GPL-3.0-only
#include "program/services.h"

#include "attach/processinfo.h"
#include "capture/attachsource.h"
#include "capture/authority/authority.h"
#include "capture/authority/trusthelp.h"
#include "capture/forwardproxysource.h"
#include "capture/proxysource.h"
#include "demo/demosource.h"
#include "import/filesource.h"
#include "program/sources.h"
#include "ui/mainwindow.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDir>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! In the place of a source that cannot be made: says why when it is started, where
//! the window shows such things.
class RefusedSource : public Source
{
public:
    RefusedSource(QString title, QString reason)
        : m_title(std::move(title))
        , m_reason(std::move(reason))
    { }

    QString title() const override { return m_title; }
    void start() override { Q_EMIT failed(m_reason); }
    void stop() override { }

private:
    const QString m_title;
    const QString m_reason;
};

ProxyTlsFiles tlsFilesOf(const ProxySettings &settings, const Arguments &arguments)
{
    return {.certificateFile = settings.certificateFile,
            .keyFile = settings.keyFile,
            .caFile = settings.caFile,
            .insecure = settings.insecure,
            .authorityFolder = arguments.tlsFiles.authorityFolder};
}

QString textFor(const Attach::ProcessOffer &offer)
{
    switch (offer.obstacle) {
    case Attach::ProcessObstacle::None:
        return {};
    case Attach::ProcessObstacle::NotAsked:
        return MainWindow::tr("Started without GANTRY_INSPECT=1");
    case Attach::ProcessObstacle::NotServing:
        return MainWindow::tr("Does not serve its tap (yet)");
    case Attach::ProcessObstacle::OtherUser:
        return MainWindow::tr("Runs as another user: %1").arg(offer.detail);
    case Attach::ProcessObstacle::OtherVersion:
        return MainWindow::tr("Another version of Gantry: %1").arg(offer.detail);
    }
    Q_UNREACHABLE();
}

QList<ProcessEntry> listProcesses()
{
    QList<ProcessEntry> entries;
    const QList<Attach::ProcessOffer> offers = Attach::gantryProcesses();
    for (const Attach::ProcessOffer &offer : offers) {
        const Attach::ProcessInfo &process = offer.process;
        if (process.pid == QCoreApplication::applicationPid())
            continue;
        ProcessEntry entry{.pid = process.pid, .program = process.program, .obstacle = textFor(offer)};
        if (process.startTimeNs != 0)
            entry.since = QDateTime::fromMSecsSinceEpoch(process.startTimeNs / 1'000'000);
        entries.append(entry);
    }
    return entries;
}

using Tracker = std::function<std::unique_ptr<Source>(std::unique_ptr<Source>)>;

QString makeAuthority(const QString &folder, QString *problem)
{
    const Authority::Result authority = Authority::open(folder);
    if (const auto *error = std::get_if<QString>(&authority)) {
        *problem = *error;
        return {};
    }
    return Authority::certificateFile(folder);
}

//! The forward proxy, programs that go through one, and the authority behind both.
void addForwarding(WindowServices &services, const Arguments &arguments, const Tracker &tracked)
{
    const auto whenFull = overflowOf(arguments);
    const QString folder = QDir::cleanPath(QDir(authorityFolder(arguments.tlsFiles)).absolutePath());
    services.hasAuthority = [folder] { return Authority::exists(folder); };
    services.authorityFile = [folder](QString *problem) { return makeAuthority(folder, problem); };
    services.trustHelp = trustHelp();
    services.forwardListenProblem = [](const QString &url) {
        const auto listen = parseForwardListen(url);
        const auto *error = std::get_if<QString>(&listen);
        return error ? *error : QString();
    };
    services.makeForwardProxySource = [=](const ForwardProxySettings &settings) -> std::unique_ptr<Source> {
        const auto listen = parseForwardListen(settings.listen);
        if (const auto *reason = std::get_if<QString>(&listen))
            return std::make_unique<RefusedSource>(settings.listen, *reason);
        const ProxyTlsFiles files{
            .caFile = settings.caFile, .insecure = settings.insecure, .authorityFolder = folder};
        return tracked(
            std::make_unique<ForwardProxySource>(std::get<ForwardListen>(listen), files, whenFull));
    };
    services.makeLaunchSources = [=, makeProxy = services.makeForwardProxySource,
                                  toErrors =
                                      arguments.jsonLinesPath == "-"_L1](const LaunchSettings &settings) {
        std::vector<std::unique_ptr<Source>> sources;
        Source *proxy = nullptr;
        if (settings.usesProxy) {
            sources.push_back(makeProxy({.listen = u"http://127.0.0.1:0"_s}));
            proxy = sources.back().get();
        }
        sources.push_back(tracked(makeLaunch({.command = settings.command,
                                              .outputGoesToErrors = toErrors,
                                              .folder = settings.folder,
                                              .hasTap = settings.hasTap},
                                             proxy)));
        return sources;
    };
}

} // namespace

WindowServices servicesFor(const Arguments &arguments, CaptureRun &run)
{
    const auto whenFull = overflowOf(arguments);
    const Tracker tracked = [&run](std::unique_ptr<Source> source) {
        run.add(source.get());
        return source;
    };
    WindowServices services;
    services.store.maxBytes = arguments.maxStoreBytes.value_or(StoreOptions().maxBytes);
    if (arguments.showsWindow())
        services.store.root = CaptureFolder::defaultRoot();
    services.runningProcesses = listProcesses;
    services.makeAttachSource = [=](qint64 pid) { return tracked(AttachSource::forProcess(pid)); };
    services.makeDemoSource = [=] { return tracked(std::make_unique<DemoSource>()); };
    services.makeProxySource = [=](const ProxySettings &settings) -> std::unique_ptr<Source> {
        const auto result = makeProxyRoute(settings.listen.trimmed(), settings.target.trimmed());
        if (const auto *reason = std::get_if<QString>(&result))
            return std::make_unique<RefusedSource>(settings.listen, *reason);
        const auto &route = std::get<ProxyRoute>(result);
        return tracked(std::make_unique<ProxySource>(route, tlsFilesOf(settings, arguments), whenFull));
    };
    services.makeFileSource = [=](const QString &path) {
        return tracked(std::make_unique<FileSource>(path));
    };
    addForwarding(services, arguments, tracked);
    return services;
}

} // namespace Gantry::Inspector

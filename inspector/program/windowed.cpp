// SPDX-License-Identifier: GPL-3.0-only
#include "program/windowed.h"

#include "attach/processinfo.h"
#include "capture/attachsource.h"
#include "capture/proxysource.h"
#include "demo/demosource.h"
#include "program/capturerun.h"
#include "program/output.h"
#include "program/sources.h"
#include "ui/mainwindow.h"

#include <QtWidgets/QApplication>

#include <cstdlib>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! Time for something to show, when --screenshot comes without --duration.
constexpr auto ScreenshotDelay = 2s;

bool hasDisplay()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
#else
    return true;
#endif
}

//! Qt ends a program that cannot reach its display with abort(); a line and a status
//! say it better.
void explainMissingDisplay(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    if (type != QtFatalMsg)
        return;
    printError(u"no window can be opened (--headless works without): "_s + text.section(u'\n', 0, 0));
    std::_Exit(1);
}

//! The offscreen platform says on every window that it has no size hints.
void dropPlatformRemarks(QtMsgType type, const QMessageLogContext &, const QString &text)
{
    if (type != QtWarningMsg || !text.startsWith("This plugin does not support"_L1))
        printErrorLine(text);
}

std::unique_ptr<QApplication> makeApplication(int &argc, char **argv)
{
    const QtMessageHandler previous = qInstallMessageHandler(explainMissingDisplay);
    auto application = std::make_unique<QApplication>(argc, argv);
    qInstallMessageHandler(previous);
    QApplication::setApplicationName(u"gantry-inspector"_s);
    QApplication::setApplicationDisplayName(u"Gantry Inspector"_s);
    QApplication::setOrganizationName(u"Gantry"_s);
    QApplication::setApplicationVersion(QStringLiteral(GANTRY_VERSION));
    return application;
}

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

ProxyTlsFiles tlsFilesOf(const ProxySettings &settings)
{
    return {.certificateFile = settings.certificateFile,
            .keyFile = settings.keyFile,
            .caFile = settings.caFile,
            .insecure = settings.insecure};
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

//! What the window's dialogs make. The run writes the records of these sources too.
WindowServices servicesFor(const Arguments &arguments, CaptureRun &run)
{
    const auto whenFull = overflowOf(arguments);
    const auto tracked = [&run](std::unique_ptr<Source> source) {
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
        return tracked(std::make_unique<ProxySource>(route, tlsFilesOf(settings), whenFull));
    };
    return services;
}

void takeScreenshot(MainWindow &window, const Arguments &arguments, CaptureRun &run)
{
    if (!window.grabTo(arguments.screenshotPath))
        run.fail(u"cannot write '%1'"_s.arg(arguments.screenshotPath));
}

} // namespace

int runWindowed(int &argc, char **argv, const Arguments &arguments)
{
    const bool isScreenshot = !arguments.screenshotPath.isEmpty();
    if (isScreenshot && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    if (!hasDisplay()) {
        printError(u"there is no display to open a window on; --headless works without"_s);
        return 1;
    }
    const auto application = makeApplication(argc, argv);
    if (isScreenshot)
        qInstallMessageHandler(dropPlatformRemarks);
    CaptureRun run(arguments);
    if (!run.openOutputs())
        return 1;

    MainWindow window(servicesFor(arguments, run));
    if (!isScreenshot)
        window.useSettings();
    if (arguments.theme)
        window.setTheme(*arguments.theme);
    // Closing the window ends the run as a signal does: records are written first.
    QApplication::setQuitOnLastWindowClosed(false);
    QObject::connect(application.get(), &QApplication::lastWindowClosed, &run, [&run] { run.end(0); });
    if (isScreenshot)
        QObject::connect(&run, &CaptureRun::aboutToEnd, &window,
                         [&] { takeScreenshot(window, arguments, run); });
    else
        window.show();

    QMetaObject::invokeMethod(
        &window,
        [&] {
            for (auto &source : makeSources(arguments)) {
                run.add(source.get());
                window.addSource(std::move(source));
            }
            run.startClock(isScreenshot ? std::optional<std::chrono::milliseconds>(ScreenshotDelay)
                                        : std::nullopt);
        },
        Qt::QueuedConnection);
    return QApplication::exec();
}

} // namespace Gantry::Inspector

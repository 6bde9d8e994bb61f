// SPDX-License-Identifier: GPL-3.0-only
#include "program/windowed.h"

#include "program/capturerun.h"
#include "program/output.h"
#include "program/services.h"
#include "program/sources.h"
#include "ui/mainwindow.h"

#include <QtCore/QLocale>
#include <QtGui/QIcon>
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
    // As the user's language is read: LC_ALL=ar_EG.UTF-8 shows the window mirrored.
    QApplication::setLayoutDirection(QLocale().textDirection());
    QApplication::setDesktopFileName(u"org.gantry.Inspector"_s);
    QApplication::setWindowIcon(QIcon(u":/org.gantry.Inspector.svg"_s));
    return application;
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

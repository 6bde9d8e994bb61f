// SPDX-License-Identifier: MIT
// Whether the inspector's window stays responsive while much is captured: delivers frames
// at a steady rate to the real window, offscreen, with everything in it that follows a
// capture, and prints the turns of its event loop.
#include "livefeed.h"
#include "measures.h"
#include "models/framemodel.h"
#include "models/trafficnumbers.h"
#include "models/wampindex.h"
#include "ui/capturepage.h"
#include "ui/filterbar.h"
#include "ui/frameview.h"
#include "ui/mainwindow.h"
#include "ui/numberspane.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QTemporaryDir>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDockWidget>

#include <cstdio>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;
using namespace Inspector;

namespace {

struct LiveOptions
{
    int framesPerSecond = 50'000;
    std::chrono::seconds duration{10};
    QString filter = {};
    bool showsNumbers = true;
};

constexpr double MostMs = 16;

void runTurns(const LiveOptions &options, const QString &root, FigureTable &figures)
{
    MainWindow window({.store = {.root = root}});
    if (options.showsNumbers) {
        auto *dock = new QDockWidget(&window);
        dock->setWidget(new NumbersPane(window.page()->numbers(), dock));
        window.addDockWidget(Qt::BottomDockWidgetArea, dock);
    }
    window.resize(1280, 1000);
    window.show();
    auto feed = std::make_unique<LiveFeed>(options.framesPerSecond, options.duration);
    const LiveFeed *borrowed = feed.get();
    window.addSource(std::move(feed));
    window.page()->view()->setFollowing(true);
    window.frameModel()->setFilter(options.filter);
    QCoreApplication::processEvents();

    LoopWatch watch;
    while (!borrowed->isOver())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    const QString name = options.filter.isEmpty() ? u"all rows"_s : u"filter '%1'"_s.arg(options.filter);
    figures.add(u"%1, %2 frames/s for %3 s: the longest turn"_s.arg(name)
                    .arg(options.framesPerSecond)
                    .arg(options.duration.count()),
                watch.longest(), {}, MostMs);
    figures.add(u"  99.9 of 100 turns are shorter than"_s, watch.percentile(0.999), {}, MostMs);
    figures.add(u"  turns"_s, double(watch.turns()), u""_s);
    figures.add(u"  the feed was late by at most"_s, double(borrowed->worstLag().count()), u"ms"_s);
    figures.add(u"  records that are stored"_s,
                double(window.store()->endSequence() - window.store()->firstSequence()), u""_s);
    figures.add(u"  of those delivered"_s, double(borrowed->delivered()), u""_s);
    const quint64 behind = window.store()->endSequence() - window.page()->wampIndex()->position();
    figures.add(u"  records that WAMP's index is behind"_s, double(behind), u""_s);
    window.page()->wampIndex()->finish();
    figures.add(u"  WAMP latencies seen"_s, double(window.page()->numbers()->overall().wamp.count()), u""_s);
}

} // namespace

} // namespace Gantry::Bench

int main(int argc, char **argv)
{
    using namespace Gantry::Bench;
    using namespace Qt::Literals::StringLiterals;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Measures the turns of the inspector's event loop while frames arrive. \"worked\" is what the "
        "thread itself did, which is judged: the rest is the machine's. Exit status 1: a turn was too long."_s);
    parser.addHelpOption();
    parser.addOption({u"rate"_s, u"Frames a second, 50000 unless told otherwise."_s, u"N"_s, u"50000"_s});
    parser.addOption({u"seconds"_s, u"10 unless told otherwise."_s, u"N"_s, u"10"_s});
    parser.addOption({u"no-numbers"_s, u"Without the pane of numbers."_s});
    parser.process(application);
    const LiveOptions options{.framesPerSecond = parser.value(u"rate"_s).toInt(),
                              .duration = std::chrono::seconds(parser.value(u"seconds"_s).toInt()),
                              .filter = {},
                              .showsNumbers = !parser.isSet(u"no-numbers"_s)};
    if (options.framesPerSecond < 1000 || options.duration.count() < 1) {
        std::fprintf(stderr, "bench-inspector-live: --rate is a number from 1000, --seconds from 1\n");
        return 2;
    }
    const QTemporaryDir root;
    FigureTable figures;
    LiveOptions filtered = options;
    filtered.filter = u"sensor-42"_s;
    runTurns(options, root.path(), figures);
    runTurns(filtered, root.path(), figures);
    return figures.print() ? 0 : 1;
}

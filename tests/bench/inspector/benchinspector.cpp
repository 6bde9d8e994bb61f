// SPDX-License-Identifier: MIT
// What the inspector's store and table cost with a large capture: it makes one, opens
// it again, and works on it as a window does, offscreen.
#include "capturemaker.h"
#include "filtercases.h"
#include "measures.h"
#include "models/framefinder.h"
#include "models/framemodel.h"
#include "ui/frameview.h"

#include <QtCore/QCommandLineParser>
#include <QtCore/QTemporaryDir>
#include <QtWidgets/QApplication>
#include <QtWidgets/QScrollBar>

#include <algorithm>
#include <cstdio>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;
using namespace Inspector;

namespace {

constexpr int DefaultFrames = 1'000'000;
constexpr int Batch = 500;
constexpr int BatchRounds = 41;
constexpr qint64 WaitMs = 120'000;

//! Lets the event loop turn until \a isDone.
template<typename Predicate>
bool waitUntil(Predicate isDone)
{
    QElapsedTimer timer;
    timer.start();
    while (!isDone() && timer.elapsed() < WaitMs)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return isDone();
}

class Bench
{
public:
    Bench(int frames, const QString &root)
        : m_frames(frames)
        , m_root(root)
    { }

    bool run()
    {
        const QString folder = makeCapture();
        m_ownBefore = memoryUse().own;
        m_store = std::make_unique<RecordStore>(StoreOptions{.root = m_root});
        m_model = std::make_unique<FrameModel>(m_store.get());
        m_view = std::make_unique<FrameView>(m_model.get());
        m_view->resize(1280, 800);
        m_view->show();
        const bool isOpen = openCapture(folder);
        if (isOpen) {
            appendBatches();
            for (const FilterCase &filter : filterCases())
                runFilter(filter);
            clearFilter();
            findLast();
            countMemory();
        }
        m_view.reset();
        m_model.reset();
        m_store.reset();
        CaptureFolder::discard(folder);
        const bool isGood = m_figures.print();
        return isOpen && isGood;
    }

private:
    QString makeCapture()
    {
        RecordStore store(StoreOptions{.root = m_root});
        store.setKept(true);
        Time appending;
        for (int made = 0; made < m_frames; made += Batch) {
            const QList<Tap::Record> records = m_maker.next(Batch);
            const Stopwatch watch;
            store.append(1, records);
            appending.passed += watch.time().passed;
            appending.worked += watch.time().worked;
        }
        std::printf("%d frames with %.0f MB of payload, %.0f MB on disk\n\n", m_frames,
                    double(m_maker.payloadOctets()) / 1e6, double(store.bytes()) / 1e6);
        m_figures.add(u"storing all, 500 frames at a time"_s, appending);
        return store.folder();
    }

    bool openCapture(const QString &folder)
    {
        const LoopWatch watch;
        const Stopwatch opening;
        int reports = 0;
        bool isOpen = false;
        QObject::connect(m_store.get(), &RecordStore::openingProgressed, m_view.get(), [&] { ++reports; });
        const auto opened =
            QObject::connect(m_store.get(), &RecordStore::opened, m_view.get(), [&] { isOpen = true; });
        QString problem;
        if (!m_store->openCapture(folder, &problem)) {
            std::fprintf(stderr, "bench-inspector: %s\n", qPrintable(problem));
            return false;
        }
        waitUntil([&] { return isOpen && m_model->rowCount() == m_frames; });
        m_figures.add(u"opening, until all rows are shown"_s, opening.time());
        m_figures.add(u"  reports of progress"_s, reports, u""_s);
        m_figures.add(u"  the longest turn of the event loop"_s, watch.longest(), 16);
        QObject::disconnect(opened);
        m_store->disconnect(m_view.get());
        return m_model->rowCount() == m_frames;
    }

    void appendBatches()
    {
        std::vector<Time> times;
        m_view->setFollowing(true);
        for (int round = 0; round < BatchRounds; ++round) {
            const QList<Tap::Record> records = m_maker.next(Batch);
            QCoreApplication::processEvents();
            const Stopwatch watch;
            m_store->append(1, records);
            m_model->publishAll();
            m_view->repaint();
            times.push_back(watch.time());
        }
        std::sort(times.begin(), times.end());
        m_figures.add(u"storing 500 frames, rows, scroll and paint, median"_s, times[times.size() / 2], 4);
        m_figures.add(u"  the longest of %1"_s.arg(BatchRounds), times.back());
    }

    void runFilter(const FilterCase &filter)
    {
        const RecordSnapshot snapshot = m_store->snapshot();
        Stopwatch timer;
        std::vector<quint64> found;
        FrameScan scan(snapshot, filter.filter, 0);
        scan.run(QDeadlineTimer(QDeadlineTimer::Forever), found);
        const Time alone = timer.time();

        std::optional<Time> firstRows;
        const auto inserted =
            QObject::connect(m_model.get(), &QAbstractItemModel::rowsInserted, m_view.get(), [&] {
                if (!firstRows)
                    firstRows = timer.time();
            });
        const LoopWatch watch;
        timer.restart();
        m_model->setRowFilter(filter.filter);
        waitUntil([this] { return !m_model->isScanning(); });
        const Time all = timer.time();
        QObject::disconnect(inserted);
        m_figures.add(u"filter: %1"_s.arg(filter.name), all, double(filter.target.count()));
        m_figures.add(u"  the search alone, %1 rows"_s.arg(found.size()), alone);
        if (found.size() > 1000) // some are near the beginning, so that first rows have a meaning
            m_figures.add(u"  first rows after"_s, firstRows.value_or(all), 50);
        m_figures.add(u"  the longest turn of the event loop"_s, watch.longest(), 16);
    }

    void clearFilter()
    {
        const Stopwatch watch;
        m_model->setFilter({});
        m_view->repaint();
        m_figures.add(u"clearing the filter, and paint"_s, watch.time(), 16);
    }

    void findLast()
    {
        FrameFinder finder(m_store.get());
        bool isOver = false;
        QObject::connect(&finder, &FrameFinder::found, &finder, [&] { isOver = true; });
        QObject::connect(&finder, &FrameFinder::notFound, &finder, [&] { isOver = true; });
        const auto find = [&](const QString &name, const FindQuery &query) {
            const auto pattern = FindPattern::make(query);
            isOver = false;
            const Stopwatch watch;
            finder.find(std::get<FindPattern>(pattern), 0, FrameFinder::Way::Forward);
            waitUntil([&] { return isOver; });
            m_figures.add(name, watch.time());
        };
        const QString needle = QString::fromLatin1(CaptureMaker::Needle.data(), CaptureMaker::Needle.size());
        find(u"find: text, after 900,000 frames"_s, {.pattern = needle});
        find(u"find: expression, after 900,000 frames"_s,
             {.kind = FindKind::RegularExpression, .pattern = u"the-needle-[0-9a-f]{4}"_s});
    }

    void countMemory()
    {
        const MemoryUse use = memoryUse();
        m_figures.add(u"memory beside the store's files"_s, use.own - m_ownBefore, u"MB"_s, 150);
        m_figures.add(u"  of that the index"_s,
                      double(m_store->endSequence() - m_store->firstSequence()) * sizeof(RecordIndex) / 1e6,
                      u"MB"_s);
        m_figures.add(u"  pages of files that are mapped, given back when needed"_s, use.files, u"MB"_s);
    }

    const int m_frames;
    const QString m_root;
    CaptureMaker m_maker;
    FigureTable m_figures;
    double m_ownBefore = 0;
    std::unique_ptr<RecordStore> m_store;
    std::unique_ptr<FrameModel> m_model;
    std::unique_ptr<FrameView> m_view;
};

} // namespace

} // namespace Gantry::Bench

int main(int argc, char **argv)
{
    using namespace Qt::Literals::StringLiterals;
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Measures the inspector's store, table and filters. Exit status 1: a figure is not as wanted."_s);
    parser.addHelpOption();
    parser.addOption({u"frames"_s, u"Frames of the capture, 1000000 unless told otherwise."_s, u"N"_s});
    parser.addOption({u"root"_s, u"Folder for the capture instead of a temporary one."_s, u"DIR"_s});
    parser.process(application);
    const int frames = parser.value(u"frames"_s).isEmpty() ? Gantry::Bench::DefaultFrames
                                                           : parser.value(u"frames"_s).toInt();
    const QTemporaryDir temporary;
    const QString root = parser.value(u"root"_s).isEmpty() ? temporary.path() : parser.value(u"root"_s);
    if (frames < 1000) {
        std::fprintf(stderr, "bench-inspector: --frames is a number from 1000\n");
        return 2;
    }
    return Gantry::Bench::Bench(frames / 500 * 500, root).run() ? 0 : 1;
}

// SPDX-License-Identifier: GPL-3.0-only
// The window with a million records: what one batch costs, what filtering costs, and
// that the event loop is never held up. What is asserted is the time that the window's
// thread works in one turn of its loop, which a busy machine does not change, and bounds
// so wide that only a change of kind (a copy of everything, a search in the window's
// thread) can break them. That it waits for nobody is asserted in tst_framemodel.cpp.
// bench-inspector has the exact figures.
#include "inspector/samplerecords.h"
#include "models/framemodel.h"
#include "ui/frameview.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <ctime>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using std::chrono::duration;
using std::chrono::nanoseconds;

namespace {

constexpr int Million = 1'000'000;
constexpr int Batch = 500;

//! Frames are due every 16 ms; a debug build on a busy machine is given ten times that.
constexpr double GenerousStall = 160;

double milliseconds(nanoseconds time)
{
    return duration<double, std::milli>(time).count();
}

//! How long this thread has worked.
nanoseconds threadTime()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

//! The longest that this thread works in one turn of its event loop, while it lives.
class LoopWatch
{
public:
    LoopWatch()
    {
        m_timer.setInterval(0);
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
            const nanoseconds now = threadTime();
            m_longest = std::max(m_longest, now - m_turn);
            m_turn = now;
        });
        m_timer.start();
    }

    nanoseconds longest() const { return m_longest; }

private:
    QTimer m_timer;
    nanoseconds m_turn = threadTime();
    nanoseconds m_longest{};
};

} // namespace

class TestMillionRows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (int i = 0; i < Million; i += 10'000) {
            m_store.append(0, manyTexts(10'000, i));
        }
        m_model = std::make_unique<FrameModel>(&m_store);
        m_view = std::make_unique<FrameView>(m_model.get());
        m_view->resize(1280, 800);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get())); // nothing is painted before
        m_model->publishAll();
        QCOMPARE(m_model->rowCount(), Million);
    }

    void oneBatchIsSoonOnTheScreen()
    {
        nanoseconds longest{};
        for (int round = 0; round < 10; ++round) {
            const QList<Tap::Record> records = manyTexts(Batch, int(m_store.endSequence()));
            const nanoseconds begin = threadTime();
            m_store.append(0, records);
            m_model->publishAll();
            m_view->repaint();
            longest = std::max(longest, threadTime() - begin);
        }
        qInfo("a batch of %d with a million rows: %.1f ms at most", Batch, milliseconds(longest));
        QVERIFY(milliseconds(longest) < GenerousStall);
    }

    void filteringNeverHoldsTheLoopUp_data()
    {
        QTest::addColumn<QString>("needle");
        QTest::addColumn<int>("atLeast");
        QTest::newRow("few pass") << u"message 99999"_s << 11;
        QTest::newRow("all pass") << u"message"_s << Million;
    }

    void filteringNeverHoldsTheLoopUp()
    {
        QFETCH(QString, needle);
        QFETCH(int, atLeast);
        LoopWatch watch;
        QElapsedTimer timer;
        timer.start();
        qint64 firstRows = -1;
        const auto connection = connect(m_model.get(), &QAbstractItemModel::rowsInserted, this,
                                        [&] { firstRows = firstRows < 0 ? timer.elapsed() : firstRows; });
        m_model->setFilter(needle);
        QTRY_VERIFY_WITH_TIMEOUT(!m_model->isScanning(), 60'000);
        disconnect(connection);
        qInfo("filtering a million records: %.0f ms, first rows after %lld ms, %.1f ms of work in a turn of "
              "the loop",
              double(timer.elapsed()), firstRows, milliseconds(watch.longest()));
        QVERIFY(m_model->rowCount() >= atLeast);
        QVERIFY(milliseconds(watch.longest()) < GenerousStall);
    }

    void clearingTheFilterIsImmediate()
    {
        QElapsedTimer timer;
        timer.start();
        m_model->setFilter({});
        m_view->repaint();
        qInfo("clearing the filter: %.1f ms", milliseconds(nanoseconds(timer.nsecsElapsed())));
        QVERIFY(m_model->rowCount() >= Million);
        QVERIFY(timer.elapsed() < 1000);
    }

    void fiftyThousandASecondWithAFilterNeverHoldTheLoopUp()
    {
        // As sources deliver them: 800 records every 16 ms, for two seconds.
        constexpr int PerDelivery = 800;
        constexpr int Deliveries = 125;
        m_model->setFilter(u"message 1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!m_model->isScanning(), 60'000);
        const QList<Tap::Record> records = manyTexts(PerDelivery, 1'000'000);
        const quint64 before = m_store.endSequence();
        const int rowsBefore = m_model->rowCount();
        LoopWatch watch;
        QTimer source;
        int delivered = 0;
        connect(&source, &QTimer::timeout, &source, [&] {
            m_store.append(0, records);
            ++delivered;
        });
        source.setTimerType(Qt::PreciseTimer);
        source.start(16);
        QTRY_VERIFY_WITH_TIMEOUT(delivered >= Deliveries, 60'000);
        source.stop();
        QTRY_VERIFY_WITH_TIMEOUT(!m_model->isScanning(), 60'000);
        qInfo("%llu records came, %.1f ms of work in a turn of the loop", m_store.endSequence() - before,
              milliseconds(watch.longest()));
        QCOMPARE(m_model->rowCount() - rowsBefore, delivered * PerDelivery);
        QVERIFY(milliseconds(watch.longest()) < GenerousStall);
        m_model->setFilter({});
    }

    void trimmingHalfIsSoonOnTheScreen()
    {
        QElapsedTimer timer;
        timer.start();
        m_store.setMaxBytes(m_store.bytes() / 2);
        m_model->publishAll();
        m_view->repaint();
        qInfo("trimming half of a million: %.1f ms", milliseconds(nanoseconds(timer.nsecsElapsed())));
        QVERIFY(m_model->rowCount() < Million * 6 / 10);
        QVERIFY(m_model->rowCount() > Million * 3 / 10);
    }

private:
    RecordStore m_store{StoreOptions{.maxBytes = 256LL * 1024 * 1024}}; // segments of 4 MiB
    std::unique_ptr<FrameModel> m_model;
    std::unique_ptr<FrameView> m_view;
};

QTEST_MAIN(TestMillionRows)
#include "tst_millionrows.moc"

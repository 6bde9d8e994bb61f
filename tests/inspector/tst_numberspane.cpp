// SPDX-License-Identifier: GPL-3.0-only
// The pane of numbers and the strip of rates, by mouse and key. With GANTRY_PICTURES set to a
// folder, pictures in light and dark are left there.
#include "inspector/samplerecords.h"
#include "models/trafficnumbers.h"
#include "ui/numberspane.h"
#include "ui/ratestrip.h"
#include "ui/theme.h"
#include "ui/trafficcharts.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QTableView>

#include <cmath>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Core::Direction;

namespace {

constexpr qint64 Second = 1'000'000'000;
constexpr int Seconds = 60;

//! A minute of a busy and a quiet connection, the busy one in waves.
QList<Tap::Record> traffic()
{
    QList<Tap::Record> records;
    for (int tenth = 0; tenth < Seconds * 10; ++tenth) {
        const int count = int(10 + 8 * std::sin(tenth / 40.0));
        for (int i = 0; i < count; ++i) {
            const auto direction = i % 3 == 0 ? Direction::Sent : Direction::Received;
            Tap::FrameRecord record = text(1, QByteArray(20 + (tenth * 7 + i * 31) % 900, 'x'), direction);
            record.head.timeNs = SampleTimeNs + tenth * Second / 10 + i;
            records << record;
        }
        if (tenth % 20 == 0) {
            Tap::FrameRecord record = text(2, "quiet");
            record.head.timeNs = SampleTimeNs + tenth * Second / 10;
            records << record;
        }
    }
    return records;
}

void savePicture(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("GANTRY_PICTURES");
    if (folder.isEmpty()) {
        return;
    }
    QDir().mkpath(folder);
    for (const Theme theme : {Theme::Light, Theme::Dark}) {
        applyTheme(theme);
        QCoreApplication::processEvents();
        QVERIFY(widget.grab().save(
            u"%1/%2-%3.png"_s.arg(folder, name, theme == Theme::Light ? u"light"_s : u"dark"_s)));
    }
    applyTheme(Theme::Light);
}

} // namespace

class TestNumbersPane : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        applyTheme(Theme::Light);
        m_store.append(0, traffic());
        m_numbers.finish();
        for (int i = 1; i <= 100; ++i) {
            m_numbers.addWampLatency(1, 0, i * 100'000);
        }
    }

    void paneShowsAllOrOneConnection()
    {
        NumbersPane pane(&m_numbers);
        pane.resize(1100, 380);
        pane.show();
        QVERIFY(QTest::qWaitForWindowExposed(&pane));
        const quint64 all = m_numbers.overall().sent.messages;
        QVERIFY(valueOf(pane, u"Messages sent"_s).startsWith(QLocale().toString(all) + u' '));
        QCOMPARE(valueOf(pane, u"WAMP: p50"_s), u"5.0 ms"_s);
        savePicture(pane, u"numbers"_s);
        pane.setConnection(2);
        QCOMPARE(pane.connection(), 2U);
        QVERIFY(valueOf(pane, u"Messages sent"_s).startsWith(u"30 "_s));
        QCOMPARE(valueOf(pane, u"WAMP: p50"_s), u"–"_s);
        pane.setConnection(0);

        QElapsedTimer timer;
        timer.start();
        pane.refresh();
        pane.grab();
        qInfo("refresh and paint: %lld ms", timer.elapsed());
        const bool saysSo = pane.findChild<TrafficCharts *>()->findChild<QLabel *>() != nullptr;
        QCOMPARE(saysSo, !TrafficCharts::isAvailable());
    }

    void paneIsLive()
    {
        NumbersPane pane(&m_numbers);
        pane.show();
        QVERIFY(QTest::qWaitForWindowExposed(&pane));
        Tap::FrameRecord record = text(3, "new");
        record.head.timeNs = SampleTimeNs + Seconds * Second - 1;
        const quint64 before = m_numbers.overall().sent.messages;
        m_store.append(0, {record});
        QTRY_COMPARE(valueOf(pane, u"Messages sent"_s).section(u' ', 0, 0), QLocale().toString(before + 1));
        pane.setConnection(3);
        QCOMPARE(pane.connection(), 3U);
    }

    void stripChoosesATimeByMouse()
    {
        RateStrip strip;
        strip.setNumbers(&m_numbers);
        strip.resize(600, 44);
        strip.show();
        QVERIFY(QTest::qWaitForWindowExposed(&strip));
        savePicture(strip, u"strip"_s);
        QSignalSpy chosen(&strip, &RateStrip::rangeChosen);
        QSignalSpy cleared(&strip, &RateStrip::rangeCleared);
        QTest::mousePress(&strip, Qt::LeftButton, {}, {200, 20});
        QTest::mouseMove(&strip, {350, 20});
        QTest::mouseRelease(&strip, Qt::LeftButton, {}, {400, 20});
        QCOMPARE(chosen.count(), 1);
        const qint64 begin = chosen.first().at(0).toLongLong() - SampleTimeNs;
        const qint64 end = chosen.first().at(1).toLongLong() - SampleTimeNs;
        QVERIFY2(std::abs(begin - 20 * Second) < Second / 2, qPrintable(QString::number(begin)));
        QVERIFY2(std::abs(end - 40 * Second) < Second / 2, qPrintable(QString::number(end)));
        savePicture(strip, u"strip-range"_s);
        QTest::mouseClick(&strip, Qt::LeftButton, {}, {500, 20});
        QCOMPARE(cleared.count(), 1);
        QVERIFY(!strip.hasRange());
        QTest::mouseClick(&strip, Qt::LeftButton, {}, {500, 20});
        QCOMPARE(cleared.count(), 1);
    }

    void stripChoosesATimeByKey()
    {
        RateStrip strip;
        QTest::keyClick(&strip, Qt::Key_Left); // nothing to choose from
        QVERIFY(!strip.hasRange());
        strip.setNumbers(&m_numbers);
        QSignalSpy chosen(&strip, &RateStrip::rangeChosen);
        QTest::keyClick(&strip, Qt::Key_Left);
        const qint64 width = strip.endNs() - strip.beginNs();
        QVERIFY(width > 2 * Second);
        const qint64 begin = strip.beginNs();
        QTest::keyClick(&strip, Qt::Key_Left);
        QCOMPARE(strip.beginNs(), begin - width);
        QTest::keyClick(&strip, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(strip.endNs() - strip.beginNs(), 2 * width);
        QCOMPARE(chosen.count(), 3);
        QVERIFY(strip.accessibleDescription().startsWith(u"From "_s));
        QTest::keyClick(&strip, Qt::Key_Escape);
        QVERIFY(!strip.hasRange());
    }

private:
    static QString valueOf(const NumbersPane &pane, const QString &name)
    {
        const QAbstractItemModel *model = pane.findChild<QTableView *>()->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (model->index(row, 0).data().toString() == name) {
                return model->index(row, 1).data().toString();
            }
        }
        return {};
    }

    RecordStore m_store;
    TrafficNumbers m_numbers{&m_store};
};

QTEST_MAIN(TestNumbersPane)
#include "tst_numberspane.moc"

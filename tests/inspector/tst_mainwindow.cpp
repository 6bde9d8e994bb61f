// SPDX-License-Identifier: GPL-3.0-only
#include "inspector/samplerecords.h"
#include "inspector/scriptedsource.h"
#include "models/framemodel.h"
#include "ui/attachdialog.h"
#include "ui/capturepage.h"
#include "ui/detailpane.h"
#include "ui/filterbar.h"
#include "ui/filteredit.h"
#include "ui/frameview.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/proxydialog.h"
#include "ui/statusline.h"
#include "ui/windowactions.h"

#include <QtCore/QPointer>
#include <QtCore/QTemporaryDir>
#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTreeWidget>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

namespace {

// Rows of conversation().
constexpr int JsonRow = 1;
constexpr int BinaryRow = 8;

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void init()
    {
        m_source = nullptr;
        m_attachedPid = 0;
        m_proxied = {};
        m_window = std::make_unique<MainWindow>(WindowServices{
            .runningProcesses =
                [] { return QList<ProcessEntry>{{.pid = 42, .program = u"server"_s, .since = {}}}; },
            .makeAttachSource =
                [this](qint64 pid) {
                    m_attachedPid = pid;
                    return makeSource();
                },
            .makeProxySource =
                [this](const ProxySettings &settings) {
                    m_proxied = settings;
                    return makeSource();
                },
            .makeDemoSource = [this] { return makeSource(); },
        });
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void cleanup() { m_window.reset(); }

    void beginsWithThreeDoors()
    {
        QCOMPARE(m_window->page()->currentIndex(), 0);
        const QList<QPushButton *> doors = m_window->page()->currentWidget()->findChildren<QPushButton *>();
        QCOMPARE(doors.size(), 3);
        QVERIFY(!actions()->pause->isEnabled());
        doors.at(2)->click();
        QVERIFY(m_source);
        QCOMPARE(m_window->page()->currentIndex(), 1);
        QVERIFY(actions()->pause->isEnabled());
    }

    void doorsWithoutAServiceAreClosed()
    {
        MainWindow window({});
        for (const QPushButton *door : window.page()->currentWidget()->findChildren<QPushButton *>()) {
            QVERIFY(!door->isEnabled());
        }
    }

    void showsRecordsOfASourceAndWhereItListens()
    {
        start();
        QTRY_COMPARE(m_window->frameModel()->rowCount(), 23);
        QVERIFY(m_window->windowTitle().contains(u"ws://127.0.0.1:8899"_s));
        QTRY_VERIFY(hasLabel(u"23 of 23 shown"_s));
        QVERIFY(hasLabel(u"listening on ws://127.0.0.1:8899"_s));
        QVERIFY(hasLabel(u"128 dropped"_s));
        QVERIFY(hasLabel(u"1 open"_s));
    }

    void recordsStayWhenTheirSourceEnds()
    {
        start();
        actions()->stop->trigger();
        QTRY_VERIFY(!m_source);
        QCOMPARE(m_window->frameModel()->rowCount(), 23);
        QVERIFY(!actions()->stop->isEnabled());
        QVERIFY(hasLabel(u"no source"_s));
        QVERIFY(hasLabel(u"0 open"_s));
    }

    void failureIsSaidInPlaceAndDismissed()
    {
        start();
        m_source->fail(u"the address is in use"_s);
        auto *notice = m_window->findChild<NoticeBar *>();
        QVERIFY(notice->isVisible());
        QVERIFY(notice->text().contains(u"the address is in use"_s));
    }

    void sourceThatCannotBeginGoesAway()
    {
        class Failing final : public Source
        {
        public:
            QString title() const override { return u"Proxy"_s; }
            void start() override { Q_EMIT failed(u"no such file"_s); }
            void stop() override { }
        };
        auto source = std::make_unique<Failing>();
        const QPointer<Source> borrowed = source.get();
        m_window->addSource(std::move(source));
        QTRY_VERIFY(!borrowed);
        QVERIFY(m_window->findChild<NoticeBar *>()->text().contains(u"Proxy: no such file"_s));
        QVERIFY(!actions()->stop->isEnabled());
    }

    void detailsStayReadableAfterTheRecordWasTrimmed()
    {
        RecordStore *store = m_window->store();
        store->setMaxBytes(SmallBound);
        start();
        choose(JsonRow);
        const quint64 chosen = store->firstSequence() + JsonRow;
        store->append(99, manyTexts(200)); // in segments behind
        store->setMaxBytes(1);
        QVERIFY(!store->contains(chosen));
        m_window->frameModel()->publishAll();
        QVERIFY(messageText().contains(u"\"join\""_s));
        QVERIFY(hasLabel(u"%1 older ones are gone"_s.arg(store->trimmedRecords())));
    }

    void keysReachTheirActions()
    {
        start();
        view()->setFocus();
        QTest::keyClick(view(), Qt::Key_Space);
        QVERIFY(m_window->frameModel()->isPaused());
        QVERIFY(actions()->pause->isChecked());
        choose(0);
        QVERIFY(!actions()->follow->isChecked());
        QTest::keyClick(view(), Qt::Key_End);
        QVERIFY(view()->isFollowing());
        QTest::keyClick(view(), Qt::Key_L, Qt::ControlModifier);
        QVERIFY(filter()->hasFocus());
        QTest::keyClick(filter(), Qt::Key_Space); // a blank in the filter is no pause
        QVERIFY(m_window->frameModel()->isPaused());
    }

    void filterAppliesWithEnterAndEscapeClearsIt()
    {
        start();
        filter()->setFocus();
        QTest::keyClicks(filter(), u"HARBOUR"_s);
        QTest::keyClick(filter(), Qt::Key_Return);
        QTRY_COMPARE(m_window->frameModel()->rowCount(), 2);
        QTest::keyClick(filter(), Qt::Key_Escape);
        QCOMPARE(m_window->frameModel()->rowCount(), 23);
        QVERIFY(view()->hasFocus());
        QVERIFY(filter()->text().isEmpty());
    }

    void filterAppliesByItselfWhenTypingPauses()
    {
        start();
        QTest::keyClicks(filter(), u"berth"_s);
        QTRY_COMPARE(m_window->frameModel()->rowCount(), 1);
    }

    void pauseTellsWhatItHoldsBack()
    {
        start();
        actions()->pause->trigger();
        m_source->deliver(manyTexts(7));
        QTRY_VERIFY(hasLabel(u"<b>Paused</b>, 7 new"_s));
        QCOMPARE(m_window->frameModel()->rowCount(), 23);
    }

    void nextInConnectionSkipsTheOthers()
    {
        start();
        choose(3);
        actions()->nextInConnection->trigger();
        QCOMPARE(view()->currentIndex().row(), 6);
        actions()->previousInConnection->trigger();
        QCOMPARE(view()->currentIndex().row(), 3);
    }

    void payloadIsCopiedAsTextOrHex()
    {
        start();
        choose(JsonRow);
        actions()->copyPayload->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 u"{\"type\":\"join\",\"room\":\"harbour\",\"name\":\"Ada\"}"_s);
        choose(BinaryRow);
        actions()->copyPayload->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"89 50 4e 47"_s));
    }

    void largeTextIsCopiedWhole()
    {
        start();
        const QByteArray large(3 * 1024 * 1024, 'x');
        m_source->deliver({text(1, large)});
        m_window->frameModel()->publishAll();
        choose(m_window->frameModel()->rowCount() - 1);
        actions()->copyPayload->trigger();
        QCOMPARE(QGuiApplication::clipboard()->text().size(), large.size());
    }

    void twoSelectedRowsAreCompared()
    {
        start();
        choose(1);
        actions()->compare->trigger();
        QVERIFY(m_window->findChild<NoticeBar *>()->text().contains(u"Select two rows"_s));
        view()->selectionModel()->select(m_window->frameModel()->index(2, 0),
                                         QItemSelectionModel::Select | QItemSelectionModel::Rows);
        actions()->compare->trigger();
        QCOMPARE(details()->currentIndex(), int(DetailPane::Diff));
        QTRY_VERIFY(hasLabel(u"2 and 3: 4 values differ."_s));
    }

    void clearForgetsRecordsAndDetails()
    {
        start();
        choose(JsonRow);
        actions()->clear->trigger();
        QCOMPARE(m_window->frameModel()->rowCount(), 0);
        QVERIFY(messageText().isEmpty());
    }

    void attachDialogGreysWhatCannotBeWatched()
    {
        const QList<ProcessEntry> processes{{.pid = 41, .program = u"mute"_s, .obstacle = u"not asked"_s},
                                            {.pid = 42, .program = u"server"_s}};
        AttachDialog dialog([processes] { return processes; });
        QTRY_COMPARE(dialog.chosenPid(), 42); // the first that can be watched
        auto *list = dialog.findChild<QTreeWidget *>();
        QTreeWidgetItem *mute = list->topLevelItem(0);
        QVERIFY(!(mute->flags() & Qt::ItemIsEnabled));
        QCOMPARE(mute->text(3), u"not asked"_s);
        QVERIFY(!list->isColumnHidden(3));
        list->setCurrentItem(mute);
        QVERIFY(dialog.chosenPid() != 41);
    }

    void noticesAreShown()
    {
        start();
        Q_EMIT m_source->noticed(u"TLS passes unread"_s);
        QVERIFY(m_window->findChild<NoticeBar *>()->text().contains(u"TLS passes unread"_s));
    }

    void attachDialogPassesTheChosenProcess()
    {
        actions()->attach->trigger();
        auto *dialog = m_window->findChild<AttachDialog *>();
        QTRY_COMPARE(dialog->chosenPid(), 42);
        dialog->accept();
        QCOMPARE(m_attachedPid, 42);
        QVERIFY(m_source);
    }

    void proxyDialogStartsOnlyWithWhatCanWork()
    {
        actions()->proxy->trigger();
        auto *dialog = m_window->findChild<ProxyDialog *>();
        QPushButton *startButton = nullptr;
        for (QPushButton *button : dialog->findChildren<QPushButton *>()) {
            startButton = button->isDefault() ? button : startButton;
        }
        QVERIFY(startButton);
        QVERIFY(!startButton->isEnabled());
        const ProxySettings settings{.listen = u"ws://127.0.0.1:0"_s, .target = u"ws://127.0.0.1:9000"_s};
        dialog->setSettings(settings);
        QVERIFY(startButton->isEnabled());
        startButton->click();
        QCOMPARE(m_proxied, settings);
        QVERIFY(m_source);
    }

    void pictureHasItsSizeAndBothThemesDiffer()
    {
        QTemporaryDir directory;
        start();
        const QString light = directory.filePath(u"light.png"_s);
        const QString dark = directory.filePath(u"dark.png"_s);
        m_window->setTheme(Theme::Light);
        QVERIFY(m_window->grabTo(light));
        m_window->setTheme(Theme::Dark);
        QVERIFY(m_window->grabTo(dark));
        const QImage lightImage(light);
        QCOMPARE(lightImage.size(), QSize(1280, 800));
        const QPoint corner(1270, 790);
        QVERIFY(lightImage.pixelColor(corner).lightness() > 200);
        QVERIFY(QImage(dark).pixelColor(corner).lightness() < 60);
        QVERIFY(!m_window->grabTo(u"/no/such/directory/x.png"_s));
        m_window->setTheme(Theme::Light);
    }

    void everyControlSaysWhatItIs()
    {
        start();
        for (const QAction *action : actions()->findChildren<QAction *>()) {
            QVERIFY(!action->text().isEmpty());
        }
        for (const QLineEdit *edit : m_window->findChildren<QLineEdit *>()) {
            QVERIFY(!edit->accessibleName().isEmpty());
        }
        QVERIFY(!view()->accessibleName().isEmpty());
    }

private:
    std::unique_ptr<Source> makeSource()
    {
        auto source = std::make_unique<ScriptedSource>(u"Proxy"_s, u"ws://127.0.0.1:8899"_s);
        m_source = source.get();
        return source;
    }

    //! A source that has delivered conversation(), with all its rows there.
    void start()
    {
        m_window->addSource(makeSource());
        m_source->deliver(conversation());
        m_window->frameModel()->publishAll();
    }

    void choose(int row) { view()->chooseRow(row); }

    bool hasLabel(const QString &text) const
    {
        const QList<QLabel *> labels = m_window->findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(),
                           [&](const QLabel *label) { return label->isVisible() && label->text() == text; });
    }

    WindowActions *actions() const { return m_window->findChild<WindowActions *>(); }
    FrameView *view() const { return m_window->page()->view(); }
    DetailPane *details() const { return m_window->page()->details(); }
    QLineEdit *filter() const { return m_window->page()->filterBar()->edit(); }
    QString messageText() const { return details()->findChild<QPlainTextEdit *>()->toPlainText(); }

    std::unique_ptr<MainWindow> m_window;
    QPointer<ScriptedSource> m_source;
    qint64 m_attachedPid = 0;
    ProxySettings m_proxied;
};

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"

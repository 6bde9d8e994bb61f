// SPDX-License-Identifier: GPL-3.0-only
// Files in and out of the window, and what a crashed run left: by keys, mouse and drop.
#include "export/captureexport.h"
#include "import/filesource.h"
#include "inspector/samplerecords.h"
#include "inspector/scriptedsource.h"
#include "inspector/windowtools.h"
#include "models/framemodel.h"
#include "ui/capturepage.h"
#include "ui/exportdialog.h"
#include "ui/exporter.h"
#include "ui/fileactions.h"
#include "ui/fileopener.h"
#include "ui/frameview.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/recentfiles.h"
#include "ui/recoverybar.h"
#include "ui/redactiontable.h"
#include "ui/taskstrip.h"

#include <QtCore/QMimeData>
#include <QtCore/QPointer>
#include <QtCore/QSettings>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>
#include <QtGui/QAction>
#include <QtGui/QDropEvent>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QTreeWidget>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

class TestWindowFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QLocale::setDefault(QLocale(QLocale::English));
        QCoreApplication::setOrganizationName(u"Gantry"_s);
        QCoreApplication::setApplicationName(u"tst_windowfiles"_s);
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    }

    void init()
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_window = makeWindow();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup() { m_window.reset(); }

    void opensSeveralFilesIntoAnEmptyWindow()
    {
        opener()->open({writeFile(u"a.jsonl"_s, "first"), writeFile(u"b.jsonl"_s, "second")});
        QTRY_COMPARE(framesOf(*store()).size(), 2);
        QCOMPARE(m_window->page()->currentIndex(), 1);
        QVERIFY(!question());
        QCOMPARE(opener()->recentFiles()->paths().size(), 2);
    }

    void droppedFileIsOpened()
    {
        drop({QUrl::fromLocalFile(writeFile(u"a.jsonl"_s, "dropped"))});
        QTRY_COMPARE(framesOf(*store()).size(), 1);
    }

    void droppedWebPageIsRefused()
    {
        QMimeData data;
        data.setUrls({QUrl(u"https://example.com/x.har"_s)});
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(!enter.isAccepted());
    }

    void asksBeforeItAddsToWhatIsShown()
    {
        store()->append(1, conversation());
        const qsizetype before = framesOf(*store()).size();
        opener()->open({writeFile(u"a.jsonl"_s, "more")});
        QVERIFY(question());
        QTest::keyClick(question(), Qt::Key_Return); // Add
        QTRY_COMPARE(framesOf(*store()).size(), before + 1);
    }

    void replacingEndsSourcesAndForgetsRecords()
    {
        auto source = std::make_unique<ScriptedSource>(u"live"_s);
        const QPointer<Source> borrowed = source.get();
        ScriptedSource *live = source.get();
        m_window->addSource(std::move(source));
        live->deliver(conversation());
        opener()->open({writeFile(u"a.jsonl"_s, "alone")});
        click(question(), u"&Replace"_s);
        QTRY_COMPARE(framesOf(*store()).size(), 1);
        QVERIFY(!borrowed);
        QCOMPARE(std::get<2>(framesOf(*store()).first()), QByteArray("alone"));
    }

    void cancellingTheQuestionLeavesAll()
    {
        store()->append(1, conversation());
        const quint64 end = store()->endSequence();
        opener()->open({writeFile(u"a.jsonl"_s, "more")});
        QTest::keyClick(question(), Qt::Key_Escape);
        QTRY_VERIFY(!question());
        QCOMPARE(store()->endSequence(), end);
    }

    void fileThatCannotBeReadIsSaidInPlace()
    {
        opener()->open({m_folder->filePath(u"missing.har"_s)});
        QTRY_VERIFY(notice()->text().contains(u"there is no such file"_s));
    }

    void longReadingShowsProgressAndIsCancelled()
    {
        auto source = std::make_unique<ScriptedSource>(u"long.har"_s);
        ScriptedSource *reading = source.get();
        const QPointer<Source> borrowed = reading;
        m_window->addSource(std::move(source));
        Q_EMIT reading->progressChanged(1, 3);
        auto *task = m_window->findChild<Task *>();
        QVERIFY(task);
        QCOMPARE(task->text(), u"Reading long.har"_s);
        QVERIFY(!task->isVisible()); // it may be over at once
        QTRY_VERIFY(task->isVisible());
        QTest::mouseClick(task->findChild<QPushButton *>(), Qt::LeftButton);
        QTRY_VERIFY(!borrowed);
        QTRY_VERIFY(!m_window->findChild<Task *>());
    }

    void recentFilesAreRememberedAndChosen()
    {
        m_window->useSettings();
        const QString path = writeFile(u"a & b.jsonl"_s, "again");
        opener()->open({path});
        QTRY_COMPARE(framesOf(*store()).size(), 1);
        m_window = makeWindow();
        m_window->useSettings();
        RecentFiles *recent = opener()->recentFiles();
        QCOMPARE(recent->paths(), QStringList{path});
        QCOMPARE(recent->actions().first()->text(), u"&1  a && b.jsonl"_s);
        recent->actions().first()->trigger();
        QTRY_COMPARE(framesOf(*store()).size(), 1);
    }

    void listOfRecentFilesIsBounded()
    {
        RecentFiles files;
        for (int i = 0; i < 30; ++i) {
            files.add(u"/tmp/%1"_s.arg(i));
        }
        QCOMPARE(files.paths().size(), RecentFiles::MaxFiles);
        QCOMPARE(files.paths().first(), u"/tmp/29"_s);
        files.add(u"/tmp/25"_s);
        QCOMPARE(files.paths().first(), u"/tmp/25"_s);
        QCOMPARE(files.paths().size(), RecentFiles::MaxFiles);
    }

    void crashedCaptureIsOfferedAndRecovered()
    {
        leaveCapture(manyTexts(50));
        m_window = makeWindow();
        m_window->useSettings();
        QTRY_VERIFY(recovery()->isVisible());
        QVERIFY(recovery()->text().contains(u"ended unexpectedly"_s));
        click(recovery(), u"&Recover"_s);
        QTRY_COMPARE(framesOf(*store()).size(), 50);
        QTRY_VERIFY(notice()->text().contains(u"50 records were recovered"_s));
        QVERIFY(!recovery()->isVisible());
        QCOMPARE(m_window->page()->currentIndex(), 1);
    }

    void laterLeavesTheCaptureAndDiscardRemovesIt()
    {
        leaveCapture(manyTexts(5));
        m_window = makeWindow();
        m_window->useSettings();
        QTRY_VERIFY(recovery()->isVisible());
        click(recovery(), u"La&ter"_s);
        QVERIFY(!recovery()->isVisible());
        QCOMPARE(CaptureFolder::recoverable(root()).size(), 1);
        recovery()->look(root());
        QTRY_VERIFY(recovery()->isVisible());
        click(recovery(), u"Dis&card…"_s);
        QVERIFY(question());
        click(question(), u"&Discard"_s);
        QTRY_VERIFY(QDir(root()).isEmpty()); // looking for captures would lock it
        QVERIFY(!recovery()->isVisible());
    }

    void exportsOpenAgainWithTheSameMessages_data()
    {
        QTest::addColumn<ExportFormat>("format");
        QTest::addColumn<QString>("name");
        QTest::newRow("JSON lines") << ExportFormat::JsonLines << u"x.jsonl"_s;
        QTest::newRow("HAR") << ExportFormat::Har << u"x.har"_s;
        QTest::newRow("pcapng") << ExportFormat::Pcapng << u"x.pcapng"_s;
    }

    void exportsOpenAgainWithTheSameMessages()
    {
        QFETCH(const ExportFormat, format);
        QFETCH(const QString, name);
        store()->append(1, manyTexts(300));
        const auto frames = framesOf(*store());
        const QString path = m_folder->filePath(name);
        ExportDialog *dialog = askToExport();
        dialog->setFormat(format);
        dialog->setPath(path);
        dialog->setRedacting(false);
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY2(notice()->text().contains(u"300 records were written"_s), qPrintable(notice()->text()));
        m_window = makeWindow();
        opener()->open({path});
        QTRY_COMPARE(framesOf(*store()).size(), 300);
        QCOMPARE(framesOf(*store()), frames);
    }

    void exportsOnlyWhatIsSelectedOrShown()
    {
        store()->append(1, manyTexts(20));
        m_window->frameModel()->publishAll();
        FrameView *view = m_window->page()->view();
        view->chooseRow(3);
        const QString path = m_folder->filePath(u"x.jsonl"_s);
        ExportDialog *dialog = askToExport();
        dialog->setPath(path);
        dialog->setRows(ExportDialog::Rows::Selected);
        dialog->accept();
        QTRY_COMPARE(contentsOf(path).count('\n'), 1);
        m_window->frameModel()->setFilter(u"message 1"_s);
        QTRY_VERIFY(!m_window->frameModel()->isScanning());
        m_window->frameModel()->publishAll();
        const int shown = m_window->frameModel()->rowCount();
        dialog = askToExport();
        dialog->setPath(path);
        dialog->setRows(ExportDialog::Rows::Shown);
        dialog->accept();
        QTRY_COMPARE(contentsOf(path).count('\n'), shown);
    }

    void secretsAreShownBeforeAndTakenOut()
    {
        Tap::OpenRecord open;
        open.head = {.connection = 1, .timeNs = SampleTimeNs};
        open.url = "ws://host/chat?access_token=hunter2&x=1";
        open.request.append("Authorization", "Bearer hunter2");
        store()->append(1, {open, text(1, R"({"user":{"password":"hunter2"},"x":1})")});
        const QString path = m_folder->filePath(u"x.jsonl"_s);
        ExportDialog *dialog = askToExport();
        dialog->setPath(path);
        auto *table = dialog->findChild<RedactionTable *>();
        auto *rows = table->findChild<QTreeWidget *>();
        QTRY_COMPARE(rows->topLevelItemCount(), 2);
        QVERIFY(rows->topLevelItem(0)->text(2).contains(u"hunter2"_s));
        QVERIFY(!rows->topLevelItem(0)->text(3).contains(u"hunter2"_s));
        QCOMPARE(rows->topLevelItem(1)->text(1), u"Authorization"_s);
        for (QLineEdit *edit : dialog->findChildren<QLineEdit *>()) {
            if (edit->accessibleName().startsWith(u"Paths"_s)) {
                edit->setText(u"$.user.password"_s);
            }
        }
        QTRY_COMPARE(rows->topLevelItemCount(), 3);
        QVERIFY(table->summary().contains(u"$.user.password (1)"_s));
        dialog->accept();
        QTRY_VERIFY(!contentsOf(path).isEmpty());
        QVERIFY(!contentsOf(path).contains("hunter2"));
    }

    void wrongPathKeepsTheDialogFromExporting()
    {
        store()->append(1, manyTexts(1));
        ExportDialog *dialog = askToExport();
        QPushButton *button = defaultButton(dialog);
        QVERIFY(button->isEnabled());
        dialog->setPath(u"/no/such/folder/x.jsonl"_s);
        QVERIFY(!button->isEnabled());
        dialog->setPath(m_folder->path());
        QVERIFY(!button->isEnabled());
    }

    void failedExportLeavesTheOldFile()
    {
        const QString path = writeFile(u"x.jsonl"_s, "old");
        const QByteArray old = contentsOf(path);
        CaptureExport failing({.path = u"/proc/x.jsonl"_s});
        QSignalSpy failed(&failing, &CaptureExport::finished);
        failing.start();
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(!failed.first().at(1).toString().isEmpty());

        store()->append(1, manyTexts(1000));
        CaptureExport cancelled({.path = path, .records = store()->snapshot()});
        QSignalSpy finished(&cancelled, &CaptureExport::finished);
        cancelled.cancel();
        cancelled.start();
        QTRY_COMPARE(finished.size(), 1);
        QVERIFY(cancelled.wasCancelled());
        QCOMPARE(contentsOf(path), old);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList{u"x.jsonl"_s});
    }

private:
    std::unique_ptr<MainWindow> makeWindow()
    {
        m_window.reset(); // its captures are its own until then
        auto window = std::make_unique<MainWindow>(
            WindowServices{.store = {.root = root()}, .makeFileSource = [](const QString &path) {
                               return std::make_unique<FileSource>(path);
                           }});
        window->show();
        return window;
    }

    QString root() const { return m_folder->filePath(u"captures"_s); }

    //! As a run that was killed leaves it.
    void leaveCapture(const QList<Tap::Record> &records)
    {
        RecordStore crashed(StoreOptions{.root = root()});
        crashed.append(1, records);
        crashed.setKept(true);
    }

    QString writeFile(const QString &name, const QByteArray &text)
    {
        const QString path = m_folder->filePath(name);
        QFile file(path);
        [&] { QVERIFY(file.open(QIODevice::WriteOnly)); }();
        file.write(lineWith(text));
        return path;
    }

    void drop(const QList<QUrl> &urls)
    {
        QMimeData data;
        data.setUrls(urls);
        QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        enter.ignore();
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent event({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &event);
        QVERIFY(event.isAccepted());
    }

    ExportDialog *askToExport()
    {
        m_window->activateWindow(); // again, after a dialog
        if (!QTest::qWaitForWindowActive(m_window.get())) {
            return nullptr;
        }
        QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
        const QList<ExportDialog *> dialogs = m_window->findChildren<ExportDialog *>();
        return dialogs.isEmpty() ? nullptr : dialogs.last();
    }

    RecordStore *store() const { return m_window->store(); }
    FileOpener *opener() const { return m_window->files()->opener(); }
    NoticeBar *notice() const { return m_window->findChild<NoticeBar *>(); }
    RecoveryBar *recovery() const { return m_window->findChild<RecoveryBar *>(); }
    QMessageBox *question() const { return m_window->findChild<QMessageBox *>(); }

    QTemporaryDir m_settings;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestWindowFiles)
#include "tst_windowfiles.moc"

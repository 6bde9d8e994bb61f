// SPDX-License-Identifier: GPL-3.0-only
// The dialogs around the window, and what the window remembers. With GANTRY_PICTURES
// set to a folder, a picture of each is put there, light and dark, left to right and
// right to left.
#include "inspector/samplerecords.h"
#include "inspector/scriptedsource.h"
#include "inspector/windowtools.h"
#include "models/framemodel.h"
#include "ui/capturepage.h"
#include "ui/copyline.h"
#include "ui/exportdialog.h"
#include "ui/fileactions.h"
#include "ui/forwardproxydialog.h"
#include "ui/frameview.h"
#include "ui/hexview.h"
#include "ui/keyboardlist.h"
#include "ui/launchdialog.h"
#include "ui/mainwindow.h"
#include "ui/noticebar.h"
#include "ui/preferencesdialog.h"
#include "ui/proxycheck.h"
#include "ui/proxydialog.h"
#include "ui/recoverybar.h"
#include "ui/settingsactions.h"
#include "ui/taskstrip.h"

#include <QtCore/QSettings>
#include <QtCore/QTemporaryDir>
#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSplitter>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

class TestWindowDialogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        QCoreApplication::setOrganizationName(u"Gantry"_s);
        QCoreApplication::setApplicationName(u"tst_windowdialogs"_s);
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
    }

    void init()
    {
        QSettings().clear();
        m_forward = {};
        m_launched = {};
        m_hasAuthority = true;
        m_window = makeWindow();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void cleanup() { m_window.reset(); }

    void forwardProxyStartsWithWhatIsEntered()
    {
        QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto *dialog = m_window->findChild<ForwardProxyDialog *>();
        QVERIFY(dialog);
        dialog->setSettings({.listen = u"nonsense"_s});
        QVERIFY(!defaultButton(dialog)->isEnabled());
        const ForwardProxySettings settings{.listen = u"http://127.0.0.1:0"_s, .insecure = true};
        dialog->setSettings(settings);
        QVERIFY(defaultButton(dialog)->isEnabled());
        QTest::keyClick(dialog, Qt::Key_Return);
        QCOMPARE(m_forward, settings);
    }

    void forwardProxyNamesItsCertificateAndEnvironment()
    {
        m_window->files()->forwardProxyAction()->trigger();
        auto *dialog = m_window->findChild<ForwardProxyDialog *>();
        QCOMPARE(copyLine(dialog, 0)->text(), certificate());
        copyButton(copyLine(dialog, 1))->click();
        QCOMPARE(
            QGuiApplication::clipboard()->text(),
            u"http_proxy=http://127.0.0.1:8899 https_proxy=http://127.0.0.1:8899 SSL_CERT_FILE='%1'"_s.arg(
                certificate()));
    }

    void certificateIsMadeOnDemandOnly()
    {
        m_hasAuthority = false;
        m_window->files()->forwardProxyAction()->trigger();
        auto *dialog = m_window->findChild<ForwardProxyDialog *>();
        QVERIFY(copyLine(dialog, 0)->text() != certificate());
        click(dialog, u"&Make It Now"_s);
        QCOMPARE(copyLine(dialog, 0)->text(), certificate());
    }

    void programIsLaunchedAsEntered()
    {
        m_window->files()->launchAction()->trigger();
        auto *dialog = m_window->findChild<LaunchDialog *>();
        QVERIFY(!defaultButton(dialog)->isEnabled());
        dialog->setSettings({.command = u"no-such-program-anywhere"_s});
        QVERIFY(!defaultButton(dialog)->isEnabled());
        dialog->setSettings({.command = u"true"_s, .hasTap = false, .usesProxy = false});
        QVERIFY(!defaultButton(dialog)->isEnabled()); // nothing would be seen
        const LaunchSettings settings{
            .command = u"true --x \"a b\""_s, .folder = m_folder.path(), .hasTap = true, .usesProxy = true};
        dialog->setSettings(settings);
        QVERIFY(defaultButton(dialog)->isEnabled());
        QTest::keyClick(dialog, Qt::Key_Return);
        QCOMPARE(m_launched, settings);
    }

    void ownAuthorityStandsInForACertificate()
    {
        const ProxySettings settings{.listen = u"wss://127.0.0.1:1"_s, .target = u"ws://127.0.0.1:2"_s};
        QCOMPARE(checkProxy(settings, false).size(), 2);
        QVERIFY(checkProxy(settings, true).isEmpty());
        ProxySettings half = settings;
        half.keyFile = m_folder.filePath(u"missing.key"_s);
        QVERIFY(!checkProxy(half, true).isEmpty());
    }

    void preferencesAreAppliedAndRemembered()
    {
        m_window->useSettings();
        m_window->settings()->edit();
        auto *dialog = m_window->findChild<PreferencesDialog *>();
        dialog->findChild<QComboBox *>()->setCurrentIndex(int(Theme::Dark));
        for (QCheckBox *box : dialog->findChildren<QCheckBox *>()) {
            box->click(); // no redaction, an own font
        }
        const Preferences chosen = dialog->preferences();
        QVERIFY(!chosen.redacts);
        QVERIFY(!chosen.fontFamily.isEmpty());
        dialog->accept();
        QVERIFY(isDark(QApplication::palette()));
        m_window = makeWindow();
        m_window->useSettings();
        QCOMPARE(m_window->settings()->preferences(), chosen);
        QCOMPARE(m_window->findChild<HexView *>()->font().family(), chosen.fontFamily);
    }

    void nonsenseInTheSettingsIsPassedOver()
    {
        QSettings settings;
        settings.setValue(u"window/theme"_s, 17);
        settings.setValue(u"store/mebibytes"_s, -3);
        settings.setValue(u"fonts/points"_s, 100000);
        settings.setValue(u"window/state"_s, u"garbage"_s);
        const Preferences loaded = Preferences::load();
        QCOMPARE(loaded.theme, Theme::System);
        QCOMPARE(loaded.storeMebibytes, 4096);
        QCOMPARE(loaded.fontPoints, 48);
        m_window->useSettings();
    }

    void storeKeepsThePreferredBound()
    {
        QSettings().setValue(u"store/mebibytes"_s, 7);
        m_window->useSettings();
        QCOMPARE(m_window->store()->maxBytes(), 7 * 1024 * 1024);
    }

    void layoutIsResetToWhatItWas()
    {
        m_window->useSettings();
        m_window->addSource(std::make_unique<ScriptedSource>(u"x"_s));
        QSplitter *splitter = m_window->page()->splitter();
        splitter->setSizes({100, 900});
        const QList<int> skewed = splitter->sizes();
        QVERIFY(skewed.first() < skewed.last());
        m_window->settings()->resetAction()->trigger();
        QVERIFY(splitter->sizes().first() > splitter->sizes().last());
    }

    void keyboardListHasEveryShortcutOnce()
    {
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        QVERIFY(m_window->findChild<KeyboardList *>());
        const auto keys = keysOf(*m_window);
        QStringList actions;
        QStringList seen;
        for (const auto &[what, key] : keys) {
            QVERIFY(!what.contains(u'&'));
            QVERIFY2(!seen.contains(key), qPrintable(key));
            seen.append(key);
            actions.append(what);
        }
        QVERIFY(actions.contains(u"Open"_s));
        QVERIFY(actions.contains(u"Export"_s));
        QVERIFY(actions.contains(u"Pause View"_s));
    }

    void everyControlSaysWhatItIs()
    {
        for (const auto &dialog : makeDialogs()) {
            for (const QLineEdit *edit : dialog->findChildren<QLineEdit *>()) {
                const bool isNamed = !edit->accessibleName().isEmpty() || hasLabel(*dialog, edit)
                    || hasLabel(*dialog, edit->parentWidget()) || edit->parentWidget()->inherits("QComboBox")
                    || edit->parentWidget()->inherits("QAbstractSpinBox");
                QVERIFY2(isNamed, qPrintable(dialog->windowTitle()));
            }
            for (const QAbstractButton *button : dialog->findChildren<QAbstractButton *>()) {
                const bool isNamed = !button->text().isEmpty() || !button->accessibleName().isEmpty()
                    || button->inherits("QToolButton");
                QVERIFY2(isNamed, qPrintable(dialog->windowTitle()));
            }
        }
    }

    void hexStaysLeftToRight()
    {
        QGuiApplication::setLayoutDirection(Qt::RightToLeft);
        m_window = makeWindow();
        QCOMPARE(m_window->layoutDirection(), Qt::RightToLeft);
        QCOMPARE(m_window->findChild<HexView *>()->layoutDirection(), Qt::LeftToRight);
        QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    }

    void picturesAreTaken()
    {
        const QString folder = qEnvironmentVariable("GANTRY_PICTURES");
        if (folder.isEmpty()) {
            QSKIP("GANTRY_PICTURES names no folder");
        }
        for (const Qt::LayoutDirection direction : {Qt::LeftToRight, Qt::RightToLeft}) {
            QGuiApplication::setLayoutDirection(direction);
            for (const Theme theme : {Theme::Light, Theme::Dark}) {
                takePictures(u"%1/%2-%3-"_s.arg(folder, direction == Qt::LeftToRight ? u"ltr"_s : u"rtl"_s,
                                                theme == Theme::Light ? u"light"_s : u"dark"_s),
                             theme);
            }
        }
        QGuiApplication::setLayoutDirection(Qt::LeftToRight);
    }

private:
    std::unique_ptr<MainWindow> makeWindow()
    {
        m_window.reset();
        auto window = std::make_unique<MainWindow>(services());
        window->show();
        return window;
    }

    WindowServices services()
    {
        const auto make = [] { return std::make_unique<ScriptedSource>(u"x"_s); };
        return {
            .makeDemoSource = make,
            .makeFileSource = [=](const QString &) { return make(); },
            .hasAuthority = [this] { return m_hasAuthority; },
            .authorityFile = [](QString *) { return certificate(); },
            .trustHelp = u"# Trust\n\n`certutil`"_s,
            .forwardListenProblem =
                [](const QString &listen) {
                    return listen.startsWith(u"http://"_s) ? QString() : u"it is no http://HOST:PORT"_s;
                },
            .makeForwardProxySource =
                [this, make](const ForwardProxySettings &settings) {
                    m_forward = settings;
                    return make();
                },
            .makeLaunchSources =
                [this](const LaunchSettings &settings) {
                    m_launched = settings;
                    return std::vector<std::unique_ptr<Source>>();
                },
        };
    }

    static QString certificate() { return u"/ca of Ada/gantry-inspector-ca.pem"_s; }

    //! Of one parent, which must outlive them.
    std::vector<std::unique_ptr<QDialog>> makeDialogs()
    {
        Tap::OpenRecord open;
        open.head = {.connection = 7, .timeNs = SampleTimeNs};
        open.url = "wss://example.com/chat?access_token=c2VjcmV0&room=harbour";
        open.request.append("Authorization", "Bearer c2VjcmV0");
        m_window->store()->append(1, {open});
        m_services = services();
        std::vector<std::unique_ptr<QDialog>> dialogs;
        dialogs.push_back(std::make_unique<ExportDialog>(
            m_window->store()->snapshot(), ExportDialog::Counts{.all = 1204, .shown = 118, .selected = 2},
            u"/tmp"_s));
        dialogs.push_back(std::make_unique<ForwardProxyDialog>(m_services));
        dialogs.push_back(std::make_unique<LaunchDialog>());
        dialogs.push_back(std::make_unique<PreferencesDialog>(Preferences()));
        dialogs.push_back(std::make_unique<KeyboardList>(m_window.get()));
        dialogs.push_back(std::make_unique<ProxyDialog>(true));
        return dialogs;
    }

    static bool hasLabel(const QWidget &dialog, const QWidget *widget)
    {
        const QList<QLabel *> labels = dialog.findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(),
                           [widget](const QLabel *label) { return label->buddy() == widget; });
    }

    void takePictures(const QString &prefix, Theme theme)
    {
        m_window = makeWindow();
        m_window->setTheme(theme);
        QVERIFY(m_window->grabTo(prefix + u"start.png"_s));
        int number = 0;
        for (const auto &dialog : makeDialogs()) {
            dialog->show();
            QVERIFY(QTest::qWaitForWindowExposed(dialog.get()));
            QTest::qWait(300); // the preview's thread; pictures are for people
            QVERIFY(dialog->grab().save(u"%1%2.png"_s.arg(prefix).arg(++number)));
        }
        m_window->store()->append(2, conversation());
        m_window->addSource(std::make_unique<ScriptedSource>(u"capture.har"_s));
        m_window->findChild<RecoveryBar *>()->offer(
            {{.folder = u"/x"_s, .lastWritten = QDateTime::currentDateTime(), .bytes = 1234567}, {}});
        m_window->findChild<NoticeBar *>()->showInformation(u"1,204 records were written to /tmp/x.har."_s);
        Task *task = m_window->findChild<TaskStrip *>()->add(u"Reading capture.har"_s);
        task->setProgress(3, 5);
        QTRY_VERIFY(task->isVisible());
        m_window->frameModel()->publishAll();
        m_window->page()->view()->chooseRow(2);
        QVERIFY(m_window->grabTo(prefix + u"window.png"_s));
    }

    static CopyLine *copyLine(QWidget *parent, int index)
    {
        return parent->findChildren<CopyLine *>().at(index);
    }
    static QPushButton *copyButton(CopyLine *line) { return line->findChild<QPushButton *>(); }

    QTemporaryDir m_folder;
    WindowServices m_services;
    std::unique_ptr<MainWindow> m_window;
    ForwardProxySettings m_forward;
    LaunchSettings m_launched;
    bool m_hasAuthority = true;
};

QTEST_MAIN(TestWindowDialogs)
#include "tst_windowdialogs.moc"

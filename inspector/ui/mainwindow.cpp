// SPDX-License-Identifier: GPL-3.0-only
#include "ui/mainwindow.h"

#include "models/annotations.h"
#include "models/framemodel.h"
#include "models/wampindex.h"
#include "store/recordstore.h"
#include "ui/attachdialog.h"
#include "ui/capturepage.h"
#include "ui/exporter.h"
#include "ui/fileactions.h"
#include "ui/fileopener.h"
#include "ui/filterbar.h"
#include "ui/frameview.h"
#include "ui/noticebar.h"
#include "ui/proxydialog.h"
#include "ui/recoverybar.h"
#include "ui/settingsactions.h"
#include "ui/sourceset.h"
#include "ui/startpage.h"
#include "ui/statusline.h"
#include "ui/tableactions.h"
#include "ui/taskstrip.h"
#include "ui/windowactions.h"
#include "ui/windowparts.h"
#include "ui/windowsettings.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>
#include <QtCore/QEventLoop>
#include <QtGui/QAction>
#include <QtGui/QCloseEvent>
#include <QtGui/QCursor>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

namespace {

constexpr QSize DefaultSize{1280, 800};

} // namespace

MainWindow::MainWindow(WindowServices services, QWidget *parent)
    : QMainWindow(parent)
    , m_services(std::move(services))
    , m_store(new RecordStore(m_services.store, this))
    , m_model(new FrameModel(m_store, this))
    , m_sources(new SourceSet(m_store, this))
    , m_actions(new WindowActions(this))
    , m_notice(new NoticeBar(this))
    , m_status(new StatusLine(m_store, m_model, this))
{
    auto *startPage = new StartPage(m_actions->attach, m_actions->proxy, m_actions->demo, this);
    m_page = new CapturePage(m_store, m_model, startPage, this);
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_page, 1);
    auto *tasks = new TaskStrip(this);
    const WindowParts parts{.window = this,
                            .services = &m_services,
                            .store = m_store,
                            .model = m_model,
                            .view = m_page->view(),
                            .sources = m_sources,
                            .notice = m_notice,
                            .tasks = tasks};
    auto *recovery = new RecoveryBar(parts, this);
    // Below the table, so that they do not move it.
    for (QWidget *bar : std::initializer_list<QWidget *>{recovery, tasks, m_notice}) {
        layout->addWidget(bar);
    }
    setCentralWidget(centre);
    m_tableActions = new TableActions(this, m_page, m_actions);
    m_files = new FileActions(parts, m_actions->fileMenu, m_actions->attach, recovery);
    m_files->exporter()->comments = [this] { return m_page->annotations()->exportedComments(); };
    startPage->addWays(
        {m_files->opener()->openAction(), m_files->launchAction(), m_files->forwardProxyAction()});
    m_settings = new SettingsActions(parts, *m_actions, m_page, m_files->exporter());
    connect(m_settings, &SettingsActions::themeChosen, this, &MainWindow::setTheme);
    setStatusBar(m_status);
    setContextMenuPolicy(Qt::NoContextMenu); // the tool bar stays where it is
    resize(DefaultSize);
    connectSourceActions();
    connectViewActions();
    connectState();
    updateState();
}

MainWindow::~MainWindow() = default;

void MainWindow::connectSourceActions()
{
    m_actions->attach->setEnabled(bool(m_services.makeAttachSource));
    m_actions->proxy->setEnabled(bool(m_services.makeProxySource));
    m_actions->demo->setEnabled(bool(m_services.makeDemoSource));
    connect(m_actions->attach, &QAction::triggered, this, &MainWindow::chooseProcess);
    connect(m_actions->proxy, &QAction::triggered, this, [this] { editProxy({}); });
    connect(m_actions->demo, &QAction::triggered, this, [this] { addSource(m_services.makeDemoSource()); });
    connect(m_actions->stop, &QAction::triggered, this, &MainWindow::stopSource);
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->about, &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::connectViewActions()
{
    FrameView *view = m_page->view();
    // Keys that mean something else in a text or a hex view belong to the table only.
    for (QAction *action : {m_actions->pause, m_actions->follow, m_actions->copy, m_actions->compare}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        view->addAction(action);
    }
    connect(m_actions->pause, &QAction::toggled, m_model, &FrameModel::setPaused);
    connect(m_model, &FrameModel::pausedChanged, m_actions->pause, &QAction::setChecked);
    m_actions->follow->setChecked(view->isFollowing());
    connect(m_actions->follow, &QAction::toggled, view, &FrameView::setFollowing);
    connect(view, &FrameView::followingChanged, m_actions->follow, &QAction::setChecked);
    connect(m_actions->clear, &QAction::triggered, m_store, &RecordStore::clear);
    connect(m_actions->filter, &QAction::triggered, m_page->filterBar(), &FilterBar::focusFilter);
    connect(m_actions->copy, &QAction::triggered, view, &FrameView::copySelected);
    connect(m_actions->copyPayload, &QAction::triggered, m_page, &CapturePage::copyPayload);
    connect(m_actions->goToPair, &QAction::triggered, m_page, &CapturePage::goToPair);
    connect(m_actions->compare, &QAction::triggered, this, [this] {
        if (!m_page->compareSelected()) {
            m_notice->showProblem(tr("Select two rows to compare their messages."));
        }
    });
    connect(m_actions->nextInConnection, &QAction::triggered, m_page,
            [this] { m_page->goInConnection(true); });
    connect(m_actions->previousInConnection, &QAction::triggered, m_page,
            [this] { m_page->goInConnection(false); });
    connect(m_actions, &WindowActions::themeChosen, this, [this](Theme theme) {
        setTheme(theme);
        m_settings->keepTheme(theme);
    });
    connect(m_tableActions, &TableActions::problem, m_notice, &NoticeBar::showProblem);
}

void MainWindow::connectState()
{
    connect(m_sources, &SourceSet::changed, this, &MainWindow::updateState);
    const auto tell = [this](const QString &title, const QString &text) {
        m_notice->showProblem(tr("%1: %2").arg(title, text));
    };
    connect(m_sources, &SourceSet::failed, this, tell);
    connect(m_sources, &SourceSet::noticed, this, tell);
    connect(m_sources, &SourceSet::commented, m_page->annotations(), &Annotations::addComment);
    connect(m_store, &RecordStore::failed, m_notice, &NoticeBar::showProblem);
    connect(m_store, &RecordStore::opened, this, &MainWindow::updateState);
    connect(m_store, &RecordStore::appended, this, [this] {
        if (m_page->currentIndex() == 0) {
            updateState();
        }
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, m_status, &StatusLine::refresh);
    connect(m_model, &QAbstractItemModel::modelReset, m_status, &StatusLine::refresh);
}

void MainWindow::updateState()
{
    const bool hasSource = !m_sources->isEmpty();
    const bool wasStarting = m_page->currentIndex() == 0;
    const bool isCapturing = hasSource || !m_store->isEmpty();
    m_page->showCapture(isCapturing);
    if (wasStarting && isCapturing) {
        m_page->view()->setFocus();
    }
    m_actions->stop->setEnabled(hasSource);
    m_actions->enableViewActions(isCapturing);
    m_tableActions->setEnabled(isCapturing);
    const QStringList descriptions = m_sources->descriptions();
    m_status->setSources(descriptions);
    setWindowTitle(descriptions.isEmpty()
                       ? tr("Gantry Inspector")
                       : tr("%1 — Gantry Inspector").arg(descriptions.join(QStringLiteral(", "))));
}

void MainWindow::addSource(std::unique_ptr<Source> source)
{
    if (source) {
        m_sources->add(std::move(source));
    }
}

void MainWindow::chooseProcess()
{
    auto *dialog = new AttachDialog(m_services.runningProcesses, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (const qint64 pid = dialog->chosenPid(); pid != 0) {
            addSource(m_services.makeAttachSource(pid));
        }
    });
    dialog->open();
}

void MainWindow::editProxy(const ProxySettings &settings)
{
    auto *dialog = new ProxyDialog(m_services.hasAuthority && m_services.hasAuthority(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (settings != ProxySettings{}) {
        dialog->setSettings(settings);
    }
    connect(dialog, &QDialog::accepted, this,
            [this, dialog] { addSource(m_services.makeProxySource(dialog->settings())); });
    dialog->open();
}

void MainWindow::stopSource()
{
    const QList<int> numbers = m_sources->numbers();
    if (numbers.size() < 2) {
        m_sources->stopAll();
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const int number : numbers) {
        // An ampersand in a URL is no mnemonic.
        const QString title = m_sources->title(number).replace(u'&', QStringLiteral("&&"));
        menu->addAction(title, m_sources, [this, number] { m_sources->stop(number); });
    }
    menu->addSeparator();
    menu->addAction(tr("Stop &All"), m_sources, &SourceSet::stopAll);
    menu->popup(QCursor::pos());
}

void MainWindow::showAbout()
{
    QMessageBox::about(
        this, tr("About Gantry Inspector"),
        tr("<p><b>Gantry Inspector</b> shows what WebSocket connections carry, frame by frame, "
           "while it happens.</p><p>Part of Gantry, the WebSocket and WAMP toolkit for Qt. The "
           "inspector is free software under the GNU General Public License, version 3.</p>"));
}

void MainWindow::setTheme(Theme theme)
{
    applyTheme(theme);
    m_actions->checkTheme(theme);
}

bool MainWindow::grabTo(const QString &path, QSize size)
{
    const bool wasVisible = isVisible();
    if (!wasVisible) {
        // Widgets lay themselves out only when they are shown.
        setAttribute(Qt::WA_DontShowOnScreen);
        show();
    }
    resize(size);
    m_page->wampIndex()->finish();
    m_model->publishAll();
    m_page->chooseForPicture();
    // Themes and layouts take effect through events.
    QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    const bool isSaved = grab().save(path, "PNG");
    if (!wasVisible) {
        hide();
        setAttribute(Qt::WA_DontShowOnScreen, false);
    }
    return isSaved;
}

void MainWindow::useSettings()
{
    m_settings->load();
    const WindowSettings settings;
    settings.restore(*this, *m_page->splitter());
    settings.restoreFilter(*m_page->filterBar());
    m_tableActions->rates->setChecked(settings.showsRates());
    m_files->useSettings();
    m_savesSettings = true;
}

void MainWindow::askBeforeClosing()
{
    auto *question = new QMessageBox(QMessageBox::Question, tr("Close the Window"),
                                     tr("A file is still being written."), QMessageBox::NoButton, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(tr("If the window closes now, there will be no file."));
    question->setDefaultButton(question->addButton(tr("&Wait"), QMessageBox::RejectRole));
    QPushButton *closing = question->addButton(tr("&Close"), QMessageBox::DestructiveRole);
    connect(closing, &QPushButton::clicked, this, [this] {
        m_closesAnyway = true;
        close();
    });
    question->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_files->exporter()->isWriting() && !m_closesAnyway) {
        event->ignore();
        askBeforeClosing();
        return;
    }
    if (m_savesSettings) {
        WindowSettings settings;
        settings.save(*this, *m_page->splitter());
        settings.saveFilter(*m_page->filterBar());
        settings.setShowsRates(m_tableActions->rates->isChecked());
    }
    QMainWindow::closeEvent(event);
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/settingsactions.h"

#include "store/recordstore.h"
#include "ui/capturepage.h"
#include "ui/detailpane.h"
#include "ui/documentview.h"
#include "ui/exporter.h"
#include "ui/hexview.h"
#include "ui/keyboardlist.h"
#include "ui/preferencesdialog.h"
#include "ui/windowactions.h"
#include "ui/windowservices.h"
#include "ui/windowsettings.h"

#include <QtGui/QAction>
#include <QtGui/QFontDatabase>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMenu>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QSplitter>

namespace Gantry::Inspector {

SettingsActions::SettingsActions(const WindowParts &parts, const WindowActions &actions, CapturePage *page,
                                 Exporter *exporter)
    : QObject(parts.window)
    , m_parts(parts)
    , m_page(page)
    , m_exporter(exporter)
    , m_edit(new QAction(tr("Prefere&nces…"), this))
    , m_reset(new QAction(tr("Re&set Layout"), this))
    , m_keyboard(new QAction(tr("&Keyboard"), this))
{
    m_edit->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_P);
    m_edit->setStatusTip(tr("Colours, disk space, fonts"));
    m_reset->setStatusTip(tr("Put all parts of the window back in their places"));
    m_keyboard->setShortcut(QKeySequence::HelpContents);
    m_keyboard->setStatusTip(tr("All keys of this window"));
    for (QAction *action : {m_edit, m_reset, m_keyboard}) {
        action->setToolTip(action->statusTip());
    }
    connect(m_edit, &QAction::triggered, this, &SettingsActions::edit);
    connect(m_reset, &QAction::triggered, this, &SettingsActions::resetLayout);
    connect(m_keyboard, &QAction::triggered, this, &SettingsActions::showKeyboard);
    actions.fileMenu->insertAction(actions.quit, m_edit);
    actions.fileMenu->insertSeparator(actions.quit);
    actions.viewMenu->addSeparator();
    actions.viewMenu->addAction(m_reset);
    actions.helpMenu->insertAction(actions.about, m_keyboard);
}

void SettingsActions::load()
{
    m_defaultState = m_parts.window->saveState(WindowSettings::StateVersion);
    apply(Preferences::load());
    m_isLoaded = true;
}

void SettingsActions::apply(const Preferences &preferences)
{
    const bool isFontNew = preferences.fontFamily != m_preferences.fontFamily
        || preferences.fontPoints != m_preferences.fontPoints;
    m_preferences = preferences;
    // The command line has the last word.
    if (m_parts.services->store.maxBytes == StoreOptions().maxBytes) {
        m_parts.store->setMaxBytes(qint64(preferences.storeMebibytes) * 1024 * 1024);
    }
    m_exporter->setRedacting(preferences.redacts);
    if (isFontNew) {
        applyFont();
    }
    Q_EMIT themeChosen(preferences.theme);
}

void SettingsActions::keepTheme(Theme theme)
{
    m_preferences.theme = theme;
    if (m_isLoaded) {
        m_preferences.save();
    }
}

void SettingsActions::applyFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (!m_preferences.fontFamily.isEmpty()) {
        font.setFamily(m_preferences.fontFamily);
    }
    if (m_preferences.fontPoints > 0) {
        font.setPointSize(m_preferences.fontPoints);
    }
    const DetailPane *details = m_page->details();
    for (auto *view : details->findChildren<HexView *>()) {
        view->setFont(font);
    }
    for (auto *view : details->findChildren<DocumentView *>()) {
        view->setFont(font);
    }
    for (auto *view : details->findChildren<QPlainTextEdit *>()) {
        view->setFont(font);
    }
}

void SettingsActions::resetLayout()
{
    m_parts.window->restoreState(m_defaultState, WindowSettings::StateVersion);
    const int height = m_page->splitter()->height();
    m_page->splitter()->setSizes({height * 3 / 5, height * 2 / 5});
}

void SettingsActions::edit()
{
    auto *dialog = new PreferencesDialog(m_preferences, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        apply(dialog->preferences());
        if (m_isLoaded) {
            m_preferences.save();
        }
    });
    dialog->open();
}

void SettingsActions::showKeyboard()
{
    auto *dialog = new KeyboardList(m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace Gantry::Inspector

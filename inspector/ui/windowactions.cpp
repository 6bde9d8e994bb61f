// SPDX-License-Identifier: GPL-3.0-only
#include "ui/windowactions.h"

#include "ui/glyphs.h"
#include "ui/newaction.h"

#include <QtGui/QAction>
#include <QtGui/QActionGroup>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QToolBar>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

WindowActions::WindowActions(QMainWindow *window)
    : QObject(window)
    , m_window(window)
{
    attach = newAction(this, tr("&Attach…"), Qt::CTRL | Qt::Key_T, tr("Watch a running program"));
    attach->setIcon(glyphIcon(Glyph::Attach));
    proxy = newAction(this, tr("&Proxy…"), Qt::CTRL | Qt::Key_P, tr("Stand between a client and a server"));
    proxy->setIcon(glyphIcon(Glyph::Proxy));
    demo = newAction(this, tr("&Demo"), Qt::CTRL | Qt::Key_D, tr("Show the built-in traffic"));
    demo->setIcon(glyphIcon(Glyph::Demo));
    stop =
        newAction(this, tr("&Stop Source"), Qt::CTRL | Qt::Key_E, tr("End a source; what it showed stays"));
    stop->setIcon(glyphIcon(Glyph::Stop));
    pause = newAction(this, tr("Pa&use View"), Qt::Key_Space, tr("Freeze what is shown; capturing goes on"));
    pause->setIcon(glyphIcon(Glyph::Pause));
    pause->setCheckable(true);
    follow = newAction(this, tr("&Follow"), Qt::Key_End,
                       tr("Keep the newest row in sight until you scroll or choose one"));
    follow->setIcon(glyphIcon(Glyph::Follow));
    follow->setCheckable(true);
    clear = newAction(this, tr("Cle&ar"), Qt::CTRL | Qt::Key_K, tr("Forget all records"));
    clear->setIcon(glyphIcon(Glyph::Clear));
    filter = newAction(this, tr("Fi&lter"), Qt::CTRL | Qt::Key_L, tr("Show only what passes a filter"));
    copy = newAction(this, tr("&Copy"), QKeySequence::Copy, tr("Copy the chosen rows"));
    copyPayload = newAction(this, tr("Copy &Payload"), Qt::CTRL | Qt::SHIFT | Qt::Key_C,
                            tr("Copy what the chosen frame carries: text, or hex"));
    nextInConnection = newAction(this, tr("&Next in Connection"), Qt::CTRL | Qt::Key_Period,
                                 tr("Go to the next row of the same connection"));
    previousInConnection = newAction(this, tr("Pre&vious in Connection"), Qt::CTRL | Qt::Key_Comma,
                                     tr("Go to the previous row of the same connection"));
    goToPair = newAction(this, tr("&Go to Answer or Request"), Qt::CTRL | Qt::Key_J,
                         tr("Go to what answers the chosen WAMP message, or to what it answers"));
    compare = newAction(this, tr("Co&mpare Two Rows"), Qt::Key_D,
                        tr("Show what differs between the two selected messages"));
    about = newAction(this, tr("&About Gantry Inspector"), {}, {});
    quit = newAction(this, tr("&Quit"), QKeySequence::Quit, tr("End the program"));
    buildMenus(window->menuBar());
    auto *bar = window->addToolBar(tr("Capture"));
    bar->setObjectName(u"capture"_s);
    buildToolBar(bar);
}

void WindowActions::buildMenus(QMenuBar *bar)
{
    QMenu *file = bar->addMenu(tr("&File"));
    fileMenu = file;
    file->addActions({attach, proxy, demo});
    file->addSeparator();
    file->addAction(stop);
    file->addSeparator();
    file->addAction(quit);
    QMenu *edit = bar->addMenu(tr("&Edit"));
    edit->addActions({copy, copyPayload});
    edit->addSeparator();
    edit->addActions({filter, clear});
    editMenu = edit;
    QMenu *view = bar->addMenu(tr("&View"));
    view->addActions({pause, follow});
    view->addSeparator();
    view->addActions({nextInConnection, previousInConnection, goToPair, compare});
    viewMenu = view;
    view->addSeparator();
    addThemes(view->addMenu(tr("&Theme")));
    helpMenu = bar->addMenu(tr("&Help"));
    helpMenu->addAction(about);
}

void WindowActions::enableViewActions(bool enabled)
{
    for (QAction *action : {pause, follow, clear, filter, copy, copyPayload, nextInConnection,
                            previousInConnection, goToPair, compare}) {
        action->setEnabled(enabled);
    }
}

void WindowActions::addThemes(QMenu *menu)
{
    auto *group = new QActionGroup(this);
    const std::array<QString, 3> names{tr("&System"), tr("&Light"), tr("&Dark")};
    for (std::size_t i = 0; i < names.size(); ++i) {
        QAction *action = menu->addAction(names[i]);
        action->setCheckable(true);
        group->addAction(action);
        m_themes[i] = action;
        connect(action, &QAction::triggered, this, [this, i] { Q_EMIT themeChosen(Theme(i)); });
    }
    checkTheme(Theme::System);
}

void WindowActions::checkTheme(Theme theme)
{
    m_themes[std::size_t(theme)]->setChecked(true);
}

void WindowActions::buildToolBar(QToolBar *bar)
{
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->setIconSize({16, 16});
    bar->addActions({attach, proxy, demo, stop});
    bar->addSeparator();
    bar->addActions({pause, follow, clear});
}

} // namespace Gantry::Inspector

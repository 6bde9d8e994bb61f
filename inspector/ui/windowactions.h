// SPDX-License-Identifier: GPL-3.0-only
// Everything the window can be told to do, with keys and tool tips, as menus and as a
// tool bar. Does nothing itself.
#pragma once

#include "ui/theme.h"

#include <QtCore/QObject>

#include <array>

class QAction;
class QMainWindow;
class QMenu;
class QMenuBar;
class QToolBar;

namespace Gantry::Inspector {

class WindowActions final : public QObject
{
    Q_OBJECT

public:
    explicit WindowActions(QMainWindow *window);

    QAction *attach;
    QAction *proxy;
    QAction *demo;
    QAction *stop;
    QAction *pause; //!< checkable
    QAction *follow; //!< checkable
    QAction *clear;
    QAction *filter;
    QAction *copy;
    QAction *copyPayload;
    QAction *nextInConnection;
    QAction *previousInConnection;
    QAction *goToPair;
    QAction *compare;
    QAction *about;
    QAction *quit;

    // Others add to these.
    QMenu *fileMenu = nullptr;
    QMenu *editMenu = nullptr;
    QMenu *viewMenu = nullptr;
    QMenu *helpMenu = nullptr;

    //! What needs rows to work on; not there on the start page.
    void enableViewActions(bool enabled);
    void checkTheme(Theme theme);

Q_SIGNALS:
    void themeChosen(Theme theme);

private:
    void addThemes(QMenu *menu);
    void buildMenus(QMenuBar *bar);
    void buildToolBar(QToolBar *bar);

    QMainWindow *m_window;
    std::array<QAction *, 3> m_themes{};
};

} // namespace Gantry::Inspector

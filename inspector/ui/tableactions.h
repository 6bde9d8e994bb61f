// SPDX-License-Identifier: GPL-3.0-only
// What can be done with the rows of the table beyond looking at them: finding, marking,
// bookmarks, comments, and the menu of a row. Owns the panes around the table.
#pragma once

#include <QtCore/QObject>
#include <QtCore/QPoint>

class QAction;
class QKeySequence;
class QMainWindow;

namespace Gantry::Inspector {

class CaptureDocks;
class CapturePage;
class WindowActions;

class TableActions final : public QObject
{
    Q_OBJECT

public:
    //! Adds itself to the menus of \a actions. All are borrowed.
    TableActions(QMainWindow *window, CapturePage *page, WindowActions *actions);

    QAction *find;
    QAction *findNext;
    QAction *findPrevious;
    QAction *toggleMode; //!< hide or highlight
    QAction *nextMatch; //!< of the filter
    QAction *previousMatch;
    QAction *bookmark;
    QAction *comment;
    QAction *nextBookmark;
    QAction *previousBookmark;
    QAction *rates; //!< checkable

    CaptureDocks *docks() const { return m_docks; }
    //! There are rows to work on.
    void setEnabled(bool enabled);

Q_SIGNALS:
    //! Why nothing happened, for people.
    void problem(const QString &text);

private:
    void connectActions();
    void addToMenus();
    void toggleBookmark();
    void editComment();
    void goToBookmark(bool forward);
    void showMenu(QPoint position, int column);

    QMainWindow *m_window;
    CapturePage *m_page;
    WindowActions *m_actions;
    CaptureDocks *m_docks;
};

} // namespace Gantry::Inspector

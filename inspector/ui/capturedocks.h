// SPDX-License-Identifier: GPL-3.0-only
// The panes that can be placed around the table: traffic in numbers, the names that WAMP
// ids stand for, bookmarks and comments. Hidden until somebody wants them.
#pragma once

#include <QtCore/QObject>

class QAbstractItemModel;
class QDockWidget;
class QMainWindow;
class QMenu;
class QTableView;

namespace Gantry::Inspector {

class CapturePage;
class NumbersPane;

class CaptureDocks final : public QObject
{
    Q_OBJECT

public:
    //! Both are borrowed; the docks belong to \a window.
    CaptureDocks(QMainWindow *window, CapturePage *page);

    //! Adds what shows and hides each.
    void addTo(QMenu *menu) const;

    QDockWidget *numbers() const { return m_numbers; }
    QDockWidget *wampNames() const { return m_wampNames; }
    QDockWidget *annotations() const { return m_annotations; }

private:
    QDockWidget *add(const QString &name, const QString &title, QWidget *content);
    //! A table whose rows lead to the record that \a sequenceRole tells; column \a widest takes
    //! the room that is left.
    QTableView *makeTable(QAbstractItemModel *model, const QString &name, int sequenceRole, int widest);

    QMainWindow *m_window;
    CapturePage *m_page;
    QDockWidget *m_numbers;
    QDockWidget *m_wampNames;
    QDockWidget *m_annotations;
};

} // namespace Gantry::Inspector

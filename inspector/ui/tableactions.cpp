// SPDX-License-Identifier: GPL-3.0-only
#include "ui/tableactions.h"

#include "models/annotations.h"
#include "ui/capturedocks.h"
#include "ui/capturepage.h"
#include "ui/commentdialog.h"
#include "ui/filterbar.h"
#include "ui/findbar.h"
#include "ui/frameview.h"
#include "ui/newaction.h"
#include "ui/ratestrip.h"
#include "ui/rowmenu.h"
#include "ui/windowactions.h"

#include <QtGui/QAction>
#include <QtWidgets/QMainWindow>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

TableActions::TableActions(QMainWindow *window, CapturePage *page, WindowActions *actions)
    : QObject(window)
    , m_window(window)
    , m_page(page)
    , m_actions(actions)
    , m_docks(new CaptureDocks(window, page))
{
    find = newAction(this, tr("F&ind…"), QKeySequence::Find,
                     tr("Find a text, an expression or octets in all payloads"));
    findNext = newAction(this, tr("Find Ne&xt"), Qt::Key_F3, tr("Find the next record"));
    findPrevious =
        newAction(this, tr("Find Previ&ous"), Qt::SHIFT | Qt::Key_F3, tr("Find the previous record"));
    toggleMode = newAction(this, tr("&Hide or Highlight"), Qt::ALT | Qt::Key_Return,
                           tr("Hide the rows that do not pass the filter, or mark those that do"));
    nextMatch = newAction(this, tr("Next Match of the Fil&ter"), Qt::ALT | Qt::Key_Down,
                          tr("Go to the next record that passes the filter"));
    previousMatch = newAction(this, tr("Previous Match of the Filte&r"), Qt::ALT | Qt::Key_Up,
                              tr("Go to the previous record that passes the filter"));
    bookmark = newAction(this, tr("&Bookmark"), Qt::CTRL | Qt::Key_B,
                         tr("Set or remove a bookmark on the chosen record"));
    comment = newAction(this, tr("Co&mment…"), Qt::CTRL | Qt::ALT | Qt::Key_C,
                        tr("Write a comment and tags for the chosen record"));
    nextBookmark = newAction(this, tr("Next Boo&kmark"), Qt::Key_F2, tr("Go to the next bookmark"));
    previousBookmark =
        newAction(this, tr("Previo&us Bookmark"), Qt::SHIFT | Qt::Key_F2, tr("Go to the previous bookmark"));
    rates = newAction(this, tr("&Rates over Time"), {}, tr("Show or hide the strip of messages over time"));
    rates->setCheckable(true);
    rates->setChecked(true);
    connectActions();
    addToMenus();
}

void TableActions::connectActions()
{
    connect(find, &QAction::triggered, m_page->findBar(), &FindBar::open);
    connect(findNext, &QAction::triggered, m_page,
            [this] { m_page->findBar()->findAgain(FrameFinder::Way::Forward); });
    connect(findPrevious, &QAction::triggered, m_page,
            [this] { m_page->findBar()->findAgain(FrameFinder::Way::Backward); });
    connect(toggleMode, &QAction::triggered, m_page->filterBar(), &FilterBar::toggleMode);
    connect(nextMatch, &QAction::triggered, m_page, [this] { m_page->goToMatch(true); });
    connect(previousMatch, &QAction::triggered, m_page, [this] { m_page->goToMatch(false); });
    connect(bookmark, &QAction::triggered, this, &TableActions::toggleBookmark);
    connect(comment, &QAction::triggered, this, &TableActions::editComment);
    connect(nextBookmark, &QAction::triggered, this, [this] { goToBookmark(true); });
    connect(previousBookmark, &QAction::triggered, this, [this] { goToBookmark(false); });
    connect(rates, &QAction::toggled, m_page->rateStrip(), &QWidget::setVisible);
    connect(m_page->view(), &FrameView::menuWanted, this, &TableActions::showMenu);
}

void TableActions::addToMenus()
{
    QMenu *edit = m_actions->editMenu;
    edit->addSeparator();
    edit->addActions({find, findNext, findPrevious, nextMatch, previousMatch});
    edit->addSeparator();
    edit->addActions({bookmark, comment, nextBookmark, previousBookmark});
    QMenu *view = m_actions->viewMenu;
    view->addSeparator();
    view->addActions({toggleMode, rates});
    m_docks->addTo(view);
}

void TableActions::setEnabled(bool enabled)
{
    for (QAction *action : {find, findNext, findPrevious, toggleMode, nextMatch, previousMatch, bookmark,
                            comment, nextBookmark, previousBookmark, rates}) {
        action->setEnabled(enabled);
    }
}

void TableActions::toggleBookmark()
{
    const quint64 sequence = m_page->currentSequence();
    if (sequence == 0) {
        Q_EMIT problem(tr("Choose a row first."));
        return;
    }
    m_page->annotations()->toggleBookmark(sequence);
}

void TableActions::editComment()
{
    const quint64 sequence = m_page->currentSequence();
    if (sequence == 0) {
        Q_EMIT problem(tr("Choose a row first."));
        return;
    }
    Annotations *annotations = m_page->annotations();
    const Annotation *known = annotations->of(sequence);
    auto *dialog = new CommentDialog(sequence, known ? *known : Annotation(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, annotations, sequence] {
        const Annotation written = dialog->annotation();
        annotations->set(sequence, written);
        if (!written.isEmpty() && !annotations->of(sequence)) {
            Q_EMIT problem(tr("The record is gone from the capture, and the comment with it."));
        }
    });
    dialog->open();
}

void TableActions::goToBookmark(bool forward)
{
    const quint64 bookmarked = m_page->annotations()->nextBookmark(m_page->currentSequence(), forward);
    if (bookmarked == 0) {
        Q_EMIT problem(tr("There is no bookmark that way."));
        return;
    }
    m_page->goTo(bookmarked);
}

void TableActions::showMenu(QPoint position, int column)
{
    const quint64 sequence = m_page->currentSequence();
    if (sequence == 0) {
        return;
    }
    const QList<QAction *> actions{m_actions->copy,
                                   m_actions->copyPayload,
                                   nullptr,
                                   m_actions->goToPair,
                                   m_actions->compare,
                                   nullptr,
                                   bookmark,
                                   comment};
    auto *menu = new RowMenu(m_page, sequence, column, actions, m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu, &RowMenu::filterWanted, m_page->filterBar(), &FilterBar::setExpression);
    menu->popup(position);
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// The table of frames. Follows the newest row only while it is asked to and until
// the user scrolls up or chooses a row; apart from that nothing moves what is
// visible: not new rows, not rows that are trimmed at the top. The chosen record
// stays chosen when the filter changes.
#pragma once

#include <QtWidgets/QTableView>

namespace Gantry::Inspector {

class FrameModel;

class FrameView final : public QTableView
{
    Q_OBJECT

public:
    explicit FrameView(FrameModel *model, QWidget *parent = nullptr);

    bool isFollowing() const noexcept { return m_following; }
    void setFollowing(bool following);

    //! The record chosen last, 0 for none; it may be filtered out or trimmed by now.
    quint64 chosenSequence() const noexcept { return m_chosen; }
    void chooseRow(int row);
    void forgetChoice();

    //! They are not there until somebody has something to put in them.
    void showWampColumns(bool shown);

    //! The selected rows as lines of cells separated by tabs.
    QString selectedText() const;
    void copySelected() const;

Q_SIGNALS:
    void followingChanged(bool following);
    //! The user moved to another row.
    void recordChosen(quint64 sequence);
    //! The menu of the current row is wanted at a place of the screen, for the cell in \a column.
    void menuWanted(QPoint position, int column);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void setUpColumns();
    void fitToFont();
    void userScrolled();
    void rowsRemovedAtTop(int count);
    void rememberPlace();
    void restorePlace();
    int topRow() const;

    FrameModel *m_model;
    quint64 m_chosen = 0;
    quint64 m_top = 0; //!< the topmost record before the model was reset
    bool m_following = true;
    bool m_restoring = false; //!< a choice is repeated, not made
    bool m_placePending = false; //!< the model has not got as far as the choice again
};

} // namespace Gantry::Inspector

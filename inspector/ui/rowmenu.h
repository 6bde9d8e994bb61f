// SPDX-License-Identifier: GPL-3.0-only
// What can be done with the chosen row: the menu of the table. Copies connections as
// command lines; the rest it leaves to the window's actions and to the page.
#pragma once

#include <QtWidgets/QMenu>

namespace Gantry::Inspector {

class CapturePage;

class RowMenu final : public QMenu
{
    Q_OBJECT

public:
    //! For record \a sequence and the cell in \a column, a FrameColumn. \a actions come
    //! first, with a line where there is a nullptr. Everything is borrowed.
    RowMenu(CapturePage *page, quint64 sequence, int column, const QList<QAction *> &actions,
            QWidget *parent = nullptr);

Q_SIGNALS:
    void filterWanted(const QString &expression);

private:
    void addCopyAs();
    void addFilters(int column);

    CapturePage *m_page;
    const quint64 m_sequence;
};

//! An expression that passes records like \a sequence with regard to \a column, a
//! FrameColumn; empty: there is none.
QString cellExpression(const CapturePage &page, quint64 sequence, int column);

} // namespace Gantry::Inspector

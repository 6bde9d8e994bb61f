// SPDX-License-Identifier: GPL-3.0-only
// How a row of the frame table looks: the direction's colour beside its arrow and
// word, quiet control frames, tinted rows for what breaks a rule, for the ends of a
// connection and for losses.
#pragma once

#include <QtGui/QFont>
#include <QtWidgets/QStyledItemDelegate>

namespace Gantry::Inspector {

class FrameDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    //! Kept free on both sides of a cell's text, so that a number does not run into
    //! the text beside it.
    static constexpr int CellPadding = 5;

    explicit FrameDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    QFont m_previewFont;
};

} // namespace Gantry::Inspector

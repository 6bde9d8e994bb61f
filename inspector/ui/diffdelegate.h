// SPDX-License-Identifier: GPL-3.0-only
// Paints rows of a diff: what went and what came by tint, besides sign and word in the first
// column; words that differ underlined.
#pragma once

#include <QtWidgets/QStyledItemDelegate>

namespace Gantry::Inspector {

class DiffDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace Gantry::Inspector

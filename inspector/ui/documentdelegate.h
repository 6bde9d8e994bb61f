// SPDX-License-Identifier: GPL-3.0-only
// Paints the rows of a document: the kind of a value by its colour, besides its form (quotes,
// digits, brackets) and the word in the last column.
#pragma once

#include <QtWidgets/QStyledItemDelegate>

namespace Gantry::Inspector {

class DocumentDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace Gantry::Inspector

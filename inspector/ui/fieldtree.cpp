// SPDX-License-Identifier: GPL-3.0-only
#include "ui/fieldtree.h"

#include <QtGui/QFontDatabase>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QTreeWidget>

#include <algorithm>

namespace Gantry::Inspector {

QTreeWidget *makeFieldTree(const QStringList &titles, QWidget *parent)
{
    auto *tree = new QTreeWidget(parent);
    tree->setHeaderLabels(titles);
    tree->setFrameShape(QFrame::NoFrame);
    tree->setUniformRowHeights(true);
    tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    tree->setLayoutDirection(Qt::LeftToRight); // names and values of a wire format
    tree->header()->setStretchLastSection(true);
    return tree;
}

void fitFieldTree(QTreeWidget &tree)
{
    constexpr int Spacing = 16;
    const int widest = std::max(200, tree.viewport()->width() / 2);
    for (int column = 0; column + 1 < tree.columnCount(); ++column) {
        tree.resizeColumnToContents(column);
        tree.setColumnWidth(column, std::min(tree.columnWidth(column) + Spacing, widest));
    }
}

void setFixedFont(QTreeWidgetItem &item, int column)
{
    item.setFont(column, QFontDatabase::systemFont(QFontDatabase::FixedFont));
}

} // namespace Gantry::Inspector

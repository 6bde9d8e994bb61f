// SPDX-License-Identifier: GPL-3.0-only
#include "ui/fieldtree.h"

#include "ui/theme.h"

#include <QtGui/QFontDatabase>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QTreeWidget>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

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
    constexpr int AtLeast = 420; // a page in the background may be as narrow as nothing
    const int widest = std::max(AtLeast, tree.viewport()->width() / 2);
    for (int column = 0; column + 1 < tree.columnCount(); ++column) {
        tree.resizeColumnToContents(column);
        tree.setColumnWidth(column, std::min(tree.columnWidth(column) + Spacing, widest));
    }
}

void setFixedFont(QTreeWidgetItem &item, int column)
{
    item.setFont(column, QFontDatabase::systemFont(QFontDatabase::FixedFont));
}

void fillFieldItem(QTreeWidgetItem &item, const FrameField &field)
{
    item.setText(0, field.name);
    item.setText(1, field.value);
    item.setText(2, field.isSuspicious ? u"⚠ "_s + field.meaning : field.meaning);
    item.setToolTip(1, field.value);
    item.setToolTip(2, item.text(2));
    setFixedFont(item, 1);
    if (field.isSuspicious) {
        // While the theme changes the tree's own palette is still the old one.
        const QColor color = semanticColors(QGuiApplication::palette()).problem;
        for (int column = 0; column < item.columnCount(); ++column) {
            item.setForeground(column, color);
        }
    }
}

QTreeWidgetItem *addFieldGroup(QTreeWidget &tree, const FieldGroup &group)
{
    auto *title = new QTreeWidgetItem(&tree, {group.title});
    QFont bold = tree.font();
    bold.setBold(true);
    title->setFont(0, bold);
    for (const FrameField &field : group.fields) {
        fillFieldItem(*new QTreeWidgetItem(title), field);
    }
    title->setExpanded(true);
    return title;
}

} // namespace Gantry::Inspector

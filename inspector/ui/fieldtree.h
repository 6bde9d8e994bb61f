// SPDX-License-Identifier: GPL-3.0-only
// The look that lists of names and values share in the detail pane.
#pragma once

#include "decode/fieldgroup.h"

#include <QtCore/QStringList>

class QTreeWidget;
class QTreeWidgetItem;
class QWidget;

namespace Gantry::Inspector {

QTreeWidget *makeFieldTree(const QStringList &titles, QWidget *parent);
//! Makes every column but the last as wide as its texts, within bounds.
void fitFieldTree(QTreeWidget &tree);
void setFixedFont(QTreeWidgetItem &item, int column);
//! \a field as a row of a tree with three columns.
void fillFieldItem(QTreeWidgetItem &item, const FrameField &field);
//! \a group as a title with its fields below it, open.
QTreeWidgetItem *addFieldGroup(QTreeWidget &tree, const FieldGroup &group);

} // namespace Gantry::Inspector

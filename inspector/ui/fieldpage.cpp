// SPDX-License-Identifier: GPL-3.0-only
#include "ui/fieldpage.h"

#include "ui/fieldtree.h"

#include <QtCore/QEvent>
#include <QtWidgets/QTreeWidget>
#include <QtWidgets/QVBoxLayout>

namespace Gantry::Inspector {

FieldPage::FieldPage(const QString &accessibleName, QWidget *parent)
    : QWidget(parent)
    , m_tree(makeFieldTree({tr("Field"), tr("Value"), tr("Meaning")}, this))
{
    m_tree->setAccessibleName(accessibleName);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);
    setFocusProxy(m_tree);
}

void FieldPage::showGroups(const QList<FieldGroup> &groups)
{
    if (groups != m_groups) {
        m_groups = groups;
        fill();
    }
}

void FieldPage::fill()
{
    m_tree->clear();
    for (const FieldGroup &group : m_groups) {
        if (!group.fields.isEmpty()) {
            addFieldGroup(*m_tree, group);
        }
    }
    fitFieldTree(*m_tree);
}

void FieldPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        fill(); // its colours were taken from the palette
    }
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// Explanations as groups of fields: name, value, what it means. What is not as it should be
// stands out by a sign and a colour.
#pragma once

#include "decode/fieldgroup.h"

#include <QtWidgets/QWidget>

class QTreeWidget;

namespace Gantry::Inspector {

class FieldPage : public QWidget
{
    Q_OBJECT

public:
    explicit FieldPage(const QString &accessibleName, QWidget *parent = nullptr);

    void showGroups(const QList<FieldGroup> &groups);
    const QList<FieldGroup> &groups() const noexcept { return m_groups; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();

    QTreeWidget *m_tree;
    QList<FieldGroup> m_groups;
};

} // namespace Gantry::Inspector

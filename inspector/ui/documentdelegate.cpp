// SPDX-License-Identifier: GPL-3.0-only
#include "ui/documentdelegate.h"

#include "models/documentmodel.h"
#include "ui/theme.h"

namespace Gantry::Inspector {

namespace {

QColor valueColor(const SemanticColors &colors, const QPalette &palette, NodeType type)
{
    switch (type) {
    case NodeType::Text:
        return colors.sent;
    case NodeType::Integer:
    case NodeType::Real:
    case NodeType::Boolean:
        return colors.received;
    case NodeType::TooDeep:
        return colors.problem;
    case NodeType::Bytes:
    case NodeType::Extension:
        return palette.color(QPalette::Text);
    default:
        return colors.muted;
    }
}

} // namespace

void DocumentDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->textElideMode = Qt::ElideRight;
    if (option->state.testFlag(QStyle::State_Selected)) {
        return;
    }
    const SemanticColors &colors = semanticColors(option->palette);
    const QVariant type = index.data(DocumentModel::NodeTypeRole);
    if (!type.isValid() || index.column() == DocumentModel::Type) {
        option->palette.setColor(QPalette::Text, colors.muted);
    } else if (index.column() == DocumentModel::Value) {
        option->palette.setColor(QPalette::Text, valueColor(colors, option->palette, NodeType(type.toInt())));
    }
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/framedelegate.h"

#include "models/framemodel.h"
#include "ui/theme.h"

#include <QtGui/QFontDatabase>
#include <QtGui/QPainter>
#include <QtWidgets/QStyle>
#include <QtWidgets/QWidget>

namespace Gantry::Inspector {

namespace {

QBrush tintOf(const QModelIndex &index, const SemanticColors &colors)
{
    if (index.data(FrameModel::MalformedRole).toBool()) {
        return colors.problemTint;
    }
    if (index.data(FrameModel::HighlightRole).toBool()) {
        return colors.markTint;
    }
    switch (Tap::RecordKind(index.data(FrameModel::KindRole).toInt())) {
    case Tap::RecordKind::Open:
    case Tap::RecordKind::Close:
        return colors.eventTint;
    case Tap::RecordKind::Drop:
        return colors.lossTint;
    default:
        return {};
    }
}

QColor textColorOf(const QModelIndex &index, const QPalette &palette, const SemanticColors &colors)
{
    const auto column = FrameColumn(index.column());
    if (column == FrameColumn::Direction) {
        const bool isSent = index.data(FrameModel::DirectionRole).toInt() == int(Core::Direction::Sent);
        return isSent ? colors.sent : colors.received;
    }
    if (column == FrameColumn::Preview && index.data(FrameModel::MalformedRole).toBool()) {
        return colors.problem;
    }
    const bool isWamp = column == FrameColumn::Wamp || column == FrameColumn::Pair;
    if (isWamp && index.data(FrameModel::ProblemRole).toBool()) {
        return colors.problem;
    }
    const bool isBeside = column == FrameColumn::Number || column == FrameColumn::Time;
    if (isBeside || index.data(FrameModel::ControlRole).toBool()) {
        return colors.muted;
    }
    return palette.color(QPalette::Text);
}

//! A bar where a row passes the filter, a star for a bookmark, a pencil for a comment.
void paintMarks(QPainter *painter, const QStyleOptionViewItem &cell, const QModelIndex &index)
{
    constexpr int BarWidth = 4;
    const bool isSelected = (cell.state & QStyle::State_Selected) != 0;
    const QColor color =
        isSelected ? cell.palette.color(QPalette::HighlightedText) : semanticColors(cell.palette).mark;
    if (index.data(FrameModel::HighlightRole).toBool()) {
        QRect bar = cell.rect;
        bar.setWidth(BarWidth);
        painter->fillRect(QStyle::visualRect(cell.direction, cell.rect, bar), color);
    }
    QString signs = index.data(FrameModel::BookmarkRole).toBool() ? QStringLiteral("★") : QString();
    signs += index.data(FrameModel::CommentRole).toBool() ? QStringLiteral("✎") : QString();
    if (!signs.isEmpty()) {
        painter->save();
        painter->setPen(color);
        const QRect place = cell.rect.adjusted(BarWidth + 2, 0, -2, 0);
        painter->drawText(QStyle::visualRect(cell.direction, cell.rect, place),
                          int(QStyle::visualAlignment(cell.direction, Qt::AlignLeft) | Qt::AlignVCenter),
                          signs);
        painter->restore();
    }
}

} // namespace

FrameDelegate::FrameDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
    , m_previewFont(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{ }

void FrameDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const SemanticColors &colors = semanticColors(option->palette);
    option->backgroundBrush = tintOf(index, colors);
    option->palette.setColor(QPalette::Text, textColorOf(index, option->palette, colors));
    // One row is one thing: no frame around the cell that has the focus.
    option->state &= ~QStyle::State_HasFocus;
    if (FrameColumn(index.column()) == FrameColumn::Preview) {
        option->font.setFamilies(m_previewFont.families());
        option->font.setFixedPitch(true);
        // What is on the wire is read from left to right in every language.
        option->direction = Qt::LeftToRight;
        option->displayAlignment = Qt::AlignLeft | Qt::AlignVCenter;
    }
}

void FrameDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle *style = cell.widget->style();
    // The background fills the cell; the text alone is moved in.
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    cell.rect.adjust(CellPadding, 0, -CellPadding, 0);
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    cell.rect = option.rect;
    if (FrameColumn(index.column()) == FrameColumn::Number) {
        paintMarks(painter, cell, index);
    }
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/diffdelegate.h"

#include "models/diffmodel.h"
#include "ui/theme.h"

#include <QtGui/QPainter>
#include <QtGui/QTextLayout>
#include <QtWidgets/QApplication>

#include <utility>

namespace Gantry::Inspector {

namespace {

QColor tintOf(const SemanticColors &colors, Change change, int column)
{
    switch (change) {
    case Change::Added:
        return column == DiffModel::After ? colors.eventTint : QColor();
    case Change::Removed:
        return column == DiffModel::Before ? colors.problemTint : QColor();
    case Change::Changed:
        return column == DiffModel::Before ? colors.problemTint
            : column == DiffModel::After   ? colors.eventTint
                                           : QColor();
    case Change::Same:
        break;
    }
    return {};
}

//! \a text on one line, the \a marks underlined and bold.
void drawMarked(QPainter &painter, const QRect &place, const QString &text, const QFont &font,
                const QList<TextRange> &marks)
{
    QTextCharFormat format;
    format.setFontUnderline(true);
    format.setFontWeight(QFont::Bold);
    QList<QTextLayout::FormatRange> formats;
    for (const TextRange &mark : marks) {
        formats << QTextLayout::FormatRange{int(mark.begin), int(mark.size), format};
    }
    QTextLayout layout(text, font);
    layout.setFormats(formats);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    line.setNumColumns(int(text.size()));
    layout.endLayout();
    painter.save();
    painter.setClipRect(place);
    layout.draw(&painter, {double(place.left()), place.center().y() - line.height() / 2});
    painter.restore();
}

} // namespace

void DiffDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto change = Change(index.data(DiffModel::ChangeRole).toInt());
    const SemanticColors &colors = semanticColors(option->palette);
    const QColor tint = tintOf(colors, change, index.column());
    if (tint.isValid() && !option->state.testFlag(QStyle::State_Selected)) {
        option->backgroundBrush = tint;
    }
    if (change == Change::Same || index.column() <= DiffModel::Place) {
        option->palette.setColor(QPalette::Text, colors.muted);
    }
}

void DiffDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const auto marks = index.data(DiffModel::MarksRole).value<QList<TextRange>>();
    if (marks.isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem whole = option;
    initStyleOption(&whole, index);
    const QString text = std::exchange(whole.text, QString());
    const QStyle *style = whole.widget ? whole.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &whole, painter, whole.widget);
    const bool isSelected = whole.state.testFlag(QStyle::State_Selected);
    painter->setPen(whole.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text));
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, whole.widget) + 1;
    drawMarked(*painter, whole.rect.adjusted(margin, 0, -margin, 0), text, whole.font, marks);
}

} // namespace Gantry::Inspector

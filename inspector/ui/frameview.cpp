// SPDX-License-Identifier: GPL-3.0-only
#include "ui/frameview.h"

#include "models/framemodel.h"
#include "ui/framedelegate.h"

#include <QtCore/QEvent>
#include <QtCore/QScopedValueRollback>
#include <QtGui/QClipboard>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QProxyStyle>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! A text as wide as any that its column has to show without eliding.
QString widestText(FrameColumn column)
{
    switch (column) {
    case FrameColumn::Number:
        return u"99,999,999"_s;
    case FrameColumn::Time:
        return u"00:00:00.000000"_s;
    case FrameColumn::Connection:
        return u"99999"_s;
    case FrameColumn::Direction:
        return u"▼ received"_s;
    case FrameColumn::Type:
        return u"binary, more"_s;
    case FrameColumn::WireSize:
    case FrameColumn::Size:
        return u"99,999,999"_s;
    case FrameColumn::Wamp:
        return u"RESULT com.example.counter.add"_s;
    case FrameColumn::Pair:
        return u"→99,999 999.9 ms"_s;
    case FrameColumn::Preview:
        break;
    }
    return {};
}

//! Gives the titles the same margins as the cells below them.
class HeaderStyle final : public QProxyStyle
{
public:
    HeaderStyle()
        : QProxyStyle(u"Fusion"_s)
    { }

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override
    {
        const int pixels = QProxyStyle::pixelMetric(metric, option, widget);
        return metric == PM_HeaderMargin ? pixels + FrameDelegate::CellPadding : pixels;
    }
};

} // namespace

FrameView::FrameView(FrameModel *model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setModel(model);
    setItemDelegate(new FrameDelegate(this));
    setAccessibleName(tr("Frames"));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);
    setUpColumns();
    fitToFont();
    showWampColumns(false);
    connect(verticalScrollBar(), &QAbstractSlider::actionTriggered, this, &FrameView::userScrolled);
    connect(model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { rowsRemovedAtTop(last - first + 1); });
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &FrameView::rememberPlace);
    connect(model, &FrameModel::scanAdvanced, this, &FrameView::restorePlace);
}

void FrameView::setUpColumns()
{
    // Rows of one height: the header need not ask the delegate for a million of them.
    verticalHeader()->setVisible(false);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    auto *style = new HeaderStyle;
    style->setParent(this);
    horizontalHeader()->setStyle(style);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
}

void FrameView::showWampColumns(bool shown)
{
    for (const FrameColumn column : {FrameColumn::Wamp, FrameColumn::Pair}) {
        setColumnHidden(int(column), !shown);
    }
}

void FrameView::fitToFont()
{
    constexpr int CellMargins = 10 + 2 * FrameDelegate::CellPadding;
    constexpr int RowMargins = 6;
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + RowMargins);
    for (int column = 0; column + 1 < FrameColumnCount; ++column) {
        const int text = fontMetrics().horizontalAdvance(widestText(FrameColumn(column)));
        const int title = fontMetrics().horizontalAdvance(columnTitle(FrameColumn(column)));
        setColumnWidth(column, std::max(text, title) + CellMargins);
    }
}

void FrameView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitToFont();
    }
}

void FrameView::setFollowing(bool following)
{
    if (following) {
        scrollToBottom();
    }
    if (following != m_following) {
        m_following = following;
        Q_EMIT followingChanged(following);
    }
}

void FrameView::userScrolled()
{
    // The position is where the action leads to; the value follows after it.
    setFollowing(verticalScrollBar()->sliderPosition() >= verticalScrollBar()->maximum());
}

void FrameView::chooseRow(int row)
{
    setCurrentIndex(m_model->index(row, 0));
}

void FrameView::forgetChoice()
{
    m_chosen = 0;
    m_placePending = false;
}

void FrameView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    if (m_restoring || !current.isValid()) {
        return;
    }
    setFollowing(false);
    m_placePending = false;
    const quint64 sequence = m_model->sequenceAt(current.row());
    if (sequence != m_chosen) {
        m_chosen = sequence;
        Q_EMIT recordChosen(sequence);
    }
}

void FrameView::rowsInserted(const QModelIndex &parent, int start, int end)
{
    QTableView::rowsInserted(parent, start, end);
    if (m_following) {
        scrollToBottom();
    }
}

void FrameView::rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end)
{
    // The base class would choose a neighbour instead; nobody asked for that.
    const int row = currentIndex().row();
    if (row >= start && row <= end) {
        selectionModel()->clear();
    }
    QTableView::rowsAboutToBeRemoved(parent, start, end);
}

void FrameView::rowsRemovedAtTop(int count)
{
    if (!m_following) {
        verticalScrollBar()->setValue(std::max(0, verticalScrollBar()->value() - count));
    }
}

int FrameView::topRow() const
{
    return verticalScrollBar()->value(); // scrolled by item: the value is the row
}

void FrameView::rememberPlace()
{
    const int row = topRow();
    m_top = row < m_model->rowCount() ? m_model->sequenceAt(row) : 0;
    m_placePending = true;
}

void FrameView::restorePlace()
{
    const quint64 place = m_chosen != 0 ? m_chosen : m_top;
    if (!m_placePending || !m_model->isDecided(place)) {
        return;
    }
    m_placePending = false;
    const QScopedValueRollback guard(m_restoring, true);
    const int row = m_model->rowOf(m_chosen);
    if (row >= 0) {
        setCurrentIndex(m_model->index(row, 0));
    }
    if (m_following) {
        scrollToBottom();
    } else if (row >= 0) {
        scrollTo(m_model->index(row, 0), PositionAtCenter);
    } else if (m_model->rowCount() > 0) {
        const int nearest = std::min(m_model->rowAtOrAfter(place), m_model->rowCount() - 1);
        scrollTo(m_model->index(nearest, 0), PositionAtTop);
    }
}

QModelIndex FrameView::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const int last = m_model->rowCount() - 1;
    if (last >= 0 && (action == MoveHome || action == MoveEnd)) {
        return m_model->index(action == MoveHome ? 0 : last, std::max(0, currentIndex().column()));
    }
    return QTableView::moveCursor(action, modifiers);
}

void FrameView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = isByKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid()) {
        return;
    }
    // The press has chosen the row by now; that of the key is below its row.
    const QPoint place = isByKey ? visualRect(index).bottomLeft() + QPoint(8, 0) : event->pos();
    Q_EMIT menuWanted(viewport()->mapToGlobal(place), index.column());
}

QString FrameView::selectedText() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QString text;
    for (const QModelIndex &row : std::as_const(rows)) {
        for (int column = 0; column < FrameColumnCount; ++column) {
            if (isColumnHidden(column)) {
                continue;
            }
            text += row.siblingAtColumn(column).data().toString();
            text += column + 1 < FrameColumnCount ? u'\t' : u'\n';
        }
    }
    return text;
}

void FrameView::copySelected() const
{
    QGuiApplication::clipboard()->setText(selectedText());
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/hexview.h"

#include "decode/payloadtext.h"
#include "ui/theme.h"

#include <QtGui/QClipboard>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QFontDatabase>
#include <QtGui/QGuiApplication>
#include <QtGui/QPainter>
#include <QtWidgets/QMenu>
#include <QtWidgets/QScrollBar>

namespace Gantry::Inspector {

HexView::HexView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLayoutDirection(Qt::LeftToRight);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Octets of the payload"));
    viewport()->setCursor(Qt::IBeamCursor);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    measureFont();
}

void HexView::setData(const QByteArray &data)
{
    m_data = data;
    m_anchor = 0;
    m_caret = 0;
    verticalScrollBar()->setValue(0);
    updateScrollBars();
    viewport()->update();
    setAccessibleDescription(previewHex(data));
}

qsizetype HexView::selectionEnd() const noexcept
{
    return std::min(std::max(m_anchor, m_caret) + 1, m_data.size());
}

QByteArrayView HexView::selection() const
{
    return QByteArrayView(m_data).sliced(selectionFirst(), selectionEnd() - selectionFirst());
}

void HexView::select(qsizetype first, qsizetype last)
{
    moveCaret(first, false);
    moveCaret(last, true);
    const auto line = int(selectionFirst() / HexLayout::OctetsPerLine);
    if (line < verticalScrollBar()->value()) {
        verticalScrollBar()->setValue(line);
    }
}

void HexView::copyHex() const
{
    QGuiApplication::clipboard()->setText(hexDump(selection()));
}

void HexView::copyText() const
{
    QGuiApplication::clipboard()->setText(boundedText(selection()).text);
}

QSize HexView::sizeHint() const
{
    constexpr int Lines = 10;
    return {m_layout.width() + verticalScrollBar()->sizeHint().width(), Lines * m_layout.lineHeight()};
}

void HexView::measureFont()
{
    constexpr int LineSpacing = 2;
    m_layout = HexLayout(fontMetrics().horizontalAdvance(u'0'), fontMetrics().height() + LineSpacing);
    updateScrollBars();
}

int HexView::linesInSight() const
{
    return std::max(1, viewport()->height() / m_layout.lineHeight());
}

void HexView::updateScrollBars()
{
    const auto lines = int(HexLayout::lineCount(m_data.size()));
    verticalScrollBar()->setPageStep(linesInSight());
    verticalScrollBar()->setRange(0, std::max(0, lines - linesInSight()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setRange(0, std::max(0, m_layout.width() - viewport()->width()));
    horizontalScrollBar()->setSingleStep(m_layout.lineHeight());
}

void HexView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.translate(-horizontalScrollBar()->value(), 0);
    painter.setPen(palette().color(QPalette::Mid));
    const int separator = m_layout.charactersLeft() - m_layout.lineHeight() / 2;
    painter.drawLine(separator, 0, separator, viewport()->height());

    const qsizetype top = verticalScrollBar()->value();
    const qsizetype end = std::min(HexLayout::lineCount(m_data.size()), top + linesInSight() + 1);
    for (qsizetype line = top; line < end; ++line) {
        const int y = int(line - top) * m_layout.lineHeight();
        paintSelection(painter, line, y);
        paintLine(painter, line, y);
    }
}

void HexView::paintSelection(QPainter &painter, qsizetype line, int y) const
{
    const qsizetype start = line * HexLayout::OctetsPerLine;
    const qsizetype first = std::max(selectionFirst(), start);
    const qsizetype last = std::min(selectionEnd(), start + HexLayout::OctetsPerLine) - 1;
    if (first > last) {
        return;
    }
    const auto group = hasFocus() ? QPalette::Active : QPalette::Inactive;
    const QColor color = palette().color(group, QPalette::Highlight);
    const QRect hex = m_layout.hexRect(int(first - start), y) | m_layout.hexRect(int(last - start), y);
    const QRect text =
        m_layout.characterRect(int(first - start), y) | m_layout.characterRect(int(last - start), y);
    painter.fillRect(hex.adjusted(-1, 0, 1, 0), color);
    painter.fillRect(text, color);
}

void HexView::paintLine(QPainter &painter, qsizetype line, int y) const
{
    const int baseline = fontMetrics().ascent() + 1;
    const qsizetype start = line * HexLayout::OctetsPerLine;
    painter.setPen(semanticColors(palette()).muted);
    painter.drawText(m_layout.offsetPosition(y + baseline), HexLayout::offsetText(start));

    const qsizetype end = std::min(m_data.size(), start + HexLayout::OctetsPerLine);
    for (qsizetype i = start; i < end; ++i) {
        const bool isSelected = i >= selectionFirst() && i < selectionEnd();
        painter.setPen(palette().color(isSelected ? QPalette::HighlightedText : QPalette::Text));
        const int column = int(i - start);
        const auto octet = uchar(m_data[i]);
        painter.drawText(m_layout.hexRect(column, y + baseline).topLeft(), HexLayout::hexText(octet));
        painter.drawText(m_layout.characterRect(column, y + baseline).topLeft(),
                         QString(HexLayout::characterText(octet)));
    }
}

void HexView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBars();
}

void HexView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        measureFont();
    }
}

void HexView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
}

void HexView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

qsizetype HexView::octetAt(QPoint position) const
{
    const qsizetype line = verticalScrollBar()->value() + position.y() / m_layout.lineHeight();
    return line * HexLayout::OctetsPerLine + m_layout.columnAt(position.x() + horizontalScrollBar()->value());
}

void HexView::moveCaret(qsizetype octet, bool extends)
{
    m_caret = std::clamp<qsizetype>(octet, 0, std::max<qsizetype>(0, m_data.size() - 1));
    if (!extends) {
        m_anchor = m_caret;
    }
    showCaret();
    viewport()->update();
}

void HexView::chooseByUser(qsizetype octet, bool extends)
{
    moveCaret(octet, extends);
    if (!m_data.isEmpty()) {
        Q_EMIT octetsChosen(selectionFirst(), selectionEnd() - 1);
    }
}

void HexView::showCaret()
{
    const auto line = int(m_caret / HexLayout::OctetsPerLine);
    const int top = verticalScrollBar()->value();
    if (line < top) {
        verticalScrollBar()->setValue(line);
    } else if (line >= top + linesInSight()) {
        verticalScrollBar()->setValue(line - linesInSight() + 1);
    }
}

void HexView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        chooseByUser(octetAt(event->position().toPoint()), event->modifiers().testFlag(Qt::ShiftModifier));
    }
}

void HexView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons().testFlag(Qt::LeftButton)) {
        chooseByUser(octetAt(event->position().toPoint()), true);
    }
}

void HexView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copyHex();
    } else if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = 0;
        m_caret = std::max<qsizetype>(0, m_data.size() - 1);
        viewport()->update();
    } else if (!moveByKey(*event)) {
        QAbstractScrollArea::keyPressEvent(event);
    }
}

bool HexView::moveByKey(const QKeyEvent &event)
{
    constexpr qsizetype Line = HexLayout::OctetsPerLine;
    const bool isControl = event.modifiers().testFlag(Qt::ControlModifier);
    const qsizetype page = Line * linesInSight();
    qsizetype octet = m_caret;
    switch (event.key()) {
    case Qt::Key_Left:
        octet -= 1;
        break;
    case Qt::Key_Right:
        octet += 1;
        break;
    case Qt::Key_Up:
        octet -= octet >= Line ? Line : 0;
        break;
    case Qt::Key_Down:
        octet += octet + Line < m_data.size() ? Line : 0;
        break;
    case Qt::Key_PageUp:
        octet -= page;
        break;
    case Qt::Key_PageDown:
        octet += page;
        break;
    case Qt::Key_Home:
        octet = isControl ? 0 : octet - octet % Line;
        break;
    case Qt::Key_End:
        octet = isControl ? m_data.size() : octet - octet % Line + Line - 1;
        break;
    default:
        return false;
    }
    chooseByUser(octet, event.modifiers().testFlag(Qt::ShiftModifier));
    return true;
}

void HexView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    menu.addAction(tr("Copy as &Hex"), QKeySequence::Copy, this, &HexView::copyHex);
    menu.addAction(tr("Copy as &Text"), this, &HexView::copyText);
    menu.exec(event->globalPos());
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/ratestrip.h"

#include "models/framecells.h"
#include "models/trafficnumbers.h"
#include "ui/theme.h"

#include <QtCore/QLocale>
#include <QtCore/QTimer>
#include <QtGui/QHelpEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QStyle>
#include <QtWidgets/QStyleOption>
#include <QtWidgets/QToolTip>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace Gantry::Inspector {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds RepaintInterval = 300ms;
constexpr double SecondNs = 1e9;

//! What one column of pixels shows.
struct Column
{
    quint64 sent = 0;
    quint64 received = 0;
};

std::vector<Column> columnsOf(const TimeBins &bins, int width)
{
    std::vector<Column> columns(std::size_t(std::max(1, width)));
    const std::size_t count = bins.bins().size();
    for (std::size_t i = 0; i < count; ++i) {
        Column &column = columns[std::min(columns.size() - 1, i * columns.size() / count)];
        column.sent += bins.bins()[i].sentMessages;
        column.received += bins.bins()[i].receivedMessages;
    }
    return columns;
}

} // namespace

RateStrip::RateStrip(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Messages over time"));
    setCursor(Qt::IBeamCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            update();
        }
    });
    timer->start(RepaintInterval);
    describe();
}

void RateStrip::setNumbers(const TrafficNumbers *numbers)
{
    m_numbers = numbers;
    update();
}

const TimeBins *RateStrip::bins() const
{
    const TimeBins *bins = m_numbers ? &m_numbers->overall().bins : nullptr;
    return bins && !bins->isEmpty() ? bins : nullptr;
}

qint64 RateStrip::timeAt(int x) const
{
    const TimeBins *all = bins();
    if (!all) {
        return 0;
    }
    const double part = std::clamp(double(x) / std::max(1, width()), 0.0, 1.0);
    return all->originNs() + qint64(part * double(all->endNs() - all->originNs()));
}

int RateStrip::xOf(qint64 timeNs) const
{
    const TimeBins *all = bins();
    if (!all) {
        return 0;
    }
    const double part = double(timeNs - all->originNs()) / double(all->endNs() - all->originNs());
    return int(std::clamp(part, 0.0, 1.0) * width());
}

void RateStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    const SemanticColors &colors = semanticColors(palette());
    if (const TimeBins *all = bins()) {
        // A bar of two pixels and one between, so that single ones are seen.
        constexpr int BarWidth = 3;
        const std::vector<Column> columns =
            columnsOf(*all, std::min(width() / BarWidth, std::max(1, int(all->bins().size()))));
        quint64 highest = 1;
        for (const Column &column : columns) {
            highest = std::max({highest, column.sent, column.received});
        }
        const double step = double(width()) / double(columns.size());
        const int middle = height() / 2;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const int left = int(double(i) * step);
            const int bar = std::max(1, int(double(i + 1) * step) - left - 1);
            const auto heightOf = [&](quint64 count) {
                return count == 0 ? 0 : std::max(1, int(double(count) * (middle - 2) / double(highest)));
            };
            const int up = heightOf(columns[i].sent);
            painter.fillRect(left, middle - up, bar, up, colors.sent);
            painter.fillRect(left, middle + 1, bar, heightOf(columns[i].received), colors.received);
        }
        painter.fillRect(0, middle, width(), 1, palette().color(QPalette::Mid));
    }
    if (hasRange()) {
        const int left = xOf(m_beginNs);
        const int right = std::max(left + 2, xOf(m_endNs));
        QColor veil = palette().color(QPalette::Window);
        constexpr int VeilAlpha = 190;
        veil.setAlpha(VeilAlpha);
        painter.fillRect(0, 0, left, height(), veil);
        painter.fillRect(right, 0, width() - right, height(), veil);
        painter.setPen(palette().color(QPalette::Highlight));
        painter.drawRect(left, 0, right - left - 1, height() - 1);
    }
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

void RateStrip::setRange(qint64 beginNs, qint64 endNs)
{
    m_beginNs = std::min(beginNs, endNs);
    m_endNs = std::max(beginNs, endNs);
    describe();
    update();
}

void RateStrip::choose(qint64 a, qint64 b)
{
    setRange(a, b);
    if (hasRange()) {
        Q_EMIT rangeChosen(m_beginNs, m_endNs);
    }
}

void RateStrip::clearRange()
{
    const bool had = hasRange();
    setRange(0, 0);
    if (had) {
        Q_EMIT rangeCleared();
    }
}

void RateStrip::describe()
{
    setAccessibleDescription(hasRange() ? tr("From %1 to %2").arg(timeText(m_beginNs), timeText(m_endNs))
                                        : tr("No range is chosen"));
    setToolTip(tr("Drag to show only messages of that time; Escape shows all"));
}

void RateStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && bins()) {
        m_isDragging = true;
        m_hadRange = hasRange();
        m_anchorNs = timeAt(event->position().toPoint().x());
    }
}

void RateStrip::mouseMoveEvent(QMouseEvent *event)
{
    if (m_isDragging) {
        setRange(m_anchorNs, timeAt(event->position().toPoint().x()));
    }
}

void RateStrip::mouseReleaseEvent(QMouseEvent *event)
{
    if (!std::exchange(m_isDragging, false)) {
        return;
    }
    constexpr int Jitter = 3; // pixels; a click is not a range
    const int x = event->position().toPoint().x();
    if (std::abs(x - xOf(m_anchorNs)) < Jitter) {
        setRange(0, 0);
        if (m_hadRange) {
            Q_EMIT rangeCleared();
        }
    } else {
        choose(m_anchorNs, timeAt(x));
    }
}

void RateStrip::mouseDoubleClickEvent(QMouseEvent *)
{
    clearRange();
}

//! Left and right move the range, with Shift its end; the first one makes it.
bool RateStrip::moveByKey(const QKeyEvent &event)
{
    const TimeBins *all = bins();
    if (!all || (event.key() != Qt::Key_Left && event.key() != Qt::Key_Right)) {
        return false;
    }
    constexpr qint64 Steps = 20;
    const qint64 step = std::max<qint64>(1, (all->endNs() - all->originNs()) / Steps);
    const qint64 move = event.key() == Qt::Key_Left ? -step : step;
    if (!hasRange()) {
        choose(all->endNs() - step, all->endNs());
    } else if (event.modifiers().testFlag(Qt::ShiftModifier)) {
        choose(m_beginNs, std::clamp(m_endNs + move, m_beginNs + 1, all->endNs()));
    } else {
        const qint64 shift =
            std::clamp(move, all->originNs() - m_beginNs, std::max<qint64>(0, all->endNs() - m_endNs));
        choose(m_beginNs + shift, m_endNs + shift);
    }
    return true;
}

void RateStrip::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && hasRange()) {
        clearRange();
    } else if (!moveByKey(*event)) {
        QWidget::keyPressEvent(event);
    }
}

QString RateStrip::explain(int x) const
{
    const TimeBins *all = bins();
    if (!all) {
        return {};
    }
    const qint64 time = timeAt(x);
    const auto place =
        std::min(all->bins().size() - 1, std::size_t((time - all->originNs()) / all->widthNs()));
    const TimeBin &bin = all->bins()[place];
    const double perSecond = double(bin.messages()) * SecondNs / double(all->widthNs());
    return tr("%1: %2 messages a second (%3 sent, %4 received in %5 s)")
        .arg(timeText(all->originNs() + qint64(place) * all->widthNs()),
             QLocale().toString(perSecond, 'f', 0), QLocale().toString(bin.sentMessages),
             QLocale().toString(bin.receivedMessages), QLocale().toString(double(all->widthNs()) / SecondNs));
}

bool RateStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && bins()) {
        const auto *help = static_cast<QHelpEvent *>(event);
        QToolTip::showText(help->globalPos(), explain(help->pos().x()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace Gantry::Inspector

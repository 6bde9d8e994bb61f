// SPDX-License-Identifier: GPL-3.0-only
// Messages over time as a strip of bars, sent above received, with a range of time that the
// user drags out or moves by keys. Time runs from left to right in every language.
#pragma once

#include "models/timebins.h"

#include <QtWidgets/QWidget>

namespace Gantry::Inspector {

class TrafficNumbers;

class RateStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit RateStrip(QWidget *parent = nullptr);

    //! Borrowed; nullptr: nothing to show. Painted again a few times a second.
    void setNumbers(const TrafficNumbers *numbers);

    bool hasRange() const noexcept { return m_endNs > m_beginNs; }
    qint64 beginNs() const noexcept { return m_beginNs; }
    qint64 endNs() const noexcept { return m_endNs; }
    //! Shows a range, or none if it is empty; emits nothing.
    void setRange(qint64 beginNs, qint64 endNs);

    QSize sizeHint() const override { return {400, 44}; }
    QSize minimumSizeHint() const override { return {120, 32}; }

Q_SIGNALS:
    //! Messages in [beginNs, endNs) are wanted, nanoseconds since 1970.
    void rangeChosen(qint64 beginNs, qint64 endNs);
    void rangeCleared();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    const TimeBins *bins() const;
    qint64 timeAt(int x) const;
    int xOf(qint64 timeNs) const;
    void choose(qint64 a, qint64 b);
    void clearRange();
    bool moveByKey(const QKeyEvent &event);
    QString explain(int x) const;
    void describe();

    const TrafficNumbers *m_numbers = nullptr;
    qint64 m_beginNs = 0;
    qint64 m_endNs = 0;
    qint64 m_anchorNs = 0; //!< where dragging began
    bool m_isDragging = false;
    bool m_hadRange = false; //!< before dragging began
};

} // namespace Gantry::Inspector

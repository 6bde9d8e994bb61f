// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QtGui/QPainter>
#include <QtWidgets/QWidget>

namespace Gantry::Inspector {

//! One line of plain text that may be narrower than its text, which its tool tip has whole.
class ElidedLabel final : public QWidget
{
public:
    explicit ElidedLabel(QWidget *parent = nullptr)
        : QWidget(parent)
    {
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

    const QString &text() const noexcept { return m_text; }
    void setText(const QString &text)
    {
        if (text != m_text) {
            m_text = text;
            setToolTip(text);
            setAccessibleDescription(text);
            updateGeometry();
            update();
        }
    }

    QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(m_text) + (m_text.isEmpty() ? 0 : 2), fontMetrics().height()};
    }
    QSize minimumSizeHint() const override
    {
        return {std::min(sizeHint().width(), 12 * fontMetrics().averageCharWidth()), fontMetrics().height()};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(rect(), Qt::AlignLeading | Qt::AlignVCenter,
                         fontMetrics().elidedText(m_text, Qt::ElideRight, width()));
    }

private:
    QString m_text;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// Octets as offsets, hex digits and characters. Paints only the lines in sight, so
// that the size does not matter. Reads left to right in every language.
#pragma once

#include "ui/hexlayout.h"

#include <QtCore/QByteArray>
#include <QtWidgets/QAbstractScrollArea>

namespace Gantry::Inspector {

class HexView final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit HexView(QWidget *parent = nullptr);

    void setData(const QByteArray &data);
    const QByteArray &data() const noexcept { return m_data; }

    //! The selected octets [first, end); empty if there is no data.
    qsizetype selectionFirst() const noexcept { return std::min(m_anchor, m_caret); }
    qsizetype selectionEnd() const noexcept;
    //! Brings the first of them into sight, and the last if there is room.
    void select(qsizetype first, qsizetype last);
    void copyHex() const;
    void copyText() const;

    QSize sizeHint() const override;

Q_SIGNALS:
    //! The user chose octets; not after select() or setData().
    void octetsChosen(qsizetype first, qsizetype last);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void measureFont();
    void updateScrollBars();
    int linesInSight() const;
    qsizetype octetAt(QPoint position) const;
    //! Puts the caret on \a octet, bounded; the anchor stays if \a extends.
    void moveCaret(qsizetype octet, bool extends);
    void chooseByUser(qsizetype octet, bool extends);
    void showCaret();
    bool moveByKey(const QKeyEvent &event);
    void paintLine(QPainter &painter, qsizetype line, int y) const;
    void paintSelection(QPainter &painter, qsizetype line, int y) const;
    QByteArrayView selection() const;

    HexLayout m_layout;
    QByteArray m_data;
    qsizetype m_anchor = 0;
    qsizetype m_caret = 0;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/glyphs.h"

#include <QtGui/QGuiApplication>
#include <QtGui/QIconEngine>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtGui/QPalette>

namespace Gantry::Inspector {

namespace {

// Each glyph is drawn in a square of 16 by 16 units.
constexpr qreal Units = 16;
constexpr qreal StrokeWidth = 1.5;

//! An arrow from \a tail to \a head, which is a multiple of 90 degrees away.
void addArrow(QPainterPath &path, QPointF tail, QPointF head)
{
    constexpr qreal Wing = 3;
    const QPointF direction = (head - tail) / std::max(qAbs(head.x() - tail.x()), qAbs(head.y() - tail.y()));
    const QPointF across(direction.y(), -direction.x());
    path.moveTo(tail);
    path.lineTo(head);
    path.moveTo(head - Wing * direction + Wing * across);
    path.lineTo(head);
    path.lineTo(head - Wing * direction - Wing * across);
}

QPainterPath strokes(Glyph glyph)
{
    QPainterPath path;
    switch (glyph) {
    case Glyph::Attach: // a plug
        path.addRoundedRect(QRectF(4, 6, 8, 5), 1.5, 1.5);
        path.moveTo(6, 6);
        path.lineTo(6, 2.5);
        path.moveTo(10, 6);
        path.lineTo(10, 2.5);
        path.moveTo(8, 11);
        path.lineTo(8, 14);
        break;
    case Glyph::Proxy: // to and fro
        addArrow(path, {2, 5}, {14, 5});
        addArrow(path, {14, 11}, {2, 11});
        break;
    case Glyph::Follow: // down to the end
        addArrow(path, {8, 2}, {8, 10.5});
        path.moveTo(3, 13.5);
        path.lineTo(13, 13.5);
        break;
    case Glyph::Clear: // a circle crossed out
        path.addEllipse(QRectF(2.5, 2.5, 11, 11));
        path.moveTo(4.4, 4.4);
        path.lineTo(11.6, 11.6);
        break;
    case Glyph::Close:
        path.moveTo(4, 4);
        path.lineTo(12, 12);
        path.moveTo(12, 4);
        path.lineTo(4, 12);
        break;
    case Glyph::Demo:
    case Glyph::Stop:
    case Glyph::Pause:
        break;
    }
    return path;
}

QPainterPath areas(Glyph glyph)
{
    QPainterPath path;
    switch (glyph) {
    case Glyph::Demo: // play
        path.addPolygon(QPolygonF{{4.5, 2.5}, {13, 8}, {4.5, 13.5}, {4.5, 2.5}});
        break;
    case Glyph::Stop:
        path.addRoundedRect(QRectF(3.5, 3.5, 9, 9), 1, 1);
        break;
    case Glyph::Pause:
        path.addRoundedRect(QRectF(4, 3, 2.8, 10), 0.6, 0.6);
        path.addRoundedRect(QRectF(9.2, 3, 2.8, 10), 0.6, 0.6);
        break;
    default:
        break;
    }
    return path;
}

class GlyphEngine final : public QIconEngine
{
public:
    explicit GlyphEngine(Glyph glyph)
        : m_glyph(glyph)
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const QColor color = QGuiApplication::palette().color(group, QPalette::ButtonText);
        const qreal scale = std::min(rect.width(), rect.height()) / Units;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(QRectF(rect).center() - QPointF(Units, Units) * scale / 2);
        painter->scale(scale, scale);
        painter->strokePath(strokes(m_glyph),
                            QPen(color, StrokeWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->fillPath(areas(m_glyph), color);
        painter->restore();
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect({}, size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new GlyphEngine(m_glyph); }

private:
    Glyph m_glyph;
};

} // namespace

QIcon glyphIcon(Glyph glyph)
{
    return QIcon(new GlyphEngine(glyph));
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/noticebar.h"

#include "ui/glyphs.h"
#include "ui/theme.h"

#include <QtCore/QEvent>
#include <QtCore/QScopedValueRollback>
#include <QtWidgets/QApplication>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QToolButton>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

NoticeBar::NoticeBar(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
{
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Notice"));
    auto *dismiss = new QToolButton(this);
    dismiss->setIcon(glyphIcon(Glyph::Close));
    dismiss->setAutoRaise(true);
    dismiss->setToolTip(tr("Dismiss"));
    dismiss->setAccessibleName(tr("Dismiss the notice"));
    connect(dismiss, &QToolButton::clicked, this, &QWidget::hide);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->addWidget(m_text, 1);
    layout->addWidget(dismiss, 0, Qt::AlignTop);
    setAutoFillBackground(true);
    updateColors();
    hide();
}

void NoticeBar::showProblem(const QString &text)
{
    m_isProblem = true;
    m_text->setText(u"⚠ "_s + text);
    updateColors();
    show();
}

void NoticeBar::showInformation(const QString &text)
{
    m_isProblem = false;
    m_text->setText(text);
    updateColors();
    show();
}

QString NoticeBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void NoticeBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_coloring) {
        updateColors();
    }
}

void NoticeBar::updateColors()
{
    const QScopedValueRollback guard(m_coloring, true); // setPalette() is a PaletteChange, too
    const SemanticColors &colors = semanticColors(QApplication::palette());
    QPalette palette; // only what differs; the rest follows the theme
    palette.setColor(QPalette::Window, m_isProblem ? colors.problemTint : colors.eventTint);
    if (m_isProblem) {
        palette.setColor(QPalette::WindowText, colors.problem);
    }
    setPalette(palette);
}

} // namespace Gantry::Inspector

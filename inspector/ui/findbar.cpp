// SPDX-License-Identifier: GPL-3.0-only
#include "ui/findbar.h"

#include "ui/glyphs.h"
#include "ui/theme.h"

#include <QtCore/QLocale>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QToolButton>

namespace Gantry::Inspector {

using Way = FrameFinder::Way;

FindBar::FindBar(const RecordStore *store, QWidget *parent)
    : QFrame(parent)
    , m_finder(store)
    , m_edit(new QLineEdit(this))
    , m_kind(new QComboBox(this))
    , m_case(new QCheckBox(tr("Match &case"), this))
    , m_message(new QLabel(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 6, 4);
    auto *label = new QLabel(tr("F&ind:"), this);
    label->setBuddy(m_edit);
    m_edit->setAccessibleName(tr("What to find"));
    m_edit->setPlaceholderText(tr("In the payloads of all connections"));
    m_edit->setToolTip(tr("Enter finds the next, Shift+Enter the previous record. Escape closes."));
    m_edit->setClearButtonEnabled(true);
    m_kind->addItem(tr("Text"), int(FindKind::Text));
    m_kind->addItem(tr("Regular expression"), int(FindKind::RegularExpression));
    m_kind->addItem(tr("Hex"), int(FindKind::Hex));
    m_kind->setAccessibleName(tr("Kind of what to find"));
    m_message->setAccessibleName(tr("Result of finding"));
    m_message->setTextFormat(Qt::PlainText);
    layout->addWidget(label);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_kind);
    layout->addWidget(m_case);
    QToolButton *previous = addButton(tr("Previous"), tr("Find the previous record (Shift+F3)"));
    QToolButton *next = addButton(tr("Next"), tr("Find the next record (F3)"));
    m_stop = addButton(tr("Stop"), tr("Stop searching"));
    m_stop->setVisible(false);
    layout->addWidget(m_message, 1);
    QToolButton *close = addButton({}, tr("Close (Escape)"));
    close->setIcon(glyphIcon(Glyph::Close));
    close->setAccessibleName(tr("Close the find bar"));

    connect(previous, &QToolButton::clicked, this, [this] { findAgain(Way::Backward); });
    connect(next, &QToolButton::clicked, this, [this] { findAgain(Way::Forward); });
    connect(m_stop, &QToolButton::clicked, this, [this] {
        cancel();
        say(tr("Stopped"), false);
    });
    connect(close, &QToolButton::clicked, this, &FindBar::leave);
    connect(m_kind, &QComboBox::currentIndexChanged, this,
            [this] { m_case->setEnabled(query().kind != FindKind::Hex); });
    connect(m_edit, &QLineEdit::textChanged, this, [this] { say({}, false); });
    connect(&m_finder, &FrameFinder::found, this,
            [this](quint64 sequence, const FoundRange &, bool wrapped) { showFound(sequence, wrapped); });
    connect(&m_finder, &FrameFinder::notFound, this, [this] {
        m_stop->setVisible(false);
        say(tr("Not found"), true);
    });
    connect(&m_finder, &FrameFinder::progressed, this, [this](int percent) {
        m_stop->setVisible(true);
        say(tr("Searching, %1 %").arg(percent), false);
    });
    hide();
}

QToolButton *FindBar::addButton(const QString &text, const QString &tip)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(tip);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    layout()->addWidget(button);
    return button;
}

QString FindBar::message() const
{
    return m_message->text();
}

void FindBar::open()
{
    show();
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FindBar::leave()
{
    cancel();
    hide();
    Q_EMIT left();
}

void FindBar::cancel()
{
    m_finder.cancel();
    m_stop->setVisible(false);
}

FindQuery FindBar::query() const
{
    return {.kind = FindKind(m_kind->currentData().toInt()),
            .pattern = m_edit->text(),
            .isCaseSensitive = m_case->isChecked()};
}

void FindBar::findAgain(Way way)
{
    if (m_edit->text().isEmpty()) {
        open();
        return;
    }
    const auto pattern = FindPattern::make(query());
    if (const auto *problem = std::get_if<QString>(&pattern)) {
        show();
        say(*problem, true);
        return;
    }
    m_way = way;
    say({}, false);
    m_finder.find(std::get<FindPattern>(pattern), m_origin, way);
}

void FindBar::showFound(quint64 sequence, bool wrapped)
{
    m_stop->setVisible(false);
    m_origin = sequence;
    const QString place = tr("Record %1").arg(QLocale().toString(sequence));
    if (!wrapped) {
        say(place, false);
    } else {
        say(m_way == Way::Forward ? tr("%1; went on from the beginning").arg(place)
                                  : tr("%1; went on from the end").arg(place),
            false);
    }
    Q_EMIT found(sequence);
}

void FindBar::sayHidden()
{
    say(tr("%1; the filter hides its row").arg(m_message->text()), false);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        leave();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        findAgain((event->modifiers() & Qt::ShiftModifier) != 0 ? Way::Backward : Way::Forward);
        break;
    default:
        QFrame::keyPressEvent(event);
    }
}

void FindBar::say(const QString &text, bool isProblem)
{
    m_isProblem = isProblem;
    m_message->setText(isProblem ? QStringLiteral("✗ ") + text : text);
    colorMessage();
}

void FindBar::colorMessage()
{
    const QPalette theme = QApplication::palette();
    QPalette palette = theme;
    const SemanticColors &colors = semanticColors(theme);
    palette.setColor(QPalette::WindowText, m_isProblem ? colors.problem : colors.muted);
    m_message->setPalette(palette);
}

void FindBar::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colorMessage();
    }
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/filterbar.h"

#include "models/framecells.h"
#include "ui/elidedlabel.h"
#include "ui/filteredit.h"
#include "ui/theme.h"

#include <QtCore/QLocale>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMenu>
#include <QtWidgets/QToolButton>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_edit(new FilterEdit(this))
    , m_message(new ElidedLabel(this))
    , m_mode(new QComboBox(this))
    , m_recentButton(new QToolButton(this))
    , m_range(new QToolButton(this))
    , m_scan(makeBadge(tr("Progress of the filter")))
    , m_paused(makeBadge(tr("Pause")))
    , m_trimmed(makeBadge(tr("Dropped records")))
{
    auto *label = new QLabel(tr("Fi&lter:"), this);
    label->setBuddy(m_edit);
    m_edit->setClearButtonEnabled(true);
    m_edit->setMinimumWidth(220);
    m_edit->setPlaceholderText(tr("A text, or an expression: dir==send && len>1k (Ctrl+L)"));
    m_edit->setToolTip(
        tr("A text is looked for in payloads, handshakes, close reasons and notes; upper and lower "
           "case are the same. Expressions compare fields: the Down key shows what is possible. "
           "Escape clears the filter. (Ctrl+L)"));
    m_edit->setAccessibleName(tr("Filter"));
    m_edit->installEventFilter(this);
    m_message->setAccessibleName(tr("Whether the filter is right"));
    m_range->setVisible(false);
    m_range->setAutoRaise(true);
    m_range->setToolTip(tr("Only records of this time are shown. Click to show all times."));
    connect(m_range, &QToolButton::clicked, this, &FilterBar::timeRangeCleared);
    addModes();
    addRecent();

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(8);
    layout->addWidget(label);
    layout->addWidget(m_edit, 1);
    for (QWidget *part :
         {static_cast<QWidget *>(m_message), static_cast<QWidget *>(m_recentButton),
          static_cast<QWidget *>(m_mode), static_cast<QWidget *>(m_range), static_cast<QWidget *>(m_scan),
          static_cast<QWidget *>(m_paused), static_cast<QWidget *>(m_trimmed)}) {
        layout->addWidget(part);
    }

    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingPause);
    connect(&m_typing, &QTimer::timeout, this, &FilterBar::apply);
    connect(m_edit, &QLineEdit::textChanged, this, &FilterBar::judge);
    connect(m_edit, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_edit, &QLineEdit::returnPressed, this, &FilterBar::applyAndRemember);
}

void FilterBar::addModes()
{
    m_mode->addItem(tr("Hide others"), int(FrameModel::FilterMode::Hide));
    m_mode->addItem(tr("Highlight"), int(FrameModel::FilterMode::Highlight));
    m_mode->setAccessibleName(tr("What the filter does"));
    m_mode->setToolTip(tr("Hide the rows that do not pass the filter, or show all and mark those that do "
                          "(Alt+Enter)"));
    connect(m_mode, &QComboBox::currentIndexChanged, this, [this] { Q_EMIT modeChanged(mode()); });
}

void FilterBar::addRecent()
{
    m_recentButton->setText(tr("Recent"));
    m_recentButton->setAccessibleName(tr("Recent filters"));
    m_recentButton->setToolTip(tr("Filters that were used before"));
    m_recentButton->setAutoRaise(true);
    m_recentButton->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_recentButton);
    m_recentButton->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        for (const QString &filter : std::as_const(m_recent)) {
            menu->addAction(QString(filter).replace(u'&', u"&&"_s), this,
                            [this, filter] { setExpression(filter); });
        }
        if (m_recent.isEmpty()) {
            menu->addAction(tr("None yet"))->setEnabled(false);
        }
    });
}

QLabel *FilterBar::makeBadge(const QString &name)
{
    auto *badge = new QLabel(this);
    badge->setAccessibleName(name);
    badge->setVisible(false);
    return badge;
}

void FilterBar::focusFilter()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FilterBar::setExpression(const QString &expression)
{
    m_edit->setText(expression);
    applyAndRemember();
}

QString FilterBar::message() const
{
    return m_message->text();
}

void FilterBar::judge()
{
    const QString text = m_edit->text();
    const Filter::Result result = Filter::compile(text);
    if (const auto *error = std::get_if<FilterError>(&result)) {
        const bool isUnfinished = error->isUnfinished;
        showState(isUnfinished ? State::Unfinished : State::Wrong,
                  isUnfinished ? tr("… not finished: %1").arg(error->text)
                               : tr("✗ column %1: %2").arg(columnOf(*error, text)).arg(error->text));
        m_edit->underline(error->position, isUnfinished ? 0 : std::max<qsizetype>(1, error->length));
        return;
    }
    const bool isEmpty = std::get<Filter>(result).passesAll();
    showState(isEmpty ? State::Empty : State::Right, isEmpty ? QString() : tr("✓ valid"));
    m_edit->underline(0, 0);
}

void FilterBar::showState(State state, const QString &message)
{
    m_verdict = message;
    if (state != m_state) {
        m_state = state;
        colorState();
    }
    showMessage();
}

void FilterBar::showMessage()
{
    const bool hasMarks = m_state == State::Right && m_marked >= 0;
    m_message->setText(hasMarks ? tr("%1, %n marked", nullptr, m_marked).arg(m_verdict) : m_verdict);
}

void FilterBar::setMarked(int rows)
{
    m_marked = rows;
    showMessage();
}

void FilterBar::colorState()
{
    const QPalette theme = QApplication::palette();
    const SemanticColors &colors = semanticColors(theme);
    QPalette palette = theme;
    palette.setColor(QPalette::WindowText,
                     m_state == State::Wrong       ? colors.problem
                         : m_state == State::Right ? colors.good
                                                   : colors.muted);
    m_message->setPalette(palette);
}

void FilterBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colorState();
    }
}

void FilterBar::apply()
{
    m_typing.stop();
    const Filter::Result result = Filter::compile(m_edit->text());
    if (const auto *filter = std::get_if<Filter>(&result)) {
        Q_EMIT filterChanged(*filter);
    }
}

void FilterBar::applyAndRemember()
{
    if (m_edit->isChoosing()) {
        return; // Enter is for the suggestion
    }
    apply();
    if (m_state == State::Right) {
        remember(m_edit->text().trimmed());
    }
}

void FilterBar::remember(const QString &expression)
{
    m_recent.removeAll(expression);
    m_recent.prepend(expression);
    m_recent.resize(std::min(m_recent.size(), MaxRecent));
}

void FilterBar::clear()
{
    if (m_state == State::Right) {
        remember(m_edit->text().trimmed());
    }
    m_edit->clear();
    apply();
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            clear();
            Q_EMIT left();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

FrameModel::FilterMode FilterBar::mode() const
{
    return FrameModel::FilterMode(m_mode->currentData().toInt());
}

void FilterBar::setMode(FrameModel::FilterMode mode)
{
    m_mode->setCurrentIndex(m_mode->findData(int(mode)));
}

void FilterBar::toggleMode()
{
    setMode(mode() == FrameModel::FilterMode::Hide ? FrameModel::FilterMode::Highlight
                                                   : FrameModel::FilterMode::Hide);
}

void FilterBar::setTimeRange(const std::optional<TimeRange> &range)
{
    m_range->setVisible(range.has_value());
    if (range) {
        m_range->setText(
            tr("%1 to %2 ✕").arg(timeText(range->beginNs).left(12), timeText(range->endNs).left(12)));
        m_range->setAccessibleName(tr("Only from %1").arg(m_range->text()));
    }
}

void FilterBar::setScanPercent(int percent)
{
    m_scan->setVisible(percent < 100);
    m_scan->setText(tr("searching, %1 %").arg(percent));
}

void FilterBar::setHeldBack(bool paused, quint64 records)
{
    m_paused->setVisible(paused);
    m_paused->setText(records == 0 ? tr("<b>Paused</b>")
                                   : tr("<b>Paused</b>, %1 new").arg(QLocale().toString(records)));
}

void FilterBar::setTrimmed(quint64 records, qint64 maxBytes)
{
    m_trimmed->setVisible(records > 0);
    m_trimmed->setText(tr("%1 older ones are gone").arg(QLocale().toString(records)));
    m_trimmed->setToolTip(tr("The oldest records were dropped to keep the capture below %1 of disk.")
                              .arg(QLocale().formattedDataSize(maxBytes)));
}

} // namespace Gantry::Inspector

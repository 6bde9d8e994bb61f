// SPDX-License-Identifier: GPL-3.0-only
#include "ui/filterbar.h"

#include <QtCore/QLocale>
#include <QtGui/QKeyEvent>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>

namespace Gantry::Inspector {

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_edit(new QLineEdit(this))
    , m_scan(makeBadge(tr("Progress of the filter")))
    , m_paused(makeBadge(tr("Pause")))
    , m_trimmed(makeBadge(tr("Dropped records")))
{
    auto *label = new QLabel(tr("Fi&lter:"), this);
    label->setBuddy(m_edit);
    m_edit->setClearButtonEnabled(true);
    m_edit->setPlaceholderText(tr("Only what contains this text (Ctrl+L)"));
    m_edit->setToolTip(
        tr("Searches whole payloads, handshakes, close reasons and notes; upper and lower case "
           "are the same. Escape clears it. (Ctrl+L)"));
    m_edit->setAccessibleName(tr("Filter"));
    m_edit->installEventFilter(this);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(10);
    layout->addWidget(label);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_scan);
    layout->addWidget(m_paused);
    layout->addWidget(m_trimmed);

    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingPause);
    connect(&m_typing, &QTimer::timeout, this, &FilterBar::apply);
    connect(m_edit, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_edit, &QLineEdit::returnPressed, this, &FilterBar::apply);
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

void FilterBar::apply()
{
    m_typing.stop();
    Q_EMIT filterChanged(m_edit->text());
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        m_edit->clear();
        apply();
        Q_EMIT left();
        return true;
    }
    return QWidget::eventFilter(watched, event);
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

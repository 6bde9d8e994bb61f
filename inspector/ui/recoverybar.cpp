// SPDX-License-Identifier: GPL-3.0-only
#include "ui/recoverybar.h"

#include "store/recordstore.h"
#include "ui/noticebar.h"
#include "ui/taskstrip.h"
#include "ui/theme.h"

#include <QtCore/QLocale>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

namespace Gantry::Inspector {

namespace {

QString whenWritten(const RecoverableCapture &capture)
{
    return QLocale().toString(capture.lastWritten.toLocalTime(), QLocale::ShortFormat);
}

} // namespace

RecoveryBar::RecoveryBar(const WindowParts &parts, QWidget *parent)
    : QFrame(parent)
    , m_parts(parts)
    , m_text(new QLabel(this))
    , m_recover(addButton(tr("&Recover"), tr("Show its records, behind those that are here")))
    , m_discard(addButton(tr("Dis&card…"), tr("Remove it from the disk")))
    , m_later(addButton(tr("La&ter"), tr("Ask again at the next start")))
{
    setFrameShape(QFrame::StyledPanel);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setAccessibleName(tr("Capture to recover"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->addWidget(m_text, 1);
    for (QPushButton *button : {m_recover, m_discard, m_later}) {
        layout->addWidget(button);
    }
    connect(m_recover, &QPushButton::clicked, this, &RecoveryBar::recover);
    connect(m_discard, &QPushButton::clicked, this, &RecoveryBar::askToDiscard);
    connect(m_later, &QPushButton::clicked, this, [this] { offer({}); });
    connect(m_parts.store, &RecordStore::openingProgressed, this, [this](int percent) {
        if (m_task) {
            m_task->setProgress(percent, 100);
        }
    });
    connect(m_parts.store, &RecordStore::opened, this, &RecoveryBar::finishRecovery);
    m_thread.setMaxThreadCount(1);
    hide();
}

QPushButton *RecoveryBar::addButton(const QString &text, const QString &tip)
{
    auto *button = new QPushButton(text, this);
    button->setToolTip(tip);
    button->setAccessibleDescription(tip);
    button->setAutoDefault(false);
    return button;
}

void RecoveryBar::look(const QString &root)
{
    if (root.isEmpty()) {
        return;
    }
    m_thread.start([this, root] {
        const QList<RecoverableCapture> captures = CaptureFolder::recoverable(root);
        QMetaObject::invokeMethod(
            this, [this, captures] { offer(captures); }, Qt::QueuedConnection);
    });
}

void RecoveryBar::offer(const QList<RecoverableCapture> &captures)
{
    m_captures = captures;
    showOffer();
}

QString RecoveryBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void RecoveryBar::showOffer()
{
    setVisible(!m_captures.isEmpty());
    if (m_captures.isEmpty()) {
        return;
    }
    const RecoverableCapture &newest = m_captures.first();
    const QString size = QLocale().formattedDataSize(newest.bytes);
    const int others = int(m_captures.size()) - 1;
    const QString offer = tr("A capture of %1 (%2) was not closed: the inspector ended unexpectedly.")
                              .arg(whenWritten(newest), size);
    m_text->setText(others == 0 ? offer : tr("%1 Older ones: %2.").arg(offer, QLocale().toString(others)));
    for (QPushButton *button : {m_recover, m_discard, m_later}) {
        button->setEnabled(!m_task);
    }
}

void RecoveryBar::recover()
{
    QString problem;
    if (!m_parts.store->openCapture(m_captures.first().folder, &problem)) {
        m_parts.notice->showProblem(tr("The capture cannot be recovered: %1").arg(problem));
        return;
    }
    m_wasCancelled = false;
    m_task = m_parts.tasks->add(tr("Recovering the capture of %1").arg(whenWritten(m_captures.first())));
    connect(m_task, &Task::cancelled, this, [this] {
        m_wasCancelled = true;
        m_parts.store->cancelOpening();
    });
    showOffer();
}

void RecoveryBar::finishRecovery(quint64 records, quint64 unreadOctets)
{
    if (!m_task) {
        return;
    }
    m_task->finish();
    m_task.clear();
    const QString count = QLocale().toString(records);
    if (unreadOctets > 0) {
        m_parts.notice->showProblem(tr("%1 records were recovered; %2 were damaged and could not be read.")
                                        .arg(count, QLocale().formattedDataSize(qint64(unreadOctets))));
    } else if (m_wasCancelled) {
        m_parts.notice->showInformation(
            tr("%1 records were recovered before you cancelled. All are still on disk.").arg(count));
    } else {
        m_parts.notice->showInformation(
            tr("%1 records were recovered. Export them to keep them as a file; until you discard it, the "
               "capture is offered again at the next start.")
                .arg(count));
    }
    m_captures.removeFirst();
    showOffer();
}

void RecoveryBar::askToDiscard()
{
    auto *question =
        new QMessageBox(QMessageBox::Warning, tr("Discard Capture"),
                        tr("Remove the capture of %1 for good?").arg(whenWritten(m_captures.first())),
                        QMessageBox::Cancel, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *discardButton = question->addButton(tr("&Discard"), QMessageBox::DestructiveRole);
    connect(discardButton, &QPushButton::clicked, this, &RecoveryBar::discard);
    question->open();
}

void RecoveryBar::discard()
{
    if (m_captures.isEmpty()) {
        return;
    }
    const RecoverableCapture capture = m_captures.takeFirst();
    showOffer();
    // Removing gigabytes takes a while.
    m_thread.start([this, folder = capture.folder] {
        if (!CaptureFolder::discard(folder)) {
            QMetaObject::invokeMethod(
                this, [this] { m_parts.notice->showProblem(tr("The capture could not be removed.")); },
                Qt::QueuedConnection);
        }
    });
}

} // namespace Gantry::Inspector

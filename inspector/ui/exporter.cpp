// SPDX-License-Identifier: GPL-3.0-only
#include "ui/exporter.h"

#include "export/captureexport.h"
#include "models/framemodel.h"
#include "ui/frameview.h"
#include "ui/noticebar.h"
#include "ui/taskstrip.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QLocale>
#include <QtGui/QAction>
#include <QtWidgets/QMainWindow>

#include <algorithm>

namespace Gantry::Inspector {

Exporter::Exporter(const WindowParts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_action(new QAction(tr("&Export…"), this))
    , m_folder(QDir::homePath())
{
    m_action->setShortcuts({Qt::CTRL | Qt::Key_S, Qt::CTRL | Qt::SHIFT | Qt::Key_E});
    m_action->setStatusTip(tr("Write records into a file: JSON lines, HAR, pcapng"));
    m_action->setToolTip(m_action->statusTip());
    m_action->setEnabled(false);
    connect(m_action, &QAction::triggered, this, &Exporter::askAndWrite);
    const auto update = [this] { m_action->setEnabled(!m_parts.store->isEmpty()); };
    connect(m_parts.store, &RecordStore::appended, this, update);
    connect(m_parts.store, &RecordStore::cleared, this, update);
}

void Exporter::askAndWrite()
{
    const ExportDialog::Counts counts{.all = m_parts.store->endSequence() - m_parts.store->firstSequence(),
                                      .shown = quint64(m_parts.model->rowCount()),
                                      .selected = selectedCount()};
    auto *dialog = new ExportDialog(m_parts.store->snapshot(), counts, m_folder, m_parts.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setRedacting(m_redacts);
    // What is shown and selected is what the dialog has counted, though more comes.
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        ExportRequest request = dialog->request();
        request.chosen = sequencesOf(dialog->rows());
        write(std::move(request));
    });
    dialog->open();
}

void Exporter::write(ExportRequest request)
{
    const QString path = request.path;
    const QString name = QFileInfo(path).fileName();
    m_folder = QFileInfo(path).absolutePath();
    if (comments) {
        request.comments = comments();
    }
    auto *writing = new CaptureExport(std::move(request), this);
    Task *task = m_parts.tasks->add(tr("Writing %1").arg(name));
    connect(task, &Task::cancelled, writing, &CaptureExport::cancel);
    connect(writing, &CaptureExport::progressed, task,
            [task](quint64 done, quint64 total) { task->setProgress(qint64(done), qint64(total)); });
    connect(writing, &CaptureExport::finished, this,
            [this, writing, task, path](quint64 written, const QString &problem) {
                --m_writing;
                task->finish();
                writing->deleteLater();
                if (!problem.isEmpty()) {
                    m_parts.notice->showProblem(tr("Nothing was exported: %1").arg(problem));
                } else if (writing->wasCancelled()) {
                    m_parts.notice->showInformation(tr("The export was cancelled; no file was written."));
                } else {
                    m_parts.notice->showInformation(
                        tr("%1 records were written to %2.")
                            .arg(QLocale().toString(written), QDir::toNativeSeparators(path)));
                }
            });
    ++m_writing;
    writing->start();
}

std::optional<std::vector<quint64>> Exporter::sequencesOf(ExportDialog::Rows rows) const
{
    switch (rows) {
    case ExportDialog::Rows::All:
        return std::nullopt;
    case ExportDialog::Rows::Selected:
        return selected();
    case ExportDialog::Rows::Shown:
        break;
    }
    std::vector<quint64> sequences(std::size_t(m_parts.model->rowCount()));
    for (std::size_t row = 0; row < sequences.size(); ++row) {
        sequences[row] = m_parts.model->sequenceAt(int(row));
    }
    return sequences;
}

//! By ranges: a million selected rows are one.
std::vector<quint64> Exporter::selected() const
{
    std::vector<quint64> sequences;
    const QItemSelection selection = m_parts.view->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            sequences.push_back(m_parts.model->sequenceAt(row));
        }
    }
    std::sort(sequences.begin(), sequences.end());
    sequences.erase(std::unique(sequences.begin(), sequences.end()), sequences.end());
    return sequences;
}

quint64 Exporter::selectedCount() const
{
    quint64 count = 0;
    const QItemSelection selection = m_parts.view->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        count += quint64(range.height());
    }
    return count;
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/fileopener.h"

#include "store/recordstore.h"
#include "ui/recentfiles.h"
#include "ui/sourceset.h"
#include "ui/taskstrip.h"
#include "ui/windowservices.h"

#include <QtCore/QFileInfo>
#include <QtCore/QMimeData>
#include <QtCore/QUrl>
#include <QtGui/QAction>
#include <QtGui/QDropEvent>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

QStringList localFilesOf(const QMimeData *data)
{
    QStringList paths;
    const QList<QUrl> urls = data->urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    return paths;
}

FileOpener::FileOpener(const WindowParts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_open(new QAction(tr("&Open…"), this))
    , m_recent(new RecentFiles(parts.window))
{
    m_open->setShortcut(QKeySequence::Open);
    m_open->setStatusTip(tr("Read captures: JSON lines, HAR, pcapng, pcap"));
    m_open->setToolTip(m_open->statusTip());
    const bool canOpen = bool(m_parts.services->makeFileSource);
    m_open->setEnabled(canOpen);
    m_recent->menuAction()->setVisible(canOpen);
    connect(m_open, &QAction::triggered, this, &FileOpener::chooseFiles);
    connect(m_recent, &RecentFiles::chosen, this, [this](const QString &path) { open({path}); });
    connect(m_parts.sources, &SourceSet::progressed, this, &FileOpener::showProgress);
    connect(m_parts.sources, &SourceSet::removed, this, &FileOpener::onRemoved);
    m_parts.window->setAcceptDrops(canOpen);
    m_parts.window->installEventFilter(this);
}

void FileOpener::chooseFiles()
{
    const QString folder =
        m_recent->paths().isEmpty() ? QString() : QFileInfo(m_recent->paths().first()).path();
    auto *dialog = new QFileDialog(m_parts.window, tr("Open Captures"), folder);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Captures (*.jsonl *.ndjson *.json *.har *.pcapng *.pcap)"),
                            tr("JSON lines (*.jsonl *.ndjson)"), tr("HAR (*.har)"),
                            tr("Packets (*.pcapng *.pcap)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &FileOpener::open);
    dialog->open();
}

void FileOpener::open(const QStringList &paths)
{
    if (paths.isEmpty() || !m_parts.services->makeFileSource) {
        return;
    }
    const bool isUnused = m_parts.store->isEmpty() && m_parts.sources->isEmpty();
    isUnused ? add(paths) : ask(paths);
}

void FileOpener::ask(const QStringList &paths)
{
    const QString title =
        paths.size() == 1 ? tr("Open %1").arg(QFileInfo(paths.first()).fileName()) : tr("Open Files");
    auto *question = new QMessageBox(QMessageBox::Question, title, tr("Records are shown already."),
                                     QMessageBox::NoButton, m_parts.window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        tr("Add the new ones behind them, or replace them? Replacing ends all sources and forgets "
           "what was not exported."));
    QPushButton *addButton = question->addButton(tr("&Add"), QMessageBox::AcceptRole);
    QPushButton *replaceButton = question->addButton(tr("&Replace"), QMessageBox::DestructiveRole);
    question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(addButton);
    connect(addButton, &QPushButton::clicked, this, [this, paths] { add(paths); });
    connect(replaceButton, &QPushButton::clicked, this, [this, paths] { replaceBy(paths); });
    question->open();
}

void FileOpener::add(const QStringList &paths)
{
    for (const QString &path : paths) {
        m_recent->add(path);
        m_parts.sources->add(m_parts.services->makeFileSource(path));
    }
}

void FileOpener::replaceBy(const QStringList &paths)
{
    const auto isReadable = [](const QString &path) {
        const QFileInfo info(path);
        return info.isFile() && info.isReadable();
    };
    if (std::none_of(paths.begin(), paths.end(), isReadable)) {
        add(paths); // says why not, and what is shown stays
        return;
    }
    m_replacement = paths;
    m_waitedFor = m_parts.sources->numbers();
    if (m_waitedFor.isEmpty()) {
        replaceNow();
    } else {
        m_parts.sources->stopAll();
    }
}

void FileOpener::replaceNow()
{
    m_parts.store->clear();
    add(std::exchange(m_replacement, {}));
}

void FileOpener::showProgress(int number, qint64 done, qint64 total)
{
    if (!m_tasks.contains(number)) {
        Task *task = m_parts.tasks->add(tr("Reading %1").arg(m_parts.sources->title(number)));
        connect(task, &Task::cancelled, m_parts.sources, [this, number] { m_parts.sources->stop(number); });
        m_tasks.insert(number, task);
    }
    m_tasks[number]->setProgress(done, total);
}

void FileOpener::onRemoved(int number)
{
    if (const QPointer<Task> task = m_tasks.take(number)) {
        task->finish();
    }
    if (m_waitedFor.removeOne(number) && m_waitedFor.isEmpty()) {
        replaceNow();
    }
}

bool FileOpener::eventFilter(QObject *watched, QEvent *event)
{
    const bool isDrag = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove;
    if (!isDrag && event->type() != QEvent::Drop) {
        return QObject::eventFilter(watched, event);
    }
    auto *drop = static_cast<QDropEvent *>(event);
    const QStringList paths = localFilesOf(drop->mimeData());
    if (paths.isEmpty()) {
        return false;
    }
    drop->setDropAction(Qt::CopyAction); // the file stays where it is
    drop->accept();
    if (event->type() == QEvent::Drop) {
        open(paths);
    }
    return true;
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// Opens files into the window: chosen in a dialog, dropped on it, or opened before. A
// window that shows something asks whether a file is added or takes the place of what
// is there, so that nothing is lost by a slip. Says how far the reading is.
#pragma once

#include "ui/windowparts.h"

#include <QtCore/QHash>
#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtCore/QStringList>

class QAction;
class QMessageBox;
class QMimeData;

namespace Gantry::Inspector {

class RecentFiles;
class Task;

class FileOpener final : public QObject
{
    Q_OBJECT

public:
    explicit FileOpener(const WindowParts &parts, QObject *parent = nullptr);

    QAction *openAction() const { return m_open; }
    RecentFiles *recentFiles() const { return m_recent; }

    //! Asks first if there is something to lose.
    void open(const QStringList &paths);
    //! Behind what is shown.
    void add(const QStringList &paths);
    //! Ends all sources, forgets all records, then reads \a paths.
    void replaceBy(const QStringList &paths);

protected:
    //! Of the window: what is dropped on it.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void chooseFiles();
    void ask(const QStringList &paths);
    void replaceNow();
    void showProgress(int number, qint64 done, qint64 total);
    void onRemoved(int number);

    const WindowParts m_parts;
    QAction *m_open;
    RecentFiles *m_recent;
    QHash<int, QPointer<Task>> m_tasks; //!< of sources that say how far they are
    QStringList m_replacement; //!< waits for the sources to end
    QList<int> m_waitedFor; //!< sources that end before it
};

//! The files among what is dragged; empty: none is on this machine.
QStringList localFilesOf(const QMimeData *data);

} // namespace Gantry::Inspector

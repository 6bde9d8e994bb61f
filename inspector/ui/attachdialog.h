// SPDX-License-Identifier: GPL-3.0-only
// Chooses one of the running programs that can be watched. The list refreshes itself
// while the dialog is open and keeps the choice. A thread looks for programs: that takes
// a moment, and the window does not wait.
#pragma once

#include "ui/windowservices.h"

#include <QtCore/QFutureWatcher>
#include <QtCore/QTimer>
#include <QtWidgets/QDialog>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace Gantry::Inspector {

class AttachDialog final : public QDialog
{
    Q_OBJECT

public:
    using Lister = std::function<QList<ProcessEntry>()>;

    //! \a lister is called in a thread.
    explicit AttachDialog(Lister lister, QWidget *parent = nullptr);

    //! Looks again; what is found is shown later.
    void refresh();
    //! 0: none is chosen.
    qint64 chosenPid() const;

private:
    QWidget *makeEmptyText();
    void take();
    void fill(const QList<ProcessEntry> &processes);
    void choose(qint64 pid);

    Lister m_lister;
    QStackedWidget *m_stack;
    QTreeWidget *m_list;
    QPushButton *m_attach = nullptr;
    QTimer m_refresh;
    QList<ProcessEntry> m_processes;
    bool m_hasLooked = false;
    QFutureWatcher<QList<ProcessEntry>> m_looking;
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/attachdialog.h"

#include <QtCore/QLocale>
#include <QtCore/QPromise>
#include <QtCore/QThreadPool>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QTreeWidget>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace Gantry::Inspector {

namespace {

constexpr std::chrono::milliseconds ListInterval{1000};
constexpr int PidRole = Qt::UserRole;

} // namespace

AttachDialog::AttachDialog(Lister lister, QWidget *parent)
    : QDialog(parent)
    , m_lister(std::move(lister))
    , m_stack(new QStackedWidget(this))
    , m_list(new QTreeWidget(this))
{
    setWindowTitle(tr("Attach to a Program"));
    m_list->setHeaderLabels({tr("Process"), tr("Program"), tr("Since"), tr("Why not")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Programs that can be watched"));
    m_list->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_list->header()->setStretchLastSection(false);
    m_stack->addWidget(m_list);
    m_stack->addWidget(makeEmptyText());
    auto *looking = new QLabel(tr("Looking for programs…"), this);
    looking->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(looking);
    m_stack->setCurrentWidget(m_lister ? looking : m_stack->widget(1));

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_attach = buttons->addButton(tr("&Attach"), QDialogButtonBox::AcceptRole);
    m_attach->setDefault(true);
    QPushButton *refreshButton = buttons->addButton(tr("&Refresh"), QDialogButtonBox::ActionRole);
    refreshButton->setShortcut(QKeySequence::Refresh);
    refreshButton->setToolTip(tr("Look again now (F5)"));

    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_stack, 1);
    layout->addWidget(buttons);
    resize(520, 320);

    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(refreshButton, &QPushButton::clicked, this, &AttachDialog::refresh);
    connect(m_list, &QTreeWidget::itemActivated, this, &QDialog::accept);
    connect(m_list, &QTreeWidget::itemSelectionChanged, this,
            [this] { m_attach->setEnabled(chosenPid() != 0); });
    connect(&m_looking, &QFutureWatcherBase::finished, this, &AttachDialog::take);
    connect(&m_refresh, &QTimer::timeout, this, &AttachDialog::refresh);
    m_refresh.start(ListInterval);
    m_attach->setEnabled(false);
    refresh();
}

QWidget *AttachDialog::makeEmptyText()
{
    auto *text = new QLabel(tr("<p>No program can be watched at the moment.</p>"
                               "<p>Start a program that uses Gantry with <tt>GANTRY_INSPECT=1</tt> in its "
                               "environment, as the user who runs this window:</p>"
                               "<pre>GANTRY_INSPECT=1 ./my-program</pre>"
                               "<p>It appears here as soon as it runs.</p>"),
                            this);
    text->setWordWrap(true);
    text->setMargin(24);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return text;
}

void AttachDialog::refresh()
{
    if (!m_lister || m_looking.isRunning()) {
        return;
    }
    // Nobody waits for the thread, not even the end of the dialog.
    const auto promise = std::make_shared<QPromise<QList<ProcessEntry>>>();
    promise->start();
    m_looking.setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, lister = m_lister] {
        promise->addResult(lister());
        promise->finish();
    });
}

void AttachDialog::take()
{
    const QList<ProcessEntry> processes = m_looking.result();
    if (!std::exchange(m_hasLooked, true) || processes != m_processes) {
        fill(processes);
    }
}

void AttachDialog::fill(const QList<ProcessEntry> &processes)
{
    const qint64 chosen = chosenPid();
    m_processes = processes;
    m_list->clear();
    for (const ProcessEntry &process : processes) {
        const QString since =
            process.since.isValid() ? QLocale().toString(process.since.toLocalTime().time()) : QString();
        auto *item = new QTreeWidgetItem(
            m_list, {QString::number(process.pid), process.program, since, process.obstacle});
        item->setData(0, PidRole, process.pid);
        item->setToolTip(3, process.obstacle);
        if (!process.obstacle.isEmpty())
            item->setFlags(item->flags() & ~(Qt::ItemIsEnabled | Qt::ItemIsSelectable));
    }
    m_list->resizeColumnToContents(0);
    m_list->resizeColumnToContents(2);
    m_list->resizeColumnToContents(3);
    // The reasons take no room when there are none.
    const bool hasObstacles = std::any_of(processes.begin(), processes.end(),
                                          [](const ProcessEntry &each) { return !each.obstacle.isEmpty(); });
    m_list->setColumnHidden(3, !hasObstacles);
    m_stack->setCurrentIndex(processes.isEmpty() ? 1 : 0);
    const auto first = std::find_if(processes.begin(), processes.end(),
                                    [](const ProcessEntry &each) { return each.obstacle.isEmpty(); });
    choose(chosen != 0 || first == processes.end() ? chosen : first->pid);
    m_attach->setEnabled(chosenPid() != 0);
}

void AttachDialog::choose(qint64 pid)
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem *item = m_list->topLevelItem(row);
        if (item->data(0, PidRole).toLongLong() == pid) {
            m_list->setCurrentItem(item);
        }
    }
}

qint64 AttachDialog::chosenPid() const
{
    const QList<QTreeWidgetItem *> items = m_list->selectedItems();
    return items.isEmpty() ? 0 : items.first()->data(0, PidRole).toLongLong();
}

} // namespace Gantry::Inspector

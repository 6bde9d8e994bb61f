// SPDX-License-Identifier: GPL-3.0-only
#include "ui/capturedocks.h"

#include "models/annotations.h"
#include "models/wampindex.h"
#include "ui/capturepage.h"
#include "ui/numberspane.h"

#include <QtGui/QAction>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QMainWindow>
#include <QtWidgets/QMenu>
#include <QtWidgets/QTableView>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

CaptureDocks::CaptureDocks(QMainWindow *window, CapturePage *page)
    : QObject(window)
    , m_window(window)
    , m_page(page)
    , m_numbers(add(u"numbers"_s, tr("Numb&ers"), new NumbersPane(page->numbers())))
    , m_wampNames(add(u"wampNames"_s, tr("&WAMP Names"),
                      makeTable(page->wampIndex()->names(), tr("Subscriptions and registrations"),
                                WampNameModel::SequenceRole, WampNameModel::Uri)))
    , m_annotations(add(u"annotations"_s, tr("&Bookmarks and Comments"),
                        makeTable(page->annotations(), tr("Bookmarks and comments"),
                                  Annotations::SequenceRole, Annotations::Comment)))
{
    m_window->tabifyDockWidget(m_numbers, m_wampNames);
    m_window->tabifyDockWidget(m_wampNames, m_annotations);
    for (QDockWidget *dock : {m_numbers, m_wampNames, m_annotations}) {
        dock->hide();
        // One that is chosen comes to the front of those that share its place.
        connect(dock->toggleViewAction(), &QAction::triggered, dock, [dock](bool isShown) {
            if (isShown) {
                dock->raise();
            }
        });
    }
}

QDockWidget *CaptureDocks::add(const QString &name, const QString &title, QWidget *content)
{
    auto *dock = new QDockWidget(QString(title).remove(u'&'), m_window);
    dock->setObjectName(name);
    dock->setAccessibleName(dock->windowTitle());
    dock->setWidget(content);
    dock->toggleViewAction()->setText(title);
    dock->toggleViewAction()->setStatusTip(tr("Show or hide this pane"));
    m_window->addDockWidget(Qt::BottomDockWidgetArea, dock);
    return dock;
}

QTableView *CaptureDocks::makeTable(QAbstractItemModel *model, const QString &name, int sequenceRole,
                                    int widest)
{
    auto *table = new QTableView;
    table->setModel(model);
    table->setAccessibleName(name);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setToolTip(tr("Enter or a double click goes to the record"));
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setSectionResizeMode(widest, QHeaderView::Stretch);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    table->horizontalHeader()->setHighlightSections(false);
    connect(table, &QAbstractItemView::activated, m_page, [this, sequenceRole](const QModelIndex &index) {
        m_page->goTo(index.data(sequenceRole).toULongLong());
    });
    return table;
}

void CaptureDocks::addTo(QMenu *menu) const
{
    for (const QDockWidget *dock : {m_numbers, m_wampNames, m_annotations}) {
        menu->addAction(dock->toggleViewAction());
    }
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "ui/numberspane.h"

#include "models/numbersmodel.h"
#include "ui/trafficcharts.h"

#include <QtWidgets/QComboBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QHeaderView>
#include <QtWidgets/QLabel>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QTableView>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace Gantry::Inspector {

NumbersPane::NumbersPane(const TrafficNumbers *numbers, QWidget *parent)
    : QWidget(parent)
    , m_numbers(numbers)
    , m_connection(new QComboBox(this))
    , m_charts(new TrafficCharts(this))
    , m_table(new QTableView(this))
    , m_model(new NumbersModel(this))
{
    m_connection->addItem(tr("All connections"), 0);
    m_connection->setAccessibleName(tr("Connection whose numbers are shown"));
    m_connection->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto *label = new QLabel(tr("&Numbers of"), this);
    label->setBuddy(m_connection);
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAccessibleName(tr("Traffic in numbers"));
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    m_table->horizontalHeader()->setSectionResizeMode(NumbersModel::Name, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(NumbersModel::Value, QHeaderView::ResizeToContents);

    auto *top = new QHBoxLayout;
    top->setContentsMargins(8, 4, 8, 4);
    top->setSpacing(8);
    top->addWidget(label);
    top->addWidget(m_connection);
    top->addStretch(1);
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->addWidget(m_charts);
    splitter->addWidget(m_table);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);

    connect(m_connection, &QComboBox::currentIndexChanged, this, &NumbersPane::refresh);
    connect(m_numbers, &TrafficNumbers::advanced, this, [this] {
        m_isStale = true;
        if (isVisible() && !m_timer.isActive()) {
            m_timer.start(RefreshInterval);
        }
    });
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &NumbersPane::refresh);
}

void NumbersPane::setConnection(quint64 connection)
{
    listConnections();
    m_connection->setCurrentIndex(std::max(0, m_connection->findData(connection)));
}

quint64 NumbersPane::connection() const
{
    return m_connection->currentData().toULongLong();
}

//! New ones come at the end; after a clear all are new.
void NumbersPane::listConnections()
{
    const QList<quint64> connections = m_numbers->connections();
    const auto listed = qsizetype(m_connection->count()) - 1;
    const bool isGrown = listed <= connections.size()
        && (listed == 0 || m_connection->itemData(int(listed)).toULongLong() == connections[listed - 1]);
    if (!isGrown) {
        while (m_connection->count() > 1) {
            m_connection->removeItem(m_connection->count() - 1);
        }
    }
    for (qsizetype i = m_connection->count() - 1; i < connections.size(); ++i) {
        m_connection->addItem(tr("Connection %1").arg(connections[i]), connections[i]);
    }
}

void NumbersPane::refresh()
{
    m_isStale = false;
    listConnections();
    const TrafficNumbers::Numbers *own = connection() == 0 ? nullptr : m_numbers->of(connection());
    const TrafficNumbers::Numbers &shown = own ? *own : m_numbers->overall();
    m_model->showNumbers(shown);
    m_charts->showNumbers(shown);
}

void NumbersPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isStale) {
        refresh();
    }
}

} // namespace Gantry::Inspector

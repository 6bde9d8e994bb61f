// SPDX-License-Identifier: GPL-3.0-only
#include "ui/capturepage.h"

#include "decode/payloadtext.h"
#include "models/framemodel.h"
#include "models/trafficnumbers.h"
#include "models/wampindex.h"
#include "ui/detailpane.h"
#include "ui/filterbar.h"
#include "ui/frameview.h"
#include "ui/hexlayout.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace Gantry::Inspector {

CapturePage::CapturePage(RecordStore *store, FrameModel *model, QWidget *startPage, QWidget *parent)
    : QStackedWidget(parent)
    , m_store(store)
    , m_model(model)
    , m_filter(new FilterBar(this))
    , m_view(new FrameView(model, this))
    , m_details(new DetailPane(store, this))
    , m_wampIndex(new WampIndex(store, this))
    , m_numbers(new TrafficNumbers(store, this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
{
    m_view->setFrameShape(QFrame::NoFrame);
    m_splitter->addWidget(m_view);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);

    auto *capture = new QWidget(this);
    auto *layout = new QVBoxLayout(capture);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addWidget(m_splitter, 1);
    addWidget(startPage);
    addWidget(capture);
    setTabOrder(m_filter, m_view);
    setTabOrder(m_view, m_details);

    connect(m_view, &FrameView::recordChosen, this, &CapturePage::showChosen);
    connectFilter();
    connectStore();
    connectDetails();
}

void CapturePage::connectDetails()
{
    connect(m_wampIndex, &WampIndex::answered, m_numbers, &TrafficNumbers::addWampLatency);
    m_details->setWampIndex(m_wampIndex);
    m_details->setTrafficNumbers(m_numbers);
    connect(m_details, &DetailPane::jumpRequested, this, &CapturePage::goTo);
}

void CapturePage::connectFilter()
{
    connect(m_filter, &FilterBar::filterChanged, m_model, &FrameModel::setFilter);
    connect(m_filter, &FilterBar::left, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_model, &FrameModel::scanAdvanced, m_filter,
            [this] { m_filter->setScanPercent(m_model->isScanning() ? m_model->scanPercent() : 100); });
    const auto showHeldBack = [this] { m_filter->setHeldBack(m_model->isPaused(), m_model->heldBack()); };
    connect(m_model, &FrameModel::heldBackChanged, m_filter, showHeldBack);
    connect(m_model, &FrameModel::pausedChanged, m_filter, showHeldBack);
}

void CapturePage::connectStore()
{
    const auto showTrimmed = [this] { m_filter->setTrimmed(m_store->trimmedRecords(), m_store->maxBytes()); };
    connect(m_store, &RecordStore::trimmed, m_filter, showTrimmed);
    connect(m_store, &RecordStore::cleared, m_filter, showTrimmed);
    connect(m_store, &RecordStore::cleared, this, [this] {
        m_view->forgetChoice();
        m_details->clear();
    });
}

void CapturePage::showCapture(bool shown)
{
    setCurrentIndex(shown ? 1 : 0);
}

void CapturePage::showChosen(quint64 sequence)
{
    if (m_store->contains(sequence)) {
        m_details->showRecord(sequence);
    }
}

void CapturePage::goInConnection(bool forward)
{
    const int row = m_view->currentIndex().row();
    if (row < 0 || !m_store->contains(m_model->sequenceAt(row))) {
        return;
    }
    const quint64 connection = m_store->indexAt(m_model->sequenceAt(row)).connection;
    const int step = forward ? 1 : -1;
    for (int other = row + step; other >= 0 && other < m_model->rowCount(); other += step) {
        const quint64 sequence = m_model->sequenceAt(other);
        if (m_store->contains(sequence) && m_store->indexAt(sequence).connection == connection) {
            m_view->chooseRow(other);
            return;
        }
    }
}

void CapturePage::goTo(quint64 sequence)
{
    const int row = m_model->rowOf(sequence);
    if (row >= 0) {
        m_view->chooseRow(row);
    } else {
        showChosen(sequence);
    }
}

void CapturePage::goToPair()
{
    m_details->jumpToPair();
}

bool CapturePage::compareSelected()
{
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
    if (rows.size() != 2) {
        return false;
    }
    const auto [first, second] = std::minmax({rows.first().row(), rows.last().row()});
    m_details->showDiff(m_model->sequenceAt(first), m_model->sequenceAt(second));
    return true;
}

void CapturePage::copyPayload() const
{
    const QByteArray payload = m_details->payload();
    // Text is copied whole, however much of it is shown; a dump says what it leaves out.
    QGuiApplication::clipboard()->setText(looksLikeText(payload) ? QString::fromUtf8(payload)
                                                                 : hexDump(payload));
}

void CapturePage::chooseForPicture()
{
    constexpr int RowsInSight = 10;
    if (m_view->currentIndex().isValid()) {
        return;
    }
    const int last = m_model->rowCount() - 1;
    for (int row = last; row >= std::max(0, last - RowsInSight); --row) {
        const QModelIndex index = m_model->index(row, 0);
        const bool isFrame = index.data(FrameModel::KindRole).toInt() == int(Tap::RecordKind::Frame);
        if (isFrame && !index.data(FrameModel::ControlRole).toBool()) {
            m_view->chooseRow(row);
            return;
        }
    }
}

} // namespace Gantry::Inspector

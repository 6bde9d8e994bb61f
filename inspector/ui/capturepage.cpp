// SPDX-License-Identifier: GPL-3.0-only
#include "ui/capturepage.h"

#include "decode/payloadtext.h"
#include "models/annotations.h"
#include "models/capturefilter.h"
#include "models/framemodel.h"
#include "models/trafficnumbers.h"
#include "models/wampindex.h"
#include "ui/detailpane.h"
#include "ui/filterbar.h"
#include "ui/filteredit.h"
#include "ui/findbar.h"
#include "ui/frameview.h"
#include "ui/hexlayout.h"
#include "ui/ratestrip.h"

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace Gantry::Inspector {

namespace {

//! URIs that completion offers; whoever has more knows what they look like.
constexpr qsizetype MaxHints = 500;

} // namespace

CapturePage::CapturePage(RecordStore *store, FrameModel *model, QWidget *startPage, QWidget *parent)
    : QStackedWidget(parent)
    , m_store(store)
    , m_model(model)
    , m_filter(new FilterBar(this))
    , m_view(new FrameView(model, this))
    , m_details(new DetailPane(store, this))
    , m_wampIndex(new WampIndex(store, this))
    , m_numbers(new TrafficNumbers(store, this))
    , m_annotations(new Annotations(store, this))
    , m_captureFilter(new CaptureFilter(store, m_wampIndex, m_annotations, this))
    , m_rates(new RateStrip(this))
    , m_find(new FindBar(store, this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
{
    m_view->setFrameShape(QFrame::NoFrame);
    auto *table = new QWidget(this);
    auto *tableLayout = new QVBoxLayout(table);
    tableLayout->setContentsMargins(0, 0, 0, 0);
    tableLayout->setSpacing(0);
    auto *line = new QFrame(table);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    tableLayout->addWidget(m_view, 1);
    tableLayout->addWidget(line);
    tableLayout->addWidget(m_rates);
    m_splitter->addWidget(table);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({380, 270}); // as a proportion

    auto *capture = new QWidget(this);
    auto *layout = new QVBoxLayout(capture);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filter);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_find); // below the table, so that it does not move it
    addWidget(startPage);
    addWidget(capture);
    setTabOrder(m_filter, m_view);
    setTabOrder(m_view, m_rates);
    setTabOrder(m_rates, m_details);
    model->setFacts(m_wampIndex, m_annotations);
    m_rates->setNumbers(m_numbers);

    connect(m_view, &FrameView::recordChosen, this, &CapturePage::showChosen);
    connectFilter();
    connectFind();
    connectRates();
    connectStore();
    connectDetails();
}

void CapturePage::connectDetails()
{
    connect(m_wampIndex, &WampIndex::answered, m_numbers, &TrafficNumbers::addWampLatency);
    m_details->setWampIndex(m_wampIndex);
    m_details->setTrafficNumbers(m_numbers);
    connect(m_details, &DetailPane::jumpRequested, this, &CapturePage::goTo);
    connect(m_details, &DetailPane::filterWanted, m_filter, &FilterBar::setExpression);
    connect(m_wampIndex, &WampIndex::advanced, m_view,
            [this] { m_view->showWampColumns(m_wampIndex->entries().size() > 0); });
}

void CapturePage::connectFilter()
{
    connect(m_filter, &FilterBar::filterChanged, m_captureFilter, &CaptureFilter::setFilter);
    connect(m_filter, &FilterBar::modeChanged, m_model, &FrameModel::setFilterMode);
    connect(m_filter, &FilterBar::modeChanged, this, &CapturePage::showScan);
    connect(m_filter, &FilterBar::left, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_captureFilter, &CaptureFilter::changed, this, &CapturePage::filterAnew);
    connect(m_model, &FrameModel::scanAdvanced, this, &CapturePage::showScan);
    m_filter->edit()->setHints([this] {
        // Messages of one capture look alike, so the one on show tells what there is.
        FilterHints hints{.jsonPaths = jsonPathsIn(m_details->payload(), MaxHints),
                          .tags = m_annotations->distinctTags()};
        for (const QByteArray &uri : m_wampIndex->entries().uris().first(
                 std::min<qsizetype>(m_wampIndex->entries().uris().size(), MaxHints))) {
            if (!uri.isEmpty()) {
                hints.wampUris.append(QString::fromUtf8(uri));
            }
        }
        return hints;
    });
    const auto showHeldBack = [this] { m_filter->setHeldBack(m_model->isPaused(), m_model->heldBack()); };
    connect(m_model, &FrameModel::heldBackChanged, m_filter, showHeldBack);
    connect(m_model, &FrameModel::pausedChanged, m_filter, showHeldBack);
}

void CapturePage::filterAnew()
{
    m_model->setFilterSource(m_captureFilter->passesAll() ? nullptr : m_captureFilter);
}

void CapturePage::showScan()
{
    m_filter->setScanPercent(m_model->isScanning() ? m_model->scanPercent() : 100);
    const bool marks = m_model->isFiltering() && m_model->filterMode() == FrameModel::FilterMode::Highlight;
    m_filter->setMarked(marks ? m_model->matchCount() : -1);
}

void CapturePage::connectFind()
{
    connect(m_view, &FrameView::recordChosen, m_find, &FindBar::setOrigin);
    connect(m_find, &FindBar::left, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_find, &FindBar::found, this, [this](quint64 sequence) {
        goTo(sequence);
        if (m_model->rowOf(sequence) < 0) {
            m_find->sayHidden();
        }
    });
    connect(m_store, &RecordStore::cleared, m_find, &FindBar::cancel);
}

void CapturePage::connectRates()
{
    const auto choose = [this](const std::optional<TimeRange> &range) {
        m_captureFilter->setTimeRange(range);
        m_filter->setTimeRange(range);
    };
    connect(m_rates, &RateStrip::rangeChosen, this, [choose](qint64 begin, qint64 end) {
        choose(TimeRange{begin, end});
    });
    connect(m_rates, &RateStrip::rangeCleared, this, [choose] { choose(std::nullopt); });
    const auto clear = [this, choose] {
        m_rates->setRange(0, 0);
        choose(std::nullopt);
    };
    connect(m_filter, &FilterBar::timeRangeCleared, this, clear);
    connect(m_store, &RecordStore::cleared, this, clear);
}

void CapturePage::connectStore()
{
    const auto showTrimmed = [this] { m_filter->setTrimmed(m_store->trimmedRecords(), m_store->maxBytes()); };
    connect(m_store, &RecordStore::trimmed, m_filter, showTrimmed);
    connect(m_store, &RecordStore::cleared, m_filter, showTrimmed);
    connect(m_store, &RecordStore::cleared, this, [this] {
        m_current = 0;
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
        m_current = sequence;
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

void CapturePage::goToMatch(bool forward)
{
    const quint64 match = m_model->nextMatch(m_view->chosenSequence(), forward);
    if (match != 0) {
        goTo(match);
    }
}

void CapturePage::goToPair()
{
    m_details->jumpToPair();
}

bool CapturePage::compareSelected()
{
    qsizetype selected = 0;
    const QItemSelection selection = m_view->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        selected += range.height();
    }
    if (selected != 2) {
        return false;
    }
    const QModelIndexList rows = m_view->selectionModel()->selectedRows();
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
    int chosen = -1;
    quint32 largest = 0;
    for (int row = last; row >= std::max(0, last - RowsInSight); --row) {
        const RecordIndex &record = m_store->indexAt(m_model->sequenceAt(row));
        if (record.isFrame() && !record.isControlFrame() && record.payloadLength > largest) {
            chosen = row;
            largest = record.payloadLength;
        }
    }
    if (chosen >= 0) {
        m_view->chooseRow(chosen);
    }
}

} // namespace Gantry::Inspector

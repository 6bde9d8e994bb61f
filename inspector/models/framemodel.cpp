// SPDX-License-Identifier: GPL-3.0-only
#include "models/framemodel.h"

#include "decode/words.h"
#include "models/annotations.h"
#include "models/wampindex.h"

#include <algorithm>
#include <utility>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

Qt::Alignment alignmentOf(FrameColumn column)
{
    switch (column) {
    case FrameColumn::Number:
    case FrameColumn::Connection:
    case FrameColumn::WireSize:
    case FrameColumn::Size:
        return Qt::AlignRight | Qt::AlignVCenter;
    default:
        return Qt::AlignLeft | Qt::AlignVCenter;
    }
}

QVariant directionValue(const RecordIndex &record)
{
    const auto direction = record.direction();
    return direction ? QVariant(int(*direction)) : QVariant();
}

} // namespace

FrameModel::FrameModel(RecordStore *store, QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(store)
    , m_foundPosition(store->firstSequence())
    , m_shown(store->firstSequence())
    , m_decided(store->firstSequence())
{
    m_publishTimer.setSingleShot(true);
    m_publishTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_publishTimer, &QTimer::timeout, this, &FrameModel::publish);
    connect(&m_scanner, &RowScanner::advanced, this, &FrameModel::schedulePublish);
    connect(store, &RecordStore::appended, this, &FrameModel::schedulePublish);
    connect(store, &RecordStore::trimmed, this, &FrameModel::schedulePublish);
    connect(store, &RecordStore::cleared, this, &FrameModel::restart);
}

void FrameModel::setFacts(const WampIndex *wamp, const Annotations *annotations)
{
    m_facts = {wamp, annotations};
    m_factsEnd = wamp->position();
    connect(wamp, &WampIndex::requestsAnswered, this, &FrameModel::requestsAnswered);
    connect(wamp, &WampIndex::advanced, this, [this](quint64, quint64 end) {
        factsChanged(std::exchange(m_factsEnd, end), end);
        judgeMore();
    });
    connect(annotations, &Annotations::changed, this,
            [this](quint64 sequence) { factsChanged(sequence, sequence + 1); });
}

//! Rows are painted again only if they are in sight, so a range may be somewhat too wide, but
//! a request of an hour ago is no reason to name all that came since.
void FrameModel::requestsAnswered(const QList<quint64> &sequences)
{
    constexpr quint64 MaxGap = 256;
    qsizetype begin = 0;
    for (qsizetype i = 1; i <= sequences.size(); ++i) {
        if (i == sequences.size() || sequences[i] - sequences[i - 1] > MaxGap) {
            factsChanged(sequences[begin], sequences[i - 1] + 1);
            begin = i;
        }
    }
}

void FrameModel::factsChanged(quint64 first, quint64 end)
{
    const int firstRow = m_rows.lowerBound(first);
    const int lastRow = m_rows.lowerBound(end) - 1;
    if (firstRow <= lastRow) {
        Q_EMIT dataChanged(index(firstRow, 0), index(lastRow, FrameColumnCount - 1));
    }
}

int FrameModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows.size();
}

int FrameModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FrameColumnCount;
}

QVariant FrameModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const quint64 sequence = m_rows.at(index.row());
    const auto column = FrameColumn(index.column());
    if (!m_store->contains(sequence)) {
        return {}; // trimmed; the row goes with the next publication
    }
    const RecordIndex &record = m_store->indexAt(sequence);
    switch (role) {
    case Qt::DisplayRole:
        return column == FrameColumn::Wamp || column == FrameColumn::Pair
            ? m_facts.cellText(sequence, column)
            : cellText(m_store->peek(sequence), sequence, column);
    case Qt::AccessibleTextRole:
        return accessibleText(sequence, column);
    case Qt::ToolTipRole:
        return m_facts.toolTip(sequence);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(column));
    case SequenceRole:
        return sequence;
    case KindRole:
        return int(record.kind);
    case DirectionRole:
        return directionValue(record);
    case MalformedRole:
        return record.hasNote();
    case ControlRole:
        return record.isControlFrame();
    case HighlightRole:
        return m_source && m_mode == FilterMode::Highlight && m_marks.rowOf(sequence) >= 0;
    case ProblemRole:
        return m_facts.isProblem(sequence);
    case BookmarkRole:
        return m_facts.isBookmarked(sequence);
    case CommentRole:
        return m_facts.isCommented(sequence);
    default:
        return {};
    }
}

QString FrameModel::accessibleText(quint64 sequence, FrameColumn column) const
{
    if (column == FrameColumn::Wamp || column == FrameColumn::Pair) {
        const QString text = m_facts.cellText(sequence, column);
        return columnExplanation(column) + u": "_s + (text.isEmpty() ? Words::tr("none") : text);
    }
    const QString text = accessibleCellText(m_store->peek(sequence), sequence, column);
    if (column != FrameColumn::Number && column != FrameColumn::Preview) {
        return text;
    }
    const bool isMarked = m_source && m_mode == FilterMode::Highlight && m_marks.rowOf(sequence) >= 0;
    return text + m_facts.sentence(sequence)
        + (isMarked ? u", "_s + Words::tr("passes the filter") : QString());
}

QVariant FrameModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= FrameColumnCount) {
        return {};
    }
    const auto column = FrameColumn(section);
    switch (role) {
    case Qt::DisplayRole:
        return columnTitle(column);
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        return columnExplanation(column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(column));
    default:
        return {};
    }
}

void FrameModel::setFilter(const QString &text)
{
    if (text == m_filterText && isFiltering() == !text.isEmpty()) {
        return;
    }
    setRowFilter(text.isEmpty() ? nullptr : std::make_shared<TextFilter>(text.toUtf8()));
    m_filterText = text;
}

void FrameModel::setRowFilter(RowFilterPtr filter)
{
    auto own = filter ? makeFilterSource(std::move(filter)) : nullptr;
    setFilterSource(own.get());
    m_ownSource = std::move(own);
}

void FrameModel::setFilterSource(const RowFilterSource *source)
{
    m_filterText.clear();
    m_source = source;
    restart();
    m_ownSource.reset();
}

void FrameModel::setFilterMode(FilterMode mode)
{
    if (mode == m_mode) {
        return;
    }
    m_mode = mode;
    if (isFiltering()) {
        restart();
    }
}

void FrameModel::restart()
{
    beginResetModel();
    m_scanner.cancel();
    m_rows.clear();
    m_marks.clear();
    m_found.clear();
    const quint64 first = m_store->firstSequence();
    m_pausedAt = std::max(m_pausedAt, first);
    m_shown = m_decided = m_foundPosition = first;
    if (showsAll()) {
        // Nothing is searched, so all rows are back at once, and the selected one can be
        // found again.
        m_rows.appendRange(first, limit());
        m_shown = limit();
    }
    endResetModel();
    m_sincePublished.invalidate(); // what is found first is shown at once
    scanOn();
    Q_EMIT scanAdvanced();
    Q_EMIT heldBackChanged(heldBack());
}

RecordSnapshot FrameModel::judgeable() const
{
    return m_store->snapshot().until(std::min(limit(), m_source->judgeableEnd()));
}

void FrameModel::scanOn()
{
    if (!m_source || m_scanner.isRunning()) {
        return;
    }
    const RecordSnapshot records = judgeable();
    if (m_foundPosition < records.end()) {
        m_scanner.start(records, m_source->makeFilter(), m_foundPosition);
    }
}

int FrameModel::scanPercent() const noexcept
{
    const quint64 first = m_store->firstSequence();
    const quint64 total = limit() > first ? limit() - first : 0;
    const quint64 done = m_decided > first ? m_decided - first : 0;
    return total == 0 ? 100 : int(done * 100 / total);
}

void FrameModel::setPaused(bool paused)
{
    if (paused == m_paused) {
        return;
    }
    // What came in the current interval still belongs to what was seen.
    m_pausedAt = m_store->endSequence();
    m_paused = paused;
    m_publishTimer.start(0);
    Q_EMIT pausedChanged(paused);
    Q_EMIT heldBackChanged(heldBack());
}

void FrameModel::schedulePublish()
{
    if (m_publishTimer.isActive()) {
        return;
    }
    const std::chrono::milliseconds passed(m_sincePublished.isValid() ? m_sincePublished.elapsed()
                                                                      : PublishInterval.count());
    m_publishTimer.start(std::max(PublishInterval - passed, std::chrono::milliseconds(0)));
}

void FrameModel::publishAll()
{
    if (m_source) {
        m_foundPosition = std::max(m_foundPosition, m_scanner.take(m_found));
        m_scanner.cancel();
        FrameScan scan(judgeable(), m_source->makeFilter(), m_foundPosition);
        scan.run(QDeadlineTimer(QDeadlineTimer::Forever), m_found);
        m_foundPosition = scan.position();
    }
    do {
        publish();
    } while (isBehind());
}

void FrameModel::publish()
{
    m_sincePublished.start();
    const quint64 before = m_shown + m_decided;
    dropRowsBefore(m_store->firstSequence());
    if (showsAll()) {
        showAllRows();
    }
    if (m_source) {
        takeFound();
        scanOn();
    }
    if (isBehind()) {
        m_publishTimer.start(0);
    }
    if (m_shown + m_decided != before) {
        Q_EMIT scanAdvanced();
    }
    if (m_paused) {
        Q_EMIT heldBackChanged(heldBack());
    }
}

void FrameModel::showAllRows()
{
    const quint64 end = std::min(limit(), m_shown + quint64(MaxInsertedRows));
    if (m_shown < end) {
        const int row = m_rows.size();
        beginInsertRows({}, row, row + int(end - m_shown) - 1);
        m_rows.appendRange(m_shown, end);
        m_shown = end;
        endInsertRows();
    }
}

void FrameModel::takeFound()
{
    m_foundPosition = std::max(m_foundPosition, m_scanner.take(m_found));
    const quint64 first = m_store->firstSequence();
    m_found.erase(m_found.begin(), std::lower_bound(m_found.begin(), m_found.end(), first));
    insertFound(std::min(m_found.size(), std::size_t(MaxInsertedRows)));
    m_decided = m_found.empty() ? m_foundPosition : m_found.front();
}

void FrameModel::insertFound(std::size_t count)
{
    if (count == 0) {
        return;
    }
    const std::span found(m_found.data(), count);
    if (showsAll()) {
        m_marks.append(found);
        const int firstRow = m_rows.lowerBound(found.front());
        const int lastRow = std::min(m_rows.lowerBound(found.back()), m_rows.size() - 1);
        if (firstRow <= lastRow) { // otherwise their rows come later, marked
            Q_EMIT dataChanged(index(firstRow, 0), index(lastRow, FrameColumnCount - 1), {HighlightRole});
        }
    } else {
        const int row = m_rows.size();
        beginInsertRows({}, row, row + int(count) - 1);
        m_rows.append(found);
        endInsertRows();
    }
    m_found.erase(m_found.begin(), m_found.begin() + std::ptrdiff_t(count));
}

void FrameModel::dropRowsBefore(quint64 sequence)
{
    m_pausedAt = std::max(m_pausedAt, sequence);
    m_shown = std::max(m_shown, sequence);
    m_decided = std::max(m_decided, sequence);
    m_foundPosition = std::max(m_foundPosition, sequence);
    m_marks.dropFirst(m_marks.lowerBound(sequence));
    const int rows = m_rows.lowerBound(sequence);
    if (rows == 0) {
        return;
    }
    beginRemoveRows({}, 0, rows - 1);
    m_rows.dropFirst(rows);
    endRemoveRows();
}

quint64 FrameModel::nextMatch(quint64 sequence, bool forward) const
{
    const RowSet &rows = matches();
    const int row = forward ? rows.lowerBound(sequence + 1) : rows.lowerBound(sequence) - 1;
    return row >= 0 && row < rows.size() ? rows.at(row) : 0;
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "models/framemodel.h"

#include "decode/frametext.h"

#include <algorithm>

namespace Gantry::Inspector {

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

bool isControlFrame(const Tap::Record &record)
{
    const auto *frame = std::get_if<Tap::FrameRecord>(&record);
    return frame && frame->header.isControl();
}

QVariant directionValue(const Tap::Record &record)
{
    const auto direction = directionOf(record);
    return direction ? QVariant(int(*direction)) : QVariant();
}

} // namespace

FrameModel::FrameModel(RecordStore *store, QObject *parent)
    : QAbstractTableModel(parent)
    , m_store(store)
    , m_scan(*store)
{
    m_publishTimer.setSingleShot(true);
    m_publishTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_publishTimer, &QTimer::timeout, this, [this] { publishSlice(QDeadlineTimer(SliceBudget)); });
    connect(store, &RecordStore::appended, this, &FrameModel::schedulePublish);
    connect(store, &RecordStore::trimmed, this, &FrameModel::schedulePublish);
    connect(store, &RecordStore::cleared, this, &FrameModel::restart);
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
    const Tap::Record &record = m_store->at(sequence);
    switch (role) {
    case Qt::DisplayRole:
        return cellText(record, sequence, column);
    case Qt::AccessibleTextRole:
        return accessibleCellText(record, sequence, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(column));
    case SequenceRole:
        return sequence;
    case KindRole:
        return int(Tap::kindOf(record));
    case DirectionRole:
        return directionValue(record);
    case MalformedRole:
        return !noteOf(record).isEmpty();
    case ControlRole:
        return isControlFrame(record);
    default:
        return {};
    }
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
    if (text == m_filter) {
        return;
    }
    m_filter = text;
    restart();
}

void FrameModel::restart()
{
    beginResetModel();
    m_rows.clear();
    if (m_paused) {
        m_pausedAt = std::max(m_pausedAt, m_store->firstSequence());
    }
    m_scan.restart(ByteMatcher(m_filter.toUtf8()));
    if (!m_scan.isFiltering()) {
        // Nothing is searched, so all rows are back at once, and the selected one
        // can be found again.
        m_found.clear();
        m_scan.run(limit(), QDeadlineTimer(QDeadlineTimer::Forever), m_found);
        m_rows.append(m_found);
    }
    endResetModel();
    m_publishTimer.start(0);
    Q_EMIT scanAdvanced();
    Q_EMIT heldBackChanged(heldBack());
}

int FrameModel::scanPercent() const noexcept
{
    const quint64 first = m_store->firstSequence();
    const quint64 total = limit() > first ? limit() - first : 0;
    const quint64 done = m_scan.position() > first ? m_scan.position() - first : 0;
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
    if (!m_publishTimer.isActive()) {
        m_publishTimer.start(PublishInterval);
    }
}

void FrameModel::publishAll()
{
    publishSlice(QDeadlineTimer(QDeadlineTimer::Forever));
}

void FrameModel::publishSlice(QDeadlineTimer deadline)
{
    dropRowsBefore(m_store->firstSequence());
    m_found.clear();
    const quint64 before = m_scan.position();
    m_scan.run(limit(), deadline, m_found);
    if (!m_found.empty()) {
        const int row = m_rows.size();
        beginInsertRows({}, row, row + int(m_found.size()) - 1);
        m_rows.append(m_found);
        endInsertRows();
    }
    if (m_scan.position() < limit()) {
        m_publishTimer.start(0);
    }
    if (m_scan.position() != before) {
        Q_EMIT scanAdvanced();
    }
    if (m_paused) {
        Q_EMIT heldBackChanged(heldBack());
    }
}

void FrameModel::dropRowsBefore(quint64 sequence)
{
    m_pausedAt = std::max(m_pausedAt, sequence);
    const int rows = m_rows.lowerBound(sequence);
    if (rows == 0) {
        return;
    }
    beginRemoveRows({}, 0, rows - 1);
    m_rows.dropFirst(rows);
    endRemoveRows();
}

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
#include "models/wampnamemodel.h"

#include "decode/payloadtext.h"

#include <QtCore/QLocale>

#include <algorithm>

namespace Gantry::Inspector {

namespace {

Qt::Alignment alignmentOfName(int column)
{
    const bool isNumber =
        column == WampNameModel::Connection || column == WampNameModel::Id || column == WampNameModel::Uses;
    return (isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

} // namespace

WampNameModel::WampNameModel(QObject *parent)
    : QAbstractTableModel(parent)
{ }

int WampNameModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int WampNameModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString WampNameModel::text(const Row &row, int column) const
{
    switch (column) {
    case Connection:
        return QString::number(row.name.connection);
    case Kind:
        return row.name.isRegistration ? tr("registration") : tr("subscription");
    case Id:
        return QString::number(row.name.id);
    case Uri:
        return previewLine(row.uri);
    case Uses:
        return QLocale().toString(row.uses);
    default:
        return row.isOver ? tr("ended") : tr("active");
    }
}

QVariant WampNameModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const Row &row = m_rows[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case SequenceRole:
        return row.sequence;
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOfName(index.column()));
    default:
        return {};
    }
}

QVariant WampNameModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(alignmentOfName(section));
    }
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Connection:
        return tr("Connection");
    case Kind:
        return tr("Kind");
    case Id:
        return tr("Id");
    case Uri:
        return tr("Topic or procedure");
    case Uses:
        return tr("Uses", "events and invocations");
    case State:
        return tr("State");
    default:
        return {};
    }
}

void WampNameModel::learn(const Name &name, const QByteArray &uri, quint64 sequence)
{
    if (m_places.contains(name)) {
        return; // a second subscription to the same has the same id
    }
    if (rowCount() >= MaxRows) {
        ++m_omitted;
        return;
    }
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_rows.push_back({.name = name, .uri = uri, .sequence = sequence});
    m_places.insert(name, row);
    endInsertRows();
}

void WampNameModel::touch(int row)
{
    m_firstTouched = m_firstTouched < 0 ? row : std::min(m_firstTouched, row);
    m_lastTouched = std::max(m_lastTouched, row);
}

void WampNameModel::use(const Name &name)
{
    const auto place = m_places.constFind(name);
    if (place != m_places.cend()) {
        ++m_rows[std::size_t(*place)].uses;
        touch(*place);
    }
}

void WampNameModel::end(const Name &name)
{
    const auto place = m_places.constFind(name);
    if (place != m_places.cend()) {
        m_rows[std::size_t(*place)].isOver = true;
        touch(*place);
        m_places.erase(place);
    }
}

void WampNameModel::endConnection(quint64 connection)
{
    m_places.removeIf([this, connection](auto entry) {
        const bool isOver = entry.key().connection == connection;
        if (isOver) {
            m_rows[std::size_t(entry.value())].isOver = true;
            touch(entry.value());
        }
        return isOver;
    });
}

void WampNameModel::publish()
{
    if (m_firstTouched < 0) {
        return;
    }
    Q_EMIT dataChanged(index(m_firstTouched, Uses), index(m_lastTouched, State));
    m_firstTouched = -1;
    m_lastTouched = -1;
}

void WampNameModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_places.clear();
    m_firstTouched = -1;
    m_lastTouched = -1;
    m_omitted = 0;
    endResetModel();
}

} // namespace Gantry::Inspector

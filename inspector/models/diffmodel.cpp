// SPDX-License-Identifier: GPL-3.0-only
#include "models/diffmodel.h"

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString kindText(Change change)
{
    switch (change) {
    case Change::Added:
        return u"+ "_s + DiffModel::tr("added");
    case Change::Removed:
        return u"− "_s + DiffModel::tr("removed");
    case Change::Changed:
        return u"≠ "_s + DiffModel::tr("changed");
    case Change::Same:
        break;
    }
    return {};
}

QString placeTitle(MessageDiff::Manner manner)
{
    switch (manner) {
    case MessageDiff::Manner::Lines:
        return DiffModel::tr("Line");
    case MessageDiff::Manner::Octets:
        return DiffModel::tr("Offset");
    case MessageDiff::Manner::Structure:
        break;
    }
    return DiffModel::tr("Path");
}

} // namespace

void DiffModel::setDiff(const MessageDiff &diff)
{
    beginResetModel();
    m_diff = diff;
    endResetModel();
}

int DiffModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_diff.rows.size());
}

int DiffModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant DiffModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) {
        return {};
    }
    const DiffRow &row = m_diff.rows[index.row()];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return column == Kind  ? kindText(row.change)
            : column == Place  ? row.place
            : column == Before ? row.before
                               : row.after;
    case ChangeRole:
        return int(row.change);
    case MarksRole:
        return column == Before ? QVariant::fromValue(row.beforeMarks)
            : column == After   ? QVariant::fromValue(row.afterMarks)
                                : QVariant();
    default:
        return {};
    }
}

QVariant DiffModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Kind:
        return tr("Change");
    case Place:
        return placeTitle(m_diff.manner);
    case Before:
        return tr("First message");
    case After:
        return tr("Second message");
    default:
        return {};
    }
}

} // namespace Gantry::Inspector

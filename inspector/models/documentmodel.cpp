// SPDX-License-Identifier: GPL-3.0-only
#include "models/documentmodel.h"

#include "decode/documenttext.h"

#include <QtCore/QLocale>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Lists of children that are kept; more are open at once only in tests.
constexpr qsizetype MaxCachedLists = 512;

} // namespace

DocumentModel::DocumentModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_document(std::make_shared<Document>())
{ }

void DocumentModel::setDocument(DocumentPointer document)
{
    beginResetModel();
    m_document = document ? std::move(document) : std::make_shared<Document>();
    m_children.clear();
    endResetModel();
}

const std::vector<quint32> &DocumentModel::childrenOf(quint32 node, quint32 range) const
{
    const quint64 id = idOf(node, range);
    if (const auto known = m_children.constFind(id); known != m_children.cend()) {
        return *known;
    }
    if (m_children.size() >= MaxCachedLists) {
        m_children.clear();
    }
    const quint32 first = range == NoRange ? 0 : (range - 1) * RangeSize;
    const quint32 end = std::min(m_document->at(node).children, first + RangeSize);
    std::vector<quint32> children;
    children.reserve(end - first);
    for (quint32 row = first; row < end; ++row) {
        children.push_back(row == first ? m_document->childAt(node, row)
                                        : m_document->at(children.back()).next);
    }
    return *m_children.insert(id, std::move(children));
}

QModelIndex DocumentModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    const quint32 node = nodeOf(parent);
    if (rangeOf(parent) == NoRange && hasRanges(node)) {
        return createIndex(row, column, quintptr(idOf(node, quint32(row) + 1)));
    }
    return createIndex(row, column, quintptr(childrenOf(node, rangeOf(parent))[std::size_t(row)]));
}

QModelIndex DocumentModel::parent(const QModelIndex &child) const
{
    if (!child.isValid()) {
        return {};
    }
    const quint32 node = nodeOf(child);
    return isRange(child) ? indexOf(node) : indexOfParent(node);
}

//! The row that \a node is below.
QModelIndex DocumentModel::indexOfParent(quint32 node) const
{
    const DocumentNode &entry = m_document->at(node);
    if (!hasRanges(entry.parent)) {
        return indexOf(entry.parent);
    }
    const quint32 range = entry.row / RangeSize;
    return createIndex(int(range), 0, quintptr(idOf(entry.parent, range + 1)));
}

QModelIndex DocumentModel::indexOf(quint32 node) const
{
    if (node == 0 || node >= m_document->nodeCount()) {
        return {};
    }
    const DocumentNode &entry = m_document->at(node);
    const quint32 row = hasRanges(entry.parent) ? entry.row % RangeSize : entry.row;
    return createIndex(int(row), 0, quintptr(node));
}

int DocumentModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0) {
        return 0;
    }
    const quint32 children = m_document->at(nodeOf(parent)).children;
    if (isRange(parent)) {
        return int(std::min(RangeSize, children - (rangeOf(parent) - 1) * RangeSize));
    }
    return children > RangeSize ? int((children + RangeSize - 1) / RangeSize) : int(children);
}

int DocumentModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QString DocumentModel::pathOf(const QModelIndex &index) const
{
    return index.isValid() ? nodePath(*m_document, nodeOf(index)) : QString();
}

QString DocumentModel::nameText(quint32 node) const
{
    const DocumentNode &entry = m_document->at(node);
    if (entry.keySize > 0) {
        return keyText(*m_document, node);
    }
    const bool isOnly = entry.parent == 0 && m_document->at(0).children == 1;
    return isOnly ? u"$"_s : QString::number(entry.row);
}

QString DocumentModel::rangeText(quint32 node, quint32 range) const
{
    const quint32 first = (range - 1) * RangeSize;
    const quint32 last = std::min(m_document->at(node).children, first + RangeSize) - 1;
    return u"%1 … %2"_s.arg(first).arg(last);
}

QString DocumentModel::text(const QModelIndex &index) const
{
    const quint32 node = nodeOf(index);
    if (isRange(index)) {
        return index.column() == Name ? rangeText(node, rangeOf(index)) : QString();
    }
    switch (index.column()) {
    case Name:
        return nameText(node);
    case Value:
        return valueText(*m_document, node);
    default:
        return typeText(*m_document, node);
    }
}

QVariant DocumentModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return text(index);
    case Qt::ToolTipRole:
    case PathRole:
        return pathOf(index);
    case Qt::AccessibleTextRole:
        return index.column() == Name && !isRange(index)
            ? tr("%1: %2").arg(nameText(nodeOf(index)), valueText(*m_document, nodeOf(index)))
            : text(index);
    case NodeTypeRole:
        return isRange(index) ? QVariant() : QVariant(int(m_document->at(nodeOf(index)).type));
    default:
        return {};
    }
}

QVariant DocumentModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Name:
        return tr("Name");
    case Value:
        return tr("Value");
    case Type:
        return tr("Type");
    default:
        return {};
    }
}

} // namespace Gantry::Inspector

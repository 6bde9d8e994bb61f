// SPDX-License-Identifier: GPL-3.0-only
// A document as a tree of rows. What is not opened costs nothing: the children of a node are
// looked up when a view asks for them, and long lists are cut into ranges ("0 … 999"), so
// that opening one never means a million rows.
#pragma once

#include "decode/document.h"

#include <QtCore/QAbstractItemModel>
#include <QtCore/QHash>

#include <memory>

namespace Gantry::Inspector {

using DocumentPointer = std::shared_ptr<const Document>;

class DocumentModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { Name, Value, Type };
    static constexpr int ColumnCount = 3;
    enum Role {
        NodeTypeRole = Qt::UserRole, //!< NodeType as int; invalid: a range
        PathRole, //!< QString
    };
    static constexpr quint32 RangeSize = Document::MarkDistance;

    explicit DocumentModel(QObject *parent = nullptr);

    //! Null: no rows.
    void setDocument(DocumentPointer document);
    const DocumentPointer &document() const noexcept { return m_document; }

    //! The node of \a index; of a range the list; 0 for an invalid index.
    quint32 nodeOf(const QModelIndex &index) const noexcept { return quint32(index.internalId()); }
    bool isRange(const QModelIndex &index) const noexcept { return rangeOf(index) != NoRange; }
    QModelIndex indexOf(quint32 node) const;
    //! "$.a.b[3]"
    QString pathOf(const QModelIndex &index) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static constexpr quint32 NoRange = 0;
    static_assert(sizeof(quintptr) >= sizeof(quint64), "a node and a range fit into an id");

    // An id is the node, and above it the range's number from 1.
    static quint64 idOf(quint32 node, quint32 range) noexcept { return quint64(range) << 32 | node; }
    static quint32 rangeOf(const QModelIndex &index) noexcept { return quint32(index.internalId() >> 32); }

    bool hasRanges(quint32 node) const { return m_document->at(node).children > RangeSize; }
    const std::vector<quint32> &childrenOf(quint32 node, quint32 range) const;
    QModelIndex indexOfParent(quint32 node) const;
    QString nameText(quint32 node) const;
    QString rangeText(quint32 node, quint32 range) const;
    QString text(const QModelIndex &index) const;

    DocumentPointer m_document;
    mutable QHash<quint64, std::vector<quint32>> m_children; //!< by id; a cache
};

} // namespace Gantry::Inspector

// SPDX-License-Identifier: GPL-3.0-only
// A payload that has structure (JSON, CBOR, MessagePack) as a tree. A node knows where its
// octets are and what kind of value they are, no more: texts are made when they are shown,
// so that order, digits and escapes stay as they were sent and a node costs 40 octets.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <unordered_map>
#include <vector>

namespace Gantry::Inspector {

enum class DocumentFormat : quint8 { None, Json, Cbor, MessagePack };

enum class NodeType : quint8 {
    Sequence, //!< the root: the values of the payload, most often one
    Object,
    Array,
    Text,
    Bytes,
    Integer,
    Real,
    Boolean,
    Null,
    Undefined, //!< CBOR
    Simple, //!< a simple value of CBOR that has no name
    Extension, //!< MessagePack
    TooDeep, //!< a container below the deepest level that is read
};

constexpr bool isContainer(NodeType type) noexcept
{
    return type == NodeType::Sequence || type == NodeType::Object || type == NodeType::Array;
}

//! A CBOR value's octets begin with its tags, a member's do not include its key.
struct DocumentNode
{
    quint32 offset = 0;
    quint32 size = 0;
    quint32 keyOffset = 0;
    quint32 keySize = 0; //!< 0: no key, as even an empty one has octets
    quint32 parent = 0;
    quint32 row = 0; //!< place in the parent
    quint32 next = 0; //!< the node after this one and all that is in it
    quint32 children = 0;
    NodeType type = NodeType::Sequence;

    //! Of the key, or else of the value.
    quint32 begin() const noexcept { return keySize > 0 ? keyOffset : offset; }
    quint32 end() const noexcept { return offset + size; }
};

//! Nodes by number, in the order of their octets; 0 is the root, children follow their parent.
class Document
{
public:
    //! From one to the next it takes this many steps at most to find a child by its row.
    static constexpr quint32 MarkDistance = 1000;

    Document();

    DocumentFormat format() const noexcept { return m_format; }
    const QByteArray &payload() const noexcept { return m_payload; }
    quint32 nodeCount() const noexcept { return quint32(m_nodes.size()); }
    const DocumentNode &at(quint32 node) const { return m_nodes[node]; }
    bool isEmpty() const noexcept { return m_nodes.size() == 1; }

    //! Why the tree ends before the payload does, for people; empty: it does not.
    const QString &problem() const noexcept { return m_problem; }
    qsizetype problemOffset() const noexcept { return m_problemOffset; }
    //! All of the payload was read, and it is well-formed.
    bool isComplete() const noexcept { return m_problem.isEmpty(); }

    //! \a row must be below the number of children.
    quint32 childAt(quint32 node, quint32 row) const;
    //! The innermost node that has the octets [first, last], or 0.
    quint32 innermostAt(qsizetype first, qsizetype last) const;
    //! Of an object's members the first called \a key, by octets without quotes; or 0.
    quint32 member(quint32 object, QByteArrayView key) const;

    QByteArrayView octetsOf(quint32 node) const;
    QByteArrayView keyOctetsOf(quint32 node) const;

private:
    friend class DocumentBuilder;

    QByteArray m_payload;
    std::vector<DocumentNode> m_nodes;
    //! Of containers with more than MarkDistance children, each MarkDistance-th child.
    std::unordered_map<quint32, std::vector<quint32>> m_marks;
    QString m_problem;
    qsizetype m_problemOffset = 0;
    DocumentFormat m_format = DocumentFormat::None;
};

} // namespace Gantry::Inspector

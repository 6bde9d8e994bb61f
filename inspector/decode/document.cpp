// SPDX-License-Identifier: GPL-3.0-only
#include "decode/document.h"

#include "decode/documenttext.h"

#include <algorithm>

namespace Gantry::Inspector {

Document::Document()
    : m_nodes(1, DocumentNode{.next = 1})
{ }

quint32 Document::childAt(quint32 node, quint32 row) const
{
    Q_ASSERT(row < at(node).children);
    quint32 child = node + 1;
    quint32 steps = row;
    if (const auto marks = m_marks.find(node); marks != m_marks.end() && row >= MarkDistance) {
        child = marks->second[row / MarkDistance - 1];
        steps = row % MarkDistance;
    }
    for (; steps > 0; --steps) {
        child = at(child).next;
    }
    return child;
}

quint32 Document::innermostAt(qsizetype first, qsizetype last) const
{
    // Nodes stand in the order in which they begin; of those that begin before the octets
    // the last one has them, or one that it is in.
    const auto after = std::upper_bound(
        m_nodes.begin() + 1, m_nodes.end(), first,
        [](qsizetype offset, const DocumentNode &node) { return offset < qsizetype(node.begin()); });
    auto node = quint32(after - m_nodes.begin()) - 1;
    while (node != 0 && qsizetype(at(node).end()) <= last) {
        node = at(node).parent;
    }
    return node;
}

quint32 Document::member(quint32 object, QByteArrayView key) const
{
    for (quint32 node = object + 1; node < at(object).next; node = at(node).next) {
        const QByteArrayView octets = keyOctetsOf(node);
        // Most keys are too short or too long, or stand in JSON as they are.
        const bool isPlain = m_format == DocumentFormat::Json && !octets.contains('\\');
        if (octets.size() <= key.size()) {
            continue;
        }
        if (isPlain ? octets.sliced(1, octets.size() - 2) == key : keyContent(*this, node) == key) {
            return node;
        }
    }
    return 0;
}

QByteArrayView Document::octetsOf(quint32 node) const
{
    return QByteArrayView(m_payload).sliced(at(node).offset, at(node).size);
}

QByteArrayView Document::keyOctetsOf(quint32 node) const
{
    return QByteArrayView(m_payload).sliced(at(node).keyOffset, at(node).keySize);
}

} // namespace Gantry::Inspector

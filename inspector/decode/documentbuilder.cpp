// SPDX-License-Identifier: GPL-3.0-only
#include "decode/documentbuilder.h"

#include "decode/words.h"

#include <QtCore/QLocale>

#include <algorithm>

namespace Gantry::Inspector {

namespace {

constexpr quint32 ValuesBetweenLooks = 4096;

} // namespace

DocumentBuilder::DocumentBuilder(const QByteArray &payload, DocumentFormat format,
                                 const DocumentBounds &bounds, StopTest stop)
    : m_bounds(bounds)
    , m_stop(std::move(stop))
    , m_untilLook(ValuesBetweenLooks)
{
    m_document.m_payload = payload;
    m_document.m_format = format;
    m_octets = QByteArrayView(m_document.m_payload).first(std::min(payload.size(), bounds.maxOctets));
}

void DocumentBuilder::setKey(qsizetype begin, qsizetype end)
{
    m_keyBegin = begin;
    m_keyEnd = end;
}

//! Whether the value at \a offset gets a node.
bool DocumentBuilder::look(qsizetype offset)
{
    if (--m_untilLook == 0) {
        m_untilLook = ValuesBetweenLooks;
        if (m_stop && m_stop()) {
            fail(Words::tr("Reading was cancelled."), offset);
        }
    }
    if (m_isGoing && m_document.nodeCount() > m_bounds.maxNodes) {
        fail(Words::tr("More than %1 values: the rest is not shown.")
                 .arg(QLocale().toString(m_bounds.maxNodes)),
             offset);
    }
    return m_isGoing && m_tooDeep == 0;
}

quint32 DocumentBuilder::add(NodeType type, qsizetype begin, qsizetype end)
{
    std::vector<DocumentNode> &nodes = m_document.m_nodes;
    const auto number = quint32(nodes.size());
    const quint32 row = nodes[m_container].children++;
    if (row > 0 && row % Document::MarkDistance == 0) {
        m_document.m_marks[m_container].push_back(number);
    }
    nodes.push_back({.offset = quint32(begin),
                     .size = quint32(end - begin),
                     .keyOffset = quint32(m_keyBegin),
                     .keySize = quint32(m_keyEnd - m_keyBegin),
                     .parent = m_container,
                     .row = row,
                     .next = number + 1,
                     .children = 0,
                     .type = type});
    setKey(0, 0);
    return number;
}

void DocumentBuilder::addLeaf(NodeType type, qsizetype begin, qsizetype end)
{
    if (look(begin)) {
        add(type, begin, end);
    }
}

void DocumentBuilder::open(NodeType type, qsizetype begin)
{
    if (!m_isGoing) {
        return;
    }
    const bool hasNode = look(begin);
    if (!m_isGoing) {
        return;
    }
    if (!hasNode || m_depth >= m_bounds.maxDepth) {
        if (m_tooDeep == 0) {
            add(NodeType::TooDeep, begin, begin); // grows when it is closed
        }
        ++m_tooDeep;
        return;
    }
    m_container = add(type, begin, begin);
    ++m_depth;
}

void DocumentBuilder::close(qsizetype end)
{
    if (m_tooDeep > 0) {
        if (--m_tooDeep == 0) {
            DocumentNode &node = m_document.m_nodes.back();
            node.size = quint32(end) - node.offset;
            setKey(0, 0); // that of a value in it
        }
        return;
    }
    Q_ASSERT(m_depth > 0);
    DocumentNode &node = m_document.m_nodes[m_container];
    node.size = quint32(end) - node.offset;
    node.next = m_document.nodeCount();
    m_container = node.parent;
    --m_depth;
}

void DocumentBuilder::fail(const QString &problem, qsizetype offset)
{
    if (m_isGoing) {
        m_isGoing = false;
        m_document.m_problem = problem;
        m_document.m_problemOffset = offset;
    }
}

Document DocumentBuilder::take()
{
    if (m_isGoing && m_octets.size() < m_document.m_payload.size()) {
        fail(Words::tr("Longer than what is read of a payload: the rest is not shown."), m_octets.size());
    }
    const qsizetype end = m_isGoing ? m_octets.size() : m_document.m_problemOffset;
    if (m_tooDeep > 0) {
        m_tooDeep = 1; // all at once
        close(end);
    }
    while (m_depth > 0) {
        close(end);
    }
    DocumentNode &root = m_document.m_nodes.front();
    root.next = m_document.nodeCount();
    root.size = quint32(m_octets.size());
    m_isGoing = false;
    return std::move(m_document);
}

} // namespace Gantry::Inspector

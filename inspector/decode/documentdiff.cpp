// SPDX-License-Identifier: GPL-3.0-only
#include "decode/differences.h"
#include "decode/documenttext.h"
#include "decode/messagediff.h"

#include <QtCore/QHash>

namespace Gantry::Inspector {

namespace {

constexpr qsizetype ShownOfValue = 300;
//! Longer lists are compared item by item, without looking for what moved.
constexpr quint32 MaxAlignedItems = 100'000;

//! A number for each node that is the same for what says the same, in whatever format and in
//! whatever order an object's members stand.
class NodeHashes
{
public:
    explicit NodeHashes(const Document &document)
        : m_hashes(document.nodeCount())
    {
        // Children come behind their parents.
        for (quint32 node = document.nodeCount(); node-- > 0;) {
            m_hashes[node] = hashOf(document, node);
        }
    }

    size_t at(quint32 node) const { return m_hashes[node]; }

private:
    size_t hashOf(const Document &document, quint32 node) const
    {
        const DocumentNode &entry = document.at(node);
        if (!isContainer(entry.type)) {
            return qHashMulti(size_t(entry.type), plainText(document, node));
        }
        auto hash = size_t(entry.type) + 17;
        for (quint32 child = node + 1; child < entry.next; child = document.at(child).next) {
            if (document.at(child).keySize > 0) {
                hash += qHashMulti(size_t(0), keyText(document, child), m_hashes[child]);
            } else {
                hash = qHashMulti(hash, m_hashes[child]);
            }
        }
        return hash;
    }

    std::vector<size_t> m_hashes;
};

std::vector<quint32> childrenOf(const Document &document, quint32 node)
{
    std::vector<quint32> children;
    children.reserve(document.at(node).children);
    for (quint32 child = node + 1; child < document.at(node).next; child = document.at(child).next) {
        children.push_back(child);
    }
    return children;
}

class DocumentDiff
{
public:
    DocumentDiff(const Document &before, const Document &after, const StopTest &stop)
        : m_before(before)
        , m_after(after)
        , m_beforeHashes(before)
        , m_afterHashes(after)
        , m_stop(stop)
    { }

    MessageDiff run()
    {
        compare(0, 0);
        m_diff.changes = m_diff.rows.size();
        return m_diff;
    }

private:
    //! Recursion ends where documents do (DocumentBounds::maxDepth).
    void compare(quint32 before, quint32 after)
    {
        if (m_diff.isCut || m_beforeHashes.at(before) == m_afterHashes.at(after)) {
            return;
        }
        const NodeType type = m_before.at(before).type;
        if (type != m_after.at(after).type || !isContainer(type)) {
            add(Change::Changed, before, after);
        } else if (type == NodeType::Object) {
            compareMembers(before, after);
        } else {
            compareItems(before, after);
        }
    }

    void compareMembers(quint32 before, quint32 after)
    {
        QHash<QString, quint32> members;
        for (const quint32 child : childrenOf(m_after, after)) {
            members.insert(keyText(m_after, child), child);
        }
        for (const quint32 child : childrenOf(m_before, before)) {
            const quint32 other = members.take(keyText(m_before, child));
            if (other != 0) {
                compare(child, other);
            } else {
                add(Change::Removed, child, 0);
            }
        }
        for (const quint32 child : childrenOf(m_after, after)) { // in their order
            if (members.value(keyText(m_after, child)) == child) {
                add(Change::Added, 0, child);
            }
        }
    }

    void compareItems(quint32 before, quint32 after)
    {
        const std::vector<quint32> left = childrenOf(m_before, before);
        const std::vector<quint32> right = childrenOf(m_after, after);
        const bool isLong = left.size() > MaxAlignedItems || right.size() > MaxAlignedItems;
        const auto same = [&](qsizetype i, qsizetype j) {
            return m_beforeHashes.at(left[std::size_t(i)]) == m_afterHashes.at(right[std::size_t(j)]);
        };
        const std::vector<Hunk> hunks = differences(qsizetype(left.size()), qsizetype(right.size()), same,
                                                    isLong ? 0 : MaxEditDistance, m_stop);
        for (const Hunk &hunk : hunks) {
            compareHunk(hunk, left, right);
        }
    }

    //! What went and what came at one place are taken for changed items, as far as they go.
    void compareHunk(const Hunk &hunk, const std::vector<quint32> &left, const std::vector<quint32> &right)
    {
        const qsizetype both = std::min(hunk.removed, hunk.inserted);
        for (qsizetype i = 0; i < both; ++i) {
            compare(left[std::size_t(hunk.before + i)], right[std::size_t(hunk.after + i)]);
        }
        for (qsizetype i = both; i < hunk.removed && !m_diff.isCut; ++i) {
            add(Change::Removed, left[std::size_t(hunk.before + i)], 0);
        }
        for (qsizetype i = both; i < hunk.inserted && !m_diff.isCut; ++i) {
            add(Change::Added, 0, right[std::size_t(hunk.after + i)]);
        }
    }

    void add(Change change, quint32 before, quint32 after)
    {
        if (m_diff.rows.size() >= MaxDiffRows || (m_stop && m_stop())) {
            m_diff.isCut = true;
            return;
        }
        DiffRow row{.change = change};
        row.place = change == Change::Added ? nodePath(m_after, after) : nodePath(m_before, before);
        if (change != Change::Added) {
            row.before = compactText(m_before, before, ShownOfValue);
        }
        if (change != Change::Removed) {
            row.after = compactText(m_after, after, ShownOfValue);
        }
        m_diff.rows << row;
    }

    const Document &m_before;
    const Document &m_after;
    NodeHashes m_beforeHashes;
    NodeHashes m_afterHashes;
    const StopTest &m_stop;
    MessageDiff m_diff;
};

} // namespace

MessageDiff diffDocuments(const Document &before, const Document &after, const StopTest &stop)
{
    return DocumentDiff(before, after, stop).run();
}

} // namespace Gantry::Inspector

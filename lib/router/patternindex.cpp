// SPDX-License-Identifier: MIT
#include "router/patternindex.h"

#include <algorithm>

namespace Gantry::Wamp {

/*!
    A node stands for the components on the way to it, given ones and any ones. A wildcard
    pattern ends at the node of its last component. A prefix ends inside a component, however
    short: it is kept at the node of the components before, under what there is of its last.
*/
struct AnyPatternIndex::Node
{
    ViewTable<std::unique_ptr<Node>> children;
    std::unique_ptr<Node> anyChild;
    void *wildcard = nullptr;
    ViewTable<void *> prefixes;
    struct PrefixSize
    {
        qsizetype size;
        qsizetype count; //!< of prefixes that are so long
    };
    std::vector<PrefixSize> prefixSizes; //!< that occur in prefixes, ascending

    bool isEmpty() const { return children.empty() && !anyChild && !wildcard && prefixes.empty(); }

    // However many prefixes there are: whoever has thousands of them may come and go at once.

    void addPrefix(QByteArrayView prefix, void *value)
    {
        if (!prefixes.emplace(prefix.toByteArray(), value).second)
            return;
        const auto at = std::ranges::lower_bound(prefixSizes, prefix.size(), {}, &PrefixSize::size);
        if (at != prefixSizes.end() && at->size == prefix.size())
            ++at->count;
        else
            prefixSizes.insert(at, {prefix.size(), 1});
    }

    void removePrefix(QByteArrayView prefix)
    {
        const auto found = prefixes.find(prefix);
        if (found == prefixes.end())
            return;
        prefixes.erase(found);
        const auto at = std::ranges::lower_bound(prefixSizes, prefix.size(), {}, &PrefixSize::size);
        if (--at->count == 0)
            prefixSizes.erase(at);
    }

    Node *child(QByteArrayView component) const
    {
        const auto found = children.find(component);
        return found == children.end() ? nullptr : found->second.get();
    }

    void *longestPrefix(QByteArrayView component) const
    {
        for (auto size = prefixSizes.rbegin(); size != prefixSizes.rend(); ++size) {
            if (size->size > component.size())
                continue;
            if (const auto found = prefixes.find(component.first(size->size)); found != prefixes.end())
                return found->second;
        }
        return nullptr;
    }
};

namespace {

struct Cut
{
    QByteArrayView component;
    QByteArrayView rest;
    bool isLast;
};

Cut cut(QByteArrayView uri) noexcept
{
    const qsizetype dot = uri.indexOf('.');
    if (dot < 0)
        return {uri, {}, true};
    return {uri.first(dot), uri.sliced(dot + 1), false};
}

//! The best wildcard below \a node: a given component goes before any one.
template<typename Node>
void *bestWildcard(const Node &node, QByteArrayView uri)
{
    const Cut head = cut(uri);
    for (const Node *next : {node.child(head.component), node.anyChild.get()}) {
        if (!next)
            continue;
        if (void *found = head.isLast ? next->wildcard : bestWildcard(*next, head.rest))
            return found;
    }
    return nullptr;
}

template<typename Node>
void allWildcards(const Node &node, QByteArrayView uri, std::vector<void *> &found)
{
    const Cut head = cut(uri);
    for (const Node *next : {node.child(head.component), node.anyChild.get()}) {
        if (!next)
            continue;
        if (!head.isLast)
            allWildcards(*next, head.rest, found);
        else if (next->wildcard)
            found.push_back(next->wildcard);
    }
}

} // namespace

AnyPatternIndex::AnyPatternIndex() = default;
AnyPatternIndex::~AnyPatternIndex() = default;

//! Where \a pattern is kept, with \a last the piece of a prefix that is kept there.
AnyPatternIndex::Node *AnyPatternIndex::makeNode(QByteArrayView pattern, MatchPolicy match,
                                                 QByteArrayView &last)
{
    if (!m_root)
        m_root = std::make_unique<Node>();
    Node *node = m_root.get();
    while (true) {
        const Cut head = cut(pattern);
        last = head.component;
        if (match == MatchPolicy::Prefix && head.isLast)
            return node;
        const bool isAny = match == MatchPolicy::Wildcard && head.component.isEmpty();
        std::unique_ptr<Node> &next = isAny ? node->anyChild : node->children[head.component.toByteArray()];
        if (!next)
            next = std::make_unique<Node>();
        node = next.get();
        if (head.isLast)
            return node;
        pattern = head.rest;
    }
}

AnyPatternIndex::Node *AnyPatternIndex::nodeOf(QByteArrayView pattern, MatchPolicy match,
                                               QByteArrayView &last) const
{
    Node *node = m_root.get();
    while (node) {
        const Cut head = cut(pattern);
        last = head.component;
        if (match == MatchPolicy::Prefix && head.isLast)
            break;
        const bool isAny = match == MatchPolicy::Wildcard && head.component.isEmpty();
        node = isAny ? node->anyChild.get() : node->child(head.component);
        if (head.isLast)
            break;
        pattern = head.rest;
    }
    return node;
}

void AnyPatternIndex::insert(QByteArrayView pattern, MatchPolicy match, void *value)
{
    if (match == MatchPolicy::Exact) {
        m_exact.emplace(pattern.toByteArray(), value);
        return;
    }
    QByteArrayView last;
    Node *node = makeNode(pattern, match, last);
    if (match == MatchPolicy::Wildcard)
        node->wildcard = value;
    else
        node->addPrefix(last, value);
}

//! Whether \a node is of no use any more.
bool AnyPatternIndex::removeBelow(Node &node, QByteArrayView rest, MatchPolicy match)
{
    const Cut head = cut(rest);
    if (match == MatchPolicy::Prefix && head.isLast) {
        node.removePrefix(head.component);
        return node.isEmpty();
    }
    const bool isAny = match == MatchPolicy::Wildcard && head.component.isEmpty();
    Node *next = isAny ? node.anyChild.get() : node.child(head.component);
    if (!next)
        return false;
    bool isDone = false;
    if (head.isLast) {
        next->wildcard = nullptr;
        isDone = next->isEmpty();
    } else {
        isDone = removeBelow(*next, head.rest, match);
    }
    if (isDone && isAny)
        node.anyChild.reset();
    else if (isDone)
        node.children.erase(node.children.find(head.component));
    return node.isEmpty();
}

void AnyPatternIndex::remove(QByteArrayView pattern, MatchPolicy match)
{
    if (match == MatchPolicy::Exact) {
        if (const auto found = m_exact.find(pattern); found != m_exact.end())
            m_exact.erase(found);
    } else if (m_root && removeBelow(*m_root, pattern, match)) {
        m_root.reset();
    }
}

void *AnyPatternIndex::find(QByteArrayView pattern, MatchPolicy match) const
{
    if (match == MatchPolicy::Exact) {
        const auto found = m_exact.find(pattern);
        return found == m_exact.end() ? nullptr : found->second;
    }
    QByteArrayView last;
    const Node *node = nodeOf(pattern, match, last);
    if (!node)
        return nullptr;
    if (match == MatchPolicy::Wildcard)
        return node->wildcard;
    const auto found = node->prefixes.find(last);
    return found == node->prefixes.end() ? nullptr : found->second;
}

void *AnyPatternIndex::best(QByteArrayView uri) const
{
    if (void *exact = find(uri, MatchPolicy::Exact))
        return exact;
    if (!m_root)
        return nullptr;
    void *prefix = nullptr;
    QByteArrayView rest = uri;
    for (const Node *node = m_root.get(); node;) {
        const Cut head = cut(rest);
        if (void *longer = node->longestPrefix(head.component))
            prefix = longer;
        node = head.isLast ? nullptr : node->child(head.component);
        rest = head.rest;
    }
    return prefix ? prefix : bestWildcard(*m_root, uri);
}

void AnyPatternIndex::all(QByteArrayView uri, std::vector<void *> &found) const
{
    found.clear();
    if (void *exact = find(uri, MatchPolicy::Exact))
        found.push_back(exact);
    if (!m_root)
        return;
    QByteArrayView rest = uri;
    for (const Node *node = m_root.get(); node;) {
        const Cut head = cut(rest);
        for (const Node::PrefixSize &known : node->prefixSizes) {
            if (known.size > head.component.size())
                break;
            const auto prefix = node->prefixes.find(head.component.first(known.size));
            if (prefix != node->prefixes.end())
                found.push_back(prefix->second);
        }
        node = head.isLast ? nullptr : node->child(head.component);
        rest = head.rest;
    }
    allWildcards(*m_root, uri, found);
}

} // namespace Gantry::Wamp

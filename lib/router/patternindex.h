// SPDX-License-Identifier: MIT
// Which of many patterns stand for an URI: exact ones, prefixes and wildcards in one
// structure. A look-up allocates nothing and costs one step a component of the URI, however
// many patterns there are; wildcards add a step for each place where one of them and another
// pattern both fit.
#pragma once

#include "wamp/message/options.h"

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

#include <memory>
#include <unordered_map>
#include <vector>

namespace Gantry::Wamp {

//! For tables with keys of their own that are asked with views.
struct ViewHash
{
    using is_transparent = void;
    size_t operator()(QByteArrayView text) const noexcept { return qHash(text, 0); }
};
struct ViewEqual
{
    using is_transparent = void;
    bool operator()(QByteArrayView a, QByteArrayView b) const noexcept { return a == b; }
};
template<typename T>
using ViewTable = std::unordered_map<QByteArray, T, ViewHash, ViewEqual>;

//! PatternIndex without the type of what is found.
class AnyPatternIndex
{
public:
    AnyPatternIndex();
    ~AnyPatternIndex();

    void insert(QByteArrayView pattern, MatchPolicy match, void *value);
    void remove(QByteArrayView pattern, MatchPolicy match);
    void *find(QByteArrayView pattern, MatchPolicy match) const;
    void *best(QByteArrayView uri) const;
    void all(QByteArrayView uri, std::vector<void *> &found) const;

private:
    struct Node;
    Node *nodeOf(QByteArrayView pattern, MatchPolicy match, QByteArrayView &last) const;
    Node *makeNode(QByteArrayView pattern, MatchPolicy match, QByteArrayView &last);
    bool removeBelow(Node &node, QByteArrayView rest, MatchPolicy match);

    ViewTable<void *> m_exact;
    //! The patterns, component by component; null while there are none.
    std::unique_ptr<Node> m_root;
};

//! Patterns, each with its policy, and a borrowed T for every one.
template<typename T>
class PatternIndex
{
public:
    //! It is not there yet.
    void insert(QByteArrayView pattern, MatchPolicy match, T *value)
    {
        m_index.insert(pattern, match, value);
    }
    //! It is there.
    void remove(QByteArrayView pattern, MatchPolicy match) { m_index.remove(pattern, match); }
    //! The very pattern; nullptr: none.
    T *find(QByteArrayView pattern, MatchPolicy match) const
    {
        return static_cast<T *>(m_index.find(pattern, match));
    }
    //! For \a uri: the exact one, else the longest prefix, else the wildcard with the longest
    //! beginning without a wildcard, then the longest piece after that, and so on.
    T *best(QByteArrayView uri) const { return static_cast<T *>(m_index.best(uri)); }
    //! All that stand for \a uri, into \a found, which is emptied before: the exact one, then
    //! prefixes, the longest last, then wildcards, the best first.
    void all(QByteArrayView uri, std::vector<void *> &found) const { m_index.all(uri, found); }

private:
    AnyPatternIndex m_index;
};

} // namespace Gantry::Wamp

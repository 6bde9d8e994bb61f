// SPDX-License-Identifier: MIT
#include "router/patternindex.h"

#include "support/allocationcount.h"
#include "wamp/message/uri.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

#include <algorithm>

using namespace Gantry::Wamp;

namespace {

struct Pattern
{
    QByteArray uri;
    MatchPolicy match;
};

class Index
{
public:
    void add(const char *uri, MatchPolicy match)
    {
        m_patterns.push_back(std::make_unique<Pattern>(Pattern{uri, match}));
        index.insert(uri, match, m_patterns.back().get());
    }
    QByteArray best(QByteArrayView uri) const
    {
        const Pattern *found = index.best(uri);
        return found ? QByteArray(nameOf(found->match).toByteArray() + ' ' + found->uri) : "none";
    }
    PatternIndex<Pattern> index;

private:
    std::vector<std::unique_ptr<Pattern>> m_patterns;
};

} // namespace

class TestPatternIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void choosesTheBest_data();
    void choosesTheBest();
    void findsWhatMatchesUriFinds();
    void forgetsWhatWasRemoved();
    void thousandsOfPrefixesComeAndGo();
    void lookUpsAllocateNothing();
};

void TestPatternIndex::choosesTheBest_data()
{
    QTest::addColumn<QByteArray>("uri");
    QTest::addColumn<QByteArray>("best");
    const auto row = [](const char *name, const char *uri, const char *best) {
        QTest::newRow(name) << QByteArray(uri) << QByteArray(best);
    };
    row("exact before a prefix", "a1.b2.c3.d4.e55", "exact a1.b2.c3.d4.e55");
    row("prefix before a wildcard", "a1.b2.c3.d98.e74", "prefix a1.b2.c3");
    row("longest prefix", "a1.b2.c3.d4.e325", "prefix a1.b2.c3.d4");
    row("prefix ends inside a component", "a1.b2.c33.d4.e5", "prefix a1.b2.c3");
    row("wildcard", "a1.b2.c55.d4.e5", "wildcard a1.b2..d4.e5");
    row("longest first portion", "a1.b2.c44.d4.e5", "wildcard a1.b2.c44..e5");
    row("longest second portion", "a1.b2.c88.d4.e5.f6.g7", "wildcard a1.b2..d4.e5..g7");
    row("longest of two inside a component", "p.qrs", "prefix p.qr");
    row("nothing", "a2.b2.c2.d2.e2", "none");
    row("too short for a prefix", "a1.b2", "none");
    row("a given component leads astray", "x.y.z", "wildcard x..z");
}

void TestPatternIndex::choosesTheBest()
{
    Index index;
    index.add("a1.b2.c3.d4.e55", MatchPolicy::Exact);
    index.add("a1.b2.c3", MatchPolicy::Prefix);
    index.add("a1.b2.c3.d4", MatchPolicy::Prefix);
    index.add("a1.b2..d4.e5", MatchPolicy::Wildcard);
    index.add("a1.b2.c44..e5", MatchPolicy::Wildcard);
    index.add("a1.b2..d4.e5..g7", MatchPolicy::Wildcard);
    index.add("a1.b2..d4..f6.g7", MatchPolicy::Wildcard);
    index.add("p.q", MatchPolicy::Prefix);
    index.add("p.qr", MatchPolicy::Prefix);
    index.add("x.y.", MatchPolicy::Prefix);
    index.add("x.y.w", MatchPolicy::Wildcard);
    index.add("x..z", MatchPolicy::Wildcard);
    index.index.remove("x.y.", MatchPolicy::Prefix);
    QFETCH(QByteArray, uri);
    QTEST(index.best(uri), "best");
}

void TestPatternIndex::findsWhatMatchesUriFinds()
{
    // Short URIs of few letters, so that much fits; some patterns go again.
    QRandomGenerator random(1);
    const auto some = [&random](bool mayBeEmpty) {
        QByteArray uri;
        const int components = random.bounded(1, 5);
        for (int i = 0; i < components; ++i) {
            const int letters = random.bounded(mayBeEmpty ? 0 : 1, 3);
            for (int k = 0; k < letters; ++k)
                uri.append(char('a' + random.bounded(2)));
            uri.append('.');
        }
        uri.chop(1);
        return uri;
    };
    std::vector<std::unique_ptr<Pattern>> patterns;
    PatternIndex<Pattern> index;
    std::vector<void *> found;
    int matches = 0;
    for (int round = 0; round < 3000; ++round) {
        const auto match = MatchPolicy(random.bounded(3));
        const QByteArray uri = some(match == MatchPolicy::Wildcard);
        const auto known =
            std::ranges::find_if(patterns, [&](const auto &p) { return p->uri == uri && p->match == match; });
        QCOMPARE(index.find(uri, match), known == patterns.end() ? nullptr : known->get());
        if (known == patterns.end()) {
            patterns.push_back(std::make_unique<Pattern>(Pattern{uri, match}));
            index.insert(uri, match, patterns.back().get());
        } else {
            index.remove(uri, match);
            patterns.erase(known);
        }

        const QByteArray asked = some(false);
        index.all(asked, found);
        std::vector<void *> expected;
        for (const auto &pattern : patterns) {
            if (matchesUri(pattern->uri, pattern->match, asked))
                expected.push_back(pattern.get());
        }
        matches += int(expected.size());
        std::ranges::sort(found);
        std::ranges::sort(expected);
        QVERIFY(found == expected);
        QCOMPARE(index.best(asked) != nullptr, !expected.empty());
    }
    QVERIFY(matches > 3000);
}

void TestPatternIndex::forgetsWhatWasRemoved()
{
    Index index;
    index.add("a.b", MatchPolicy::Exact);
    index.add("a.b", MatchPolicy::Prefix);
    index.add("a..c", MatchPolicy::Wildcard);
    QCOMPARE(index.best("a.b"), "exact a.b");
    index.index.remove("a.b", MatchPolicy::Exact);
    QCOMPARE(index.best("a.b"), "prefix a.b");
    index.index.remove("a.b", MatchPolicy::Prefix);
    QCOMPARE(index.best("a.b"), "none");
    QCOMPARE(index.best("a.b.c"), "wildcard a..c");
    index.index.remove("a..c", MatchPolicy::Wildcard);
    QCOMPARE(index.best("a.b.c"), "none");
    index.add("a..c", MatchPolicy::Wildcard);
    QCOMPARE(index.best("a.b.c"), "wildcard a..c");
}

void TestPatternIndex::thousandsOfPrefixesComeAndGo()
{
    // All in one node, where a step for each of the others would be 10^10 of them.
    constexpr int count = 100'000;
    PatternIndex<int> index;
    int value = 0;
    const auto prefix = [](int i) { return QByteArray::number(i); };
    for (int i = 0; i < count; ++i)
        index.insert(prefix(i), MatchPolicy::Prefix, &value);
    std::vector<void *> found;
    index.all("12345x", found);
    QCOMPARE(found.size(), size_t(5)); // 1, 12, 123, 1234, 12345
    for (int i = 0; i < count; i += 2)
        index.remove(prefix(i), MatchPolicy::Prefix);
    index.all("12345x", found);
    QCOMPARE(found.size(), size_t(3));
    for (int i = 1; i < count; i += 2)
        index.remove(prefix(i), MatchPolicy::Prefix);
    index.all("12345x", found);
    QVERIFY(found.empty());
    QVERIFY(!index.best("12345x"));
}

void TestPatternIndex::lookUpsAllocateNothing()
{
    if (const char *why = Gantry::Testing::allocationsAreUncountable())
        QSKIP(why);
    Index index;
    index.add("com.myapp.exact", MatchPolicy::Exact);
    index.add("com.myapp", MatchPolicy::Prefix);
    index.add("com..wild", MatchPolicy::Wildcard);
    std::vector<void *> found;
    index.index.all("com.myapp.wild", found); // room for the matches
    const auto before = Gantry::Testing::allocationCount();
    const Pattern *exact = index.index.best("com.myapp.exact");
    const Pattern *prefix = index.index.best("com.myapp.other");
    const Pattern *wildcard = index.index.best("com.other.wild");
    index.index.all("com.myapp.wild", found);
    const auto after = Gantry::Testing::allocationCount();
    QVERIFY(exact && prefix && wildcard);
    QCOMPARE(found.size(), size_t(2));
    QCOMPARE(after, before);
}

QTEST_APPLESS_MAIN(TestPatternIndex)
#include "tst_patternindex.moc"

// SPDX-License-Identifier: GPL-3.0-only
// Two messages compared: the algorithm, trees, lines, octets, and the model of the rows.
#include "decode/differences.h"
#include "decode/messagediff.h"
#include "models/diffmodel.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRandomGenerator>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

namespace {

std::vector<Hunk> hunksOf(const QByteArray &before, const QByteArray &after,
                          qsizetype maxDistance = MaxEditDistance)
{
    return differences(
        before.size(), after.size(), [&](qsizetype i, qsizetype j) { return before[i] == after[j]; },
        maxDistance);
}

//! \a before with \a hunks applied, which take what is new from \a after.
QByteArray applied(const QByteArray &before, const QByteArray &after, const std::vector<Hunk> &hunks)
{
    QByteArray result;
    qsizetype at = 0;
    for (const Hunk &hunk : hunks) {
        result += before.mid(at, hunk.before - at);
        result += after.mid(hunk.after, hunk.inserted);
        at = hunk.before + hunk.removed;
    }
    return result + before.mid(at);
}

qsizetype editsOf(const std::vector<Hunk> &hunks)
{
    qsizetype edits = 0;
    for (const Hunk &hunk : hunks) {
        edits += hunk.removed + hunk.inserted;
    }
    return edits;
}

//! The length of the shortest edit script, by the table everybody knows.
qsizetype shortestEdits(const QByteArray &before, const QByteArray &after)
{
    std::vector<std::vector<qsizetype>> longest(std::size_t(before.size() + 1),
                                                std::vector<qsizetype>(std::size_t(after.size() + 1), 0));
    for (qsizetype i = 1; i <= before.size(); ++i) {
        for (qsizetype j = 1; j <= after.size(); ++j) {
            longest[std::size_t(i)][std::size_t(j)] = before[i - 1] == after[j - 1]
                ? longest[std::size_t(i - 1)][std::size_t(j - 1)] + 1
                : std::max(longest[std::size_t(i - 1)][std::size_t(j)],
                           longest[std::size_t(i)][std::size_t(j - 1)]);
        }
    }
    return before.size() + after.size() - 2 * longest.back().back();
}

DiffSide json(const QByteArray &payload)
{
    return {.payload = payload, .hint = {.isText = true}};
}

QStringList lines(const MessageDiff &diff)
{
    QStringList lines;
    for (const DiffRow &row : diff.rows) {
        const QString sign = row.change == Change::Same ? u" "_s
            : row.change == Change::Added               ? u"+"_s
            : row.change == Change::Removed             ? u"-"_s
                                                        : u"~"_s;
        lines << u"%1%2|%3|%4"_s.arg(sign, row.place, row.before, row.after);
    }
    return lines;
}

} // namespace

class TestMessageDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void fewestEditsAreFound()
    {
        QRandomGenerator random(4711);
        const auto letters = [&random] {
            QByteArray text;
            for (int i = random.bounded(12); i > 0; --i) {
                text += char('a' + random.bounded(3));
            }
            return text;
        };
        for (int round = 0; round < 3000; ++round) {
            const QByteArray before = letters();
            const QByteArray after = letters();
            const std::vector<Hunk> hunks = hunksOf(before, after);
            QCOMPARE(applied(before, after, hunks), after);
            QCOMPARE(editsOf(hunks), shortestEdits(before, after));
        }
    }

    void tooDifferentIsOneHunk()
    {
        const QByteArray before = "same" + QByteArray(100, 'a') + "end";
        const QByteArray after = "same" + QByteArray(50, 'b') + "end";
        const std::vector<Hunk> hunks = hunksOf(before, after, 20);
        QCOMPARE(hunks, std::vector<Hunk>({{4, 100, 4, 50}}));
        int asked = 0;
        const std::vector<Hunk> stopped = differences(
            100, 100, [](qsizetype, qsizetype) { return false; }, MaxEditDistance,
            [&asked] { return ++asked > 3; });
        QCOMPARE(stopped, std::vector<Hunk>({{0, 100, 0, 100}}));
    }

    void valuesAreComparedByTheirPath()
    {
        const MessageDiff diff =
            diffMessages(json(R"({"id":1,"name":"Ada","tags":["a","b","c"],"old":{"x":1}})"),
                         json(R"({"name":"Ada","id":2,"tags":["a","c","d"],"new":null})"));
        QCOMPARE(diff.manner, MessageDiff::Manner::Structure);
        QCOMPARE(lines(diff),
                 QStringList({u"~$.id|1|2"_s, u"-$.tags[1]|\"b\"|"_s, u"+$.tags[2]||\"d\""_s,
                              u"-$.old|{x: 1}|"_s, u"+$.new||null"_s}));
        QCOMPARE(diffSummary(diff), u"5 values differ."_s);
    }

    void orderOfMembersAndBlanksAreNoDifference()
    {
        const MessageDiff diff =
            diffMessages(json(R"({"a":1,"b":"\u00e9"})"), json("{ \"b\":\"\xc3\xa9\", \"a\":1 }"));
        QVERIFY(diff.rows.isEmpty());
        QVERIFY(!diff.isIdentical);
        QCOMPARE(diffSummary(diff), u"The two messages say the same; only their octets differ."_s);
        QVERIFY(diffMessages(json("[1]"), json("[1]")).isIdentical);
    }

    void formatsMayDiffer()
    {
        // {"a": 1, "b": [true]} and the same with false.
        const DiffSide cbor{.payload = QByteArray::fromHex("a2616101616281f4")};
        const MessageDiff diff = diffMessages(json(R"({"a":1,"b":[true]})"), cbor);
        QCOMPARE(lines(diff), QStringList({u"~$.b[0]|true|false"_s}));
    }

    void changedItemIsFoundWithinALongList()
    {
        QByteArray before = "[";
        QByteArray after = "[{\"n\":-1}";
        for (int i = 0; i < 5000; ++i) {
            before += (i == 0 ? "" : ",") + QByteArray("{\"n\":") + QByteArray::number(i) + "}";
            after += ",{\"n\":" + QByteArray::number(i == 2500 ? 0 : i) + "}";
        }
        const MessageDiff diff = diffMessages(json(before + "]"), json(after + "]"));
        QCOMPARE(lines(diff), QStringList({u"+$[0]||{n: -1}"_s, u"~$[2500].n|2500|0"_s}));
    }

    void linesHaveContextAndMarkedWords()
    {
        const MessageDiff diff = diffLines(u"one\ntwo\nthree\nthe quick brown fox\nfive\nsix\nseven"_s,
                                           u"one\ntwo\nthree\nthe slow brown fox\nfive\nsix\nseven\neight"_s);
        QCOMPARE(
            lines(diff),
            QStringList({u" 2|two|two"_s, u" 3|three|three"_s, u"~4|the quick brown fox|the slow brown fox"_s,
                         u" 5|five|five"_s, u" 6|six|six"_s, u" 7|seven|seven"_s, u"+8||eight"_s}));
        QCOMPARE(diff.rows[2].beforeMarks, QList<TextRange>({{4, 5}}));
        QCOMPARE(diff.rows[2].afterMarks, QList<TextRange>({{4, 4}}));
        QCOMPARE(diff.changes, 2);
        QCOMPARE(lines(diffLines(u"a"_s, u"b\nc"_s)), QStringList({u"~1|a|b"_s, u"+2||c"_s}));
        const MessageDiff plain = diffMessages({.payload = "hello world", .hint = {.isText = true}},
                                               {.payload = "hello moon", .hint = {.isText = true}});
        QCOMPARE(plain.manner, MessageDiff::Manner::Lines);
    }

    void octetsAreComparedWhereNothingElseIsKnown()
    {
        const MessageDiff diff = diffMessages({.payload = QByteArray::fromHex("89504e47ff000102")},
                                              {.payload = QByteArray::fromHex("89504e47fe0001")});
        QCOMPARE(diff.manner, MessageDiff::Manner::Octets);
        QCOMPARE(lines(diff), QStringList({u"~00000004|ff|fe"_s, u"-00000007|02|"_s}));
        QByteArray large(200'000, '\x01');
        QByteArray changed = large;
        changed[100'000] = '\x02';
        QCOMPARE(lines(diffOctets(large, changed)).first().left(9), u"~000186a0"_s);
    }

    void muchThatDiffersIsCut()
    {
        QByteArray before = "[";
        QByteArray after = "[";
        for (int i = 0; i < 3000; ++i) {
            before += "[" + QByteArray::number(i) + "],";
            after += "[" + QByteArray::number(-i - 1) + "],";
        }
        const MessageDiff diff = diffMessages(json(before + "0]"), json(after + "0]"));
        QCOMPARE(diff.rows.size(), MaxDiffRows);
        QVERIFY(diff.isCut);
        QCOMPARE(diffSummary(diff), u"2,000 values differ. There are more."_s);
    }

    void modelShowsTheRows()
    {
        DiffModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setDiff(diffMessages(json(R"({"a":1})"), json(R"({"b":1})")));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, DiffModel::Kind).data().toString(), u"− removed"_s);
        QCOMPARE(model.index(1, DiffModel::Place).data().toString(), u"$.b"_s);
        QCOMPARE(model.headerData(DiffModel::Place, Qt::Horizontal, Qt::DisplayRole).toString(), u"Path"_s);
    }
};

QTEST_GUILESS_MAIN(TestMessageDiff)
#include "tst_messagediff.moc"

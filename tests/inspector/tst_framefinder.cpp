// SPDX-License-Identifier: GPL-3.0-only
#include "inspector/samplerecords.h"
#include "models/framefinder.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Way = FrameFinder::Way;

namespace {

FindPattern patternOf(const QString &pattern, FindKind kind = FindKind::Text, bool isCaseSensitive = false)
{
    return std::get<FindPattern>(
        FindPattern::make({.kind = kind, .pattern = pattern, .isCaseSensitive = isCaseSensitive}));
}

//! What a search found, or 0.
struct Answer
{
    quint64 sequence = 0;
    bool wrapped = false;
    bool operator==(const Answer &) const = default;
};

//! Searches and waits for the end.
Answer search(FrameFinder &finder, const FindPattern &pattern, quint64 from, Way way = Way::Forward)
{
    Answer answer;
    QEventLoop loop;
    QObject::connect(&finder, &FrameFinder::found, &loop,
                     [&](quint64 sequence, const FoundRange &, bool wrapped) {
                         answer = {sequence, wrapped};
                         loop.quit();
                     });
    QObject::connect(&finder, &FrameFinder::notFound, &loop, &QEventLoop::quit);
    finder.find(pattern, from, way);
    loop.exec();
    return answer;
}

} // namespace

class TestFrameFinder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void patternsFindWhatTheySay_data()
    {
        QTest::addColumn<FindKind>("kind");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("isCaseSensitive");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("length");
        QTest::newRow("text") << FindKind::Text << u"needle"_s << false << QByteArray("a NEEDLE") << 2 << 6;
        QTest::newRow("text, its case")
            << FindKind::Text << u"needle"_s << true << QByteArray("NEEDLE needle") << 7 << 6;
        QTest::newRow("text, not there")
            << FindKind::Text << u"needle"_s << false << QByteArray("hay") << -1 << 0;
        QTest::newRow("text in UTF-8") << FindKind::Text << u"Grüße"_s << true << "x Grüße"_ba << 2 << 7;
        QTest::newRow("hex") << FindKind::Hex << u"00 fF"_s << false << QByteArray("a\0\xff", 3) << 1 << 2;
        QTest::newRow("hex with 0x") << FindKind::Hex << u"0x00 0xff"_s << false << QByteArray("\0\xff", 2)
                                     << 0 << 2;
        QTest::newRow("expression") << FindKind::RegularExpression << u"\"id\":\\s*\\d+"_s << false
                                    << QByteArray(R"({"id": 42})") << 1 << 8;
        QTest::newRow("expression behind UTF-8")
            << FindKind::RegularExpression << u"ß(.)"_s << false << "Grüßen"_ba << 4 << 3;
        QTest::newRow("expression, its case")
            << FindKind::RegularExpression << u"A"_s << true << QByteArray("aA") << 1 << 1;
        QTest::newRow("expression in octets")
            << FindKind::RegularExpression << u"\\xff."_s << false << QByteArray("\xfe\xff\x01") << 1 << 2;
        QTest::newRow("expression behind a byte order mark")
            << FindKind::RegularExpression << u"x"_s << false << QByteArray("\xef\xbb\xbfx") << 3 << 1;
    }

    void patternsFindWhatTheySay()
    {
        QFETCH(FindKind, kind);
        QFETCH(QString, pattern);
        QFETCH(bool, isCaseSensitive);
        QFETCH(QByteArray, payload);
        QFETCH(int, offset);
        QFETCH(int, length);
        const auto range = patternOf(pattern, kind, isCaseSensitive).findIn(payload);
        QCOMPARE(range.has_value(), offset >= 0);
        if (range) {
            QCOMPARE(*range, (FoundRange{.offset = offset, .length = length}));
        }
    }

    void patternsThatAreNoneSayWhy_data()
    {
        QTest::addColumn<FindKind>("kind");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("says");
        QTest::newRow("empty") << FindKind::Text << QString() << u"nothing to find"_s;
        QTest::newRow("half an octet") << FindKind::Hex << u"abc"_s << u"pairs of hex digits"_s;
        QTest::newRow("no hex") << FindKind::Hex << u"zz"_s << u"pairs of hex digits"_s;
        QTest::newRow("only spaces") << FindKind::Hex << u"  "_s << u"pairs of hex digits"_s;
        QTest::newRow("expression") << FindKind::RegularExpression << u"a(b"_s << u"at character"_s;
    }

    void patternsThatAreNoneSayWhy()
    {
        QFETCH(FindKind, kind);
        QFETCH(QString, pattern);
        QFETCH(QString, says);
        const auto made = FindPattern::make({.kind = kind, .pattern = pattern});
        QVERIFY(std::holds_alternative<QString>(made));
        QVERIFY2(std::get<QString>(made).contains(says), qPrintable(std::get<QString>(made)));
    }

    void findsForwardAndBackwardAndAroundTheEnd()
    {
        RecordStore store;
        store.setMaxBytes(SmallBound);
        store.append(0, manyTexts(1000));
        FrameFinder finder(&store);
        const FindPattern pattern = patternOf(u"message 99"_s); // at 100, 991 to 1000
        QCOMPARE(search(finder, pattern, 0), (Answer{100, false}));
        QCOMPARE(search(finder, pattern, 100), (Answer{991, false}));
        QCOMPARE(search(finder, pattern, 1000), (Answer{100, true}));
        QCOMPARE(search(finder, pattern, 991, Way::Backward), (Answer{100, false}));
        QCOMPARE(search(finder, pattern, 100, Way::Backward), (Answer{1000, true}));
        QCOMPARE(search(finder, pattern, 0, Way::Backward), (Answer{1000, false}));
        QCOMPARE(search(finder, patternOf(u"message 500"_s), 501), (Answer{501, true})); // itself, again
        QCOMPARE(search(finder, patternOf(u"nothing"_s), 500), (Answer{0, false}));
        QVERIFY(!finder.isSearching());
    }

    void findsOverAllConnectionsAndWholePayloads()
    {
        RecordStore store;
        store.append(0, {text(1, "hay"), text(2, QByteArray(3'000'000, '.') + "needle"), text(3, "NEEDLE")});
        FrameFinder finder(&store);
        QSignalSpy found(&finder, &FrameFinder::found);
        QCOMPARE(search(finder, patternOf(u"needle"_s), 1), (Answer{2, false}));
        QCOMPARE(found.first().at(1).value<FoundRange>(), (FoundRange{.offset = 3'000'000, .length = 6}));
        QCOMPARE(search(finder, patternOf(u"needle"_s), 2), (Answer{3, false}));
    }

    void anEmptyStoreHasNothing()
    {
        RecordStore store;
        FrameFinder finder(&store);
        QCOMPARE(search(finder, patternOf(u"x"_s), 0), Answer());
        QCOMPARE(search(finder, patternOf(u"x"_s), 7, Way::Backward), Answer());
    }

    void placesThatAreGoneAreNoPlaceToStumble()
    {
        RecordStore store;
        store.setMaxBytes(SmallBound);
        store.append(0, manyTexts(10'000));
        QVERIFY(store.firstSequence() > 1000);
        FrameFinder finder(&store);
        QCOMPARE(search(finder, patternOf(u"message"_s), 5), (Answer{store.firstSequence(), false}));
        QCOMPARE(search(finder, patternOf(u"message"_s), 5, Way::Backward),
                 (Answer{store.endSequence() - 1, true}));
        QCOMPARE(search(finder, patternOf(u"message"_s), 99'999), (Answer{store.firstSequence(), true}));
    }

    void aNewSearchReplacesTheOneUnderWay()
    {
        RecordStore store;
        store.append(0, manyTexts(100'000));
        FrameFinder finder(&store);
        QSignalSpy notFound(&finder, &FrameFinder::notFound);
        finder.find(patternOf(u"nothing like this"_s, FindKind::RegularExpression), 0, Way::Forward);
        QVERIFY(finder.isSearching());
        QCOMPARE(search(finder, patternOf(u"message 7"_s), 0), (Answer{8, false}));
        QCoreApplication::processEvents();
        QCOMPARE(notFound.count(), 0);
    }

    void aCancelledSearchSaysNothing()
    {
        RecordStore store;
        store.append(0, manyTexts(1000));
        FrameFinder finder(&store);
        QSignalSpy found(&finder, &FrameFinder::found);
        QSignalSpy notFound(&finder, &FrameFinder::notFound);
        finder.find(patternOf(u"message"_s), 0, Way::Forward);
        finder.cancel();
        QVERIFY(!finder.isSearching());
        QCOMPARE(search(finder, patternOf(u"message 9"_s), 0), (Answer{10, false}));
        QCOMPARE(found.count(), 1);
        QCOMPARE(notFound.count(), 0);
    }

    void tellsItsProgressWhenItTakesLong()
    {
        RecordStore store;
        for (int i = 0; i < 10; ++i) {
            store.append(0, manyTexts(50'000));
        }
        FrameFinder finder(&store);
        QSignalSpy progressed(&finder, &FrameFinder::progressed);
        QCOMPARE(search(finder, patternOf(u"(m|e)+s{3}"_s, FindKind::RegularExpression), 0), Answer());
        QVERIFY(!progressed.isEmpty());
        for (const QList<QVariant> &signal : std::as_const(progressed)) {
            QVERIFY(signal.first().toInt() >= 0 && signal.first().toInt() <= 100);
        }
    }
};

QTEST_GUILESS_MAIN(TestFrameFinder)
#include "tst_framefinder.moc"

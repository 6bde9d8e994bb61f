// SPDX-License-Identifier: GPL-3.0-only
#include "decode/bytematcher.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace Gantry::Inspector;

class TestByteMatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheFirstPlace_data()
    {
        QTest::addColumn<QByteArray>("needle");
        QTest::addColumn<QByteArray>("haystack");
        QTest::addColumn<qsizetype>("place");
        QTest::newRow("at the beginning") << QByteArray("abc") << QByteArray("abcdef") << qsizetype(0);
        QTest::newRow("at the end") << QByteArray("def") << QByteArray("abcdef") << qsizetype(3);
        QTest::newRow("needle in upper case") << QByteArray("CDE") << QByteArray("abcdef") << qsizetype(2);
        QTest::newRow("haystack in upper case") << QByteArray("cde") << QByteArray("ABCDEF") << qsizetype(2);
        QTest::newRow("after a false start") << QByteArray("aab") << QByteArray("aaaaab") << qsizetype(3);
        QTest::newRow("not there") << QByteArray("xyz") << QByteArray("abcdef") << qsizetype(-1);
        QTest::newRow("longer than the haystack")
            << QByteArray("abcdefg") << QByteArray("abc") << qsizetype(-1);
        QTest::newRow("empty needle") << QByteArray() << QByteArray("abc") << qsizetype(0);
        QTest::newRow("one octet") << QByteArray("F") << QByteArray("abcdef") << qsizetype(5);
        QTest::newRow("zero octets") << QByteArray("\0b", 2) << QByteArray("a\0b", 3) << qsizetype(1);
        QTest::newRow("UTF-8") << QByteArray("grüße") << QByteArray("viele Grüße") << qsizetype(6);
        // Only letters have a case: '[' is '{' without bit 5.
        QTest::newRow("no other octet is folded") << QByteArray("{") << QByteArray("[") << qsizetype(-1);
    }

    void findsTheFirstPlace()
    {
        QFETCH(QByteArray, needle);
        QFETCH(QByteArray, haystack);
        QTEST(ByteMatcher(needle).indexIn(haystack), "place");
    }

    void startsWhereItIsTold()
    {
        const ByteMatcher matcher("ab");
        QCOMPARE(matcher.indexIn("ab ab", 1), 3);
        QCOMPARE(matcher.indexIn("ab ab", 4), -1);
    }

    void agreesWithASimpleSearch()
    {
        QRandomGenerator random(42);
        for (int round = 0; round < 5000; ++round) {
            QByteArray haystack(random.bounded(60), 'a');
            for (char &octet : haystack) {
                octet = "abAB"[random.bounded(4)];
            }
            QByteArray needle(1 + random.bounded(5), 'a');
            for (char &octet : needle) {
                octet = "abAB"[random.bounded(4)];
            }
            QCOMPARE(ByteMatcher(needle).indexIn(haystack), haystack.toLower().indexOf(needle.toLower()));
        }
    }
};

QTEST_APPLESS_MAIN(TestByteMatcher)
#include "tst_bytematcher.moc"

// SPDX-License-Identifier: MIT
#include "core/handshake/headerfields.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_HeaderFields : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreComparedWithoutCase();
    void missingIsNullAndEmptyIsNot();
    void linesOfOneNameAreJoinedInOrder();
    void tokenIsFoundInAnyLineAndCase();
    void tokenIsNotFoundInsideAnother();
    void tokenOctetsAreThoseOfTheGrammar();
    void emptyTextIsNoToken();
    void controlCharactersAreUnsafe();
    void blanksAreSpaceAndTabAlone();
    void listIsSplitAtCommas_data();
    void listIsSplitAtCommas();
};

void tst_HeaderFields::namesAreComparedWithoutCase()
{
    const HeaderFields fields{{"hOsT", "a"}, {"X", "b"}, {"HOST", "c"}};
    QCOMPARE(fields.value("Host"), "a");
    QCOMPARE(fields.count("host"), 2);
    QVERIFY(fields.contains("x"));
    QVERIFY(!fields.contains("hos"));
    QCOMPARE(fields.all().first().name, "hOsT");
}

void tst_HeaderFields::missingIsNullAndEmptyIsNot()
{
    HeaderFields fields;
    fields.append("Empty", QByteArray());
    QVERIFY(fields.value("Missing").isNull());
    QVERIFY(fields.joined("Missing").isNull());
    QVERIFY(fields.value("Empty").isEmpty() && !fields.value("Empty").isNull());
    QVERIFY(fields.joined("Empty").isEmpty() && !fields.joined("Empty").isNull());
}

void tst_HeaderFields::linesOfOneNameAreJoinedInOrder()
{
    const HeaderFields fields{{"A", "1"}, {"B", "x"}, {"a", "2, 3"}, {"A", ""}, {"A", "4"}};
    QCOMPARE(fields.joined("A"), "1, 2, 3, , 4");
}

void tst_HeaderFields::tokenIsFoundInAnyLineAndCase()
{
    const HeaderFields fields{{"Connection", "keep-alive ,\tUPGRADE"}, {"connection", "x"}};
    QVERIFY(fields.hasToken("Connection", "upgrade"));
    QVERIFY(fields.hasToken("Connection", "X"));
    QVERIFY(!fields.hasToken("Upgrade", "upgrade"));
}

void tst_HeaderFields::tokenIsNotFoundInsideAnother()
{
    const HeaderFields fields{{"Connection", "upgrades, not-upgrade, up grade, \"a, upgrade\""}};
    QVERIFY(!fields.hasToken("Connection", "upgrade"));
}

void tst_HeaderFields::tokenOctetsAreThoseOfTheGrammar()
{
    // RFC 9110 section 5.6.2: VCHAR except the delimiters.
    const QByteArray delimiters = "\"(),/:;<=>?@[\\]{}";
    for (int octet = 0; octet < 256; ++octet) {
        const bool expected = octet > 0x20 && octet < 0x7F && !delimiters.contains(char(octet));
        QVERIFY2(isTokenOctet(char(octet)) == expected, QByteArray::number(octet).constData());
        QCOMPARE(isToken(QByteArray("a") + char(octet)), expected);
    }
}

void tst_HeaderFields::emptyTextIsNoToken()
{
    QVERIFY(!isToken(""));
    QVERIFY(!isToken({}));
}

void tst_HeaderFields::controlCharactersAreUnsafe()
{
    for (int octet = 0; octet < 256; ++octet) {
        const bool expected = (octet >= 0x20 && octet != 0x7F) || octet == '\t';
        QVERIFY2(isSafeFieldValue(QByteArray("a") + char(octet) + 'b') == expected,
                 QByteArray::number(octet).constData());
    }
    QVERIFY(isSafeFieldValue(""));
}

void tst_HeaderFields::blanksAreSpaceAndTabAlone()
{
    QCOMPARE(trimmedBlanks(" \t a b\t ").toByteArray(), "a b");
    QCOMPARE(trimmedBlanks("\x0b\x85 a").toByteArray(), "\x0b\x85 a");
    QCOMPARE(trimmedBlanks(" \t ").size(), 0);
    QCOMPARE(trimmedBlanks({}).size(), 0);
}

void tst_HeaderFields::listIsSplitAtCommas_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("elements");

    using List = QByteArrayList;
    QTest::newRow("empty") << QByteArray("") << List{};
    QTest::newRow("blank") << QByteArray("  \t") << List{};
    QTest::newRow("one") << QByteArray("a") << List{"a"};
    QTest::newRow("blanks around are dropped") << QByteArray(" a ,\tb ") << List{"a", "b"};
    QTest::newRow("blanks inside are kept") << QByteArray("a b,c") << List{"a b", "c"};
    QTest::newRow("9110 5.6.1.2 empty elements are ignored") << QByteArray(",a,, ,b,") << List{"a", "b"};
    QTest::newRow("a comma in quotes does not separate")
        << QByteArray("a=\"1,2\",b") << List{"a=\"1,2\"", "b"};
    QTest::newRow("an escaped quote does not close") << QByteArray("\"\\\",\",b") << List{"\"\\\",\"", "b"};
    QTest::newRow("an unclosed quote reaches to the end") << QByteArray("\"a,b") << List{"\"a,b"};
    QTest::newRow("an escape at the end") << QByteArray("\"a\\") << List{"\"a\\"};
}

void tst_HeaderFields::listIsSplitAtCommas()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, elements);
    QCOMPARE(splitList(text), elements);
}

QTEST_APPLESS_MAIN(tst_HeaderFields)
#include "tst_headerfields.moc"

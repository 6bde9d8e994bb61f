// SPDX-License-Identifier: GPL-3.0-only
#include "decode/jsontext.h"

#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

class TestJsonText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void indentsWithoutChangingATokenOrTheirOrder_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("indented");
        QTest::newRow("members keep their order")
            << QByteArray("{\"b\":1,\"a\":2}") << u"{\n  \"b\": 1,\n  \"a\": 2\n}"_s;
        QTest::newRow("numbers keep their digits") << QByteArray("[12345678901234567890,1.10,1E+09]")
                                                   << u"[\n  12345678901234567890,\n  1.10,\n  1E+09\n]"_s;
        QTest::newRow("escapes stay") << QByteArray("[\"\\u00e9\\\"}\"]") << u"[\n  \"\\u00e9\\\"}\"\n]"_s;
        QTest::newRow("brackets in strings")
            << QByteArray("{\"a\":\"{[,:\"}") << u"{\n  \"a\": \"{[,:\"\n}"_s;
        QTest::newRow("empty containers")
            << QByteArray("{ \"a\" : { } , \"b\":[ ]}") << u"{\n  \"a\": {},\n  \"b\": []\n}"_s;
        QTest::newRow("nesting") << QByteArray("[[1]]") << u"[\n  [\n    1\n  ]\n]"_s;
        QTest::newRow("space around") << QByteArray("  [true]\n") << u"[\n  true\n]"_s;
        QTest::newRow("UTF-8") << QByteArray("[\"日本\"]") << u"[\n  \"日本\"\n]"_s;
    }

    void indentsWithoutChangingATokenOrTheirOrder()
    {
        QFETCH(QByteArray, json);
        const auto indented = indentedJson(json);
        QVERIFY(indented);
        QTEST(*indented, "indented");
    }

    void leavesOtherTextsAlone_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("plain text") << QByteArray("hello");
        QTest::newRow("a bare number") << QByteArray("42");
        QTest::newRow("unfinished") << QByteArray("{\"a\":");
        QTest::newRow("garbage after it") << QByteArray("{} x");
        QTest::newRow("too large") << '[' + QByteArray(MaxIndentedJsonOctets, ' ') + "1]";
    }

    void leavesOtherTextsAlone()
    {
        QFETCH(QByteArray, payload);
        QVERIFY(!indentedJson(payload));
    }

    void doesNotGrowWithoutBound()
    {
        // 500 levels deep, then many elements: each would get a thousand blanks.
        const QByteArray deep =
            QByteArray(500, '[') + QByteArray("1,").repeated(50'000) + '1' + QByteArray(500, ']');
        QVERIFY(!indentedJson(deep));
    }
};

QTEST_APPLESS_MAIN(TestJsonText)
#include "tst_jsontext.moc"

// SPDX-License-Identifier: GPL-3.0-only
#include "decode/payloadtext.h"

#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

class TestPayloadText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTextFromBinary_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<bool>("isText");
        QTest::newRow("empty") << QByteArray() << true;
        QTest::newRow("ASCII") << QByteArray("hello\r\n\tworld") << true;
        QTest::newRow("UTF-8") << QByteArray("Grüße 日本 😀") << true;
        QTest::newRow("zero octet") << QByteArray("a\0b", 3) << false;
        QTest::newRow("control character") << QByteArray("\x1b[31m") << false;
        QTest::newRow("not UTF-8") << QByteArray("caf\xe9 au lait") << false;
        QTest::newRow("cut inside a character after a KiB") << QByteArray(1023, 'a') + "日本" << true;
        QTest::newRow("binary after a KiB is not judged") << QByteArray(2000, 'a') + '\0' << true;
    }

    void tellsTextFromBinary()
    {
        QFETCH(QByteArray, payload);
        QTEST(looksLikeText(payload), "isText");
    }

    void previewIsOneLine()
    {
        QCOMPARE(previewLine("a\nb\tc"), u"a␊b␉c"_s);
        QCOMPARE(previewLine("a\u2028b"), u"a␡b"_s);
    }

    void previewCannotReorderWhatStandsAroundIt()
    {
        const QString line = previewLine("abc\u202Edef");
        QVERIFY(!line.contains(QChar(0x202E)));
    }

    void previewIsBounded()
    {
        const QString line = previewLine(QByteArray(1000, 'x'));
        QCOMPARE(line.size(), PreviewCharacters + 1);
        QVERIFY(line.endsWith(u'…'));
        QCOMPARE(previewLine(QByteArray(PreviewCharacters, 'x')).size(), PreviewCharacters);
    }

    void previewNeverSplitsACharacter()
    {
        QByteArray emoji;
        for (int i = 0; i < 300; ++i) {
            emoji += "😀";
        }
        for (int length = 1; length < 10; ++length) {
            const QString line = previewLine(emoji, length);
            QVERIFY(line.isValidUtf16());
            QVERIFY(!line.contains(QChar::ReplacementCharacter));
        }
    }

    void previewOfHugePayloadDecodesLittle()
    {
        const QByteArray huge(64 * 1024 * 1024, 'x');
        QBENCHMARK_ONCE
        {
            QCOMPARE(previewLine(huge).size(), PreviewCharacters + 1);
        }
    }

    void hexPreviewIsBounded()
    {
        QCOMPARE(previewHex(QByteArray::fromHex("deadbeef")), u"de ad be ef"_s);
        QCOMPARE(previewHex(QByteArray(3, '\x01'), 2), u"01 01 …"_s);
    }

    void boundedTextSaysWhatItLeavesOut()
    {
        const BoundedText text = boundedText("日本語", 4);
        QCOMPARE(text.text, u"日"_s);
        QCOMPARE(text.omittedOctets, 6);
        QCOMPARE(boundedText("abc", 3).omittedOctets, 0);
    }

    void longLinesAreFoldedAndNothingElse()
    {
        const QString line(MaxLineCharacters, u'x');
        QCOMPARE(foldedLines(line), line);
        QCOMPARE(foldedLines(line + u'\n' + line), line + u'\n' + line);
        QCOMPARE(foldedLines(line + u"yz"_s), line + u"\nyz"_s);
        const QString emoji = line.chopped(1) + u"😀😀"_s;
        QVERIFY(foldedLines(emoji).isValidUtf16());
        QCOMPARE(foldedLines(emoji).remove(u'\n'), emoji);
    }

    void whatIsNoUtf8IsCutWhereItIs()
    {
        const QByteArray continuations(10, '\x80');
        QCOMPARE(utf8Boundary(continuations, 8), 8);
    }
};

QTEST_APPLESS_MAIN(TestPayloadText)
#include "tst_payloadtext.moc"

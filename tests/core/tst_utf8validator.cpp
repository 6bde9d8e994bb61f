// SPDX-License-Identifier: MIT
// The reference here knows nothing of states: it is the set of all encodings, made by
// encoding every code point there is.
#include "core/message/utf8validator.h"

#include <QtCore/QByteArrayList>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_Utf8Validator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsCutBetweenCodePoints();
    void initTestCase();
    void everyCodePointIsValid();
    void everyShortSequenceIsJudgedAsByTheReference();
    void everySequenceOfFourWithALeadIsJudgedAsByTheReference();
    void firstWrongOctetIsReported_data();
    void firstWrongOctetIsReported();
    void wrongOctetIsFoundAnywhereInALongText();
    void longTextIsReadAtEverySplit();
    void incompleteEndIsNoErrorYet_data();
    void incompleteEndIsNoErrorYet();
    void everythingIsRefusedUntilReset();
    void emptyPiecesChangeNothing();

private:
    //! For each octet string: whether it begins (or is) an encoded code point.
    QSet<QByteArray> m_prefixes;
    QSet<QByteArray> m_encodings;

    bool canContinue(QByteArrayView text) const;
    bool isWhole(QByteArrayView text) const;
    qsizetype validPrefix(QByteArrayView text) const;
    void judge(const QByteArray &text) const;
};

namespace {

QByteArray encoded(char32_t codePoint)
{
    const auto tail = [codePoint](int shift) { return char(0x80 | ((codePoint >> shift) & 0x3F)); };
    if (codePoint < 0x80)
        return QByteArray(1, char(codePoint));
    if (codePoint < 0x800)
        return QByteArray(1, char(0xC0 | (codePoint >> 6))) + tail(0);
    if (codePoint < 0x10000)
        return QByteArray(1, char(0xE0 | (codePoint >> 12))) + tail(6) + tail(0);
    return QByteArray(1, char(0xF0 | (codePoint >> 18))) + tail(12) + tail(6) + tail(0);
}

//! How many octets were taken before the validator said no; -1 if it never did.
qsizetype octetsUntilError(QByteArrayView text)
{
    Utf8Validator validator;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!validator.feed(text.sliced(i, 1)))
            return i + 1;
    }
    return -1;
}

//! Long enough that what is appended to it goes through the fast path.
const QByteArray LongAscii(200, 'a');
const QByteArray LongMixed = QByteArray("a\xc3\xa4\xe2\x82\xac\xf0\x9f\x9a\x8b").repeated(20);

} // namespace

void tst_Utf8Validator::initTestCase()
{
    for (char32_t codePoint = 0; codePoint <= 0x10FFFF; ++codePoint) {
        if (codePoint >= 0xD800 && codePoint <= 0xDFFF) // RFC 3629 section 3
            continue;
        const QByteArray text = encoded(codePoint);
        // Four octets are a million strings: what follows the first three is any
        // continuation octet, so these tell them.
        if (text.size() < 4)
            m_encodings.insert(text);
        for (qsizetype size = 1; size < text.size(); ++size)
            m_prefixes.insert(text.first(size));
    }
}

bool tst_Utf8Validator::canContinue(QByteArrayView text) const
{
    return m_prefixes.contains(text.toByteArray());
}

bool tst_Utf8Validator::isWhole(QByteArrayView text) const
{
    if (text.size() == 4)
        return canContinue(text.first(3)) && (quint8(text[3]) & 0xC0) == 0x80;
    return m_encodings.contains(text.toByteArray());
}

//! How many octets of \a text can begin some valid text.
qsizetype tst_Utf8Validator::validPrefix(QByteArrayView text) const
{
    qsizetype start = 0;
    for (qsizetype end = 1; end <= text.size(); ++end) {
        const QByteArrayView current = text.sliced(start, end - start);
        if (isWhole(current))
            start = end;
        else if (!canContinue(current))
            return end - 1;
    }
    return text.size();
}

//! Compares validator and reference for \a text alone and behind long texts.
void tst_Utf8Validator::judge(const QByteArray &text) const
{
    const qsizetype valid = validPrefix(text);
    const qsizetype expected = valid == text.size() ? -1 : valid + 1;
    if (octetsUntilError(text) != expected)
        QFAIL(qPrintable(QStringLiteral("%1: octet by octet").arg(QLatin1String(text.toHex()))));
    for (const QByteArray &before : {LongAscii, LongMixed}) {
        Utf8Validator validator;
        if (validator.feed(before + text) != (expected < 0))
            QFAIL(qPrintable(QStringLiteral("%1: behind a long text").arg(QLatin1String(text.toHex()))));
    }
}

void tst_Utf8Validator::everyCodePointIsValid()
{
    for (char32_t codePoint = 0; codePoint <= 0x10FFFF; ++codePoint) {
        const bool isSurrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        if (isValidUtf8(encoded(codePoint)) == isSurrogate)
            QFAIL(qPrintable(QStringLiteral("U+%1").arg(uint(codePoint), 4, 16)));
    }
    for (const char32_t beyond : {U'\x110000', char32_t(0x13FFFF), char32_t(0x1FFFFF)})
        QVERIFY(!isValidUtf8(encoded(beyond)));
}

void tst_Utf8Validator::everyShortSequenceIsJudgedAsByTheReference()
{
    for (int first = 0; first < 256; ++first) {
        judge(QByteArray(1, char(first)));
        for (int second = 0; second < 256; ++second) {
            const QByteArray two{QByteArray(1, char(first)) + char(second)};
            judge(two);
            // The third octet matters only behind what is still open; all 256 of it
            // there, and one of each kind elsewhere.
            for (int third = 0; third < 256; third += canContinue(two) ? 1 : 85)
                judge(two + char(third));
        }
    }
}

void tst_Utf8Validator::everySequenceOfFourWithALeadIsJudgedAsByTheReference()
{
    // Both ends of every range in the grammar of RFC 3629 section 4.
    const QByteArray kinds("\x00\x41\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xc2\xe0\xed\xf0\xf4\xff", 16);
    for (int first = 0xC0; first < 256; ++first) {
        for (const char second : kinds) {
            for (const char third : kinds) {
                for (const char fourth : kinds)
                    judge(QByteArray(1, char(first)) + second + third + fourth);
            }
        }
    }
}

void tst_Utf8Validator::firstWrongOctetIsReported_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("octets");

    const auto row = [](const char *name, QByteArray text, int octets) {
        QTest::newRow(name) << text << octets;
    };
    row("continuation without a lead", "\x80", 1);
    row("C0 begins nothing", "\xc0\x80", 1);
    row("C1 begins nothing", "\xc1\xbf", 1);
    row("F5 begins nothing", "\xf5\x80\x80\x80", 1);
    row("FE and FF begin nothing", "\xfe\xff", 1);
    row("overlong E0 9F", "\xe0\x9f\xbf", 2);
    row("surrogate ED A0", "\xed\xa0\x80", 2);
    row("overlong F0 8F", "\xf0\x8f\xbf\xbf", 2);
    row("beyond U+10FFFF, F4 90", "\xf4\x90\x80\x80", 2);
    row("lead behind a lead", "\xc3\xc3", 2);
    row("ASCII instead of a continuation", "\xe2\x82\x41", 3);
    row("behind good text", "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xf4\x90\x80\x80", 13);
}

void tst_Utf8Validator::firstWrongOctetIsReported()
{
    QFETCH(QByteArray, text);
    QTEST(int(octetsUntilError(text)), "octets");
    QTEST(int(octetsUntilError(LongMixed + text) - LongMixed.size()), "octets");

    // Also when the octets in front of it came in one large piece, and when the wrong
    // one is the last of such a piece.
    QFETCH(int, octets);
    for (const QByteArray &before : {LongAscii, LongMixed}) {
        Utf8Validator validator;
        QVERIFY(validator.feed(before + text.first(octets - 1)));
        QVERIFY(!validator.feed(QByteArrayView(text).sliced(octets - 1, 1)));
        Utf8Validator atOnce;
        QVERIFY(!atOnce.feed(before + text.first(octets)));
    }
}

void tst_Utf8Validator::wrongOctetIsFoundAnywhereInALongText()
{
    for (qsizetype i = 0; i < LongMixed.size(); ++i) {
        QByteArray text = LongMixed;
        text[i] = '\xff';
        QVERIFY(!isValidUtf8(text));
        Utf8Validator validator;
        QVERIFY(!validator.feed(text));
        QVERIFY(!validator.isComplete());
    }
}

void tst_Utf8Validator::longTextIsReadAtEverySplit()
{
    QVERIFY(isValidUtf8(LongMixed));
    for (qsizetype first = 0; first <= LongMixed.size(); ++first) {
        for (qsizetype second = first; second <= LongMixed.size(); ++second) {
            const QByteArrayView text(LongMixed);
            Utf8Validator validator;
            QVERIFY(validator.feed(text.first(first)));
            QVERIFY(validator.feed(text.sliced(first, second - first)));
            QVERIFY(validator.feed(text.sliced(second)));
            QVERIFY(validator.isComplete());
        }
    }
}

void tst_Utf8Validator::incompleteEndIsNoErrorYet_data()
{
    QTest::addColumn<QByteArray>("end");
    for (const QByteArray whole : {"\xc3\xa4", "\xe2\x82\xac", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                   "\xf0\x90\x80\x80", "\xf1\x80\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        for (qsizetype size = 1; size < whole.size(); ++size)
            QTest::addRow("%s", whole.first(size).toHex().constData()) << whole.first(size);
    }
}

void tst_Utf8Validator::incompleteEndIsNoErrorYet()
{
    QFETCH(QByteArray, end);
    for (const QByteArray &before : {QByteArray(), LongAscii, LongMixed}) {
        Utf8Validator validator;
        QVERIFY(validator.feed(before + end));
        QVERIFY(!validator.isComplete());
        QVERIFY(!isValidUtf8(before + end));
    }
}

void tst_Utf8Validator::everythingIsRefusedUntilReset()
{
    Utf8Validator validator;
    QVERIFY(!validator.feed("\xff"));
    QVERIFY(!validator.feed("a"));
    QVERIFY(!validator.feed(LongAscii));
    QVERIFY(!validator.feed({}));
    QVERIFY(!validator.isComplete());
    validator.reset();
    QVERIFY(validator.feed(LongAscii));
    QVERIFY(validator.isComplete());
}

void tst_Utf8Validator::emptyPiecesChangeNothing()
{
    Utf8Validator validator;
    QVERIFY(validator.feed({}));
    QVERIFY(validator.isComplete());
    QVERIFY(validator.feed("\xc3"));
    QVERIFY(validator.feed({}));
    QVERIFY(!validator.isComplete());
    QVERIFY(validator.feed("\xa4"));
    QVERIFY(validator.isComplete());
    QVERIFY(isValidUtf8({}));
}

void tst_Utf8Validator::textIsCutBetweenCodePoints()
{
    QCOMPARE(textCut("abc", 3), 3);
    QCOMPARE(textCut("abc", 2), 2);
    QCOMPARE(textCut("a\xe2\x82\xac", 3), 1);
    QCOMPARE(textCut("a\xe2\x82\xac", 4), 4);
    QCOMPARE(textCut("\xf0\x9f\x98\x80\xf0\x9f\x98\x80", 7), 4);
    // No room for the code point, and what is no UTF-8: a step all the same.
    QCOMPARE(textCut("\xe2\x82\xac", 2), 2);
    QCOMPARE(textCut("\xe2\x82\xac", 1), 1);
    QCOMPARE(textCut("\x80\x80\x80\x80\x80\x80\x80", 6), 6);
}

QTEST_APPLESS_MAIN(tst_Utf8Validator)
#include "tst_utf8validator.moc"

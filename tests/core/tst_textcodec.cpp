// SPDX-License-Identifier: MIT
#include "core/message/textcodec.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Qt::Literals::StringLiterals;

namespace {

//! A code point of each length and its neighbours.
const QList<char32_t> points{0x00,   0x41,   0x7F,   0x80,   0xE9,    0x7FF,   0x800,   0x20AC,
                             0xD7FF, 0xE000, 0xFEFF, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF};

QString textOf(QList<char32_t> chosen)
{
    return QString::fromUcs4(chosen.constData(), chosen.size());
}

QString decoded(QByteArrayView utf8)
{
    QString text = u"what was there before"_s;
    decodeUtf8(utf8, text);
    return text;
}

QByteArray encoded(QStringView text)
{
    QByteArray utf8("what was there before");
    encodeUtf8(text, utf8);
    return utf8;
}

} // namespace

class tst_TextCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isWhatQtDoes_data();
    void isWhatQtDoes();
    void anyPointAnywhere();
    void anyMixOfLengths();
    void longRunsEndAnywhere();
    void halvesAloneBecomeQuestionMarks();
    void aMarkAtTheBeginningIsText();
    void roomIsUsedAgain();
};

void tst_TextCodec::isWhatQtDoes_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("ASCII") << u"plain text"_s;
    QTest::newRow("long ASCII") << u"plain text "_s.repeated(1000);
    QTest::newRow("Latin") << u"na\u00efve caf\u00e9 "_s.repeated(100);
    QTest::newRow("Greek") << u"\u03ba\u1f79\u03c3\u03bc\u03b5 "_s.repeated(100);
    QTest::newRow("Chinese") << u"\u4e2d\u6587"_s.repeated(5000);
    QTest::newRow("emoji") << u"\U0001f600"_s.repeated(5000);
    QTest::newRow("too long to guess") << u"\u00e9\u4e2dx\U0001f600"_s.repeated(600'000);
    QTest::newRow("a null") << QString(QChar(u'\0'));
}

void tst_TextCodec::isWhatQtDoes()
{
    QFETCH(QString, text);
    QCOMPARE(encoded(text), text.toUtf8());
    QCOMPARE(decoded(text.toUtf8()), text);
    QVERIFY(encodedRoom(text) >= text.toUtf8().size());
}

void tst_TextCodec::anyPointAnywhere()
{
    for (qsizetype before = 0; before < 70; ++before) {
        for (const char32_t first : points) {
            for (const char32_t second : points) {
                const QString text = QString(before, u'a') + textOf({first, second}) + u"tail"_s;
                const QByteArray utf8 = text.toUtf8();
                QCOMPARE(encoded(text), utf8);
                QCOMPARE(decoded(utf8), text);
            }
        }
    }
}

// Long enough for steps by table, in all orders that a seed brings.
void tst_TextCodec::anyMixOfLengths()
{
    QRandomGenerator random(20);
    for (int round = 0; round < 5000; ++round) {
        QList<char32_t> chosen;
        // Mostly of one or two lengths, as texts are.
        const int first = random.bounded(int(points.size()));
        const int last = random.bounded(first, int(points.size()));
        for (int i = 0; i < 120; ++i)
            chosen.append(points[random.bounded(first, last + 1)]);
        const QString text = textOf(chosen);
        const QByteArray utf8 = text.toUtf8();
        QCOMPARE(encoded(text), utf8);
        QCOMPARE(decoded(utf8), text);
    }
}

// Each length around those of blocks, and the octet that ends the run at each place.
void tst_TextCodec::longRunsEndAnywhere()
{
    for (qsizetype size = 1; size < 200; ++size) {
        const QString ascii(size, u'x');
        QCOMPARE(decoded(ascii.toUtf8()), ascii);
        QCOMPARE(encoded(ascii), ascii.toUtf8());
        for (qsizetype place = 0; place < size; ++place) {
            QString text = ascii;
            text[place] = QChar(0x80 + int(place) * 5);
            const QByteArray utf8 = text.toUtf8();
            QCOMPARE(decoded(utf8), text);
            QCOMPARE(encoded(text), utf8);
        }
    }
}

void tst_TextCodec::halvesAloneBecomeQuestionMarks()
{
    const QChar high(u'\xD83D');
    const QChar low(u'\xDE00');
    QCOMPARE(encoded(QString(u'a') + high), QByteArray("a?"));
    QCOMPARE(encoded(QString(low) + u'a'), QByteArray("?a"));
    QCOMPARE(encoded(QString(high) + high + low), QByteArray("?\xf0\x9f\x98\x80"));
    QCOMPARE(encoded(QString(low) + high), QByteArray("??"));
    QCOMPARE(encoded(QString(5000, high)), QByteArray(5000, '?'));
    QCOMPARE(encoded(QString(5001, low)), QByteArray(5001, '?'));
    QCOMPARE(encoded((QString(u'x') + low).repeated(500)), QByteArray("x?").repeated(500));
}

void tst_TextCodec::aMarkAtTheBeginningIsText()
{
    QCOMPARE(decoded("\xef\xbb\xbfx"), QString(QChar(0xFEFF)) + u'x');
}

void tst_TextCodec::roomIsUsedAgain()
{
    QString text;
    text.reserve(1000);
    const void *memory = text.constData();
    decodeUtf8("short", text);
    QCOMPARE(static_cast<const void *>(text.constData()), memory);
    QByteArray utf8;
    utf8.reserve(1000);
    memory = utf8.constData();
    encodeUtf8(u"short", utf8);
    QCOMPARE(static_cast<const void *>(utf8.constData()), memory);
}

QTEST_APPLESS_MAIN(tst_TextCodec)
#include "tst_textcodec.moc"

// SPDX-License-Identifier: MIT
// Messages out: they come back as they were, and refer to no more of the past than was
// agreed.
#include "deflatetext.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_Deflater : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesComeBackAsTheyWere_data();
    void messagesComeBackAsTheyWere();
    void compressedMessagesFitTheirWindow_data();
    void compressedMessagesFitTheirWindow();
    void emptyMessageIsOneZeroOctet();
    void takeoverMakesRepetitionsCheap();
    void withoutTakeoverEveryMessageIsTheSame();
    void releasedDeflaterStartsAfresh();
    void partsCanBeReadAsTheyCome_data();
    void partsCanBeReadAsTheyCome();
    void resetDeflaterRefersToNothingBefore();
};

void tst_Deflater::messagesComeBackAsTheyWere_data()
{
    QTest::addColumn<int>("windowBits");
    QTest::addColumn<int>("level");
    QTest::addColumn<int>("memLevel");
    QTest::addColumn<bool>("noTakeover");

    for (const int windowBits : {8, 9, 10, 12, 15}) {
        for (const bool noTakeover : {false, true})
            QTest::addRow("window %d, takeover %d", windowBits, !noTakeover)
                << windowBits << 1 << 5 << noTakeover;
    }
    QTest::newRow("level 6, memLevel 8") << 15 << 6 << 8 << false;
    QTest::newRow("level 9, memLevel 9") << 15 << 9 << 9 << false;
    QTest::newRow("memLevel 1") << 9 << 1 << 1 << false;
}

void tst_Deflater::messagesComeBackAsTheyWere()
{
    QFETCH(int, windowBits);
    QFETCH(int, level);
    QFETCH(int, memLevel);
    QFETCH(bool, noTakeover);
    const QByteArrayList messages{"",
                                  "a",
                                  text(40),
                                  "",
                                  text(1000),
                                  noise(1000),
                                  text(1000),
                                  QByteArray(1000, 'a'),
                                  noise(1000),
                                  text(70'000),
                                  noise(70'000),
                                  "\xff",
                                  QByteArray(300'000, '\0'),
                                  ""};
    for (const qsizetype pieceSize : {1, 7, 4096, 1'000'000}) {
        Deflater deflater(windowBits, level, memLevel, noTakeover);
        Inflater inflater(windowBits, noTakeover);
        for (const QByteArray &message : messages) {
            const QByteArray wire = compressed(deflater, message);
            QVERIFY(!wire.isEmpty());
            QCOMPARE(inflated(inflater, wire, pieceSize), message);
        }
    }
}

void tst_Deflater::compressedMessagesFitTheirWindow_data()
{
    QTest::addColumn<int>("windowBits");
    for (int windowBits = 8; windowBits <= 15; ++windowBits)
        QTest::addRow("%d bits", windowBits) << windowBits;
}

void tst_Deflater::compressedMessagesFitTheirWindow()
{
    QFETCH(int, windowBits);
    // Blocks of noise repeated at every distance around the window's size, so that a
    // compressor with a larger one would refer to them.
    QByteArray message = text(5000);
    for (qsizetype distance = 200; distance < 70'000; distance = distance * 5 / 4) {
        const QByteArray block = noise(distance, quint32(distance));
        message += block + block;
    }
    for (const int level : {1, 6, 9}) {
        Deflater deflater(windowBits, level, 5, false);
        QCOMPARE(strictlyInflated(compressed(deflater, message), windowBits), message);
    }
    // The reference does refuse what is out of reach.
    Deflater larger(15, 9, 8, false);
    if (windowBits < 15)
        QVERIFY(!strictlyInflated(compressed(larger, message), windowBits));
}

void tst_Deflater::emptyMessageIsOneZeroOctet()
{
    Deflater deflater(12, 1, 5, false);
    QCOMPARE(compressed(deflater, {}), QByteArray(1, '\0'));
    compressed(deflater, "a");
    QCOMPARE(compressed(deflater, {}), QByteArray(1, '\0'));
    QCOMPARE(compressed(deflater, {}), QByteArray(1, '\0'));
}

void tst_Deflater::takeoverMakesRepetitionsCheap()
{
    Deflater deflater(12, 1, 5, false);
    const QByteArray message = noise(1000);
    QVERIFY(compressed(deflater, message).size() > 1000);
    QVERIFY(compressed(deflater, message).size() < 50);
}

void tst_Deflater::withoutTakeoverEveryMessageIsTheSame()
{
    Deflater deflater(12, 1, 5, true);
    const QByteArray first = compressed(deflater, text(1000));
    QCOMPARE(compressed(deflater, text(1000)), first);
    compressed(deflater, noise(5000));
    QCOMPARE(compressed(deflater, text(1000)), first);
}

void tst_Deflater::releasedDeflaterStartsAfresh()
{
    Deflater deflater(12, 1, 5, false);
    Inflater inflater(12, false);
    const QByteArray first = compressed(deflater, text(1000));
    QCOMPARE(inflated(inflater, first, 100), text(1000));
    QVERIFY(compressed(deflater, text(1000)).size() < first.size());
    deflater.release();
    deflater.release();
    const QByteArray again = compressed(deflater, text(1000));
    QCOMPARE(again, first);
    QCOMPARE(inflated(inflater, again, 100), text(1000));
}

void tst_Deflater::partsCanBeReadAsTheyCome_data()
{
    QTest::addColumn<bool>("noTakeover");
    QTest::newRow("takeover") << false;
    QTest::newRow("no takeover") << true;
}

void tst_Deflater::partsCanBeReadAsTheyCome()
{
    QFETCH(bool, noTakeover);
    Deflater deflater(12, 1, 5, noTakeover);
    Inflater inflater(12, noTakeover);
    for (int message = 0; message < 3; ++message) {
        QByteArray read;
        QByteArray expected;
        for (const QByteArray &part :
             {text(1000), QByteArray(), QByteArray("a"), noise(5000), text(70'000)}) {
            QByteArray wire;
            QVERIFY(deflater.compressPart(part, wire));
            QCOMPARE(wire.isEmpty(), part.isEmpty());
            QCOMPARE(inflater.inflate(wire, read, Inflater::Unlimited), Inflater::Result::Ok);
            expected += part;
            QCOMPARE(read, expected);
        }
        QByteArray wire;
        deflater.finishParts(wire);
        QCOMPARE(inflater.inflate(wire, read, Inflater::Unlimited), Inflater::Result::Ok);
        QCOMPARE(inflater.finishMessage(read, Inflater::Unlimited), Inflater::Result::Ok);
        QCOMPARE(read, expected);
    }
}

void tst_Deflater::resetDeflaterRefersToNothingBefore()
{
    Deflater deflater(12, 1, 5, false);
    const QByteArray first = compressed(deflater, text(1000));
    QVERIFY(compressed(deflater, text(1000)) != first);
    deflater.reset();
    QCOMPARE(compressed(deflater, text(1000)), first);
}

QTEST_APPLESS_MAIN(tst_Deflater)
#include "tst_deflater.moc"

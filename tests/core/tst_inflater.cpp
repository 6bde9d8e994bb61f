// SPDX-License-Identifier: MIT
// Messages in: what others compress is read, what is corrupt is noticed, and the limit
// holds to the octet.
#include "deflatetext.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

using Result = Inflater::Result;

class tst_Inflater : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rfcExamplesAreInflated_data();
    void rfcExamplesAreInflated();
    void withoutTakeoverThePastIsForgotten();
    void windowOutlivesAFinalBlock();
    void messageOfFinalBlocksIsInflated();
    void messageWithoutOctetsIsEmpty();
    void outputIsAppended();
    void buffersWithRoomAreUsedAgain();
    void outputComesAsSoonAsItCan();
    void corruptDataIsNoticed_data();
    void corruptDataIsNoticed();
    void truncatedMessageIsNoticed();
    void referenceBeyondTheWindowIsNoticed();
    void limitIsKeptToTheOctet_data();
    void limitIsKeptToTheOctet();
    void limitCountsWhatWasThereBefore();
    void piecesAreNoLargerThanWanted_data();
    void piecesAreNoLargerThanWanted();
    void bombStaysWithinTheLimit_data();
    void bombStaysWithinTheLimit();
};

void tst_Inflater::rfcExamplesAreInflated_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QByteArray>("message");

    QTest::newRow("7.2.3.1 one block") << hex("f248cdc9c90700") << QByteArray("Hello");
    QTest::newRow("7.2.3.3 block without compression")
        << hex("000500faff48656c6c6f00") << QByteArray("Hello");
    QTest::newRow("7.2.3.4 final block") << hex("f348cdc9c9070000") << QByteArray("Hello");
    QTest::newRow("7.2.3.5 two blocks") << hex("f248050000 00ffffcac9c90700") << QByteArray("Hello");
    QTest::newRow("7.2.3.6 empty message") << hex("00") << QByteArray("");
    QTest::newRow("empty block as zlib writes it") << hex("0200") << QByteArray("");
    QTest::newRow("final block, nothing behind it") << hex("f348cdc9c90700") << QByteArray("Hello");
    QTest::newRow("final block, then another")
        << hex("f348cdc9c90700f248cdc9c90700") << QByteArray("HelloHello");
    QTest::newRow("final block without compression") << hex("010500faff48656c6c6f") << QByteArray("Hello");
}

void tst_Inflater::rfcExamplesAreInflated()
{
    QFETCH(QByteArray, wire);
    QFETCH(QByteArray, message);
    for (qsizetype pieceSize = 1; pieceSize <= wire.size(); ++pieceSize) {
        Inflater inflater(15, false);
        QCOMPARE(inflated(inflater, wire, pieceSize), message);
        // What follows is read as if nothing had been odd.
        QCOMPARE(inflated(inflater, hex("f248cdc9c90700"), pieceSize), "Hello");
        QCOMPARE(inflated(inflater, hex("f200110000"), pieceSize), "Hello"); // 7.2.3.2
    }
}

void tst_Inflater::withoutTakeoverThePastIsForgotten()
{
    Inflater inflater(15, true);
    QCOMPARE(inflated(inflater, hex("f248cdc9c90700"), 100), "Hello");
    QCOMPARE(inflated(inflater, hex("f200110000"), 100), std::nullopt);
}

void tst_Inflater::windowOutlivesAFinalBlock()
{
    // A final block, and in the same or the next message a reference into it.
    for (const qsizetype pieceSize : {1, 3, 100}) {
        Inflater inflater(15, false);
        QCOMPARE(inflated(inflater, hex("f348cdc9c90700f200110000"), pieceSize), "HelloHello");
        QCOMPARE(inflated(inflater, hex("f348cdc9c9070000"), pieceSize), "Hello");
        QCOMPARE(inflated(inflater, hex("f200110000"), pieceSize), "Hello");
    }
}

void tst_Inflater::messageOfFinalBlocksIsInflated()
{
    // Each of these costs a restart; with a copy of the window in it this would take
    // minutes, and the test's time would be up.
    Inflater inflater(15, false);
    QCOMPARE(
        inflated(inflater, compressed(*std::make_unique<Deflater>(15, 1, 8, false), noise(40'000)), 50'000),
        noise(40'000));
    const QByteArray wire = hex("0300").repeated(2'000'000);
    QCOMPARE(inflated(inflater, wire, wire.size()), QByteArray());
    QCOMPARE(inflated(inflater, hex("f248cdc9c90700"), 100), "Hello");
}

void tst_Inflater::messageWithoutOctetsIsEmpty()
{
    Inflater inflater(15, false);
    QCOMPARE(inflated(inflater, {}, 1), QByteArray());
    QCOMPARE(inflated(inflater, hex("f248cdc9c90700"), 100), "Hello");
    QCOMPARE(inflated(inflater, {}, 1), QByteArray());
    QCOMPARE(inflated(inflater, hex("f200110000"), 100), "Hello");
}

void tst_Inflater::outputIsAppended()
{
    Deflater deflater(12, 1, 5, false);
    QByteArray wire = "before";
    QVERIFY(deflater.compress(text(500), wire));
    QVERIFY(wire.startsWith("before"));

    Inflater inflater(12, false);
    QByteArray message = "before";
    QCOMPARE(inflateAll(inflater, QByteArrayView(wire).sliced(6), message, Inflater::Unlimited), Result::Ok);
    QCOMPARE(message, "before" + text(500));
}

void tst_Inflater::buffersWithRoomAreUsedAgain()
{
    Deflater deflater(12, 1, 5, false);
    Inflater inflater(12, false);
    QByteArray wire;
    QByteArray message;
    wire.reserve(2000);
    message.reserve(2000);
    const char *const wireData = wire.constData();
    const char *const messageData = message.constData();
    for (int i = 0; i < 20; ++i) {
        wire.resize(0);
        message.resize(0);
        QVERIFY(deflater.compress(text(1000), wire));
        QCOMPARE(inflateAll(inflater, wire, message, Inflater::Unlimited), Result::Ok);
        QCOMPARE(message, text(1000));
        QVERIFY(wire.constData() == wireData);
        QVERIFY(message.constData() == messageData);
    }

    // A small message does not take a large buffer.
    QByteArray small;
    QCOMPARE(inflateAll(inflater, compressed(deflater, "Hello"), small, Inflater::Unlimited), Result::Ok);
    QVERIFY(small.capacity() < 256);
}

void tst_Inflater::outputComesAsSoonAsItCan()
{
    // Text is validated as it comes, so it has to come.
    Inflater inflater(15, false);
    QByteArray out;
    QCOMPARE(inflater.inflate(hex("f248050000"), out, Inflater::Unlimited), Result::Ok);
    QCOMPARE(out, "He");
}

void tst_Inflater::corruptDataIsNoticed_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::newRow("reserved block type") << hex("06");
    QTest::newRow("reserved block type, final") << hex("07");
    QTest::newRow("length and its complement differ") << hex("000500fa00");
    QTest::newRow("reference before the beginning") << hex("f200110000");
    QTest::newRow("reserved distance code") << hex("4a043e00");
    QTest::newRow("too many length codes") << hex("fcffffff");
    QTest::newRow("good block, then a reserved one") << hex("f248050000 00ffff 07");
    QTest::newRow("final block, then a reserved one") << hex("f348cdc9c9070007");
}

void tst_Inflater::corruptDataIsNoticed()
{
    QFETCH(QByteArray, wire);
    for (qsizetype pieceSize = 1; pieceSize <= wire.size(); ++pieceSize) {
        Inflater inflater(15, false);
        QCOMPARE(inflated(inflater, wire, pieceSize), std::nullopt);
    }
}

void tst_Inflater::truncatedMessageIsNoticed()
{
    // A message that ends inside a block, and one that kept its tail.
    Deflater deflater(15, 6, 8, false);
    const QByteArray wire = compressed(deflater, noise(100) + text(400));
    // (Without its last octet, which is part of the tail's block, it may look whole.)
    for (qsizetype size = 1; size < wire.size() - 1; ++size) {
        Inflater inflater(15, false);
        QVERIFY2(!inflated(inflater, wire.first(size), size), QByteArray::number(size).constData());
    }
    Inflater inflater(15, false);
    QCOMPARE(inflated(inflater, hex("f248cdc9c907000000ffff"), 100), std::nullopt);
}

void tst_Inflater::referenceBeyondTheWindowIsNoticed()
{
    Deflater deflater(15, 9, 8, false);
    const QByteArray message = noise(1000);
    const QByteArray first = compressed(deflater, message);
    const QByteArray second = compressed(deflater, message);
    QVERIFY(second.size() < 100);

    for (const int windowBits : {8, 9}) {
        Inflater narrow(windowBits, false);
        QCOMPARE(inflated(narrow, first, 10'000), message);
        QCOMPARE(inflated(narrow, second, 10'000), std::nullopt);
    }
    Inflater wide(10, false);
    QCOMPARE(inflated(wide, first, 10'000), message);
    QCOMPARE(inflated(wide, second, 10'000), message);
}

void tst_Inflater::limitIsKeptToTheOctet_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::newRow("one octet") << QByteArray("a");
    QTest::newRow("small") << text(100);
    QTest::newRow("as large as a piece") << QByteArray(16 * 1024, 'a');
    QTest::newRow("larger than a piece") << text(100'000);
    QTest::newRow("repetitive") << QByteArray(100'000, 'a');
    QTest::newRow("noise") << noise(100'000);
}

void tst_Inflater::limitIsKeptToTheOctet()
{
    QFETCH(QByteArray, message);
    const auto size = quint64(message.size());
    Deflater deflater(15, 6, 8, true);
    const QByteArray wire = compressed(deflater, message);
    for (const qsizetype pieceSize : {qsizetype(1), wire.size()}) {
        for (const quint64 limit : {size, size + 1, size - 1, size / 2, quint64(1)}) {
            if (limit == 0)
                continue;
            Inflater inflater(15, false);
            QByteArray out;
            Result result = Result::Ok;
            for (qsizetype at = 0; at < wire.size() && result == Result::Ok; at += pieceSize)
                result = inflater.inflate(QByteArrayView(wire).sliced(at, pieceSize), out, limit);
            if (result == Result::Ok)
                result = inflater.finishMessage(out, limit);
            QCOMPARE(result, limit >= size ? Result::Ok : Result::TooBig);
            QVERIFY(quint64(out.size()) <= limit);
            QVERIFY(message.startsWith(out));
        }
    }
}

void tst_Inflater::limitCountsWhatWasThereBefore()
{
    Deflater deflater(15, 1, 8, true);
    const QByteArray wire = compressed(deflater, text(100));
    QByteArray out(50, 'x');
    Inflater first(15, false);
    QCOMPARE(inflateAll(first, wire, out, 150), Result::Ok);
    out = QByteArray(51, 'x');
    Inflater second(15, false);
    QCOMPARE(inflateAll(second, wire, out, 150), Result::TooBig);
    QVERIFY(out.size() <= 150);
}

void tst_Inflater::bombStaysWithinTheLimit_data()
{
    QTest::addColumn<quint64>("limit");
    QTest::newRow("1 octet") << quint64(1);
    QTest::newRow("100 kB") << quint64(100'000);
    QTest::newRow("a little over a power of two") << quint64(1024 * 1024 + 1);
}

void tst_Inflater::bombStaysWithinTheLimit()
{
    QFETCH(quint64, limit);
    Deflater deflater(15, 9, 8, false);
    const QByteArray wire = compressed(deflater, QByteArray(64 * 1024 * 1024, '\0'));
    QVERIFY(wire.size() < 100'000);
    Inflater inflater(15, false);
    QByteArray out;
    QCOMPARE(inflater.inflate(wire, out, limit), Result::TooBig);
    QVERIFY(quint64(out.size()) <= limit);
    // QByteArray rounds up a little for its own needs.
    QVERIFY(quint64(out.capacity()) <= limit + 64);
}

void tst_Inflater::piecesAreNoLargerThanWanted_data()
{
    QTest::addColumn<qsizetype>("pieceBytes");
    QTest::addColumn<quint64>("limit");
    for (const qsizetype pieceBytes : {1, 100, 99'999, 100'000, 100'001, 1'000'000}) {
        for (const quint64 limit : {quint64(100'000), quint64(99'999), Inflater::Unlimited})
            QTest::addRow("%d of %llu", int(pieceBytes), limit) << pieceBytes << limit;
    }
}

void tst_Inflater::piecesAreNoLargerThanWanted()
{
    QFETCH(qsizetype, pieceBytes);
    QFETCH(quint64, limit);
    const QByteArray plain = text(50'000) + QByteArray(50'000, 'a');
    Deflater deflater(12, 1, 5, false);
    const QByteArray wire = compressed(deflater, plain);
    Inflater inflater(12, false);
    QByteArray whole;
    QByteArrayView left = wire;
    Result result = Result::Ok;
    for (bool goesOn = true; goesOn && result == Result::Ok;) {
        QByteArray piece;
        const quint64 rest = limit == Inflater::Unlimited ? limit : limit - quint64(whole.size());
        result = inflater.inflatePiece(left, piece, pieceBytes, rest);
        QVERIFY(piece.size() <= pieceBytes);
        goesOn = piece.size() == pieceBytes;
        whole += piece;
        QVERIFY(goesOn || left.isEmpty() || result != Result::Ok);
    }
    QVERIFY(quint64(whole.size()) <= limit);
    QCOMPARE(result, limit < quint64(plain.size()) ? Result::TooBig : Result::Ok);
    if (result == Result::Ok)
        QCOMPARE(whole, plain);
}

QTEST_APPLESS_MAIN(tst_Inflater)
#include "tst_inflater.moc"

// SPDX-License-Identifier: MIT
// What an inspector gets that reads, that reads late, and that does not read.
#include "attach/clientoutput.h"
#include "socketpair.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Attach;
using namespace Gantry::Tap;
using Gantry::Tests::SocketPair;

namespace {

constexpr qsizetype NoBound = 1024 * 1024 * 1024;

QByteArray encoded(const Record &record)
{
    QByteArray octets;
    encodeRecord(record, octets);
    return octets;
}

void give(ClientOutput &output, const Record &record)
{
    const QByteArray octets = encoded(record);
    output.take(readEncodedHead(octets.constData()), octets, nullptr);
}

FrameRecord frameOf(quint64 connection, qsizetype size = 0)
{
    return {.head = {.connection = connection, .timeNs = qint64(connection)},
            .payload = QByteArray(size, 'p')};
}

OpenRecord openOf(quint64 connection)
{
    return {.head = {.connection = connection}, .url = "ws://h/"};
}

} // namespace

class tst_ClientOutput : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsArriveInOrder();
    void otherKindsAreLeftOut();
    void nothingIsSentBeforeTheReplay();
    void replayedOpensAreNotRepeated();
    void lateReadersGetACountOfWhatTheyMissed();
    void aGapIsSaidOnce();
    void dropsOfOthersAreAdded();
    void oneRecordMayBeLargerThanTheBound();
    void arraysBesideTheRingAreNotCopied();
    void aClosedEndIsLeftAlone();
};

void tst_ClientOutput::recordsArriveInOrder()
{
    SocketPair sockets;
    ClientOutput output(sockets.writer(), DefaultKinds, NoBound);
    output.open({}, {});
    QList<Record> given;
    QList<Record> read;
    // Many chunks, so that the socket is full in the middle of one.
    for (quint64 i = 1; i <= 200; ++i) {
        given.append(frameOf(i, qsizetype(i * 100)));
        give(output, given.constLast());
        output.flush();
        if (i % 50 == 0)
            read += sockets.read();
    }
    while (output.pendingBytes() > 0) {
        output.flush();
        read += sockets.read();
    }
    read += sockets.read();
    QVERIFY(read == given);
}

void tst_ClientOutput::otherKindsAreLeftOut()
{
    SocketPair sockets;
    ClientOutput output(sockets.writer(), RecordKind::Frame, NoBound);
    output.open({}, {});
    give(output, openOf(1));
    give(output, frameOf(1));
    output.setKinds(RecordKind::Open);
    give(output, frameOf(2));
    give(output, openOf(2));
    output.flush();
    QVERIFY((sockets.read() == QList<Record>{frameOf(1), openOf(2)}));
}

void tst_ClientOutput::nothingIsSentBeforeTheReplay()
{
    SocketPair sockets;
    ClientOutput output(sockets.writer(), DefaultKinds, NoBound);
    give(output, frameOf(1));
    output.flush();
    QVERIFY(!output.wantsToWrite());
    QVERIFY(sockets.read().isEmpty());
    output.open(encoded(openOf(1)), {1});
    output.flush();
    QVERIFY((sockets.read() == QList<Record>{openOf(1), frameOf(1)}));
}

void tst_ClientOutput::replayedOpensAreNotRepeated()
{
    SocketPair sockets;
    ClientOutput output(sockets.writer(), DefaultKinds, NoBound);
    output.open(encoded(openOf(1)), {1});
    give(output, openOf(1));
    give(output, openOf(2));
    output.flush();
    QVERIFY((sockets.read() == QList<Record>{openOf(1), openOf(2)}));
}

void tst_ClientOutput::lateReadersGetACountOfWhatTheyMissed()
{
    SocketPair sockets;
    constexpr qsizetype Bound = 100'000;
    ClientOutput output(sockets.writer(), DefaultKinds, Bound);
    output.open({}, {});
    constexpr quint64 Total = 2000;
    for (quint64 i = 1; i <= Total; ++i) {
        give(output, frameOf(i, 1000));
        output.flush();
        QVERIFY(output.pendingBytes() <= Bound);
    }
    QList<Record> read;
    while (output.pendingBytes() > 0) {
        read += sockets.read();
        output.flush();
    }
    output.flush(); // the next round has room for the count
    read += sockets.read();
    quint64 frames = 0;
    quint64 dropped = 0;
    for (const Record &record : read) {
        if (const auto *drop = std::get_if<DropRecord>(&record))
            dropped += drop->count;
        else
            ++frames;
    }
    QCOMPARE(frames + dropped, Total);
    QVERIFY(dropped > 0 && frames > 50);
}

void tst_ClientOutput::aGapIsSaidOnce()
{
    constexpr qsizetype Bound = 1'000'000;
    SocketPair sockets;
    ClientOutput output(sockets.writer(), DefaultKinds, Bound);
    output.open({}, {});
    for (quint64 i = 1; output.pendingBytes() < Bound - 10'000; ++i) {
        give(output, frameOf(i, 5000));
        output.flush();
    }
    give(output, frameOf(1, 50'000)); // does not fit: the gap begins

    // The reader takes a little: there is room, but a gap that ends here would be
    // followed by the next one at once.
    QList<Record> read = sockets.read(150'000);
    output.flush();
    const qsizetype pending = output.pendingBytes();
    QVERIFY(pending < Bound - 20'000 && pending > Bound / 2);
    give(output, frameOf(2, 5000));
    QCOMPARE(output.pendingBytes(), pending);

    while (output.pendingBytes() > Bound / 4) {
        read += sockets.read();
        output.flush();
    }
    give(output, frameOf(3));
    while (output.pendingBytes() > 0) {
        output.flush();
        read += sockets.read();
    }
    QList<DropRecord> drops;
    for (const Record &record : read) {
        if (const auto *drop = std::get_if<DropRecord>(&record))
            drops.append(*drop);
    }
    QCOMPARE(drops.size(), 1);
    QCOMPARE(drops.at(0).count, quint64(2));
    QVERIFY(read.constLast() == Record(frameOf(3)));
}

void tst_ClientOutput::dropsOfOthersAreAdded()
{
    SocketPair sockets;
    ClientOutput output(sockets.writer(), DefaultKinds, NoBound);
    output.open({}, {});
    output.takeDrop({.count = 2, .octets = 20});
    give(output, DropRecord{.count = 3, .octets = 30}); // from the ring
    give(output, frameOf(7));
    output.flush();
    QVERIFY((sockets.read()
             == QList<Record>{DropRecord{.head = {.timeNs = 7}, .count = 5, .octets = 50}, frameOf(7)}));
    output.takeDrop({.count = 1});
    output.flush(); // without another record
    QCOMPARE(std::get<DropRecord>(sockets.read().at(0)).count, quint64(1));
}

void tst_ClientOutput::oneRecordMayBeLargerThanTheBound()
{
    SocketPair sockets;
    ClientOutput output(sockets.writer(), DefaultKinds, 1000);
    output.open({}, {});
    give(output, frameOf(1, 100'000));
    give(output, frameOf(2)); // has to wait for it
    QList<Record> read;
    for (int i = 0; i < 10; ++i) {
        output.flush();
        read += sockets.read();
    }
    QVERIFY(read.at(0) == Record(frameOf(1, 100'000)));
    QCOMPARE(std::get<DropRecord>(read.at(1)).count, quint64(1));
}

void tst_ClientOutput::arraysBesideTheRingAreNotCopied()
{
    SocketPair sockets;
    ClientOutput output(sockets.writer(), DefaultKinds, NoBound);
    const QByteArray large = encoded(frameOf(1, 10'000));
    output.take(readEncodedHead(large.constData()), large, &large);
    QVERIFY(!large.isDetached());
    output.open({}, {});
    output.flush();
    QVERIFY(sockets.read() == QList<Record>{frameOf(1, 10'000)});
}

void tst_ClientOutput::aClosedEndIsLeftAlone()
{
    SocketPair sockets;
    ClientOutput output(sockets.writer(), DefaultKinds, NoBound);
    output.open({}, {});
    sockets.closeReader();
    for (int i = 0; i < 3; ++i) {
        give(output, frameOf(1));
        output.flush(); // no SIGPIPE either
        QVERIFY(!output.wantsToWrite());
    }
}

QTEST_APPLESS_MAIN(tst_ClientOutput)
#include "tst_clientoutput.moc"

// SPDX-License-Identifier: MIT
// What messages in parts may cost: limits hold in each delivery, and a stream takes the
// same memory however long it is.
#include "core/bufferpool.h"
#include "support/enginepair.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Delivery)

class tst_DeliveryLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limitsHold_data();
    void limitsHold();
    void aBombIsMeasuredAcrossFrames_data();
    void aBombIsMeasuredAcrossFrames();
    void anAnnouncedFrameIsRefusedBeforeItBegins();
    void whatAFrameInflatesToComesBeforeItsEnd();
    void streamingHasFlatMemory_data();
    void streamingHasFlatMemory();
};

namespace {

void addDeliveries()
{
    QTest::addColumn<Delivery>("delivery");
    QTest::newRow("message") << Delivery::Message;
    QTest::newRow("frame") << Delivery::Frame;
    QTest::newRow("streaming") << Delivery::Streaming;
}

//! An unfinished message's first frame, as a client sends it, with nothing of its payload.
QByteArray clientHeader(quint64 length, quint8 rsv = 0)
{
    std::array<char, MaxFrameHeaderSize> octets;
    const int size = writeFrameHeader(
        {.rsv = rsv, .opcode = quint8(Opcode::Binary), .masked = true, .payloadLength = length}, octets);
    return {octets.data(), size};
}

//! Counts and measures what is streamed, and keeps nothing.
class MeasuringSink : public RecordingSink
{
public:
    quint64 total = 0;
    qsizetype largest = 0;
    qsizetype largestCapacity = 0;
    QSet<const char *> buffers;

    bool frameData(const QByteArray &payload) override
    {
        total += quint64(payload.size());
        largest = qMax(largest, payload.size());
        largestCapacity = qMax(largestCapacity, payload.capacity());
        buffers.insert(payload.constData());
        return true;
    }
};

} // namespace

void tst_DeliveryLimits::limitsHold_data()
{
    addDeliveries();
}

void tst_DeliveryLimits::limitsHold()
{
    QFETCH(Delivery, delivery);
    for (const bool bytewise : {false, true}) {
        EnginePeer peer(ConnectionOptions{.role = Role::Server,
                                          .limits = {.maxFrameBytes = 100, .maxMessageBytes = 150},
                                          .delivery = delivery});
        peer.open();
        const auto feed = [&](const QByteArray &octets) {
            bytewise ? peer.feedBytewise(octets) : peer.feed(octets);
        };
        feed(peer.wire(Opcode::Binary, QByteArray(100, 'a'), false)
             + peer.wire(Opcode::Continuation, QByteArray(50, 'b')));
        QCOMPARE(peer.engine.state(), ConnectionState::Open);
        // The next message is measured from its own beginning.
        feed(peer.wire(Opcode::Binary, QByteArray(100, 'a'), false));
        QCOMPARE(peer.engine.state(), ConnectionState::Open);
        feed(peer.wire(Opcode::Continuation, QByteArray(51, 'b')));
        QCOMPARE(sentCloseCode(peer.output()), 1009);
    }
}

void tst_DeliveryLimits::aBombIsMeasuredAcrossFrames_data()
{
    addDeliveries();
}

void tst_DeliveryLimits::aBombIsMeasuredAcrossFrames()
{
    QFETCH(Delivery, delivery);
    constexpr qsizetype limit = 200'000;
    for (const qsizetype size : {limit, limit + 1}) {
        for (const qsizetype piece : {qsizetype(0), qsizetype(1)}) {
            EnginePair pair({.limits = {.maxMessageBytes = limit}, .delivery = delivery}, {});
            const QByteArray zeros(size, '\0');
            QCOMPARE(pair.client.engine.sendMessage(zeros, true, false, 7), SendResult::Ok);
            EnginePair::carry(pair.client, pair.server, piece);
            QVERIFY(pair.server.sink.pieces.join().size() <= limit);
            QCOMPARE(sentCloseCode(pair.server.output()), size > limit ? 1009 : -1);
            if (size == limit && delivery != Delivery::Message)
                QCOMPARE(pair.server.sink.pieces.join(), zeros);
        }
    }
}

void tst_DeliveryLimits::anAnnouncedFrameIsRefusedBeforeItBegins()
{
    EnginePeer peer(ConnectionOptions{
        .role = Role::Server, .limits = {.maxFrameBytes = 100}, .delivery = Delivery::Streaming});
    peer.open();
    peer.feed(clientHeader(101));
    QCOMPARE(peer.sink.events, QByteArrayList());
    QCOMPARE(sentCloseCode(peer.output()), 1009);
}

// zlib keeps back what finds no room, also after it has taken the last octet.
void tst_DeliveryLimits::whatAFrameInflatesToComesBeforeItsEnd()
{
    for (const qsizetype more : {0, 1, 2, 100, 257, 258, 259, 1000, 32768, 32769}) {
        const QByteArray payload(32768 + more, 'z');
        EnginePair pair({.delivery = Delivery::Streaming}, {});
        auto &client = pair.client;
        QCOMPARE(client.engine.beginMessage(true, false, client.now), SendResult::Ok);
        QCOMPARE(client.engine.sendMessageFrame(payload, client.now), SendResult::Ok);
        // The flush that ends the frame would push out what a match left behind.
        QByteArray wire = readFrames(client.output())[0].payload;
        wire.chop(5);
        bool ended = false;
        pair.server.sink.during = [&](const QByteArray &event) {
            ended |= event == "frame end";
            return true;
        };
        pair.server.feed(
            pair.server.wire({.fin = false, .rsv = Rsv1, .opcode = quint8(Opcode::Binary)}, wire));
        QVERIFY(ended);
        const qsizetype before = pair.server.sink.pieces.join().size();
        pair.server.feed(pair.server.wire(Opcode::Continuation, "", false));
        QCOMPARE(pair.server.sink.pieces.join().size(), before);
        QVERIFY(before >= payload.size() - 600);
    }
}

void tst_DeliveryLimits::streamingHasFlatMemory_data()
{
    QTest::addColumn<bool>("compressed");
    QTest::addColumn<qsizetype>("piece");
    QTest::newRow("plain, in pieces of 64 KiB") << false << qsizetype(65536);
    QTest::newRow("plain, at once") << false << qsizetype(64 * 1024 * 1024);
    QTest::newRow("a bomb, in pieces of 1 KiB") << true << qsizetype(1024);
    QTest::newRow("a bomb, at once") << true << qsizetype(64 * 1024 * 1024);
}

void tst_DeliveryLimits::streamingHasFlatMemory()
{
    QFETCH(bool, compressed);
    QFETCH(qsizetype, piece);
    constexpr qsizetype size = 64 * 1024 * 1024;
    const QByteArray zeros(size, '\0');
    QByteArray wire = zeros;
    if (compressed) {
        Deflater deflater(12, 1, 5, false);
        wire.clear();
        QVERIFY(deflater.compress(zeros, wire));
    }
    MeasuringSink sink;
    CountingKeys keys;
    BufferPool pool;
    const TimePoint now{1000s};
    Connection engine({.role = Role::Server, .delivery = Delivery::Streaming}, &sink, &keys, &pool);
    engine.startServer(now);
    engine.receive(upgradeRequest("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"),
                   now);
    QVERIFY(engine.accept({}, now).isEmpty());
    engine.receive(clientHeader(quint64(wire.size()), compressed ? Rsv1 : 0), now);
    for (QByteArrayView left = wire; !left.isEmpty();) {
        const QByteArrayView next = left.first(qMin(piece, left.size()));
        engine.receive(next, now);
        left = left.sliced(next.size());
    }
    QCOMPARE(engine.state(), ConnectionState::Open);
    QCOMPARE(sink.total, quint64(size));
    QCOMPARE(sink.events.last(), QByteArray("end"));
    QVERIFY(sink.largest <= 32 * 1024);
    QVERIFY2(sink.largestCapacity <= 64 * 1024, qPrintable(QString::number(sink.largestCapacity)));
    QVERIFY2(sink.buffers.size() <= 4, qPrintable(QString::number(sink.buffers.size())));
}

QTEST_APPLESS_MAIN(tst_DeliveryLimits)
#include "tst_deliverylimits.moc"

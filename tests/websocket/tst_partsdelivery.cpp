// SPDX-License-Identifier: MIT
// Messages in parts through protocol objects: over sockets and over memory that chops.
#include "support/memorypair.h"
#include "support/partslog.h"
#include "support/servers.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(Gantry::Delivery)

class TestMessageParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void signalsComeInTheirOrder_data();
    void signalsComeInTheirOrder();
    void everyWayToSendTravelsOverASocket_data();
    void everyWayToSendTravelsOverASocket();
    void aStreamCanBeLargerThanAnyBuffer();
    void wholeMessagesAreCutAsTheOptionSays();
    void hooksAreCalledInsteadOfSignals();
    void framesAreSeenByTheTap_data();
    void framesAreSeenByTheTap();
    void masksThatAreNotAppliedGoBothWays();
};

namespace {

void setDelivery(MemoryPair &pair, Delivery delivery)
{
    pair.serverFactory.setProtocolOptions({.delivery = delivery});
    pair.clientFactory.setProtocolOptions({.delivery = delivery});
}

void sendInParts(WebSocketAdapterProtocol *protocol)
{
    QCOMPARE(protocol->beginMessage(false), SendResult::Queued);
    QCOMPARE(protocol->beginMessageFrame(6), SendResult::Queued);
    QCOMPARE(protocol->sendMessageFrameData("one"), (FrameDataResult{.remaining = 3}));
    QCOMPARE(protocol->sendMessageFrameData("two#"), (FrameDataResult{.remaining = -1}));
    QCOMPARE(protocol->sendPing("p"), SendResult::Queued);
    QCOMPARE(protocol->sendMessageFrame("three"), SendResult::Queued);
    QCOMPARE(protocol->endMessage(), SendResult::Queued);
}

} // namespace

void TestMessageParts::signalsComeInTheirOrder_data()
{
    QTest::addColumn<Delivery>("delivery");
    QTest::addColumn<qsizetype>("chunkSize");
    QTest::addColumn<QByteArrayList>("expected");
    const std::pair<Delivery, QByteArrayList> stories[] = {
        {Delivery::Message, {"ping p", "message onetwothree"}},
        {Delivery::Frame, {"begin text", "frame onetwo", "ping p", "frame three", "frame ", "end"}},
        {Delivery::Streaming,
         {"begin text", "frame of 6", "data onetwo", "frame end", "ping p", "frame of 5", "data three",
          "frame end", "frame of 0", "frame end", "end"}},
    };
    for (const auto &[delivery, expected] : stories) {
        for (const qsizetype size : {0, 1, 2, 3, 7, 64})
            QTest::addRow("delivery %d, %d octets at a time", int(delivery), int(size))
                << delivery << size << expected;
    }
}

void TestMessageParts::signalsComeInTheirOrder()
{
    QFETCH(const Delivery, delivery);
    QFETCH(const qsizetype, chunkSize);
    QFETCH(const QByteArrayList, expected);
    MemoryPair pair({.chunkSize = chunkSize});
    setDelivery(pair, delivery);
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    PartsLog atServer;
    PartsLog atClient;
    atServer.watch(pair.server);
    atClient.watch(pair.client);
    sendInParts(pair.client);
    QTRY_COMPARE(atServer.messageCount(), 1);
    sendInParts(pair.server);
    QTRY_COMPARE(atClient.messageCount(), 1);
    pair.client->sendClose();
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(atServer.entries(), (expected + QByteArrayList{"pong p", "close 1000 clean"}));
    QCOMPARE(atClient.entries(), QByteArrayList{"pong p"} + expected + QByteArrayList{"close 1000 clean"});
}

void TestMessageParts::everyWayToSendTravelsOverASocket_data()
{
    QTest::addColumn<Delivery>("delivery");
    QTest::addColumn<bool>("compressed");
    for (const auto delivery : {Delivery::Message, Delivery::Frame, Delivery::Streaming}) {
        for (const bool compressed : {false, true})
            QTest::addRow("delivery %d, compressed %d", int(delivery), compressed) << delivery << compressed;
    }
}

void TestMessageParts::everyWayToSendTravelsOverASocket()
{
    QFETCH(const Delivery, delivery);
    QFETCH(const bool, compressed);
    EchoServer server;
    ServerOptions serverOptions{.delivery = delivery};
    ClientOptions clientOptions{.delivery = delivery};
    if (!compressed)
        clientOptions.perMessageDeflate.reset();
    server.setProtocolOptions(serverOptions);
    Client client(server.listeningUrl());
    client.setProtocolOptions(clientOptions);
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QTRY_VERIFY(server.protocols().constFirst()->isOpen());
    server.protocols().constFirst()->disconnect(SIGNAL(onMessage(QByteArray, bool))); // no echo
    PartsLog log;
    log.watch(server.protocols().constFirst());

    WebSocketClientProtocol *protocol = client.protocol();
    QByteArray expected;
    int messages = 0;
    for (const qsizetype size : {0, 1, 125, 126, 65535, 65536, 1 << 20}) {
        const QByteArray payload = QByteArray("some text ").repeated(size / 10 + 1).first(size);
        QVERIFY(isTaken(protocol->sendMessage(payload, true, {.fragmentSize = 1000})));
        QVERIFY(isTaken(protocol->sendPreparedMessage(client.prepareMessage(payload, true))));
        QVERIFY(isTaken(protocol->beginMessage(true)));
        QVERIFY(isTaken(protocol->sendMessageFrame(payload)));
        QVERIFY(isTaken(protocol->sendMessageFrame(payload)));
        QVERIFY(isTaken(protocol->endMessage()));
        QVERIFY(isTaken(protocol->beginMessage(true)));
        QVERIFY(isTaken(protocol->beginMessageFrame(size)));
        for (qsizetype at = 0; at < size; at += 10'000)
            QVERIFY(isTaken(protocol->sendMessageFrameData(payload.mid(at, 10'000)).result));
        QVERIFY(isTaken(protocol->endMessage()));
        expected += payload.repeated(5);
        messages += 4;
    }
    QTRY_COMPARE_WITH_TIMEOUT(log.messageCount(), messages, 20'000);
    QVERIFY(log.octets == expected);
}

void TestMessageParts::aStreamCanBeLargerThanAnyBuffer()
{
    constexpr qint64 size = 64 * 1024 * 1024;
    EchoServer server;
    server.setProtocolOptions({.maxFrameBytes = 0, .maxMessageBytes = 0, .delivery = Delivery::Streaming});
    qint64 received = 0;
    qsizetype largestCapacity = 0;
    bool ended = false;
    connect(&server, &WebSocketServerFactory::protocolCreated, this, [&](WebSocketServerProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onMessageFrameData, protocol,
                [&](const QByteArray &payload) {
                    received += payload.size();
                    largestCapacity = qMax(largestCapacity, payload.capacity());
                });
        connect(protocol, &WebSocketAdapterProtocol::onMessageEnd, protocol, [&] { ended = true; });
    });
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    WebSocketClientProtocol *protocol = client.protocol();
    QVERIFY(isTaken(protocol->beginMessage(true)));
    QVERIFY(isTaken(protocol->beginMessageFrame(size)));
    const QByteArray piece(256 * 1024, 's');
    for (qint64 remaining = size; remaining > 0;) {
        const FrameDataResult result = protocol->sendMessageFrameData(piece);
        QVERIFY(isTaken(result.result));
        QCOMPARE(result.remaining, remaining - piece.size());
        remaining = result.remaining;
        QTRY_VERIFY_WITH_TIMEOUT(protocol->bytesToWrite() < 4 * piece.size(), 20'000);
    }
    QVERIFY(isTaken(protocol->endMessage()));
    QTRY_VERIFY_WITH_TIMEOUT(ended, 20'000);
    QCOMPARE(received, size);
    QVERIFY(largestCapacity <= 64 * 1024);
}

void TestMessageParts::wholeMessagesAreCutAsTheOptionSays()
{
    MemoryPair pair;
    pair.serverFactory.setProtocolOptions({.delivery = Delivery::Frame, .autoFragmentSize = 5});
    pair.clientFactory.setProtocolOptions({.delivery = Delivery::Frame, .autoFragmentSize = 4});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    PartsLog atServer;
    PartsLog atClient;
    atServer.watch(pair.server);
    atClient.watch(pair.client);
    pair.client->sendText(u"ab\u20accd"_s);
    pair.client->sendMessage("whole", true, {.fragmentSize = 0});
    pair.server->sendPreparedMessage(pair.serverFactory.prepareMessage("prepared"));
    QTRY_COMPARE(atServer.messageCount(), 2);
    QTRY_COMPARE(atClient.messageCount(), 1);
    QCOMPARE(atServer.entries(),
             (QByteArrayList{"begin text", "frame ab",
                             "frame \xe2\x82\xac"
                             "c",
                             "frame d", "end", "begin binary", "frame whole", "end"}));
    QCOMPARE(atClient.entries(), (QByteArrayList{"begin text", "frame prepa", "frame red", "end"}));
}

namespace {

class Hooked : public WebSocketServerProtocol
{
public:
    QByteArrayList calls;

protected:
    void handleMessageBegin(bool isBinary) override
    {
        calls.append(isBinary ? "begin binary" : "begin text");
        WebSocketServerProtocol::handleMessageBegin(isBinary);
    }
    void handleMessageFrameBegin(qint64 length) override
    {
        calls.append("frame of " + QByteArray::number(length));
    }
    void handleMessageFrameData(const QByteArray &payload) override { calls.append("data " + payload); }
    void handleMessageFrameEnd() override { calls.append("frame end"); }
    void handleMessageFrame(const QByteArray &payload) override { calls.append("frame " + payload); }
    void handleMessageEnd() override { calls.append("end"); }
};

} // namespace

void TestMessageParts::hooksAreCalledInsteadOfSignals()
{
    for (const auto delivery : {Delivery::Frame, Delivery::Streaming}) {
        MemoryPair pair;
        setDelivery(pair, delivery);
        pair.serverFactory.setProtocol<Hooked>();
        pair.start();
        QTRY_VERIFY(pair.isOpen());
        PartsLog signalled;
        signalled.watch(pair.server);
        const auto &calls = static_cast<Hooked *>(pair.server.data())->calls;
        pair.client->sendMessage("x");
        QTRY_COMPARE(calls.count("end"), 1);
        const QByteArrayList expected = delivery == Delivery::Frame
            ? QByteArrayList{"begin text", "frame x", "end"}
            : QByteArrayList{"begin text", "frame of 1", "data x", "frame end", "end"};
        QCOMPARE(calls, expected);
        QCOMPARE(signalled.entries(), QByteArrayList{"begin text"});
    }
}

namespace {

class FrameObserver : public Tap::HubObserver
{
public:
    FrameObserver() { Tap::Hub::instance().addObserver(this, Tap::RecordKinds(0x7f)); }
    ~FrameObserver() { Tap::Hub::instance().removeObserver(this); }
    void observe(const Tap::Record &record) override
    {
        const auto *frame = std::get_if<Tap::FrameRecord>(&record);
        if (frame && frame->header.opcode <= 2)
            lines.append((frame->direction == Tap::Direction::Sent ? "sent " : "received ")
                         + QByteArray::number(frame->header.opcode) + ' ' + frame->payload);
    }
    QByteArrayList lines;
};

} // namespace

void TestMessageParts::framesAreSeenByTheTap_data()
{
    QTest::addColumn<Delivery>("delivery");
    for (const auto delivery : {Delivery::Message, Delivery::Frame, Delivery::Streaming})
        QTest::addRow("delivery %d", int(delivery)) << delivery;
}

void TestMessageParts::framesAreSeenByTheTap()
{
    QFETCH(const Delivery, delivery);
    MemoryPair pair({.chunkSize = 2});
    setDelivery(pair, delivery);
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    PartsLog log;
    log.watch(pair.server);
    FrameObserver observer;
    sendInParts(pair.client);
    QTRY_COMPARE(log.messageCount(), 1);
    QCOMPARE(observer.lines,
             (QByteArrayList{"sent 1 onetwo", "sent 0 three", "sent 0 ", "received 1 onetwo",
                             "received 0 three", "received 0 "}));
}

void TestMessageParts::masksThatAreNotAppliedGoBothWays()
{
    MemoryPair pair;
    pair.serverFactory.setProtocolOptions({.maskServerFrames = true, .applyMask = false});
    pair.clientFactory.setProtocolOptions({.acceptMaskedServerFrames = true, .applyMask = false});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendMessage("up");
    pair.server->sendMessage("down");
    QTRY_COMPARE(pair.serverLog.count(u"message up"), 1);
    QTRY_COMPARE(pair.clientLog.count(u"message down"), 1);
}

QTEST_GUILESS_MAIN(TestMessageParts)
#include "tst_partsdelivery.moc"

// SPDX-License-Identifier: MIT
// The stream between two wrapping ends, and what may be in its messages.
#include "wrapping/streampair.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWrappingWebSocketAdapter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void carriesAStreamBothWays_data();
    void carriesAStreamBothWays();
    void largeWritesAreCutIntoMessages();
    void knowsBothEnds();
    void writeSequenceIsOneMessage();
    void wrongTypeIsRefused_data();
    void wrongTypeIsRefused();
    void badBase64IsRefused_data();
    void badBase64IsRefused();
    void eachBase64MessageDecodesByItself();
    void takesMessagesInParts_data();
    void takesMessagesInParts();
    void emptyMessagesAreNoData();
    void aCloseWithAnotherCodeIsNotClean();
    void neverLeavesOutAMessage();
};

namespace {

//! The peer of a wrapping end that is itself none, so that it can send anything.
struct PlainClientPair
{
    explicit PlainClientPair(const QStringList &subprotocols, const MemoryTransportOptions &options = {})
        : serverFactory(&streams, QUrl(u"ws://localhost/"_s))
        , pair(&serverFactory, &clientFactory, options)
    {
        clientFactory.setSubprotocols(subprotocols);
        pair.start();
    }
    RecordingStreamFactory streams;
    WrappingWebSocketServerFactory serverFactory;
    WebSocketClientFactory clientFactory{QUrl(u"ws://localhost/"_s)};
    FactoryPair pair;
};

struct PlainServerPair
{
    explicit PlainServerPair(const QStringList &subprotocols)
        : clientFactory(&streams, QUrl(u"ws://localhost/"_s))
        , pair(&serverFactory, &clientFactory)
    {
        serverFactory.setSubprotocols(subprotocols);
        pair.start();
    }
    RecordingStreamFactory streams;
    WebSocketServerFactory serverFactory{QUrl(u"ws://localhost/"_s)};
    WrappingWebSocketClientFactory clientFactory;
    FactoryPair pair;
};

} // namespace

void TestWrappingWebSocketAdapter::carriesAStreamBothWays_data()
{
    QTest::addColumn<QString>("subprotocol");
    QTest::addColumn<int>("chunkSize");
    QTest::addColumn<bool>("isCompressed");
    QTest::addColumn<int>("autoFragmentSize");
    for (const QString &subprotocol : {u"binary"_s, u"base64"_s, u"tunnel"_s, QString()}) {
        for (const int chunk : {0, 1, 7}) {
            for (const bool isCompressed : {false, true})
                QTest::addRow("%s, pieces of %d, %s", qPrintable(subprotocol), chunk,
                              isCompressed ? "deflate" : "plain")
                    << subprotocol << chunk << isCompressed << 0;
        }
        QTest::addRow("%s, fragments", qPrintable(subprotocol)) << subprotocol << 0 << false << 100;
    }
}

void TestWrappingWebSocketAdapter::carriesAStreamBothWays()
{
    QFETCH(QString, subprotocol);
    QFETCH(int, chunkSize);
    QFETCH(bool, isCompressed);
    QFETCH(int, autoFragmentSize);
    StreamPair streams({.chunkSize = chunkSize}, isCompressed, autoFragmentSize, u"tunnel"_s);
    streams.clientFactory.setSubprotocols(subprotocol.isEmpty() ? QStringList() : QStringList{subprotocol});
    QByteArray sent;
    streams.clientStreams.during = [&sent](const QString &event, RecordingStream *stream) {
        if (event == "made"_L1)
            for (const int size : {1, 2, 3, 4, 100, 5000})
                QCOMPARE(stream->transport()->write(sent.append(sample(size)).last(size)),
                         SendResult::Queued);
    };
    streams.serverStreams.during = [&streams](const QString &event, RecordingStream *stream) {
        if (event == "made"_L1)
            stream->transport()->write("greeting");
        else if (event == "data"_L1 && streams.serverStreams.received.size() == 5110)
            stream->transport()->write(streams.serverStreams.received);
    };
    streams.pair.start();
    QTRY_COMPARE(streams.clientStreams.received.size(), 8 + 5110);
    QCOMPARE(streams.pair.server->subprotocol(), subprotocol);
    QCOMPARE(streams.pair.client->subprotocol(), subprotocol);
    QCOMPARE(streams.serverStreams.received, sent);
    QCOMPARE(streams.clientStreams.received, "greeting" + sent);
    QCOMPARE(streams.pair.client->extensions().contains("permessage-deflate"), isCompressed);

    streams.clientStreams.stream->transport()->loseConnection();
    QTRY_VERIFY(streams.pair.isOver());
    for (const RecordingStreamFactory *side : {&streams.clientStreams, &streams.serverStreams}) {
        QCOMPARE(side->events, (QStringList{u"made"_s, u"data"_s, u"lost"_s}));
        QCOMPARE(side->lostReason.kind, ConnectionLostReason::Kind::Clean);
        QVERIFY(side->hadTransport);
        QVERIFY(!side->stream);
    }
    QCOMPARE(streams.pair.serverLog.entries().constLast(), u"close 1000 clean"_s);
}

void TestWrappingWebSocketAdapter::largeWritesAreCutIntoMessages()
{
    StreamPair streams({}, false);
    streams.pair.start();
    QTRY_VERIFY(streams.isUp());
    const QByteArray data = sample(1'000'000);
    QVERIFY(isTaken(streams.clientStreams.stream->transport()->write(data)));
    QTRY_COMPARE(streams.serverStreams.received.size(), data.size());
    QCOMPARE(streams.serverStreams.received, data);
    QCOMPARE(streams.pair.serverLog.count(u"message "), 16);
}

void TestWrappingWebSocketAdapter::knowsBothEnds()
{
    StreamPair streams;
    streams.pair.start();
    QTRY_VERIFY(streams.isUp());
    QVERIFY(streams.clientStreams.stream->transport()->peer().startsWith("memory:"_L1));
    QVERIFY(streams.clientStreams.stream->transport()->host().startsWith("memory:"_L1));
    QCOMPARE(streams.serverStreams.peer, streams.pair.server->peer());
}

void TestWrappingWebSocketAdapter::writeSequenceIsOneMessage()
{
    StreamPair streams;
    streams.pair.start();
    QTRY_VERIFY(streams.isUp());
    streams.clientStreams.stream->transport()->writeSequence({"ab", "", "cd", "e"});
    QTRY_COMPARE(streams.serverStreams.received, "abcde");
    QCOMPARE(streams.pair.serverLog.count(u"message "), 1);
    QCOMPARE(streams.clientStreams.stream->transport()->writeSequence({}), SendResult::Queued);
}

void TestWrappingWebSocketAdapter::wrongTypeIsRefused_data()
{
    QTest::addColumn<QString>("subprotocol");
    QTest::addColumn<bool>("isBinary");
    QTest::addColumn<bool>("isServer");
    for (const bool isServer : {true, false}) {
        const char *role = isServer ? "server" : "client";
        QTest::addRow("%s, text for binary", role) << u"binary"_s << false << isServer;
        QTest::addRow("%s, text without subprotocol", role) << QString() << false << isServer;
        QTest::addRow("%s, binary for base64", role) << u"base64"_s << true << isServer;
    }
}

void TestWrappingWebSocketAdapter::wrongTypeIsRefused()
{
    QFETCH(QString, subprotocol);
    QFETCH(bool, isBinary);
    QFETCH(bool, isServer);
    const QStringList subprotocols = subprotocol.isEmpty() ? QStringList() : QStringList{subprotocol};
    PlainClientPair forServer(subprotocols);
    PlainServerPair forClient(subprotocols);
    FactoryPair &pair = isServer ? forServer.pair : forClient.pair;
    RecordingStreamFactory &streams = isServer ? forServer.streams : forClient.streams;
    QTRY_VERIFY(pair.isOpen() && !streams.events.isEmpty());
    WebSocketAdapterProtocol *sender = pair.server;
    if (isServer)
        sender = pair.client;
    sender->sendMessage("QUJD", isBinary);
    sender->sendMessage("QUJD", !isBinary); // what would be right comes too late
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(streams.received, QByteArray());
    QCOMPARE(streams.events, (QStringList{u"made"_s, u"lost"_s}));
    QCOMPARE(streams.lostReason.kind, ConnectionLostReason::Kind::Lost);
    QVERIFY(streams.lostReason.text.contains(u"messages"_s));
    const SignalLog &log = isServer ? pair.clientLog : pair.serverLog;
    QCOMPARE(log.closeInfo().remoteCode, 1003);
    QCOMPARE((isServer ? pair.serverLog : pair.clientLog).count(u"message "), 0);
}

void TestWrappingWebSocketAdapter::badBase64IsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("RFC 4648 3.2 no padding") << QByteArray("QUI");
    QTest::newRow("RFC 4648 3.2 too little padding") << QByteArray("QQ=");
    QTest::newRow("RFC 4648 3.2 padding alone") << QByteArray("====");
    QTest::newRow("RFC 4648 3.3 space") << QByteArray("QU D");
    QTest::newRow("RFC 4648 3.3 line break") << QByteArray("QUJD\r\n\r\n");
    QTest::newRow("RFC 4648 5 other alphabet") << QByteArray("-_-_");
    QTest::newRow("padding inside") << QByteArray("QQ==QUJD");
    QTest::newRow("one character") << QByteArray("Q");
    QTest::newRow("not ASCII") << QByteArray("QU\xc3\xa4");
    QTest::newRow("good, then bad") << QByteArray("QUJDQUJDQUJD****");
}

void TestWrappingWebSocketAdapter::badBase64IsRefused()
{
    QFETCH(QByteArray, text);
    for (const bool isServer : {true, false}) {
        PlainClientPair forServer({u"base64"_s});
        PlainServerPair forClient({u"base64"_s});
        FactoryPair &pair = isServer ? forServer.pair : forClient.pair;
        RecordingStreamFactory &streams = isServer ? forServer.streams : forClient.streams;
        QTRY_VERIFY(pair.isOpen() && !streams.events.isEmpty());
        WebSocketAdapterProtocol *sender = pair.server;
        if (isServer)
            sender = pair.client;
        sender->sendMessage(text);
        sender->sendMessage("QUJD");
        QTRY_VERIFY(pair.isOver());
        QCOMPARE(streams.received, QByteArray());
        QCOMPARE(streams.lostReason.kind, ConnectionLostReason::Kind::Lost);
        QCOMPARE((isServer ? pair.clientLog : pair.serverLog).closeInfo().remoteCode, 1007);
    }
}

void TestWrappingWebSocketAdapter::eachBase64MessageDecodesByItself()
{
    PlainClientPair plain({u"base64"_s});
    QTRY_VERIFY(plain.pair.isOpen());
    for (const char *text : {"QQ==", "QkM=", "REVG"})
        plain.pair.client->sendMessage(text);
    QTRY_COMPARE(plain.streams.received, "ABCDEF");
}

void TestWrappingWebSocketAdapter::takesMessagesInParts_data()
{
    QTest::addColumn<int>("delivery");
    QTest::addColumn<bool>("isBase64");
    for (const bool isBase64 : {false, true}) {
        const char *name = isBase64 ? "base64" : "binary";
        QTest::addRow("Message, %s", name) << int(Delivery::Message) << isBase64;
        QTest::addRow("Frame, %s", name) << int(Delivery::Frame) << isBase64;
        QTest::addRow("Streaming, %s", name) << int(Delivery::Streaming) << isBase64;
    }
}

//! Whatever the option delivery says, the stream is the same, and so is what is refused.
void TestWrappingWebSocketAdapter::takesMessagesInParts()
{
    QFETCH(int, delivery);
    QFETCH(bool, isBase64);
    const QStringList subprotocols{isBase64 ? u"base64"_s : u"binary"_s};
    RecordingStreamFactory streams;
    WrappingWebSocketServerFactory serverFactory(&streams, QUrl(u"ws://localhost/"_s));
    ServerOptions options = serverFactory.protocolOptions();
    options.delivery = Delivery(delivery);
    serverFactory.setProtocolOptions(options);
    WebSocketClientFactory clientFactory(QUrl(u"ws://localhost/"_s));
    clientFactory.setProtocolOptions({.perMessageDeflate = {}, .autoFragmentSize = 1001});
    clientFactory.setSubprotocols(subprotocols);
    FactoryPair pair(&serverFactory, &clientFactory, {.chunkSize = 77});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const QByteArray data = sample(20'000);
    for (int i = 0; i < 2; ++i)
        pair.client->sendMessage(isBase64 ? data.toBase64() : data, !isBase64);
    QTRY_COMPARE(streams.received.size(), 40'000);
    QVERIFY(streams.received == data + data);
    // One that is of the wrong type, or wrong at its end.
    pair.client->sendMessage(isBase64 ? data.toBase64() + "*" : data.toBase64(), false);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(streams.received.size(), 40'000);
    QCOMPARE(pair.clientLog.closeInfo().remoteCode, isBase64 ? 1007 : 1003);
}

void TestWrappingWebSocketAdapter::emptyMessagesAreNoData()
{
    PlainClientPair plain({});
    QTRY_VERIFY(plain.pair.isOpen());
    plain.pair.client->sendMessage("", true);
    plain.pair.client->sendClose();
    QTRY_VERIFY(plain.pair.isOver());
    QCOMPARE(plain.streams.events, (QStringList{u"made"_s, u"lost"_s}));
}

void TestWrappingWebSocketAdapter::aCloseWithAnotherCodeIsNotClean()
{
    PlainClientPair plain({});
    QTRY_VERIFY(plain.pair.isOpen());
    plain.pair.client->sendClose(1011, u"out of order"_s);
    QTRY_VERIFY(plain.pair.isOver());
    QCOMPARE(plain.streams.lostReason.kind, ConnectionLostReason::Kind::Lost);
    QCOMPARE(plain.streams.lostReason.text, u"out of order"_s);
}

void TestWrappingWebSocketAdapter::neverLeavesOutAMessage()
{
    StreamPair streams({}, false);
    ClientOptions options = streams.clientFactory.protocolOptions();
    options.outputHighWatermark = 100'000;
    options.outputPolicy = OutputPolicy::DropOld;
    streams.clientFactory.setProtocolOptions(options);
    streams.pair.start();
    QTRY_VERIFY(streams.isUp());
    streams.serverStreams.stream->transport()->pauseProducing();
    SendResult result = SendResult::Queued;
    for (int i = 0; i < 100 && isTaken(result); ++i)
        result = streams.clientStreams.stream->transport()->write(sample(10'000));
    QVERIFY(!isTaken(result));
    streams.serverStreams.stream->transport()->resumeProducing();
    QTRY_VERIFY(streams.isLost());
    QCOMPARE(streams.serverStreams.lostReason.kind, ConnectionLostReason::Kind::Lost);
    const QByteArray &received = streams.serverStreams.received;
    QVERIFY(received.size() >= 50'000);
    QCOMPARE(received.size() % 10'000, 0);
    for (qsizetype at = 0; at < received.size(); at += 10'000)
        QVERIFY(received.sliced(at, 10'000) == sample(10'000));
}

QTEST_GUILESS_MAIN(TestWrappingWebSocketAdapter)
#include "tst_wrappingwebsocketadapter.moc"

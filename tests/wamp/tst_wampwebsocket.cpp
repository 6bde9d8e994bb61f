// SPDX-License-Identifier: MIT
// What WAMP adds to WebSocket: subprotocols, types of messages, batches.
#include "support/memoryuse.h"
#include "support/rawpeer.h"
#include "support/rawserver.h"
#include "wamp/recordingpeer.h"
#include "wamp/transport/wampwebsocketclientfactory.h"
#include "wamp/transport/wampwebsocketserverfactory.h"
#include "websocket/connectws.h"
#include "websocket/listenws.h"

#include <QtCore/QPointer>
#include <QtCore/qendian.h>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using Wamp::RecordingPeer;
using Wamp::Serializer;

namespace {

//! A server with one recorded peer.
class Server
{
public:
    explicit Server(const QList<const Serializer *> &serializers = Serializer::all())
        : factory([this] { return isRefusing ? nullptr : &peer; }, QUrl(u"ws://127.0.0.1:0"_s), serializers)
    { }
    quint16 listen()
    {
        url = listenWS(&factory)->url();
        return quint16(url.port());
    }

    RecordingPeer peer;
    bool isRefusing = false;
    WampWebSocketServerFactory factory;
    QUrl url;
};

QByteArray offer(const QByteArray &subprotocols)
{
    return upgradeRequest("Sec-WebSocket-Protocol: " + subprotocols + "\r\n");
}

//! The close code in what a server has sent last.
int closeCode(const QByteArray &received)
{
    const qsizetype at = received.lastIndexOf('\x88');
    return at < 0 || received.size() < at + 4 ? 0 : quint8(received[at + 2]) << 8 | quint8(received[at + 3]);
}

} // namespace

class TestWampWebSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serverTakesTheClientsFirst_data();
    void serverTakesTheClientsFirst();
    void serverRefusesWhoSpeaksNoneOfThem_data();
    void serverRefusesWhoSpeaksNoneOfThem();
    void serverSpeaksJsonWhereThatIsAllowed();
    void serverRefusesWithoutASession();
    void serverWithoutASessionClosesWhatWasAcceptedLater();
    void clientLeavesWhoChoosesNone();
    void clientSpeaksJsonWhereThatIsAllowed();
    void invalidMessagesEndTheConnection_data();
    void invalidMessagesEndTheConnection();
    void theEndComesThoughTheSessionDoesNotClose();
    void oneTurnsMessagesLeaveTogether();
    void largeBatchesLeaveAtOnce();
    void aBatchStopsWhereReadingIsPaused();
    void aBatchThatWaitsCostsItsOctets();
    void messagesArriveWholeWhateverTheOptions();
    void factoriesMayGoWhileASessionIsMade();
};

void TestWampWebSocket::serverTakesTheClientsFirst_data()
{
    QTest::addColumn<QByteArray>("offered");
    QTest::addColumn<QString>("chosen");
    QTest::newRow("one") << QByteArray("wamp.2.json") << u"wamp.2.json"_s;
    QTest::newRow("the first") << QByteArray("wamp.2.msgpack, wamp.2.cbor") << u"wamp.2.msgpack"_s;
    QTest::newRow("the first known") << QByteArray("wamp.2.flatbuffers, wamp.2.cbor.batched, wamp.2.json")
                                     << u"wamp.2.cbor.batched"_s;
}

void TestWampWebSocket::serverTakesTheClientsFirst()
{
    QFETCH(const QByteArray, offered);
    QFETCH(const QString, chosen);
    Server server;
    RawPeer peer(server.listen());
    peer.send(offer(offered));
    QTRY_COMPARE(server.peer.opened, 1);
    QCOMPARE(server.peer.transport()->serializer(), Serializer::bySubprotocol(chosen));
    QTRY_VERIFY(peer.received().contains("Sec-WebSocket-Protocol: " + chosen.toLatin1() + "\r\n"));
}

void TestWampWebSocket::serverRefusesWhoSpeaksNoneOfThem_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::newRow("nothing offered") << upgradeRequest();
    QTest::newRow("unknown") << offer("wamp.2.flatbuffers, chat");
    QTest::newRow("not this one") << offer("wamp.2.cbor");
}

void TestWampWebSocket::serverRefusesWhoSpeaksNoneOfThem()
{
    QFETCH(const QByteArray, request);
    Server server({Serializer::byName(u"json"), Serializer::byName(u"msgpack")});
    RawPeer peer(server.listen());
    peer.send(request);
    QTRY_VERIFY(peer.received().contains("this router speaks the subprotocols wamp.2.json, wamp.2.msgpack"));
    QVERIFY(peer.received().startsWith("HTTP/1.1 406 "));
    QCOMPARE(server.peer.opened, 0);
}

void TestWampWebSocket::serverSpeaksJsonWhereThatIsAllowed()
{
    Server server;
    server.factory.setSubprotocolRequired(false);
    RawPeer peer(server.listen());
    peer.send(upgradeRequest());
    QTRY_COMPARE(server.peer.opened, 1);
    QCOMPARE(server.peer.transport()->serializer(), Serializer::byName(u"json"));
    QVERIFY(!peer.received().contains("Sec-WebSocket-Protocol"));
    peer.send(clientFrame(0x81, "[36,1,2,{}]"));
    QTRY_COMPARE(server.peer.messages.size(), 1U);
}

void TestWampWebSocket::serverRefusesWithoutASession()
{
    Server server;
    server.isRefusing = true;
    RawPeer peer(server.listen());
    peer.send(offer("wamp.2.json"));
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 503 "));
}

void TestWampWebSocket::serverWithoutASessionClosesWhatWasAcceptedLater()
{
    Server server;
    server.isRefusing = true;
    const auto later = ConnectDecision::later();
    bool isAsked = false;
    server.factory.setConnectHandler([later, &isAsked](const ConnectionRequest &) {
        isAsked = true;
        return later;
    });
    RawPeer peer(server.listen());
    peer.send(offer("wamp.2.json"));
    QTRY_VERIFY(isAsked);
    QVERIFY(later.handle().answer(ConnectDecision::accept(u"wamp.2.json"_s)));
    QTRY_COMPARE(closeCode(peer.received()), 1013);
}

void TestWampWebSocket::clientLeavesWhoChoosesNone()
{
    const RawServer server;
    RecordingPeer peer;
    WampWebSocketClientFactory factory([&peer] { return &peer; }, server.url());
    CloseInfo end;
    connect(&factory, &WebSocketClientFactory::protocolCreated, this, [&](WebSocketClientProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onClose, this,
                [&end, protocol] { end = protocol->closeInfo(); });
    });
    factory.setProtocolOptions({.closeHandshakeTimeout = 30ms});
    connectWS(&factory);
    QTRY_COMPARE(end.localCode, quint16(1008));
    QCOMPARE(end.localReason, QByteArray("no WAMP subprotocol was agreed on"));
    QCOMPARE(peer.opened, 0);
}

void TestWampWebSocket::clientSpeaksJsonWhereThatIsAllowed()
{
    RawServer server;
    RecordingPeer peer;
    WampWebSocketClientFactory factory([&peer] { return &peer; }, server.url());
    factory.setSubprotocolRequired(false);
    connectWS(&factory);
    QTRY_COMPARE(peer.opened, 1);
    QCOMPARE(peer.transport()->serializer(), Serializer::byName(u"json"));
    server.send(QByteArray("\x81\x0b[36,1,2,{}]"));
    QTRY_COMPARE(peer.messages.size(), 1U);
}

void TestWampWebSocket::invalidMessagesEndTheConnection_data()
{
    QTest::addColumn<QByteArray>("subprotocol");
    QTest::addColumn<QByteArray>("message");
    const auto row = [](const char *name, const char *subprotocol, int opcode, const QByteArray &payload) {
        QTest::newRow(name) << QByteArray(subprotocol) << clientFrame(quint8(0x80 | opcode), payload);
    };
    row("binary json", "wamp.2.json", 2, "[36,1,2,{}]");
    row("text msgpack", "wamp.2.msgpack", 1, "x");
    row("text cbor", "wamp.2.cbor.batched", 1, "x");
    row("no json", "wamp.2.json", 1, "[36,1,");
    row("no message", "wamp.2.json", 1, "[1]");
    row("an empty batch", "wamp.2.json.batched", 1, "");
    row("a batch of half a message", "wamp.2.msgpack.batched", 2, QByteArray::fromHex("0000000594"));
}

void TestWampWebSocket::invalidMessagesEndTheConnection()
{
    QFETCH(const QByteArray, subprotocol);
    QFETCH(const QByteArray, message);
    Server server;
    server.peer.whenInvalid = [&] {
        server.peer.transport()->send(Wamp::Abort{.reason = QByteArray("wamp.error.protocol_violation")});
        server.peer.transport()->close();
    };
    RawPeer peer(server.listen());
    peer.send(offer(subprotocol));
    QTRY_COMPARE(server.peer.opened, 1);
    peer.send(message + message);
    QTRY_COMPARE(closeCode(peer.received()), 1007);
    QVERIFY(peer.received().contains("wamp.error.protocol_violation"));
    QVERIFY(server.peer.invalid);
    peer.send(clientFrame(0x88, QByteArray::fromHex("03ea")));
    QTRY_COMPARE(server.peer.closed, 1);
    QVERIFY(server.peer.messages.empty());
    QVERIFY(!server.peer.end->wasClean);
    QCOMPARE(server.peer.end->reason, server.peer.invalid->text);
}

void TestWampWebSocket::theEndComesThoughTheSessionDoesNotClose()
{
    Server server;
    server.factory.setProtocolOptions({.closeHandshakeTimeout = 30ms});
    RawPeer peer(server.listen());
    peer.send(offer("wamp.2.json"));
    QTRY_COMPARE(server.peer.opened, 1);
    peer.send(clientFrame(0x81, "{}") + clientFrame(0x81, "[36,1,2,{}]"));
    QTRY_COMPARE(server.peer.closed, 1);
    QVERIFY(server.peer.messages.empty());
    QCOMPARE(server.peer.end->reason, server.peer.invalid->text);
}

void TestWampWebSocket::oneTurnsMessagesLeaveTogether()
{
    Server server;
    RawPeer peer(server.listen());
    peer.send(offer("wamp.2.json.batched"));
    QTRY_COMPARE(server.peer.opened, 1);
    QTRY_VERIFY(peer.received().endsWith("\r\n\r\n"));
    const qsizetype head = peer.received().size();
    for (Wamp::Id id = 1; id <= 3; ++id)
        server.peer.transport()->send(Wamp::Event{.subscription = 1, .publication = id});
    const QByteArray batch = "[36,1,1,{}]\x1e[36,1,2,{}]\x1e[36,1,3,{}]\x1e";
    QTRY_COMPARE(peer.received().mid(head), "\x81" + QByteArray(1, char(batch.size())) + batch);
    // Answers, too.
    server.peer.whenMessage = [&](const Wamp::Message &message) { server.peer.transport()->send(message); };
    peer.send(clientFrame(0x81, batch));
    QTRY_COMPARE(peer.received().count(batch), 2);
}

void TestWampWebSocket::largeBatchesLeaveAtOnce()
{
    Server server;
    RecordingPeer peer;
    server.listen();
    WampWebSocketClientFactory client([&peer] { return &peer; }, server.url,
                                      {Serializer::byName(u"cbor.batched")});
    int frames = 0;
    connect(&client, &WebSocketClientFactory::protocolCreated, this, [&](WebSocketClientProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onMessage, this, [&frames] { ++frames; });
    });
    connectWS(&client);
    QTRY_COMPARE(server.peer.opened, 1);
    const Wamp::Event event{
        .subscription = 1, .publication = 2, .payload = Wamp::Payload::fromValues({QByteArray(1000, 'x')})};
    for (int i = 0; i < 200; ++i)
        QVERIFY(isAccepted(server.peer.transport()->send(event)));
    QTRY_COMPARE(peer.messages.size(), 200U);
    QCOMPARE(frames, 4); // three of 64 KiB and the rest
}

void TestWampWebSocket::aBatchStopsWhereReadingIsPaused()
{
    Server server;
    server.peer.whenMessage = [&](const Wamp::Message &) {
        if (server.peer.messages.size() == 1)
            server.peer.transport()->setReadingPaused(true);
    };
    RawPeer peer(server.listen());
    peer.send(offer("wamp.2.json.batched"));
    QTRY_COMPARE(server.peer.opened, 1);
    peer.send(clientFrame(0x81, "[36,1,1,{}]\x1e[36,1,2,{}]\x1e") + clientFrame(0x81, "[36,1,3,{}]\x1e"));
    QTRY_COMPARE(server.peer.messages.size(), 1U);
    for (int i = 0; i < 10; ++i)
        QCoreApplication::processEvents();
    QCOMPARE(server.peer.messages.size(), 1U);
    server.peer.transport()->setReadingPaused(false);
    QTRY_COMPARE(server.peer.messages.size(), 3U);
    for (size_t i = 0; i < 3; ++i)
        QCOMPARE(std::get<Wamp::Event>(server.peer.messages[i]).publication, Wamp::Id(i + 1));
}

void TestWampWebSocket::aBatchThatWaitsCostsItsOctets()
{
    Server server;
    bool isPaused = false;
    server.peer.whenMessage = [&](const Wamp::Message &) {
        server.peer.messages.clear();
        if (!std::exchange(isPaused, true))
            server.peer.transport()->setReadingPaused(true);
    };
    RawPeer peer(server.listen());
    peer.send(offer("wamp.2.json.batched"));
    QTRY_COMPARE(server.peer.opened, 1);
    const qint64 before = allocatedBytes();
    // A message in memory is some hundred times as long as the shortest on the wire.
    const QByteArray batch = QByteArray("[34,1,1]\x1e").repeated(100'000) + "[34]\x1e";
    QByteArray frame = QByteArray::fromHex("81ff00000000") + QByteArray(8, '\0');
    qToBigEndian(quint32(batch.size()), frame.data() + 6);
    peer.send(frame + batch);
    QTRY_VERIFY(isPaused);
    QCOMPARE(peer.socket().bytesToWrite(), 0);
    const qint64 held = allocatedBytes() - before;
    QVERIFY2(held < 4 * batch.size(), qPrintable(QString::number(held)));
    QVERIFY(!server.peer.invalid);
    server.peer.transport()->setReadingPaused(false);
    QTRY_VERIFY(server.peer.invalid);
    QCOMPARE(server.peer.invalid->text, u"UNSUBSCRIBE: too few elements"_s);
}

void TestWampWebSocket::messagesArriveWholeWhateverTheOptions()
{
    Server server;
    server.factory.setProtocolOptions(
        {.outputPolicy = OutputPolicy::DropOld, .delivery = Delivery::Streaming});
    QPointer<WebSocketServerProtocol> protocol;
    connect(&server.factory, &WebSocketServerFactory::protocolCreated, this,
            [&protocol](WebSocketServerProtocol *made) { protocol = made; });
    RawPeer peer(server.listen());
    peer.send(offer("wamp.2.json"));
    QTRY_COMPARE(server.peer.opened, 1);
    peer.send(clientFrame(0x01, "[36,1,") + clientFrame(0x80, "2,{}]"));
    QTRY_COMPARE(server.peer.messages.size(), 1U);
    QCOMPARE(protocol->protocolOptions().outputPolicy, OutputPolicy::Close);
}

void TestWampWebSocket::factoriesMayGoWhileASessionIsMade()
{
    RecordingPeer peer;
    std::unique_ptr<WampWebSocketServerFactory> factory;
    factory = std::make_unique<WampWebSocketServerFactory>(
        [&] {
            factory.reset();
            return &peer;
        },
        QUrl(u"ws://127.0.0.1:0"_s));
    RawPeer client(quint16(listenWS(factory.get())->url().port()));
    client.send(offer("wamp.2.json"));
    QTRY_COMPARE(peer.closed, 1);
    QCOMPARE(peer.opened, 1);
    QVERIFY(!peer.end->wasClean);
    QTRY_VERIFY(!client.isConnected());
}

QTEST_GUILESS_MAIN(TestWampWebSocket)
#include "tst_wampwebsocket.moc"

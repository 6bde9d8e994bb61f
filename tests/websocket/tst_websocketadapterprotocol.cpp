// SPDX-License-Identifier: MIT
#include "support/memorypair.h"
#include "support/servers.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWebSocketAdapterProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void echoesOverASocket();
    void echoesOverASocket_data();
    void signalsComeInTheirOrder();
    void signalsComeInTheirOrderWhenChopped_data();
    void signalsComeInTheirOrderWhenChopped();
    void sendingTellsWhatIsWrong();
    void sendsNothingBeforeAndAfter();
    void textIsDecodedForWhoeverListens();
    void textThatIsNoneIsDecodedAsFarAsItCanBe();
    void whoeverConnectsLateIsTold();
    void pingsAreAnsweredAndReported();
    void closeCarriesCodeAndReason();
    void closeInfoTellsBothSides();
    void abortIsAnUncleanEnd();
    void closingTheTransportIsAnUncleanEnd();
    void propertiesTellTheConnection();
    void hooksAreCalledInsteadOfSignals();
    void aProtocolDeletesItselfAtTheEnd();
};

void TestWebSocketAdapterProtocol::echoesOverASocket_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("isBinary");
    QTest::newRow("empty text") << QByteArray("") << false;
    QTest::newRow("text") << QByteArray("gantry") << false;
    QTest::newRow("binary") << QByteArray("\0\xff\x80", 3) << true;
    QTest::newRow("64 KiB, a length of 8 octets") << QByteArray(65536, 'x') << false;
    QTest::newRow("8 MiB, many reads and partial writes") << QByteArray(8 * 1024 * 1024, 'y') << true;
}

void TestWebSocketAdapterProtocol::echoesOverASocket()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const bool, isBinary);
    EchoServer server;
    QVERIFY2(server.listener()->isListening(), qPrintable(server.listener()->errorString()));
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());

    QSignalSpy spy(client.protocol(), &WebSocketAdapterProtocol::onMessage);
    QCOMPARE(client.protocol()->sendMessage(payload, isBinary), SendResult::Queued);
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, 20'000);
    QVERIFY(spy.at(0).at(0).toByteArray() == payload);
    QCOMPARE(spy.at(0).at(1).toBool(), isBinary);
    client.protocol()->sendClose();
    QTRY_VERIFY(client.log().isClosed() && server.log().isClosed());
    QCOMPARE(client.log().entries().constLast(), u"close 1000 clean"_s);
    QCOMPARE(server.log().entries().constLast(), u"close 1000 clean"_s);
}

void TestWebSocketAdapterProtocol::signalsComeInTheirOrder()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendMessage("one");
    client.protocol()->sendPing("p");
    client.protocol()->sendMessage("two");
    QTRY_COMPARE(client.log().count(u"message "), 2);
    client.protocol()->sendClose(3001, u"done"_s);
    QTRY_VERIFY(client.log().isClosed() && server.log().isClosed());

    const QStringList expectedAtServer{u"connecting"_s,      u"connect"_s, u"open"_s,
                                       u"message one"_s,     u"ping p"_s,  u"message two"_s,
                                       u"close 3001 clean"_s};
    const QStringList expectedAtClient{u"connecting"_s,      u"connect"_s, u"open"_s,
                                       u"message one"_s,     u"pong p"_s,  u"message two"_s,
                                       u"close 3001 clean"_s};
    QCOMPARE(server.log().entries(), expectedAtServer);
    QCOMPARE(client.log().entries(), expectedAtClient);
}

void TestWebSocketAdapterProtocol::signalsComeInTheirOrderWhenChopped_data()
{
    QTest::addColumn<qsizetype>("chunkSize");
    for (const qsizetype size : {1, 2, 3, 7, 64})
        QTest::addRow("%d octets at a time", int(size)) << size;
}

void TestWebSocketAdapterProtocol::signalsComeInTheirOrderWhenChopped()
{
    QFETCH(const qsizetype, chunkSize);
    MemoryPair pair({.chunkSize = chunkSize});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendMessage("a");
    pair.client->sendMessage("b");
    pair.server->sendMessage("c");
    QTRY_COMPARE(pair.serverLog.count(u"message "), 2);
    QTRY_COMPARE(pair.clientLog.count(u"message "), 1);
    pair.server->sendClose(1001, u"bye"_s);
    QTRY_VERIFY(pair.isOver());
    const QStringList atServer{u"connecting"_s, u"connect"_s,   u"open"_s,
                               u"message a"_s,  u"message b"_s, u"close 1001 clean"_s};
    const QStringList atClient{u"connecting"_s, u"connect"_s, u"open"_s, u"message c"_s,
                               u"close 1001 clean"_s};
    QCOMPARE(pair.serverLog.entries(), atServer);
    QCOMPARE(pair.clientLog.entries(), atClient);
}

void TestWebSocketAdapterProtocol::sendingTellsWhatIsWrong()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QCOMPARE(pair.client->sendMessage("\xff"), SendResult::InvalidUtf8);
    QCOMPARE(pair.client->sendMessage("\xff", true), SendResult::Queued);
    QCOMPARE(pair.client->sendPing(QByteArray(125, 'x')), SendResult::Queued);
    QCOMPARE(pair.client->sendPing(QByteArray(126, 'x')), SendResult::TooBig);
    QCOMPARE(pair.client->sendPong(QByteArray(126, 'x')), SendResult::TooBig);
    QCOMPARE(pair.client->sendClose(1005), SendResult::InvalidCode);
    QCOMPARE(pair.client->sendClose(999), SendResult::InvalidCode);
    QCOMPARE(pair.client->sendClose(0, u"a reason needs a code"_s), SendResult::InvalidCode);
    QVERIFY(pair.client->isOpen());
    QCOMPARE(pair.client->sendClose(1000, QString(200, u'ä')), SendResult::Queued); // cut, not refused
    QCOMPARE(pair.client->state(), WebSocketAdapterProtocol::State::Closing);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.serverLog.reason(), QString(61, u'ä')); // 122 octets: 123 would split one
}

void TestWebSocketAdapterProtocol::sendsNothingBeforeAndAfter()
{
    MemoryPair pair;
    SendResult early = SendResult::Queued;
    connect(&pair.serverFactory, &WebSocketServerFactory::protocolCreated, &pair,
            [&early](WebSocketServerProtocol *protocol) { early = protocol->sendMessage("x"); });
    pair.start();
    QCOMPARE(early, SendResult::NotOpen);
    QCOMPARE(pair.client->sendMessage("too early"), SendResult::NotOpen);
    QTRY_VERIFY(pair.isOpen());
    SendResult late = SendResult::Queued;
    connect(pair.client, &WebSocketAdapterProtocol::onClose, &pair,
            [&] { late = pair.client->sendMessage("too late"); });
    pair.client->sendClose();
    QCOMPARE(pair.client->sendMessage("after the close frame"), SendResult::NotOpen);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(late, SendResult::NotOpen);
    QCOMPARE(pair.serverLog.count(u"message"), 0);
}

void TestWebSocketAdapterProtocol::textIsDecodedForWhoeverListens()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy texts(pair.server, &WebSocketAdapterProtocol::onText);
    QSignalSpy messages(pair.server, &WebSocketAdapterProtocol::onMessage);
    pair.client->sendText(u"Brücke"_s);
    pair.client->sendMessage("binary", true);
    QTRY_COMPARE(messages.count(), 2);
    QCOMPARE(texts.count(), 1);
    QCOMPARE(texts.at(0).at(0).toString(), u"Brücke"_s);
}

namespace {

//! Passes on something else than what came.
class ManglingProtocol : public WebSocketServerProtocol
{
protected:
    void handleMessage(const QByteArray &payload, bool isBinary) override
    {
        WebSocketServerProtocol::handleMessage(payload.chopped(1), isBinary);
    }
};

} // namespace

//! Nobody judged it.
void TestWebSocketAdapterProtocol::textThatIsNoneIsDecodedAsFarAsItCanBe()
{
    MemoryPair pair;
    pair.serverFactory.setProtocolOptions({.utf8ValidateIncoming = false});
    pair.clientFactory.setProtocolOptions({.utf8ValidateIncoming = false});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy texts(pair.server, &WebSocketAdapterProtocol::onText);
    pair.client->sendMessage("x\xff\xfe");
    QTRY_COMPARE(texts.count(), 1);
    QCOMPARE(texts.at(0).at(0).toString(), u"x\uFFFD\uFFFD"_s);

    MemoryPair mangled;
    mangled.serverFactory.setProtocol<ManglingProtocol>();
    mangled.start();
    QTRY_VERIFY(mangled.isOpen());
    QSignalSpy cut(mangled.server, &WebSocketAdapterProtocol::onText);
    mangled.client->sendText(u"xü"_s);
    QTRY_COMPARE(cut.count(), 1);
    QCOMPARE(cut.at(0).at(0).toString(), u"x\uFFFD"_s);
}

// Who listens is noted when they connect, which can be at any time and in any way.
void TestWebSocketAdapterProtocol::whoeverConnectsLateIsTold()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendText(u"nobody"_s);
    QTRY_COMPARE(pair.serverLog.count(u"message"), 1);
    QStringList texts;
    qint64 written = 0;
    QObject receiver;
    connect(pair.server, &WebSocketAdapterProtocol::onText, &receiver,
            [&](const QString &text) { texts.append(text); });
    connect(pair.server, &WebSocketAdapterProtocol::bytesWritten, this,
            [&](qint64 octets) { written += octets; });
    pair.client->sendText(u"somebody"_s);
    QTRY_COMPARE(pair.serverLog.count(u"message"), 2);
    QCOMPARE(texts, QStringList{u"somebody"_s});
    pair.server->sendMessage("four");
    QTRY_COMPARE(written, 6);
}

void TestWebSocketAdapterProtocol::pingsAreAnsweredAndReported()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendPing("from the client");
    pair.server->sendPing("from the server");
    pair.server->sendPong("unasked");
    QTRY_COMPARE(pair.clientLog.count(u"pong "), 2);
    QTRY_COMPARE(pair.serverLog.count(u"pong "), 1);
    QVERIFY(pair.clientLog.entries().contains(u"pong from the client"_s));
    QVERIFY(pair.clientLog.entries().contains(u"pong unasked"_s));
    QVERIFY(pair.clientLog.entries().contains(u"ping from the server"_s));
}

void TestWebSocketAdapterProtocol::closeCarriesCodeAndReason()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.server->sendClose(4321, u"später"_s);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.clientLog.entries().constLast(), u"close 4321 clean"_s);
    QCOMPARE(pair.clientLog.reason(), u"später"_s);
}

void TestWebSocketAdapterProtocol::closeInfoTellsBothSides()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendClose(1001, u"leaving"_s);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.clientLog.closeInfo().by, ClosedBy::Local);
    QCOMPARE(pair.clientLog.closeInfo().localCode, 1001);
    QCOMPARE(pair.clientLog.closeInfo().remoteCode, 1001);
    QCOMPARE(pair.serverLog.closeInfo().by, ClosedBy::Remote);
    QCOMPARE(pair.serverLog.closeInfo().reason, "leaving");
    QCOMPARE(pair.serverLog.closeInfo().phase, ClosePhase::Open);
}

void TestWebSocketAdapterProtocol::abortIsAnUncleanEnd()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->abort();
    QVERIFY(!pair.clientLog.isClosed()); // from the event loop, not from the call
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.clientLog.entries().constLast(), u"close 1006 unclean"_s);
    QCOMPARE(pair.serverLog.entries().constLast(), u"close 1006 unclean"_s);
    QCOMPARE(pair.clientLog.count(u"close"), 1);
}

namespace {

//! Makes the protected hooks reachable and notes them.
class HookProtocol : public WebSocketServerProtocol
{
public:
    using WebSocketServerProtocol::closeConnection;
    inline static QStringList hooks;

protected:
    void connectionMade() override { hooks.append(u"made"_s); }
    void connectionLost(const ConnectionLostReason &reason) override
    {
        hooks.append(u"lost %1"_s.arg(int(reason.kind)));
    }
    void handleOpen() override { hooks.append(u"open"_s); }
    void handleMessage(const QByteArray &payload, bool) override
    {
        hooks.append(u"message "_s + QString::fromUtf8(payload));
    }
    void handleClose(bool, quint16 code, const QString &) override { hooks.append(u"close %1"_s.arg(code)); }
    void dataReceived(QByteArrayView data) override
    {
        if (!data.isEmpty() && !hooks.contains(u"data"_s))
            hooks.append(u"data"_s);
        WebSocketServerProtocol::dataReceived(data);
    }
};

} // namespace

void TestWebSocketAdapterProtocol::closingTheTransportIsAnUncleanEnd()
{
    MemoryPair pair;
    pair.serverFactory.setProtocol<HookProtocol>();
    pair.start();
    QTRY_VERIFY(pair.client->isOpen());
    pair.server->sendMessage("still sent");
    static_cast<HookProtocol *>(pair.server.get())->closeConnection();
    QTRY_VERIFY(pair.clientLog.isClosed() && !pair.server);
    QCOMPARE(pair.clientLog.count(u"message still sent"), 1);
    QCOMPARE(pair.clientLog.entries().constLast(), u"close 1006 unclean"_s);
}

void TestWebSocketAdapterProtocol::propertiesTellTheConnection()
{
    EchoServer server;
    server.setSubprotocols({u"chat"_s});
    Client client(server.listeningUrl());
    client.setSubprotocols({u"other"_s, u"chat"_s});
    client.setHeaders({{"X-Test", "1"}});
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    WebSocketClientProtocol *protocol = client.protocol();
    QCOMPARE(protocol->peer(), u"tcp4:127.0.0.1:%1"_s.arg(server.port()));
    QCOMPARE(protocol->property("peer").toString(), protocol->peer());
    QCOMPARE(protocol->peerTransport(), u"tcp"_s);
    QCOMPARE(protocol->subprotocol(), u"chat"_s);
    QCOMPARE(protocol->factory(), &client);
    QVERIFY(protocol->extensions().contains("permessage-deflate"));
    QCOMPARE(protocol->requestHeaders().value("X-Test"), "1");
    QVERIFY(protocol->responseHeaders().contains("Sec-WebSocket-Accept"));
    QTRY_VERIFY(server.protocols().constFirst()->isOpen());
    WebSocketServerProtocol *other = server.protocols().constFirst();
    QVERIFY(other->peer().startsWith(u"tcp4:127.0.0.1:"_s));
    QCOMPARE(other->subprotocol(), u"chat"_s);
    QCOMPARE(other->requestHeaders().value("X-Test"), "1");
    QVERIFY(other->responseHeaders().contains("Sec-WebSocket-Accept"));
    QVERIFY(other->connectionNumber() != protocol->connectionNumber());
    QCOMPARE(server.connectionCount(), 1);
    protocol->sendClose();
    QTRY_COMPARE(server.connectionCount(), 0);
}

void TestWebSocketAdapterProtocol::hooksAreCalledInsteadOfSignals()
{
    HookProtocol::hooks.clear();
    MemoryPair pair;
    pair.serverFactory.setProtocol<HookProtocol>();
    pair.start();
    QTRY_VERIFY(pair.client->isOpen());
    pair.client->sendMessage("x");
    pair.client->sendClose();
    QTRY_VERIFY(!pair.server);
    const QStringList expected{u"made"_s, u"data"_s, u"open"_s, u"message x"_s, u"lost 0"_s, u"close 1000"_s};
    QCOMPARE(HookProtocol::hooks, expected);
    // Overridden without calling the base class: nothing was emitted.
    QCOMPARE(pair.serverLog.count(u"message"), 0);
    QCOMPARE(pair.serverLog.count(u"close"), 0);
}

void TestWebSocketAdapterProtocol::aProtocolDeletesItselfAtTheEnd()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy destroyed(pair.client, &QObject::destroyed);
    pair.client->sendClose();
    QTRY_COMPARE(destroyed.count(), 1);
    QVERIFY(pair.clientLog.isClosed());
}

QTEST_GUILESS_MAIN(TestWebSocketAdapterProtocol)
#include "tst_websocketadapterprotocol.moc"

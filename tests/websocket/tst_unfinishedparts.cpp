// SPDX-License-Identifier: MIT
// Messages in parts that something comes between: other calls, control frames, the end.
#include "support/memorypair.h"
#include "support/servers.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestUnfinishedParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendingTellsWhatIsWrong();
    void nothingIsSentInPartsBeforeAndAfter();
    void controlFramesWaitForTheEndOfAFrame();
    void aPeerThatClosesInsideAFrameIsNotAnswered();
    void aFrameMayBeAbandonedByAborting();
    void aConnectorDisconnectsInTheMiddleOfAFrame();
};

void TestUnfinishedParts::sendingTellsWhatIsWrong()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    WebSocketClientProtocol *client = pair.client;
    QCOMPARE(client->sendMessageFrame("x"), SendResult::OutOfOrder);
    QCOMPARE(client->beginMessageFrame(1), SendResult::OutOfOrder);
    QCOMPARE(client->sendMessageFrameData("x").result, SendResult::OutOfOrder);
    QCOMPARE(client->endMessage(), SendResult::OutOfOrder);
    QCOMPARE(client->beginMessage(), SendResult::Queued);
    QCOMPARE(client->beginMessage(), SendResult::OutOfOrder);
    QCOMPARE(client->sendMessage("x"), SendResult::OutOfOrder);
    QCOMPARE(client->sendPreparedMessage(PreparedMessage("x")), SendResult::OutOfOrder);
    QCOMPARE(client->sendMessageFrame("\xff"), SendResult::InvalidUtf8);
    QCOMPARE(client->beginMessageFrame(-1), SendResult::TooBig);
    QCOMPARE(client->beginMessageFrame(1), SendResult::Queued);
    QCOMPARE(client->sendClose(), SendResult::OutOfOrder);
    QCOMPARE(client->sendMessageFrameData("x").result, SendResult::Queued);
    QCOMPARE(client->endMessage(), SendResult::Queued);
    QCOMPARE(client->sendClose(), SendResult::Queued);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.serverLog.count(u"message "), 1);
    QCOMPARE(pair.serverLog.entries().constLast(), u"close 1000 clean"_s);
}

void TestUnfinishedParts::nothingIsSentInPartsBeforeAndAfter()
{
    const auto check = [](WebSocketAdapterProtocol *protocol) {
        QCOMPARE(protocol->beginMessage(), SendResult::NotOpen);
        QCOMPARE(protocol->sendMessageFrame("x"), SendResult::NotOpen);
        QCOMPARE(protocol->beginMessageFrame(1), SendResult::NotOpen);
        QCOMPARE(protocol->sendMessageFrameData("x").result, SendResult::NotOpen);
        QCOMPARE(protocol->endMessage(), SendResult::NotOpen);
        QCOMPARE(protocol->sendPreparedMessage(PreparedMessage("x")), SendResult::NotOpen);
        QCOMPARE(protocol->sendFrame({}), SendResult::NotOpen);
        QCOMPARE(protocol->sendData("x"), SendResult::NotOpen);
    };
    MemoryPair pair;
    connect(&pair.clientFactory, &WebSocketClientFactory::protocolCreated, &pair, check);
    pair.start();
    check(pair.client);
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendClose();
    check(pair.client);
    connect(pair.client, &WebSocketAdapterProtocol::onClose, &pair, [&] { check(pair.client); });
    QTRY_VERIFY(pair.isOver());
}

void TestUnfinishedParts::controlFramesWaitForTheEndOfAFrame()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QCOMPARE(pair.client->beginMessage(), SendResult::Queued);
    QCOMPARE(pair.client->beginMessageFrame(2), SendResult::Queued);
    QCOMPARE(pair.client->sendMessageFrameData("a").remaining, 1);
    pair.server->sendPing("from the server");
    pair.client->sendPing("from the client");
    QTRY_COMPARE(pair.clientLog.count(u"ping "), 1);
    QCOMPARE(pair.serverLog.count(u"p"), 0);
    QCOMPARE(pair.client->sendMessageFrameData("b").remaining, 0);
    QCOMPARE(pair.client->endMessage(), SendResult::Queued);
    QTRY_COMPARE(pair.serverLog.count(u"message ab"), 1);
    QCOMPARE(pair.serverLog.entries().sliced(3),
             QStringList({u"pong from the server"_s, u"ping from the client"_s, u"message ab"_s}));
}

void TestUnfinishedParts::aPeerThatClosesInsideAFrameIsNotAnswered()
{
    for (const bool serverSends : {false, true}) {
        MemoryPair pair;
        pair.start();
        QTRY_VERIFY(pair.isOpen());
        auto *sender = serverSends ? static_cast<WebSocketAdapterProtocol *>(pair.server) : pair.client;
        auto *closer = serverSends ? static_cast<WebSocketAdapterProtocol *>(pair.client) : pair.server;
        sender->beginMessage();
        sender->beginMessageFrame(10);
        QCOMPARE(sender->sendMessageFrameData("0123").remaining, 6);
        closer->sendClose(1001);
        QTRY_VERIFY(pair.isOver());
        const SignalLog &sent = serverSends ? pair.serverLog : pair.clientLog;
        const SignalLog &closed = serverSends ? pair.clientLog : pair.serverLog;
        QCOMPARE(sent.entries().constLast(), u"close 1006 unclean"_s);
        QCOMPARE(sent.closeInfo().remoteCode, quint16(1001));
        QCOMPARE(sent.closeInfo().localCode, quint16(0));
        QCOMPARE(closed.entries().constLast(), u"close 1006 unclean"_s);
        QCOMPARE(closed.closeInfo().remoteCode, quint16(0));
    }
}

void TestUnfinishedParts::aFrameMayBeAbandonedByAborting()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->beginMessage();
    pair.client->beginMessageFrame(10);
    pair.client->abort();
    QCOMPARE(pair.client->sendMessageFrameData("x").result, SendResult::NotOpen);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.serverLog.count(u"close 1006 unclean"), 1);
}

void TestUnfinishedParts::aConnectorDisconnectsInTheMiddleOfAFrame()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->beginMessage();
    client.protocol()->beginMessageFrame(10);
    client.connector()->disconnect();
    QTRY_VERIFY(client.log().isClosed() && server.log().isClosed());
    QCOMPARE(client.log().entries().constLast(), u"close 1006 unclean"_s);
    QCOMPARE(server.log().entries().constLast(), u"close 1006 unclean"_s);
}

QTEST_GUILESS_MAIN(TestUnfinishedParts)
#include "tst_unfinishedparts.moc"

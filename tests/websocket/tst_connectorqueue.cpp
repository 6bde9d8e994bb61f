// SPDX-License-Identifier: MIT
// Messages that wait for a connector's connection.
#include "support/reconnecting.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using State = WebSocketConnector::State;

class TestConnectorQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesWaitForTheFirstConnection();
    void messagesWaitForTheNextConnection();
    void whatWaitsGoesBeforeWhatIsSentLater();
    void theQueueGoesAsThePeerTakesIt_data();
    void theQueueGoesAsThePeerTakesIt();
    void theQueueIsBounded();
    void withoutAQueueThereIsNothingToWaitIn();
    void whatWasGivenUpIsTold();
    void textThatIsNoneDoesNotWait();
    void afterTheEndNothingWaits();
};

void TestConnectorQueue::messagesWaitForTheFirstConnection()
{
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = connectWith(client, with(Never, 1000));
    QCOMPARE(connector->send("one"), SendResult::Queued);
    QCOMPARE(connector->sendText(u"two"_s), SendResult::Queued);
    QCOMPARE(connector->queuedBytes(), qint64(6 + 2 * 64));
    QTRY_COMPARE(client.log().count(u"message"), 2);
    QCOMPARE(server.log().entries().last(2), (QStringList{u"message one"_s, u"message two"_s}));
    QCOMPARE(connector->queuedBytes(), qint64(0));
    QCOMPARE(connector->send("three"), SendResult::Queued);
    QCOMPARE(connector->queuedBytes(), qint64(0));
    QTRY_COMPARE(client.log().count(u"message"), 3);
}

void TestConnectorQueue::messagesWaitForTheNextConnection()
{
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = connectWith(client, with(Never, 1000));
    QTRY_VERIFY(client.isOpen());
    server.protocols().constFirst()->abort();
    QTRY_COMPARE(connector->state(), State::Waiting);
    QCOMPARE(connector->send("kept", true), SendResult::Queued);
    connector->retryNow();
    QTRY_COMPARE(client.log().count(u"message kept"), 1);
}

void TestConnectorQueue::whatWaitsGoesBeforeWhatIsSentLater()
{
    // A login in onOpen() comes first; what the connector is given keeps its order.
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = connectWith(client, with(Never, 1000));
    connect(&client, &WebSocketClientFactory::protocolCreated, this, [&](WebSocketClientProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol, [protocol, connector] {
            protocol->sendMessage("login");
            QCOMPARE(connector->send("second"), SendResult::Queued);
        });
    });
    QCOMPARE(connector->send("first"), SendResult::Queued);
    QTRY_COMPARE(server.log().count(u"message"), 3);
    QCOMPARE(server.log().entries().last(3),
             (QStringList{u"message login"_s, u"message first"_s, u"message second"_s}));
}

void TestConnectorQueue::theQueueGoesAsThePeerTakesIt_data()
{
    QTest::addColumn<OutputPolicy>("policy");
    QTest::newRow("DropNew") << OutputPolicy::DropNew;
    QTest::newRow("DropOld") << OutputPolicy::DropOld;
    QTest::newRow("Close") << OutputPolicy::Close;
}

void TestConnectorQueue::theQueueGoesAsThePeerTakesIt()
{
    QFETCH(const OutputPolicy, policy);
    EchoServer server;
    Client client(server.listeningUrl());
    client.setProtocolOptions(
        {.perMessageDeflate = {}, .outputHighWatermark = 300'000, .outputPolicy = policy});
    WebSocketConnector *connector = connectWith(client, with(Never, 100'000'000));
    int dropped = 0;
    connect(connector, &WebSocketConnector::messagesDropped, this, [&] { ++dropped; });
    connect(&client, &WebSocketClientFactory::protocolCreated, this, [&](WebSocketClientProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::messagesDropped, this, [&] { ++dropped; });
    });
    connect(connector, &WebSocketConnector::opened, this,
            [&] { QCOMPARE(connector->send("last"), SendResult::Queued); });
    // More than the system takes for a peer that has not read yet.
    constexpr int Count = 60;
    for (int i = 0; i < Count; ++i)
        QCOMPARE(connector->send(QByteArray(250'000, 'x'), true), SendResult::Queued);
    QTRY_VERIFY(client.isOpen());
    QTRY_VERIFY_WITH_TIMEOUT(dropped > 0 || server.log().count(u"message") == Count + 1, 20'000);
    QCOMPARE(dropped, 0);
    QCOMPARE(server.log().entries().constLast(), u"message last"_s);
    QCOMPARE(connector->queuedBytes(), qint64(0));
    QVERIFY(client.isOpen());
}

void TestConnectorQueue::theQueueIsBounded()
{
    Client client(deadUrl());
    WebSocketConnector *connector = connectWith(client, with(Never, 200));
    QCOMPARE(connector->send(QByteArray(36, 'x')), SendResult::Queued);
    QCOMPARE(connector->send(QByteArray(37, 'x')), SendResult::Dropped);
    QCOMPARE(connector->send(QByteArray(36, 'x')), SendResult::Queued);
    QCOMPARE(connector->send({}), SendResult::Dropped);
    QCOMPARE(connector->queuedBytes(), qint64(200));
}

void TestConnectorQueue::withoutAQueueThereIsNothingToWaitIn()
{
    Client client(deadUrl());
    WebSocketConnector *connector = connectWith(client, Never);
    QCOMPARE(connector->send("x"), SendResult::NotOpen);
    QTRY_COMPARE(connector->state(), State::Waiting);
    QCOMPARE(connector->send("x"), SendResult::NotOpen);
}

void TestConnectorQueue::whatWasGivenUpIsTold()
{
    Client client(deadUrl());
    WebSocketConnector *connector = connectWith(client, with(Never, 1000));
    QSignalSpy dropped(connector, &WebSocketConnector::messagesDropped);
    QCOMPARE(connector->send("one"), SendResult::Queued);
    QCOMPARE(connector->send("three"), SendResult::Queued);
    QTRY_COMPARE(connector->state(), State::Waiting);
    QCOMPARE(dropped.count(), 0);
    connector->disconnect();
    QCOMPARE(dropped.count(), 1);
    QCOMPARE(dropped.at(0), (QVariantList{2, qint64(8)}));
    QCOMPARE(connector->queuedBytes(), qint64(0));
}

void TestConnectorQueue::textThatIsNoneDoesNotWait()
{
    Client client(deadUrl());
    WebSocketConnector *connector = connectWith(client, with(Never, 1000));
    QCOMPARE(connector->send("\xff"), SendResult::InvalidUtf8);
    QCOMPARE(connector->send("\xff", true), SendResult::Queued);
}

void TestConnectorQueue::afterTheEndNothingWaits()
{
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = connectWith(client, with(Soon, 1000));
    QTRY_VERIFY(client.isOpen());
    connector->disconnect();
    QCOMPARE(connector->send("x"), SendResult::NotOpen);
    QTRY_COMPARE(connector->state(), State::Disconnected);
    QCOMPARE(connector->send("x"), SendResult::NotOpen);
}

QTEST_GUILESS_MAIN(TestConnectorQueue)
#include "tst_connectorqueue.moc"

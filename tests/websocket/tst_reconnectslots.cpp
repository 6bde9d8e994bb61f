// SPDX-License-Identifier: MIT
// A connector with a reconnect policy: the application's end is the end, in every slot.
#include "support/reconnecting.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using State = WebSocketConnector::State;

class TestReconnectSlots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theApplicationsEndIsTheEnd_data();
    void theApplicationsEndIsTheEnd();
    void disconnectEndsTheWait();
    void disconnectInAnySlotIsTheEnd_data();
    void disconnectInAnySlotIsTheEnd();
    void deletingTheConnectorInAnySlot_data();
    void deletingTheConnectorInAnySlot();
    void theDecisionMayDeleteTheConnector();
};

void TestReconnectSlots::theApplicationsEndIsTheEnd_data()
{
    QTest::addColumn<int>("way");
    QTest::newRow("sendClose") << 0;
    QTest::newRow("abort") << 1;
    QTest::newRow("delete the protocol") << 2;
    QTest::newRow("disconnect") << 3;
    QTest::newRow("1012, after which others are welcome") << 4;
}

void TestReconnectSlots::theApplicationsEndIsTheEnd()
{
    QFETCH(const int, way);
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = connectWith(client, Soon);
    QSignalSpy scheduled(connector, &WebSocketConnector::reconnectScheduled);
    QTRY_VERIFY(client.isOpen());
    switch (way) {
    case 0:
        client.protocol()->sendClose();
        break;
    case 1:
        client.protocol()->abort();
        break;
    case 2:
        delete client.protocol();
        break;
    case 3:
        connector->disconnect();
        break;
    default:
        client.protocol()->sendClose(1012);
        break;
    }
    QTRY_COMPARE(connector->state(), State::Disconnected);
    QTRY_VERIFY(!client.protocol());
    QCOMPARE(scheduled.count(), 0);
    QCOMPARE(server.protocols().size(), 1);
}

void TestReconnectSlots::disconnectEndsTheWait()
{
    Client client(deadUrl());
    WebSocketConnector *connector = connectWith(client, Never);
    QTRY_COMPARE(connector->state(), State::Waiting);
    connector->disconnect();
    QCOMPARE(connector->state(), State::Disconnected);
    QCOMPARE(connector->timeToNextAttempt(), 0ms);
    connector->retryNow();
    QCOMPARE(connector->state(), State::Disconnected);
}

void TestReconnectSlots::disconnectInAnySlotIsTheEnd_data()
{
    QTest::addColumn<int>("slot");
    QTest::newRow("stateChanged(Waiting)") << 0;
    QTest::newRow("reconnectScheduled") << 1;
    QTest::newRow("onClose") << 2;
    QTest::newRow("errorOccurred") << 3;
    QTest::newRow("the decision") << 4;
    QTest::newRow("stateChanged(Connecting) of a retry") << 5;
}

void TestReconnectSlots::disconnectInAnySlotIsTheEnd()
{
    QFETCH(const int, slot);
    Client client(deadUrl());
    client.setReconnectPolicy(Soon);
    WebSocketConnector *connector = nullptr;
    int attempts = 0;
    const auto stop = [&] { connector->disconnect(); };
    if (slot == 4) {
        client.setRetryDecision([&](const CloseInfo &) {
            connector->disconnect();
            return true;
        });
    }
    connect(&client, &WebSocketClientFactory::protocolCreated, this, [&](WebSocketClientProtocol *protocol) {
        ++attempts;
        if (slot == 2)
            connect(protocol, &WebSocketAdapterProtocol::onClose, connector, stop);
    });
    connector = client.connectTo();
    connect(connector, &WebSocketConnector::stateChanged, this, [&](State state) {
        if (slot == (state == State::Waiting ? 0 : 5) && connector->retryCount() > 0)
            connector->disconnect();
    });
    if (slot == 1)
        connect(connector, &WebSocketConnector::reconnectScheduled, connector, stop);
    if (slot == 3)
        connect(connector, &WebSocketConnector::errorOccurred, connector, stop);
    QTRY_VERIFY(client.log().isClosed());
    QTRY_COMPARE(connector->state(), State::Disconnected);
    QTRY_VERIFY(!client.protocol());
    QCOMPARE(connector->timeToNextAttempt(), 0ms);
    QCOMPARE(attempts, 1);
}

void TestReconnectSlots::deletingTheConnectorInAnySlot_data()
{
    QTest::addColumn<int>("slot");
    QTest::newRow("stateChanged(Waiting)") << 0;
    QTest::newRow("reconnectScheduled") << 1;
    QTest::newRow("stateChanged(Connecting) of a retry") << 2;
    QTest::newRow("opened") << 3;
    QTest::newRow("messagesDropped") << 4;
}

void TestReconnectSlots::deletingTheConnectorInAnySlot()
{
    QFETCH(const int, slot);
    const EchoServer server;
    Client client(slot == 3 ? server.listeningUrl() : deadUrl());
    client.setReconnectPolicy(with(Soon, 1000));
    QPointer<WebSocketConnector> connector = client.connectTo();
    QCOMPARE(connector->send("x"), SendResult::Queued);
    connect(connector, &WebSocketConnector::stateChanged, this, [&](State state) {
        if (slot == (state == State::Waiting ? 0 : 2) && connector->retryCount() > 0)
            delete connector;
    });
    connect(connector, &WebSocketConnector::reconnectScheduled, this, [&] {
        if (slot == 1)
            delete connector;
        else if (slot == 4)
            connector->disconnect();
    });
    connect(connector, &WebSocketConnector::opened, this, [&] { delete connector; });
    connect(connector, &WebSocketConnector::messagesDropped, this, [&] {
        if (slot == 4)
            delete connector;
    });
    QTRY_VERIFY(!connector);
    if (slot == 3)
        QVERIFY(client.isOpen());
    else
        QTRY_VERIFY(!client.protocol());
}

void TestReconnectSlots::theDecisionMayDeleteTheConnector()
{
    Client client(deadUrl());
    QPointer<WebSocketConnector> connector;
    client.setRetryDecision([&](const CloseInfo &) {
        delete connector;
        return true;
    });
    connector = connectWith(client, Soon);
    QTRY_VERIFY(!connector);
    QTRY_VERIFY(!client.protocol());
    QCOMPARE(client.log().entries(), QStringList(u"close 1006 unclean"_s));
}

QTEST_GUILESS_MAIN(TestReconnectSlots)
#include "tst_reconnectslots.moc"

// SPDX-License-Identifier: MIT
// Anything may be done to a connection in any of its slots, from any depth of event
// loops; what must come of it is one end at each side and no touch of freed memory.
#include "support/memorypair.h"
#include "support/servers.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <functional>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

enum class Act { Delete, DeleteInNestedLoop, Close, Abort, NestedLoop, DeleteFactory };
enum class Where { Connecting, Connect, Open, Message, Ping, Pong, State, Close, CloseFrame };

void spin()
{
    QEventLoop loop;
    QTimer::singleShot(0, &loop, &QEventLoop::quit);
    loop.exec();
}

void perform(Act act, WebSocketAdapterProtocol *protocol)
{
    switch (act) {
    case Act::Delete:
        delete protocol;
        break;
    case Act::DeleteInNestedLoop: {
        const QPointer<WebSocketAdapterProtocol> guard(protocol);
        QTimer::singleShot(0, protocol, [guard] { delete guard; });
        spin();
        spin();
        break;
    }
    case Act::Close:
        protocol->sendClose();
        break;
    case Act::Abort:
        protocol->abort();
        break;
    case Act::NestedLoop:
        spin();
        break;
    case Act::DeleteFactory:
        delete protocol->factory();
        break;
    }
}

template<typename Protocol>
void performIn(Where where, Protocol *protocol, const std::function<void()> &act)
{
    using Base = WebSocketAdapterProtocol;
    switch (where) {
    case Where::Connecting:
        QObject::connect(protocol, &Base::onConnecting, protocol, act);
        break;
    case Where::Connect:
        QObject::connect(protocol, &Protocol::onConnect, protocol, act);
        break;
    case Where::Open:
        QObject::connect(protocol, &Base::onOpen, protocol, act);
        break;
    case Where::Message:
        QObject::connect(protocol, &Base::onMessage, protocol, act);
        break;
    case Where::Ping:
        QObject::connect(protocol, &Base::onPing, protocol, act);
        break;
    case Where::Pong:
        QObject::connect(protocol, &Base::onPong, protocol, act);
        break;
    case Where::State:
        QObject::connect(protocol, &Base::stateChanged, protocol, act);
        break;
    case Where::Close:
        QObject::connect(protocol, &Base::onClose, protocol, act);
        break;
    case Where::CloseFrame:
        QObject::connect(protocol, &Base::onCloseFrame, protocol, act);
        break;
    }
}

} // namespace

class TestSlotSafety : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyActInEverySlot_data();
    void everyActInEverySlot();
    void closingIsVisibleAtOnce_data();
    void closingIsVisibleAtOnce();
    void messagesWaitForASlotThatSpinsALoop();
    void whatIsSentInANestedLoopLeavesFromIt();
    void octetsThatCameDuringANestedLoopAreNotForgotten();
    void deletingTheFactoryInProtocolCreated();
    void abortingInProtocolCreated();
};

void TestSlotSafety::everyActInEverySlot_data()
{
    QTest::addColumn<bool>("atServer");
    QTest::addColumn<int>("where");
    QTest::addColumn<int>("act");
    const QStringList places{u"onConnecting"_s, u"onConnect"_s, u"onOpen"_s,
                             u"onMessage"_s,    u"onPing"_s,    u"onPong"_s,
                             u"stateChanged"_s, u"onClose"_s,   u"onCloseFrame"_s};
    const QStringList acts{u"delete"_s,      u"delete in a nested loop"_s, u"close"_s, u"abort"_s,
                           u"nested loop"_s, u"delete the factory"_s};
    for (const bool atServer : {true, false}) {
        for (int where = 0; where < places.size(); ++where) {
            for (int act = 0; act < acts.size(); ++act) {
                QTest::addRow("%s: %s in %s", atServer ? "server" : "client", qPrintable(acts[act]),
                              qPrintable(places[where]))
                    << atServer << where << act;
            }
        }
    }
}

void TestSlotSafety::everyActInEverySlot()
{
    QFETCH(const bool, atServer);
    QFETCH(const int, where);
    QFETCH(const int, act);
    auto server = std::make_unique<EchoServer>();
    auto client = std::make_unique<Client>(server->listeningUrl());
    // The one whose factory a slot deletes is only known by this pointer then.
    const QPointer<WebSocketServerFactory> serverGuard(server.get());
    const QPointer<WebSocketClientFactory> clientGuard(client.get());
    int calls = 0;
    const auto install = [&](auto *protocol) {
        performIn(Where(where), protocol, [&calls, protocol, act] {
            if (++calls == 1) // closing changes the state, which comes here again
                perform(Act(act), protocol);
        });
    };
    if (atServer)
        connect(server.get(), &WebSocketServerFactory::protocolCreated, this, install);
    connect(client.get(), &WebSocketClientFactory::protocolCreated, this,
            [&](WebSocketClientProtocol *protocol) {
                if (!atServer)
                    install(protocol);
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol, [protocol] {
                    protocol->sendPing("from the client");
                    protocol->sendMessage("hello");
                });
                connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol,
                        [protocol] { protocol->sendClose(); });
            });
    connect(server.get(), &WebSocketServerFactory::protocolCreated, this,
            [](WebSocketServerProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                        [protocol] { protocol->sendPing("from the server"); });
            });
    client->connectTo();

    QTRY_VERIFY(calls > 0);
    const auto nobodyIsLeft = [&] {
        const bool noServer =
            !serverGuard || serverGuard->findChildren<WebSocketAdapterProtocol *>().isEmpty();
        const bool noClient =
            !clientGuard || clientGuard->findChildren<WebSocketAdapterProtocol *>().isEmpty();
        return noServer && noClient;
    };
    QTRY_VERIFY(nobodyIsLeft());
    const bool isDeleted =
        Act(act) == Act::Delete || Act(act) == Act::DeleteInNestedLoop || Act(act) == Act::DeleteFactory;
    const auto checkEnds = [&](const auto &factory, bool isActor, int connections) {
        const SignalLog &log = factory->log();
        if (isActor && isDeleted)
            QVERIFY(log.count(u"close ") <= 1); // the log may have heard of it before the slot
        else
            QTRY_COMPARE(log.count(u"close "), connections);
        const bool isEarly = Where(where) == Where::Connecting || Where(where) == Where::Connect;
        if (isActor && isEarly && Act(act) != Act::NestedLoop)
            QCOMPARE(log.count(u"open"), 0);
    };
    if (serverGuard)
        checkEnds(server, atServer, int(server->protocols().size())); // it may have come too late to be seen
    if (clientGuard)
        checkEnds(client, !atServer, 1);
    if (!serverGuard)
        static_cast<void>(server.release());
    if (!clientGuard)
        static_cast<void>(client.release());
}

void TestSlotSafety::closingIsVisibleAtOnce_data()
{
    using State = WebSocketAdapterProtocol::State;
    QTest::addColumn<bool>("isAbort");
    QTest::addColumn<WebSocketAdapterProtocol::State>("expected");
    QTest::newRow("sendClose") << false << State::Closing;
    QTest::newRow("abort") << true << State::Closed;
}

void TestSlotSafety::closingIsVisibleAtOnce()
{
    using State = WebSocketAdapterProtocol::State;
    QFETCH(const bool, isAbort);
    QFETCH(const State, expected);
    QList<State> seen;
    QList<State> told;
    MemoryPair pair;
    connect(&pair.clientFactory, &WebSocketClientFactory::protocolCreated, &pair,
            [&](WebSocketClientProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::stateChanged, protocol,
                        [&told](State state) { told.append(state); });
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol, [&, protocol] {
                    seen.append(protocol->state());
                    perform(isAbort ? Act::Abort : Act::Close, protocol);
                    seen.append(protocol->state());
                });
            });
    pair.start();
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(seen, QList<State>({State::Open, expected}));
    QList<State> all{State::Open, State::Closing, State::Closed};
    if (isAbort)
        all.removeOne(State::Closing);
    QCOMPARE(told, all);
}

void TestSlotSafety::messagesWaitForASlotThatSpinsALoop()
{
    MemoryPair pair;
    QStringList order;
    connect(&pair.serverFactory, &WebSocketServerFactory::protocolCreated, &pair,
            [&order](WebSocketServerProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol,
                        [&order](const QByteArray &payload) {
                            order.append(u"in "_s + QString::fromUtf8(payload));
                            spin();
                            spin();
                            order.append(u"out "_s + QString::fromUtf8(payload));
                        });
            });
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendMessage("a");
    pair.client->sendMessage("b");
    QTRY_COMPARE(order.size(), 4);
    QCOMPARE(order, QStringList({u"in a"_s, u"out a"_s, u"in b"_s, u"out b"_s}));
}

void TestSlotSafety::whatIsSentInANestedLoopLeavesFromIt()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QTRY_VERIFY(server.protocols().constFirst()->isOpen());
    WebSocketServerProtocol *protocol = server.protocols().constFirst();
    bool arrivedInside = false;
    connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol, [&] {
        protocol->sendMessage("from inside");
        // The answer must reach the client before this slot returns.
        arrivedInside =
            QTest::qWaitFor([&] { return client.log().count(u"message from inside") == 1; }, 5000);
    });
    client.protocol()->sendMessage("go");
    QTRY_COMPARE(client.log().count(u"message from inside"), 1);
    QTRY_VERIFY(arrivedInside);
}

void TestSlotSafety::octetsThatCameDuringANestedLoopAreNotForgotten()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QTRY_VERIFY(server.protocols().constFirst()->isOpen());
    WebSocketServerProtocol *protocol = server.protocols().constFirst();
    int calls = 0;
    connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol, [&] {
        if (++calls > 1)
            return;
        client.protocol()->sendMessage("second");
        // Written, and seen by the socket of the slot that is still running.
        QVERIFY(QTest::qWaitFor([&] { return client.protocol()->bytesToWrite() == 0; }, 5000));
        spin();
        spin();
    });
    client.protocol()->sendMessage("first");
    QTRY_COMPARE(client.log().count(u"message second"), 1);
    QCOMPARE(calls, 2);
}

void TestSlotSafety::deletingTheFactoryInProtocolCreated()
{
    auto *server = new EchoServer;
    const QPointer<EchoServer> guard(server);
    Client client(server->listeningUrl());
    connect(server, &WebSocketServerFactory::protocolCreated, this, [server] { delete server; });
    client.connectTo();
    QTRY_VERIFY(!guard);
    QTRY_VERIFY(client.log().isClosed());
}

void TestSlotSafety::abortingInProtocolCreated()
{
    EchoServer server;
    connect(&server, &WebSocketServerFactory::protocolCreated, this,
            [](WebSocketServerProtocol *protocol) { protocol->abort(); });
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().entries(), QStringList(u"close 1006 unclean"_s));
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY(!client.log().entries().contains(u"open"_s));

    Client unwanted(server.listeningUrl());
    connect(&unwanted, &WebSocketClientFactory::protocolCreated, this,
            [](WebSocketClientProtocol *protocol) { protocol->abort(); });
    unwanted.connectTo();
    QTRY_VERIFY(unwanted.log().isClosed());
    QCOMPARE(unwanted.log().entries(), QStringList(u"close 1006 unclean"_s));
}

QTEST_GUILESS_MAIN(TestSlotSafety)
#include "tst_slotsafety.moc"

// SPDX-License-Identifier: MIT
// whenOpen() and whenClosed(): finished once whatever happens, and at once when it has.
#include "support/memorypair.h"
#include "support/rawserver.h"
#include "support/servers.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Futures
{
    QFuture<OpenResult> open;
    QFuture<CloseInfo> closed;
};

//! The futures of \a client's next protocol, asked for as soon as there is one.
void askEarly(WebSocketClientFactory &client, Futures &futures)
{
    QObject::connect(&client, &WebSocketClientFactory::protocolCreated, &client,
                     [&futures](WebSocketClientProtocol *protocol) {
                         futures = {protocol->whenOpen(), protocol->whenClosed()};
                     });
}

template<typename Value>
bool isFinishedOnce(const QFuture<Value> &future)
{
    return future.isFinished() && !future.isCanceled() && future.resultCount() == 1;
}

} // namespace

class TestConnectionPromises : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anOpenConnectionFinishesTheFirst();
    void theSignalComesBeforeTheFuture();
    void aConnectThatFailsFinishesBoth();
    void aRefusedHandshakeFinishesBoth();
    void anAbortBeforeConnectingFinishesBoth();
    void deletingBeforeConnectingFinishesBoth();
    void deletingWhileOpenFinishesTheSecond();
    void deletingTheFactoryFinishesBoth();
    void askedAfterTheFactTheyAreFinished();
    void eachCallerHasAContinuation();
    void deletingInAContinuationIsLegal();
    void deletingTheFactoryWhileAProtocolIsDeletedIsLegal();
    void deletingInOnOpenFinishesWithoutAProtocol();
    void aProtocolThatWasNeverUsedFinishesBoth();
    void whatOpenedMayHaveEndedSince();
};

void TestConnectionPromises::anOpenConnectionFinishesTheFirst()
{
    EchoServer server;
    Client client(server.listeningUrl());
    Futures futures;
    askEarly(client, futures);
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QVERIFY(isFinishedOnce(futures.open));
    QVERIFY(futures.open.result().isOpen());
    QCOMPARE(futures.open.result().protocol.data(), client.protocol());
    QVERIFY(!futures.closed.isFinished());
    client.protocol()->sendClose(4000, u"enough"_s);
    QTRY_VERIFY(futures.closed.isFinished());
    QVERIFY(isFinishedOnce(futures.closed));
    QVERIFY(futures.closed.result() == client.log().closeInfo());
    QVERIFY(futures.closed.result().wasClean);
}

void TestConnectionPromises::theSignalComesBeforeTheFuture()
{
    QStringList order;
    MemoryPair pair;
    connect(&pair.clientFactory, &WebSocketClientFactory::protocolCreated, &pair,
            [&](WebSocketClientProtocol *protocol) {
                protocol->whenOpen().then([&](const OpenResult &) { order += u"whenOpen"_s; });
                protocol->whenClosed().then([&](const CloseInfo &) { order += u"whenClosed"_s; });
                connect(protocol, &WebSocketAdapterProtocol::onOpen, &pair, [&] { order += u"onOpen"_s; });
                connect(protocol, &WebSocketAdapterProtocol::onClose, &pair, [&] { order += u"onClose"_s; });
            });
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.server->sendClose();
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(order, (QStringList{u"onOpen"_s, u"whenOpen"_s, u"onClose"_s, u"whenClosed"_s}));
}

void TestConnectionPromises::aConnectThatFailsFinishesBoth()
{
    QTcpServer taken;
    QVERIFY(taken.listen(QHostAddress::LocalHost));
    const quint16 port = taken.serverPort();
    taken.close();
    Client client(QUrl(u"ws://127.0.0.1:%1"_s.arg(port)));
    Futures futures;
    askEarly(client, futures);
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY(isFinishedOnce(futures.open) && isFinishedOnce(futures.closed));
    QVERIFY(!futures.open.result().isOpen());
    QCOMPARE(futures.open.result().error.phase, ClosePhase::Connecting);
    QVERIFY(futures.open.result().error == futures.closed.result());
}

void TestConnectionPromises::aRefusedHandshakeFinishesBoth()
{
    EchoServer server;
    server.setConnectHandler([](const ConnectionRequest &) { return ConnectDecision::deny(403); });
    Client client(server.listeningUrl());
    Futures futures;
    askEarly(client, futures);
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY(isFinishedOnce(futures.open) && isFinishedOnce(futures.closed));
    QCOMPARE(futures.open.result().error.httpStatus, 403);
}

void TestConnectionPromises::anAbortBeforeConnectingFinishesBoth()
{
    EchoServer server;
    Client client(server.listeningUrl());
    Futures futures;
    askEarly(client, futures);
    connect(&client, &WebSocketClientFactory::protocolCreated, this,
            [](WebSocketClientProtocol *protocol) { protocol->abort(); });
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY(isFinishedOnce(futures.open) && isFinishedOnce(futures.closed));
    QVERIFY(!futures.open.result().isOpen());
}

void TestConnectionPromises::deletingBeforeConnectingFinishesBoth()
{
    EchoServer server;
    Client client(server.listeningUrl());
    Futures futures;
    askEarly(client, futures);
    connect(&client, &WebSocketClientFactory::protocolCreated, this,
            [](WebSocketClientProtocol *protocol) { delete protocol; });
    client.connectTo();
    QTRY_VERIFY(isFinishedOnce(futures.open));
    QVERIFY(isFinishedOnce(futures.closed));
    const CloseInfo info = futures.closed.result();
    QCOMPARE(info.by, ClosedBy::Local);
    QCOMPARE(info.phase, ClosePhase::Connecting);
    QVERIFY(info.reason.contains("deleted"));
}

void TestConnectionPromises::deletingWhileOpenFinishesTheSecond()
{
    MemoryPair pair;
    pair.start();
    const QFuture<OpenResult> open = pair.client->whenOpen();
    const QFuture<CloseInfo> closed = pair.client->whenClosed();
    QTRY_VERIFY(pair.isOpen());
    delete pair.client;
    QVERIFY(isFinishedOnce(closed));
    QCOMPARE(closed.result().phase, ClosePhase::Open);
    QVERIFY(isFinishedOnce(open));
    QVERIFY(!open.result().isOpen()); // the connection that it told of is no more
}

void TestConnectionPromises::deletingTheFactoryFinishesBoth()
{
    RawServer server(false);
    auto client = std::make_unique<Client>(server.url());
    Futures futures;
    askEarly(*client, futures);
    client->connectTo();
    QTRY_VERIFY(server.socket());
    client.reset();
    QVERIFY(isFinishedOnce(futures.open) && isFinishedOnce(futures.closed));
}

void TestConnectionPromises::askedAfterTheFactTheyAreFinished()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QVERIFY(isFinishedOnce(pair.client->whenOpen()));
    QVERIFY(pair.client->whenOpen().result().isOpen());
    QFuture<CloseInfo> asked;
    QFuture<OpenResult> opened;
    connect(pair.client, &WebSocketAdapterProtocol::onClose, &pair, [&, protocol = pair.client.data()] {
        asked = protocol->whenClosed();
        opened = protocol->whenOpen();
        QVERIFY(isFinishedOnce(asked) && isFinishedOnce(opened));
        QVERIFY(opened.result().isOpen()); // it was, and still is there to be asked about
    });
    pair.server->sendClose();
    QTRY_VERIFY(pair.isOver());
    QVERIFY(asked.result().wasClean);
}

void TestConnectionPromises::eachCallerHasAContinuation()
{
    MemoryPair pair;
    pair.start();
    int calls = 0;
    for (int i = 0; i < 3; ++i)
        pair.client->whenOpen().then([&](const OpenResult &result) { calls += result.isOpen(); });
    QTRY_VERIFY(pair.isOpen());
    QCOMPARE(calls, 3);
}

void TestConnectionPromises::deletingInAContinuationIsLegal()
{
    MemoryPair pair;
    pair.start();
    QFuture<CloseInfo> closed = pair.client->whenClosed();
    pair.client->whenOpen().then([](const OpenResult &result) { delete result.protocol; });
    QFuture<OpenResult> second = pair.client->whenOpen();
    QTRY_VERIFY(!pair.client);
    QVERIFY(isFinishedOnce(closed) && isFinishedOnce(second));
    QTRY_VERIFY(pair.serverLog.isClosed());

    MemoryPair other;
    other.start();
    other.client->whenClosed().then([client = other.client](const CloseInfo &) { delete client; });
    QTRY_VERIFY(other.isOpen());
    other.server->abort();
    QTRY_VERIFY(other.isOver());
}

void TestConnectionPromises::deletingTheFactoryWhileAProtocolIsDeletedIsLegal()
{
    EchoServer server;
    auto *client = new Client(server.listeningUrl());
    client->connectTo();
    QTRY_VERIFY(client->isOpen());
    const QPointer<Client> guard(client);
    // Without a context, so that it runs from inside the destructor.
    client->protocol()->whenClosed().then([client](const CloseInfo &) { delete client; });
    delete client->protocol();
    QVERIFY(!guard);
}

void TestConnectionPromises::deletingInOnOpenFinishesWithoutAProtocol()
{
    MemoryPair pair;
    Futures futures;
    connect(&pair.clientFactory, &WebSocketClientFactory::protocolCreated, &pair,
            [&](WebSocketClientProtocol *protocol) {
                futures = {protocol->whenOpen(), protocol->whenClosed()};
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                        [protocol] { delete protocol; });
            });
    pair.start();
    QTRY_VERIFY(pair.serverLog.isClosed());
    QVERIFY(isFinishedOnce(futures.open) && isFinishedOnce(futures.closed));
    QVERIFY(!futures.open.result().isOpen());
}

void TestConnectionPromises::aProtocolThatWasNeverUsedFinishesBoth()
{
    auto protocol = std::make_unique<WebSocketClientProtocol>();
    const Futures futures{protocol->whenOpen(), protocol->whenClosed()};
    QVERIFY(!futures.open.isFinished() && !futures.closed.isFinished());
    protocol.reset();
    QVERIFY(isFinishedOnce(futures.open) && isFinishedOnce(futures.closed));
}

void TestConnectionPromises::whatOpenedMayHaveEndedSince()
{
    MemoryPair pair;
    QFuture<OpenResult> open;
    connect(&pair.clientFactory, &WebSocketClientFactory::protocolCreated, &pair,
            [&](WebSocketClientProtocol *protocol) {
                open = protocol->whenOpen();
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                        [protocol] { protocol->abort(); });
            });
    pair.start();
    QTRY_VERIFY(open.isFinished());
    QTRY_VERIFY(pair.isOver());
    QVERIFY(isFinishedOnce(open));
}

QTEST_GUILESS_MAIN(TestConnectionPromises)
#include "tst_connectionpromises.moc"

// SPDX-License-Identifier: MIT
#include "support/rawpeer.h"
#include "support/servers.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWebSocketFactory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsAndStopsOnceOverTwoPorts();
    void startsAgainAfterItStopped();
    void aClientFactoryStopsAfterItsConnection();
    void nullptrFromBuildProtocolClosesTheConnection();
    void nullptrFromBuildProtocolGivesTheAttemptUp();
    void setProtocolMakesThatClass();
    void aHandlerMayReplaceItself();
    void protocolCreatedComesBeforeConnectionMade();
    void optionsHoldForLaterProtocolsOnly();
    void headersAreAdded();
    void deletingAFactoryEndsItsConnections();
};

namespace {

class CountingFactory : public WebSocketServerFactory
{
public:
    using WebSocketServerFactory::WebSocketServerFactory;
    int starts = 0;
    int stops = 0;

protected:
    void startFactory() override { ++starts; }
    void stopFactory() override { ++stops; }
};

class CountingClientFactory : public WebSocketClientFactory
{
public:
    using WebSocketClientFactory::WebSocketClientFactory;
    int starts = 0;
    int stops = 0;

protected:
    void startFactory() override { ++starts; }
    void stopFactory() override { ++stops; }
};

class RefusingFactory : public WebSocketServerFactory
{
public:
    using WebSocketServerFactory::WebSocketServerFactory;
    QString lastPeer;
    WebSocketServerProtocol *buildProtocol(const QString &peer) override
    {
        lastPeer = peer;
        return nullptr;
    }
};

class OwnProtocol : public WebSocketServerProtocol
{
public:
    bool wasSeen = false;
    bool wasSeenFirst = false;

protected:
    void connectionMade() override { wasSeenFirst = wasSeen; }
};

const QUrl AnyPort(u"ws://127.0.0.1:0"_s);

} // namespace

void TestWebSocketFactory::startsAndStopsOnceOverTwoPorts()
{
    CountingFactory factory(AnyPort);
    auto *first = listenWS(&factory);
    auto *second = listenWS(&factory);
    QVERIFY(first->isListening() && second->isListening());
    QVERIFY(first->url() != second->url());
    QCOMPARE(factory.starts, 1);
    first->stopListening();
    first->stopListening();
    QCOMPARE(factory.stops, 0);
    second->stopListening();
    QCOMPARE(factory.stops, 1);
    QCOMPARE(factory.starts, 1);
}

void TestWebSocketFactory::startsAgainAfterItStopped()
{
    CountingFactory factory(AnyPort);
    delete listenWS(&factory);
    QCOMPARE(factory.stops, 1);
    listenWS(&factory);
    QCOMPARE(factory.starts, 2);
}

void TestWebSocketFactory::aClientFactoryStopsAfterItsConnection()
{
    EchoServer server;
    CountingClientFactory factory(server.listeningUrl());
    auto *connector = connectWS(&factory);
    QTRY_VERIFY(connector->protocol() && connector->protocol()->isOpen());
    QCOMPARE(factory.starts, 1);
    QCOMPARE(factory.stops, 0);
    connector->disconnect();
    QTRY_COMPARE(factory.stops, 1);
    QCOMPARE(connector->state(), WebSocketConnector::State::Disconnected);
}

void TestWebSocketFactory::nullptrFromBuildProtocolClosesTheConnection()
{
    RefusingFactory factory(AnyPort);
    auto *listener = listenWS(&factory);
    QSignalSpy created(&factory, &WebSocketServerFactory::protocolCreated);
    RawPeer peer(quint16(listener->url().port()));
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(peer.received().isEmpty());
    QCOMPARE(created.count(), 0);
    QVERIFY(factory.lastPeer.startsWith(u"tcp4:127.0.0.1:"_s));
}

void TestWebSocketFactory::nullptrFromBuildProtocolGivesTheAttemptUp()
{
    WebSocketClientFactory factory(QUrl(u"ws://127.0.0.1:9"_s));
    factory.setProtocolCreator([]() -> WebSocketClientProtocol * { return nullptr; });
    auto *connector = connectWS(&factory);
    QTRY_COMPARE(connector->state(), WebSocketConnector::State::Disconnected);
    QVERIFY(!connector->errorString().isEmpty());
    QVERIFY(!connector->protocol());
}

void TestWebSocketFactory::aHandlerMayReplaceItself()
{
    EchoServer server;
    Client client(server.listeningUrl());
    QList<bool> stillThere;
    // What it has captured lives until it returns.
    const auto replacing = [&stillThere](auto replace, auto make) {
        return [&stillThere, replace, make, life = std::make_shared<int>()](const auto &...) {
            const std::weak_ptr<int> watched = life;
            QList<bool> &result = stillThere;
            const auto doReplace = replace;
            const auto doMake = make;
            doReplace();
            result.append(!watched.expired());
            return doMake();
        };
    };
    client.setProtocolCreator(replacing([&client] { client.setProtocolCreator(nullptr); },
                                        [] { return new WebSocketClientProtocol; }));
    server.setProtocolCreator(replacing([&server] { server.setProtocolCreator(nullptr); },
                                        [] { return new WebSocketServerProtocol; }));
    server.setConnectHandler(replacing([&server] { server.setConnectHandler(nullptr); },
                                       [] { return ConnectDecision::accept(); }));
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(stillThere, (QList<bool>{true, true, true}));
}

void TestWebSocketFactory::setProtocolMakesThatClass()
{
    EchoServer server;
    server.setProtocol<OwnProtocol>();
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QVERIFY(dynamic_cast<OwnProtocol *>(server.protocols().constFirst().get()));
}

void TestWebSocketFactory::protocolCreatedComesBeforeConnectionMade()
{
    EchoServer server;
    server.setProtocol<OwnProtocol>();
    connect(&server, &WebSocketServerFactory::protocolCreated, &server,
            [](WebSocketServerProtocol *protocol) { static_cast<OwnProtocol *>(protocol)->wasSeen = true; });
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QVERIFY(static_cast<OwnProtocol *>(server.protocols().constFirst().get())->wasSeenFirst);
}

void TestWebSocketFactory::optionsHoldForLaterProtocolsOnly()
{
    EchoServer server;
    Client first(server.listeningUrl());
    first.connectTo();
    QTRY_VERIFY(first.isOpen());
    ServerOptions options = server.protocolOptions();
    options.maxMessageBytes = 5;
    server.setProtocolOptions(options);
    QCOMPARE(server.protocolOptions().maxMessageBytes, 5U);
    Client second(server.listeningUrl());
    second.connectTo();
    QTRY_VERIFY(second.isOpen());

    first.protocol()->sendMessage("long enough");
    QTRY_COMPARE(first.log().count(u"message long enough"), 1);
    second.protocol()->sendMessage("too long now");
    QTRY_VERIFY(second.log().isClosed());
    QCOMPARE(second.log().closeInfo().remoteCode, 1009);
    server.resetProtocolOptions();
    QCOMPARE(server.protocolOptions(), ServerOptions());
}

void TestWebSocketFactory::headersAreAdded()
{
    EchoServer server;
    server.setServerName(u"test/1"_s);
    server.setHeaders({{"X-Server", "s"}});
    Client client(server.listeningUrl());
    client.setUserAgent(u"agent/2"_s);
    client.setOrigin(u"https://o.example"_s);
    client.setHeaders({{"X-Client", "c"}});
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    const HeaderFields request = server.protocols().constFirst()->requestHeaders();
    QCOMPARE(request.value("User-Agent"), "agent/2");
    QCOMPARE(request.value("Origin"), "https://o.example");
    QCOMPARE(request.value("X-Client"), "c");
    QCOMPARE(client.protocol()->responseHeaders().value("Server"), "test/1");
    QCOMPARE(client.protocol()->responseHeaders().value("X-Server"), "s");
}

void TestWebSocketFactory::deletingAFactoryEndsItsConnections()
{
    auto server = std::make_unique<EchoServer>();
    Client client(server->listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    server.reset();
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().entries().constLast(), u"close 1006 unclean"_s);
}

QTEST_GUILESS_MAIN(TestWebSocketFactory)
#include "tst_websocketfactory.moc"

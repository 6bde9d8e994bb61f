// SPDX-License-Identifier: MIT
#include "support/deafserver.h"
#include "support/reconnecting.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using State = WebSocketConnector::State;

class TestWebSocketConnector : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goesThroughItsStates();
    void aRefusedConnectionHasItsOnClose();
    void anUnusableUrlHasItsOnClose_data();
    void anUnusableUrlHasItsOnClose();
    void stoppingBeforeItBegan();
    void stoppingAnAttempt();
    void abortingAProtocolThatConnects();
    void deletingAProtocolThatConnects();
    void deletingAConnectorLeavesItsConnection();
    void deletingAConnectorStopsItsAttempt();
    void connectsAgainFromOnClose();
    void disconnectClosesWith1000();
    void unixSockets();
    void comesFromTheBindAddress();
};

void TestWebSocketConnector::goesThroughItsStates()
{
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = client.connectTo();
    QCOMPARE(connector->state(), State::Connecting);
    QCOMPARE(connector->destination(), u"tcp:127.0.0.1:%1"_s.arg(server.port()));
    QCOMPARE(connector->parent(), &client);
    QSignalSpy states(connector, &WebSocketConnector::stateChanged);
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(connector->state(), State::Connected);
    QCOMPARE(connector->protocol(), client.protocol());
    client.protocol()->sendClose();
    QTRY_COMPARE(connector->state(), State::Disconnected);
    QCOMPARE(states.count(), 2);
    QVERIFY(connector->errorString().isEmpty());
}

void TestWebSocketConnector::aRefusedConnectionHasItsOnClose()
{
    Client client(deadUrl());
    WebSocketConnector *connector = client.connectTo();
    QSignalSpy errors(connector, &WebSocketConnector::errorOccurred);
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().entries(), QStringList(u"close 1006 unclean"_s));
    QVERIFY2(client.log().reason().contains(u"refused"_s), qPrintable(client.log().reason()));
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::Connecting);
    QCOMPARE(errors.count(), 1);
    QCOMPARE(connector->errorString(), client.log().reason());
    QCOMPARE(connector->state(), State::Disconnected);
    QTRY_VERIFY(!client.protocol());
}

void TestWebSocketConnector::anUnusableUrlHasItsOnClose_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::newRow("other scheme") << QUrl(u"http://localhost/"_s);
    QTest::newRow("fragment") << QUrl(u"ws://localhost/#x"_s);
    QTest::newRow("no host") << QUrl(u"ws:///x"_s);
}

void TestWebSocketConnector::anUnusableUrlHasItsOnClose()
{
    QFETCH(const QUrl, url);
    Client client(url);
    WebSocketConnector *connector = client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY(!connector->errorString().isEmpty());
    QCOMPARE(client.log().reason(), connector->errorString());
}

void TestWebSocketConnector::stoppingBeforeItBegan()
{
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = client.connectTo();
    connector->stopConnecting();
    QCOMPARE(connector->state(), State::Disconnected);
    QCoreApplication::processEvents();
    QVERIFY(!client.protocol());
    connector->connectNow();
    QTRY_VERIFY(client.isOpen());
}

void TestWebSocketConnector::stoppingAnAttempt()
{
    DeafServer deaf;
    Client client(deaf.url());
    WebSocketConnector *connector = client.connectTo();
    QTRY_VERIFY(client.protocol());
    connector->stopConnecting();
    QVERIFY(!client.log().isClosed()); // from the event loop
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().entries(), QStringList(u"close 1006 unclean"_s));
    QCOMPARE(connector->state(), State::Disconnected);
}

void TestWebSocketConnector::abortingAProtocolThatConnects()
{
    DeafServer deaf;
    Client client(deaf.url());
    client.connectTo();
    QTRY_VERIFY(client.protocol());
    client.protocol()->abort();
    client.protocol()->abort();
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().count(u"close"), 1);
    QCOMPARE(client.connector()->state(), State::Disconnected);
}

void TestWebSocketConnector::deletingAProtocolThatConnects()
{
    DeafServer deaf;
    Client client(deaf.url());
    WebSocketConnector *connector = client.connectTo();
    QTRY_VERIFY(client.protocol());
    delete client.protocol();
    QCOMPARE(connector->state(), State::Disconnected);
    QVERIFY(client.log().entries().isEmpty());
}

void TestWebSocketConnector::deletingAConnectorLeavesItsConnection()
{
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = client.connectTo();
    QTRY_VERIFY(client.isOpen());
    delete connector;
    client.protocol()->sendMessage("x");
    QTRY_COMPARE(client.log().count(u"message x"), 1);
    client.protocol()->sendClose();
    QTRY_VERIFY(client.log().isClosed());
}

void TestWebSocketConnector::deletingAConnectorStopsItsAttempt()
{
    DeafServer deaf;
    Client client(deaf.url());
    WebSocketConnector *connector = client.connectTo();
    QTRY_VERIFY(client.protocol());
    delete connector;
    QTRY_VERIFY(client.log().isClosed());
    QTRY_VERIFY(!client.protocol());
}

void TestWebSocketConnector::connectsAgainFromOnClose()
{
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = client.connectTo();
    int connections = 0;
    connect(&client, &WebSocketClientFactory::protocolCreated, &client,
            [&](WebSocketClientProtocol *protocol) {
                connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                        [protocol] { protocol->sendClose(); });
                connect(protocol, &WebSocketAdapterProtocol::onClose, connector, [&connections, connector] {
                    if (++connections < 3)
                        connector->connectNow();
                });
            });
    QTRY_COMPARE(connections, 3);
    QTRY_COMPARE(connector->state(), State::Disconnected);
    QCOMPARE(server.protocols().size(), 3);
}

void TestWebSocketConnector::disconnectClosesWith1000()
{
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = client.connectTo();
    QTRY_VERIFY(client.isOpen());
    connector->disconnect();
    QTRY_VERIFY(client.log().isClosed() && server.log().isClosed());
    QCOMPARE(client.log().entries().constLast(), u"close 1000 clean"_s);
    // QObject's function of the same name is still there.
    QVERIFY(!connector->disconnect(SIGNAL(stateChanged(Gantry::WebSocketConnector::State))));
}

void TestWebSocketConnector::unixSockets()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"s"_s);
    EchoServer server(QUrl(u"ws+unix:"_s + path));
    QVERIFY2(server.listener()->isListening(), qPrintable(server.listener()->errorString()));
    Client client(QUrl(u"ws+unix:"_s + path + u":/chat?x=y"_s));
    WebSocketConnector *connector = client.connectTo();
    QCOMPARE(connector->destination(), u"unix:"_s + path);
    QTRY_VERIFY2(client.isOpen() || client.log().isClosed(), qPrintable(client.log().reason()));
    QVERIFY2(client.isOpen(), qPrintable(client.log().reason()));
    QCOMPARE(client.protocol()->peer(), u"unix:"_s + path);
    QCOMPARE(client.protocol()->peerTransport(), u"unix"_s);
    const QByteArray large(2'000'000, 'x');
    QSignalSpy spy(client.protocol(), &WebSocketAdapterProtocol::onMessage);
    client.protocol()->sendMessage(large);
    QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, 20'000);
    QVERIFY(spy.at(0).at(0).toByteArray() == large);
    client.protocol()->sendClose();
    QTRY_VERIFY(client.log().isClosed() && server.log().isClosed());
    QCOMPARE(client.log().entries().constLast(), u"close 1000 clean"_s);

    Client nowhere(QUrl(u"ws+unix:"_s + folder.filePath(u"none"_s)));
    nowhere.connectTo();
    QTRY_VERIFY(nowhere.log().isClosed());
    QCOMPARE(nowhere.log().closeInfo().phase, ClosePhase::Connecting);
}

void TestWebSocketConnector::comesFromTheBindAddress()
{
    EchoServer server;
    Client client(server.listeningUrl());
    connectWS(&client, {}, std::chrono::seconds(5), QHostAddress(u"127.0.0.2"_s));
    QTRY_VERIFY(client.isOpen());
    QVERIFY(server.protocols().constFirst()->peer().startsWith(u"tcp4:127.0.0.2:"_s));
}

QTEST_GUILESS_MAIN(TestWebSocketConnector)
#include "tst_websocketconnector.moc"

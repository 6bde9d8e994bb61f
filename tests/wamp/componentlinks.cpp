// SPDX-License-Identifier: MIT
// A component over the transports that reach other machines.
#include "componenttest.h"

#include "componentscene.h"
#include "wamp/transport/wamprawsocketlistener.h"
#include "wamp/transport/wamprawsocketserverfactory.h"
#include "wamp/transport/wampwebsocketserverfactory.h"
#include "websocket/listenws.h"

#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Test;

void ComponentTest::goesOverEachTransport_data()
{
    QTest::addColumn<bool>("isWebSocket");
    QTest::newRow("WebSocket") << true;
    QTest::newRow("RawSocket") << false;
}

void ComponentTest::goesOverEachTransport()
{
    QFETCH(bool, isWebSocket);
    ScriptedRouter router;
    WampWebSocketServerFactory webSocket(router.sessionCreator(), QUrl(u"ws://127.0.0.1:0"_s));
    WampRawSocketServerFactory rawSocket(router.sessionCreator());
    QUrl url;
    if (isWebSocket)
        url = listenWS(&webSocket)->url();
    else
        url = rawSocket.listen(QUrl(u"rs://127.0.0.1:0"_s))->url();
    QVERIFY(url.port() > 0);
    ComponentScene scene(ComponentTransport{.url = url, .reconnect = impatient()});
    int events = 0;
    scene.component->subscribe(u"a.b"_s, [&] { ++events; });
    scene.component->start();
    for (int round = 1; round <= 2; ++round) {
        QTRY_COMPARE(scene.log.count(u"ready"_s), round);
        QVERIFY(!scene.component->session()->sessionDetails().serializer.isEmpty());
        router.send(Event{.subscription = 1, .publication = 1});
        QTRY_COMPARE(events, round);
        if (round == 1)
            router.drop();
    }
    scene.component->stop();
    QTRY_VERIFY(scene.isFinished());
    QCOMPARE(scene.log.last(), u"finished "_s);
    QTRY_VERIFY(router.ends.empty());
}

void ComponentTest::fails_data()
{
    QTest::addColumn<QString>("url");
    // A free port, which the test closes again.
    QTest::newRow("nobody listens, WebSocket") << u"ws://127.0.0.1:%1"_s;
    QTest::newRow("nobody listens, RawSocket") << u"rs://127.0.0.1:%1"_s;
}

void ComponentTest::fails()
{
    QFETCH(QString, url);
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    ComponentScene scene(ComponentTransport{.url = QUrl(url.arg(port)), .reconnect = impatient(2)});
    scene.component->start();
    QTRY_VERIFY(scene.isFinished());
    QCOMPARE(scene.log.count(u"failure"_s), 3);
}

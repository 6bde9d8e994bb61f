// SPDX-License-Identifier: MIT
#include "wamp/tst_wamptransport.h"

#include "wamp/transport/inprocess.h"

#include <QtTest/QTest>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Has the router's peer told that it may go on.
void fillUntilDrained(TransportScene &scene)
{
    Transport *transport = scene.router->transport();
    transport->setHighWatermark(1);
    scene.client->transport()->setReadingPaused(true);
    while (transport->send(newEvent(1, 50'000)) != SendStatus::Full) { }
    scene.client->transport()->setReadingPaused(false);
}

} // namespace

void TestWampTransport::closesAfterWhatWasSent()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    for (Id i = 1; i <= 100; ++i)
        scene->client->transport()->send(newEvent(i, 30'000));
    scene->client->transport()->close();
    QTRY_COMPARE(scene->router->closed, 1);
    QCOMPARE(scene->router->messages.size(), 100U);
    QVERIFY(scene->router->end->wasClean);
    QTRY_COMPARE(scene->client->closed, 1);
    QVERIFY(scene->client->end->wasClean);
}

void TestWampTransport::closesThoughTheOtherSideHasPaused()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    scene->router->transport()->setReadingPaused(true);
    scene->client->transport()->send(newEvent(1));
    scene->client->transport()->close();
    QTRY_COMPARE(scene->client->closed, 1);
    // Whoever does not read from TCP does not see its end either.
    if (scene->router->transport())
        scene->router->transport()->setReadingPaused(false);
    QTRY_COMPARE(scene->router->closed, 1);
    QCOMPARE(scene->router->messages.size(), 1U);
}

void TestWampTransport::abortsWithoutWhatWaits()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    scene->client->transport()->send(newEvent(1));
    scene->client->transport()->abort();
    QCOMPARE(scene->client->closed, 0);
    QTRY_COMPARE(scene->client->closed, 1);
    QTRY_COMPARE(scene->router->closed, 1);
    QVERIFY(!scene->client->end->wasClean);
    QVERIFY(!scene->client->end->reason.isEmpty());
}

void TestWampTransport::sendsNothingAfterTheEnd()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    SendStatus inClose = SendStatus::Sent;
    scene->router->whenClosed = [&] { inClose = scene->router->transport()->send(newEvent(2)); };
    scene->client->transport()->close();
    QCOMPARE(scene->client->transport()->send(newEvent(1)), SendStatus::Closed);
    scene->client->transport()->close();
    QTRY_COMPARE(scene->router->closed, 1);
    QTRY_COMPARE(scene->client->closed, 1);
    QCOMPARE(inClose, SendStatus::Closed);
    QCOMPARE(scene->router->messages.size(), 0U);
    QVERIFY(!scene->router->transport());
}

void TestWampTransport::aPeerThatGoesAborts()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    scene->router.reset();
    QTRY_COMPARE(scene->client->closed, 1);
    QFETCH_GLOBAL(const QString, kind);
    // RawSocket has no goodbye that could be missing.
    QCOMPARE(scene->client->end->wasClean, kind.startsWith(u"rawsocket"));
}

void TestWampTransport::aPeerThatGoesBeforeItIsOpenAborts()
{
    RecordingPeer router;
    {
        RecordingPeer client;
        connectInProcess(&client, &router);
    }
    QTRY_COMPARE(router.closed, 1);
    QCOMPARE(router.opened, 1);
    QVERIFY(!router.end->wasClean);
}

void TestWampTransport::aRouterThatTakesNobodyEndsTheClient()
{
    RecordingPeer client;
    connectInProcess(&client, nullptr);
    QTRY_COMPARE(client.closed, 1);
    QCOMPARE(client.opened, 1);
    QVERIFY(!client.end->wasClean);
    QCOMPARE(client.end->reason, u"the router takes no more sessions"_s);
}

void TestWampTransport::peersMayGoInEachCallback_data()
{
    QTest::addColumn<QString>("callback");
    for (const char *name : {"open", "message", "drained", "close"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestWampTransport::peersMayGoInEachCallback()
{
    QFETCH(const QString, callback);
    const auto scene = TransportScene::ofRow();
    const auto go = [&] { scene->router.reset(); };
    RecordingPeer &router = *scene->router;
    if (callback == "open"_L1)
        router.whenOpen = go;
    else if (callback == "message"_L1)
        router.whenMessage = [go](const Message &) { go(); };
    else if (callback == "drained"_L1)
        router.whenDrained = go;
    else
        router.whenClosed = go;
    scene->client->whenOpen = [&] {
        for (Id i = 1; i <= 3; ++i)
            scene->client->transport()->send(newEvent(i));
    };
    scene->connectPeers();
    if (callback == "drained"_L1) {
        QTRY_COMPARE(router.messages.size(), 3U);
        fillUntilDrained(*scene);
    } else if (callback == "close"_L1) {
        QTRY_COMPARE(router.messages.size(), 3U);
        scene->client->transport()->close();
    }
    QTRY_VERIFY(!scene->router);
    // Of a connection that ends in its first moment the other side may not hear at all.
    QTRY_COMPARE(scene->client->closed, scene->client->opened);
}

void TestWampTransport::transportsMayEndInEachCallback_data()
{
    QTest::addColumn<QString>("callback");
    QTest::addColumn<bool>("isAborted");
    for (const char *name : {"open", "message", "close"}) {
        QTest::addRow("close in %s", name) << QString::fromLatin1(name) << false;
        QTest::addRow("abort in %s", name) << QString::fromLatin1(name) << true;
    }
}

void TestWampTransport::transportsMayEndInEachCallback()
{
    QFETCH(const QString, callback);
    QFETCH(const bool, isAborted);
    const auto scene = TransportScene::ofRow();
    const auto go = [&] {
        Transport *transport = scene->router->transport();
        isAborted ? transport->abort() : transport->close();
    };
    RecordingPeer &router = *scene->router;
    if (callback == "open"_L1)
        router.whenOpen = go;
    else if (callback == "message"_L1)
        router.whenMessage = [go](const Message &) { go(); };
    else
        router.whenClosed = go;
    scene->client->whenOpen = [&] {
        for (Id i = 1; i <= 3; ++i)
            scene->client->transport()->send(newEvent(i));
        if (callback == "close"_L1)
            scene->client->transport()->close();
    };
    scene->connectPeers();
    QTRY_COMPARE(scene->router->closed, 1);
    QTRY_COMPARE(scene->client->closed, scene->client->opened);
    QCOMPARE(scene->router->messages.size(), callback == "open"_L1 ? 0U : callback == "close"_L1 ? 3U : 1U);
    QCOMPARE(scene->router->end->wasClean, callback == "close"_L1 || !isAborted);
}

void TestWampTransport::transportsMayBeDeletedInEachCallback_data()
{
    QTest::addColumn<QString>("callback");
    for (const char *name : {"open", "message", "drained", "close"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestWampTransport::transportsMayBeDeletedInEachCallback()
{
    if (TransportScene::isInProcess())
        QSKIP("in-process transports own themselves");
    QFETCH(const QString, callback);
    const auto scene = TransportScene::ofRow();
    RecordingPeer &router = *scene->router;
    const auto go = [&] {
        scene->deleteRouterSide();
        QCOMPARE(router.closed, callback == "close"_L1 ? 1 : 0);
        router.whenMessage = [](const Message &) { QFAIL("a message after the end"); };
    };
    if (callback == "open"_L1)
        router.whenOpen = go;
    else if (callback == "message"_L1)
        router.whenMessage = [go](const Message &) { go(); };
    else if (callback == "drained"_L1)
        router.whenDrained = go;
    else
        router.whenClosed = go;
    scene->client->whenOpen = [&] {
        for (Id i = 1; i <= 3; ++i)
            scene->client->transport()->send(newEvent(i));
        if (callback == "close"_L1)
            scene->client->transport()->close();
    };
    scene->connectPeers();
    if (callback == "drained"_L1) {
        QTRY_COMPARE(router.messages.size(), 3U);
        fillUntilDrained(*scene);
    }
    QTRY_COMPARE(router.closed, 1);
    QTRY_COMPARE(scene->client->closed, scene->client->opened);
    QVERIFY(!router.transport());
    QCOMPARE(router.end->wasClean, callback == "close"_L1);
}

} // namespace Gantry::Wamp

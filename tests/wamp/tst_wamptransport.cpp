// SPDX-License-Identifier: MIT
// What every transport does, whatever carries its messages.
#include "wamp/transport/inprocess.h"
#include "wamp/transportkinds.h"

#include <QtCore/QEventLoop>
#include <QtTest/QTest>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

class TestWampTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TransportScene::rows(); }
    void carriesMessagesBothWaysInOrder();
    void carriesWhatPeersSendWhenTheyAreOpened();
    void carriesLargePayloads();
    void nothingComesBackFromInsideACall();
    void aPeerIsNotCalledWhileItWorks();
    void saysFullAndThenDrained();
    void aHigherWatermarkDrains();
    void deliversNothingWhilePaused();
    void closesAfterWhatWasSent();
    void closesThoughTheOtherSideHasPaused();
    void abortsWithoutWhatWaits();
    void sendsNothingAfterTheEnd();
    void aPeerThatGoesAborts();
    void aPeerThatGoesBeforeItIsOpenAborts();
    void peersMayGoInEachCallback_data();
    void peersMayGoInEachCallback();
    void transportsMayEndInEachCallback_data();
    void transportsMayEndInEachCallback();
    void countsWhatWaitsAndWhatWent();
};

void TestWampTransport::carriesMessagesBothWaysInOrder()
{
    constexpr int Count = 10'000;
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    scene->router->whenMessage = [&](const Message &message) { scene->router->transport()->send(message); };
    for (int i = 1; i <= Count; ++i)
        QVERIFY(isAccepted(scene->client->transport()->send(newEvent(Id(i), 10))));
    QTRY_COMPARE(scene->client->messages.size(), size_t(Count));
    for (int i = 1; i <= Count; ++i) {
        QCOMPARE(publicationOf(scene->router->messages[size_t(i - 1)]), Id(i));
        QCOMPARE(publicationOf(scene->client->messages[size_t(i - 1)]), Id(i));
    }
}

void TestWampTransport::carriesWhatPeersSendWhenTheyAreOpened()
{
    const auto scene = TransportScene::ofRow();
    scene->client->whenOpen = [&] { scene->client->transport()->send(Hello{.realm = QByteArray("realm1")}); };
    scene->router->whenOpen = [&] { scene->router->transport()->send(newEvent(7)); };
    QVERIFY(scene->open());
    QTRY_COMPARE(scene->router->messages.size(), 1U);
    QTRY_COMPARE(scene->client->messages.size(), 1U);
    QVERIFY(std::holds_alternative<Hello>(scene->router->messages.front()));
    QCOMPARE(publicationOf(scene->client->messages.front()), Id(7));
}

void TestWampTransport::carriesLargePayloads()
{
    constexpr qsizetype Size = 1024 * 1024;
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    scene->router->whenMessage = [&](const Message &message) { scene->router->transport()->send(message); };
    QVERIFY(isAccepted(scene->client->transport()->send(newEvent(1, Size))));
    QVERIFY(isAccepted(scene->client->transport()->send(newEvent(2, Size))));
    QTRY_COMPARE(scene->client->messages.size(), 2U);
    QCOMPARE(textOf(scene->client->messages.back()), QString(Size, u'x'));
}

void TestWampTransport::nothingComesBackFromInsideACall()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    scene->client->transport()->send(newEvent(1));
    scene->client->transport()->close();
    QCOMPARE(scene->client->closed, 0);
    QVERIFY(scene->client->transport());
    QVERIFY(!scene->client->isOpen());
    QCOMPARE(scene->router->messages.size(), 0U);
    QTRY_COMPARE(scene->client->closed, 1);
    QVERIFY(!scene->client->transport());
}

void TestWampTransport::aPeerIsNotCalledWhileItWorks()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    int depth = 0;
    int deepest = 0;
    scene->router->whenMessage = [&](const Message &message) {
        deepest = std::max(deepest, ++depth);
        // Spins an event loop in which the other side's messages do arrive.
        if (publicationOf(message) == 1) {
            scene->router->transport()->send(newEvent(10));
            QTRY_COMPARE(scene->client->messages.size(), 1U);
            scene->client->transport()->send(newEvent(3));
            for (int i = 0; i < 10; ++i)
                QCoreApplication::processEvents();
        }
        --depth;
    };
    scene->client->transport()->send(newEvent(1));
    scene->client->transport()->send(newEvent(2));
    QTRY_COMPARE(scene->router->messages.size(), 3U);
    QCOMPARE(deepest, 1);
    QCOMPARE(publicationOf(scene->router->messages[2]), Id(3));
}

void TestWampTransport::saysFullAndThenDrained()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    Transport *transport = scene->router->transport();
    transport->setHighWatermark(100'000);
    scene->client->transport()->setReadingPaused(true);
    size_t count = 0;
    SendStatus status = SendStatus::Sent;
    // What the kernel's buffers take does not count.
    while (status == SendStatus::Sent && ++count < 10'000)
        status = transport->send(newEvent(Id(count), 50'000));
    QCOMPARE(status, SendStatus::Full);
    QVERIFY(transport->bytesToWrite() > 100'000);
    QCoreApplication::processEvents();
    QCOMPARE(scene->router->drained, 0);
    scene->client->transport()->setReadingPaused(false);
    QTRY_COMPARE(scene->router->drained, 1);
    QTRY_COMPARE(scene->client->messages.size(), count);
    QCOMPARE(scene->router->drained, 1);
    QTRY_COMPARE(transport->bytesToWrite(), 0);
}

void TestWampTransport::aHigherWatermarkDrains()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    Transport *transport = scene->router->transport();
    transport->setHighWatermark(1);
    scene->client->transport()->setReadingPaused(true);
    int count = 0;
    while (transport->send(newEvent(1, 50'000)) != SendStatus::Full && ++count < 10'000) { }
    transport->setHighWatermark(0);
    QTRY_COMPARE(scene->router->drained, 1);
    QCOMPARE(transport->send(newEvent(1, 50'000)), SendStatus::Sent);
}

void TestWampTransport::deliversNothingWhilePaused()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    scene->router->whenMessage = [&](const Message &message) {
        if (publicationOf(message) == 1)
            scene->router->transport()->setReadingPaused(true);
    };
    for (Id i = 1; i <= 3; ++i)
        scene->client->transport()->send(newEvent(i));
    scene->router->transport()->send(newEvent(9));
    QTRY_COMPARE(scene->client->messages.size(), 1U);
    QTRY_COMPARE(scene->router->messages.size(), 1U);
    for (int i = 0; i < 10; ++i)
        QCoreApplication::processEvents();
    QCOMPARE(scene->router->messages.size(), 1U);
    scene->router->transport()->setReadingPaused(false);
    QCOMPARE(scene->router->messages.size(), 1U);
    QTRY_COMPARE(scene->router->messages.size(), 3U);
}

void TestWampTransport::closesAfterWhatWasSent()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    for (Id i = 1; i <= 100; ++i)
        scene->client->transport()->send(newEvent(i, 1000));
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
    QVERIFY(!scene->router->end->wasClean);
    QVERIFY(!scene->client->end->reason.isEmpty());
    QVERIFY(!scene->router->end->reason.isEmpty());
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
    QVERIFY(!scene->client->end->wasClean);
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
    scene->connectPeers();
    QTRY_COMPARE(scene->client->opened, 1);
    if (scene->client->isOpen()) {
        for (Id i = 1; i <= 3; ++i)
            scene->client->transport()->send(newEvent(i));
    }
    if (scene->router && callback == "drained"_L1) {
        QTRY_COMPARE(scene->router->messages.size(), 3U);
        scene->router->transport()->setHighWatermark(1);
        scene->client->transport()->setReadingPaused(true);
        while (scene->router->transport()->send(newEvent(1, 50'000)) != SendStatus::Full) { }
        scene->client->transport()->setReadingPaused(false);
    }
    if (callback == "close"_L1)
        scene->client->transport()->close();
    QTRY_COMPARE(scene->client->closed, 1);
    QTRY_VERIFY(!scene->router);
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
    QTRY_COMPARE(scene->client->closed, 1);
    QTRY_COMPARE(scene->router->closed, 1);
    QCOMPARE(scene->router->messages.size(), callback == "open"_L1 ? 0U : callback == "close"_L1 ? 3U : 1U);
    QCOMPARE(scene->router->end->wasClean, callback == "close"_L1 || !isAborted);
}

void TestWampTransport::countsWhatWaitsAndWhatWent()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    Transport *transport = scene->client->transport();
    QCOMPARE(transport->bytesToWrite(), 0);
    const qint64 before = transport->bytesWritten();
    transport->send(newEvent(1, 1000));
    const qint64 waiting = transport->bytesToWrite();
    QVERIFY2(waiting >= 1000, qPrintable(QString::number(waiting)));
    QTRY_COMPARE(scene->router->messages.size(), 1U);
    QTRY_COMPARE(transport->bytesToWrite(), 0);
    QTRY_VERIFY(transport->bytesWritten() >= before + 1000);
}

QTEST_GUILESS_MAIN(TestWampTransport)
#include "tst_wamptransport.moc"

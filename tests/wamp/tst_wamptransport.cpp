// SPDX-License-Identifier: MIT
#include "wamp/tst_wamptransport.h"

#include "wamp/transport/sharedmessage.h"

#include <QtCore/QCoreApplication>
#include <QtTest/QTest>

namespace Gantry::Wamp {

using namespace Qt::Literals::StringLiterals;

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
    Hello hello{.realm = QByteArray("realm1")};
    hello.details.roles.add(Role::Caller);
    scene->client->whenOpen = [&] { scene->client->transport()->send(hello); };
    scene->router->whenOpen = [&] { scene->router->transport()->send(newEvent(7)); };
    QVERIFY(scene->open());
    QTRY_COMPARE(scene->router->messages.size(), 1U);
    QTRY_COMPARE(scene->client->messages.size(), 1U);
    QVERIFY(std::holds_alternative<Hello>(scene->router->messages.front()));
    QCOMPARE(publicationOf(scene->client->messages.front()), Id(7));
}

void TestWampTransport::carriesSharedMessages()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    SharedMessage shared(newEvent(3, 100));
    QCOMPARE(scene->router->transport()->send(shared), SendStatus::Sent);
    QCOMPARE(scene->router->transport()->send(newEvent(4)), SendStatus::Sent);
    QCOMPARE(scene->router->transport()->send(shared), SendStatus::Sent);
    QTRY_COMPARE(scene->client->messages.size(), 3U);
    QCOMPARE(publicationOf(scene->client->messages[0]), Id(3));
    QCOMPARE(publicationOf(scene->client->messages[1]), Id(4));
    QCOMPARE(publicationOf(scene->client->messages[2]), Id(3));
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
    QCOMPARE(textOf(scene->client->messages.back()), textOf(Size));
}

void TestWampTransport::refusesWhatIsTooBig()
{
    if (TransportScene::isInProcess())
        QSKIP("in-process nothing is too big");
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    Transport *transport = scene->client->transport();
    QCOMPARE(transport->send(newEvent(1, TransportScene::MaxMessageBytes)), SendStatus::TooBig);
    SharedMessage shared(newEvent(2, TransportScene::MaxMessageBytes));
    QCOMPARE(transport->send(shared), SendStatus::TooBig);
    QVERIFY(isAccepted(transport->send(newEvent(3, TransportScene::MaxMessageBytes - 100))));
    QVERIFY(isAccepted(transport->send(newEvent(4))));
    QTRY_COMPARE(scene->router->messages.size(), 2U);
    QCOMPARE(publicationOf(scene->router->messages[0]), Id(3));
    QCOMPARE(publicationOf(scene->router->messages[1]), Id(4));
}

void TestWampTransport::refusesWhatCannotBeEncoded()
{
    if (TransportScene::isInProcess())
        QSKIP("in-process nothing is encoded");
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    const Event event{.subscription = 1,
                      .publication = 2,
                      .payload = Payload::fromValues({QVariant::fromValue(static_cast<QObject *>(this))})};
    QCOMPARE(scene->client->transport()->send(event), SendStatus::NotSerializable);
    SharedMessage shared{event};
    QCOMPARE(scene->client->transport()->send(shared), SendStatus::NotSerializable);
    QCOMPARE(scene->client->transport()->send(newEvent(3)), SendStatus::Sent);
    QTRY_COMPARE(scene->router->messages.size(), 1U);
    QCOMPARE(publicationOf(scene->router->messages[0]), Id(3));
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

void TestWampTransport::countsWhatWaitsAndWhatWent()
{
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    Transport *transport = scene->client->transport();
    QCOMPARE(transport->bytesToWrite(), 0);
    const qint64 before = transport->bytesWritten();
    transport->send(newEvent(1, 1000));
    // Compression leaves some three quarters.
    const qint64 waiting = transport->bytesToWrite();
    QVERIFY2(waiting >= 500, qPrintable(QString::number(waiting)));
    QTRY_COMPARE(scene->router->messages.size(), 1U);
    QTRY_COMPARE(transport->bytesToWrite(), 0);
    QTRY_VERIFY(transport->bytesWritten() >= before + 500);
}

void TestWampTransport::knowsItself()
{
    QFETCH_GLOBAL(const QString, kind);
    QFETCH_GLOBAL(const QString, serializer);
    const auto scene = TransportScene::ofRow();
    QVERIFY(scene->open());
    const Transport *transport = scene->router->transport();
    QCOMPARE(transport->serializer(), Serializer::byName(serializer));
    const WampTransportDetails details = transport->transportDetails();
    const WampTransportDetails atClient = scene->client->transport()->transportDetails();
    QVERIFY(details.isServer);
    QVERIFY(!atClient.isServer);
    QCOMPARE(details.serializer, serializer);
    QCOMPARE(details.channelFraming, TransportScene::isInProcess() ? u"native"_s : kind.section(u' ', 0, 0));
    QCOMPARE(details.channelType, TransportScene::isInProcess() ? u"memory"_s : kind.section(u' ', 1));
    QVERIFY(!details.own.isEmpty());
    QVERIFY(!details.peer.isEmpty());
    if (kind.endsWith(u"tcp"))
        QCOMPARE(details.peer, atClient.own);
    else
        QCOMPARE(details.peerPid, QCoreApplication::applicationPid());
    if (kind.startsWith(u"websocket")) {
        QCOMPARE(details.subprotocol, transport->serializer()->subprotocol());
        QVERIFY(details.requestHeaders != Gantry::HeaderFields());
        QVERIFY(atClient.responseHeaders != Gantry::HeaderFields());
    }
    QVERIFY(!transport->channelId(ChannelIdType::TlsServerEndPoint));
}

} // namespace Gantry::Wamp

QTEST_GUILESS_MAIN(Gantry::Wamp::TestWampTransport)

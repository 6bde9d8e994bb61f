// SPDX-License-Identifier: MIT
#include "support/slowpair.h"
#include "websocket/producer.h"

#include <QtCore/QThread>
#include <QtTest/QTest>

#include <atomic>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

class TestProducer : public Producer
{
public:
    void pauseProducing() override { calls.append(u"pause"_s); }
    void resumeProducing() override
    {
        calls.append(u"resume"_s);
        if (onResume)
            onResume();
    }
    void stopProducing() override
    {
        calls.append(u"stop"_s);
        if (onStop)
            onStop();
    }
    QStringList calls;
    std::function<void()> onResume;
    std::function<void()> onStop;
};

} // namespace

class TestProducers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStreamingProducerIsPausedAndResumed();
    void aPullProducerIsAskedWhileThereIsRoom();
    void onlyOneProducerAtATime();
    void aProducerIsStoppedAtTheEnd_data();
    void aProducerIsStoppedAtTheEnd();
    void aPullThatIsQueuedDoesNotFollowAMovedConnection();
    void slotsMayDeleteTheConnection_data();
    void slotsMayDeleteTheConnection();
};

void TestProducers::aStreamingProducerIsPausedAndResumed()
{
    SlowPair pair;
    QTRY_VERIFY(pair.isOpen());
    TestProducer producer;
    QVERIFY(pair.server->registerProducer(&producer, true));
    QVERIFY(producer.calls.isEmpty());
    pair.client->setReadingPaused(true);
    QCOMPARE(pair.fill(), SendResult::Full);
    QCOMPARE(producer.calls, QStringList{u"pause"_s});
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(producer.calls, (QStringList{u"pause"_s, u"resume"_s}));
    pair.server->unregisterProducer();
    pair.client->setReadingPaused(true);
    QCOMPARE(pair.fill(), SendResult::Full);
    QCOMPARE(producer.calls.size(), 2);
    // One that comes when it is full already.
    TestProducer late;
    QVERIFY(pair.server->registerProducer(&late, true));
    QCOMPARE(late.calls, QStringList{u"pause"_s});
    pair.server->unregisterProducer();
}

void TestProducers::aPullProducerIsAskedWhileThereIsRoom()
{
    SlowPair pair;
    QTRY_VERIFY(pair.isOpen());
    TestProducer producer;
    constexpr int total = 500;
    producer.onResume = [&] {
        if (pair.sent < total)
            (void)pair.sendNumber();
        else
            pair.server->unregisterProducer();
    };
    pair.client->setReadingPaused(true);
    QVERIFY(pair.server->registerProducer(&producer, false));
    QVERIFY(producer.calls.isEmpty()); // it is asked from the event loop
    QTRY_VERIFY(pair.server->bytesToWrite() >= Mark / 2);
    for (int i = 0; i < 20; ++i)
        QCoreApplication::processEvents();
    QVERIFY(pair.server->bytesToWrite() < Mark);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(pair.receivedNumbers().size(), total);
    QCOMPARE(producer.calls.count(u"resume"_s), total + 1);
    QCOMPARE(producer.calls.size(), total + 1);
}

void TestProducers::onlyOneProducerAtATime()
{
    SlowPair pair;
    TestProducer first;
    TestProducer second;
    QVERIFY(pair.server->registerProducer(&first, true));
    QVERIFY(!pair.server->registerProducer(&second, true));
    pair.server->unregisterProducer();
    QVERIFY(pair.server->registerProducer(&second, true));
    QTRY_VERIFY(pair.isOpen());
    pair.server->unregisterProducer();
    QVERIFY(first.calls.isEmpty() && second.calls.isEmpty());
}

void TestProducers::aProducerIsStoppedAtTheEnd_data()
{
    QTest::addColumn<QString>("end");
    for (const char *end : {"close", "abort", "delete", "peer closes", "after the end"})
        QTest::newRow(end) << QString::fromLatin1(end);
}

void TestProducers::aProducerIsStoppedAtTheEnd()
{
    QFETCH(const QString, end);
    SlowPair pair;
    QTRY_VERIFY(pair.isOpen());
    TestProducer producer;
    if (end == u"after the end"_s)
        pair.server->abort();
    QVERIFY(pair.server->registerProducer(&producer, true));
    if (end == u"close"_s)
        pair.server->sendClose();
    else if (end == u"abort"_s)
        pair.server->abort();
    else if (end == u"delete"_s)
        delete pair.server;
    else if (end == u"peer closes"_s)
        pair.client->sendClose();
    QTRY_COMPARE(producer.calls, QStringList{u"stop"_s});
    QTRY_VERIFY(!pair.server);
    QCOMPARE(producer.calls.size(), 1);
}

void TestProducers::aPullThatIsQueuedDoesNotFollowAMovedConnection()
{
    SlowPair pair;
    QTRY_VERIFY(pair.isOpen());
    QThread thread;
    std::atomic<bool> isOver = false;
    TestProducer producer;
    producer.onResume = [&pair] { (void)pair.sendNumber(); };
    QVERIFY(pair.server->registerProducer(&producer, false));
    QTRY_VERIFY(!producer.calls.isEmpty()); // another call is queued by now
    WebSocketServerProtocol *protocol = pair.server;
    protocol->disconnect(&pair.serverLog); // which lives here
    connect(
        protocol, &QObject::destroyed, &thread, [&isOver] { isOver = true; }, Qt::DirectConnection);
    protocol->setParent(nullptr);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"was moved to another thread"_s));
    protocol->moveToThread(&thread);
    QCOMPARE(producer.calls.constLast(), u"stop"_s);
    const qsizetype calls = producer.calls.size();
    thread.start();
    QTRY_VERIFY(isOver);
    thread.quit();
    QVERIFY(thread.wait());
    QCOMPARE(producer.calls.size(), calls);
}

void TestProducers::slotsMayDeleteTheConnection_data()
{
    QTest::addColumn<QString>("where");
    for (const char *where : {"drained", "messagesDropped", "pauseProducing", "resumeProducing", "pull",
                              "stopProducing", "paused message"})
        QTest::newRow(where) << QString::fromLatin1(where);
}

void TestProducers::slotsMayDeleteTheConnection()
{
    QFETCH(const QString, where);
    SlowPair pair(where == u"messagesDropped"_s ? OutputPolicy::DropNew : OutputPolicy::Queue);
    QTRY_VERIFY(pair.isOpen());
    const auto kill = [&pair] { delete pair.server; };
    class Killer : public TestProducer
    {
    public:
        void pauseProducing() override
        {
            if (where == u"pauseProducing"_s)
                kill();
        }
        QString where;
        std::function<void()> kill;
    };
    Killer producer;
    producer.where = where;
    producer.kill = kill;
    if (where == u"resumeProducing"_s || where == u"pull"_s)
        producer.onResume = kill;
    if (where == u"stopProducing"_s)
        producer.onStop = kill;
    if (where == u"drained"_s)
        connect(pair.server, &WebSocketAdapterProtocol::drained, this, kill);
    if (where == u"messagesDropped"_s)
        connect(pair.server, &WebSocketAdapterProtocol::messagesDropped, this, kill);
    if (where == u"paused message"_s) {
        connect(pair.server, &WebSocketAdapterProtocol::onMessage, this, kill);
        pair.server->setReadingPaused(true);
        pair.client->sendMessage("one");
        pair.client->sendMessage("two");
        pair.client->sendClose();
        QTRY_VERIFY(pair.clientLog.isClosed() || pair.client->bytesToWrite() > 0);
        pair.server->setReadingPaused(false);
    } else {
        QVERIFY(pair.server->registerProducer(&producer, where != u"pull"_s));
        pair.client->setReadingPaused(true);
        if (where != u"pull"_s)
            (void)pair.fill(100);
        if (pair.client)
            pair.client->setReadingPaused(false);
        if (where == u"stopProducing"_s && pair.server)
            pair.server->sendClose();
    }
    QTRY_VERIFY(!pair.server);
    QTRY_VERIFY(pair.clientLog.isClosed());
}

QTEST_GUILESS_MAIN(TestProducers)
#include "tst_producer.moc"

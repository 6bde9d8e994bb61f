// SPDX-License-Identifier: MIT
// Parts and prepared messages for a peer that reads slowly: a message that has begun is
// never given up, one that has not begun falls under the policy like any other.
#include "support/slowpair.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestPartsPressure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partsAnswerFull();
    void dropNewDecidesWhenAMessageBegins();
    void whatDropOldHoldsGoesBeforeAMessageInParts();
    void nothingIsHeldInsideAMessageInParts();
    void preparedMessagesAreHeldAndDropped();
    void aPullProducerMaySendParts();
};

void TestPartsPressure::partsAnswerFull()
{
    SlowPair pair;
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy drained(pair.server, &WebSocketAdapterProtocol::drained);
    pair.client->setReadingPaused(true);
    QCOMPARE(pair.server->beginMessage(true), SendResult::Queued);
    QCOMPARE(pair.server->beginMessageFrame(2 * Mark), SendResult::Queued);
    QCOMPARE(pair.server->sendMessageFrameData(QByteArray(1000, 'x')),
             (FrameDataResult{.remaining = 2 * Mark - 1000}));
    QCOMPARE(pair.server->sendMessageFrameData(QByteArray(Mark, 'x')),
             (FrameDataResult{.result = SendResult::Full, .remaining = Mark - 1000}));
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(drained.count(), 1);
    QVERIFY(isTaken(pair.server->sendMessageFrameData(QByteArray(Mark - 1000, 'x')).result));
    QVERIFY(isTaken(pair.server->endMessage()));
    QTRY_COMPARE(pair.clientLog.count(u"message xxx"), 1);
}

void TestPartsPressure::dropNewDecidesWhenAMessageBegins()
{
    SlowPair pair(OutputPolicy::DropNew);
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy dropped(pair.server, &WebSocketAdapterProtocol::messagesDropped);
    pair.client->setReadingPaused(true);
    QVERIFY(isTaken(pair.server->beginMessage(true)));
    for (int i = 0; i < 4; ++i) // once begun it goes to its end
        QVERIFY(isTaken(pair.server->sendMessageFrame(QByteArray(Mark, 'x'))));
    QVERIFY(isTaken(pair.server->endMessage()));
    QCOMPARE(pair.server->beginMessage(true), SendResult::Dropped);
    QCOMPARE(pair.server->sendMessageFrame("x"), SendResult::OutOfOrder);
    QCOMPARE(pair.server->sendPreparedMessage(PreparedMessage("x")), SendResult::Dropped);
    QTRY_COMPARE(dropped.count(), 1);
    QCOMPARE(dropped.at(0).at(0).toInt(), 2);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(pair.clientLog.count(u"message xxx"), 1);
    QVERIFY(pair.isOpen());
}

void TestPartsPressure::whatDropOldHoldsGoesBeforeAMessageInParts()
{
    SlowPair pair(OutputPolicy::DropOld);
    QTRY_VERIFY(pair.isOpen());
    pair.client->setReadingPaused(true);
    for (int i = 0; i < 60; ++i)
        QVERIFY(isTaken(pair.sendNumber()));
    QVERIFY(isTaken(pair.server->beginMessage(true)));
    QVERIFY(isTaken(pair.server->sendMessageFrame("60")));
    QVERIFY(isTaken(pair.server->endMessage()));
    pair.sent = 61;
    QVERIFY(isTaken(pair.sendNumber()));
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(pair.receivedNumbers().size(), 62);
    const QList<int> numbers = pair.receivedNumbers();
    QVERIFY(std::is_sorted(numbers.begin(), numbers.end()));
    QCOMPARE(numbers.constLast(), 61);
}

void TestPartsPressure::nothingIsHeldInsideAMessageInParts()
{
    SlowPair pair(OutputPolicy::DropOld);
    QTRY_VERIFY(pair.isOpen());
    pair.client->setReadingPaused(true);
    QVERIFY(isTaken(pair.server->beginMessage(true)));
    QVERIFY(isTaken(pair.server->sendMessageFrame(QByteArray(Mark, 'x'))));
    const qint64 before = pair.server->bytesToWrite();
    QCOMPARE(pair.server->sendMessage("whole"), SendResult::OutOfOrder);
    QCOMPARE(pair.server->sendPreparedMessage(PreparedMessage("whole")), SendResult::OutOfOrder);
    QCOMPARE(pair.server->beginMessage(), SendResult::OutOfOrder);
    QCOMPARE(pair.server->bytesToWrite(), before);
    pair.server->sendClose();
    pair.client->setReadingPaused(false);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.clientLog.entries().constLast(), u"close 1000 clean"_s);
}

void TestPartsPressure::preparedMessagesAreHeldAndDropped()
{
    SlowPair pair(OutputPolicy::DropOld, DeflateOptions{.minimumBytes = 0});
    QTRY_VERIFY(pair.isOpen());
    QSignalSpy dropped(pair.server, &WebSocketAdapterProtocol::messagesDropped);
    pair.client->setReadingPaused(true);
    QByteArray noise(2048, '\0'); // what cannot be compressed
    quint32 state = 1;
    constexpr int count = 200;
    for (int i = 0; i < count; ++i) {
        for (char &octet : noise)
            octet = char((state = state * 1664525 + 1013904223) >> 24);
        const PreparedMessage message("prepared " + noise, true);
        QVERIFY(isTaken(pair.server->sendPreparedMessage(message)));
        QVERIFY(isTaken(pair.server->sendMessage("own " + noise, true)));
        QVERIFY(pair.server->bytesToWrite() <= Mark + 4096);
    }
    QTRY_COMPARE(dropped.count(), 1);
    pair.client->setReadingPaused(false);
    QTRY_COMPARE(pair.clientLog.count(u"message "), 2 * count - dropped.at(0).at(0).toInt());
    QVERIFY(pair.clientLog.count(u"message prepared") > 5);
    QVERIFY(pair.isOpen());
}

namespace {

class PartsProducer : public Producer
{
public:
    explicit PartsProducer(WebSocketAdapterProtocol *protocol)
        : m_protocol(protocol)
    { }
    void resumeProducing() override
    {
        if (m_left == 0)
            return;
        QVERIFY(isTaken(m_protocol->sendMessageFrameData(QByteArray(1024, 'x')).result));
        --m_left;
    }
    void pauseProducing() override { }
    void stopProducing() override { }
    int left() const { return m_left; }

private:
    WebSocketAdapterProtocol *m_protocol;
    int m_left = 300;
};

} // namespace

void TestPartsPressure::aPullProducerMaySendParts()
{
    SlowPair pair;
    QTRY_VERIFY(pair.isOpen());
    QVERIFY(isTaken(pair.server->beginMessage(true)));
    QVERIFY(isTaken(pair.server->beginMessageFrame(300 * 1024)));
    PartsProducer producer(pair.server);
    QVERIFY(pair.server->registerProducer(&producer, false));
    QTRY_COMPARE(producer.left(), 0);
    QVERIFY(isTaken(pair.server->endMessage()));
    pair.server->unregisterProducer();
    QTRY_COMPARE(pair.clientLog.count(u"message xxx"), 1);
}

QTEST_GUILESS_MAIN(TestPartsPressure)
#include "tst_partspressure.moc"

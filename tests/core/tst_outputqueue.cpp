// SPDX-License-Identifier: MIT
#include "core/outputqueue.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

namespace {

QByteArray large(char octet = 'x')
{
    return QByteArray(OutputQueue::MostCopied + 1, octet);
}

const void *memoryOf(const QByteArray &octets)
{
    return octets.constData();
}

} // namespace

class tst_OutputQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void smallOctetsGather();
    void largeOnesLieBeside();
    void memoryOfSomebodyElseIsCopied();
    void whatIsAloneMayBeShared();
    void whatIsSharedIsNotWrittenTo();
    void theOrderIsKept();
    void allAtOnce();
    void manyFramesMoveSeldom();
    void roomIsMadeForWhatIsExpected();
    void buffersComeFromThePool();
};

void tst_OutputQueue::smallOctetsGather()
{
    OutputQueue queue(nullptr);
    QVERIFY(queue.take().isEmpty());
    queue.append("one");
    queue.append({});
    queue.share("two");
    std::memcpy(queue.extend(5), "three", 5);
    QCOMPARE(queue.size(), 11);
    QCOMPARE(queue.take(), QByteArray("onetwothree"));
    QCOMPARE(queue.size(), 0);
    QVERIFY(queue.take().isEmpty());
}

void tst_OutputQueue::largeOnesLieBeside()
{
    OutputQueue queue(nullptr);
    const QByteArray octets = large();
    queue.append("head");
    queue.share(octets);
    queue.append("next");
    QCOMPARE(queue.size(), octets.size() + 8);
    QCOMPARE(queue.take(), QByteArray("head"));
    const QByteArray segment = queue.take();
    QCOMPARE(memoryOf(segment), memoryOf(octets));
    QCOMPARE(queue.size(), 4);
    QCOMPARE(queue.take(), QByteArray("next"));
    QCOMPARE(queue.size(), 0);
}

// A caller's array without memory of its own says nothing about how long that stays.
void tst_OutputQueue::memoryOfSomebodyElseIsCopied()
{
    OutputQueue queue(nullptr);
    QByteArray memory = large('a');
    queue.share(QByteArray::fromRawData(memory.constData(), memory.size()));
    memory.fill('b');
    QCOMPARE(queue.take(), large('a'));
    queue.share(QByteArray::fromRawData("short", 5), true);
    const QByteArray segment = queue.take();
    QCOMPARE(segment, QByteArray("short"));
    QVERIFY(segment.capacity() > 0);
}

void tst_OutputQueue::whatIsAloneMayBeShared()
{
    OutputQueue queue(nullptr);
    QByteArray octets("small");
    octets.detach();
    queue.share(octets, true);
    QCOMPARE(queue.size(), 5);
    QCOMPARE(memoryOf(queue.take()), memoryOf(octets));
    queue.append("first");
    queue.share(octets, true);
    QCOMPARE(queue.take(), QByteArray("firstsmall"));
}

void tst_OutputQueue::whatIsSharedIsNotWrittenTo()
{
    OutputQueue queue(nullptr);
    QByteArray octets;
    octets.reserve(1000);
    octets += "small";
    queue.share(octets, true);
    queue.append("more");
    QCOMPARE(octets, QByteArray("small"));
    QCOMPARE(queue.take(), QByteArray("smallmore"));
}

void tst_OutputQueue::theOrderIsKept()
{
    OutputQueue queue(nullptr);
    QByteArray expected;
    for (int i = 0; i < 40; ++i) {
        const QByteArray octets = i % 3 == 0 ? large(char('a' + i % 26)) : QByteArray::number(i);
        queue.share(octets);
        expected += octets;
    }
    QByteArray taken;
    for (int i = 0; i < 10; ++i)
        taken += queue.take();
    queue.append("the end"); // while some were taken
    while (queue.size() > 0)
        taken += queue.take();
    QVERIFY(taken == expected + "the end");
}

void tst_OutputQueue::allAtOnce()
{
    OutputQueue queue(nullptr);
    queue.append("head");
    queue.share(large());
    queue.append("tail");
    QVERIFY(queue.takeAll() == "head" + large() + "tail");
    QCOMPARE(queue.size(), 0);
    QVERIFY(queue.takeAll().isEmpty());
}

void tst_OutputQueue::manyFramesMoveSeldom()
{
    OutputQueue queue(nullptr);
    const char *latest = nullptr;
    int moves = 0;
    for (int i = 0; i < 10'000; ++i) {
        const char *at = queue.extend(10);
        moves += at != latest;
        latest = at + 10;
        std::memset(const_cast<char *>(at), 'x', 10);
    }
    QCOMPARE(queue.take(), QByteArray(100'000, 'x'));
    QVERIFY2(moves < 20, qPrintable(QString::number(moves)));
}

void tst_OutputQueue::roomIsMadeForWhatIsExpected()
{
    OutputQueue queue(nullptr);
    queue.expect(10'000);
    queue.append("x");
    QVERIFY(queue.take().capacity() >= 10'000);
    queue.expect(100'000'000);
    queue.append("x");
    QVERIFY(queue.take().capacity() <= 2 * OutputQueue::MostCopied);
    queue.expect(0);
    queue.append("x");
    QVERIFY(queue.take().capacity() < 1000);
}

void tst_OutputQueue::buffersComeFromThePool()
{
    BufferPool pool;
    OutputQueue queue(&pool);
    queue.append(QByteArray(100, 'a'));
    QByteArray segment = queue.take();
    const void *memory = memoryOf(segment);
    pool.give(std::move(segment));
    queue.append(QByteArray(90, 'b'));
    QCOMPARE(memoryOf(queue.take()), memory);
    // Growing gives back what became too small.
    queue.append(QByteArray(80, 'c'));
    queue.append(QByteArray(800, 'c'));
    QVERIFY(pool.keeps(80));
}

QTEST_APPLESS_MAIN(tst_OutputQueue)
#include "tst_outputqueue.moc"

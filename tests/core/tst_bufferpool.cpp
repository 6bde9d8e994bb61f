// SPDX-License-Identifier: MIT
#include "core/bufferpool.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

namespace {

QByteArray bufferOf(qsizetype capacity)
{
    QByteArray buffer;
    buffer.reserve(capacity);
    return buffer;
}

const void *memoryOf(const QByteArray &buffer)
{
    return buffer.constData();
}

} // namespace

class tst_BufferPool : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasGivenComesBackEmpty();
    void theLatestComesFirst();
    void whatSomebodyKeptIsNotUsedAgain();
    void memoryOfSomebodyElseIsNotKept();
    void aSmallRequestGetsNoLargeBuffer();
    void aTooSmallOneIsPassedOver();
    void isBounded_data();
    void isBounded();
    void whatWasGivenLastStays();
    void trimmingGivesEverythingBack();
    void tellsOnceThatItIsFilled();
    void knowsWhetherItWasUsed();
    void thereMayBeNoPool();
};

void tst_BufferPool::whatWasGivenComesBackEmpty()
{
    BufferPool pool;
    QByteArray buffer = bufferOf(1000);
    buffer += "something";
    const void *memory = memoryOf(buffer);
    pool.give(std::move(buffer));
    QVERIFY(buffer.isNull());
    QVERIFY(pool.keeps(900));
    const QByteArray again = pool.take(900);
    QVERIFY(again.isEmpty());
    QCOMPARE(memoryOf(again), memory);
    QVERIFY(!pool.keeps(900));
    QCOMPARE(pool.keptBytes(), 0);
}

void tst_BufferPool::theLatestComesFirst()
{
    BufferPool pool;
    QByteArray first = bufferOf(100);
    QByteArray second = bufferOf(100);
    const void *memory = memoryOf(second);
    pool.give(std::move(first));
    pool.give(std::move(second));
    QCOMPARE(memoryOf(pool.take(50)), memory);
}

void tst_BufferPool::whatSomebodyKeptIsNotUsedAgain()
{
    BufferPool pool;
    QByteArray buffer = bufferOf(100);
    buffer += "kept";
    const QByteArray kept = buffer;
    pool.give(std::move(buffer));
    QVERIFY(buffer.isNull());
    QVERIFY(!pool.keeps(1));
    QCOMPARE(kept, QByteArray("kept"));
}

void tst_BufferPool::memoryOfSomebodyElseIsNotKept()
{
    BufferPool pool;
    char octets[300] = {};
    pool.give(QByteArray::fromRawData(octets, sizeof octets));
    pool.give(QByteArrayLiteral("a literal"));
    pool.give(QByteArray());
    QCOMPARE(pool.keptBytes(), 0);
    QVERIFY(!pool.keeps(0));
}

// Whoever keeps a message of few octets must not keep much memory with it.
void tst_BufferPool::aSmallRequestGetsNoLargeBuffer()
{
    BufferPool pool;
    pool.give(bufferOf(60'000));
    QVERIFY(pool.take(20).capacity() <= 256);
    QVERIFY(pool.take(1000).capacity() <= 4 * 1024);
    QVERIFY(pool.take(30'000).capacity() >= 60'000);
}

void tst_BufferPool::aTooSmallOneIsPassedOver()
{
    BufferPool pool;
    QByteArray large = bufferOf(1000);
    const void *memory = memoryOf(large);
    pool.give(std::move(large));
    pool.give(bufferOf(300));
    QCOMPARE(memoryOf(pool.take(800)), memory);
    QVERIFY(pool.take(800).capacity() >= 800);
    QVERIFY(pool.keeps(300));
}

void tst_BufferPool::isBounded_data()
{
    QTest::addColumn<qsizetype>("capacity");
    QTest::addColumn<qsizetype>("mostKept");
    QTest::newRow("small") << qsizetype(200) << qsizetype(200 * BufferPool::MostOfASize);
    QTest::newRow("large") << qsizetype(1024 * 1024) << BufferPool::MostBytes;
    QTest::newRow("the largest") << BufferPool::MostOfOne << BufferPool::MostBytes;
    QTest::newRow("too large") << BufferPool::MostOfOne + 1 << qsizetype(0);
}

void tst_BufferPool::isBounded()
{
    QFETCH(const qsizetype, capacity);
    QFETCH(const qsizetype, mostKept);
    BufferPool pool;
    for (int i = 0; i < 100; ++i)
        pool.give(bufferOf(capacity));
    QCOMPARE(pool.keptBytes(), mostKept);
}

void tst_BufferPool::whatWasGivenLastStays()
{
    BufferPool pool;
    for (int i = 0; i < 16; ++i)
        pool.give(bufferOf(1024 * 1024));
    for (int i = 0; i < 3; ++i)
        pool.give(bufferOf(2 * 1024 * 1024));
    QVERIFY(pool.keptBytes() <= BufferPool::MostBytes);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(pool.keeps(2 * 1024 * 1024));
        pool.take(2 * 1024 * 1024);
    }
    QVERIFY(pool.keeps(1024 * 1024));
}

void tst_BufferPool::trimmingGivesEverythingBack()
{
    BufferPool pool;
    pool.give(bufferOf(100));
    pool.give(bufferOf(1024 * 1024));
    pool.trim();
    QCOMPARE(pool.keptBytes(), 0);
    QVERIFY(!pool.keeps(1));
    pool.give(bufferOf(100));
    QVERIFY(pool.keeps(100));
}

void tst_BufferPool::tellsOnceThatItIsFilled()
{
    class Pool : public BufferPool
    {
    public:
        int fills = 0;

    protected:
        void filled() override { ++fills; }
    } pool;
    pool.give(QByteArray());
    QCOMPARE(pool.fills, 0);
    for (int i = 0; i < 3; ++i)
        pool.give(pool.take(100));
    QCOMPARE(pool.fills, 1);
    pool.trim();
    pool.give(bufferOf(100));
    QCOMPARE(pool.fills, 2);
}

void tst_BufferPool::knowsWhetherItWasUsed()
{
    BufferPool pool;
    QVERIFY(!pool.takeUsed());
    pool.give(bufferOf(100));
    QVERIFY(pool.takeUsed());
    QVERIFY(!pool.takeUsed());
    pool.take(100);
    QVERIFY(pool.takeUsed());
}

void tst_BufferPool::thereMayBeNoPool()
{
    QByteArray buffer = takeBuffer(nullptr, 100);
    QVERIFY(buffer.isEmpty());
    QVERIFY(buffer.capacity() >= 100);
    giveBuffer(nullptr, std::move(buffer));
    QCOMPARE(buffer.capacity(), 0);
}

QTEST_APPLESS_MAIN(tst_BufferPool)
#include "tst_bufferpool.moc"

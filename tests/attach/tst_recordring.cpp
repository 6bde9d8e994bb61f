// SPDX-License-Identifier: MIT
#include "attach/recordring.h"

#include <QtTest/QTest>

#include <cstring>
#include <thread>

using Gantry::Attach::RecordRing;

namespace {

bool write(RecordRing &ring, QByteArrayView octets)
{
    char *entry = ring.reserve(octets.size());
    if (!entry)
        return false;
    std::memcpy(entry, octets.data(), size_t(octets.size()));
    ring.commit();
    return true;
}

QByteArray read(RecordRing &ring)
{
    const auto entry = ring.front(ring.end());
    if (!entry)
        return QByteArray("(none)");
    QByteArray octets = entry->toByteArray();
    ring.pop();
    return octets;
}

} // namespace

class tst_RecordRing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entriesComeOutInOrder();
    void whatIsNotCommittedIsNotSeen();
    void entriesBehindTheGivenEndWait();
    void fullRingRefusesAndGoesOnOnceRead();
    void entriesOfHalfTheRingAlwaysFitWhenItIsEmpty();
    void entriesLieInOnePieceAtEveryOffset();
    void largeOnesGoBeside();
    void whatWasNotReadIsFreed();
    void twoThreadsAgree();
};

void tst_RecordRing::entriesComeOutInOrder()
{
    RecordRing ring(64);
    QCOMPARE(read(ring), QByteArray("(none)"));
    QVERIFY(write(ring, "one") && write(ring, "") && write(ring, "three"));
    QCOMPARE(read(ring), QByteArray("one"));
    QCOMPARE(read(ring), QByteArray(""));
    QCOMPARE(read(ring), QByteArray("three"));
    QCOMPARE(read(ring), QByteArray("(none)"));
}

void tst_RecordRing::whatIsNotCommittedIsNotSeen()
{
    RecordRing ring(64);
    QVERIFY(ring.reserve(4));
    QVERIFY(!ring.front(ring.end()));
    QVERIFY(write(ring, "real")); // in the same place
    QCOMPARE(read(ring), QByteArray("real"));
}

void tst_RecordRing::entriesBehindTheGivenEndWait()
{
    RecordRing ring(64);
    QVERIFY(write(ring, "a"));
    const quint64 end = ring.end();
    QVERIFY(write(ring, "b"));
    QVERIFY(ring.front(end));
    ring.pop();
    QVERIFY(!ring.front(end));
    QVERIFY(ring.front(ring.end()));
}

void tst_RecordRing::fullRingRefusesAndGoesOnOnceRead()
{
    RecordRing ring(64);
    int written = 0;
    while (write(ring, "1234"))
        ++written;
    QCOMPARE(written, 8); // 4 octets and their header each
    QVERIFY(!write(ring, ""));
    QCOMPARE(read(ring), QByteArray("1234"));
    QVERIFY(write(ring, "last"));
    for (int i = 0; i < 7; ++i)
        QCOMPARE(read(ring), QByteArray("1234"));
    QCOMPARE(read(ring), QByteArray("last"));
}

void tst_RecordRing::entriesOfHalfTheRingAlwaysFitWhenItIsEmpty()
{
    const QByteArray half(32 - 4, 'h');
    for (int offset = 0; offset < 64; offset += 4) {
        RecordRing ring(64);
        for (int i = 0; i < offset; i += 4) {
            QVERIFY(write(ring, ""));
            read(ring);
        }
        QVERIFY2(write(ring, half), qPrintable(QString::number(offset)));
        QCOMPARE(read(ring), half);
    }
}

void tst_RecordRing::entriesLieInOnePieceAtEveryOffset()
{
    RecordRing ring(256);
    for (int i = 0; i < 10'000; ++i) {
        const QByteArray octets(i % 61, char(i));
        QVERIFY(write(ring, octets));
        QCOMPARE(read(ring), octets);
    }
}

void tst_RecordRing::largeOnesGoBeside()
{
    RecordRing ring(64);
    const QByteArray large(1000, 'L');
    QVERIFY(write(ring, "before"));
    QVERIFY(ring.commitBeside(std::make_unique<QByteArray>(large)));
    QVERIFY(write(ring, "behind"));
    QCOMPARE(read(ring), QByteArray("before"));
    QVERIFY(ring.front(ring.end()));
    QCOMPARE(*ring.beside(), large);
    QCOMPARE(read(ring), large);
    QVERIFY(ring.front(ring.end()));
    QVERIFY(!ring.beside());
    QCOMPARE(read(ring), QByteArray("behind"));
}

void tst_RecordRing::whatWasNotReadIsFreed()
{
    RecordRing ring(64); // LeakSanitizer looks
    QVERIFY(ring.commitBeside(std::make_unique<QByteArray>(1000, 'L')));
    QVERIFY(ring.commitBeside(std::make_unique<QByteArray>(1000, 'L')));
}

void tst_RecordRing::twoThreadsAgree()
{
    RecordRing ring(1024);
    constexpr quint32 Count = 200'000;
    std::thread writer([&ring] {
        for (quint32 i = 0; i < Count;) {
            const qsizetype size = qsizetype(sizeof i + i % 97);
            char *entry = ring.reserve(size);
            if (!entry) {
                std::this_thread::yield();
                continue;
            }
            std::memcpy(entry, &i, sizeof i);
            std::memset(entry + sizeof i, int(i & 0xFF), i % 97);
            ring.commit();
            ++i;
        }
    });
    quint32 wrong = 0;
    for (quint32 expected = 0; expected < Count;) {
        const auto entry = ring.front(ring.end());
        if (!entry) {
            std::this_thread::yield();
            continue;
        }
        quint32 number = 0;
        std::memcpy(&number, entry->data(), sizeof number);
        const QByteArrayView filling = entry->sliced(sizeof number);
        if (number != expected || filling.size() != expected % 97
            || filling.count(char(expected)) != filling.size())
            ++wrong;
        ring.pop();
        ++expected;
    }
    writer.join();
    QCOMPARE(wrong, 0U);
}

QTEST_APPLESS_MAIN(tst_RecordRing)
#include "tst_recordring.moc"

// SPDX-License-Identifier: MIT
#include "wrapping/bytequeue.h"

#include <QtTest/QTest>

using namespace Gantry;

class TestByteQueue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatGoesInComesOutInOrder_data();
    void whatGoesInComesOutInOrder();
    void findsAnOctetBehindWhatWasRead();
    void clearedItIsEmpty();
};

void TestByteQueue::whatGoesInComesOutInOrder_data()
{
    QTest::addColumn<int>("pieceSize");
    QTest::addColumn<int>("readSize");
    for (const int piece : {1, 3, 16'384, 70'000}) {
        for (const int read : {1, 7, 16'384, 100'000})
            QTest::addRow("%d by %d", piece, read) << piece << read;
    }
}

void TestByteQueue::whatGoesInComesOutInOrder()
{
    QFETCH(int, pieceSize);
    QFETCH(int, readSize);
    QByteArray all;
    for (int i = 0; i < 150'000; ++i)
        all.append(char(i * 7 + i / 251));
    ByteQueue queue;
    QByteArray out;
    QByteArray buffer(readSize, Qt::Uninitialized);
    for (qsizetype at = 0; at < all.size(); at += pieceSize) {
        queue.append(all.mid(at, pieceSize));
        // Now and then, so that pieces are read in part.
        if (at % 5 == 0)
            out.append(buffer.constData(), queue.read(buffer.data(), readSize));
        QCOMPARE(queue.size() + out.size(), std::min<qsizetype>(at + pieceSize, all.size()));
    }
    while (!queue.isEmpty())
        out.append(buffer.constData(), queue.read(buffer.data(), readSize));
    QCOMPARE(out, all);
    QCOMPARE(queue.read(buffer.data(), readSize), 0);
}

void TestByteQueue::findsAnOctetBehindWhatWasRead()
{
    ByteQueue queue;
    queue.append("a\nb");
    QVERIFY(queue.contains('\n'));
    char buffer[2];
    QCOMPARE(queue.read(buffer, 2), 2);
    QVERIFY(!queue.contains('\n'));
    queue.append(QByteArray(20'000, 'x'));
    queue.append("\n");
    QVERIFY(queue.contains('\n'));
}

void TestByteQueue::clearedItIsEmpty()
{
    ByteQueue queue;
    queue.append("abc");
    char octet;
    queue.read(&octet, 1);
    queue.clear();
    QVERIFY(queue.isEmpty());
    queue.append("d");
    QCOMPARE(queue.read(&octet, 1), 1);
    QCOMPARE(octet, 'd');
}

QTEST_GUILESS_MAIN(TestByteQueue)
#include "tst_bytequeue.moc"

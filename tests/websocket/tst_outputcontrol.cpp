// SPDX-License-Identifier: MIT
#include "websocket/outputcontrol.h"

#include <QtTest/QTest>

using namespace Gantry;
using Verdict = OutputControl::Verdict;

class TestOutputControl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judges_data();
    void judges();
    void theOldestMakeRoom();
    void heldMessagesWaitForTheLowMark();
    void emptyMessagesCostSomethingToo();
    void whatIsGivenUpAtTheEndIsLoss();
    void aMessageLargerThanTheMarkIsHeldAlone();
    void lossIsToldOnce();
    void whatIsHeldOwnsItsMemory();
};

void TestOutputControl::judges_data()
{
    QTest::addColumn<qint64>("mark");
    QTest::addColumn<OutputPolicy>("policy");
    QTest::addColumn<qint64>("waiting");
    QTest::addColumn<qint64>("size");
    QTest::addColumn<Verdict>("verdict");
    const auto row = [](const char *name, qint64 mark, OutputPolicy policy, qint64 waiting, qint64 size,
                        Verdict verdict) {
        QTest::newRow(name) << mark << policy << waiting << size << verdict;
    };
    row("no mark", 0, OutputPolicy::DropNew, 1'000'000, 1'000'000, Verdict::Send);
    row("Queue sends past the mark", 100, OutputPolicy::Queue, 1000, 1000, Verdict::Send);
    row("DropNew up to the mark", 100, OutputPolicy::DropNew, 60, 40, Verdict::Send);
    row("DropNew past it", 100, OutputPolicy::DropNew, 61, 40, Verdict::Drop);
    row("DropNew, nothing waits", 100, OutputPolicy::DropNew, 0, 1000, Verdict::Send);
    row("Close up to the mark", 100, OutputPolicy::Close, 60, 40, Verdict::Send);
    row("Close past it", 100, OutputPolicy::Close, 61, 40, Verdict::Close);
    row("DropOld up to half", 100, OutputPolicy::DropOld, 50, 1000, Verdict::Send);
    row("DropOld past half", 100, OutputPolicy::DropOld, 51, 1, Verdict::Hold);
}

void TestOutputControl::judges()
{
    QFETCH(const qint64, mark);
    QFETCH(const OutputPolicy, policy);
    QFETCH(const qint64, waiting);
    QFETCH(const qint64, size);
    QTEST(OutputControl(mark, policy).judge(waiting, size), "verdict");
}

void TestOutputControl::theOldestMakeRoom()
{
    // Room for four messages beside what waits outside.
    OutputControl control(60 + 4 * (10 + OutputControl::MessageOverhead), OutputPolicy::DropOld);
    for (char name = 'a'; name <= 'e'; ++name) {
        QCOMPARE(control.hold({.payload = QByteArray(10, name)}, 60), name != 'e');
        QVERIFY(control.heldOctets() <= 40);
    }
    QCOMPARE(control.heldOctets(), 40);
    QCOMPARE(control.judge(0, 1), Verdict::Hold); // it may not overtake those
    const auto loss = control.takeLoss();
    QCOMPARE(loss.count, 1);
    QCOMPARE(loss.octets, 10);
    QCOMPARE(control.next(0)->payload, QByteArray(10, 'b'));
}

void TestOutputControl::heldMessagesWaitForTheLowMark()
{
    OutputControl control(1000, OutputPolicy::DropOld);
    control.hold({.payload = "one", .isBinary = true, .options = {.doNotCompress = true}}, 501);
    control.hold({.payload = "two"}, 501);
    QVERIFY(!control.next(501));
    const auto first = control.next(500);
    QVERIFY(first);
    QCOMPARE(first->payload, "one");
    QVERIFY(first->isBinary && first->options.doNotCompress);
    QCOMPARE(control.next(10'000, true)->payload, "two");
    QVERIFY(!control.next(0, true));
    QCOMPARE(control.heldOctets(), 0);
}

void TestOutputControl::emptyMessagesCostSomethingToo()
{
    OutputControl control(1000, OutputPolicy::DropOld);
    int taken = 0;
    while (taken < 1000 && control.hold({}, 0))
        ++taken;
    QCOMPARE(taken, int(1000 / OutputControl::MessageOverhead));
}

void TestOutputControl::whatIsGivenUpAtTheEndIsLoss()
{
    OutputControl control(1000, OutputPolicy::DropOld);
    control.hold({.payload = "one"}, 0);
    control.hold({.payload = "three"}, 0);
    control.clear();
    const auto loss = control.takeLoss();
    QCOMPARE(loss.count, 2);
    QCOMPARE(loss.octets, 8);
    QVERIFY(!control.holdsSome());
    QCOMPARE(control.heldOctets(), 0);
}

void TestOutputControl::aMessageLargerThanTheMarkIsHeldAlone()
{
    OutputControl control(100, OutputPolicy::DropOld);
    control.hold({.payload = "small"}, 60);
    control.hold({.payload = QByteArray(500, 'x')}, 60);
    QCOMPARE(control.takeLoss().count, 1);
    QCOMPARE(control.heldOctets(), 500);
}

void TestOutputControl::lossIsToldOnce()
{
    OutputControl control(100, OutputPolicy::DropNew);
    QVERIFY(!control.hasLoss());
    control.drop(7);
    control.drop(8);
    QVERIFY(control.hasLoss());
    const auto loss = control.takeLoss();
    QCOMPARE(loss.count, 2);
    QCOMPARE(loss.octets, 15);
    QVERIFY(!control.hasLoss());
}

void TestOutputControl::whatIsHeldOwnsItsMemory()
{
    OutputControl control(1000, OutputPolicy::DropOld);
    QByteArray memory("what is sent");
    QVERIFY(control.hold({.payload = QByteArray::fromRawData(memory.constData(), memory.size())}, 600));
    memory.fill('x');
    QCOMPARE(control.next(0)->payload, QByteArray("what is sent"));
}

QTEST_APPLESS_MAIN(TestOutputControl)
#include "tst_outputcontrol.moc"

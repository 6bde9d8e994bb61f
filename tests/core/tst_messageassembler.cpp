// SPDX-License-Identifier: MIT
#include "core/message/messageassembler.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_MessageAssembler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unmasksPiecesAtTheirPosition();
    void framePayloadIsWhatTheFrameBrought();
    void anAnnouncedLengthBuysLittleMemory();
    void theBufferIsUsedAgainUnlessSomebodyKeptIt();
    void noBufferStaysBetweenMessages();
    void memoryThatIsThereIsUsedForAnAnnouncedLength();
    void aMessageOfManyFragmentsGrowsInSteps();
    void whatFollowsAWrongOctetIsShownAsItIs();
    void textIsNotCheckedWhenSwitchedOff();
    void unlimitedMeansUnlimited();
};

namespace {

FrameHeader textHeader(quint64 length, bool fin = true)
{
    return {.fin = fin, .payloadLength = length};
}

void addWhole(MessageAssembler &assembler, const FrameHeader &header, QByteArrayView payload)
{
    QVERIFY(!assembler.beginFrame(header));
    QVERIFY(!assembler.addPayload(header, payload, 0));
    QVERIFY(!assembler.endFrame(header));
}

} // namespace

void tst_MessageAssembler::unmasksPiecesAtTheirPosition()
{
    MessageAssembler assembler({}, true);
    const FrameHeader header{.masked = true, .maskKey = 0x37fa213d, .payloadLength = 5};
    const QByteArray wire = QByteArray::fromHex("7f9f4d5158");
    QVERIFY(!assembler.beginFrame(header));
    for (int i = 0; i < 5; ++i)
        QVERIFY(!assembler.addPayload(header, QByteArrayView(wire).sliced(i, 1), quint64(i)));
    QVERIFY(!assembler.endFrame(header));
    QCOMPARE(assembler.message(), QByteArray("Hello"));
}

void tst_MessageAssembler::framePayloadIsWhatTheFrameBrought()
{
    MessageAssembler assembler({}, true);
    addWhole(assembler, textHeader(3, false), "one");
    QCOMPARE(assembler.framePayload().toByteArray(), QByteArray("one"));
    addWhole(assembler, {.opcode = quint8(Opcode::Continuation), .payloadLength = 3}, "two");
    QCOMPARE(assembler.framePayload().toByteArray(), QByteArray("two"));
    QCOMPARE(assembler.message(), QByteArray("onetwo"));
}

void tst_MessageAssembler::anAnnouncedLengthBuysLittleMemory()
{
    MessageAssembler assembler({.maxFrameBytes = 0, .maxMessageBytes = 0}, true);
    const FrameHeader header = textHeader((quint64(1) << 63) - 1);
    QVERIFY(!assembler.beginFrame(header));
    QCOMPARE(assembler.message().capacity(), 0);
    QVERIFY(!assembler.addPayload(header, "x", 0));
    QVERIFY(assembler.message().capacity() <= 2 * 1024 * 1024);
}

void tst_MessageAssembler::theBufferIsUsedAgainUnlessSomebodyKeptIt()
{
    BufferPool pool;
    MessageAssembler assembler({}, true, &pool);
    addWhole(assembler, textHeader(9), "the first");
    const char *buffer = assembler.message().constData();
    assembler.endMessage();
    addWhole(assembler, textHeader(6), "second");
    QCOMPARE(static_cast<const void *>(assembler.message().constData()), static_cast<const void *>(buffer));

    const QByteArray kept = assembler.message();
    assembler.endMessage();
    addWhole(assembler, textHeader(5), "third");
    QCOMPARE(kept, QByteArray("second"));
}

void tst_MessageAssembler::noBufferStaysBetweenMessages()
{
    BufferPool pool;
    for (BufferPool *buffers : {&pool, static_cast<BufferPool *>(nullptr)}) {
        MessageAssembler assembler({}, true, buffers);
        addWhole(assembler, textHeader(200'000), QByteArray(200'000, 'x'));
        assembler.endMessage();
        QCOMPARE(assembler.message().capacity(), 0);
    }
    QVERIFY(pool.keptBytes() >= 200'000);
}

void tst_MessageAssembler::memoryThatIsThereIsUsedForAnAnnouncedLength()
{
    constexpr qsizetype length = 5'000'000;
    BufferPool pool;
    QByteArray large;
    large.reserve(length);
    const void *memory = large.constData();
    pool.give(std::move(large));
    MessageAssembler assembler({}, true, &pool);
    QVERIFY(!assembler.beginFrame(textHeader(length)));
    QVERIFY(!assembler.addPayload(textHeader(length), "x", 0));
    QCOMPARE(static_cast<const void *>(assembler.message().constData()), memory);
}

void tst_MessageAssembler::aMessageOfManyFragmentsGrowsInSteps()
{
    BufferPool pool;
    MessageAssembler assembler({}, true, &pool);
    int moves = 0;
    qsizetype capacity = 0;
    for (int i = 0; i < 10'000; ++i) {
        addWhole(assembler,
                 {.fin = false,
                  .opcode = quint8(i == 0 ? Opcode::Text : Opcode::Continuation),
                  .payloadLength = 10},
                 "0123456789");
        moves += std::exchange(capacity, assembler.message().capacity()) != assembler.message().capacity();
    }
    QCOMPARE(assembler.message(), QByteArray("0123456789").repeated(10'000));
    QVERIFY2(moves < 20, qPrintable(QString::number(moves)));
}

void tst_MessageAssembler::whatFollowsAWrongOctetIsShownAsItIs()
{
    MessageAssembler assembler({}, true);
    const QByteArray text = QByteArray(100, 'a') + '\xff' + QByteArray(50'000, 'b');
    const FrameHeader header = textHeader(text.size());
    QVERIFY(!assembler.beginFrame(header));
    QCOMPARE(assembler.addPayload(header, text, 0), Violation::InvalidUtf8);
    QCOMPARE(assembler.framePayload().toByteArray(), text);
}

void tst_MessageAssembler::textIsNotCheckedWhenSwitchedOff()
{
    MessageAssembler assembler({}, false);
    addWhole(assembler, textHeader(2), "\xff\xe2");
    QCOMPARE(assembler.message(), QByteArray("\xff\xe2"));
}

void tst_MessageAssembler::unlimitedMeansUnlimited()
{
    MessageAssembler assembler({.maxFrameBytes = 0, .maxMessageBytes = 0}, true);
    addWhole(assembler, textHeader(70'000'000), QByteArray(70'000'000, 'x'));
    QCOMPARE(assembler.message().size(), 70'000'000);
}

QTEST_APPLESS_MAIN(tst_MessageAssembler)
#include "tst_messageassembler.moc"

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
    void aLargeBufferIsGivenBack();
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
    QVERIFY(!assembler.beginFrame(textHeader((quint64(1) << 63) - 1)));
    QVERIFY(assembler.message().capacity() <= 2 * 1024 * 1024);
}

void tst_MessageAssembler::theBufferIsUsedAgainUnlessSomebodyKeptIt()
{
    MessageAssembler assembler({}, true);
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

void tst_MessageAssembler::aLargeBufferIsGivenBack()
{
    MessageAssembler assembler({}, true);
    addWhole(assembler, textHeader(200'000), QByteArray(200'000, 'x'));
    assembler.endMessage();
    QCOMPARE(assembler.message().capacity(), 0);
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

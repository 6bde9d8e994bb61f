// SPDX-License-Identifier: MIT
#include "core/frame/frameheader.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

Q_DECLARE_METATYPE(FrameHeader)

class tst_FrameHeader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void octetsAndHeaderAreEachOther_data();
    void octetsAndHeaderAreEachOther();
    void everyPrefixAsksForMore();
    void tooManyLengthOctetsAreNoticed_data();
    void tooManyLengthOctetsAreNoticed();
};

void tst_FrameHeader::octetsAndHeaderAreEachOther_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<FrameHeader>("header");

    const auto hex = [](const char *text) { return QByteArray::fromHex(text); };
    QTest::newRow("5.7 unmasked text, 5 octets") << hex("8105") << FrameHeader{.payloadLength = 5};
    QTest::newRow("5.7 masked text, 5 octets")
        << hex("818537fa213d") << FrameHeader{.masked = true, .maskKey = 0x37fa213d, .payloadLength = 5};
    QTest::newRow("5.7 first fragment") << hex("0103") << FrameHeader{.fin = false, .payloadLength = 3};
    QTest::newRow("5.7 last fragment") << hex("8002") << FrameHeader{.opcode = 0, .payloadLength = 2};
    QTest::newRow("5.7 256 octets binary")
        << hex("827e0100") << FrameHeader{.opcode = 2, .payloadLength = 256};
    QTest::newRow("5.7 64 KiB binary")
        << hex("827f0000000000010000") << FrameHeader{.opcode = 2, .payloadLength = 65536};
    QTest::newRow("empty pong") << hex("8a00") << FrameHeader{.opcode = 10};
    QTest::newRow("longest of 7 bits") << hex("827d") << FrameHeader{.opcode = 2, .payloadLength = 125};
    QTest::newRow("shortest of 16 bits") << hex("827e007e") << FrameHeader{.opcode = 2, .payloadLength = 126};
    QTest::newRow("longest of 16 bits")
        << hex("827effff") << FrameHeader{.opcode = 2, .payloadLength = 65535};
    QTest::newRow("longest of 63 bits")
        << hex("827f7fffffffffffffff") << FrameHeader{.opcode = 2, .payloadLength = 0x7fffffffffffffff};
    QTest::newRow("top bit set") << hex("827f8000000000000000")
                                 << FrameHeader{.opcode = 2, .payloadLength = 0x8000000000000000};
    QTest::newRow("all bits set") << hex("fffffffffffffffffffffffffffe")
                                  << FrameHeader{.rsv = 7,
                                                 .opcode = 15,
                                                 .masked = true,
                                                 .maskKey = 0xfffffffe,
                                                 .payloadLength = 0xffffffffffffffff};
}

void tst_FrameHeader::octetsAndHeaderAreEachOther()
{
    QFETCH(QByteArray, octets);
    QFETCH(FrameHeader, header);

    const auto parsed = parseFrameHeader(octets);
    QCOMPARE(parsed.size, octets.size());
    QVERIFY(parsed.header == header);
    QCOMPARE(frameHeaderSize(header), octets.size());

    std::array<char, MaxFrameHeaderSize> out;
    const int size = writeFrameHeader(header, out);
    QCOMPARE(QByteArray(out.data(), size), octets);
}

void tst_FrameHeader::everyPrefixAsksForMore()
{
    const auto octets = QByteArray::fromHex("82ff0000000000010000a1b2c3d4");
    QCOMPARE(octets.size(), MaxFrameHeaderSize);
    for (qsizetype size = 0; size < octets.size(); ++size)
        QCOMPARE(parseFrameHeader(QByteArrayView(octets).first(size)).size, 0);
    QCOMPARE(parseFrameHeader(octets + "payload").size, MaxFrameHeaderSize);
}

void tst_FrameHeader::tooManyLengthOctetsAreNoticed_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<quint64>("length");
    QTest::newRow("16 bits for 125") << QByteArray::fromHex("817e007d") << quint64(125);
    QTest::newRow("64 bits for 0") << QByteArray::fromHex("817f0000000000000000") << quint64(0);
    QTest::newRow("64 bits for 65535") << QByteArray::fromHex("817f000000000000ffff") << quint64(65535);
}

void tst_FrameHeader::tooManyLengthOctetsAreNoticed()
{
    QFETCH(QByteArray, octets);
    const auto parsed = parseFrameHeader(octets);
    QCOMPARE(parsed.size, octets.size());
    QTEST(parsed.header.payloadLength, "length");
    QVERIFY(!parsed.header.minimalLength);
}

QTEST_APPLESS_MAIN(tst_FrameHeader)
#include "tst_frameheader.moc"

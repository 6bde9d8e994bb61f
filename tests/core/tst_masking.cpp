// SPDX-License-Identifier: MIT
#include "core/frame/masking.h"

#include <QtCore/QByteArray>
#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_Masking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesTheExampleOfTheRfc();
    void everyLengthAndPositionMatchesTheDefinition();
    void piecesAmountToTheWhole();
};

namespace {

QByteArray sample(int size)
{
    QByteArray octets(size, Qt::Uninitialized);
    for (int i = 0; i < size; ++i)
        octets[i] = char(i * 7 + 3);
    return octets;
}

// RFC 6455 section 5.3, word for word: "transformed-octet-i = original-octet-i XOR
// masking-key-octet-(i MOD 4)".
QByteArray byDefinition(QByteArray octets, quint32 key, int position)
{
    for (int i = 0; i < octets.size(); ++i)
        octets[i] = char(octets[i] ^ char(key >> (24 - 8 * ((i + position) % 4))));
    return octets;
}

} // namespace

void tst_Masking::matchesTheExampleOfTheRfc()
{
    QByteArray hello = "Hello";
    applyMask({hello.data(), size_t(hello.size())}, 0x37fa213d, 0);
    QCOMPARE(hello, QByteArray::fromHex("7f9f4d5158"));
}

void tst_Masking::everyLengthAndPositionMatchesTheDefinition()
{
    constexpr quint32 key = 0xA1B2C3D4;
    // Up to where vectors begin, and around the lengths from which wide ones do.
    QList<int> sizes{255, 256, 257, 383, 384, 391, 1000, 70'000};
    for (int size = 0; size <= 70; ++size)
        sizes.append(size);
    for (const int size : std::as_const(sizes)) {
        const QByteArray plain = sample(size);
        for (int position = 0; position < 9; ++position) {
            QByteArray masked(size, '\0');
            copyMasked(plain.constData(), masked.data(), size, key, quint64(position));
            QCOMPARE(masked, byDefinition(plain, key, position));
        }
    }
}

void tst_Masking::piecesAmountToTheWhole()
{
    const QByteArray plain = sample(50);
    const QByteArray whole = byDefinition(plain, 0x01020304, 0);
    for (int cut = 0; cut <= plain.size(); ++cut) {
        QByteArray octets = plain;
        applyMask({octets.data(), size_t(cut)}, 0x01020304, 0);
        applyMask({octets.data() + cut, size_t(octets.size() - cut)}, 0x01020304, quint64(cut));
        QCOMPARE(octets, whole);
    }
}

QTEST_APPLESS_MAIN(tst_Masking)
#include "tst_masking.moc"

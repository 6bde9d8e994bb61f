// SPDX-License-Identifier: MIT
#include "websocket/systemrandom.h"

#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Gantry;

class TestSystemRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void maskKeysDoNotRepeat();
    void handshakeKeysAreSixteenOctets();
};

void TestSystemRandom::maskKeysDoNotRepeat()
{
    QSet<quint32> keys;
    for (int i = 0; i < 1000; ++i) // several refills of the stock
        keys.insert(SystemRandom::ofThisThread().nextMaskKey());
    // Two of a thousand 32-bit numbers are alike once in 8,600 runs; ten never.
    QVERIFY(keys.size() > 990);
}

void TestSystemRandom::handshakeKeysAreSixteenOctets()
{
    const QByteArray key = SystemRandom::ofThisThread().nextHandshakeKey();
    QCOMPARE(key.size(), 24);
    QCOMPARE(QByteArray::fromBase64(key).size(), 16);
    QVERIFY(key != SystemRandom::ofThisThread().nextHandshakeKey());
}

QTEST_APPLESS_MAIN(TestSystemRandom)
#include "tst_systemrandom.moc"

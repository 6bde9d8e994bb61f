// SPDX-License-Identifier: MIT
#include "core/frame/observedpayload.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class TestObservedPayload : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsKeptForNobody();
    void theBeginningIsKept_data();
    void theBeginningIsKept();

private:
    struct Observer final : FrameObserver
    {
        void frameSeen(Direction, const FrameHeader &, QByteArrayView) override { }
    };
};

void TestObservedPayload::nothingIsKeptForNobody()
{
    ObservedPayload observed(0);
    observed.add(nullptr, "octets");
    QVERIFY(observed.payload().isEmpty());
}

void TestObservedPayload::theBeginningIsKept_data()
{
    QTest::addColumn<quint64>("limit");
    QTest::addColumn<qsizetype>("kept");
    QTest::newRow("no limit of its own") << quint64(0) << qsizetype(1024 * 1024);
    QTest::newRow("a large limit") << quint64(64 * 1024 * 1024) << qsizetype(1024 * 1024);
    QTest::newRow("a small limit") << quint64(1000) << qsizetype(1000);
}

void TestObservedPayload::theBeginningIsKept()
{
    QFETCH(const quint64, limit);
    QFETCH(const qsizetype, kept);
    Observer observer;
    ObservedPayload observed(limit);
    observed.add(&observer, "begin");
    for (int i = 0; i < 100; ++i)
        observed.add(&observer, QByteArray(32 * 1024, 'x'));
    QCOMPARE(observed.payload().size(), kept);
    QVERIFY(observed.payload().startsWith("beginx"));
    observed.clear();
    QVERIFY(observed.payload().isEmpty());
}

QTEST_APPLESS_MAIN(TestObservedPayload)
#include "tst_observedpayload.moc"

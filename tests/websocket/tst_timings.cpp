// SPDX-License-Identifier: MIT
#include "websocket/timings.h"

#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestTimings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLatestTimeOfAKeyCounts();
    void aDifferenceNeedsBothKeys();
    void keysKeepTheirOrder();
    void jsonHasNanoseconds();
};

void TestTimings::theLatestTimeOfAKeyCounts()
{
    Timings timings;
    QVERIFY(timings.isEmpty() && !timings.at(u"onOpen"_s));
    timings.track(u"onMessage"_s, 1ms);
    timings.track(u"onMessage"_s, 3ms);
    QVERIFY(timings.at(u"onMessage"_s) == 3ms);
    QCOMPARE(timings.keys(), QStringList{u"onMessage"_s});
}

void TestTimings::aDifferenceNeedsBothKeys()
{
    Timings timings;
    timings.track(u"onOpen"_s, 1ms);
    QVERIFY(!timings.diff(u"onOpen"_s, u"onMessage"_s));
    timings.track(u"onMessage"_s, 5ms);
    QVERIFY(timings.diff(u"onOpen"_s, u"onMessage"_s) == 4ms);
    QVERIFY(timings.diff(u"onMessage"_s, u"onOpen"_s) == -4ms);
}

void TestTimings::keysKeepTheirOrder()
{
    Timings timings;
    timings.track(u"onOpen"_s, 1ms);
    timings.track(u"mine"_s, 2ms);
    timings.track(u"onOpen"_s, 3ms);
    QCOMPARE(timings.keys(), (QStringList{u"onOpen"_s, u"mine"_s}));
}

void TestTimings::jsonHasNanoseconds()
{
    Timings timings;
    timings.track(u"onOpen"_s, 2s);
    QCOMPARE(timings.toJson()[u"onOpen"_s].toInteger(), qint64(2'000'000'000));
}

QTEST_APPLESS_MAIN(TestTimings)
#include "tst_timings.moc"

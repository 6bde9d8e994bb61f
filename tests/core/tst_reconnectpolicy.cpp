// SPDX-License-Identifier: MIT
#include "core/reconnectpolicy.h"

#include <QtTest/QTest>

#include <limits>

using namespace Gantry::Core;
using namespace std::chrono_literals;

class tst_ReconnectPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theDefaultIsAutobahns();
    void delaysGrowUpToTheLongest();
    void jitterSpreadsToBothSides_data();
    void jitterSpreadsToBothSides();
    void theLongestDelayBoundsJitterAndTheServersWish();
    void theServersWishIsTheLeast();
    void retriesAreCounted();
    void noRetryAtAll();
    void aConnectionThatLastedStartsAnew();
    void aConnectionThatDidNotLastDoesNot();
    void nonsenseIsBroughtIntoRange_data();
    void nonsenseIsBroughtIntoRange();
    void worthRetrying_data();
    void worthRetrying();

private:
    static constexpr double Middle = 0.5; //!< no jitter
    const TimePoint m_start{1000s};
};

void tst_ReconnectPolicy::theDefaultIsAutobahns()
{
    const ReconnectPolicy policy;
    QVERIFY(!policy.enabled);
    QCOMPARE(policy.initialDelay, 1500ms);
    QCOMPARE(policy.maxDelay, 300'000ms);
    QCOMPARE(policy.growth, 1.5);
    QCOMPARE(policy.jitter, 0.1);
    QCOMPARE(policy.maxRetries, -1);
}

void tst_ReconnectPolicy::delaysGrowUpToTheLongest()
{
    ReconnectBackoff backoff({.initialDelay = 100ms, .maxDelay = 500ms, .growth = 2});
    for (const auto expected : {100ms, 200ms, 400ms, 500ms, 500ms})
        QCOMPARE(backoff.ended(m_start, Middle).value(), expected);
    for (int i = 0; i < 10'000; ++i)
        QCOMPARE(backoff.ended(m_start, Middle).value(), 500ms);
    QCOMPARE(backoff.retries(), 10'005);
}

void tst_ReconnectPolicy::jitterSpreadsToBothSides_data()
{
    QTest::addColumn<double>("chance");
    QTest::addColumn<qint64>("expected");
    QTest::newRow("least") << 0.0 << qint64(800);
    QTest::newRow("middle") << 0.5 << qint64(1000);
    QTest::newRow("most") << 0.75 << qint64(1100);
}

void tst_ReconnectPolicy::jitterSpreadsToBothSides()
{
    QFETCH(const double, chance);
    QFETCH(const qint64, expected);
    ReconnectBackoff backoff({.initialDelay = 1000ms, .growth = 1, .jitter = 0.2});
    QCOMPARE(backoff.ended(m_start, chance).value().count(), expected);
    // What is added to one delay is not what the next one grows from.
    QCOMPARE(backoff.ended(m_start, Middle).value(), 1000ms);
}

void tst_ReconnectPolicy::theLongestDelayBoundsJitterAndTheServersWish()
{
    ReconnectBackoff backoff({.initialDelay = 1000ms, .maxDelay = 1000ms, .jitter = 1});
    QCOMPARE(backoff.ended(m_start, 0.999).value(), 1000ms);
    QCOMPARE(backoff.ended(m_start, Middle, 24h).value(), 1000ms);
}

void tst_ReconnectPolicy::theServersWishIsTheLeast()
{
    ReconnectBackoff backoff({.initialDelay = 100ms});
    QCOMPARE(backoff.ended(m_start, Middle, 5s).value(), 5000ms);
    QCOMPARE(backoff.ended(m_start, Middle, 10ms).value(), 150ms);
}

void tst_ReconnectPolicy::retriesAreCounted()
{
    ReconnectBackoff backoff({.maxRetries = 2});
    QCOMPARE(backoff.retries(), 0);
    QVERIFY(backoff.ended(m_start, Middle));
    QCOMPARE(backoff.retries(), 1);
    QVERIFY(backoff.ended(m_start, Middle));
    QVERIFY(!backoff.ended(m_start, Middle));
    QCOMPARE(backoff.retries(), 2);
    backoff.reset();
    QCOMPARE(backoff.ended(m_start, Middle).value(), 1500ms);
}

void tst_ReconnectPolicy::noRetryAtAll()
{
    ReconnectBackoff backoff({.maxRetries = 0});
    QVERIFY(!backoff.ended(m_start, Middle));
}

void tst_ReconnectPolicy::aConnectionThatLastedStartsAnew()
{
    ReconnectBackoff backoff({.initialDelay = 100ms, .growth = 2, .maxRetries = 2, .resetAfter = 10s});
    QVERIFY(backoff.ended(m_start, Middle));
    QVERIFY(backoff.ended(m_start, Middle));
    backoff.opened(m_start);
    QCOMPARE(backoff.ended(m_start + 10s, Middle).value(), 100ms);
    QCOMPARE(backoff.retries(), 1);
}

void tst_ReconnectPolicy::aConnectionThatDidNotLastDoesNot()
{
    ReconnectBackoff backoff({.initialDelay = 100ms, .growth = 2, .resetAfter = 10s});
    QVERIFY(backoff.ended(m_start, Middle));
    backoff.opened(m_start);
    QCOMPARE(backoff.ended(m_start + 9s, Middle).value(), 200ms);
    // Time without a connection is no stable time.
    QCOMPARE(backoff.ended(m_start + 1000s, Middle).value(), 400ms);
}

void tst_ReconnectPolicy::nonsenseIsBroughtIntoRange_data()
{
    QTest::addColumn<ReconnectPolicy>("policy");
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("second");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("negative delay") << ReconnectPolicy{.initialDelay = -5ms} << qint64(0) << qint64(0);
    QTest::newRow("shrinking") << ReconnectPolicy{.initialDelay = 10ms, .growth = 0.1} << qint64(10)
                               << qint64(10);
    QTest::newRow("not a number") << ReconnectPolicy{.initialDelay = 10ms, .growth = nan, .jitter = nan}
                                  << qint64(10) << qint64(10);
    QTest::newRow("endless") << ReconnectPolicy{.initialDelay = std::chrono::milliseconds::max(),
                                                .maxDelay = std::chrono::milliseconds::max(),
                                                .growth = std::numeric_limits<double>::infinity()}
                             << qint64(2'000'000'000) << qint64(2'000'000'000);
}

void tst_ReconnectPolicy::nonsenseIsBroughtIntoRange()
{
    QFETCH(const ReconnectPolicy, policy);
    QFETCH(const qint64, first);
    QFETCH(const qint64, second);
    ReconnectBackoff backoff(policy);
    QCOMPARE(backoff.ended(m_start, Middle).value().count(), first);
    QCOMPARE(backoff.ended(m_start, Middle).value().count(), second);
}

void tst_ReconnectPolicy::worthRetrying_data()
{
    QTest::addColumn<CloseInfo>("info");
    QTest::addColumn<bool>("expected");
    const auto code = [](quint16 value) { return CloseInfo{.code = value, .remoteCode = value}; };
    for (const int value : {1000, 1001, 1005, 1006, 1011, 1012, 1013, 1014, 3008, 4000})
        QTest::addRow("code %d", value) << code(quint16(value)) << true;
    for (const int value : {1002, 1003, 1007, 1008, 1009, 1010, 1015, 3000, 3003})
        QTest::addRow("code %d", value) << code(quint16(value)) << false;
    QTest::newRow("7.4.1 answered with 1000 to our 1002")
        << CloseInfo{.code = 1000, .localCode = 1002} << false;
    const auto status = [](int value) { return CloseInfo{.code = 1006, .httpStatus = value}; };
    for (const int value : {408, 425, 429, 500, 502, 503, 504})
        QTest::addRow("status %d", value) << status(value) << true;
    for (const int value : {101, 200, 302, 400, 401, 403, 404, 407, 410, 426, 501, 505, 511})
        QTest::addRow("status %d", value) << status(value) << false;
}

void tst_ReconnectPolicy::worthRetrying()
{
    QFETCH(const CloseInfo, info);
    QFETCH(const bool, expected);
    QCOMPARE(isWorthRetrying(info), expected);
}

QTEST_APPLESS_MAIN(tst_ReconnectPolicy)
#include "tst_reconnectpolicy.moc"

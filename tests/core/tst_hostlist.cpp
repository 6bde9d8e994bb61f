// SPDX-License-Identifier: MIT
#include "core/handshake/hostlist.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Qt::Literals::StringLiterals;

class tst_HostList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyListLetsInEveryHost();
    void aHostIsLetInOrNot_data();
    void aHostIsLetInOrNot();
    void aMissingPortIsTheSchemes();
    void patternsThatMatchNothingAreTold_data();
    void patternsThatMatchNothingAreTold();
};

void tst_HostList::anEmptyListLetsInEveryHost()
{
    for (const char *host : {"localhost", "evil.example:1", "nonsense]"}) {
        QVERIFY(isHostAllowed(host, {}, 80));
        QVERIFY(isHostAllowed(host, {u"a"_s, u"*"_s}, 80));
        QVERIFY(!isHostAllowed(host, {u"a"_s}, 80));
    }
}

void tst_HostList::aHostIsLetInOrNot_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<bool>("isAllowed");
    const auto yes = [](const char *pattern, const char *host) {
        QTest::addRow("%s lets in %s", pattern, host)
            << QString::fromUtf8(pattern) << QByteArray(host) << true;
    };
    const auto no = [](const char *pattern, const char *host) {
        QTest::addRow("%s refuses %s", pattern, host)
            << QString::fromUtf8(pattern) << QByteArray(host) << false;
    };
    yes("localhost", "localhost");
    yes("localhost", "localhost:9000");
    yes("localhost", "LocalHost:9000");
    yes("LOCALHOST", "localhost");
    yes("localhost", "localhost.");
    yes("localhost.", "localhost:80");
    yes("localhost:9000", "localhost:9000");
    yes("localhost:9000", "localhost.:9000");
    yes("localhost:*", "localhost:9000");
    yes("localhost:80", "localhost");
    yes("*.example.com", "a.example.com");
    yes("*.example.com", "a.b.example.com:443");
    yes("127.0.0.*", "127.0.0.1:9000");
    yes("[::1]", "[::1]");
    yes("[::1]", "[::1]:9000");
    yes("[::1]:9000", "[::1]:9000");
    yes("[FE80::1]", "[fe80::1]:1");
    yes("b\u00fccher.example", "xn--bcher-kva.example");
    yes("b\u00fccher.example:9000", "xn--bcher-kva.example:9000");
    yes("*.b\u00fccher.example", "www.xn--bcher-kva.example");

    no("example.com", "evil-example.com");
    no("example.com", "example.com.evil.com");
    no("example.com", "evil.com");
    no("example.com", "user@example.com");
    no("example.com", "example.com@evil.com");
    no("example.com", "evil.com/example.com");
    no("example.com", "evil.com?example.com");
    no("example.com", "example.com,evil.com");
    no("example.com", "example.com evil.com");
    no("example.com", "example.com..");
    no("example.com", ".example.com");
    no("example.com", "ex%61mple.com");
    no("*.example.com", "example.com");
    no("*.example.com", "a.example.com.evil.com");
    no("*.example.com", "evil-example.com");
    no("example.com:9000", "example.com:9001");
    no("example.com:9000", "example.com");
    no("example.com:9000", "example.com:09000");
    no("example.com:9000", "example.com:9000:9000");
    no("example.com", "example.com:9000x");
    no("example.com", "*");
    no("example.com:80", "example.com:*");
    no("b\u00fccher.example", "bucher.example");
    no("[::1]", "::1");
    no("[::1]", "[::1");
    no("[::1]", "[::1]evil.com");
    no("[::1]", "[::1].evil.com:80");
    no("127.0.0.1", "127.0.0.1.evil.com");
    no("127.0.0.1", "2130706433");
    no("localhost", "");
    no("localhost", ":80");
}

void tst_HostList::aHostIsLetInOrNot()
{
    QFETCH(const QString, pattern);
    QFETCH(const QByteArray, host);
    QFETCH(const bool, isAllowed);
    QVERIFY(isHostPattern(pattern));
    QCOMPARE(isHostAllowed(host, {pattern}, 80), isAllowed);
    QCOMPARE(isHostAllowed(host, {u"other.example"_s, pattern}, 80), isAllowed);
}

void tst_HostList::aMissingPortIsTheSchemes()
{
    QVERIFY(isHostAllowed("a", {u"a:443"_s}, 443));
    QVERIFY(!isHostAllowed("a", {u"a:443"_s}, 80));
    QVERIFY(isHostAllowed("a:", {u"a:443"_s}, 443));
}

void tst_HostList::patternsThatMatchNothingAreTold_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<bool>("isPattern");
    for (const char *pattern : {"*", "a", "a:80", "a:*", "*.a", "[::1]", "[::1]:80", "[*]:80"})
        QTest::newRow(pattern) << QString::fromUtf8(pattern) << true;
    for (const char *pattern : {"", "::1", "http://a", "a/b", "me@a", "a:port", "[::1", "a,b", "."})
        QTest::newRow(pattern) << QString::fromUtf8(pattern) << false;
}

void tst_HostList::patternsThatMatchNothingAreTold()
{
    QFETCH(const QString, pattern);
    QFETCH(const bool, isPattern);
    QCOMPARE(isHostPattern(pattern), isPattern);
}

QTEST_APPLESS_MAIN(tst_HostList)
#include "tst_hostlist.moc"

// SPDX-License-Identifier: GPL-3.0-only
#include "capture/proxyroute.h"

#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

class TestProxyRoute : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void splitsAtTheFirstEqualsSign();
    void readsBothSides_data();
    void readsBothSides();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
};

void TestProxyRoute::splitsAtTheFirstEqualsSign()
{
    const auto result = parseProxyRoute(u"ws://127.0.0.1:0=ws://127.0.0.1:9000/a=b"_s);
    const auto *route = std::get_if<ProxyRoute>(&result);
    QVERIFY(route);
    QCOMPARE(route->listenUrl, u"ws://127.0.0.1:0"_s);
    QCOMPARE(route->targetUrl, u"ws://127.0.0.1:9000/a=b"_s);
    QCOMPARE(route->listen.port, 0);
    QCOMPARE(route->target.target, QByteArray("/a=b"));
    QCOMPARE(route->target.hostField, QByteArray("127.0.0.1:9000"));
}

void TestProxyRoute::readsBothSides_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("listenIsSecure");
    QTest::addColumn<bool>("targetIsSecure");
    QTest::addColumn<quint16>("targetPort");
    QTest::newRow("ws to ws") << u"ws://localhost:1=ws://a:2"_s << false << false << quint16(2);
    QTest::newRow("a port that is the scheme's")
        << u"ws://localhost:1/=wss://a/"_s << false << true << quint16(443);
    QTest::newRow("wss to ws") << u"wss://[::1]:1=ws://a"_s << true << false << quint16(80);
}

void TestProxyRoute::readsBothSides()
{
    QFETCH(QString, text);
    const auto result = parseProxyRoute(text);
    const auto *route = std::get_if<ProxyRoute>(&result);
    QVERIFY(route);
    QTEST(route->listen.isSecure, "listenIsSecure");
    QTEST(route->target.isSecure, "targetIsSecure");
    QTEST(route->target.port, "targetPort");
}

void TestProxyRoute::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part"); // of the complaint: what it is about
    QTest::newRow("no equals sign") << u"ws://127.0.0.1:0"_s << u"LISTEN=TARGET"_s;
    QTest::newRow("no target") << u"ws://127.0.0.1:0="_s << u"''"_s;
    QTest::newRow("not a URL") << u"ws://a:b=ws://a"_s << u"ws://a:b"_s;
    QTest::newRow("a port too large") << u"ws://a:1=ws://a:65536"_s << u"65536"_s;
    QTest::newRow("another scheme") << u"ws://a:1=http://a"_s << u"http://a"_s;
    QTest::newRow("a path to listen on") << u"ws://a:1/chat=ws://a"_s << u"path"_s;
    QTest::newRow("a unix socket to listen on") << u"ws+unix:/tmp/s=ws://a"_s << u"ws+unix"_s;
    QTest::newRow("a target with a query") << u"ws://a:1=ws://a/?b"_s << u"query"_s;
    QTest::newRow("a target on port 0") << u"ws://a:1=ws://a:0"_s << u"port"_s;
}

void TestProxyRoute::saysWhatIsWrong()
{
    QFETCH(QString, text);
    QFETCH(QString, part);
    const auto result = parseProxyRoute(text);
    const auto *complaint = std::get_if<QString>(&result);
    QVERIFY(complaint);
    QVERIFY2(complaint->contains(part), qPrintable(*complaint));
}

QTEST_APPLESS_MAIN(TestProxyRoute)
#include "tst_proxyroute.moc"

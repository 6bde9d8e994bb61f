// SPDX-License-Identifier: MIT
// lib/websocket/websocketurl.h; what it rests on is tested with lib/core.
#include "websocket/websocketurl.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Qt::Literals::StringLiterals;

class TestWebSocketUrlHelpers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addressesArePutTogether_data();
    void addressesArePutTogether();
    void impossibleOnesAreInvalid();
    void everyPartComesBack();
    void unixSocketsHaveTwoSpellings();
    void badUrlsAreTold_data();
    void badUrlsAreTold();
};

void TestWebSocketUrlHelpers::addressesArePutTogether_data()
{
    QTest::addColumn<QUrl>("made");
    QTest::addColumn<QByteArray>("url");
    const auto row = [](const QUrl &made, const char *url) { QTest::newRow(url) << made << QByteArray(url); };
    row(createWebSocketUrl(u"localhost"_s), "ws://localhost/");
    row(createWebSocketUrl(u"localhost"_s, 9000), "ws://localhost:9000/");
    row(createWebSocketUrl(u"localhost"_s, 80), "ws://localhost/");
    row(createWebSocketUrl(u"localhost"_s, 443), "ws://localhost:443/");
    row(createWebSocketUrl(u"localhost"_s, 443, true), "wss://localhost/");
    row(createWebSocketUrl(u"localhost"_s, 65535), "ws://localhost:65535/");
    row(createWebSocketUrl(u"localhost"_s, 0), "ws://localhost:0/");
    row(createWebSocketUrl(u"::1"_s, 9000), "ws://[::1]:9000/");
    row(createWebSocketUrl(u"[::1]"_s, 9000), "ws://[::1]:9000/");
    row(createWebSocketUrl(u"b\u00fccher.example"_s), "ws://xn--bcher-kva.example/");
    row(createWebSocketUrl(u"unix"_s), "ws://unix:80/");
    row(createWebSocketUrl(u"a"_s, -1, true, u"/b c/\u00e4?#%41"_s), "wss://a/b%20c/%C3%A4%3F%23%2541");
    row(createWebSocketUrl(u"a"_s, -1, false, u"b"_s), "ws://a/b");
    row(createWebSocketUrl(u"a"_s, -1, false, u"/"_s, {{u"x"_s, u"1 2&3"_s}, {u"y"_s, u"\u00e4"_s}}),
        "ws://a/?x=1%202%263&y=%C3%A4");
    row(createLocalWebSocketUrl(u"/run/s"_s), "ws+unix:/run/s");
    row(createLocalWebSocketUrl(u"/run/a b"_s, u"/chat"_s, {{u"x"_s, u"1"_s}}),
        "ws+unix:/run/a%20b:/chat?x=1");
}

void TestWebSocketUrlHelpers::addressesArePutTogether()
{
    QFETCH(const QUrl, made);
    QTEST(made.toEncoded(), "url");
    QVERIFY(parseWebSocketUrl(made).isValid());
}

void TestWebSocketUrlHelpers::impossibleOnesAreInvalid()
{
    QVERIFY(!createWebSocketUrl({}).isValid());
    QVERIFY(!createWebSocketUrl(u"a b"_s).isValid());
    QVERIFY(!createWebSocketUrl(u"a/b"_s).isValid());
    QVERIFY(!createWebSocketUrl(u"me@a"_s).isValid());
    QVERIFY(!createWebSocketUrl(u"a"_s, 65536).isValid());
    QVERIFY(!createWebSocketUrl(u"a"_s, -2).isValid());
    QVERIFY(!createLocalWebSocketUrl({}).isValid());
    QVERIFY(!createLocalWebSocketUrl(u"relative"_s).isValid());
    QVERIFY(!createLocalWebSocketUrl(u"/a:/b"_s).isValid());
}

void TestWebSocketUrlHelpers::everyPartComesBack()
{
    const WebSocketUrl parsed = parseWebSocketUrl(QUrl(u"wss://[::1]:65535/a%20b?x=1%202&y"_s));
    QCOMPARE(parsed,
             (WebSocketUrl{.isSecure = true,
                           .host = u"::1"_s,
                           .port = 65535,
                           .target = "/a%20b?x=1%202&y",
                           .path = u"/a b"_s,
                           .query = QUrlQuery(u"x=1%202&y"_s),
                           .hostField = "[::1]:65535"}));
    const QUrl again =
        createWebSocketUrl(parsed.host, parsed.port, parsed.isSecure, parsed.path, parsed.query);
    QCOMPARE(parseWebSocketUrl(again), parsed);
    QCOMPARE(parseWebSocketUrl(QUrl(u"ws://a"_s)).port, quint16(80));
    QCOMPARE(parseWebSocketUrl(QUrl(u"wss://a"_s)).hostField, "a");
}

void TestWebSocketUrlHelpers::unixSocketsHaveTwoSpellings()
{
    const WebSocketUrl expected{.isLocal = true,
                                .localPath = u"/run/s"_s,
                                .target = "/chat?x",
                                .path = u"/chat"_s,
                                .query = QUrlQuery(u"x"_s),
                                .hostField = "localhost"};
    QCOMPARE(parseWebSocketUrl(QUrl(u"ws+unix:/run/s:/chat?x"_s)), expected);
    QCOMPARE(parseWebSocketUrl(QUrl(u"ws://unix:/run/s:/chat?x"_s)), expected);
}

void TestWebSocketUrlHelpers::badUrlsAreTold_data()
{
    QTest::addColumn<QString>("url");
    for (const char *url : {"", "http://a", "ws://", "ws://a#b", "ws://me@a", "ws://a:65536", "wss://unix:/s",
                            "ws+unix:", "ws+unix:relative"})
        QTest::newRow(*url ? url : "empty") << QString::fromLatin1(url);
}

void TestWebSocketUrlHelpers::badUrlsAreTold()
{
    QFETCH(const QString, url);
    const WebSocketUrl parsed = parseWebSocketUrl(QUrl(url));
    QVERIFY(!parsed.isValid());
    QCOMPARE(parsed, WebSocketUrl{.error = parsed.error});
}

QTEST_APPLESS_MAIN(TestWebSocketUrlHelpers)
#include "tst_websocketurlhelpers.moc"

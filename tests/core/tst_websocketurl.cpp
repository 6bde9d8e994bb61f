// SPDX-License-Identifier: MIT
#include "core/handshake/websocketurl.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Qt::Literals::StringLiterals;

class tst_WebSocketUrl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void networkAddressIsRead_data();
    void networkAddressIsRead();
    void localAddressIsRead_data();
    void localAddressIsRead();
    void targetIsFitForARequestLine_data();
    void targetIsFitForARequestLine();
    void wrongUrlIsAnError_data();
    void wrongUrlIsAnError();
};

void tst_WebSocketUrl::networkAddressIsRead_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<WebSocketAddress>("address");

    const auto row = [](const QString &url, const QString &host, int port, const QByteArray &hostField,
                        const QByteArray &target = "/") {
        QTest::newRow(qPrintable(url))
            << url
            << WebSocketAddress{.isSecure = url.startsWith("wss"_L1, Qt::CaseInsensitive),
                                .host = host,
                                .port = quint16(port),
                                .target = target,
                                .hostField = hostField};
    };
    row(u"ws://example.com"_s, u"example.com"_s, 80, "example.com");
    row(u"wss://example.com"_s, u"example.com"_s, 443, "example.com");
    row(u"WS://Example.COM/"_s, u"example.com"_s, 80, "example.com");
    row(u"ws://example.com:80/"_s, u"example.com"_s, 80, "example.com");
    row(u"ws://example.com:443/"_s, u"example.com"_s, 443, "example.com:443");
    row(u"wss://example.com:80/"_s, u"example.com"_s, 80, "example.com:80");
    row(u"ws://127.0.0.1:9000/a/b?c=d&e"_s, u"127.0.0.1"_s, 9000, "127.0.0.1:9000", "/a/b?c=d&e");
    row(u"ws://localhost:0"_s, u"localhost"_s, 0, "localhost:0");
    row(u"ws://localhost:65535"_s, u"localhost"_s, 65535, "localhost:65535");
    row(u"ws://localhost:1"_s, u"localhost"_s, 1, "localhost:1");
    row(u"ws://a?b=c"_s, u"a"_s, 80, "a", "/?b=c");
    row(u"ws://a/?"_s, u"a"_s, 80, "a", "/?");
    row(u"ws://[::1]/"_s, u"::1"_s, 80, "[::1]");
    row(u"ws://[2001:db8::1]:9000/x"_s, u"2001:db8::1"_s, 9000, "[2001:db8::1]:9000", "/x");
    row(u"wss://bücher.example/"_s, u"xn--bcher-kva.example"_s, 443, "xn--bcher-kva.example");
    row(u"ws://unix:80/a"_s, u"unix"_s, 80, "unix", "/a");
    row(u"ws://unix.example/a"_s, u"unix.example"_s, 80, "unix.example", "/a");
}

void tst_WebSocketUrl::networkAddressIsRead()
{
    QFETCH(QString, url);
    const auto parsed = parseWebSocketUrl(QUrl(url));
    QVERIFY(std::holds_alternative<WebSocketAddress>(parsed));
    QFETCH(WebSocketAddress, address);
    const auto &actual = std::get<WebSocketAddress>(parsed);
    QCOMPARE(actual.host, address.host);
    QCOMPARE(actual.port, address.port);
    QCOMPARE(actual.hostField, address.hostField);
    QCOMPARE(actual.target, address.target);
    QVERIFY(actual == address);
}

void tst_WebSocketUrl::localAddressIsRead_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("target");

    const auto row = [](const QString &url, const QString &path, const QByteArray &target) {
        QTest::newRow(qPrintable(url)) << url << path << target;
    };
    row(u"ws+unix:/run/a.sock"_s, u"/run/a.sock"_s, "/");
    row(u"ws+unix:///run/a.sock"_s, u"/run/a.sock"_s, "/");
    row(u"ws+unix:/run/a.sock:/chat"_s, u"/run/a.sock"_s, "/chat");
    row(u"ws+unix:/run/a.sock:/chat/b?c=d"_s, u"/run/a.sock"_s, "/chat/b?c=d");
    row(u"ws+unix:/run/a.sock?c=d"_s, u"/run/a.sock"_s, "/?c=d");
    row(u"ws+unix:/run/a:b.sock"_s, u"/run/a:b.sock"_s, "/");
    row(u"ws+unix:/run/a:b.sock:/c:/d"_s, u"/run/a:b.sock"_s, "/c:/d");
    row(u"ws+unix:/run/a%20b.sock:/c%20d"_s, u"/run/a b.sock"_s, "/c%20d");
    row(u"ws+unix:/run/ä.sock:/ä"_s, u"/run/ä.sock"_s, "/%C3%A4");
    row(u"ws://unix:/run/a.sock"_s, u"/run/a.sock"_s, "/");
    row(u"ws://unix:/run/a.sock:/chat?x"_s, u"/run/a.sock"_s, "/chat?x");
    row(u"ws://unix/run/a.sock"_s, u"/run/a.sock"_s, "/");
}

void tst_WebSocketUrl::localAddressIsRead()
{
    QFETCH(QString, url);
    const auto parsed = parseWebSocketUrl(QUrl(url));
    QVERIFY(std::holds_alternative<WebSocketAddress>(parsed));
    const auto &address = std::get<WebSocketAddress>(parsed);
    QVERIFY(address.isLocal);
    QVERIFY(!address.isSecure);
    QTEST(address.localPath, "path");
    QTEST(address.target, "target");
    QCOMPARE(address.hostField, "localhost");
    QVERIFY(address.host.isEmpty());
    QCOMPARE(address.port, 0);
}

void tst_WebSocketUrl::targetIsFitForARequestLine_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("target");

    const auto row = [](const char *name, const QString &path, const QByteArray &target) {
        QTest::newRow(name) << path << target;
    };
    row("encoded octets stay encoded", u"/a%2Fb%3Fc%23d%25"_s, "/a%2Fb%3Fc%23d%25");
    row("a blank is encoded", u"/a b?c d"_s, "/a%20b?c%20d");
    row("an encoded line break stays encoded", u"/a%0d%0aX-Evil:%20b?%0d%0a"_s, "/a%0D%0AX-Evil:%20b?%0D%0A");
    row("other scripts are encoded", u"/ä?ö=ü"_s, "/%C3%A4?%C3%B6=%C3%BC");
    row("delimiters are kept", u"/a;b=c,d:e@f!$&'()*+?g=/h?i"_s, "/a;b=c,d:e@f!$&'()*+?g=/h?i");
    row("quotes and brackets are encoded", u"/\"<>{}|^`"_s, "/%22%3C%3E%7B%7D%7C%5E%60");
}

void tst_WebSocketUrl::targetIsFitForARequestLine()
{
    QFETCH(QString, path);
    const auto parsed = parseWebSocketUrl(QUrl(u"ws://a"_s + path));
    QVERIFY(std::holds_alternative<WebSocketAddress>(parsed));
    const QByteArray &target = std::get<WebSocketAddress>(parsed).target;
    QTEST(target, "target");
    for (const char octet : target)
        QVERIFY(octet > 0x20 && octet < 0x7F);
}

void tst_WebSocketUrl::wrongUrlIsAnError_data()
{
    QTest::addColumn<QString>("url");

    for (const char *url : {"",
                            "http://a",
                            "https://a",
                            "a",
                            "//a/b",
                            "/a",
                            "ws:",
                            "ws:a",
                            "ws:/a",
                            "ws://",
                            "ws:///a",
                            "ws://:80/",
                            "ws://a:65536/",
                            "ws://a:99999999999/",
                            "ws://a:-1/",
                            "ws://a:b/",
                            "ws://a/#",
                            "ws://a/b#c",
                            "ws://u@a/",
                            "ws://u:p@a/",
                            "ws://[::1/",
                            "ws://a b/",
                            "wss+unix:/a",
                            "wss://unix:/run/a.sock",
                            "ws+unix:",
                            "ws+unix:a",
                            "ws+unix:/",
                            "ws+unix://host/a",
                            "ws+unix:/a#b",
                            "ws+unix::/a",
                            "ws+unix:/a%00b",
                            "ws://unix:",
                            "ws://unix:/",
                            "ws://unix:/a#b"})
        QTest::newRow(*url ? url : "(empty)") << QString::fromLatin1(url);
}

void tst_WebSocketUrl::wrongUrlIsAnError()
{
    QFETCH(QString, url);
    const auto parsed = parseWebSocketUrl(QUrl(url));
    QVERIFY(std::holds_alternative<UrlError>(parsed));
    QVERIFY(!std::get<UrlError>(parsed).text.isEmpty());
}

QTEST_APPLESS_MAIN(tst_WebSocketUrl)
#include "tst_websocketurl.moc"

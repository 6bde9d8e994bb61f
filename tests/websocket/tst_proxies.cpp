// SPDX-License-Identifier: MIT
// Clients behind a proxy: both kinds, plain and TLS, and everything a proxy can do wrong.
#include "support/servers.h"
#include "support/testproxy.h"
#include "support/tlsfixture.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using Type = QNetworkProxy::ProxyType;

class TestProxies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leadThrough_data();
    void leadThrough();
    void connectIsAsTheRfcHasIt();
    void credentials_data();
    void credentials();
    void aRefusalCarriesItsStatus_data();
    void aRefusalCarriesItsStatus();
    void whatIsNoAnswerIsAnError_data();
    void whatIsNoAnswerIsAnError();
    void aProxyThatHangsUpIsNoticedAtOnce_data();
    void aProxyThatHangsUpIsNoticedAtOnce();
    void aSilentProxyIsGivenUpInItsPhase();
    void aProxyThatIsNotThere();
    void theCertificateIsTheTargetsAndIsVerified();
    void backPressureReachesThroughAProxy();
    void loopbackAndUnixSocketsNeedNoProxy();
    void otherKindsAreRefused();
    void theSystemsProxyIsTheOneForWebPages();
    void aReconnectionGoesThroughTheProxyAgain();

private:
    TlsFixture m_tls;
};

namespace {

//! A client of a name that only the proxy can make sense of.
class BehindProxy : public Client
{
public:
    explicit BehindProxy(const QNetworkProxy &proxy, const QString &scheme = u"ws"_s)
        : Client(QUrl(scheme + u"://somewhere.invalid:4711/"_s))
    {
        setProxy(proxy);
    }
};

} // namespace

void TestProxies::leadThrough_data()
{
    QTest::addColumn<Type>("type");
    QTest::addColumn<bool>("isSecure");
    QTest::addColumn<bool>("hasUser");
    for (const bool isSecure : {false, true}) {
        for (const bool hasUser : {false, true}) {
            const char *scheme = isSecure ? "wss" : "ws";
            const char *user = hasUser ? "with a user" : "without a user";
            QTest::addRow("HTTP: %s %s", scheme, user) << QNetworkProxy::HttpProxy << isSecure << hasUser;
            QTest::addRow("SOCKS: %s %s", scheme, user) << QNetworkProxy::Socks5Proxy << isSecure << hasUser;
        }
    }
}

void TestProxies::leadThrough()
{
    QFETCH(const Type, type);
    QFETCH(const bool, isSecure);
    QFETCH(const bool, hasUser);
    if (isSecure && !m_tls.error().isEmpty())
        QSKIP(qPrintable(m_tls.error()));
    EchoServer server(QUrl(isSecure ? u"wss://127.0.0.1:0"_s : u"ws://127.0.0.1:0"_s),
                      isSecure ? std::optional(m_tls.server()) : std::nullopt);
    TestProxy proxy(type);
    proxy.setTarget(server.port());
    if (hasUser)
        proxy.setCredentials("me", "secret");
    Client client(QUrl(u"%1://localhost:4711/x"_s.arg(isSecure ? u"wss"_s : u"ws"_s)));
    client.setProxiesLoopback(true);
    client.setProxy(hasUser ? proxy.proxy(u"me"_s, u"secret"_s) : proxy.proxy());
    client.connectTo(m_tls.client());
    QTRY_VERIFY2(client.isOpen() || client.log().isClosed(), qPrintable(client.log().reason()));
    QVERIFY2(client.isOpen(), qPrintable(client.log().reason()));
    QCOMPARE(client.protocol()->peerTransport(), isSecure ? u"tls"_s : u"tcp"_s);
    QCOMPARE(client.protocol()->requestHeaders().value("Host"), QByteArray("localhost:4711"));
    QVERIFY(!client.protocol()->requestHeaders().contains("Proxy-Authorization"));
    const QByteArray large(3'000'000, 'x');
    QSignalSpy messages(client.protocol(), &WebSocketAdapterProtocol::onMessage);
    client.protocol()->sendMessage("hello");
    client.protocol()->sendMessage(large, true);
    QTRY_COMPARE_WITH_TIMEOUT(messages.count(), 2, 20'000);
    QVERIFY(messages.at(1).at(0).toByteArray() == large);
    client.protocol()->sendClose();
    QTRY_VERIFY(client.log().isClosed() && server.log().isClosed());
    QCOMPARE(client.log().entries().constLast(), u"close 1000 clean"_s);
    QCOMPARE(proxy.connections(), 1);
}

void TestProxies::connectIsAsTheRfcHasIt()
{
    EchoServer server;
    TestProxy proxy;
    proxy.setTarget(server.port());
    BehindProxy client(proxy.proxy());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(proxy.requests().constFirst(),
             QByteArray("CONNECT somewhere.invalid:4711 HTTP/1.1\r\nHost: somewhere.invalid:4711\r\n\r\n"));
}

void TestProxies::credentials_data()
{
    QTest::addColumn<Type>("type");
    QTest::addColumn<QString>("password");
    QTest::addColumn<QString>("expected");
    QTest::newRow("HTTP: none") << QNetworkProxy::HttpProxy << QString() << u"407"_s;
    QTest::newRow("HTTP: wrong") << QNetworkProxy::HttpProxy << u"wrong"_s << u"407"_s;
    QTest::newRow("HTTP: not fit to be sent")
        << QNetworkProxy::HttpProxy << u"a\r\nb"_s << u"cannot be sent"_s;
    QTest::newRow("SOCKS: none") << QNetworkProxy::Socks5Proxy << QString() << u"not offered"_s;
    QTest::newRow("SOCKS: wrong") << QNetworkProxy::Socks5Proxy << u"wrong"_s << u"refused the user"_s;
}

void TestProxies::credentials()
{
    QFETCH(const Type, type);
    QFETCH(const QString, password);
    QFETCH(const QString, expected);
    TestProxy proxy(type);
    proxy.setCredentials("me", "secret");
    BehindProxy client(password.isEmpty() ? proxy.proxy() : proxy.proxy(u"me"_s, password));
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY2(client.log().reason().contains(expected), qPrintable(client.log().reason()));
    QVERIFY(!client.log().reason().contains(u"secret"_s));
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::Proxy);
    QCOMPARE(client.log().entries(), QStringList(u"close 1006 unclean"_s));
}

void TestProxies::aRefusalCarriesItsStatus_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {302, 403, 407, 502, 503, 504})
        QTest::addRow("%d", status) << status;
}

void TestProxies::aRefusalCarriesItsStatus()
{
    QFETCH(const int, status);
    TestProxy proxy;
    proxy.setAnswer("HTTP/1.1 " + QByteArray::number(status) + " Because\r\nContent-Length: 4\r\n\r\nbody");
    BehindProxy client(proxy.proxy());
    WebSocketConnector *connector = client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    const CloseInfo info = client.log().closeInfo();
    QCOMPARE(info.httpStatus, status);
    QCOMPARE(info.phase, ClosePhase::Proxy);
    QCOMPARE(info.code, quint16(1006));
    QCOMPARE(client.log().reason(), u"the proxy answered %1 Because"_s.arg(status));
    QCOMPARE(connector->errorString(), client.log().reason());
}

void TestProxies::whatIsNoAnswerIsAnError_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("expected");
    QTest::newRow("garbage") << QByteArray("\x16\x03garbage\r\n\r\n") << u"not HTTP"_s;
    QTest::newRow("early octets") << QByteArray("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 101 Switching\r\n")
                                  << u"nobody asked for"_s;
    QTest::newRow("SOCKS 4") << QByteArray("\x00\x5a", 2) << u"not HTTP"_s;
}

void TestProxies::whatIsNoAnswerIsAnError()
{
    QFETCH(const QByteArray, answer);
    QFETCH(const QString, expected);
    TestProxy proxy;
    proxy.setAnswer(answer);
    BehindProxy client(proxy.proxy());
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY2(client.log().reason().contains(expected), qPrintable(client.log().reason()));
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::Proxy);
    QCOMPARE(client.log().closeInfo().httpStatus, 0);
}

void TestProxies::aProxyThatHangsUpIsNoticedAtOnce_data()
{
    QTest::addColumn<Type>("type");
    QTest::addColumn<QString>("scheme");
    for (const QString &scheme : {u"ws"_s, u"wss"_s}) {
        QTest::addRow("HTTP: %s", qPrintable(scheme)) << QNetworkProxy::HttpProxy << scheme;
        QTest::addRow("SOCKS: %s", qPrintable(scheme)) << QNetworkProxy::Socks5Proxy << scheme;
    }
}

void TestProxies::aProxyThatHangsUpIsNoticedAtOnce()
{
    QFETCH(const Type, type);
    QFETCH(const QString, scheme);
    TestProxy proxy(type);
    proxy.hangUp();
    BehindProxy client(proxy.proxy(), scheme);
    connectWS(&client, {}, 60s);
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().reason(), u"the proxy ended the connection without an answer"_s);
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::Proxy);
}

void TestProxies::aSilentProxyIsGivenUpInItsPhase()
{
    TestProxy proxy;
    proxy.setAnswer({});
    BehindProxy client(proxy.proxy());
    connectWS(&client, {}, 100ms);
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().reason(), u"connecting took longer than 100 ms, waiting for the proxy"_s);
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::Proxy);
}

void TestProxies::aProxyThatIsNotThere()
{
    QTcpServer placeholder;
    QVERIFY(placeholder.listen(QHostAddress::LocalHost));
    const quint16 port = placeholder.serverPort();
    placeholder.close();
    BehindProxy client(QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, port));
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY2(client.log().reason().contains(u"127.0.0.1 port %1"_s.arg(port)),
             qPrintable(client.log().reason()));
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::Connecting);
}

void TestProxies::theCertificateIsTheTargetsAndIsVerified()
{
    if (!m_tls.error().isEmpty())
        QSKIP(qPrintable(m_tls.error()));
    EchoServer server(QUrl(u"wss://127.0.0.1:0"_s), m_tls.server()); // for localhost, as is the proxy
    TestProxy proxy;
    proxy.setTarget(server.port());
    BehindProxy client(proxy.proxy(), u"wss"_s);
    client.connectTo(m_tls.client());
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY2(client.log().reason().contains(u"certificate of somewhere.invalid was refused"_s),
             qPrintable(client.log().reason()));
    QCOMPARE(client.log().closeInfo().code, quint16(1015));
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::TlsHandshake);
}

void TestProxies::backPressureReachesThroughAProxy()
{
    EchoServer server;
    TestProxy proxy;
    proxy.setTarget(server.port());
    BehindProxy client(proxy.proxy());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendMessage(QByteArray(30'000'000, 'x'), true, {.doNotCompress = true});
    QCoreApplication::sendPostedEvents();
    QVERIFY(client.protocol()->bytesToWrite() > 10'000'000);
    client.protocol()->abort();
    QTRY_VERIFY(client.log().isClosed());
}

void TestProxies::loopbackAndUnixSocketsNeedNoProxy()
{
    EchoServer server;
    TestProxy proxy;
    Client client(server.listeningUrl());
    client.setProxy(proxy.proxy());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    Client local(QUrl(u"ws+unix:/nonexistent/socket"_s));
    local.setProxy(proxy.proxy());
    local.setProxiesLoopback(true);
    local.connectTo();
    QTRY_VERIFY(local.log().isClosed());
    QCOMPARE(proxy.connections(), 0);
}

void TestProxies::otherKindsAreRefused()
{
    BehindProxy client(QNetworkProxy(QNetworkProxy::FtpCachingProxy, u"127.0.0.1"_s, 1));
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY2(client.log().reason().contains(u"neither"_s), qPrintable(client.log().reason()));
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::Proxy);
    BehindProxy portless(QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s));
    portless.connectTo();
    QTRY_VERIFY(portless.log().isClosed());
    QVERIFY2(portless.log().reason().contains(u"no port"_s), qPrintable(portless.log().reason()));
}

void TestProxies::theSystemsProxyIsTheOneForWebPages()
{
    EchoServer server;
    TestProxy proxy;
    proxy.setTarget(server.port());
    qputenv("http_proxy", "http://127.0.0.1:" + QByteArray::number(proxy.proxy().port()));
    QNetworkProxyFactory::setUseSystemConfiguration(false);
    const QList<QNetworkProxy> known =
        QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(QUrl(u"http://somewhere.invalid/"_s)));
    if (known.constFirst().port() != proxy.proxy().port())
        QSKIP("the system's proxies do not come from the environment here");
    BehindProxy client{QNetworkProxy(QNetworkProxy::NoProxy)};
    client.setUsesSystemProxy(true);
    client.connectTo();
    QTRY_VERIFY2(client.isOpen() || client.log().isClosed(), qPrintable(client.log().reason()));
    QVERIFY2(client.isOpen(), qPrintable(client.log().reason()));
    QCOMPARE(proxy.connections(), 1);
    qunsetenv("http_proxy");
}

void TestProxies::aReconnectionGoesThroughTheProxyAgain()
{
    EchoServer server;
    TestProxy proxy;
    proxy.setTarget(server.port());
    BehindProxy client(proxy.proxy());
    client.setReconnectPolicy({.enabled = true, .initialDelay = 1ms});
    WebSocketConnector *connector = client.connectTo();
    QSignalSpy opened(connector, &WebSocketConnector::opened);
    QTRY_VERIFY(client.isOpen());
    proxy.cut();
    QTRY_COMPARE(opened.count(), 2);
    QCOMPARE(proxy.connections(), 2);
}

QTEST_GUILESS_MAIN(TestProxies)
#include "tst_proxies.moc"

// SPDX-License-Identifier: MIT
// What a client sends to open a connection, where it comes from, and what never leaves.
#include "support/servers.h"
#include "websocket/cookiechoice.h"
#include "websocket/credentials.h"

#include <QtCore/QRegularExpression>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! Takes what it is sent, and says nothing.
class Listener : public QObject
{
public:
    Listener()
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this,
                    [this, socket] { m_received += socket->readAll(); });
            connect(socket, &QTcpSocket::disconnected, this, [this] { m_isEnded = true; });
        });
    }
    QUrl url() const { return QUrl(u"ws://127.0.0.1:%1/"_s.arg(m_server.serverPort())); }
    const QByteArray &received() const { return m_received; }
    bool isEnded() const { return m_isEnded; }

private:
    QTcpServer m_server;
    QByteArray m_received;
    bool m_isEnded = false;
};

QNetworkCookie cookie(const QByteArray &name, const QByteArray &value, const QString &domain = {},
                      const QString &path = {})
{
    QNetworkCookie result(name, value);
    result.setDomain(domain);
    result.setPath(path);
    return result;
}

QByteArrayList namesFor(const QString &url, const QList<QNetworkCookie> &cookies)
{
    const auto address = std::get<Core::WebSocketAddress>(Core::parseWebSocketUrl(QUrl(url)));
    QByteArrayList names;
    for (const QNetworkCookie &chosen : cookiesFor(address, cookies))
        names.append(chosen.name());
    return names;
}

} // namespace

class TestClientRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theHandlerMakesEachAttemptsRequest();
    void theHandlerMayDeleteEverything_data();
    void theHandlerMayDeleteEverything();
    void lineBreaksNeverLeave_data();
    void lineBreaksNeverLeave();
    void cookiesAreSentInOneField();
    void cookiesGoWhereTheyFit();
    void cookiesOfAnAnswerCanBeRead();
    void version8HasItsOwnNames();
    void aVersionThatIsNoneIsRefused();
    void compressionCanBeRefused_data();
    void compressionCanBeRefused();
    void theCompressionHandlerMayEndIt_data();
    void theCompressionHandlerMayEndIt();
};

void TestClientRequest::theHandlerMakesEachAttemptsRequest()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.setReconnectPolicy({.enabled = true, .initialDelay = 1ms});
    client.setHeaders({{"X-Fixed", "yes"}});
    int tokens = 0;
    client.setConnectingHandler([&](const TransportDetails &details, ConnectingRequest request) {
        [&] { QVERIFY(details.peer.startsWith(u"tcp4:127.0.0.1:"_s)); }();
        const HeaderField field = bearerAuthorization("token-" + QByteArray::number(++tokens));
        request.headers.append(field.name, field.value);
        request.target = "/changed?x=y";
        return request;
    });
    WebSocketConnector *connector = client.connectTo();
    QSignalSpy opened(connector, &WebSocketConnector::opened);
    QTRY_COMPARE(opened.count(), 1);
    QCOMPARE(client.protocol()->requestHeaders().value("Authorization"), QByteArray("Bearer token-1"));
    QCOMPARE(server.protocols().constFirst()->requestHeaders().value("X-Fixed"), QByteArray("yes"));
    server.protocols().constFirst()->abort();
    QTRY_COMPARE(opened.count(), 2);
    QCOMPARE(client.protocol()->requestHeaders().value("Authorization"), QByteArray("Bearer token-2"));
}

void TestClientRequest::theHandlerMayDeleteEverything_data()
{
    QTest::addColumn<int>("what");
    QTest::newRow("the protocol") << 0;
    QTest::newRow("the connector") << 1;
    QTest::newRow("the factory") << 2;
    QTest::newRow("the handler") << 3;
}

void TestClientRequest::theHandlerMayDeleteEverything()
{
    QFETCH(const int, what);
    EchoServer server;
    QPointer<Client> client(new Client(server.listeningUrl()));
    bool wasCalled = false;
    client->setConnectingHandler([&](const TransportDetails &, const ConnectingRequest &request) {
        wasCalled = true;
        if (what == 0)
            delete client->protocol();
        else if (what == 1)
            delete client->connector();
        else if (what == 2)
            delete client;
        else
            client->setConnectingHandler({});
        return request;
    });
    client->connectTo();
    QTRY_VERIFY(wasCalled);
    if (what == 1 || what == 3)
        QTRY_VERIFY(client->isOpen());
    else
        QTRY_VERIFY(server.log().isClosed());
    delete client;
}

void TestClientRequest::lineBreaksNeverLeave_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("bad");
    const QStringList places{u"header name"_s, u"header value"_s, u"target"_s,     u"query"_s,
                             u"host"_s,        u"origin"_s,       u"user agent"_s, u"subprotocol"_s,
                             u"cookie name"_s, u"cookie value"_s, u"token"_s,      u"user"_s,
                             u"password"_s};
    const QList<std::pair<const char *, QString>> octets{
        {"CR LF", u"\r\nX-Evil: 1"_s}, {"CR", u"\r"_s}, {"LF", u"\n"_s}, {"NUL", QString(1, QChar(0))}};
    for (const QString &place : places) {
        for (const auto &[name, bad] : octets)
            QTest::addRow("%s in the %s", name, qPrintable(place)) << place << bad;
    }
}

void TestClientRequest::lineBreaksNeverLeave()
{
    QFETCH(const QString, where);
    QFETCH(const QString, bad);
    Listener listener;
    Client client(listener.url());
    const QByteArray octets = "a" + bad.toLatin1();
    const auto add = [&](const HeaderField &field) { client.setHeaders({field}); };
    const auto change = [&](auto member, const auto &value) {
        client.setConnectingHandler([member, value](const TransportDetails &, ConnectingRequest request) {
            request.*member = value;
            return request;
        });
    };
    if (where == u"header name"_s)
        add({octets, "x"});
    else if (where == u"header value"_s)
        add({"X", octets});
    else if (where == u"target"_s)
        change(&ConnectingRequest::target, "/" + octets);
    else if (where == u"query"_s)
        change(&ConnectingRequest::target, "/?" + octets);
    else if (where == u"host"_s)
        change(&ConnectingRequest::host, QString(u"a"_s + bad));
    else if (where == u"origin"_s)
        client.setOrigin(u"http://a"_s + bad);
    else if (where == u"user agent"_s)
        client.setUserAgent(u"a"_s + bad);
    else if (where == u"subprotocol"_s)
        client.setSubprotocols({u"a"_s + bad});
    else if (where == u"cookie name"_s)
        client.setCookies({cookie(octets, "x")});
    else if (where == u"cookie value"_s)
        client.setCookies({cookie("x", octets)});
    else if (where == u"token"_s)
        add(bearerAuthorization(octets));
    else if (where == u"user"_s)
        add(basicAuthorization(u"a"_s + bad, u"b"_s));
    else
        add(basicAuthorization(u"b"_s, u"a"_s + bad));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be sent"_s));
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QVERIFY2(client.log().reason().contains(u"cannot be sent"_s), qPrintable(client.log().reason()));
    QTRY_VERIFY(listener.isEnded());
    QCOMPARE(listener.received(), QByteArray());
}

void TestClientRequest::cookiesAreSentInOneField()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.setHeaders({{"Cookie", "before=1"}, {"X", "y"}, {"cookie", "too=2"}});
    client.setCookies({cookie("a", "1"), cookie("b", "\"2\"")});
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    const HeaderFields headers = server.protocols().constFirst()->requestHeaders();
    QCOMPARE(headers.count("Cookie"), 1); // RFC 6265 section 5.4
    // Section 4.2.1: not by a comma, as other fields are.
    QCOMPARE(headers.value("Cookie"), QByteArray("before=1; too=2; a=1; b=\"2\""));
    QCOMPARE(headers.value("X"), QByteArray("y"));
}

void TestClientRequest::cookiesGoWhereTheyFit()
{
    QNetworkCookie secure = cookie("secure", "1");
    secure.setSecure(true);
    QNetworkCookie old = cookie("old", "1");
    old.setExpirationDate(QDateTime::currentDateTimeUtc().addDays(-1));
    const QList<QNetworkCookie> cookies{cookie("any", "1"),
                                        secure,
                                        old,
                                        cookie("domain", "1", u".example.org"_s, u"/"_s),
                                        cookie("host", "1", u"a.example.org"_s, u"/"_s),
                                        cookie("path", "1", {}, u"/chat"_s)};
    const auto sorted = [](QByteArrayList names) {
        std::ranges::sort(names);
        return names;
    };
    QCOMPARE(sorted(namesFor(u"ws://a.example.org/chat?x=/y"_s, cookies)),
             (QByteArrayList{"any", "domain", "host", "path"}));
    QCOMPARE(sorted(namesFor(u"wss://b.example.org/"_s, cookies)),
             (QByteArrayList{"any", "domain", "secure"}));
    QCOMPARE(sorted(namesFor(u"ws://evil-example.org/"_s, cookies)), (QByteArrayList{"any"}));
    QCOMPARE(sorted(namesFor(u"ws+unix:/tmp/s"_s, cookies)), (QByteArrayList{"any"}));
}

void TestClientRequest::cookiesOfAnAnswerCanBeRead()
{
    EchoServer server;
    server.setConnectHandler([](const ConnectionRequest &) {
        return ConnectDecision::accept({}, {{"Set-Cookie", "a=1; Path=/; HttpOnly"}, {"Set-Cookie", "b=2"}});
    });
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    const QList<QNetworkCookie> cookies = cookiesIn(client.protocol()->responseHeaders());
    QCOMPARE(cookies.size(), 2);
    QCOMPARE(cookies[0].name(), QByteArray("a"));
    QVERIFY(cookies[0].isHttpOnly());
    QCOMPARE(cookieField(cookies), (HeaderField{"Cookie", "a=1; b=2"}));
    QCOMPARE(cookieField({}), HeaderField());
    QCOMPARE(cookieField({cookie("a", "1; b=2")}), HeaderField());
}

void TestClientRequest::version8HasItsOwnNames()
{
    Listener listener;
    Client client(listener.url());
    client.setProtocolOptions({.version = 8});
    client.setOrigin(u"http://example.org"_s);
    client.connectTo();
    QTRY_VERIFY(listener.received().endsWith("\r\n\r\n"));
    QVERIFY(listener.received().contains("\r\nSec-WebSocket-Version: 8\r\n"));
    QVERIFY(listener.received().contains("\r\nSec-WebSocket-Origin: http://example.org\r\n"));
    QVERIFY(!listener.received().contains("\r\nOrigin:"));
}

void TestClientRequest::aVersionThatIsNoneIsRefused()
{
    Listener listener;
    Client client(listener.url());
    client.setProtocolOptions({.version = 14});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"version is 13 or 8"_s));
    client.connectTo();
    QTRY_VERIFY(listener.isEnded());
    QCOMPARE(listener.received(), QByteArray());
}

void TestClientRequest::compressionCanBeRefused_data()
{
    QTest::addColumn<bool>("isWanted");
    QTest::newRow("wanted") << true;
    QTest::newRow("refused") << false;
}

void TestClientRequest::compressionCanBeRefused()
{
    QFETCH(const bool, isWanted);
    EchoServer server;
    Client client(server.listeningUrl());
    std::optional<DeflateParameters> seen;
    client.setCompressionHandler([&](const DeflateParameters &agreed) {
        seen = agreed;
        return isWanted;
    });
    client.connectTo();
    QTRY_VERIFY(client.isOpen() || client.log().isClosed());
    QCOMPARE(client.isOpen(), isWanted);
    QVERIFY(seen);
    QCOMPARE(seen->clientMaxWindowBits, 12);
    if (isWanted)
        return;
    QCOMPARE(client.log().entries(), (QStringList{u"connecting"_s, u"close 1006 unclean"_s}));
    QVERIFY2(client.log().reason().contains(u"did not want the compression"_s),
             qPrintable(client.log().reason()));
    QCOMPARE(client.log().closeInfo().phase, ClosePhase::OpeningHandshake);
    QCOMPARE(client.log().closeInfo().by, ClosedBy::Local);
    QCOMPARE(client.connectionCount(), 0);

    Client uncompressed(server.listeningUrl());
    uncompressed.setProtocolOptions({.perMessageDeflate = {}});
    uncompressed.setCompressionHandler([](const DeflateParameters &) { return false; });
    uncompressed.connectTo();
    QTRY_VERIFY(uncompressed.isOpen());
}

void TestClientRequest::theCompressionHandlerMayEndIt_data()
{
    QTest::addColumn<int>("how");
    QTest::newRow("delete the protocol") << 0;
    QTest::newRow("abort") << 1;
    QTest::newRow("delete the factory") << 2;
}

void TestClientRequest::theCompressionHandlerMayEndIt()
{
    QFETCH(const int, how);
    EchoServer server;
    QPointer<Client> client(new Client(server.listeningUrl()));
    bool wasCalled = false;
    client->setCompressionHandler([&](const DeflateParameters &) {
        wasCalled = true;
        if (how == 0)
            delete client->protocol();
        else if (how == 1)
            client->protocol()->abort();
        else
            delete client;
        return true;
    });
    client->connectTo();
    QTRY_VERIFY(wasCalled);
    QTRY_VERIFY(server.log().isClosed());
    if (client)
        QTRY_VERIFY(!client->protocol());
    delete client;
}

QTEST_GUILESS_MAIN(TestClientRequest)
#include "tst_clientrequest.moc"

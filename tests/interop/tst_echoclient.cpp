// SPDX-License-Identifier: MIT
// echo-client as other tools call it: flags, output, exit status.
#include "echopeer.h"
#include "peerprocess.h"
#include "programrun.h"
#include "support/testproxy.h"
#include "testauthority.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

namespace {

//! Speaks octets: answers the first frame with Hello, and the close frame behind it
//! with what the test wants.
class HelloServer : public QObject
{
public:
    explicit HelloServer(const QByteArray &closeFrame)
        : m_closeFrame(closeFrame)
    {
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                m_received += socket->readAll();
                answer(socket);
            });
        });
    }
    QUrl url() const { return QUrl(u"ws://127.0.0.1:%1"_s.arg(m_server.serverPort())); }

private:
    void answer(QTcpSocket *socket)
    {
        const qsizetype head = m_received.indexOf("\r\n\r\n") + 4;
        if (head < 4)
            return;
        // A client's short frame has 6 octets of header and mask before its payload.
        const qsizetype octets = m_received.size() - head;
        if (m_answers == 0)
            say(socket, acceptance());
        if (m_answers == 1 && octets >= 6 + 5)
            say(socket, "\x81\x05Hello");
        if (m_answers == 2 && octets >= 6 + 5 + 6 + 2) {
            say(socket, m_closeFrame);
            socket->disconnectFromHost();
        }
    }

    void say(QTcpSocket *socket, const QByteArray &octets)
    {
        socket->write(octets);
        ++m_answers;
    }

    QByteArray acceptance() const
    {
        const QByteArray field = "Sec-WebSocket-Key: ";
        const qsizetype start = m_received.indexOf(field) + field.size();
        const QByteArray key = m_received.mid(start, 24) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: "
            + QCryptographicHash::hash(key, QCryptographicHash::Sha1).toBase64() + "\r\n\r\n";
    }

    QByteArray m_closeFrame;
    QByteArray m_received;
    int m_answers = 0;
    QTcpServer m_server;
};

} // namespace

class TestEchoClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void clientPrintsWhatComesBack_data();
    void clientPrintsWhatComesBack();
    void clientVerifiesTheServerAgainstItsAuthority();
    void clientRefusesAServerItCannotVerify_data();
    void clientRefusesAServerItCannotVerify();
    void clientTrustsAnybodyWhenToldTo();
    void clientPrintsBinaryAsHex();
    void clientSendsHeadersAndSubprotocols();
    void clientSendsItsCallersUserAgent();
    void clientSucceedsWhateverCodeACleanCloseHas_data();
    void clientSucceedsWhateverCodeACleanCloseHas();
    void clientFailsWhenTheConnectionIsDropped();
    void clientFailsWhenTheServerClosesTooEarly();
    void clientFailsWhenNobodyListens();
    void clientGoesThroughAProxy_data();
    void clientGoesThroughAProxy();
    void clientFailsWhenItsProxyRefuses();

private:
    QStringList tlsFlags(const TestAuthority &authority) const
    {
        return {u"--cert"_s, authority.certificateFile(), u"--key"_s, authority.keyFile()};
    }

    const QString m_echoServer = QStringLiteral(GANTRY_ECHO_SERVER);
    const QString m_echoClient = QStringLiteral(GANTRY_ECHO_CLIENT);
    TestAuthority m_authority;
};

void TestEchoClient::clientPrintsWhatComesBack_data()
{
    QTest::addColumn<QStringList>("serverFlags");
    QTest::newRow("octets") << QStringList{};
    QTest::newRow("octets, named") << QStringList{u"--deliver"_s, u"bytes"_s, u"--transport"_s, u"stream"_s};
    QTest::newRow("QString") << QStringList{u"--deliver"_s, u"text"_s, u"--transport"_s, u"auto"_s};
    QTest::newRow("plain, one thread")
        << QStringList{u"--no-deflate"_s, u"--no-ping"_s, u"--threads"_s, u"1"_s};
}

void TestEchoClient::clientPrintsWhatComesBack()
{
    QFETCH(QStringList, serverFlags);
    const QTemporaryDir folder;
    const QStringList addresses{u"ws://127.0.0.1:0"_s, u"ws+unix:"_s + folder.filePath(u"echo.sock"_s)};
    for (const QString &address : addresses) {
        PeerProcess server(m_echoServer, QStringList{u"--listen"_s, address} + serverFlags);
        const QUrl url = server.waitForUrl();
        QVERIFY2(url.isValid(), qPrintable(server.story()));
        const auto result = runProgram(
            m_echoClient,
            {url.toString(), u"--message"_s, u"Gr\u00fc\u00dfe, \U0001f600"_s, u"--count"_s, u"3"_s});
        QCOMPARE(result.errors, QString());
        QCOMPARE(result.output, u"Gr\u00fc\u00dfe, \U0001f600\n"_s.repeated(3));
        QCOMPARE(result.status, 0);
    }
}

void TestEchoClient::clientVerifiesTheServerAgainstItsAuthority()
{
    if (!m_authority.error().isEmpty())
        QSKIP(qUtf8Printable(m_authority.error()));
    PeerProcess server(m_echoServer,
                       QStringList{u"--listen"_s, u"wss://127.0.0.1:0"_s} + tlsFlags(m_authority));
    const QUrl url = server.waitForUrl();
    QVERIFY2(url.scheme() == "wss"_L1, qPrintable(server.story()));
    const auto result = runProgram(m_echoClient, {url.toString(), u"--ca"_s, m_authority.authorityFile()});
    QCOMPARE(result.errors, QString());
    QCOMPARE(result.output, u"Hello\n"_s);
    QCOMPARE(result.status, 0);
}

void TestEchoClient::clientRefusesAServerItCannotVerify_data()
{
    QTest::addColumn<QString>("names");
    QTest::addColumn<bool>("knowsAuthority");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("unknown authority") << u"IP:127.0.0.1"_s << false << u"certificate"_s;
    QTest::newRow("another host's name") << u"DNS:example.com"_s << true << u"host name"_s;
}

void TestEchoClient::clientRefusesAServerItCannotVerify()
{
    QFETCH(QString, names);
    QFETCH(bool, knowsAuthority);
    QFETCH(QString, complaint);
    const TestAuthority authority(names);
    if (!authority.error().isEmpty())
        QSKIP(qUtf8Printable(authority.error()));
    PeerProcess server(m_echoServer,
                       QStringList{u"--listen"_s, u"wss://127.0.0.1:0"_s} + tlsFlags(authority));
    QStringList arguments{server.waitForUrl().toString()};
    if (knowsAuthority)
        arguments << u"--ca"_s << authority.authorityFile();
    const auto result = runProgram(m_echoClient, arguments);
    QCOMPARE(result.status, 1);
    QCOMPARE(result.output, QString());
    QVERIFY2(result.hasOneErrorLine() && result.errors.contains(complaint), qUtf8Printable(result.errors));
}

void TestEchoClient::clientTrustsAnybodyWhenToldTo()
{
    const TestAuthority authority(u"DNS:example.com"_s);
    if (!authority.error().isEmpty())
        QSKIP(qUtf8Printable(authority.error()));
    PeerProcess server(m_echoServer,
                       QStringList{u"--listen"_s, u"wss://127.0.0.1:0"_s} + tlsFlags(authority));
    const auto result = runProgram(m_echoClient, {server.waitForUrl().toString(), u"--insecure"_s});
    QCOMPARE(result.errors, QString());
    QCOMPARE(result.status, 0);
}

void TestEchoClient::clientPrintsBinaryAsHex()
{
    EchoServerPeer server({});
    const auto result =
        runProgram(m_echoClient, {server.url().toString(), u"--message"_s, u"please send binary Ab"_s});
    QCOMPARE(result.output, u"4162\n"_s);
    QCOMPARE(result.status, 0);
    QTRY_COMPARE(server.ends().size(), 1);
    QCOMPARE(server.ends().at(0), (End{true, 1000, QString()}));
}

void TestEchoClient::clientSendsHeadersAndSubprotocols()
{
    EchoServerPeer server({});
    const auto result =
        runProgram(m_echoClient,
                   {server.url().toString(), u"--header"_s, u"X-One: 1"_s, u"--header"_s, u"X-Two:a:b"_s,
                    u"--subprotocol"_s, u"a"_s, u"--subprotocol"_s, u"chat.v2"_s});
    QCOMPARE(result.errors, QString());
    QCOMPARE(server.requestHeaders().value("X-One"), QByteArray("1"));
    QCOMPARE(server.requestHeaders().value("X-Two"), QByteArray("a:b"));
    QCOMPARE(server.requestHeaders().value("Sec-WebSocket-Protocol"), QByteArray("a, chat.v2"));
}

void TestEchoClient::clientSendsItsCallersUserAgent()
{
    EchoServerPeer server({});
    const auto result =
        runProgram(m_echoClient, {server.url().toString(), u"--header"_s, u"User-Agent: probe"_s});
    QCOMPARE(result.errors, QString());
    QCOMPARE(server.requestHeaders().joined("User-Agent"), QByteArray("probe"));
}

void TestEchoClient::clientSucceedsWhateverCodeACleanCloseHas_data()
{
    QTest::addColumn<QByteArray>("closeFrame");
    QTest::newRow("none: 1005") << QByteArray("\x88\x00", 2);
    QTest::newRow("1001") << QByteArray("\x88\x02\x03\xe9", 4);
}

void TestEchoClient::clientSucceedsWhateverCodeACleanCloseHas()
{
    QFETCH(QByteArray, closeFrame);
    HelloServer server(closeFrame);
    const auto result = runProgram(m_echoClient, {server.url().toString()});
    QCOMPARE(result.errors, QString());
    QCOMPARE(result.output, u"Hello\n"_s);
    QCOMPARE(result.status, 0);
}

void TestEchoClient::clientFailsWhenTheConnectionIsDropped()
{
    EchoServerPeer server({});
    const auto result = runProgram(m_echoClient, {server.url().toString(), u"--message"_s, u"please drop"_s});
    QCOMPARE(result.status, 1);
    QVERIFY2(result.hasOneErrorLine(), qUtf8Printable(result.errors));
}

void TestEchoClient::clientFailsWhenTheServerClosesTooEarly()
{
    EchoServerPeer server({});
    const auto result =
        runProgram(m_echoClient, {server.url().toString(), u"--message"_s, u"please close 4002 enough"_s});
    QCOMPARE(result.status, 1);
    QVERIFY2(result.hasOneErrorLine() && result.errors.contains(u"4002"_s)
                 && result.errors.contains(u"enough"_s),
             qUtf8Printable(result.errors));
}

void TestEchoClient::clientFailsWhenNobodyListens()
{
    QTcpServer placeholder; // finds a port that is free once it is gone
    QVERIFY(placeholder.listen(QHostAddress::LocalHost));
    const QString address = u"ws://127.0.0.1:%1"_s.arg(placeholder.serverPort());
    placeholder.close();
    const auto result = runProgram(m_echoClient, {address});
    QCOMPARE(result.status, 1);
    QVERIFY2(result.hasOneErrorLine() && result.errors.contains(u"refused"_s), qUtf8Printable(result.errors));
}

void TestEchoClient::clientGoesThroughAProxy_data()
{
    QTest::addColumn<QNetworkProxy::ProxyType>("type");
    QTest::addColumn<QString>("scheme");
    QTest::newRow("HTTP") << QNetworkProxy::HttpProxy << u"http"_s;
    QTest::newRow("SOCKS 5") << QNetworkProxy::Socks5Proxy << u"socks5"_s;
}

void TestEchoClient::clientGoesThroughAProxy()
{
    QFETCH(const QNetworkProxy::ProxyType, type);
    QFETCH(const QString, scheme);
    EchoServerPeer server({});
    Gantry::Testing::TestProxy proxy(type);
    proxy.setCredentials("me", "p@ss");
    proxy.setTarget(quint16(server.url().port()));
    const QString url = u"%1://me:p%40ss@127.0.0.1:%2"_s.arg(scheme).arg(proxy.proxy().port());
    const auto result = runProgram(m_echoClient, {u"ws://somewhere.invalid/"_s, u"--proxy"_s, url});
    QCOMPARE(result.errors, QString());
    QCOMPARE(result.output, u"Hello\n"_s);
    QCOMPARE(result.status, 0);
    QCOMPARE(proxy.connections(), 1);
}

void TestEchoClient::clientFailsWhenItsProxyRefuses()
{
    Gantry::Testing::TestProxy proxy;
    proxy.setCredentials("me", "secret");
    const QString url = u"http://127.0.0.1:%1"_s.arg(proxy.proxy().port());
    const auto result = runProgram(m_echoClient, {u"ws://127.0.0.1:1/"_s, u"--proxy"_s, url});
    QCOMPARE(result.status, 1);
    QCOMPARE(result.output, QString());
    QVERIFY2(result.hasOneErrorLine() && result.errors.contains(u"407"_s), qUtf8Printable(result.errors));
}

QTEST_GUILESS_MAIN(TestEchoClient)
#include "tst_echoclient.moc"

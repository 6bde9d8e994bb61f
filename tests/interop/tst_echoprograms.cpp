// SPDX-License-Identifier: MIT
// echo-server and echo-client as other tools call them: flags, output, exit status.
#include "echopeer.h"
#include "peerprocess.h"
#include "programrun.h"
#include "testauthority.h"

#include <QtCore/QTemporaryDir>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestEchoPrograms : public QObject
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
    void clientFailsWhenTheConnectionIsDropped();
    void clientFailsWhenTheServerClosesTooEarly();
    void clientFailsWhenNobodyListens();
    void serverListensOnSeveralAddresses();
    void serverFailsOnAPortThatIsTaken();
    void serverFailsOnFilesItCannotUse_data();
    void serverFailsOnFilesItCannotUse();
    void serverSaysGoodbyeWhenTerminated_data();
    void serverSaysGoodbyeWhenTerminated();
    void serverEndsThoughAClientIsSilent();

private:
    QStringList tlsFlags(const TestAuthority &authority) const
    {
        return {u"--cert"_s, authority.certificateFile(), u"--key"_s, authority.keyFile()};
    }

    const QString m_echoServer = QStringLiteral(GANTRY_ECHO_SERVER);
    const QString m_echoClient = QStringLiteral(GANTRY_ECHO_CLIENT);
    TestAuthority m_authority;
};

void TestEchoPrograms::clientPrintsWhatComesBack_data()
{
    QTest::addColumn<QStringList>("serverFlags");
    QTest::newRow("octets") << QStringList{};
    QTest::newRow("octets, named") << QStringList{u"--deliver"_s, u"bytes"_s, u"--transport"_s, u"stream"_s};
    QTest::newRow("QString") << QStringList{u"--deliver"_s, u"text"_s, u"--transport"_s, u"auto"_s};
    QTest::newRow("plain, one thread")
        << QStringList{u"--no-deflate"_s, u"--no-ping"_s, u"--threads"_s, u"1"_s};
}

void TestEchoPrograms::clientPrintsWhatComesBack()
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

void TestEchoPrograms::clientVerifiesTheServerAgainstItsAuthority()
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

void TestEchoPrograms::clientRefusesAServerItCannotVerify_data()
{
    QTest::addColumn<QString>("names");
    QTest::addColumn<bool>("knowsAuthority");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("unknown authority") << u"IP:127.0.0.1"_s << false << u"certificate"_s;
    QTest::newRow("another host's name") << u"DNS:example.com"_s << true << u"host name"_s;
}

void TestEchoPrograms::clientRefusesAServerItCannotVerify()
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

void TestEchoPrograms::clientTrustsAnybodyWhenToldTo()
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

void TestEchoPrograms::clientPrintsBinaryAsHex()
{
    EchoServerPeer server({});
    const auto result =
        runProgram(m_echoClient, {server.url().toString(), u"--message"_s, u"please send binary Ab"_s});
    QCOMPARE(result.output, u"4162\n"_s);
    QCOMPARE(result.status, 0);
    QTRY_COMPARE(server.ends().size(), 1);
    QCOMPARE(server.ends().at(0), (End{true, 1000, QString()}));
}

void TestEchoPrograms::clientSendsHeadersAndSubprotocols()
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

void TestEchoPrograms::clientFailsWhenTheConnectionIsDropped()
{
    EchoServerPeer server({});
    const auto result = runProgram(m_echoClient, {server.url().toString(), u"--message"_s, u"please drop"_s});
    QCOMPARE(result.status, 1);
    QVERIFY2(result.hasOneErrorLine(), qUtf8Printable(result.errors));
}

void TestEchoPrograms::clientFailsWhenTheServerClosesTooEarly()
{
    EchoServerPeer server({});
    const auto result =
        runProgram(m_echoClient, {server.url().toString(), u"--message"_s, u"please close 4002 enough"_s});
    QCOMPARE(result.status, 1);
    QVERIFY2(result.hasOneErrorLine() && result.errors.contains(u"4002"_s)
                 && result.errors.contains(u"enough"_s),
             qUtf8Printable(result.errors));
}

void TestEchoPrograms::clientFailsWhenNobodyListens()
{
    QTcpServer placeholder; // finds a port that is free once it is gone
    QVERIFY(placeholder.listen(QHostAddress::LocalHost));
    const QString address = u"ws://127.0.0.1:%1"_s.arg(placeholder.serverPort());
    placeholder.close();
    const auto result = runProgram(m_echoClient, {address});
    QCOMPARE(result.status, 1);
    QVERIFY2(result.hasOneErrorLine() && result.errors.contains(u"refused"_s), qUtf8Printable(result.errors));
}

void TestEchoPrograms::serverListensOnSeveralAddresses()
{
    PeerProcess server(m_echoServer,
                       {u"--listen"_s, u"ws://127.0.0.1:0/a"_s, u"--listen"_s, u"ws://127.0.0.1:0/b"_s});
    const QList<QUrl> urls = server.waitForUrls(2);
    QVERIFY2(urls.size() == 2 && urls.at(0).port() != urls.at(1).port(), qPrintable(server.story()));
    QVERIFY(urls.at(0).port() > 0 && urls.at(1).port() > 0);
    for (const QUrl &url : urls)
        QCOMPARE(runProgram(m_echoClient, {url.toString()}).status, 0);
}

void TestEchoPrograms::serverFailsOnAPortThatIsTaken()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost));
    const auto result = runProgram(m_echoServer,
                                   {u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--listen"_s,
                                    u"ws://127.0.0.1:%1"_s.arg(holder.serverPort())});
    QCOMPARE(result.status, 1);
    QCOMPARE(result.output, QString());
    QVERIFY2(result.hasOneErrorLine(), qUtf8Printable(result.errors));
}

void TestEchoPrograms::serverFailsOnFilesItCannotUse_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    const QString good = m_authority.certificateFile();
    QTest::newRow("no such key") << good << u"/nonexistent/key.pem"_s;
    QTest::newRow("no such certificate") << u"/nonexistent/cert.pem"_s << m_authority.keyFile();
    QTest::newRow("a certificate for a key") << good << good;
    QTest::newRow("a key for a certificate") << m_authority.keyFile() << m_authority.keyFile();
}

void TestEchoPrograms::serverFailsOnFilesItCannotUse()
{
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    if (!m_authority.error().isEmpty())
        QSKIP(qUtf8Printable(m_authority.error()));
    const auto result = runProgram(
        m_echoServer, {u"--listen"_s, u"wss://127.0.0.1:0"_s, u"--cert"_s, certificate, u"--key"_s, key});
    QCOMPARE(result.status, 1);
    QVERIFY2(result.hasOneErrorLine(), qUtf8Printable(result.errors));
}

void TestEchoPrograms::serverSaysGoodbyeWhenTerminated_data()
{
    QTest::addColumn<bool>("byInterrupt");
    QTest::newRow("SIGTERM") << false;
    QTest::newRow("SIGINT") << true;
}

void TestEchoPrograms::serverSaysGoodbyeWhenTerminated()
{
    QFETCH(bool, byInterrupt);
    PeerProcess server(m_echoServer, {u"--listen"_s, u"ws://127.0.0.1:0"_s});
    ClientPeer client(server.waitForUrl(), {});
    QTRY_VERIFY(client.isOpen());
    if (byInterrupt)
        server.interrupt();
    else
        server.terminate();
    QTRY_VERIFY(client.end().has_value());
    QVERIFY(client.end()->wasClean);
    QCOMPARE(client.end()->code, quint16(1001));
    QVERIFY(server.waitForEnd());
    QVERIFY2(server.exitStatus() == 0 && server.errors().isEmpty(), qPrintable(server.story()));
}

void TestEchoPrograms::serverEndsThoughAClientIsSilent()
{
    PeerProcess server(m_echoServer, {u"--listen"_s, u"ws://127.0.0.1:0"_s});
    QTcpSocket silent; // never says a word, and never answers a close
    silent.connectToHost(QHostAddress::LocalHost, quint16(server.waitForUrl().port()));
    QTRY_COMPARE(silent.state(), QAbstractSocket::ConnectedState);
    server.terminate();
    QVERIFY(server.waitForEnd());
    QVERIFY2(server.exitStatus() == 0, qPrintable(server.story()));
}

QTEST_GUILESS_MAIN(TestEchoPrograms)
#include "tst_echoprograms.moc"

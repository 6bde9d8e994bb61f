// SPDX-License-Identifier: MIT
// echo-server as other tools call it: addresses, files, signals, exit status.
#include "echopeer.h"
#include "peerprocess.h"
#include "programrun.h"
#include "testauthority.h"

#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestEchoServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serverListensOnSeveralAddresses();
    void serverEchoesInSeveralThreads();
    void serverFailsOnAPortThatIsTaken();
    void serverFailsOnFilesItCannotUse_data();
    void serverFailsOnFilesItCannotUse();
    void serverSaysGoodbyeWhenTerminated_data();
    void serverSaysGoodbyeWhenTerminated();
    void serverEndsThoughAClientIsSilent();

private:
    const QString m_echoServer = QStringLiteral(GANTRY_ECHO_SERVER);
    const QString m_echoClient = QStringLiteral(GANTRY_ECHO_CLIENT);
    TestAuthority m_authority;
};

void TestEchoServer::serverListensOnSeveralAddresses()
{
    PeerProcess server(m_echoServer,
                       {u"--listen"_s, u"ws://127.0.0.1:0/a"_s, u"--listen"_s, u"ws://127.0.0.1:0/b"_s});
    const QList<QUrl> urls = server.waitForUrls(2);
    QVERIFY2(urls.size() == 2 && urls.at(0).port() != urls.at(1).port(), qPrintable(server.story()));
    QVERIFY(urls.at(0).port() > 0 && urls.at(1).port() > 0);
    for (const QUrl &url : urls)
        QCOMPARE(runProgram(m_echoClient, {url.toString()}).status, 0);
}

void TestEchoServer::serverEchoesInSeveralThreads()
{
    PeerProcess server(
        m_echoServer,
        {u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--threads"_s, u"3"_s});
    const QList<QUrl> urls = server.waitForUrls(2);
    QVERIFY2(urls.size() == 2, qPrintable(server.story()));
    for (int i = 0; i < 8; ++i) {
        const auto result = runProgram(
            m_echoClient, {urls.at(i % 2).toString(), u"--message"_s, u"x"_s, u"--count"_s, u"20"_s});
        QCOMPARE(result.status, 0);
        QCOMPARE(result.output.count(u"x\n"_s), 20);
    }
}

void TestEchoServer::serverFailsOnAPortThatIsTaken()
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

void TestEchoServer::serverFailsOnFilesItCannotUse_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    const QString good = m_authority.certificateFile();
    QTest::newRow("no such key") << good << u"/nonexistent/key.pem"_s;
    QTest::newRow("no such certificate") << u"/nonexistent/cert.pem"_s << m_authority.keyFile();
    QTest::newRow("a certificate for a key") << good << good;
    QTest::newRow("a key for a certificate") << m_authority.keyFile() << m_authority.keyFile();
}

void TestEchoServer::serverFailsOnFilesItCannotUse()
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

void TestEchoServer::serverSaysGoodbyeWhenTerminated_data()
{
    QTest::addColumn<bool>("byInterrupt");
    QTest::addColumn<QString>("threads");
    QTest::newRow("SIGTERM") << false << u"1"_s;
    QTest::newRow("SIGINT") << true << u"1"_s;
    QTest::newRow("SIGTERM, worker threads") << false << u"2"_s;
}

void TestEchoServer::serverSaysGoodbyeWhenTerminated()
{
    QFETCH(bool, byInterrupt);
    QFETCH(QString, threads);
    PeerProcess server(m_echoServer, {u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--threads"_s, threads});
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

void TestEchoServer::serverEndsThoughAClientIsSilent()
{
    PeerProcess server(m_echoServer, {u"--listen"_s, u"ws://127.0.0.1:0"_s});
    QTcpSocket silent; // never says a word, and never answers a close
    silent.connectToHost(QHostAddress::LocalHost, quint16(server.waitForUrl().port()));
    QTRY_COMPARE(silent.state(), QAbstractSocket::ConnectedState);
    server.terminate();
    QVERIFY(server.waitForEnd());
    QVERIFY2(server.exitStatus() == 0, qPrintable(server.story()));
}

QTEST_GUILESS_MAIN(TestEchoServer)
#include "tst_echoserver.moc"

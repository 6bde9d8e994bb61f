// SPDX-License-Identifier: MIT
// gantry-relay as other tools call it: targets, tokens, refusals, files, signals.
#include "peerprocess.h"
#include "programrun.h"
#include "streamclient.h"
#include "testauthority.h"

#include <Gantry/ConnectWS>

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtNetwork/QLocalServer>
#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QSslServer>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <memory>

using namespace Gantry;
using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestRelay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reachesEveryKindOfTarget_data();
    void reachesEveryKindOfTarget();
    void servesOverTls();
    void verifiesTheTarget();
    void refusesWithoutATarget();
    void refusesUnknownSubprotocols();
    void refusesOtherOrigins();
    void tokensLeadToTargets_data();
    void tokensLeadToTargets();
    void aChangedTokenFileTakesEffect();
    void aBrokenTokenFileIsAnError();
    void failsOnFilesItCannotUse();
    void failsOnAPortThatIsTaken();
    void saysGoodbyeWhenTerminated();

private:
    const QString m_relay = QStringLiteral(GANTRY_RELAY);
    TestAuthority m_authority;
};

namespace {

const QStringList AnyPort{u"--listen"_s, u"ws://127.0.0.1:0"_s};

//! Greets, then echoes in capitals.
class EchoTarget : public QObject
{
public:
    explicit EchoTarget(QTcpServer *server = nullptr)
        : m_tcp(server ? server : new QTcpServer)
    {
        connect(m_tcp.get(), &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (QTcpSocket *socket = m_tcp->nextPendingConnection())
                serve(socket);
        });
        m_tcp->listen(QHostAddress::LocalHost);
        connect(&m_local, &QLocalServer::newConnection, this, [this] {
            while (QLocalSocket *socket = m_local.nextPendingConnection())
                serve(socket);
        });
        m_local.listen(m_folder.filePath(u"target.sock"_s));
    }
    QString address() const { return u"127.0.0.1:%1"_s.arg(m_tcp->serverPort()); }
    QString namedAddress() const { return u"localhost:%1"_s.arg(m_tcp->serverPort()); }
    QString localAddress() const { return u"unix:"_s + m_local.fullServerName(); }

private:
    void serve(QIODevice *socket)
    {
        socket->write("hello ");
        connect(socket, &QIODevice::readyRead, socket,
                [socket] { socket->write(socket->readAll().toUpper()); });
    }

    QTemporaryDir m_folder;
    std::unique_ptr<QTcpServer> m_tcp;
    QLocalServer m_local;
};

QUrl withQuery(QUrl url, const QString &query)
{
    url.setPath(u"/websockify"_s);
    url.setQuery(query);
    return url;
}

void writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

} // namespace

void TestRelay::reachesEveryKindOfTarget_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("subprotocol");
    for (const QString &kind : {u"tcp"_s, u"name"_s, u"unix"_s, u"tls"_s, u"tls, insecure"_s}) {
        for (const QString &subprotocol : {u"binary"_s, u"base64"_s, QString()})
            QTest::addRow("%s, %s", qPrintable(kind), qPrintable(subprotocol)) << kind << subprotocol;
    }
}

void TestRelay::reachesEveryKindOfTarget()
{
    QFETCH(QString, kind);
    QFETCH(QString, subprotocol);
    QSslServer *tlsServer = nullptr;
    QStringList flags;
    if (kind.startsWith("tls"_L1)) {
        if (!m_authority.error().isEmpty())
            QSKIP(qUtf8Printable(m_authority.error()));
        tlsServer = new QSslServer;
        tlsServer->setSslConfiguration(m_authority.forServer());
        flags = {u"--target-tls"_s};
        if (kind == "tls"_L1)
            flags << u"--ca"_s << m_authority.authorityFile();
        else
            flags << u"--insecure"_s;
    }
    EchoTarget target(tlsServer);
    const QString address = kind == "unix"_L1 ? target.localAddress()
        : kind == "name"_L1                   ? target.namedAddress()
                                              : target.address();
    PeerProcess relay(m_relay, AnyPort + QStringList{u"--target"_s, address} + flags);
    StreamClient client(relay.waitForUrl(), subprotocol.isEmpty() ? QStringList() : QStringList{subprotocol});
    QTRY_VERIFY2(client.isUp(), qPrintable(relay.story()));
    QCOMPARE(client.connection()->subprotocol(), subprotocol);
    QTRY_COMPARE(client.received(), "hello ");
    client.transport()->write("some words");
    QTRY_COMPARE(client.received(), "hello SOME WORDS");
    client.transport()->loseConnection();
    QTRY_VERIFY(client.end());
    QCOMPARE(client.end()->remoteCode, 1000);
}

void TestRelay::servesOverTls()
{
    if (!m_authority.error().isEmpty())
        QSKIP(qUtf8Printable(m_authority.error()));
    EchoTarget target;
    PeerProcess relay(m_relay,
                      {u"--listen"_s, u"wss://127.0.0.1:0"_s, u"--cert"_s, m_authority.certificateFile(),
                       u"--key"_s, m_authority.keyFile(), u"--target"_s, target.address()});
    StreamClient client(relay.waitForUrl(), {}, m_authority.forClient());
    QTRY_COMPARE_WITH_TIMEOUT(client.received(), "hello ", 20'000);
    QCOMPARE(client.connection()->peerTransport(), u"tls"_s);
}

void TestRelay::verifiesTheTarget()
{
    if (!m_authority.error().isEmpty())
        QSKIP(qUtf8Printable(m_authority.error()));
    auto *tlsServer = new QSslServer;
    tlsServer->setSslConfiguration(m_authority.forServer());
    EchoTarget target(tlsServer);
    PeerProcess relay(m_relay, AnyPort + QStringList{u"--target"_s, target.address(), u"--target-tls"_s});
    StreamClient client(relay.waitForUrl());
    QTRY_VERIFY(client.end());
    QCOMPARE(client.end()->httpStatus, 502);
    QVERIFY(relay.errors().contains(u"the target cannot be reached"_s));
}

void TestRelay::refusesWithoutATarget()
{
    QString address;
    {
        QTcpServer gone; // nobody else gets this port so soon
        QVERIFY(gone.listen(QHostAddress::LocalHost));
        address = u"127.0.0.1:%1"_s.arg(gone.serverPort());
    }
    for (const QString &nowhere : {address, u"unix:/nonexistent/socket"_s}) {
        PeerProcess relay(m_relay, AnyPort + QStringList{u"--target"_s, nowhere});
        StreamClient client(relay.waitForUrl());
        QTRY_VERIFY_WITH_TIMEOUT(client.end(), 20'000);
        QCOMPARE(client.end()->httpStatus, 502);
        QVERIFY(!client.lost()); // there never was a stream
        QTRY_COMPARE(relay.errors().count(u'\n'), 1);
    }
}

void TestRelay::refusesUnknownSubprotocols()
{
    EchoTarget target;
    PeerProcess relay(m_relay, AnyPort + QStringList{u"--target"_s, target.address()});
    StreamClient client(relay.waitForUrl(), {u"chat"_s});
    QTRY_VERIFY(client.end());
    QCOMPARE(client.end()->httpStatus, 406);
}

void TestRelay::refusesOtherOrigins()
{
    EchoTarget target;
    PeerProcess relay(
        m_relay,
        AnyPort + QStringList{u"--target"_s, target.address(), u"--origin"_s, u"https://example.com"_s});
    WebSocketClientFactory factory(relay.waitForUrl());
    factory.setOrigin(u"https://example.org"_s);
    std::optional<CloseInfo> end;
    connect(&factory, &WebSocketClientFactory::protocolCreated, this,
            [&end](WebSocketClientProtocol *protocol) {
                connect(protocol, &WebSocketClientProtocol::onClose, protocol,
                        [&end, protocol] { end = protocol->closeInfo(); });
            });
    connectWS(&factory);
    QTRY_VERIFY(end);
    QCOMPARE(end->httpStatus, 403);
}

void TestRelay::tokensLeadToTargets_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<int>("status"); // 0: it is let in
    QTest::newRow("tcp") << u"token=one"_s << 0;
    QTest::newRow("unix") << u"token=two"_s << 0;
    QTest::newRow("websockify's word for unix") << u"token=three"_s << 0;
    QTest::newRow("in another file") << u"token=four"_s << 0;
    QTest::newRow("encoded, among others") << u"a=b&token=with%20space&c=d"_s << 0;
    QTest::newRow("unknown") << u"token=five"_s << 404;
    QTest::newRow("a comment") << u"token=%23six"_s << 404;
    QTest::newRow("missing") << QString() << 403;
    QTest::newRow("empty") << u"token="_s << 403;
}

void TestRelay::tokensLeadToTargets()
{
    QFETCH(QString, query);
    QFETCH(int, status);
    EchoTarget target;
    const QTemporaryDir folder;
    const QByteArray unixPath = target.localAddress().sliced(5).toUtf8();
    writeFile(folder.filePath(u"a"_s),
              "# targets\n\none: " + target.address().toUtf8() + "\r\ntwo:\tunix:" + unixPath
                  + "\n#six: 127.0.0.1:1\nthree: unix_socket:" + unixPath);
    writeFile(folder.filePath(u"b"_s),
              "four: " + target.address().toUtf8()
                  + "\none: 127.0.0.1:1\nwith space: " + target.address().toUtf8() + "\n");
    PeerProcess relay(m_relay, AnyPort + QStringList{u"--token-file"_s, folder.path()});
    StreamClient client(withQuery(relay.waitForUrl(), query));
    QTRY_VERIFY2(client.end() || client.received() == "hello ", qPrintable(relay.story()));
    QCOMPARE(client.end() ? client.end()->httpStatus : 0, status);
}

void TestRelay::aChangedTokenFileTakesEffect()
{
    EchoTarget target;
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"tokens"_s);
    writeFile(file, "old: " + target.address().toUtf8() + "\n");
    PeerProcess relay(m_relay, AnyPort + QStringList{u"--token-file"_s, file});
    const QUrl url = relay.waitForUrl();
    StreamClient first(withQuery(url, u"token=old"_s));
    QTRY_COMPARE(first.received(), "hello ");
    writeFile(file, "new: " + target.address().toUtf8() + "\n");
    StreamClient second(withQuery(url, u"token=new"_s));
    QTRY_COMPARE(second.received(), "hello ");
    StreamClient third(withQuery(url, u"token=old"_s));
    QTRY_VERIFY(third.end());
    QCOMPARE(third.end()->httpStatus, 404);
    QVERIFY(QFile::remove(file));
    StreamClient fourth(withQuery(url, u"token=new"_s));
    QTRY_VERIFY(fourth.end());
    QCOMPARE(fourth.end()->httpStatus, 500);
    QVERIFY(first.isUp()); // whoever is in stays in
}

void TestRelay::aBrokenTokenFileIsAnError()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"tokens"_s);
    for (const char *text :
         {"good: 127.0.0.1:1\nno target", "a: 127.0.0.1", "a: unix:relative", "a: [::1:5"}) {
        writeFile(file, text);
        const auto result = runProgram(m_relay, AnyPort + QStringList{u"--token-file"_s, file});
        QCOMPARE(result.status, 1);
        QVERIFY2(result.hasOneErrorLine() && result.errors.contains(u"tokens:"_s),
                 qUtf8Printable(result.errors));
    }
}

void TestRelay::failsOnFilesItCannotUse()
{
    for (const QStringList &flags :
         {QStringList{u"--token-file"_s, u"/nonexistent/tokens"_s},
          QStringList{u"--target"_s, u"127.0.0.1:1"_s, u"--target-tls"_s, u"--ca"_s, u"/nonexistent/ca"_s},
          QStringList{u"--target"_s, u"127.0.0.1:1"_s, u"--cert"_s, u"/nonexistent/cert"_s, u"--key"_s,
                      u"/nonexistent/key"_s}}) {
        const auto result = runProgram(m_relay, AnyPort + flags);
        QCOMPARE(result.status, 1);
        QVERIFY2(result.hasOneErrorLine(), qUtf8Printable(result.errors));
    }
}

void TestRelay::failsOnAPortThatIsTaken()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost));
    const auto result = runProgram(
        m_relay,
        {u"--listen"_s, u"ws://127.0.0.1:%1"_s.arg(holder.serverPort()), u"--target"_s, u"127.0.0.1:1"_s});
    QCOMPARE(result.status, 1);
    QVERIFY2(result.hasOneErrorLine(), qUtf8Printable(result.errors));
}

void TestRelay::saysGoodbyeWhenTerminated()
{
    EchoTarget target;
    PeerProcess relay(m_relay, AnyPort + QStringList{u"--target"_s, target.address()});
    StreamClient client(relay.waitForUrl());
    QTRY_COMPARE(client.received(), "hello ");
    relay.terminate();
    QTRY_VERIFY(client.end());
    QCOMPARE(client.end()->remoteCode, 1001);
    QCOMPARE(client.lost()->kind, ConnectionLostReason::Kind::Clean);
    QVERIFY2(relay.waitForEnd() && relay.exitStatus() == 0, qPrintable(relay.story()));
    QCOMPARE(relay.errors(), QString());
}

QTEST_GUILESS_MAIN(TestRelay)
#include "tst_relay.moc"

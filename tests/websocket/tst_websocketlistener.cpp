// SPDX-License-Identifier: MIT
#include "support/rawpeer.h"
#include "support/servers.h"

#include <QtCore/QScopeGuard>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QLocalServer>
#include <QtNetwork/QTcpServer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

//! While it exists the process cannot open anything.
class NoDescriptors
{
public:
    NoDescriptors()
    {
        getrlimit(RLIMIT_NOFILE, &m_before);
        rlimit few = m_before;
        few.rlim_cur = 256;
        setrlimit(RLIMIT_NOFILE, &few);
        for (int copy = dup(0); copy >= 0; copy = dup(0))
            m_copies.append(copy);
    }
    ~NoDescriptors()
    {
        for (const int copy : std::as_const(m_copies))
            close(copy);
        setrlimit(RLIMIT_NOFILE, &m_before);
    }
    Q_DISABLE_COPY_MOVE(NoDescriptors)

private:
    rlimit m_before;
    QList<int> m_copies;
};

} // namespace

class TestWebSocketListener : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void localhostIsBothLoopbackAddresses();
    void localhostFailsWhenAStrangerHasOneOfThem();
    void tellsTheRealPort();
    void aTakenPortIsAnError();
    void anUnusableUrlIsAnError_data();
    void anUnusableUrlIsAnError();
    void bindsTheInterfaceThatWasAskedFor();
    void listensOnIPv6();
    void stoppingLeavesConnectionsAlone();
    void aSocketFileThatWasLeftBehindIsReplaced();
    void aFileThatIsNoSocketStays();
    void aSocketFileInUseIsNot();
    void goesOnAfterRunningOutOfDescriptors();
};

void TestWebSocketListener::tellsTheRealPort()
{
    WebSocketServerFactory factory(QUrl(u"ws://127.0.0.1:0/path"_s));
    auto *listener = listenWS(&factory);
    QVERIFY(listener->isListening());
    QVERIFY(listener->url().port() > 0);
    QCOMPARE(listener->url().path(), u"/path"_s);
    QCOMPARE(listener->parent(), &factory);
    QCOMPARE(listener->factory(), &factory);
    QVERIFY(listener->errorString().isEmpty());
}

void TestWebSocketListener::aTakenPortIsAnError()
{
    EchoServer server;
    WebSocketServerFactory factory(server.listeningUrl());
    auto *listener = listenWS(&factory);
    QVERIFY(!listener->isListening());
    QVERIFY(!listener->errorString().isEmpty());
    QSignalSpy errors(listener, &WebSocketListener::errorOccurred);
    QTRY_COMPARE(errors.count(), 1);
    QCOMPARE(errors.at(0).at(0).toString(), listener->errorString());
}

void TestWebSocketListener::anUnusableUrlIsAnError_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::newRow("other scheme") << QUrl(u"http://127.0.0.1:0"_s);
    QTest::newRow("wss without a certificate") << QUrl(u"wss://127.0.0.1:0"_s);
    QTest::newRow("no folder of that name") << QUrl(u"ws+unix:/nonexistent/folder/socket"_s);
}

void TestWebSocketListener::anUnusableUrlIsAnError()
{
    QFETCH(const QUrl, url);
    WebSocketServerFactory factory(url);
    auto *listener = listenWS(&factory);
    QVERIFY(!listener->isListening());
    QVERIFY(!listener->errorString().isEmpty());
}

void TestWebSocketListener::bindsTheInterfaceThatWasAskedFor()
{
    WebSocketServerFactory factory(QUrl(u"ws://public.example:0"_s));
    auto *listener = listenWS(&factory, {}, 50, u"127.0.0.1"_s);
    QVERIFY2(listener->isListening(), qPrintable(listener->errorString()));
    RawPeer peer(quint16(listener->url().port()));
    peer.send(upgradeRequest());
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101"));
}

void TestWebSocketListener::listensOnIPv6()
{
    QTcpServer probe;
    if (!probe.listen(QHostAddress::LocalHostIPv6))
        QSKIP("no IPv6 here");
    EchoServer server(QUrl(u"ws://[::1]:0"_s));
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(client.protocol()->peer(), u"tcp6:[::1]:%1"_s.arg(server.port()));
    QCOMPARE(client.protocol()->requestHeaders().value("Host"), u"[::1]:%1"_s.arg(server.port()).toLatin1());
}

void TestWebSocketListener::stoppingLeavesConnectionsAlone()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QSignalSpy stopped(server.listener(), &WebSocketListener::stopped);
    QFuture<void> future = server.listener()->stopListening();
    QVERIFY(future.isFinished());
    QCOMPARE(stopped.count(), 1);
    QVERIFY(!server.listener()->isListening());
    client.protocol()->sendMessage("still served");
    QTRY_COMPARE(client.log().count(u"message still served"), 1);
    Client late(server.listeningUrl());
    late.connectTo();
    QTRY_VERIFY(late.log().isClosed());
    QVERIFY(late.log().reason().contains(u"refused"_s));
    QTcpServer other; // the port is free
    QVERIFY(other.listen(QHostAddress::LocalHost, server.port()));
}

void TestWebSocketListener::aSocketFileThatWasLeftBehindIsReplaced()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"s"_s);
    {
        // What a killed server leaves: a bound socket that nobody listens on.
        QLocalServer dead;
        QVERIFY(dead.listen(path + u".tmp"_s));
        QVERIFY(QFile::rename(path + u".tmp"_s, path));
    }
    QVERIFY(QFile::exists(path));
    EchoServer server(QUrl(u"ws+unix:"_s + path));
    QVERIFY2(server.listener()->isListening(), qPrintable(server.listener()->errorString()));
    Client client(QUrl(u"ws+unix:"_s + path));
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
}

void TestWebSocketListener::aFileThatIsNoSocketStays()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"precious"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("data");
    file.close();
    const QString linkPath = folder.filePath(u"link"_s);
    QVERIFY(QFile::link(path, linkPath));
    for (const QString &taken : {path, linkPath}) {
        EchoServer server(QUrl(u"ws+unix:"_s + taken));
        QVERIFY(!server.listener()->isListening());
        QCOMPARE(server.listener()->errorString(), taken + u" exists and is not a socket"_s);
    }
    QVERIFY(QFileInfo(linkPath).isSymLink());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), "data");
}

void TestWebSocketListener::aSocketFileInUseIsNot()
{
    QTemporaryDir folder;
    const QUrl url(u"ws+unix:"_s + folder.filePath(u"s"_s));
    EchoServer first(url);
    EchoServer second(url);
    QVERIFY(!second.listener()->isListening());
    Client client(url);
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QVERIFY(first.protocols().constLast()->isOpen()); // before it came the probe
}

void TestWebSocketListener::goesOnAfterRunningOutOfDescriptors()
{
    EchoServer server;
    RawPeer peer(server.port());
    QTRY_VERIFY(peer.isConnected());
    QTRY_COMPARE(server.protocols().size(), 1);

    // Connected as far as the system is concerned, before the event loop can accept it.
    const int late = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto closeLate = qScopeGuard([late] { close(late); });
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    QCOMPARE(::connect(late, reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    const bool others = [&peer] {
        const NoDescriptors none;
        peer.send(upgradeRequest());
        return QTest::qWaitFor([&peer] { return peer.received().startsWith("HTTP/1.1 101"); }, 5000);
    }();
    QVERIFY(others); // are served all the same
    QCOMPARE(server.protocols().size(), 1);
    QTRY_COMPARE(server.protocols().size(), 2);
}

void TestWebSocketListener::localhostIsBothLoopbackAddresses()
{
    QTcpServer probe;
    if (!probe.listen(QHostAddress(QHostAddress::LocalHostIPv6)))
        QSKIP("there is no IPv6 here");
    WebSocketServerFactory factory(QUrl(u"ws://localhost:0"_s));
    QSignalSpy created(&factory, &WebSocketServerFactory::protocolCreated);
    WebSocketListener *listener = listenWS(&factory);
    QCOMPARE(listener->errorString(), QString());
    QTcpSocket socket4;
    QTcpSocket socket6;
    socket4.connectToHost(QHostAddress(QHostAddress::LocalHost), quint16(listener->url().port()));
    socket6.connectToHost(QHostAddress(QHostAddress::LocalHostIPv6), quint16(listener->url().port()));
    QTRY_COMPARE(created.count(), 2);
    listener->stopListening();
    QTcpSocket late;
    late.connectToHost(QHostAddress(QHostAddress::LocalHostIPv6), quint16(listener->url().port()));
    QTRY_COMPARE(late.error(), QAbstractSocket::ConnectionRefusedError);
}

void TestWebSocketListener::localhostFailsWhenAStrangerHasOneOfThem()
{
    QTcpServer stranger;
    if (!stranger.listen(QHostAddress(QHostAddress::LocalHostIPv6)))
        QSKIP("there is no IPv6 here");
    WebSocketServerFactory factory(QUrl(u"ws://localhost:%1"_s.arg(stranger.serverPort())));
    WebSocketListener *listener = listenWS(&factory);
    QVERIFY(!listener->isListening());
    QVERIFY2(listener->errorString().startsWith(u"::1: "_s), qPrintable(listener->errorString()));
    QTcpServer free;
    QVERIFY(free.listen(QHostAddress(QHostAddress::LocalHost), stranger.serverPort()));
}

QTEST_GUILESS_MAIN(TestWebSocketListener)
#include "tst_websocketlistener.moc"

// SPDX-License-Identifier: MIT
// What differs between transports at the end of a connection, or is theirs alone.
#include "support/transportscene.h"

#ifdef Q_OS_LINUX
#include "support/rawpeer.h"
#include "support/servers.h"
#include "websocket/transport/epolllocaltransport.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestTransportEnds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aUnixPeerMayEndItsDirectionFirst_data();
    void aUnixPeerMayEndItsDirectionFirst();
    void whatWaitsIsWrittenAfterThePeersEnd_data();
    void whatWaitsIsWrittenAfterThePeersEnd();
    void aPeerThatIsGoneEndsAPausedReader_data();
    void aPeerThatIsGoneEndsAPausedReader();
    void anEventLoopInThePrependedOctetsIsSurvived_data();
    void anEventLoopInThePrependedOctetsIsSurvived();
    void whatWaitsIsWrittenWhileASlotSpinsAnEventLoop_data();
    void whatWaitsIsWrittenWhileASlotSpinsAnEventLoop();
    void aPeerThatTakesNothingMoreIsTold();
    void whatIsFinishedArrivesWhole_data();
    void whatIsFinishedArrivesWhole();
    void aServerReadsOnUntilThePeersEnd_data();
    void aServerReadsOnUntilThePeersEnd();

private:
    std::unique_ptr<TransportScene> m_scene;
};

void TestTransportEnds::init()
{
    // Some make their own ends.
    if (!QTest::currentDataTag() || QByteArrayView(QTest::currentTestFunction()).startsWith("aServer"))
        return;
    m_scene = std::make_unique<TransportScene>();
    const QString complaint = m_scene->make(QTest::currentDataTag());
    if (!complaint.isEmpty() && QByteArrayView(QTest::currentDataTag()).endsWith("tls"))
        QSKIP(qPrintable(complaint));
    QCOMPARE(complaint, QString());
    m_scene->start();
}

void TestTransportEnds::cleanup()
{
    m_scene.reset();
}

void TestTransportEnds::aUnixPeerMayEndItsDirectionFirst_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("unix") << u"unix"_s;
    addEpollRows({"epoll unix"});
}

void TestTransportEnds::aUnixPeerMayEndItsDirectionFirst()
{
    m_scene->serverSink.onPeerEnd = [this] { m_scene->server->closeGracefully(); };
    m_scene->client->closeGracefully();
    QTRY_COMPARE(m_scene->serverSink.closes, 1);
    QCOMPARE(m_scene->serverSink.lastEnd, Core::TransportEnd::Clean);
}

//! Those without Qt's sockets, which drop their output with the peer's end.
void TestTransportEnds::whatWaitsIsWrittenAfterThePeersEnd_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("memory") << u"memory"_s;
    addEpollRows({"epoll tcp", "epoll unix", "crowded tcp", "crowded unix"});
}

void TestTransportEnds::whatWaitsIsWrittenAfterThePeersEnd()
{
    const QByteArray large(20'000'000, 'x');
    m_scene->clientSink.onBytes = [this] { m_scene->client->closeGracefully(); };
    m_scene->server->write(large);
    QTRY_COMPARE(m_scene->serverSink.peerEnds, 1);
    m_scene->server->write("the end");
    m_scene->server->closeGracefully();
    QTRY_COMPARE_WITH_TIMEOUT(m_scene->clientSink.received.size(), large.size() + 7, 20'000);
    QVERIFY(m_scene->clientSink.received.endsWith("xthe end"));
    QTRY_COMPARE(m_scene->serverSink.closes, 1);
    QTRY_COMPARE(m_scene->clientSink.closes, 1);
    QCOMPARE(m_scene->serverSink.lastEnd, Core::TransportEnd::Clean);
}

void TestTransportEnds::aPeerThatIsGoneEndsAPausedReader_data()
{
    QTest::addColumn<QString>("kind");
    addEpollRows({"epoll tcp", "crowded tcp"});
}

void TestTransportEnds::aPeerThatIsGoneEndsAPausedReader()
{
    m_scene->server->setReadingPaused(true);
    m_scene->client->setReadingPaused(true);
    m_scene->server->write("is never read, at which the system sends a reset");
    QTRY_COMPARE(m_scene->server->bytesToWrite(), 0);
    m_scene->client->abort();
    QTRY_COMPARE(m_scene->serverSink.closes, 1);
    QCOMPARE(m_scene->serverSink.lastEnd, Core::TransportEnd::Lost);
    QCOMPARE(m_scene->serverSink.peerEnds, 0);
}

void TestTransportEnds::anEventLoopInThePrependedOctetsIsSurvived_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("tcp") << u"tcp"_s;
    addEpollRows({"epoll tcp", "crowded tcp"});
}

void TestTransportEnds::anEventLoopInThePrependedOctetsIsSurvived()
{
    m_scene->serverSink.onBytes = [this] {
        m_scene->serverSink.onBytes = nullptr;
        m_scene->client->write("while a slot spins");
        // Until the system has them there, too.
        QTRY_COMPARE(m_scene->client->bytesToWrite(), 0);
        for (int turn = 0; turn < 3; ++turn)
            QCoreApplication::processEvents();
    };
    m_scene->server->prepend("before, ");
    m_scene->server->start(&m_scene->serverSink);
    QTRY_COMPARE(m_scene->serverSink.received, "before, while a slot spins");
    m_scene->client->write(", and after");
    QTRY_COMPARE(m_scene->serverSink.received, "before, while a slot spins, and after");
}

void TestTransportEnds::whatWaitsIsWrittenWhileASlotSpinsAnEventLoop_data()
{
    anEventLoopInThePrependedOctetsIsSurvived_data();
}

void TestTransportEnds::whatWaitsIsWrittenWhileASlotSpinsAnEventLoop()
{
    const QByteArray large(10'000'000, 'x');
    m_scene->serverSink.onBytes = [&, this] {
        m_scene->serverSink.onBytes = nullptr;
        m_scene->server->write(large);
        m_scene->client->write("more, of which nobody can be told yet");
        QTRY_COMPARE_WITH_TIMEOUT(m_scene->clientSink.received.size(), large.size(), 20'000);
    };
    m_scene->client->write("go");
    QTRY_COMPARE_WITH_TIMEOUT(m_scene->serverSink.received, "gomore, of which nobody can be told yet",
                              30'000);
    QCOMPARE(m_scene->clientSink.received.size(), large.size());
}

void TestTransportEnds::whatIsFinishedArrivesWhole_data()
{
    QTest::addColumn<QString>("kind");
    addEpollRows({"epoll tcp", "epoll unix", "crowded tcp", "crowded unix"});
    QTest::newRow("memory") << u"memory"_s;
    QTest::newRow("tcp") << u"tcp"_s;
    QTest::newRow("unix") << u"unix"_s;
    QTest::newRow("tls") << u"tls"_s;
}

void TestTransportEnds::whatIsFinishedArrivesWhole()
{
    const QByteArray large(5'000'000, 'x');
    m_scene->serverSink.onPeerEnd = [this] { m_scene->server->finish("answer"); };
    m_scene->client->write("before, ");
    m_scene->client->finish(large); // more than the system takes at once
    m_scene->client->finish("too late");
    QTRY_COMPARE_WITH_TIMEOUT(m_scene->serverSink.closes, 1, 20'000);
    QVERIFY(m_scene->serverSink.received == "before, " + large);
    QTRY_COMPARE(m_scene->clientSink.closes, 1);
    QCOMPARE(m_scene->serverSink.lastEnd, Core::TransportEnd::Clean);
    QCOMPARE(m_scene->clientSink.lastEnd, Core::TransportEnd::Clean);
}

#ifdef Q_OS_LINUX
//! Its end need not come, so only writing shows it.
void TestTransportEnds::aPeerThatTakesNothingMoreIsTold()
{
    std::array<int, 2> ends;
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    EpollLocalTransport transport(ends[0], u"pair"_s);
    RecordingSink sink;
    transport.start(&sink);
    QCOMPARE(::send(ends[1], "last words", 10, 0), 10);
    QCOMPARE(::shutdown(ends[1], SHUT_RD), 0);
    transport.write("is not taken");
    QTRY_COMPARE(sink.closes, 1);
    QCOMPARE(sink.lastEnd, Core::TransportEnd::Lost);
    QCOMPARE(sink.received, "last words");
    ::close(ends[1]);
}

void TestTransportEnds::aServerReadsOnUntilThePeersEnd_data()
{
    QTest::addColumn<QByteArray>("behindTheClose");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a ping") << clientFrame(0x89, "ping");
}

//! Plain sockets, since Qt's end when the peer does.
void TestTransportEnds::aServerReadsOnUntilThePeersEnd()
{
    QFETCH(const QByteArray, behindTheClose);
    WebSocketServerFactory server(QUrl(u"ws://127.0.0.1:0"_s));
    server.setTransportPolicy(TransportPolicy::Epoll);
    server.setProtocolOptions({.closeHandshakeTimeout = std::chrono::hours(1)});
    SignalLog log;
    connect(&server, &WebSocketServerFactory::protocolCreated, &server,
            [&log](WebSocketServerProtocol *protocol) { log.watch(protocol); });
    const int port = listenWS(&server)->url().port();

    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(quint16(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int peer = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    QCOMPARE(::connect(peer, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    const QByteArray octets = upgradeRequest() + clientFrame(0x88, "\x03\xe8") + behindTheClose;
    QCOMPARE(::send(peer, octets.constData(), size_t(octets.size()), 0), octets.size());

    QByteArray answer;
    ssize_t size = -1;
    const auto readSome = [&] {
        std::array<char, 1024> buffer;
        size = ::recv(peer, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size > 0)
            answer.append(buffer.data(), size);
        return size;
    };
    QTRY_COMPARE(readSome(), 0);
    QVERIFY(answer.endsWith("\r\n\r\n\x88\x02\x03\xe8"));
    QCoreApplication::processEvents();
    QVERIFY(!log.isClosed());
    ::close(peer);
    QTRY_VERIFY(log.isClosed());
    QCOMPARE(log.entries().constLast(), u"close 1000 clean"_s);
}
#else
void TestTransportEnds::aServerReadsOnUntilThePeersEnd_data() { }

void TestTransportEnds::aServerReadsOnUntilThePeersEnd()
{
    QSKIP("there is no epoll transport");
}

void TestTransportEnds::aPeerThatTakesNothingMoreIsTold()
{
    QSKIP("there is no epoll transport");
}
#endif

QTEST_GUILESS_MAIN(TestTransportEnds)
#include "tst_transportends.moc"

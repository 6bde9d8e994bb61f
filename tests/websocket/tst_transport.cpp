// SPDX-License-Identifier: MIT
// One suite for every transport: whatever carries the octets must behave alike.
#include "support/tlsfixture.h"
#include "websocket/transport/acceptor.h"
#include "websocket/transport/adoptsocket.h"
#include "websocket/transport/connectattempt.h"
#include "websocket/transport/memorytransport.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTemporaryDir>
#include <QtCore/QTimer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

//! Writes down what a transport reports.
class RecordingSink : public TransportSink
{
public:
    void bytesReceived(QByteArrayView bytes) override
    {
        ++reads;
        received += bytes;
        if (onBytes)
            onBytes();
    }
    void bytesWritten() override { ++writes; }
    void peerEnded() override { ++peerEnds; }
    void transportClosed(Core::TransportEnd end, const QString &) override
    {
        ++closes;
        lastEnd = end;
    }

    QByteArray received;
    std::function<void()> onBytes;
    int reads = 0;
    int writes = 0;
    int peerEnds = 0;
    int closes = 0;
    Core::TransportEnd lastEnd = Core::TransportEnd::Timeout;
};

} // namespace

class TestTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void carriesOctetsBothWays_data() { kinds(); }
    void carriesOctetsBothWays();
    void writesMoreThanTheSystemTakes_data() { kinds(); }
    void writesMoreThanTheSystemTakes();
    void reportsNothingFromInsideACall_data() { kinds(); }
    void reportsNothingFromInsideACall();
    void aGracefulEndDeliversEverythingFirst_data() { kinds(); }
    void aGracefulEndDeliversEverythingFirst();
    void anAbortIsReportedOnce_data() { kinds(); }
    void anAbortIsReportedOnce();
    void aPausedReaderSeesNothing_data() { kinds(); }
    void aPausedReaderSeesNothing();
    void aSilencedTransportReportsNothing_data() { kinds(); }
    void aSilencedTransportReportsNothing();
    void anEventLoopInAReportDoesNotRecurse_data() { kinds(); }
    void anEventLoopInAReportDoesNotRecurse();
    void octetsThatCameDuringAnEventLoopFollow_data() { kinds(); }
    void octetsThatCameDuringAnEventLoopFollow();
    void prependedOctetsComeFirst_data() { kinds(); }
    void prependedOctetsComeFirst();
    void aReleasedSocketGoesOnElsewhere_data() { kinds(); }
    void aReleasedSocketGoesOnElsewhere();
    void tellsItsEnds_data() { kinds(); }
    void tellsItsEnds();
    void aUnixPeerMayEndItsDirectionFirst();

private:
    static void kinds();
    void makeMemoryPair();
    void makeSocketPair(const QUrl &url);
    void makeAdoptedPair();
    static std::unique_ptr<Transport> adopted(std::unique_ptr<Transport> transport);

    std::unique_ptr<TlsFixture> m_tls;
    QTemporaryDir m_folder;
    bool m_isAdopted = false;
    std::unique_ptr<Acceptor> m_acceptor;
    std::unique_ptr<Transport> m_client;
    std::unique_ptr<Transport> m_server;
    std::unique_ptr<RecordingSink> m_clientSink;
    std::unique_ptr<RecordingSink> m_serverSink;
};

void TestTransport::kinds()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"memory", "tcp", "unix", "tls", "adopted tcp", "adopted tls"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void TestTransport::initTestCase()
{
    m_tls = std::make_unique<TlsFixture>();
}

void TestTransport::init()
{
    m_clientSink = std::make_unique<RecordingSink>();
    m_serverSink = std::make_unique<RecordingSink>();
    if (!QTest::currentDataTag())
        return;
    const QByteArray kind = QTest::currentDataTag();
    m_isAdopted = kind.startsWith("adopted");
    if (kind == "memory")
        makeMemoryPair();
    else if (kind.endsWith("tcp"))
        makeSocketPair(QUrl(u"ws://127.0.0.1/"_s));
    else if (kind == "unix")
        makeSocketPair(QUrl(u"ws+unix:"_s + m_folder.filePath(u"s"_s)));
    else if (m_tls->error().isEmpty())
        makeSocketPair(QUrl(u"wss://127.0.0.1/"_s));
    else
        QSKIP(qPrintable(m_tls->error()));
    QVERIFY(m_client && m_server);
    if (m_isAdopted)
        makeAdoptedPair();
    QVERIFY(m_client && m_server);
    if (QByteArrayView(QTest::currentTestFunction()).startsWith("prepended"))
        m_server->prepend("before ");
    m_client->start(m_clientSink.get());
    m_server->start(m_serverSink.get());
}

void TestTransport::cleanup()
{
    m_client.reset();
    m_server.reset();
    m_acceptor.reset();
}

void TestTransport::makeMemoryPair()
{
    auto pair = MemoryTransport::makePair();
    m_client = std::move(pair.first);
    m_server = std::move(pair.second);
}

void TestTransport::makeSocketPair(const QUrl &url)
{
    auto address = std::get<Core::WebSocketAddress>(Core::parseWebSocketUrl(url));
    AcceptorOptions options;
    if (address.isSecure)
        options.ssl = m_tls->server();
    m_acceptor = address.isLocal ? Acceptor::forLocal(address.localPath, options)
                                 : Acceptor::forTcp(QHostAddress(address.host), 0, options);
    m_acceptor->accepted = [this](std::unique_ptr<Transport> transport, Core::TimePoint) {
        m_server = std::move(transport);
    };
    QCOMPARE(m_acceptor->listen(), QString());
    address.port = m_acceptor->port();
    const ConnectTarget target{.address = address, .ssl = m_tls->client(), .bindAddress = {}};
    auto attempt = ConnectAttempt::make(target);
    attempt->succeeded = [this](std::unique_ptr<Transport> transport) { m_client = std::move(transport); };
    attempt->failed = [](const ConnectFailure &failure) { QFAIL(qPrintable(failure.text)); };
    attempt->start();
    QTRY_VERIFY(m_client && m_server);
    attempt.release()->cancel();
}

//! The sockets as an application has them, given back to us.
void TestTransport::makeAdoptedPair()
{
    m_client = adopted(std::move(m_client));
    m_server = adopted(std::move(m_server));
}

std::unique_ptr<Transport> TestTransport::adopted(std::unique_ptr<Transport> transport)
{
    ReleasedSocket released = transport->releaseSocket();
    AdoptedSocket again = adoptSocket(released.device.release());
    if (again.transport)
        again.transport->prepend(released.unread);
    return std::move(again.transport);
}

void TestTransport::prependedOctetsComeFirst()
{
    m_client->write("after");
    QTRY_COMPARE(m_serverSink->received, "before after");
    m_client->closeGracefully();
    QTRY_COMPARE(m_serverSink->peerEnds, 1);
    QCOMPARE(m_serverSink->received, "before after");
}

void TestTransport::aReleasedSocketGoesOnElsewhere()
{
    ReleasedSocket released;
    m_serverSink->onBytes = [&] {
        if (!released.device)
            released = m_server->releaseSocket(); // in the middle of a report
    };
    m_client->write("first");
    QTRY_VERIFY(!m_serverSink->received.isEmpty());
    if (QByteArrayView(QTest::currentDataTag()) == "memory") {
        QVERIFY(!released.device); // and it goes on
        m_client->write(", second");
        QTRY_COMPARE(m_serverSink->received, "first, second");
        return;
    }
    QVERIFY(released.device);
    // What is left does nothing any more.
    m_server->write("x");
    m_server->setReadingPaused(false);
    QCOMPARE(m_server->bytesToWrite(), 0);
    QVERIFY(!m_server->releaseSocket().device);
    m_server->closeGracefully();
    m_server->abort();
    m_client->write(", second");
    released.device->write("answer");
    QTRY_COMPARE(m_clientSink->received, "answer");
    QTRY_COMPARE(released.unread + released.device->peek(100), ", second");
    m_server.reset();
    released.device->write(", still");
    QTRY_COMPARE(m_clientSink->received, "answer, still");
    QCOMPARE(m_serverSink->received, "first");
    QCOMPARE(m_serverSink->peerEnds + m_serverSink->closes, 0);
}

void TestTransport::carriesOctetsBothWays()
{
    m_client->write("to the server");
    m_server->write("to the client");
    m_server->write(", in two writes");
    QTRY_COMPARE(m_serverSink->received, "to the server");
    QTRY_COMPARE(m_clientSink->received, "to the client, in two writes");
    QCOMPARE(m_client->bytesToWrite(), 0);
}

void TestTransport::writesMoreThanTheSystemTakes()
{
    const QByteArray large(20'000'000, 'x');
    m_client->write(large);
    m_client->write("the end");
    QVERIFY(m_client->bytesToWrite() > 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_serverSink->received.size(), large.size() + 7, 20'000);
    QVERIFY(m_serverSink->received == large + "the end");
    QTRY_COMPARE(m_client->bytesToWrite(), 0);
    QVERIFY(m_clientSink->writes > 0);
}

void TestTransport::reportsNothingFromInsideACall()
{
    m_client->write("x");
    m_client->closeGracefully();
    m_client->abort();
    QCOMPARE(m_clientSink->writes + m_clientSink->peerEnds + m_clientSink->closes, 0);
    QTRY_COMPARE(m_clientSink->closes, 1);
}

void TestTransport::aGracefulEndDeliversEverythingFirst()
{
    const QByteArray large(5'000'000, 'x');
    m_client->write(large);
    m_client->closeGracefully();
    m_client->write("too late");
    QTRY_COMPARE_WITH_TIMEOUT(m_serverSink->peerEnds, 1, 20'000);
    QVERIFY(m_serverSink->received == large);
    m_server->closeGracefully();
    QTRY_COMPARE(m_serverSink->closes, 1);
    QTRY_COMPARE(m_clientSink->closes, 1);
    QCOMPARE(m_serverSink->lastEnd, Core::TransportEnd::Clean);
    QCOMPARE(m_clientSink->lastEnd, Core::TransportEnd::Clean);
}

void TestTransport::anAbortIsReportedOnce()
{
    m_client->write("x");
    QTRY_COMPARE(m_serverSink->received, "x");
    m_client->abort();
    m_client->abort();
    QTRY_COMPARE(m_clientSink->closes, 1);
    QCOMPARE(m_clientSink->lastEnd, Core::TransportEnd::Aborted);
    QTRY_COMPARE(m_serverSink->closes, 1);
    m_client->closeGracefully();
    m_client->write("dead");
    m_server->abort();
    QCoreApplication::processEvents();
    QCOMPARE(m_clientSink->closes, 1);
    QCOMPARE(m_serverSink->closes, 1);
}

void TestTransport::aPausedReaderSeesNothing()
{
    m_server->setReadingPaused(true);
    const QByteArray large(30'000'000, 'x');
    m_client->write(large);
    qint64 before = -1; // until the system takes no more
    QTRY_VERIFY_WITH_TIMEOUT(m_client->bytesToWrite() == std::exchange(before, m_client->bytesToWrite()),
                             20'000);
    QVERIFY(before > 0);
    QCOMPARE(m_serverSink->reads, 0);
    m_server->setReadingPaused(false);
    QTRY_COMPARE_WITH_TIMEOUT(m_serverSink->received.size(), large.size(), 20'000);
}

void TestTransport::aSilencedTransportReportsNothing()
{
    m_server->silence();
    m_client->write("x");
    QTRY_COMPARE(m_client->bytesToWrite() + m_clientSink->closes, m_client->bytesToWrite());
    m_server->abort();
    QTRY_COMPARE(m_clientSink->closes, 1);
    QCOMPARE(m_serverSink->reads + m_serverSink->closes, 0);
}

void TestTransport::anEventLoopInAReportDoesNotRecurse()
{
    int depth = 0;
    int deepest = 0;
    m_serverSink->onBytes = [&] {
        deepest = std::max(deepest, ++depth);
        m_client->write("x");
        QEventLoop loop;
        QTimer::singleShot(5, &loop, &QEventLoop::quit);
        loop.exec();
        --depth;
        if (m_serverSink->reads >= 5)
            m_serverSink->onBytes = nullptr;
    };
    m_client->write("x");
    QTRY_VERIFY(m_serverSink->reads >= 5 || m_serverSink->received.size() >= 6);
    QCOMPARE(deepest, 1);
}

void TestTransport::octetsThatCameDuringAnEventLoopFollow()
{
    bool isFirst = true;
    m_serverSink->onBytes = [&] {
        if (!std::exchange(isFirst, false))
            return;
        m_client->write("b");
        QEventLoop loop;
        QTimer::singleShot(20, &loop, &QEventLoop::quit);
        loop.exec();
    };
    m_client->write("a");
    QTRY_COMPARE(m_serverSink->received, "ab");
}

void TestTransport::tellsItsEnds()
{
    QFETCH(const QString, kind);
    for (const Transport *transport : {m_client.get(), m_server.get()}) {
        QCOMPARE(transport->details().kind, kind.section(u' ', -1));
        QCOMPARE(transport->details().isSecure, kind.endsWith(u"tls"_s));
        QVERIFY(!transport->details().peer.isEmpty());
    }
    QCOMPARE(m_client->details().local, m_server->details().peer);
    QCOMPARE(m_server->details().local, m_client->details().peer);
}

void TestTransport::aUnixPeerMayEndItsDirectionFirst()
{
    makeSocketPair(QUrl(u"ws+unix:"_s + m_folder.filePath(u"t"_s)));
    QVERIFY(m_client && m_server);
    m_server->start(m_serverSink.get());
    m_client->start(m_clientSink.get());
    m_client->closeGracefully();
    QTRY_COMPARE(m_serverSink->closes, 1);
    QCOMPARE(m_serverSink->lastEnd, Core::TransportEnd::Clean);
}

QTEST_GUILESS_MAIN(TestTransport)
#include "tst_transport.moc"

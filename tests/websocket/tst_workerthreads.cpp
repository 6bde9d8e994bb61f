// SPDX-License-Identifier: MIT
// Connections of a server spread over threads. Worth most under ThreadSanitizer.
#include "support/threadedserver.h"
#include "support/tlsfixture.h"
#include "tap/hub.h"

#include <QtCore/QScopeGuard>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <atomic>
#include <latch>
#include <variant>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWorkerThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectionsAreSpreadEvenly();
    void theEmptiestThreadIsNext();
    void everythingOfAConnectionIsInItsThread();
    void manyClientsAreEchoed_data();
    void manyClientsAreEchoed();
    void settingsChangeWhileItRuns();
    void maxConnectionsIsExact();
    void allThreadsTellTheHub();
    void aSlotThatBlocksStopsNobodyElse();
    void aSlotCannotEndItsThread();
};

void TestWorkerThreads::connectionsAreSpreadEvenly()
{
    ThreadedServer server(3);
    QVERIFY(server.hasThreads);
    QVERIFY(server.listen()->isListening());
    const Crowd crowd(server.listener->url(), 9);
    QTRY_COMPARE(crowd.openCount(), 9);
    QTRY_COMPARE(server.count(u"open"_s), 9);
    QCOMPARE(server.factory.connectionCount(), 9);
    const auto spread = server.spread();
    QCOMPARE(spread.size(), size_t(3));
    for (const auto &[thread, count] : spread)
        QCOMPARE(count, 3);
    QVERIFY(server.eachHasItsThread());
}

void TestWorkerThreads::theEmptiestThreadIsNext()
{
    ThreadedServer server(2);
    server.listen();
    std::vector<std::unique_ptr<Crowd>> clients;
    const auto openOne = [&] {
        clients.push_back(std::make_unique<Crowd>(server.listener->url(), 1));
        const int before = server.count(u"open"_s);
        return QTest::qWaitFor([&] { return server.count(u"open"_s) > before; });
    };
    for (int i = 0; i < 4; ++i)
        QVERIFY(openOne());
    // They took turns, so these are of one thread, which is then empty.
    (*clients[0])[0].protocol()->sendClose();
    (*clients[2])[0].protocol()->sendClose();
    QTRY_COMPARE(server.count(u"deleted"_s), 2);
    QVERIFY(openOne() && openOne());
    std::vector<QThread *> opened;
    for (const auto &event : server.events()) {
        if (event.what == u"open")
            opened.push_back(event.thread);
    }
    QVERIFY(opened[0] == opened[2] && opened[1] == opened[3] && opened[0] != opened[1]);
    QVERIFY(opened[4] == opened[0] && opened[5] == opened[0]);
}

void TestWorkerThreads::everythingOfAConnectionIsInItsThread()
{
    ThreadedServer server(2);
    class Protocol : public WebSocketServerProtocol
    {
    public:
        explicit Protocol(ThreadedServer &server)
            : m_server(server)
            , m_thread(QThread::currentThread())
        { }
        ~Protocol() override { m_server.note(isHere() ? u"destroyed"_s : u"destroyed elsewhere"_s, this); }

    protected:
        void connectionMade() override { m_server.note(u"made"_s, this); }
        ConnectDecision connectRequest(const ConnectionRequest &request) override
        {
            m_server.note(u"asked"_s, this);
            return WebSocketServerProtocol::connectRequest(request);
        }
        void connectionLost(const ConnectionLostReason &) override
        {
            m_server.note(isHere() && thread() == m_thread ? u"lost"_s : u"lost elsewhere"_s, this);
        }

    private:
        bool isHere() const { return QThread::currentThread() == m_thread; }
        ThreadedServer &m_server;
        QThread *m_thread;
    };
    server.factory.setProtocolCreator([&] { return new Protocol(server); });
    server.factory.setConnectHandler([&](const ConnectionRequest &) {
        server.note(u"handler"_s, nullptr);
        return ConnectDecision::accept();
    });
    server.listen();
    const Crowd crowd(server.listener->url(), 4);
    QTRY_COMPARE(crowd.openCount(), 4);
    for (const auto &client : crowd.all()) {
        QCOMPARE(client->protocol()->sendMessage("x"), SendResult::Queued);
        client->protocol()->sendClose();
    }
    QTRY_COMPARE(server.count(u"deleted"_s), 4);
    for (const auto &what : {u"created"_s, u"made"_s, u"connect"_s, u"asked"_s, u"handler"_s, u"open"_s,
                             u"message"_s, u"close 1000 clean"_s})
        QCOMPARE(server.count(what), 4);
    QCOMPARE(server.count(u"lost elsewhere"_s) + server.count(u"destroyed elsewhere"_s), 0);
    QCOMPARE(server.count(u"destroyed"_s), 4);
    for (const auto &event : server.events())
        QVERIFY(event.thread != QThread::currentThread());
}

void TestWorkerThreads::manyClientsAreEchoed_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<int>("policy");
    const auto auto_ = int(TransportPolicy::Auto);
    const auto stream = int(TransportPolicy::Stream);
    QTest::newRow("plain, auto") << u"ws://127.0.0.1:0"_s << auto_;
    QTest::newRow("plain, stream") << u"ws://127.0.0.1:0"_s << stream;
    QTest::newRow("unix, auto") << u"ws+unix:"_s << auto_;
    QTest::newRow("unix, stream") << u"ws+unix:"_s << stream;
    QTest::newRow("TLS") << u"wss://127.0.0.1:0"_s << auto_;
}

void TestWorkerThreads::manyClientsAreEchoed()
{
    QFETCH(QString, url);
    QFETCH(const int, policy);
    constexpr int ClientCount = 12;
    constexpr int MessageCount = 20;
    const QTemporaryDir folder;
    if (url.startsWith(u"ws+unix"_s))
        url += folder.filePath(u"socket"_s);
    std::optional<QSslConfiguration> serverTls;
    std::optional<QSslConfiguration> clientTls;
    const TlsFixture tls;
    if (url.startsWith(u"wss"_s)) {
        if (!tls.error().isEmpty())
            QSKIP(qPrintable(tls.error()));
        serverTls = tls.server();
        clientTls = tls.client();
    }
    ThreadedServer server(3, QUrl(url));
    server.factory.setTransportPolicy(TransportPolicy(policy));
    QVERIFY2(server.listen(serverTls)->isListening(), qPrintable(server.listener->errorString()));
    const Crowd crowd(server.listener->url(), ClientCount, clientTls);
    QTRY_COMPARE_WITH_TIMEOUT(crowd.openCount(), ClientCount, 30'000);
    for (int i = 0; i < MessageCount; ++i) {
        for (const auto &client : crowd.all())
            client->protocol()->sendMessage(QByteArray(i * 997, 'x'));
    }
    QTRY_COMPARE_WITH_TIMEOUT(crowd.count(u"message"), ClientCount * MessageCount, 60'000);
    for (const auto &client : crowd.all())
        client->protocol()->sendClose();
    QTRY_COMPARE(server.count(u"deleted"_s), ClientCount);
    QCOMPARE(server.spread().size(), size_t(3));
    QCOMPARE(server.count(u"close 1000 clean"_s), ClientCount);
    QCOMPARE(server.factory.connectionCount(), 0);
    QVERIFY(server.eachHasItsThread());
}

void TestWorkerThreads::settingsChangeWhileItRuns()
{
    ThreadedServer server(2);
    server.listen();
    for (int round = 0; round < 10; ++round) {
        server.factory.setSubprotocols({u"round-%1"_s.arg(round)});
        server.factory.setHeaders({{"X-Round", QByteArray::number(round)}});
        server.factory.setServerName(u"server %1"_s.arg(round));
        server.factory.setConnectHandler([round](const ConnectionRequest &request) {
            return ConnectDecision::accept(request.subprotocols.value(0),
                                           {{"X-Handler", QByteArray::number(round)}});
        });
        server.factory.setProtocolOptions({.maxMessageBytes = quint64(round + 1)});
        Client client(server.listener->url());
        client.setSubprotocols({u"round-%1"_s.arg(round)});
        client.connectTo();
        // Those of other threads that are opening meanwhile have one state or the other.
        server.factory.setTrackTimings(round % 2);
        QTRY_VERIFY(client.isOpen());
        QCOMPARE(client.protocol()->subprotocol(), u"round-%1"_s.arg(round));
        const HeaderFields fields = client.protocol()->responseHeaders();
        QCOMPARE(fields.value("X-Round"), QByteArray::number(round));
        QCOMPARE(fields.value("X-Handler"), QByteArray::number(round));
        QCOMPARE(fields.value("Server"), "server " + QByteArray::number(round));
        client.protocol()->sendMessage(QByteArray(round + 2, 'x'));
        QTRY_VERIFY(client.log().isClosed());
        QCOMPARE(client.log().closeInfo().code, quint16(1009));
    }
}

void TestWorkerThreads::maxConnectionsIsExact()
{
    ThreadedServer server(4);
    server.factory.setProtocolOptions({.maxConnections = 7});
    server.listen();
    for (int round = 0; round < 3; ++round) {
        const Crowd crowd(server.listener->url(), 40);
        QTRY_COMPARE(crowd.openCount() + crowd.count(u"close"), 40);
        QCOMPARE(crowd.openCount(), 7);
        QCOMPARE(server.factory.connectionCount(), 7);
        for (const auto &client : crowd.all()) {
            if (!client->isOpen())
                QCOMPARE(client->log().closeInfo().httpStatus, 503);
            else
                client->protocol()->sendClose();
        }
        QTRY_COMPARE(server.factory.connectionCount(), 0);
    }
}

void TestWorkerThreads::allThreadsTellTheHub()
{
    struct Observer : Tap::HubObserver
    {
        void observe(const Tap::Record &record) override
        {
            opens += std::holds_alternative<Tap::OpenRecord>(record);
            closes += std::holds_alternative<Tap::CloseRecord>(record);
            frames += std::holds_alternative<Tap::FrameRecord>(record);
        }
        std::atomic<int> opens = 0;
        std::atomic<int> closes = 0;
        std::atomic<int> frames = 0;
    } observer;
    ThreadedServer server(3);
    server.listen();
    const Crowd early(server.listener->url(), 6);
    QTRY_COMPARE(early.openCount(), 6);
    Tap::Hub::instance().addObserver(&observer); // while others open and close
    const auto guard = qScopeGuard([&] { Tap::Hub::instance().removeObserver(&observer); });
    QCOMPARE(observer.opens.load(), 12); // of both ends
    const Crowd late(server.listener->url(), 6);
    QTRY_COMPARE(late.openCount(), 6);
    for (const auto &client : early.all()) {
        client->protocol()->sendMessage("x");
        client->protocol()->sendClose();
    }
    QTRY_COMPARE(observer.closes.load(), 12);
    QCOMPARE(observer.opens.load(), 24);
    QTRY_VERIFY(observer.frames >= 6 * 2 * (2 + 2)); // message and echo, close and its answer
}

void TestWorkerThreads::aSlotThatBlocksStopsNobodyElse()
{
    ThreadedServer server(2);
    std::latch release(1);
    QObject::connect(
        &server.factory, &WebSocketServerFactory::protocolCreated, &server.factory,
        [&](WebSocketServerProtocol *protocol) {
            QObject::connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol,
                             [&](const QByteArray &payload) {
                                 if (payload == "block")
                                     release.wait();
                             });
        },
        Qt::DirectConnection);
    server.listen();
    Client blocked(server.listener->url());
    blocked.connectTo();
    QTRY_COMPARE(server.count(u"open"_s), 1);
    Client other(server.listener->url());
    other.connectTo();
    QTRY_COMPARE(server.count(u"open"_s), 2);
    blocked.protocol()->sendMessage("block");
    QTRY_COMPARE(server.count(u"message"_s), 1);
    blocked.protocol()->sendMessage("waits");
    for (int i = 1; i <= 20; ++i) {
        other.protocol()->sendMessage("passes");
        QTRY_COMPARE(other.log().count(u"message passes"), i);
    }
    QCOMPARE(blocked.log().count(u"message waits"), 0);
    release.count_down();
    QTRY_COMPARE(blocked.log().count(u"message waits"), 1);
}

void TestWorkerThreads::aSlotCannotEndItsThread()
{
    ThreadedServer server(1);
    QObject::connect(
        &server.factory, &WebSocketServerFactory::protocolCreated, &server.factory,
        [](WebSocketServerProtocol *protocol) {
            QObject::connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol,
                             [] { QThread::currentThread()->quit(); });
        },
        Qt::DirectConnection);
    server.listen();
    const Crowd crowd(server.listener->url(), 2);
    QTRY_COMPARE(crowd.openCount(), 2);
    for (int i = 1; i <= 5; ++i) {
        for (const auto &client : crowd.all())
            client->protocol()->sendMessage("x");
        QTRY_COMPARE(crowd.count(u"message"), 2 * i);
    }
}

QTEST_GUILESS_MAIN(TestWorkerThreads)
#include "tst_workerthreads.moc"

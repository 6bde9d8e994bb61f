// SPDX-License-Identifier: MIT
#include "support/memorypair.h"
#include "support/rawpeer.h"
#include "support/servers.h"
#include "support/workerthread.h"

#include <QtTest/QTest>

#include <atomic>
#include <thread>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

class RecordingObserver : public Tap::HubObserver
{
public:
    explicit RecordingObserver(Tap::RecordKinds kinds) { Tap::Hub::instance().addObserver(this, kinds); }
    ~RecordingObserver() { Tap::Hub::instance().removeObserver(this); }

    void observe(const Tap::Record &record) override { records.append(Tap::keepable(record)); }

    template<typename Kind>
    QList<Kind> of(quint64 connection) const
    {
        QList<Kind> found;
        for (const Tap::Record &record : records) {
            if (const auto *one = std::get_if<Kind>(&record); one && one->head.connection == connection)
                found.append(*one);
        }
        return found;
    }

    QList<Tap::Record> records;
};

constexpr Tap::RecordKinds AllKinds = Tap::RecordKinds(0x7f);

} // namespace

class TestTapConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingIsSeenFromBothEnds();
    void compressedFramesAreShownInflated();
    void aLateObserverIsToldOfLiveConnections();
    void lateObserversDoNotDisturbOtherThreads();
    void aRefusedHandshakeIsSeen();
    void framesBehindALateDecisionAreSeen();
    void nothingIsToldWhenNobodyLooks();
};

void TestTapConnection::everythingIsSeenFromBothEnds()
{
    RecordingObserver observer(AllKinds);
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const quint64 client = pair.client->connectionNumber();
    const quint64 server = pair.server->connectionNumber();
    pair.client->sendMessage("hello");
    QTRY_COMPARE(pair.serverLog.count(u"message "), 1);
    pair.client->sendClose(1000, u"bye"_s);
    QTRY_VERIFY(pair.isOver());

    const auto opened = observer.of<Tap::OpenRecord>(client);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0].role, Core::Role::Client);
    QCOMPARE(opened[0].requestLine, "GET / HTTP/1.1");
    QCOMPARE(opened[0].statusLine, "HTTP/1.1 101 Switching Protocols");
    QCOMPARE(opened[0].url, "ws://localhost/");
    QVERIFY(opened[0].request.contains("Sec-WebSocket-Key"));
    QVERIFY(opened[0].response.contains("Sec-WebSocket-Accept"));
    QCOMPARE(observer.of<Tap::OpenRecord>(server)[0].role, Core::Role::Server);
    QCOMPARE(observer.of<Tap::OpenRecord>(server)[0].request, opened[0].request);
    QCOMPARE(observer.of<Tap::OpenRecord>(server)[0].response, opened[0].response);

    const auto frames = observer.of<Tap::FrameRecord>(client);
    QCOMPARE(frames.size(), 3); // text, close, close
    QCOMPARE(frames[0].direction, Tap::Direction::Sent);
    QCOMPARE(frames[0].payload, "hello");
    QVERIFY(frames[0].header.masked);
    QVERIFY(frames[0].head.timeNs > 0);
    QCOMPARE(frames[2].direction, Tap::Direction::Received);
    QCOMPARE(observer.of<Tap::FrameRecord>(server)[0].direction, Tap::Direction::Received);

    QCOMPARE(observer.of<Tap::MessageRecord>(client).size(), 1);
    QCOMPARE(observer.of<Tap::MessageRecord>(server).size(), 1);
    QVERIFY(observer.of<Tap::OctetsRecord>(client).first().octets.startsWith("GET / "));
    QCOMPARE(observer.of<Tap::StateRecord>(client).first().state, Core::ConnectionState::Open);
    const auto closed = observer.of<Tap::CloseRecord>(client);
    QCOMPARE(closed.size(), 1);
    QCOMPARE(closed[0].wasClean, true);
    QCOMPARE(closed[0].code, 1000);
    QCOMPARE(closed[0].by, Core::ClosedBy::Local);
    QCOMPARE(observer.of<Tap::CloseRecord>(server)[0].by, Core::ClosedBy::Remote);
}

void TestTapConnection::compressedFramesAreShownInflated()
{
    RecordingObserver observer(Tap::DefaultKinds);
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const quint64 server = pair.server->connectionNumber();
    const QByteArray text(1000, 'z');
    pair.client->sendMessage(text);
    QTRY_COMPARE(pair.serverLog.count(u"message "), 1);
    const auto frames = observer.of<Tap::FrameRecord>(server);
    QCOMPARE(frames.size(), 1);
    QVERIFY(frames[0].payload == text);
    QVERIFY(frames[0].header.payloadLength < 100);
    QCOMPARE(frames[0].header.rsv, Core::Rsv1);
}

void TestTapConnection::aLateObserverIsToldOfLiveConnections()
{
    EchoServer server;
    Client client(server.listeningUrl());
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    const quint64 number = client.protocol()->connectionNumber();
    RecordingObserver observer(Tap::DefaultKinds);
    const auto opened = observer.of<Tap::OpenRecord>(number);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0].url, server.listeningUrl().toEncoded() + '/');
    client.protocol()->sendMessage("x");
    QTRY_COMPARE(client.log().count(u"message x"), 1);
    QCOMPARE(observer.of<Tap::FrameRecord>(number).size(), 2);
    delete client.protocol();
    QCOMPARE(observer.of<Tap::CloseRecord>(number).size(), 1);
}

void TestTapConnection::lateObserversDoNotDisturbOtherThreads()
{
    // Connections begin, speak and end in one thread while another asks again and again
    // how they were opened. ThreadSanitizer finds what a comparison cannot.
    WorkerThread worker;
    std::atomic<bool> isDone = false;
    worker.start();
    std::thread observing([&isDone] {
        do {
            RecordingObserver observer(Tap::DefaultKinds);
            std::this_thread::yield();
        } while (!isDone);
    });
    int opened = 0;
    worker.call([&opened] {
        for (int i = 0; i < 50; ++i) {
            MemoryPair pair;
            pair.start();
            for (int turns = 0; turns < 1000 && !pair.isOpen(); ++turns)
                QCoreApplication::processEvents();
            opened += pair.isOpen();
            if (pair.client)
                (void)pair.client->sendMessage("x");
            QCoreApplication::processEvents();
        }
    });
    isDone = true;
    observing.join();
    QCOMPARE(opened, 50);
}

void TestTapConnection::aRefusedHandshakeIsSeen()
{
    RecordingObserver observer(Tap::DefaultKinds);
    MemoryPair pair;
    pair.serverFactory.setConnectHandler(
        [](const ConnectionRequest &) { return ConnectDecision::deny(403); });
    pair.start();
    const quint64 server = pair.server->connectionNumber();
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(observer.of<Tap::OpenRecord>(server).size(), 1);
    QCOMPARE(observer.of<Tap::OpenRecord>(server)[0].statusLine, "HTTP/1.1 403 Forbidden");
    QCOMPARE(observer.of<Tap::CloseRecord>(server).size(), 1);
}

void TestTapConnection::framesBehindALateDecisionAreSeen()
{
    std::optional<PendingDecision> pending;
    EchoServer server;
    server.setConnectHandler([&pending](const ConnectionRequest &) {
        const ConnectDecision later = ConnectDecision::later();
        pending = later.handle();
        return later;
    });
    RawPeer peer(server.port());
    peer.send(upgradeRequest() + clientFrame(0x81, "early"));
    QTRY_VERIFY(pending.has_value());
    RecordingObserver observer(AllKinds);
    const quint64 number = server.protocols().constFirst()->connectionNumber();
    QVERIFY(pending->answer(ConnectDecision::accept()));
    QTRY_COMPARE(server.log().count(u"message early"), 1);
    const auto frames = observer.of<Tap::FrameRecord>(number);
    QVERIFY(!frames.isEmpty());
    QCOMPARE(frames[0].direction, Tap::Direction::Received); // the echo comes second
    QCOMPARE(frames[0].payload, "early");
}

void TestTapConnection::nothingIsToldWhenNobodyLooks()
{
    RecordingObserver observer(Tap::RecordKind::Close);
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const quint64 client = pair.client->connectionNumber();
    pair.client->sendMessage("unseen");
    QTRY_COMPARE(pair.serverLog.count(u"message "), 1);
    QVERIFY(observer.of<Tap::FrameRecord>(client).isEmpty());
    Tap::Hub::instance().setKinds(&observer, Tap::RecordKind::Frame);
    pair.client->sendMessage("seen");
    QTRY_COMPARE(pair.serverLog.count(u"message "), 2);
    QCOMPARE(observer.of<Tap::FrameRecord>(client).size(), 1);
}

QTEST_GUILESS_MAIN(TestTapConnection)
#include "tst_tapconnection.moc"

// SPDX-License-Identifier: GPL-3.0-only
// The relay between two ends that are bare sockets: what passes, in which order, how
// it ends, and what is recorded of it.
#include "capture/relay.h"
#include "inspector/proxyfixture.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestProxySource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void relaysOctetsUnchangedExceptHostAndTarget();
    void recordsBothDirectionsAsTheClientSeesThem();
    void passesMalformedFramesAndNotesThem();
    void passesWhatIsNoHttp();
    void handsOnTheEndOfEachDirectionByItself();
    void letsTheClientGoOnAfterTheTargetEnded();
    void endsAClientThatStaysAfterBothClosed();
    void deliversWhatWasSentBeforeTheEnd();
    void turnsAResetIntoAnEnd();
    void answers502WhenTheTargetRefuses();
    void answers502OnceTheRequestIsComplete();
    void answers431ToAHeadWithoutEnd();
    void slowsAClientDownWhoseTargetDoesNotRead();
    void slowsTheLinkDownRatherThanLoseRecords();
    void relaysAThousandConnections();
    void reportsAPortInUse();
    void endsWithTheLastRecords();
};

void TestProxySource::relaysOctetsUnchangedExceptHostAndTarget()
{
    RawListener target;
    const ProxyFixture proxy(target.url(u"/base"_s));
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();

    QByteArray everything;
    for (int i = 0; i < 300'000; ++i)
        everything += char(i * 7 + i / 256);
    QVERIFY(client.send("GET /x?y HTTP/1.1\r\nhost:  a:1\r\nX-Odd : 1\r\n\r\n" + everything));
    const QByteArray head = "GET /base/x?y HTTP/1.1\r\nhost:  127.0.0.1:" + QByteArray::number(target.port())
        + "\r\nX-Odd : 1\r\n\r\n";
    QCOMPARE(server.receive(head.size()), head);
    QVERIFY(server.receive(everything.size()) == everything);
    QVERIFY(server.send(Answer + everything));
    QVERIFY(client.receive(Answer.size() + everything.size()) == Answer + everything);
}

void TestProxySource::recordsBothDirectionsAsTheClientSeesThem()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    QVERIFY(client.send(Request));
    server.receiveUntil("\r\n\r\n");
    QVERIFY(server.send(Answer));
    client.receiveUntil("\r\n\r\n");
    QVERIFY(client.send(QByteArray::fromHex("818537fa213d7f9f4d5158"))); // "Hello", RFC 6455 section 5.7
    QVERIFY(server.send(QByteArray::fromHex("8203000102")));

    QTRY_COMPARE(proxy.all<Tap::FrameRecord>().size(), 2);
    const Tap::OpenRecord open = proxy.all<Tap::OpenRecord>().value(0);
    QCOMPARE(open.url, QByteArray("ws://a/")); // as the client asked
    QVERIFY2(open.peer.startsWith("tcp4:127.0.0.1:"), open.peer.constData());
    QCOMPARE(open.request.value("Host"), QByteArray("a"));
    QCOMPARE(open.response.value("Upgrade"), QByteArray("websocket"));

    const QList<Tap::FrameRecord> frames = proxy.all<Tap::FrameRecord>();
    QCOMPARE(frames[0].direction, Tap::Direction::Sent);
    QCOMPARE(frames[0].payload, QByteArray("Hello"));
    QCOMPARE(frames[0].header.maskKey, 0x37fa213du);
    QCOMPARE(frames[1].direction, Tap::Direction::Received);
    QCOMPARE(frames[1].payload, QByteArray::fromHex("000102"));
    QVERIFY(!frames[1].header.masked);
    QVERIFY(frames[0].head.timeNs > 0 && frames[0].head.timeNs <= frames[1].head.timeNs);
    QCOMPARE(frames[0].head.connection, open.head.connection);
}

void TestProxySource::passesMalformedFramesAndNotesThem()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    QVERIFY(client.send(Request));
    server.receiveUntil("\r\n\r\n");
    QVERIFY(server.send(Answer));
    client.receiveUntil("\r\n\r\n");

    const QByteArray unmaskedReserved = QByteArray::fromHex("f3026869");
    QVERIFY(client.send(unmaskedReserved));
    QCOMPARE(server.receive(unmaskedReserved.size()), unmaskedReserved);
    QTRY_COMPARE(proxy.all<Tap::FrameRecord>().size(), 1);
    const Tap::FrameRecord frame = proxy.all<Tap::FrameRecord>().first();
    QCOMPARE(frame.header.opcode, 3);
    QCOMPARE(frame.header.rsv, 7);
    QVERIFY(!frame.header.masked);
    QVERIFY(!frame.note.isEmpty());
}

void TestProxySource::passesWhatIsNoHttp()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    const QByteArray octets = QByteArray::fromHex("8100") + "Host: a\r\n\r\n";
    QVERIFY(client.send(octets));
    QCOMPARE(server.receive(octets.size()), octets);
    QVERIFY(server.send("hello\n"));
    QCOMPARE(client.receive(6), QByteArray("hello\n"));
    client.endSending();
    server.endSending();
    QTRY_COMPARE(proxy.all<Tap::CloseRecord>().size(), 1);
    QVERIFY(proxy.records.size() > 1); // something of it is shown
}

void TestProxySource::handsOnTheEndOfEachDirectionByItself()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    QVERIFY(client.send(Request));
    client.endSending();
    QVERIFY(server.receiveAll().endsWith("\r\n\r\n")); // the end came through ...
    const QByteArray late(200'000, 'l');
    QVERIFY(server.send(late)); // ... and the other direction lives
    QCOMPARE(client.receive(late.size()).size(), late.size());
    QCOMPARE(proxy.all<Tap::CloseRecord>().size(), 0);
    server.endSending();
    QCOMPARE(client.receiveAll(), QByteArray());
    QTRY_COMPARE(proxy.all<Tap::CloseRecord>().size(), 1);
}

void TestProxySource::letsTheClientGoOnAfterTheTargetEnded()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    QVERIFY(server.send("bye"));
    server.endSending();
    QCOMPARE(client.receiveAll(), QByteArray("bye"));
    const QByteArray late = QByteArray::fromHex("82") + QByteArray(200'000, 'l');
    QVERIFY(client.send(late));
    QCOMPARE(server.receive(late.size()).size(), late.size());
    QCOMPARE(proxy.all<Tap::CloseRecord>().size(), 0);
    client.endSending();
    QCOMPARE(server.receiveAll(), QByteArray());
}

void TestProxySource::endsAClientThatStaysAfterBothClosed()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    QVERIFY(client.send(Request));
    server.receiveUntil("\r\n\r\n");
    QVERIFY(server.send(Answer));
    client.receiveUntil("\r\n\r\n");
    QVERIFY(client.send(QByteArray::fromHex("88820000000003e8")));
    QCOMPARE(server.receive(8).size(), 8);
    QVERIFY(server.send(QByteArray::fromHex("880203e8")));
    server.close();
    QCOMPARE(client.receiveAll(), QByteArray::fromHex("880203e8"));
    // The client stays; what was begun with it ends all the same.
    QTRY_COMPARE_WITH_TIMEOUT(proxy.all<Tap::CloseRecord>().size(), 1, int(3 * Relay::LingerTime / 1ms));
    QVERIFY(proxy.all<Tap::CloseRecord>().first().wasClean);
}

void TestProxySource::deliversWhatWasSentBeforeTheEnd()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    const QByteArray octets = Request + QByteArray(100'000, 'x');
    QVERIFY(client.send(octets));
    client.close();
    RawSocket server = target.accept();
    const QByteArray received = server.receiveAll();
    QVERIFY2(received.endsWith(QByteArray(100'000, 'x')), received.right(20).constData());
}

void TestProxySource::turnsAResetIntoAnEnd()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    QVERIFY(client.send(Request));
    server.receiveUntil("\r\n\r\n");
    server.reset();
    QCOMPARE(client.receiveAll(), QByteArray());
    client.close();
    QTRY_COMPARE(proxy.all<Tap::CloseRecord>().size(), 1);
    const Tap::CloseRecord close = proxy.all<Tap::CloseRecord>().first();
    QVERIFY(!close.wasClean);
    QVERIFY2(close.reason.startsWith("target: "), close.reason.constData());
}

namespace {

//! A port on which nobody listens.
QString closedUrl()
{
    const RawListener listener;
    return listener.url();
}

} // namespace

void TestProxySource::answers502WhenTheTargetRefuses()
{
    const ProxyFixture proxy(closedUrl());
    RawSocket client = proxy.connect();
    QVERIFY(client.send(Request));
    const QByteArray answer = client.receiveAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 502 Bad Gateway\r\n"), answer.constData());
    QVERIFY2(answer.contains("refused"), answer.constData());
    client.close();
    // At once: nothing of the connection is left to linger for.
    QTRY_COMPARE_WITH_TIMEOUT(proxy.all<Tap::CloseRecord>().size(), 1, int(Relay::LingerTime / 2ms));
    QCOMPARE(proxy.all<Tap::OpenRecord>().value(0).statusLine, QByteArray("HTTP/1.1 502 Bad Gateway"));
    QCOMPARE(proxy.all<Tap::OctetsRecord>().size(), 1); // the body, answered once
    const Tap::CloseRecord close = proxy.all<Tap::CloseRecord>().first();
    QVERIFY2(close.reason.contains("refused"), close.reason.constData());
}

void TestProxySource::answers502OnceTheRequestIsComplete()
{
    const ProxyFixture proxy(closedUrl());
    RawSocket client = proxy.connect();
    QVERIFY(client.send(Request.first(20)));
    // The target has refused by the time another connection was refused.
    RawSocket other = proxy.connect();
    QVERIFY(other.send(Request));
    QVERIFY(other.receiveAll().startsWith("HTTP/1.1 502 "));
    QVERIFY(client.send(Request.sliced(20)));
    QVERIFY(client.receiveAll().startsWith("HTTP/1.1 502 "));
}

void TestProxySource::answers431ToAHeadWithoutEnd()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    QVERIFY(client.send("GET / HTTP/1.1\r\nX: " + QByteArray(1'100'000, 'x')));
    const QByteArray answer = client.receiveAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 431 "), answer.constData());
    QCOMPARE(server.receiveAll(), QByteArray()); // nothing of it went on
}

void TestProxySource::slowsAClientDownWhoseTargetDoesNotRead()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    QVERIFY(client.send(Request));
    server.receiveUntil("\r\n\r\n");

    // The system's buffers and the proxy's mark together take some megabytes; a proxy
    // without back-pressure would take all of this. Taking nothing for a while means
    // that the end of them is reached.
    const QByteArray piece(64 * 1024, 'x');
    constexpr qsizetype TooMuch = 256 * 1024 * 1024;
    qsizetype sent = 0;
    QElapsedTimer idle;
    idle.start();
    while (sent < TooMuch && idle.elapsed() < 500) {
        const qsizetype taken = client.sendWithoutWaiting(piece);
        sent += taken;
        if (taken > 0)
            idle.restart();
        else
            QTest::qWait(5);
    }
    QVERIFY2(sent < TooMuch / 4, qPrintable(QString::number(sent)));

    // And nothing of it is lost.
    client.endSending();
    QCOMPARE(server.receiveAll().size(), sent);
}

void TestProxySource::slowsTheLinkDownRatherThanLoseRecords()
{
    RawListener target;
    const ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    QVERIFY(client.send(Request));
    server.receiveUntil("\r\n\r\n");
    QVERIFY(server.send(Answer));
    client.receiveUntil("\r\n\r\n");

    // Twice what the queue holds, while nobody takes records: this thread sends.
    const QByteArray frame = QByteArray::fromHex("82ff000000000010000000000000") + QByteArray(0x100000, 'x');
    const int count = int(2 * RecordQueue::DefaultMaxBytes / 0x100000);
    int sent = 0;
    std::unique_ptr<QThread> reader(QThread::create([&] { server.receiveAll(); }));
    std::unique_ptr<QThread> writer(QThread::create([&] {
        for (; sent < count && client.send(frame); ++sent) { }
        client.endSending();
    }));
    reader->start();
    writer->start();
    QVERIFY(!writer->wait(1500)); // it is held
    qsizetype frames = 0;
    QTRY_COMPARE_WITH_TIMEOUT((frames = proxy.all<Tap::FrameRecord>().size()), qsizetype(count), 20'000);
    writer->wait();
    reader->wait();
    QCOMPARE(sent, count);
    QVERIFY(proxy.all<Tap::DropRecord>().isEmpty());
}

void TestProxySource::relaysAThousandConnections()
{
    constexpr int Count = 1000;
    RawListener target;
    const ProxyFixture proxy(target.url());
    std::vector<RawSocket> clients;
    std::vector<RawSocket> servers;
    for (int i = 0; i < Count; ++i) {
        clients.push_back(proxy.connect());
        QVERIFY(clients.back().isValid());
        servers.push_back(target.accept());
        QVERIFY(servers.back().isValid());
    }
    // Connections are accepted in any order: each client says who it is.
    for (int i = 0; i < Count; ++i)
        QVERIFY(clients[size_t(i)].send(QByteArray::number(i).rightJustified(8, '.')));
    for (RawSocket &server : servers)
        QVERIFY(server.send(server.receive(8)));
    for (int i = 0; i < Count; ++i)
        QCOMPARE(clients[size_t(i)].receive(8), QByteArray::number(i).rightJustified(8, '.'));
    clients.clear();
    servers.clear();
    QTRY_COMPARE(proxy.all<Tap::CloseRecord>().size(), Count);
}

void TestProxySource::reportsAPortInUse()
{
    const RawListener taken;
    const auto route = makeProxyRoute(taken.url(), u"ws://127.0.0.1:9"_s);
    ProxySource source(std::get<ProxyRoute>(route), {}, RecordQueue::WhenFull::Hold);
    QSignalSpy failed(&source, &Source::failed);
    QSignalSpy finished(&source, &Source::finished);
    source.start();
    QVERIFY(failed.wait());
    QVERIFY2(failed.first().first().toString().contains(taken.url()),
             qPrintable(failed.first().first().toString()));
    source.stop();
    QCOMPARE(finished.size(), 0); // it never began
}

void TestProxySource::endsWithTheLastRecords()
{
    RawListener target;
    ProxyFixture proxy(target.url());
    RawSocket client = proxy.connect();
    RawSocket server = target.accept();
    QVERIFY(client.send(Request));
    server.receiveUntil("\r\n\r\n");
    QVERIFY(server.send(Answer));
    client.receiveUntil("\r\n\r\n");

    qsizetype recordsAtTheEnd = -1;
    QSignalSpy finished(proxy.source.get(), &Source::finished);
    connect(proxy.source.get(), &Source::finished, this,
            [&] { recordsAtTheEnd = proxy.all<Tap::CloseRecord>().size(); });
    proxy.source->stop();
    QVERIFY(finished.wait());
    QCOMPARE(recordsAtTheEnd, 1);
    QCOMPARE(proxy.all<Tap::OpenRecord>().size(), 1);
}

QTEST_GUILESS_MAIN(TestProxySource)
#include "tst_proxysource.moc"

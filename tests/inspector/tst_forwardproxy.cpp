// SPDX-License-Identifier: GPL-3.0-only
// A forward proxy between two ends that are bare sockets: tunnels, what is shown of
// them, and what becomes of those who mean no good.
#include "inspector/forwardfixture.h"
#include "inspector/proxyfixture.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestForwardProxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tunnelsWebSocketAndShowsIt();
    void tunnelsPlainHttpUnchanged();
    void tunnelsWhatIsNoHttp();
    void letsAServerSpeakFirst();
    void takesOctetsThatDoNotWaitForItsAnswer();
    void tells502_data();
    void tells502();
    void doesNotTalkToItself();
    void refusesHostileHeads_data();
    void refusesHostileHeads();
    void passesHostileHeadsInATunnel();
    void slowsAClientDownWhoseTargetDoesNotRead();
    void relaysFiveHundredConnectionsAtOnce();
    void endsWithTheLastRecords();

private:
    ProxyTlsFiles files() const { return {.authorityFolder = m_folder.filePath(u"ca"_s)}; }

    QTemporaryDir m_folder;
};

namespace {

quint16 closedPort()
{
    const RawListener listener;
    return listener.port();
}

} // namespace

void TestForwardProxy::initTestCase()
{
    QVERIFY(m_folder.isValid());
}

void TestForwardProxy::tunnelsWebSocketAndShowsIt()
{
    RawListener target;
    const ForwardFixture proxy(files());
    QByteArray answer;
    RawSocket client = proxy.tunnelTo(target.port(), &answer);
    QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer.constData());
    RawSocket server = target.accept();
    QVERIFY(client.send(Request + Hello));
    QCOMPARE(server.receive(Request.size() + Hello.size()), Request + Hello);
    const QByteArray reply = Answer + QByteArray::fromHex("8203000102");
    QVERIFY(server.send(reply));
    QCOMPARE(client.receive(reply.size()), reply);

    QTRY_COMPARE(proxy.all<Tap::FrameRecord>().size(), 2);
    const Tap::OpenRecord open = proxy.all<Tap::OpenRecord>().value(0);
    QCOMPARE(open.url, QByteArray("ws://a/"));
    QVERIFY2(open.peer.startsWith("tcp4:127.0.0.1:"), open.peer.constData());
    QCOMPARE(open.head.connection, quint64(1));
    QCOMPARE(proxy.all<Tap::FrameRecord>()[0].payload, QByteArray("Hello"));
    QCOMPARE(proxy.all<Tap::FrameRecord>()[1].payload, QByteArray::fromHex("000102"));

    server.close();
    QCOMPARE(client.receiveAll(), QByteArray());
    client.close();
    QTRY_COMPARE(proxy.all<Tap::CloseRecord>().size(), 1);
    QVERIFY(proxy.all<Tap::OctetsRecord>().isEmpty());
}

void TestForwardProxy::tunnelsPlainHttpUnchanged()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.tunnelTo(target.port());
    RawSocket server = target.accept();
    const QByteArray requests =
        "GET / HTTP/1.1\r\nX-Odd : 1\r\nProxy-Authorization: it is the target's\r\n\r\n"
        + QByteArray("POST /a HTTP/1.1\r\nContent-Length: 300000\r\n\r\n") + manyOctets(300'000);
    QVERIFY(client.send(requests));
    QVERIFY(server.receive(requests.size()) == requests);
    const QByteArray answers = answerWith(manyOctets(200'000)).repeated(2);
    QVERIFY(server.send(answers));
    QVERIFY(client.receive(answers.size()) == answers);
    client.endSending();
    QCOMPARE(server.receiveAll(), QByteArray());
    QVERIFY(server.send("and more"));
    server.close();
    QCOMPARE(client.receiveAll(), QByteArray("and more"));
    QVERIFY(proxy.records.isEmpty());
    QVERIFY2(proxy.notices.isEmpty(), qPrintable(proxy.notices.join(u' ')));
}

void TestForwardProxy::tunnelsWhatIsNoHttp()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.tunnelTo(target.port());
    RawSocket server = target.accept();
    const QByteArray octets = QByteArray::fromHex("00ff16") + "Upgrade: websocket\r\n\r\n";
    QVERIFY(client.send(octets));
    QCOMPARE(server.receive(octets.size()), octets);
    QVERIFY(server.send("hello\n"));
    QCOMPARE(client.receive(6), QByteArray("hello\n"));
    server.reset();
    QCOMPARE(client.receiveAll(), QByteArray());
    QVERIFY(proxy.records.isEmpty());
}

void TestForwardProxy::letsAServerSpeakFirst()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.tunnelTo(target.port());
    RawSocket server = target.accept();
    QVERIFY(server.send("220 mail.example ready\r\n"));
    QCOMPARE(client.receiveUntil("\n"), QByteArray("220 mail.example ready\r\n"));
    QVERIFY(client.send("EHLO a\r\n"));
    QCOMPARE(server.receiveUntil("\n"), QByteArray("EHLO a\r\n"));
}

void TestForwardProxy::takesOctetsThatDoNotWaitForItsAnswer()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    const QByteArray authority = "127.0.0.1:" + QByteArray::number(target.port());
    QVERIFY(client.send("CONNECT " + authority + " HTTP/1.0\r\n\r\n" + Request));
    RawSocket server = target.accept();
    QCOMPARE(server.receive(Request.size()), Request);
    QVERIFY(client.receiveUntil("\r\n\r\n").startsWith("HTTP/1.1 200 "));
    QVERIFY(server.send(Answer));
    QCOMPARE(client.receive(Answer.size()), Answer);
    QTRY_COMPARE(proxy.all<Tap::OpenRecord>().size(), 1);
}

void TestForwardProxy::tells502_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("shown");
    QTest::newRow("a tunnel") << QByteArray("CONNECT 127.0.0.1:%1 HTTP/1.1\r\n") << 0;
    QTest::newRow("a page") << QByteArray("GET http://127.0.0.1:%1/ HTTP/1.1\r\n") << 0;
    QTest::newRow("an upgrade") << QByteArray("GET ws://127.0.0.1:%1/ HTTP/1.1\r\nUpgrade: websocket\r\n")
                                << 1;
}

void TestForwardProxy::tells502()
{
    QFETCH(QByteArray, line);
    QFETCH(int, shown);
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    QVERIFY(client.send(line.replace("%1", QByteArray::number(closedPort())) + "\r\n"));
    const QByteArray answer = client.receiveAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 502 Bad Gateway\r\n"), answer.constData());
    QVERIFY2(answer.contains("refused"), answer.constData());
    QTRY_COMPARE(proxy.notices.size(), 1);
    QVERIFY2(proxy.notices.first().contains(u"refused"_s), qPrintable(proxy.notices.first()));
    client.close();
    QTRY_COMPARE(proxy.all<Tap::CloseRecord>().size(), shown);
    if (shown > 0)
        QCOMPARE(proxy.all<Tap::OpenRecord>().value(0).statusLine, QByteArray("HTTP/1.1 502 Bad Gateway"));
}

void TestForwardProxy::doesNotTalkToItself()
{
    const ForwardFixture proxy(files());
    const QByteArray own = QByteArray::number(proxy.port);
    for (const QByteArray &head :
         {"CONNECT 127.0.0.1:" + own + " HTTP/1.1\r\n\r\n", "CONNECT localhost:" + own + " HTTP/1.1\r\n\r\n",
          "GET http://127.0.0.1:" + own + "/ HTTP/1.1\r\n\r\n"}) {
        RawSocket client = proxy.connect();
        QVERIFY(client.send(head));
        const QByteArray answer = client.receiveAll();
        QVERIFY2(answer.startsWith("HTTP/1.1 508 Loop Detected\r\n"), answer.constData());
    }
    RawSocket client = proxy.connect();
    QVERIFY(client.send("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + own + "\r\n\r\n"));
    QVERIFY(client.receiveAll().startsWith("HTTP/1.1 400 "));
}

void TestForwardProxy::refusesHostileHeads_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QByteArray>("status");
    const QByteArray post = "POST http://127.0.0.1:9/ HTTP/1.1\r\n";
    QTest::newRow("a head without end") << post + "X: " + QByteArray(1'100'000, 'x') << QByteArray("431");
    QTest::newRow("fields without end")
        << post + QByteArray("a: b\r\n").repeated(200'000) << QByteArray("431");
    QTest::newRow("no HTTP") << QByteArray(2000, '\0') << QByteArray("400");
    QTest::newRow("TLS at once") << QByteArray::fromHex("16030100050100000100") << QByteArray("400");
    QTest::newRow("SOCKS") << QByteArray::fromHex("050100") << QByteArray("400");
    QTest::newRow("two lengths") << post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"
                                 << QByteArray("400");
    QTest::newRow("length and chunks") << post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
                                       << QByteArray("400");
    QTest::newRow("two hosts") << post + "Host: a\r\nHost: b\r\n\r\n" << QByteArray("400");
    QTest::newRow("a target with control characters")
        << QByteArray("CONNECT a\tb:1 HTTP/1.1\r\n\r\n") << QByteArray("400");
}

void TestForwardProxy::refusesHostileHeads()
{
    QFETCH(QByteArray, octets);
    QFETCH(QByteArray, status);
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    client.send(octets); // all of it may not be taken
    const QByteArray answer = client.receiveUntil("\r\n\r\n");
    QVERIFY2(answer.startsWith("HTTP/1.1 " + status + ' '), answer.left(100).constData());
    // And the next one is served.
    RawListener target;
    RawSocket other = proxy.tunnelTo(target.port());
    QVERIFY(other.send("x"));
    QCOMPARE(target.accept().receive(1), QByteArray("x"));
}

void TestForwardProxy::passesHostileHeadsInATunnel()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.tunnelTo(target.port());
    RawSocket server = target.accept();
    QByteArray octets = "GET / HTTP/1.1\r\nX: " + QByteArray(3'000'000, 'x');
    std::unique_ptr<QThread> writer(QThread::create([&] { client.send(octets); }));
    writer->start();
    QVERIFY(server.receive(octets.size()) == octets);
    writer->wait();
}

void TestForwardProxy::slowsAClientDownWhoseTargetDoesNotRead()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.tunnelTo(target.port());
    RawSocket server = target.accept();
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
    client.endSending();
    QCOMPARE(server.receiveAll().size(), sent);
}

void TestForwardProxy::relaysFiveHundredConnectionsAtOnce()
{
    constexpr int Count = 500;
    RawListener target;
    const ForwardFixture proxy(files());
    const QByteArray authority = "127.0.0.1:" + QByteArray::number(target.port());
    std::vector<RawSocket> clients;
    std::vector<RawSocket> servers;
    for (int i = 0; i < Count; ++i) {
        clients.push_back(proxy.connect());
        QVERIFY(clients.back().send("CONNECT " + authority + " HTTP/1.1\r\n\r\n"));
    }
    for (int i = 0; i < Count; ++i) {
        servers.push_back(target.accept());
        QVERIFY(servers.back().isValid());
    }
    for (RawSocket &client : clients)
        QVERIFY(client.receiveUntil("\r\n\r\n").startsWith("HTTP/1.1 200 "));
    // Connections are accepted in any order: each client says who it is.
    for (int i = 0; i < Count; ++i)
        QVERIFY(clients[size_t(i)].send(Request + QByteArray::number(i).rightJustified(8, '.')));
    for (RawSocket &server : servers) {
        QCOMPARE(server.receive(Request.size()), Request);
        QVERIFY(server.send(Answer + server.receive(8)));
    }
    for (int i = 0; i < Count; ++i) {
        QCOMPARE(clients[size_t(i)].receive(Answer.size() + 8),
                 Answer + QByteArray::number(i).rightJustified(8, '.'));
    }
    clients.clear();
    servers.clear();
    QTRY_COMPARE(proxy.all<Tap::CloseRecord>().size(), Count);
    QCOMPARE(proxy.all<Tap::OpenRecord>().size(), Count);
}

void TestForwardProxy::endsWithTheLastRecords()
{
    RawListener target;
    ForwardFixture proxy(files());
    RawSocket client = proxy.tunnelTo(target.port());
    RawSocket server = target.accept();
    QVERIFY(client.send(Request));
    server.receive(Request.size());
    QVERIFY(server.send(Answer));
    client.receive(Answer.size());
    RawSocket idle = proxy.connect();
    qsizetype recordsAtTheEnd = -1;
    QSignalSpy finished(proxy.source.get(), &Source::finished);
    connect(proxy.source.get(), &Source::finished, this,
            [&] { recordsAtTheEnd = proxy.all<Tap::CloseRecord>().size(); });
    proxy.source->stop();
    QVERIFY(finished.wait());
    QCOMPARE(recordsAtTheEnd, 1);
    QVERIFY(!client.receiveAll().contains("no end"));
    QVERIFY(!idle.receiveAll().contains("no end"));
}

QTEST_GUILESS_MAIN(TestForwardProxy)
#include "tst_forwardproxy.moc"

// SPDX-License-Identifier: GPL-3.0-only
// A forward proxy that is asked for whole URLs, between ends that are bare sockets: one
// request after the other, whatever their targets.
#include "inspector/forwardfixture.h"
#include "inspector/proxyfixture.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestForwardExchange : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_folder.isValid()); }
    void keepsAConnectionForManyRequests();
    void answersPipelinedRequestsInTheirOrder();
    void leadsOneClientToSeveralTargets();
    void relaysBodiesBothWays();
    void upgradesARequestForAWholeUrl();
    void upgradesToSomethingElse();
    void goesOnAfterARefusedUpgrade();
    void connectsAnewWhenATargetLeftBetweenRequests();
    void deliversAnAnswerThatEndsWithTheConnection();

private:
    ProxyTlsFiles files() const { return {.authorityFolder = m_folder.filePath(u"ca"_s)}; }

    QTemporaryDir m_folder;
};

void TestForwardExchange::keepsAConnectionForManyRequests()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    RawSocket server;
    for (int i = 0; i < 20; ++i) {
        const QByteArray path = "/" + QByteArray::number(i);
        QVERIFY(client.send(
            get(target, path, "Proxy-Connection: keep-alive\r\nProxy-Authorization: Basic eA==\r\n")));
        if (i == 0)
            server = target.accept();
        const QByteArray head = server.receiveUntil("\r\n\r\n");
        QVERIFY2(head.startsWith("GET " + path + " HTTP/1.1\r\nHost: "), head.constData());
        QVERIFY2(!head.contains("Proxy-"), head.constData());
        const QByteArray answer = answerWith(manyOctets(i * 1000));
        QVERIFY(server.send(answer));
        QVERIFY(client.receive(answer.size()) == answer);
    }
    QVERIFY(proxy.records.isEmpty());
}

void TestForwardExchange::answersPipelinedRequestsInTheirOrder()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    QByteArray requests;
    QByteArray answers;
    for (int i = 0; i < 30; ++i) {
        requests += get(target, "/" + QByteArray::number(i));
        answers += answerWith("answer " + QByteArray::number(i));
    }
    QVERIFY(client.send(requests));
    RawSocket server = target.accept();
    for (int i = 0; i < 30; ++i) {
        const QByteArray head = server.receiveUntil("\r\n\r\n");
        QVERIFY2(head.startsWith("GET /" + QByteArray::number(i) + ' '), head.constData());
        QVERIFY(server.send(answerWith("answer " + QByteArray::number(i))));
    }
    QCOMPARE(client.receive(answers.size()), answers);
}

void TestForwardExchange::leadsOneClientToSeveralTargets()
{
    RawListener first;
    RawListener second;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    QVERIFY(client.send(get(first, "/1") + get(second, "/2") + get(first, "/3")));
    for (RawListener *target : {&first, &second, &first}) {
        RawSocket server = target->accept();
        QVERIFY(server.receiveUntil("\r\n\r\n").startsWith("GET /"));
        QVERIFY(server.send(answerWith("ok")));
        QCOMPARE(client.receive(answerWith("ok").size()), answerWith("ok"));
    }
}

void TestForwardExchange::relaysBodiesBothWays()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    const QByteArray host = "127.0.0.1:" + QByteArray::number(target.port());
    const QByteArray chunk = manyOctets(100'000);
    const QByteArray chunks = (QByteArray::number(chunk.size(), 16) + "\r\n" + chunk + "\r\n").repeated(3)
        + "0\r\nX-Trailer: yes\r\n\r\n";
    QVERIFY(client.send("POST http://" + host + "/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
                        + get(target, "/next")));
    RawSocket server = target.accept();
    QCOMPARE(server.receiveUntil("\r\n\r\n"),
             "POST / HTTP/1.1\r\nHost: " + host + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    QVERIFY(server.receive(chunks.size()) == chunks);
    const QByteArray answer =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
    QVERIFY(server.send(answer));
    QVERIFY(client.receive(answer.size()) == answer);
    QVERIFY(server.receiveUntil("\r\n\r\n").startsWith("GET /next "));
}

void TestForwardExchange::upgradesARequestForAWholeUrl()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    const QByteArray host = "127.0.0.1:" + QByteArray::number(target.port());
    QByteArray request = Request;
    request.replace("GET / ", "GET ws://" + host + "/chat ")
        .replace("Host: a\r\n", "Proxy-Authorization: x\r\nHost: a\r\n");
    QVERIFY(client.send(get(target, "/page") + request + Hello));
    RawSocket server = target.accept();
    server.receiveUntil("\r\n\r\n");
    QVERIFY(server.send(answerWith("page")));
    QByteArray expected = Request;
    expected.replace("GET / ", "GET /chat ").replace("Host: a\r\n", "Host: " + host + "\r\n");
    QCOMPARE(server.receive(expected.size()), expected);
    QVERIFY(server.send(Answer + QByteArray::fromHex("8203000102")));
    QCOMPARE(server.receive(Hello.size()), Hello);
    client.receive(answerWith("page").size() + Answer.size() + 5);
    QTRY_COMPARE(proxy.all<Tap::FrameRecord>().size(), 2);
    QCOMPARE(proxy.all<Tap::OpenRecord>().value(0).url, "ws://" + host + "/chat");
    client.close();
    server.close();
    QTRY_COMPARE(proxy.all<Tap::CloseRecord>().size(), 1);
}

void TestForwardExchange::upgradesToSomethingElse()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    QVERIFY(client.send(get(target, "/", "Upgrade: echo\r\nConnection: Upgrade\r\n")));
    RawSocket server = target.accept();
    server.receiveUntil("\r\n\r\n");
    const QByteArray answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\n";
    QVERIFY(server.send(answer));
    QCOMPARE(client.receive(answer.size()), answer);
    const QByteArray octets = manyOctets(100'000);
    QVERIFY(client.send(octets));
    QVERIFY(server.receive(octets.size()) == octets);
    QVERIFY(server.send("bye"));
    server.endSending();
    QCOMPARE(client.receiveAll(), QByteArray("bye"));
    QVERIFY(proxy.records.isEmpty());
}

void TestForwardExchange::goesOnAfterARefusedUpgrade()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    QByteArray request = Request;
    request.replace("GET / ", "GET ws://127.0.0.1:" + QByteArray::number(target.port()) + "/ ");
    QVERIFY(client.send(request + get(target, "/next")));
    RawSocket server = target.accept();
    server.receiveUntil("\r\n\r\n");
    QVERIFY(server.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"));
    QVERIFY(server.receiveUntil("\r\n\r\n").startsWith("GET /next "));
    QTRY_COMPARE(proxy.all<Tap::CloseRecord>().size(), 1);
    QCOMPARE(proxy.all<Tap::OpenRecord>().value(0).statusLine, QByteArray("HTTP/1.1 401 Unauthorized"));
}

void TestForwardExchange::connectsAnewWhenATargetLeftBetweenRequests()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    for (int i = 0; i < 3; ++i) {
        QVERIFY(client.send(get(target, "/")));
        RawSocket server = target.accept();
        server.receiveUntil("\r\n\r\n");
        QVERIFY(server.send(answerWith("ok")));
        server.endSending();
        QCOMPARE(client.receive(answerWith("ok").size()), answerWith("ok"));
        QCOMPARE(server.receiveAll(), QByteArray()); // it has seen the end
    }
}

void TestForwardExchange::deliversAnAnswerThatEndsWithTheConnection()
{
    RawListener target;
    const ForwardFixture proxy(files());
    RawSocket client = proxy.connect();
    QVERIFY(client.send(get(target, "/")));
    RawSocket server = target.accept();
    server.receiveUntil("\r\n\r\n");
    const QByteArray answer = "HTTP/1.0 200 OK\r\n\r\n" + manyOctets(2'000'000);
    std::unique_ptr<QThread> writer(QThread::create([&] {
        server.send(answer);
        server.close();
    }));
    writer->start();
    QVERIFY(client.receiveAll() == answer);
    writer->wait();
}

QTEST_GUILESS_MAIN(TestForwardExchange)
#include "tst_forwardexchange.moc"

// SPDX-License-Identifier: GPL-3.0-only
// What a forward proxy is asked: requests for it, and the first message of TLS.
#include "capture/forward/clienthello.h"
#include "capture/forward/forwardrequest.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using Status = ClientHello::Status;

class TestForwardRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rewritesWhatGoesOn_data();
    void rewritesWhatGoesOn();
    void refusesWhatLeadsNowhere_data();
    void refusesWhatLeadsNowhere();
    void readsTunnels();
    void readsAClientHello();
    void readsAHelloInPieces();
    void tellsTlsFromTheRest_data();
    void tellsTlsFromTheRest();
};

namespace {

std::variant<ForwardRequest, ForwardRefusal> asked(const QByteArray &octets)
{
    Tap::HeadCollector head(Core::HttpHeadReader::Kind::Request);
    head.feed(octets);
    return readForwardRequest(head);
}

} // namespace

void TestForwardRequest::rewritesWhatGoesOn_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::newRow("a path") << QByteArray(
        "GET http://a.example:81/x?y HTTP/1.1\r\nHost: a.example:81\r\n\r\n")
                            << QByteArray("GET /x?y HTTP/1.1\r\nHost: a.example:81\r\n\r\n") << "a.example"
                            << 81;
    QTest::newRow("no path") << QByteArray("GET ws://a HTTP/1.1\r\nHost: a\r\n\r\n")
                             << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << "a" << 80;
    QTest::newRow("a query alone") << QByteArray("GET http://a?b HTTP/1.0\r\n\r\n")
                                   << QByteArray("GET /?b HTTP/1.0\r\nHost: a\r\n\r\n") << "a" << 80;
    QTest::newRow("everything") << QByteArray("OPTIONS http://a HTTP/1.1\r\nHost: a\r\n\r\n")
                                << QByteArray("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n") << "a" << 80;
    QTest::newRow("TLS") << QByteArray("GET wss://a/ HTTP/1.1\r\nHost: a\r\n\r\n")
                         << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << "a" << 443;
    QTest::newRow("an address") << QByteArray("GET http://[::1]:81/ HTTP/1.1\r\nHost: x\r\n\r\n")
                                << QByteArray("GET / HTTP/1.1\r\nHost: [::1]:81\r\n\r\n") << "::1" << 81;
    QTest::newRow("what is for us stays here")
        << QByteArray("GET http://a/ HTTP/1.1\r\nproxy-authorization: Basic eDp5\r\nhost:  other \r\n"
                      "Proxy-Connection: keep-alive\r\nX-Odd:1\r\nConnection: close\r\n\r\n")
        << QByteArray("GET / HTTP/1.1\r\nhost:  a \r\nX-Odd:1\r\nConnection: close\r\n\r\n") << "a" << 80;
}

void TestForwardRequest::rewritesWhatGoesOn()
{
    QFETCH(QByteArray, octets);
    QFETCH(QByteArray, head);
    QFETCH(QString, host);
    QFETCH(int, port);
    const auto result = asked(octets);
    const auto *request = std::get_if<ForwardRequest>(&result);
    QVERIFY(request);
    QCOMPARE(request->head, head);
    QCOMPARE(request->target.host, host);
    QCOMPARE(int(request->target.port), port);
    QCOMPARE(request->target.isSecure, port == 443);
    QVERIFY(!request->isTunnel);
}

void TestForwardRequest::refusesWhatLeadsNowhere_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *line, int status) {
        QTest::newRow(name) << QByteArray(line) << status;
    };
    row("a page of ours", "GET / HTTP/1.1", 400);
    row("another scheme", "GET ftp://a/ HTTP/1.1", 501);
    row("no host", "GET http:///a HTTP/1.1", 400);
    row("no port", "CONNECT a HTTP/1.1", 400);
    row("no port behind an address", "CONNECT [::1] HTTP/1.1", 400);
    row("port 0", "CONNECT a:0 HTTP/1.1", 400);
    row("a port beyond all", "CONNECT a:65536 HTTP/1.1", 400);
    row("no number", "CONNECT a:b HTTP/1.1", 400);
    row("a user", "CONNECT u:p@a:443 HTTP/1.1", 400);
    row("a path", "CONNECT a:443/x HTTP/1.1", 400);
    row("nothing", "CONNECT : HTTP/1.1", 400);
    row("a user in a URL", "GET http://u:p@a/ HTTP/1.1", 400);
}

void TestForwardRequest::refusesWhatLeadsNowhere()
{
    QFETCH(QByteArray, line);
    QFETCH(int, status);
    const auto result = asked(line + "\r\nHost: a\r\n\r\n");
    const auto *refusal = std::get_if<ForwardRefusal>(&result);
    QVERIFY(refusal);
    QCOMPARE(refusal->status, status);
    QVERIFY(!refusal->text.isEmpty());
}

void TestForwardRequest::readsTunnels()
{
    const auto result = asked("CONNECT A.example:443 HTTP/1.0\r\nHost: A.example:443\r\n\r\n");
    const auto *request = std::get_if<ForwardRequest>(&result);
    QVERIFY(request && request->isTunnel);
    QCOMPARE(request->target.host, QStringLiteral("a.example"));
    QCOMPARE(request->target.port, 443);
    QVERIFY(request->head.isEmpty());
}

namespace {

QByteArray vector(int lengthSize, const QByteArray &content)
{
    QByteArray out;
    for (int shift = 8 * (lengthSize - 1); shift >= 0; shift -= 8)
        out += char(content.size() >> shift);
    return out + content;
}

QByteArray record(const QByteArray &content)
{
    return QByteArray::fromHex("160301") + vector(2, content);
}

//! The message, without records.
QByteArray helloMessage()
{
    const QByteArray name = vector(2, QByteArray(1, '\0') + vector(2, "Chat.Example"));
    const QByteArray protocols = vector(2, vector(1, "h2") + vector(1, "http/1.1"));
    const QByteArray extensions = QByteArray::fromHex("00170000") // something unknown
        + QByteArray::fromHex("0000") + vector(2, name) + QByteArray::fromHex("0010") + vector(2, protocols);
    const QByteArray body = QByteArray::fromHex("0303") + QByteArray(32, 'r') + vector(1, QByteArray(32, 's'))
        + vector(2, QByteArray::fromHex("13011302")) + vector(1, QByteArray(1, '\0')) + vector(2, extensions);
    return QByteArray(1, '\1') + vector(3, body);
}

} // namespace

void TestForwardRequest::readsAClientHello()
{
    const ClientHello hello = readClientHello(record(helloMessage()) + "more");
    QCOMPARE(hello.status, Status::Complete);
    QCOMPARE(hello.serverName, QByteArray("chat.example"));
    QCOMPARE(hello.protocols, (QList<QByteArray>{"h2", "http/1.1"}));
    QVERIFY(hello.speaksHttp1());
    QVERIFY(!(ClientHello{.protocols = {"h2"}}.speaksHttp1()));
    QVERIFY(ClientHello{}.speaksHttp1());
}

void TestForwardRequest::readsAHelloInPieces()
{
    const QByteArray message = helloMessage();
    const QByteArray octets =
        record(message.first(3)) + record(message.sliced(3, 50)) + record(message.sliced(53));
    for (qsizetype size = 0; size < octets.size(); ++size) {
        const ClientHello hello = readClientHello(octets.first(size));
        QCOMPARE(hello.status, Status::NeedMore);
        QVERIFY(hello.wanted > size && hello.wanted <= octets.size());
    }
    QCOMPARE(readClientHello(octets).serverName, QByteArray("chat.example"));
    // Whatever is broken in it, it is read to an answer.
    for (qsizetype at = 0; at < octets.size(); ++at) {
        QByteArray broken = octets;
        broken[at] = char(broken[at] ^ 0xff);
        readClientHello(broken);
    }
}

void TestForwardRequest::tellsTlsFromTheRest_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &octets, Status status) {
        QTest::newRow(name) << octets << int(status);
    };
    row("HTTP", "GET / HTTP/1.1\r\n", Status::NoTls);
    row("a frame", QByteArray::fromHex("8180"), Status::NoTls);
    row("an odd octet", QByteArray::fromHex("1602"), Status::NoTls);
    row("another message", record(QByteArray::fromHex("02000000")), Status::Unreadable);
    row("an empty record", record({}), Status::Unreadable);
    row("an endless hello", record(QByteArray::fromHex("01ffffff")), Status::Unreadable);
    row("a short one", record(QByteArray::fromHex("010000020303")), Status::Unreadable);
    row("nothing yet", {}, Status::NeedMore);
}

void TestForwardRequest::tellsTlsFromTheRest()
{
    QFETCH(QByteArray, octets);
    QTEST(int(readClientHello(octets).status), "status");
}

QTEST_GUILESS_MAIN(TestForwardRequest)
#include "tst_forwardrequest.moc"

// SPDX-License-Identifier: MIT
// Both ways through a proxy; every answer whole, octet by octet, and cut in two.
#include "core/handshake/proxyhandshake.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using Status = ProxyHandshake::Status;

namespace {

QByteArray bytes(const char *hex)
{
    return QByteArray::fromHex(hex);
}

} // namespace

class tst_ProxyHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectNamesHostAndPort_data();
    void connectNamesHostAndPort();
    void socksGreets_data();
    void socksGreets();
    void answers_data();
    void answers();
    void socksSendsCredentialsThenTheTarget();
    void whatCannotBeSentHasFailedAlready_data();
    void whatCannotBeSentHasFailedAlready();
    void anEndlessHeadHasAnEnd();

private:
    const ProxyRequest m_request{.host = "example.org", .port = 443};
    const ProxyRequest m_withUser{.host = "example.org", .port = 443, .user = "me", .password = "pw"};
};

void tst_ProxyHandshake::connectNamesHostAndPort_data()
{
    QTest::addColumn<ProxyRequest>("request");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("9.3.6 name") << m_request
                                << QByteArray(
                                       "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n");
    QTest::newRow("3986 3.2.2 IPv6") << ProxyRequest{.host = "::1", .port = 80}
                                     << QByteArray("CONNECT [::1]:80 HTTP/1.1\r\nHost: [::1]:80\r\n\r\n");
    QTest::newRow("7617 credentials")
        << m_withUser
        << QByteArray("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n"
                      "Proxy-Authorization: Basic bWU6cHc=\r\n\r\n");
}

void tst_ProxyHandshake::connectNamesHostAndPort()
{
    QFETCH(const ProxyRequest, request);
    QFETCH(const QByteArray, expected);
    const auto handshake = ProxyHandshake::make(ProxyKind::HttpConnect, request);
    QCOMPARE(handshake->takeOutput(), expected);
    QVERIFY(handshake->takeOutput().isEmpty());
    QCOMPARE(handshake->status(), Status::NeedMore);
}

void tst_ProxyHandshake::socksGreets_data()
{
    QTest::addColumn<ProxyRequest>("request");
    QTest::addColumn<QByteArray>("greeting");
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("1928 3 without credentials")
        << m_request << bytes("050100") << bytes("05010003 0b") + "example.org" + bytes("01bb");
    QTest::newRow("1928 3 with credentials")
        << m_withUser << bytes("05020002") << bytes("05010003 0b") + "example.org" + bytes("01bb");
    QTest::newRow("1928 5 address") << ProxyRequest{.host = "::1", .port = 0x1234} << bytes("050100")
                                    << bytes("05010003 03") + "::1" + bytes("1234");
}

void tst_ProxyHandshake::socksGreets()
{
    QFETCH(const ProxyRequest, request);
    QFETCH(const QByteArray, greeting);
    QFETCH(const QByteArray, target);
    const auto handshake = ProxyHandshake::make(ProxyKind::Socks5, request);
    QCOMPARE(handshake->takeOutput(), greeting);
    handshake->feed(bytes("0500"));
    QCOMPARE(handshake->takeOutput(), target);
}

void tst_ProxyHandshake::answers_data()
{
    QTest::addColumn<ProxyKind>("kind");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<Status>("status");
    QTest::addColumn<int>("httpStatus");
    QTest::addColumn<QByteArray>("text");
    const auto http = [](const char *name, const QByteArray &answer, Status status, int code,
                         const QByteArray &text) {
        QTest::newRow(name) << ProxyKind::HttpConnect << answer << status << code << text;
    };
    http("9.3.6 200", "HTTP/1.1 200 OK\r\n\r\n", Status::Done, 0, {});
    http("9.3.6 204", "HTTP/1.1 204 X\r\n\r\n", Status::Done, 0, {});
    http("HTTP/1.0", "HTTP/1.0 200 Connection established\r\nProxy-agent: x\r\n\r\n", Status::Done, 0, {});
    http("9.3.6 Content-Length is ignored", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", Status::Done, 0,
         {});
    http("15.2 interim", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", Status::Done, 0, {});
    http("407", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", Status::Failed, 407,
         "the proxy answered 407 Proxy Authentication Required");
    http("502", "HTTP/1.1 502 \r\nContent-Length: 3\r\n\r\nbad", Status::Failed, 502,
         "the proxy answered 502 Bad Gateway");
    http("302", "HTTP/1.1 302 Found\r\nLocation: http://login/\r\n\r\n", Status::Failed, 302,
         "the proxy answered 302 Found");
    http("101", "HTTP/1.1 101 Switching Protocols\r\n\r\n", Status::Failed, 101,
         "the proxy answered 101 Switching Protocols");
    http("garbage", "garbage\r\n\r\n", Status::Failed, 0, "the proxy's answer is not HTTP");
    http("early octets", "HTTP/1.1 200 OK\r\n\r\nX", Status::Failed, 0,
         "the proxy sent octets that nobody asked for");
    http("half a head", "HTTP/1.1 200 OK\r\n", Status::NeedMore, 0, {});

    const auto socks = [](const char *name, const char *hex, Status status, const QByteArray &text) {
        QTest::newRow(name) << ProxyKind::Socks5 << bytes(hex) << status << 0 << text;
    };
    socks("1928 6 IPv4", "0500 05000001 7f000001 0050", Status::Done, {});
    socks("1928 6 IPv6", "0500 05000004 00000000000000000000000000000001 0050", Status::Done, {});
    socks("1928 6 name", "0500 05000003 03616263 0050", Status::Done, {});
    socks("1928 6 refused", "0500 05050001 00000000 0000", Status::Failed,
          "the proxy could not connect: connection refused");
    socks("1928 6 unknown reply", "0500 0577", Status::Failed, "the proxy could not connect: error 119");
    socks("1928 6 unknown address", "0500 05000009 00", Status::Failed, "the proxy answered with an address");
    socks("1928 3 nothing acceptable", "05ff", Status::Failed, "the proxy wants a user and a password");
    socks("1928 3 not offered", "0502", Status::Failed, "the proxy chose a method that was not offered");
    socks("SOCKS 4", "0400", Status::Failed, "the proxy does not speak SOCKS 5");
    socks("HTTP on a SOCKS port", "48545450", Status::Failed, "the proxy does not speak SOCKS 5");
    socks("reply of another version", "0500 04000001", Status::Failed, "the proxy does not speak SOCKS 5");
    socks("early octets", "0500 05000001 7f000001 0050 00", Status::Failed,
          "the proxy sent octets that nobody asked for");
    socks("half a reply", "0500 05000001 7f0000", Status::NeedMore, {});
}

void tst_ProxyHandshake::answers()
{
    QFETCH(const ProxyKind, kind);
    QFETCH(const QByteArray, answer);
    QFETCH(const Status, status);
    QFETCH(const int, httpStatus);
    QFETCH(const QByteArray, text);
    const auto check = [&](const ProxyHandshake &handshake) {
        QCOMPARE(handshake.httpStatus(), httpStatus);
        QVERIFY2(handshake.errorText().startsWith(text), handshake.errorText().constData());
        QCOMPARE(handshake.status(), status);
    };
    for (qsizetype cut = 0; cut <= answer.size(); ++cut) {
        const auto handshake = ProxyHandshake::make(kind, m_request);
        handshake->feed(QByteArrayView(answer).first(cut));
        // What comes in a later read is the target's: it was not there when it was Done.
        if (handshake->status() != Status::NeedMore)
            continue;
        handshake->feed(QByteArrayView(answer).sliced(cut));
        check(*handshake);
    }
    const auto slow = ProxyHandshake::make(kind, m_request);
    for (const char octet : answer)
        slow->feed(QByteArrayView(&octet, 1));
    if (!text.contains("nobody asked for"))
        check(*slow);
}

void tst_ProxyHandshake::socksSendsCredentialsThenTheTarget()
{
    for (const bool isAccepted : {true, false}) {
        const auto handshake = ProxyHandshake::make(ProxyKind::Socks5, m_withUser);
        handshake->takeOutput();
        handshake->feed(bytes("0502"));
        QCOMPARE(handshake->takeOutput(), bytes("0102") + "me" + bytes("02") + "pw");
        handshake->feed(bytes("01"));
        QVERIFY(handshake->takeOutput().isEmpty());
        handshake->feed(bytes(isAccepted ? "00" : "01"));
        QCOMPARE(handshake->status(), isAccepted ? Status::NeedMore : Status::Failed);
        QCOMPARE(handshake->takeOutput().isEmpty(), !isAccepted);
    }
}

void tst_ProxyHandshake::whatCannotBeSentHasFailedAlready_data()
{
    QTest::addColumn<ProxyKind>("kind");
    QTest::addColumn<ProxyRequest>("request");
    for (const ProxyKind kind : {ProxyKind::HttpConnect, ProxyKind::Socks5}) {
        const char *name = kind == ProxyKind::Socks5 ? "SOCKS" : "HTTP";
        QTest::addRow("%s: no host", name) << kind << ProxyRequest{.port = 1};
        QTest::addRow("%s: host with CR LF", name) << kind << ProxyRequest{.host = "a\r\nb", .port = 1};
        QTest::addRow("%s: host with NUL", name)
            << kind << ProxyRequest{.host = QByteArray("a\0", 2), .port = 1};
    }
    QTest::newRow("7617 2 user with a colon")
        << ProxyKind::HttpConnect << ProxyRequest{.host = "a", .port = 1, .user = "b:c", .password = "d"};
    QTest::newRow("7617 2 password with LF")
        << ProxyKind::HttpConnect << ProxyRequest{.host = "a", .port = 1, .user = "b", .password = "\n"};
    QTest::newRow("1929 2 long user")
        << ProxyKind::Socks5
        << ProxyRequest{.host = "a", .port = 1, .user = QByteArray(256, 'u'), .password = "d"};
    QTest::newRow("1929 2 no password")
        << ProxyKind::Socks5 << ProxyRequest{.host = "a", .port = 1, .user = "u"};
    QTest::newRow("1928 5 long host")
        << ProxyKind::Socks5 << ProxyRequest{.host = QByteArray(256, 'h'), .port = 1};
}

void tst_ProxyHandshake::whatCannotBeSentHasFailedAlready()
{
    QFETCH(const ProxyKind, kind);
    QFETCH(const ProxyRequest, request);
    const auto handshake = ProxyHandshake::make(kind, request);
    QCOMPARE(handshake->status(), Status::Failed);
    QVERIFY(!handshake->errorText().isEmpty());
    QVERIFY(handshake->takeOutput().isEmpty());
    handshake->feed("HTTP/1.1 200 OK\r\n\r\n");
    QCOMPARE(handshake->status(), Status::Failed);
}

void tst_ProxyHandshake::anEndlessHeadHasAnEnd()
{
    const auto handshake = ProxyHandshake::make(ProxyKind::HttpConnect, m_request);
    handshake->feed("HTTP/1.1 200 OK\r\n");
    const QByteArray field = "X: " + QByteArray(1000, 'x') + "\r\n";
    int fields = 0;
    while (handshake->status() == Status::NeedMore && fields < 1000) {
        handshake->feed(field);
        ++fields;
    }
    QCOMPARE(handshake->status(), Status::Failed);
    QVERIFY(fields < 40);
}

QTEST_APPLESS_MAIN(tst_ProxyHandshake)
#include "tst_proxyhandshake.moc"

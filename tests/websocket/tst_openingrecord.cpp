// SPDX-License-Identifier: MIT
// What is kept of an opening handshake tells the heads as they were.
#include "core/handshake/clienthandshake.h"
#include "core/handshake/serverhandshake.h"
#include "websocket/openingrecord.h"

#include <QtTest/QTest>

using namespace Gantry;

namespace {

constexpr const char *Key = "dGhlIHNhbXBsZSBub25jZQ==";

Core::HeaderFields requestFields(const QByteArray &keyName, const QByteArray &key)
{
    return {{"Host", "example.com"}, {"Cookie", ""}, {keyName, key}, {"Sec-WebSocket-Version", "13"}};
}

QByteArray headOf(const QByteArray &startLine, const Core::HeaderFields &fields)
{
    QByteArray head = startLine + "\r\n";
    for (const Core::HeaderField &field : fields.all())
        head += field.name + ": " + field.value + "\r\n";
    return head + "\r\n";
}

} // namespace

class TestOpeningRecord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aServersHeadsAreToldAsTheyWere_data();
    void aServersHeadsAreToldAsTheyWere();
    void aClientsHeadsAreToldAsTheyWere_data();
    void aClientsHeadsAreToldAsTheyWere();
    void aRefusalIsToldAsItWas();
    void whatWasNeverSaidIsNotTold();
};

void TestOpeningRecord::aServersHeadsAreToldAsTheyWere_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("as most write it") << QByteArray("Sec-WebSocket-Key") << QByteArray(Key);
    QTest::newRow("in lower case") << QByteArray("sec-websocket-key") << QByteArray(Key);
    // Its last character has bits that mean nothing.
    QTest::newRow("not as base64 is made")
        << QByteArray("Sec-WebSocket-Key") << QByteArray("dGhlIHNhbXBsZSBub25jZR==");
}

void TestOpeningRecord::aServersHeadsAreToldAsTheyWere()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, key);
    const Core::HeaderFields request = requestFields(name, key);
    const Core::HeaderFields response{
        {"Upgrade", "websocket"}, {"Sec-WebSocket-Accept", Core::acceptKey(key)}, {"X-Last", "a: b"}};
    OpeningRecord record;
    record.received(Core::HandshakeRequest{.target = "/chat?a=b", .fields = request});
    record.sent(Core::Role::Server, headOf("HTTP/1.1 101 Switching Protocols", response) + "\x81\x01x");
    QVERIFY(record.hasRequestLine());
    QCOMPARE(record.hostAndTarget(), "example.com/chat?a=b");
    for (const bool isPutAway : {false, true}) {
        if (isPutAway)
            record.putAway("ws://example.com/chat?a=b", "chat");
        const OpeningHeads heads = record.heads();
        QCOMPARE(heads.requestLine, "GET /chat?a=b HTTP/1.1");
        QVERIFY(heads.request == request);
        QCOMPARE(heads.statusLine, "HTTP/1.1 101 Switching Protocols");
        QVERIFY(heads.response == response);
    }
    QCOMPARE(record.heads().url, "ws://example.com/chat?a=b");
    QCOMPARE(record.heads().subprotocol, "chat");
}

void TestOpeningRecord::aClientsHeadsAreToldAsTheyWere_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("accept");
    QTest::newRow("as most write it") << QByteArray("Sec-WebSocket-Accept") << Core::acceptKey(Key);
    QTest::newRow("in lower case") << QByteArray("sec-websocket-accept") << Core::acceptKey(Key);
    QTest::newRow("of another key") << QByteArray("Sec-WebSocket-Accept") << Core::acceptKey("another");
}

void TestOpeningRecord::aClientsHeadsAreToldAsTheyWere()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, accept);
    const Core::HeaderFields request = requestFields("Sec-WebSocket-Key", Key);
    const Core::HeaderFields response{{"Upgrade", "websocket"}, {name, accept}, {"Empty", ""}};
    OpeningRecord record;
    record.sent(Core::Role::Client, headOf("GET / HTTP/1.1", request));
    record.received(
        Core::HandshakeResponse{.head = {.status = 101, .reasonPhrase = "Switching", .fields = response}});
    QCOMPARE(record.hostAndTarget(), "example.com/");
    record.putAway("ws://example.com/", {});
    QCOMPARE(record.heads().requestLine, "GET / HTTP/1.1");
    QVERIFY(record.heads().request == request);
    QCOMPARE(record.heads().statusLine, "HTTP/1.1 101 Switching");
    QVERIFY(record.heads().response == response);
}

//! Which may have a body behind it.
void TestOpeningRecord::aRefusalIsToldAsItWas()
{
    const Core::HeaderFields response{{"Connection", "close"}, {"Content-Length", "3"}};
    OpeningRecord record;
    record.received(Core::HandshakeRequest{.target = "/", .fields = requestFields("Sec-WebSocket-Key", Key)});
    record.sent(Core::Role::Server, headOf("HTTP/1.1 403 Forbidden", response) + "no\n");
    record.putAway("ws://example.com/", {});
    QCOMPARE(record.heads().statusLine, "HTTP/1.1 403 Forbidden");
    QVERIFY(record.heads().response == response);
    QCOMPARE(record.heads().request.value("Sec-WebSocket-Key"), Key);
}

void TestOpeningRecord::whatWasNeverSaidIsNotTold()
{
    OpeningRecord nothing;
    nothing.putAway({}, {});
    QVERIFY(!nothing.hasRequestLine());
    QCOMPARE(nothing.heads().requestLine, QByteArray());

    OpeningRecord half;
    half.sent(Core::Role::Client, headOf("GET / HTTP/1.1", requestFields("Sec-WebSocket-Key", Key)));
    half.putAway("ws://example.com/", {});
    QCOMPARE(half.heads().request.value("Sec-WebSocket-Key"), Key);
    QCOMPARE(half.heads().statusLine, QByteArray());
    QCOMPARE(half.heads().response.size(), 0);
}

QTEST_GUILESS_MAIN(TestOpeningRecord)
#include "tst_openingrecord.moc"

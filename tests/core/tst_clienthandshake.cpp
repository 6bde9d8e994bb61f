// SPDX-License-Identifier: MIT
#include "core/handshake/clienthandshake.h"

#include "core/handshake/serverhandshake.h"
#include "handshaketext.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_ClientHandshake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestHasWhatTheRfcAsksFor();
    void requestCarriesWhatWasChosen();
    void everyRequestIsOneTheServerAccepts();
    void unsafeRequestIsComplainedAbout_data();
    void unsafeRequestIsComplainedAbout();
    void correctAnswerIsAccepted();
    void harmlessVariationsAreAccepted_data();
    void harmlessVariationsAreAccepted();
    void wrongAnswerIsRefused_data();
    void wrongAnswerIsRefused();
    void refusalKeepsItsStatusAndFields();
    void reasonPhraseThatCannotBeShownIsReplaced();
    void answerOfOurServerIsAccepted();
};

namespace {

ClientRequest sampleRequest()
{
    return {.host = "server.example.com",
            .target = "/chat?room=1",
            .subprotocols = {"chat", "superchat"},
            .deflate = DeflateOptions{}};
}

HttpRequestHead sentHead(const ClientRequest &request)
{
    HttpHeadReader reader(HttpHeadReader::Kind::Request, Limits{});
    reader.feed(clientRequestHead(request, SampleKey));
    return reader.request();
}

std::variant<HandshakeResponse, HandshakeFailure> read(const QByteArrayList &lines)
{
    return readClientHandshake(responseHead(lines), sampleRequest(), SampleKey);
}

} // namespace

void tst_ClientHandshake::requestHasWhatTheRfcAsksFor()
{
    const QByteArray octets =
        clientRequestHead({.host = "server.example.com", .target = "/chat?room=1"}, SampleKey);
    QCOMPARE(octets, headText(sampleRequestLines()));
}

void tst_ClientHandshake::requestCarriesWhatWasChosen()
{
    ClientRequest request = sampleRequest();
    request.origin = "http://example.com";
    request.userAgent = "Test/1";
    request.fields = {{"Authorization", "Bearer x"}, {"Cookie", "a=b"}};
    const HttpRequestHead head = sentHead(request);
    QCOMPARE(head.fields.value("Origin"), "http://example.com");
    QCOMPARE(head.fields.value("User-Agent"), "Test/1");
    QCOMPARE(head.fields.value("Authorization"), "Bearer x");
    QCOMPARE(head.fields.value("Sec-WebSocket-Protocol"), "chat, superchat");
    QCOMPARE(head.fields.value("Sec-WebSocket-Extensions"), deflateOffer(DeflateOptions{}));
    QCOMPARE(complaintAbout(request), QByteArray());
}

void tst_ClientHandshake::everyRequestIsOneTheServerAccepts()
{
    const auto outcome = readServerHandshake(sentHead(sampleRequest()));
    QVERIFY(std::holds_alternative<HandshakeRequest>(outcome));
    QCOMPARE(std::get<HandshakeRequest>(outcome).subprotocols, sampleRequest().subprotocols);
}

void tst_ClientHandshake::unsafeRequestIsComplainedAbout_data()
{
    QTest::addColumn<ClientRequest>("request");

    const auto row = [](const char *name, auto change) {
        ClientRequest request = sampleRequest();
        change(request);
        QTest::newRow(name) << request;
    };
    row("no host", [](ClientRequest &r) { r.host.clear(); });
    row("line break in the host", [](ClientRequest &r) { r.host = "a\r\nX-Evil: b"; });
    row("blank in the host", [](ClientRequest &r) { r.host = "a b"; });
    row("empty target", [](ClientRequest &r) { r.target.clear(); });
    row("relative target", [](ClientRequest &r) { r.target = "chat"; });
    row("blank in the target", [](ClientRequest &r) { r.target = "/a b"; });
    row("line break in the target", [](ClientRequest &r) { r.target = "/ HTTP/1.1\r\nX-Evil: b\r\n"; });
    row("target that is not ASCII", [](ClientRequest &r) { r.target = "/\xc3\xa4"; });
    row("3 fragment in the target", [](ClientRequest &r) { r.target = "/a#b"; });
    row("line break in the origin", [](ClientRequest &r) { r.origin = "a\r\nX-Evil: b"; });
    row("NUL in the origin", [](ClientRequest &r) { r.origin = QByteArray("a\0", 2); });
    row("line break in the user agent", [](ClientRequest &r) { r.userAgent = "a\nX-Evil: b"; });
    row("subprotocol is no token", [](ClientRequest &r) { r.subprotocols = {"a b"}; });
    row("subprotocol with a line break", [](ClientRequest &r) { r.subprotocols = {"a\r\nX-Evil: b"}; });
    row("subprotocol with a comma", [](ClientRequest &r) { r.subprotocols = {"a,b"}; });
    row("empty subprotocol", [](ClientRequest &r) { r.subprotocols = {""}; });
    row("4.1 subprotocol twice", [](ClientRequest &r) { r.subprotocols = {"a", "b", "a"}; });
    row("line break in a value", [](ClientRequest &r) { r.fields = {{"X", "1\r\nX-Evil: yes"}}; });
    row("line break in a name", [](ClientRequest &r) { r.fields = {{"X: 1\r\nX-Evil", "yes"}}; });
    row("empty name", [](ClientRequest &r) { r.fields = {{"", "yes"}}; });
    for (const QByteArray name :
         {"Host", "upgrade", "CONNECTION", "Sec-WebSocket-Key", "sec-websocket-version",
          "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Content-Length", "Transfer-Encoding"})
        row(name.constData(), [&name](ClientRequest &r) { r.fields = {{name, "x"}}; });
    row("Origin set twice", [](ClientRequest &r) {
        r.origin = "http://a";
        r.fields = {{"origin", "http://b"}};
    });
    row("User-Agent set twice", [](ClientRequest &r) {
        r.userAgent = "a";
        r.fields = {{"User-Agent", "b"}};
    });
}

void tst_ClientHandshake::unsafeRequestIsComplainedAbout()
{
    QFETCH(ClientRequest, request);
    QVERIFY(!complaintAbout(request).isEmpty());
    QCOMPARE(complaintAbout(sampleRequest()), QByteArray());
}

void tst_ClientHandshake::correctAnswerIsAccepted()
{
    const auto outcome = read(sampleResponseLines()
                              << "Sec-WebSocket-Protocol: superchat"
                              << "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9");
    QVERIFY(std::holds_alternative<HandshakeResponse>(outcome));
    const auto &response = std::get<HandshakeResponse>(outcome);
    QCOMPARE(response.head.status, 101);
    QCOMPARE(response.subprotocol, "superchat");
    QCOMPARE(response.extensions, "permessage-deflate; server_max_window_bits=9");
    QVERIFY(response.deflate);
    QCOMPARE(response.deflate->serverMaxWindowBits, 9);

    const auto plain = read(sampleResponseLines());
    QVERIFY(std::get<HandshakeResponse>(plain).subprotocol.isEmpty());
    QVERIFY(!std::get<HandshakeResponse>(plain).deflate);
}

void tst_ClientHandshake::harmlessVariationsAreAccepted_data()
{
    QTest::addColumn<QByteArrayList>("lines");
    const QByteArrayList lines = sampleResponseLines();
    const auto row = [](const char *name, const QByteArrayList &changed) { QTest::newRow(name) << changed; };
    row("Upgrade in another case", with(lines, "Upgrade: WebSocket"));
    row("Connection among others", with(lines, "Connection: keep-alive, UPGRADE"));
    row("names in another case",
        without(lines, "Sec-WebSocket-Accept") << "SEC-WEBSOCKET-ACCEPT: " + SampleAccept);
    row("a body of nothing", lines + QByteArrayList{"Content-Length: 0"});
    row("another reason phrase",
        QByteArrayList{"HTTP/1.1 101 Web Socket Protocol Handshake"} + lines.sliced(1));
    row("no reason phrase", QByteArrayList{"HTTP/1.1 101"} + lines.sliced(1));
}

void tst_ClientHandshake::harmlessVariationsAreAccepted()
{
    QFETCH(QByteArrayList, lines);
    QVERIFY(std::holds_alternative<HandshakeResponse>(read(lines)));
}

void tst_ClientHandshake::wrongAnswerIsRefused_data()
{
    QTest::addColumn<QByteArrayList>("lines");

    const QByteArrayList lines = sampleResponseLines();
    const auto row = [](const char *name, const QByteArrayList &changed) { QTest::newRow(name) << changed; };
    const auto changed = [&lines](const char *line) { return with(lines, line); };
    const auto added = [&lines](const char *line) { return lines + QByteArrayList{line}; };
    const auto removed = [&lines](const char *start) { return without(lines, start); };
    for (const int status : {200, 201, 301, 400, 401, 404, 426, 500, 503})
        row(QByteArray::number(status).constData(),
            QByteArrayList{"HTTP/1.1 " + QByteArray::number(status) + " x"} + lines.sliced(1));
    row("4.1 item 2, no Upgrade", removed("Upgrade"));
    row("4.1 item 2, other Upgrade", changed("Upgrade: h2c"));
    row("4.1 item 2, Upgrade is a list", changed("Upgrade: websocket, h2c"));
    row("4.1 item 2, Upgrade twice", added("Upgrade: websocket"));
    row("4.1 item 3, no Connection", removed("Connection"));
    row("4.1 item 3, other Connection", changed("Connection: close"));
    row("4.1 item 3, Connection only contains the word", changed("Connection: no-upgrade"));
    row("4.1 item 4, no Accept", removed("Sec-WebSocket-Accept"));
    row("4.1 item 4, empty Accept", changed("Sec-WebSocket-Accept: "));
    row("4.1 item 4, Accept of another key", changed("Sec-WebSocket-Accept: HSmrc0sMlYUkAGmm5OPpG2HaGWk="));
    row("4.1 item 4, Accept in another case", changed("Sec-WebSocket-Accept: S3PPLMBITXAQ9KYGZZHZRBK+XOO="));
    row("4.1 item 4, Accept with more behind it",
        changed("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=x"));
    row("4.1 item 4, Accept twice", added("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    row("4.1 item 5, extension not offered", added("Sec-WebSocket-Extensions: x-other"));
    row("4.1 item 5, one more extension",
        added("Sec-WebSocket-Extensions: permessage-deflate; "
              "server_max_window_bits=9, x-other"));
    row("4.1 item 5, extension twice",
        added("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9, "
              "permessage-deflate; server_max_window_bits=9"));
    row("extension in another case",
        added("Sec-WebSocket-Extensions: PerMessage-Deflate; server_max_window_bits=9"));
    row("7692 7.1 unknown parameter",
        added("Sec-WebSocket-Extensions: permessage-deflate; "
              "server_max_window_bits=9; mux"));
    row("7692 7.1.2.1 window larger than asked",
        added("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=14"));
    row("9.1 malformed extensions", added("Sec-WebSocket-Extensions: permessage-deflate;"));
    row("9.1 empty extensions", added("Sec-WebSocket-Extensions: "));
    row("4.1 item 6, subprotocol not offered", added("Sec-WebSocket-Protocol: other"));
    row("4.1 item 6, subprotocol in another case", added("Sec-WebSocket-Protocol: Chat"));
    row("4.1 item 6, two subprotocols", added("Sec-WebSocket-Protocol: chat, superchat"));
    row("4.1 item 6, two lines",
        lines + QByteArrayList{"Sec-WebSocket-Protocol: chat", "Sec-WebSocket-Protocol: chat"});
    row("4.1 item 6, empty subprotocol", added("Sec-WebSocket-Protocol: "));
}

void tst_ClientHandshake::wrongAnswerIsRefused()
{
    QFETCH(QByteArrayList, lines);
    const auto outcome = read(lines);
    QVERIFY(std::holds_alternative<HandshakeFailure>(outcome));
    QVERIFY(!std::get<HandshakeFailure>(outcome).text.isEmpty());

    // What was not offered at all is refused as well.
    ClientRequest nothing = sampleRequest();
    nothing.subprotocols.clear();
    nothing.deflate.reset();
    QVERIFY(std::holds_alternative<HandshakeFailure>(
        readClientHandshake(responseHead(lines), nothing, SampleKey)));
}

void tst_ClientHandshake::refusalKeepsItsStatusAndFields()
{
    const auto outcome = read({"HTTP/1.1 401 Who are you", "WWW-Authenticate: Basic"});
    const auto &failure = std::get<HandshakeFailure>(outcome);
    QCOMPARE(failure.status, 401);
    QCOMPARE(failure.text, "the server answered 401 Who are you");
    QCOMPARE(failure.fields.value("www-authenticate"), "Basic");
}

void tst_ClientHandshake::reasonPhraseThatCannotBeShownIsReplaced()
{
    QCOMPARE(std::get<HandshakeFailure>(read({"HTTP/1.1 403 \xff\xfe"})).text,
             "the server answered 403 Forbidden");
    QCOMPARE(std::get<HandshakeFailure>(read({"HTTP/1.1 403"})).text, "the server answered 403 Forbidden");
    QCOMPARE(std::get<HandshakeFailure>(read({"HTTP/1.1 403 " + QByteArray(1000, 'a')})).text,
             "the server answered 403 Forbidden");
}

void tst_ClientHandshake::answerOfOurServerIsAccepted()
{
    const ClientRequest request = sampleRequest();
    const auto outcome = readServerHandshake(sentHead(request));
    const auto &received = std::get<HandshakeRequest>(outcome);
    const auto agreement = acceptDeflateOffer(received.extensions, DeflateOptions{});
    QVERIFY(agreement);

    HttpHeadReader reader(HttpHeadReader::Kind::Response, Limits{});
    reader.feed(acceptanceResponse(received, {"chat", {}}, agreement->response, "Gantry"));
    const auto checked = readClientHandshake(reader.response(), request, SampleKey);
    QVERIFY(std::holds_alternative<HandshakeResponse>(checked));
    QCOMPARE(std::get<HandshakeResponse>(checked).subprotocol, "chat");
    QCOMPARE(std::get<HandshakeResponse>(checked).deflate, agreement->parameters);
}

QTEST_APPLESS_MAIN(tst_ClientHandshake)
#include "tst_clienthandshake.moc"

// SPDX-License-Identifier: MIT
#include "core/handshake/serverhandshake.h"

#include "handshaketext.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_ServerAnswer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void acceptanceIsThatOfTheRfc();
    void acceptanceCarriesWhatWasChosen();
    void acceptanceLeavesOutAnUnsafeServerName();
    void refusalClosesAndCountsItsBody();
    void refusalWithoutBodySaysItsReason();
    void refusalThatUpgradesSaysSo();
    void unsafeAcceptanceIsComplainedAbout_data();
    void unsafeAcceptanceIsComplainedAbout();
    void subprotocolThatWasNotOfferedIsComplainedAbout();
    void unsafeRefusalIsComplainedAbout_data();
    void unsafeRefusalIsComplainedAbout();
    void usefulRefusalIsNotComplainedAbout();
    void plainRequestsMayBeAnsweredWithSuccess();
    void answersWithoutContentSayNothingOfIt();
    void statusPageIsAPage();
    void statusPageSwitchedOffAsksForAnUpgrade();
};

namespace {

HandshakeRequest sampleRequest()
{
    return std::get<HandshakeRequest>(readServerHandshake(requestHead(sampleRequestLines())));
}

struct Answer
{
    HttpResponseHead head;
    QByteArray body;
};

Answer parse(const QByteArray &octets)
{
    HttpHeadReader reader(HttpHeadReader::Kind::Response, Limits{});
    const qsizetype headSize = reader.feed(octets);
    if (reader.status() != HttpHeadReader::Status::Complete)
        qFatal("unreadable answer");
    return {reader.response(), octets.sliced(headSize)};
}

//! Names and values with which an application could break or contradict a head.
void addFieldRows()
{
    QTest::addColumn<HeaderFields>("fields");
    const auto row = [](const char *name, QByteArray field, QByteArray value) {
        QTest::newRow(name) << HeaderFields{{"X-Good", "1"}, {field, value}};
    };
    row("line break in a value", "X", "a\r\nX-Evil: b");
    row("line feed in a value", "X", "a\nX-Evil: b");
    row("carriage return in a value", "X", "a\r");
    row("NUL in a value", "X", QByteArray("a\0b", 3));
    row("line break in a name", "X\r\nX-Evil", "a");
    row("colon in a name", "X:", "a");
    row("blank in a name", "X Y", "a");
    row("empty name", "", "a");
    row("Connection", "Connection", "keep-alive");
    row("Content-Length", "content-length", "5");
    row("Transfer-Encoding", "Transfer-Encoding", "chunked");
    row("Sec-WebSocket-Accept", "Sec-WebSocket-Accept", "x");
    row("Sec-WebSocket-Extensions", "sec-websocket-extensions", "permessage-deflate");
    row("Sec-WebSocket-Protocol", "Sec-WebSocket-Protocol", "a");
    row("Sec-WebSocket-Key", "Sec-WebSocket-Key", "a");
}

} // namespace

void tst_ServerAnswer::acceptanceIsThatOfTheRfc()
{
    const QByteArray octets = acceptanceResponse(sampleRequest(), {}, {}, {});
    QCOMPARE(octets, headText(sampleResponseLines()));
}

void tst_ServerAnswer::acceptanceCarriesWhatWasChosen()
{
    const HandshakeAcceptance acceptance{"chat", {{"Set-Cookie", "a=b"}, {"Set-Cookie", "c=d"}}};
    const Answer answer =
        parse(acceptanceResponse(sampleRequest(), acceptance, "permessage-deflate", "Gantry"));
    QCOMPARE(answer.head.status, 101);
    QCOMPARE(answer.head.fields.value("Sec-WebSocket-Protocol"), "chat");
    QCOMPARE(answer.head.fields.value("Sec-WebSocket-Extensions"), "permessage-deflate");
    QCOMPARE(answer.head.fields.value("Server"), "Gantry");
    QCOMPARE(answer.head.fields.count("Set-Cookie"), 2);
    QCOMPARE(answer.body.size(), 0);

    const HandshakeAcceptance named{{}, {{"server", "mine"}}};
    const Answer own = parse(acceptanceResponse(sampleRequest(), named, {}, "Gantry"));
    QCOMPARE(own.head.fields.joined("Server"), "mine");
}

void tst_ServerAnswer::acceptanceLeavesOutAnUnsafeServerName()
{
    const Answer answer = parse(acceptanceResponse(sampleRequest(), {}, {}, "a\r\nX-Evil: b"));
    QVERIFY(!answer.head.fields.contains("X-Evil"));
    QVERIFY(!answer.head.fields.contains("Server"));
}

void tst_ServerAnswer::refusalClosesAndCountsItsBody()
{
    const HandshakeRejection rejection{.status = 401,
                                       .reasonPhrase = "Who are you",
                                       .fields = {{"WWW-Authenticate", "Basic"}},
                                       .body = "{}",
                                       .contentType = "application/json"};
    const Answer answer = parse(rejectionResponse(rejection, "Gantry"));
    QCOMPARE(answer.head.status, 401);
    QCOMPARE(answer.head.reasonPhrase, "Who are you");
    QCOMPARE(answer.head.fields.value("Connection"), "close");
    QCOMPARE(answer.head.fields.value("Content-Length"), "2");
    QCOMPARE(answer.head.fields.value("Content-Type"), "application/json");
    QCOMPARE(answer.head.fields.value("WWW-Authenticate"), "Basic");
    QCOMPARE(answer.head.fields.value("Server"), "Gantry");
    QCOMPARE(answer.body, "{}");
}

void tst_ServerAnswer::refusalWithoutBodySaysItsReason()
{
    const Answer answer = parse(rejectionResponse({.status = 403}, {}));
    QCOMPARE(answer.head.reasonPhrase, "Forbidden");
    QCOMPARE(answer.body, "Forbidden\n");
    QCOMPARE(answer.head.fields.value("Content-Length"), "10");
    QCOMPARE(answer.head.fields.value("Content-Type"), "text/plain; charset=utf-8");
    QVERIFY(!answer.head.fields.contains("Server"));
}

void tst_ServerAnswer::refusalThatUpgradesSaysSo()
{
    // RFC 9110 section 7.8.
    const Answer answer = parse(rejectionResponse({.status = 426, .fields = {{"Upgrade", "websocket"}}}, {}));
    QVERIFY(answer.head.fields.hasToken("Connection", "upgrade"));
    QVERIFY(answer.head.fields.hasToken("Connection", "close"));
}

void tst_ServerAnswer::unsafeAcceptanceIsComplainedAbout_data()
{
    addFieldRows();
    QTest::newRow("Upgrade") << HeaderFields{{"Upgrade", "h2c"}};
    QTest::newRow("Sec-WebSocket-Version") << HeaderFields{{"Sec-WebSocket-Version", "13"}};
}

void tst_ServerAnswer::unsafeAcceptanceIsComplainedAbout()
{
    QFETCH(HeaderFields, fields);
    const QByteArray complaint = complaintAbout(sampleRequest(), HandshakeAcceptance{{}, fields});
    QVERIFY(!complaint.isEmpty());
    QVERIFY(isSafeFieldValue(complaint));
    QCOMPARE(complaintAbout(sampleRequest(), HandshakeAcceptance{{}, {{"Set-Cookie", "a=b"}}}), QByteArray());
}

void tst_ServerAnswer::subprotocolThatWasNotOfferedIsComplainedAbout()
{
    HandshakeRequest request = sampleRequest();
    QCOMPARE(complaintAbout(request, {}), QByteArray());
    QVERIFY(!complaintAbout(request, {"chat", {}}).isEmpty());
    request.subprotocols = {"a", "chat"};
    QCOMPARE(complaintAbout(request, {"chat", {}}), QByteArray());
    QVERIFY(!complaintAbout(request, {"Chat", {}}).isEmpty());
}

void tst_ServerAnswer::unsafeRefusalIsComplainedAbout_data()
{
    addFieldRows();
    QTest::newRow("Content-Type twice") << HeaderFields{{"Content-Type", "text/html"}};
}

void tst_ServerAnswer::unsafeRefusalIsComplainedAbout()
{
    QFETCH(HeaderFields, fields);
    QVERIFY(!complaintAbout(HandshakeRejection{.fields = fields}).isEmpty());
}

void tst_ServerAnswer::usefulRefusalIsNotComplainedAbout()
{
    QCOMPARE(complaintAbout(HandshakeRejection{}), QByteArray());
    QCOMPARE(complaintAbout({.status = 302, .fields = {{"Location", "wss://a/"}}}), QByteArray());
    QCOMPARE(complaintAbout({.status = 599, .reasonPhrase = "\xc3\xa4"}), QByteArray());
    for (const int status : {0, 100, 101, 200, 299, 600})
        QVERIFY(!complaintAbout(HandshakeRejection{.status = status}).isEmpty());
    QVERIFY(!complaintAbout({.status = 403, .reasonPhrase = "a\r\nX-Evil: b"}).isEmpty());
    QVERIFY(!complaintAbout({.status = 403, .contentType = "a\r\nX-Evil: b"}).isEmpty());
}

void tst_ServerAnswer::plainRequestsMayBeAnsweredWithSuccess()
{
    for (const int status : {200, 204, 299, 404, 599})
        QCOMPARE(complaintAbout(HandshakeRejection{.status = status}, true), QByteArray());
    for (const int status : {0, 100, 101, 199, 600})
        QVERIFY(!complaintAbout(HandshakeRejection{.status = status}, true).isEmpty());
}

void tst_ServerAnswer::answersWithoutContentSayNothingOfIt()
{
    for (const int status : {204, 304}) {
        const Answer answer = parse(rejectionResponse({.status = status, .body = "x"}, {}));
        QVERIFY(!answer.head.fields.contains("Content-Length"));
        QVERIFY(!answer.head.fields.contains("Content-Type"));
        QCOMPARE(answer.body, QByteArray());
    }
    const Answer head = parse(rejectionResponse({.status = 404, .body = "xyz"}, {}, true));
    QCOMPARE(head.head.fields.value("Content-Length"), "3");
    QCOMPARE(head.body, QByteArray());
}

void tst_ServerAnswer::statusPageIsAPage()
{
    const HandshakeRejection page = statusPage(true, "<b> & \"co\"");
    QCOMPARE(page.status, 200);
    QVERIFY(page.contentType.startsWith("text/html"));
    QVERIFY(page.body.startsWith("<!DOCTYPE html>"));
    QVERIFY(page.body.contains("lang=\"en\""));
    QVERIFY(page.body.contains("<title>"));
    QVERIFY(page.body.contains("&lt;b&gt; &amp;"));
    QVERIFY(!page.body.contains("<b>"));
    const Answer answer = parse(rejectionResponse(page, "Gantry"));
    QCOMPARE(answer.head.status, 200);
    QCOMPARE(answer.body, page.body);
}

void tst_ServerAnswer::statusPageSwitchedOffAsksForAnUpgrade()
{
    const Answer answer = parse(rejectionResponse(statusPage(false, {}), {}));
    QCOMPARE(answer.head.status, 426);
    QCOMPARE(answer.head.fields.value("Upgrade"), "websocket");
    QCOMPARE(answer.head.fields.value("Sec-WebSocket-Version"), "13");
}

QTEST_APPLESS_MAIN(tst_ServerAnswer)
#include "tst_serveranswer.moc"

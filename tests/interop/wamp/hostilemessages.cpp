// SPDX-License-Identifier: MIT
// Messages that are none, or that break a rule, over each transport and in each encoding: the
// peer is told and its session ended, and the router serves the others on.
#include "wampfloods.h"

#include <QtTest/QTest>

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype Levels = 100'000;
constexpr qint64 MaxMessageBytes = 1024 * 1024; // as initTestCase() has it

const QStringList Serializers{u"json"_s, u"msgpack"_s, u"cbor"_s};

//! What is said to a peer whose session is over with that, and how its connection ends.
#define VERIFY_VIOLATION(client)                                                                             \
    do {                                                                                                     \
        QVERIFY((client).waitForEnd());                                                                      \
        const auto abort = (client).last<Wamp::Abort>();                                                     \
        QVERIFY(abort);                                                                                      \
        QCOMPARE(abort->reason.toByteArray(), "wamp.error.protocol_violation");                              \
        QVERIFY(!abort->details.message.isEmpty());                                                          \
    } while (false)

} // namespace

void WampFloods::malformedMessagesEndTheSession_data()
{
    QTest::addColumn<QString>("serializer");
    QTest::addColumn<bool>("isJoined");
    QTest::addColumn<QByteArray>("octets");
    for (const QString &serializer : Serializers) {
        const auto row = [&](const char *name, const QByteArray &octets) {
            for (const bool isJoined : {false, true}) {
                QTest::addRow("%s: %s, %s", qPrintable(serializer), name,
                              isJoined ? "in a session" : "before HELLO")
                    << serializer << isJoined << octets;
            }
        };
        const QByteArray good = wampOctets(R"([48,1,{},"wamp.session.count",["text"]])", serializer);
        row("nothing", {});
        row("cut short", good.chopped(1));
        row("half", good.first(good.size() / 2));
        row("octets behind it", good + good);
        row("noise", serializer == "json"_L1 ? QByteArray("HELLO") : QByteArray::fromHex("c1ff"));
        for (const char *json : {"{}", "\"[]\"", "1", "null", "[]", "[7,1]", "[\"48\",1,{},\"a\"]", "[48]",
                                 "[48,1,{},\"a\",[],{},1]", "[48,1,{},\"a\",{}]", "[[48],1,{},\"a\"]"})
            row(json, wampOctets(json, serializer));
        row("100,000 levels", nestedLists(Levels, serializer));
        row("100,000 levels as payload", callWithNestedLists(1, Levels, serializer));
        if (serializer == "msgpack"_L1)
            row("4,294,967,295 elements", QByteArray::fromHex("ddffffffff30"));
        if (serializer == "cbor"_L1)
            row("2^64 - 1 elements", QByteArray::fromHex("9bffffffffffffffff1830"));
    }
}

void WampFloods::malformedMessagesEndTheSession()
{
    QFETCH(QString, serializer);
    QFETCH(bool, isJoined);
    QFETCH(QByteArray, octets);
    for (const QString &channel : FloodRouter::channels()) {
        RawWamp client(m_router->url(channel), serializer);
        QVERIFY(isJoined ? client.join() : client.open());
        client.sendMessage(octets);
        VERIFY_VIOLATION(client);
        QCOMPARE(client.closeCode(), client.isWebSocket() ? 1007 : 0);
    }
    QVERIFY(servesOn());
}

void WampFloods::brokenRulesEndTheSession_data()
{
    QTest::addColumn<bool>("isJoined");
    QTest::addColumn<QByteArrayList>("messages");
    const auto early = [](const char *name, const QByteArray &json) {
        QTest::addRow("before HELLO: %s", name) << false << QByteArrayList{json};
    };
    early("GOODBYE", R"([6,{},"wamp.close.normal"])");
    early("AUTHENTICATE", R"([5,"secret",{}])");
    early("WELCOME", R"([2,1,{"roles":{"broker":{}}}])");
    early("CALL", R"([48,1,{},"wamp.session.count"])");
    early("PUBLISH", R"([16,1,{},"com.topic"])");
    early("HELLO without a role", R"([1,"realm1",{"roles":{}}])");
    early("HELLO with a number for a realm", R"([1,1,{"roles":{"caller":{}}}])");
    early("HELLO with a list for details", R"([1,"realm1",[]])");
    early("HELLO with a text for a feature",
          R"([1,"realm1",{"roles":{"caller":{"features":{"call_canceling":"yes"}}}}])");

    const auto late = [](const char *name, const QByteArrayList &messages) {
        QTest::newRow(name) << true << messages;
    };
    late("second HELLO", {R"([1,"realm1",{"roles":{"caller":{}}}])"});
    late("AUTHENTICATE without CHALLENGE", {R"([5,"secret",{}])"});
    late("WELCOME from a client", {R"([2,1,{"roles":{"broker":{}}}])"});
    late("CHALLENGE from a client", {R"([4,"ticket",{}])"});
    late("EVENT from a client", {R"([36,1,1,{}])"});
    late("RESULT from a client", {R"([50,1,{}])"});
    late("INVOCATION from a client", {R"([68,1,1,{}])"});
    late("request id 0", {R"([16,0,{},"com.topic"])"});
    late("request id -1", {R"([16,-1,{},"com.topic"])"});
    late("request id 2 at the beginning", {R"([16,2,{},"com.topic"])"});
    late("request id 2^53", {R"([16,9007199254740992,{},"com.topic"])"});
    late("request id 2^53 + 1", {R"([16,9007199254740993,{},"com.topic"])"});
    late("request id of text", {R"([16,"1",{},"com.topic"])"});
    late("request id with a fraction", {R"([16,1.5,{},"com.topic"])"});
    late("request id true", {R"([16,true,{},"com.topic"])"});
    late("request id used", {R"([16,1,{},"com.topic"])", R"([16,1,{},"com.topic"])"});
    late("request id used by a CALL", {R"([48,1,{},"com.nobody"])", R"([32,1,{},"com.topic"])"});
    late("request id skipped", {R"([32,1,{},"com.topic"])", R"([32,3,{},"com.topic"])"});
    late("YIELD for nothing", {R"([70,1,{}])"});
    late("ERROR for nothing", {R"([8,68,1,{},"com.error"])"});
    late("ERROR about a CALL", {R"([8,48,1,{},"com.error"])"});
    late("ERROR about nothing that there is", {R"([8,7,1,{},"com.error"])"});
    late("CANCEL of nothing", {R"([49,1,{}])"});
    late("a mode of CANCEL that there is not", {R"([48,1,{},"com.a"])", R"([49,1,{"mode":"now"}])"});
    late("options of text", {R"([16,1,"{}","com.topic"])"});
    late("a number for a bool", {R"([16,1,{"acknowledge":1},"com.topic"])"});
    late("a topic of numbers", {R"([16,1,{},1])"});
    late("a topic that is no URI", {R"([16,1,{},"com..topic"])"});
    late("a procedure that is no URI", {R"([64,1,{},"com. "])"});
    late("arguments of text", {R"([16,1,{},"com.topic","text"])"});
    late("keywords of lists", {R"([16,1,{},"com.topic",[],[]])"});
    late("CALL.progress not announced", {R"([48,1,{"progress":true},"com.a"])"});
    late("passthru of CALL not announced", {R"([48,1,{"ppt_scheme":"x_mine"},"com.a"])"});
    late("passthru of PUBLISH not announced", {R"([16,1,{"ppt_scheme":"x_mine"},"com.a"])"});
}

void WampFloods::brokenRulesEndTheSession()
{
    QFETCH(bool, isJoined);
    QFETCH(QByteArrayList, messages);
    for (const QString &channel : FloodRouter::channels()) {
        for (const QString &serializer : Serializers) {
            RawWamp client(m_router->url(channel), serializer);
            QVERIFY(isJoined ? client.join() : client.open());
            for (const QByteArray &message : std::as_const(messages))
                client.send(message);
            VERIFY_VIOLATION(client);
        }
    }
    QVERIFY(servesOn());
}

void WampFloods::wrongRequestsAreAnswered_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("error");
    const auto row = [](const char *message, const char *error) {
        QTest::newRow(message) << QByteArray(message) << QByteArray(error);
    };
    row("[34,1,7]", "wamp.error.no_such_subscription");
    row("[34,1,9007199254740992]", "wamp.error.no_such_subscription");
    row("[66,1,7]", "wamp.error.no_such_registration");
    row("[48,1,{},\"com.nobody\"]", "wamp.error.no_such_procedure");
    row("[48,1,{},\"wamp.session.get\",[9007199254740992]]", "wamp.error.no_such_session");
    row("[48,1,{},\"wamp.session.get\",[{}]]", "wamp.error.no_such_session");
    row("[48,1,{},\"wamp.session.kill_all\"]", "wamp.error.not_authorized");
    row("[16,1,{\"acknowledge\":true},\"wamp.topic\"]", "wamp.error.invalid_uri");
    row("[64,1,{},\"wamp.procedure\"]", "wamp.error.invalid_uri");
}

void WampFloods::wrongRequestsAreAnswered()
{
    QFETCH(QByteArray, message);
    for (const QString &channel : FloodRouter::channels()) {
        for (const QString &serializer : Serializers) {
            RawWamp client(m_router->url(channel), serializer);
            QVERIFY(client.join());
            client.send(message);
            const auto error = client.take<Wamp::Error>();
            QVERIFY(error);
            QCOMPARE(error->request, Wamp::Id(1));
            QTEST(error->error.toByteArray(), "error");
            client.send("[48,2,{},\"wamp.session.count\"]");
            QVERIFY(client.take<Wamp::Result>());
        }
    }
}

void WampFloods::oversizedMessagesEndTheConnection_data()
{
    FloodRouter::addChannelRows();
}

void WampFloods::oversizedMessagesEndTheConnection()
{
    QFETCH(QString, channel);
    for (const bool isJoined : {false, true}) {
        RawWamp client(m_router->url(channel));
        QVERIFY(isJoined ? client.join() : client.open());
        client.sendOctets(client.head(MaxMessageBytes + 1) + "[48,"); // the length is enough
        QVERIFY(client.waitForEnd());
        QVERIFY(client.isSilent());
        QCOMPARE(client.closeCode(), client.isWebSocket() ? 1009 : 0);
    }
    QVERIFY(servesOn());

    RawWamp largest(m_router->url(channel));
    QVERIFY(largest.join());
    const QByteArray call = "[48,1,{},\"wamp.session.count\",[[]]]";
    largest.sendMessage(call + QByteArray(MaxMessageBytes - call.size(), ' '));
    QVERIFY(largest.take<Wamp::Result>());
}

} // namespace Gantry::Interop

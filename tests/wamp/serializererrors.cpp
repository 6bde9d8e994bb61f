// SPDX-License-Identifier: MIT
// What is refused, and what is said of it.
#include "wamp/samplemessages.h"
#include "wamp/serializertest.h"

#include <QtTest/QTest>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

void TestSerializer::brokenRulesAreNamed_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *octets, const char *error) {
        QTest::newRow(error) << QByteArray(octets) << QString::fromUtf8(error);
    };
    row("[]", "no such message");
    row("[7]", "no such message");
    row("[7,1]", "no such message");
    row("[-16,1]", "no such message");
    row("[16.0,1]", "no such message");
    row("[\"16\",1]", "no such message");
    row("[65552,1]", "no such message");
    row("{}", "a message is a list");
    row("[48,1,{}]", "CALL: too few elements");
    row("[17,1,2,3]", "too many elements");
    row("[48,1,{},\"a\",[],{},1]", "too many elements");
    row("[35,1,{},{}]", "too many elements");

    row("[48,0,{},\"a\"]", "CALL.Request: not an id");
    row("[17,9007199254740993,1]", "PUBLISHED.Request: not an id");
    row("[17,1,18446744073709551615]", "PUBLISHED.Publication: not an id");
    row("[33,1,1.0]", "SUBSCRIBED.Subscription: not an id");
    row("[65,1,1e3]", "REGISTERED.Registration: not an id");
    row("[34,1,10000000000.5]", "UNSUBSCRIBE.Subscription: not an id");
    row("[34,2,1e17]", "UNSUBSCRIBE.Subscription: not an id");
    row("[66,\"1\",1]", "UNREGISTER.Request: not an id");
    row("[2,true,{}]", "WELCOME.Session: not an id");
    row("[35,-1]", "UNSUBSCRIBED.Request: not an id");
    row("[35,0]", "UNSUBSCRIBED.Details.subscription: missing");
    row("[67,0,{\"subscription\":1}]", "UNREGISTERED.Details.registration: missing");
    row("[8,50,1,{},\"a\"]", "ERROR.Type: not the type of a request");
    row("[8,7,1,{},\"b\"]", "ERROR.Type: not the type of a request");

    row("[48,1,[],\"a\"]", "CALL.Options: not a dictionary");
    row("[48,1,{},1]", "CALL.Procedure: not a text");
    row("[48,1,{},\"a b\"]", "CALL.Procedure: not a URI");
    row("[16,1,{},\"a..b\"]", "PUBLISH.Topic: not a URI");
    row("[16,1,{},\"a.\"]", "PUBLISH.Topic: not a URI");
    row("[1,\"\",{}]", "HELLO.Realm: not a URI");
    row("[6,{},\"#\"]", "GOODBYE.Reason: not a URI");
    row("[8,48,1,{},\"\"]", "ERROR.Error: not a URI");
    row("[32,1,{\"match\":\"prefix\"},\"a..b\"]", "SUBSCRIBE.Topic: not a URI");
    row("[64,1,{},\"a..b\"]", "REGISTER.Procedure: not a URI");
    row("[36,1,1,{\"topic\":\"a..b\"}]", "EVENT.Details.topic: not a URI");
    row("[68,1,1,{\"procedure\":\" \"}]", "INVOCATION.Details.procedure: not a URI");
    row("[4,1,{}]", "CHALLENGE.AuthMethod: not a text");
    row("[5,\"\",null]", "AUTHENTICATE.Extra: not a dictionary");

    row("[16,1,{\"exclude_me\":1},\"a\"]", "PUBLISH.Options.exclude_me: not a bool");
    row("[48,1,{\"timeout\":-1},\"a\"]", "CALL.Options.timeout: out of range");
    row("[48,1,{\"timeout\":1.5},\"a\"]", "CALL.Options.timeout: not an integer");
    row("[48,1,{\"timeout\":true},\"a\"]", "CALL.Options.timeout: not an integer");
    row("[64,1,{\"concurrency\":2147483648},\"a\"]", "REGISTER.Options.concurrency: out of range");
    row("[64,1,{\"invoke\":\"any\"},\"a\"]", "REGISTER.Options.invoke: unknown value");
    row("[49,1,{\"mode\":2}]", "CANCEL.Options.mode: not a text");
    row("[36,1,1,{\"publisher\":0}]", "EVENT.Details.publisher: not an id");
    row("[36,1,1,{\"trustlevel\":\"1\"}]", "EVENT.Details.trustlevel: not an integer");
    row("[16,1,{\"eligible\":[0]},\"a\"]", "PUBLISH.Options.eligible: not a list of ids");
    row("[16,1,{\"eligible_authid\":{}},\"a\"]", "PUBLISH.Options.eligible_authid: not a list of texts");
    row("[16,1,{\"forward_for\":[{\"session\":\"1\"}]},\"a\"]",
        "PUBLISH.Options.forward_for: not a list of routers");
    row("[49,1,{\"forward_for\":[{\"authid\":\"a\"}]}]", "CANCEL.Options.forward_for: not a list of routers");
    row("[50,1,{\"ppt_scheme\":1}]", "RESULT.Details.ppt_scheme: not a text");
    row("[50,1,{\"enc_serializer\":\"xml\"}]", "RESULT.Details.enc_serializer: unknown value");

    row("[1,\"r\",{}]", "HELLO.Details.roles: none that is known");
    row("[1,\"r\",{\"roles\":{\"poet\":{}}}]", "HELLO.Details.roles: none that is known");
    row("[2,1,{\"roles\":[]}]", "WELCOME.Details.roles: not a dictionary");
    row("[2,1,{\"roles\":{\"broker\":1}}]", "WELCOME.Details.roles: a role that is not a dictionary");
    row("[2,1,{\"roles\":{\"broker\":{\"features\":[]}}}]",
        "WELCOME.Details.roles: features that are not a dictionary");
    row("[2,1,{\"roles\":{\"broker\":{\"features\":{\"event_history\":1}}}}]",
        "WELCOME.Details.roles: a feature that is not a bool");

    row("[48,1,{},\"a\",{}]", "CALL.Args: not a list");
    row("[48,1,{},\"a\",null]", "CALL.Args: not a list");
    row("[48,1,{},\"a\",\"text\"]", "CALL.Args: not a list");
    row("[48,1,{\"enc_serializer\":\"cbor\"},\"a\",\"text\"]", "CALL.Args: not a list");
    row("[48,1,{},\"a\",[],[]]", "CALL.Kwargs: not a dictionary");
    row("[48,1,{\"enc_algo\":\"mqtt\"},\"a\",\"text\",{}]", "CALL.Kwargs: behind an opaque payload");
}

void TestSerializer::brokenRulesAreNamed()
{
    QFETCH(QByteArray, octets);
    QTEST(errorOf(json(), octets), "error");
}

void TestSerializer::malformedOctetsAreRefused_data()
{
    QTest::addColumn<QString>("serializer");
    QTest::addColumn<QByteArray>("payload");
    // In the place of Args of [36,1,1,{},...], where a router looks least.
    const auto text = [](const char *name, const QByteArray &payload) {
        QTest::newRow(name) << u"json"_s << payload;
    };
    text("json: a comma at the end", "[1,]");
    text("json: a comma at the beginning", "[,1]");
    text("json: two commas", "[1,,2]");
    text("json: no comma", "[1 2]");
    text("json: brackets that do not match", "[1}");
    text("json: too many brackets", "[]]");
    text("json: no colon", "[{\"a\" 1}]");
    text("json: no value", "[{\"a\":}]");
    text("json: a comma at the end of a map", "[{\"a\":1,}]");
    text("json: a key that is no text", "[{1:1}]");
    text("json: a key alone", "[{\"a\"}]");
    text("json: two values", "[{\"a\":1 2}]");
    text("json: a key in a list", "[\"a\":1]");
    text("json: the end of a map in a list", "[\"a\":1},2]");
    text("json: a text without end", "[\"a]");
    text("json: garbage behind a text", "[\"a\"b]");
    text("json: an unknown escape", "[\"\\x\"]");
    text("json: an unknown escape in a key", "[{\"\\x\":1}]");
    text("json: a short escape", "[\"\\u00\"]");
    text("json: half a pair", "[\"\\ud800\"]");
    text("json: the other half", "[\"\\udc00\"]");
    text("json: half a pair in a key", "[{\"\\udc00\":1}]");
    text("json: a control character", "[\"\n\"]");
    text("json: not UTF-8", "[\"\xff\"]");
    text("json: an overlong NUL", "[\"\xc0\x80\"]");
    text("json: a surrogate as UTF-8", "[\"\xed\xa0\x80\"]");
    text("json: a number with a zero in front", "[01]");
    text("json: a plus", "[+1]");
    text("json: a point at the end", "[1.]");
    text("json: a point at the beginning", "[.5]");
    text("json: an exponent without digits", "[1e]");
    text("json: a minus alone", "[-]");
    text("json: hexadecimal", "[0x10]");
    text("json: NaN", "[NaN]");
    text("json: Infinity", "[-Infinity]");
    text("json: True", "[True]");
    text("json: nul", "[nul]");
    text("json: single quotes", "['a']");
    text("json: a comment", "[1/**/]");
    text("json: a NUL", QByteArray("[1\0]", 4));

    const auto binary = [](const char *name, const char *serializer, const char *hex) {
        QTest::newRow(name) << QString::fromLatin1(serializer) << QByteArray::fromHex(hex);
    };
    binary("msgpack: 0xc1", "msgpack", "91c1");
    binary("msgpack: not UTF-8", "msgpack", "91a1ff");
    binary("msgpack: a surrogate as UTF-8", "msgpack", "91a3eda080");
    binary("msgpack: a key that is not UTF-8", "msgpack", "9181a1ff01");
    binary("msgpack: an integer as key", "msgpack", "91810102");
    binary("msgpack: bin as key", "msgpack", "9181c4016101");
    binary("msgpack: a list as key", "msgpack", "91819001");
    binary("msgpack: ext as key", "msgpack", "9181d4010101");
    binary("cbor: not UTF-8", "cbor", "8161ff");
    binary("cbor: not UTF-8, long", "cbor",
           "817850"
           "61616161616161616161616161616161616161616161616161616161616161616161616161616161"
           "616161616161616161616161616161616161616161616161616161616161616161616161616161ff");
    binary("cbor: a key that is not UTF-8", "cbor", "81a161ff01");
    binary("cbor: an integer as key", "cbor", "81a10102");
    binary("cbor: bytes as key", "cbor", "81a1416101");
    binary("cbor: half a character in a chunk", "cbor", "817f61c361a9ff");
    binary("cbor: reserved 28", "cbor", "811c");
    binary("cbor: reserved 30", "cbor", "815e");
    binary("cbor: an integer without end", "cbor", "811f");
    binary("cbor: a tag without end", "cbor", "81df01");
    binary("cbor: a break alone", "cbor", "81ff");
    binary("cbor: a break in the place of a value", "cbor", "81bf6161ff");
    binary("cbor: a simple value twice as long", "cbor", "81f814");
    binary("cbor: a chunk of the other kind", "cbor", "817f4161ff");
    binary("cbor: a chunk of chunks", "cbor", "817f7f6161ffff");
    binary("cbor: no end of a list", "cbor", "9f01");
}

void TestSerializer::malformedOctetsAreRefused()
{
    QFETCH(QString, serializer);
    QFETCH(QByteArray, payload);
    const Serializer &s = *Serializer::byName(serializer);
    const QByteArray head = s.encoding() == Encoding::Json ? QByteArray("[36,1,1,{},") // "]" comes behind
        : s.encoding() == Encoding::MsgPack                ? QByteArray::fromHex("9524010180")
                                                           : QByteArray::fromHex("8518240101a0");
    const QByteArray tail = s.encoding() == Encoding::Json ? QByteArray("]") : QByteArray();
    const QByteArray good = s.encoding() == Encoding::Json ? QByteArray("[]")
        : s.encoding() == Encoding::MsgPack                ? QByteArray::fromHex("90")
                                                           : QByteArray::fromHex("80");
    QCOMPARE(errorOf(s, head + good + tail), QString());
    QVERIFY(!errorOf(s, head + payload + tail).isEmpty());
}

void TestSerializer::whatIsUnusualIsAccepted_data()
{
    QTest::addColumn<QString>("serializer");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QByteArray>("again");
    const auto text = [](const char *name, const char *octets, const char *again) {
        QTest::newRow(name) << u"json"_s << QByteArray(octets) << QByteArray(again);
    };
    text("whitespace", " [ 16 , 1 , { } , \"a\" , [ 1 ] , { \"b\" : 2 } ] \r\n",
         R"([16,1,{},"a",[ 1 ],{ "b" : 2 }])");
    text("unknown keys", R"([16,1,{"future":{"a":[1]},"_ab":1,"_Abc":1,"_abc":1},"a"])",
         R"([16,1,{"_abc":1},"a"])");
    text("null for what is absent", R"([16,1,{"exclude_me":null,"eligible":null,"enc_algo":null},"a",[]])",
         R"([16,1,{},"a",[]])");
    text("a key twice", R"([16,1,{"acknowledge":false,"acknowledge":true},"a"])",
         R"([16,1,{"acknowledge":true},"a"])");
    text("a key with an escape", R"([16,1,{"\u0061cknowledge":true},"a"])",
         R"([16,1,{"acknowledge":true},"a"])");
    text("the other spelling", R"([1,"r",{"roles":{"caller":{"features":{"call_cancelling":true,"x":1}}}}])",
         R"([1,"r",{"roles":{"caller":{"features":{"call_canceling":true}}}}])");
    text("an empty wildcard", R"([32,1,{"match":"wildcard"},""])", R"([32,1,{"match":"wildcard"},""])");
    text("a realm to choose", R"([1,null,{"roles":{"caller":{}}}])", R"([1,null,{"roles":{"caller":{}}}])");
    const auto binary = [](const char *name, const char *serializer, const char *octets, const char *again) {
        QTest::newRow(name) << QString::fromLatin1(serializer) << QByteArray::fromHex(octets)
                            << QByteArray::fromHex(again);
    };
    binary("msgpack: heads that are too long", "msgpack",
           "dd00000005cd0024cf0000000000000001d10001de0000dc0000", "9524010180dc0000");
    binary("msgpack: an ext in a payload", "msgpack", "952401018091d4ff00", "952401018091d4ff00");
    binary("msgpack: undefined as msgpackr has it", "msgpack", "94200182a56d61746368d40000a35f6162d40000a161",
           "94200180a161");
    binary("msgpack: ids as msgpackr has them", "msgpack", "932203cb41f0000000100000",
           "932203cf0000000100000001");
    binary("cbor: ids as cbor-x has them", "cbor", "83182203fb433fffffffffffff",
           "831822031b001fffffffffffff");
    text("an id with an exponent", "[34,3,1e10]", "[34,3,10000000000]");
    binary("cbor: heads that are too long", "cbor", "9a000000051900241b000000000000000101b90000980 0",
           "8518240101a09800");
    binary("cbor: without lengths", "cbor", "9f18240101bf7f63666f6f63626172ff01ff9f01ffff",
           "8518240101a09f01ff");
    binary("cbor: a tag in a payload", "cbor", "8518240101a081c11a514b67b0", "8518240101a081c11a514b67b0");
}

void TestSerializer::whatIsUnusualIsAccepted()
{
    QFETCH(QString, serializer);
    QFETCH(QByteArray, octets);
    const Serializer &s = *Serializer::byName(serializer);
    QString error;
    const QList<Message> messages = decoded(s, octets, &error);
    QCOMPARE(error, QString());
    QCOMPARE(messages.size(), 1);
    QTEST(encoded(s, messages.first()), "again");
}

void TestSerializer::giantsAreRefusedAtOnce_data()
{
    QTest::addColumn<QString>("serializer");
    QTest::addColumn<QByteArray>("octets");
    const auto row = [](const char *name, const char *serializer, const QByteArray &octets) {
        QTest::newRow(name) << QString::fromLatin1(serializer) << octets;
    };
    constexpr qsizetype levels = 100'000;
    row("json: lists", "json", QByteArray(levels, '['));
    row("json: lists that end", "json", QByteArray(levels, '[') + QByteArray(levels, ']'));
    row("json: in a payload", "json",
        "[36,1,1,{}," + QByteArray(levels, '[') + QByteArray(levels, ']') + "]");
    row("json: maps", "json",
        "[36,1,1," + QByteArray("{\"a\":").repeated(levels) + "1" + QByteArray(levels, '}') + "]");
    row("msgpack: lists", "msgpack", QByteArray(levels, '\x91') + '\x01');
    row("msgpack: in a payload", "msgpack",
        QByteArray::fromHex("9524010180") + QByteArray(levels, '\x91') + '\x01');
    row("cbor: lists", "cbor", QByteArray(levels, '\x81') + '\x01');
    row("cbor: in a payload", "cbor", QByteArray::fromHex("8518240101a0") + QByteArray(levels, '\x9f'));
    row("cbor: tags", "cbor", QByteArray::fromHex("8518240101a0") + QByteArray(levels, '\xc1'));
    for (const char *claim :
         {"dd", "df", "db", "c6", "c9", "91dd", "91df", "91db", "91c6", "91c9", "91dcff"}) {
        row(claim, "msgpack",
            QByteArray::fromHex("9524010180") + QByteArray::fromHex(claim) + QByteArray(4, '\xff'));
        row(claim, "msgpack", QByteArray::fromHex(claim) + QByteArray(4, '\xff'));
    }
    for (const char *claim : {"9b", "bb", "7b", "5b", "819b", "81bb", "817b", "815b"}) {
        row(claim, "cbor",
            QByteArray::fromHex("8518240101a0") + QByteArray::fromHex(claim) + QByteArray(8, '\xff'));
        row(claim, "cbor", QByteArray::fromHex(claim) + QByteArray(8, '\xff'));
    }
    row("more options than anybody has", "json",
        "[16,1,{\"exclude\":[1" + QByteArray(",1").repeated(70'000) + "]},\"a\"]");
}

void TestSerializer::giantsAreRefusedAtOnce()
{
    QFETCH(QString, serializer);
    QFETCH(QByteArray, octets);
    QVERIFY(!errorOf(*Serializer::byName(serializer), octets).isEmpty());
}

void TestSerializer::nestingEndsAtTheLimit()
{
    const auto nested = [](int levels) {
        QVariant value = 1;
        for (int i = 0; i < levels; ++i)
            value = QVariantList{value};
        return value.toList();
    };
    // The message is the first level.
    for (const bool isTooDeep : {false, true}) {
        const Event event{.subscription = 1,
                          .publication = 2,
                          .payload = Payload::fromValues(nested(maxNestingDepth - (isTooDeep ? 0 : 1)))};
        for (const Serializer *serializer : Serializer::all()) {
            QByteArray out;
            QCOMPARE(bool(serializer->encode(event, out)), isTooDeep);
            QCOMPARE(errorOf(*serializer, out).isEmpty(), !isTooDeep);
        }
        const QByteArray lists = QByteArray(maxNestingDepth - (isTooDeep ? 0 : 1), '[');
        const QByteArray octets = "[36,1,2,{}," + lists + QByteArray(lists).replace('[', ']') + "]";
        QCOMPARE(errorOf(json(), octets), isTooDeep ? u"nested too deeply"_s : QString());
    }
    // What came at the limit can be translated and read.
    const QByteArray lists(maxNestingDepth - 1, '[');
    const QList<Message> messages =
        decoded(json(), "[36,1,2,{}," + lists + QByteArray(lists).replace('[', ']') + "]");
    QCOMPARE(errorOf(cbor(), encoded(cbor(), messages.first())), QString());
    QVERIFY(contentOf(std::get<Event>(messages.first()).payload));
}

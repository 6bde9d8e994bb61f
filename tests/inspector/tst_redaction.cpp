// SPDX-License-Identifier: GPL-3.0-only
// What goes out of an export, what stays octet by octet, and what is said of it.
#include "export/headredaction.h"
#include "export/jsonlines.h"
#include "export/recordwriter.h"
#include "export/redactingwriter.h"
#include "inspector/filetools.h"
#include "inspector/redacting.h"
#include "inspector/samplerecords.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Core::Direction;

class TestRedaction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headerValues_data();
    void headerValues();
    void urls_data();
    void urls();
    void subprotocols_data();
    void subprotocols();
    void wampLogins_data();
    void wampLogins();
    void jsonPaths_data();
    void jsonPaths();
    void pathsThatCannotBeRead_data();
    void pathsThatCannotBeRead();
    void wholeOpening();
    void headsThatWereNotTakenApart();
    void lengthsFollow();
    void previewCountsAndNames();
    void writesWhatIsLeft();
};

namespace {

QByteArray payloadAfter(const QByteArray &subprotocol, Tap::FrameRecord frame,
                        const RedactionOptions &options = {})
{
    const auto out = redacted({open(1, "ws://a/", subprotocol), frame}, options);
    return out.size() == 2 ? std::get<Tap::FrameRecord>(out[1]).payload : QByteArray("(lost)");
}

} // namespace

void TestRedaction::headerValues_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const QByteArray &name, const QByteArray &value, const QByteArray &expected) {
        QTest::newRow((name + ": " + value).constData()) << name << value << expected;
    };
    row("Authorization", "Bearer abc.def", "Bearer [redacted]");
    row("authorization", "abc", "[redacted]");
    row("Proxy-Authorization", "Basic dTpw", "Basic [redacted]");
    row("Cookie", "a=1; session=xyz", "a=[redacted]; session=[redacted]");
    row("Set-Cookie", "id=42; Path=/; HttpOnly", "id=[redacted]; Path=/; HttpOnly");
    row("X-Api-Key", "k", "[redacted]");
    row("X-Auth-Token", "k", "[redacted]");
    row("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ==");
    row("Referer", "https://a/?token=b&x=1", "https://a/?token=redacted&x=1");
    row("User-Agent", "x", "x");
    row("Authorization", "", "");
}

void TestRedaction::headerValues()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, expected);
    RedactionPlan plan;
    QCOMPARE(HeadRedaction(plan).fields({{name, value}}).all().first().value, expected);
    QCOMPARE(plan.total(), quint64(value == expected ? 0 : 1));
}

void TestRedaction::urls_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const QByteArray &url, const QByteArray &expected) {
        QTest::newRow(url.constData()) << url << expected;
    };
    row("ws://a/b?x=1&access_token=abc&y=2", "ws://a/b?x=1&access_token=redacted&y=2");
    row("ws://a/b?TOKEN=abc", "ws://a/b?TOKEN=redacted");
    row("ws://a/b?api-key=1&secret=2&password=3&ticket=4&signature=5&key=6",
        "ws://a/"
        "b?api-key=redacted&secret=redacted&password=redacted&ticket=redacted&signature=redacted&key="
        "redacted");
    row("ws://a/b?X-Amz-Signature=1", "ws://a/b?X-Amz-Signature=redacted");
    row("ws://user:pw@a/b", "ws://redacted@a/b");
    row("ws://a/b@c?d=e", "ws://a/b@c?d=e");
    row("/b?%74oken=abc#f", "/b?%74oken=redacted#f");
    row("/b?token=&keyboard=qwerty&monkey=1", "/b?token=&keyboard=qwerty&monkey=1");
}

void TestRedaction::urls()
{
    QFETCH(QByteArray, url);
    QFETCH(QByteArray, expected);
    RedactionPlan plan;
    QCOMPARE(HeadRedaction(plan).url(url), expected);
}

void TestRedaction::subprotocols_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const QByteArray &value, const QByteArray &expected) {
        QTest::newRow(value.constData()) << value << expected;
    };
    row("wamp.2.msgpack, wamp.2.json", "wamp.2.msgpack, wamp.2.json");
    row("chat, eyJhbGciOi.eyJzdWI.sig", "chat, redacted");
    row("base64url.bearer.authorization.k8s.io.dG9rZW4, channel.k8s.io", "redacted, channel.k8s.io");
    row("access_token, abc", "access_token, redacted");
    row("graphql-transport-ws", "graphql-transport-ws");
    row("a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6a7b8", "redacted");
}

void TestRedaction::subprotocols()
{
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, expected);
    RedactionPlan plan;
    QCOMPARE(HeadRedaction(plan).subprotocols(value), expected);
}

void TestRedaction::wampLogins_data()
{
    QTest::addColumn<QByteArray>("subprotocol");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &subprotocol, const QByteArray &message,
                        const QByteArray &expected) {
        QTest::newRow(name) << subprotocol << message << expected;
    };
    row("AUTHENTICATE", "wamp.2.json", R"([5, "sig\"x", {"nonce":"n"}])", R"([5, "[redacted]", {}])");
    row("CHALLENGE", "wamp.2.json", R"([4,"wampcra",{"challenge":"{\"a\":1}"}])", R"([4,"wampcra",{}])");
    row("CALL", "wamp.2.json", R"([48,5,{},"a.b",["sig"]])", R"([48,5,{},"a.b",["sig"]])");
    row("code 5 that is none", "wamp.2.json", R"([50,"x",{}])", R"([50,"x",{}])");
    row("not WAMP", "chat", R"([5,"sig",{}])", R"([5,"sig",{}])");
    row("batched", "wamp.2.json.batched", "[48,1,{},\"a\"]\x1e[5,\"sig\",{}]\x1e",
        "[48,1,{},\"a\"]\x1e[5,\"[redacted]\",{}]\x1e");
    row("MessagePack AUTHENTICATE", "wamp.2.msgpack", QByteArray::fromHex("9305a373696780"),
        QByteArray::fromHex("9305aa") + "[redacted]" + QByteArray::fromHex("80"));
    row("MessagePack CHALLENGE", "wamp.2.msgpack", QByteArray::fromHex("9304a374786781a16101"),
        QByteArray::fromHex("9304a374786780"));
    row("CBOR AUTHENTICATE", "wamp.2.cbor", QByteArray::fromHex("830563736967a0"),
        QByteArray::fromHex("83056a") + "[redacted]" + QByteArray::fromHex("a0"));
    row("CBOR CHALLENGE, length not said", "wamp.2.cbor", QByteArray::fromHex("9f0463747867a1616101ff"),
        QByteArray::fromHex("830463747867a0"));
    row("MessagePack, batched", "wamp.2.msgpack.batched", QByteArray::fromHex("00000007 9305a373696780"),
        QByteArray::fromHex("0000000e9305aa") + "[redacted]" + QByteArray::fromHex("80"));
    row("nothing of it", "wamp.2.cbor", QByteArray::fromHex("8305"),
        QByteArray::fromHex("83056a") + "[redacted]" + QByteArray::fromHex("a0"));
}

void TestRedaction::wampLogins()
{
    QFETCH(QByteArray, subprotocol);
    QFETCH(QByteArray, message);
    QFETCH(QByteArray, expected);
    const bool isText = !subprotocol.contains("cbor") && !subprotocol.contains("msgpack");
    const auto opcode = isText ? Core::Opcode::Text : Core::Opcode::Binary;
    QCOMPARE(payloadAfter(subprotocol, frame(1, Direction::Sent, opcode, message)), expected);
    // Once is enough: what is redacted stays as it is.
    QCOMPARE(payloadAfter(subprotocol, frame(1, Direction::Sent, opcode, expected)), expected);
    // However it is cut: no crash, and nothing but login messages is touched.
    for (qsizetype size = 0; size < message.size(); ++size)
        payloadAfter(subprotocol, frame(1, Direction::Sent, opcode, message.first(size)));
}

void TestRedaction::jsonPaths_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const QByteArray &path, const QByteArray &json, const QByteArray &expected) {
        QTest::newRow((path + " in " + json).constData()) << path << json << expected;
    };
    row("$.user.password", R"({ "user" : {"password":"p", "name":"n"}, "password":1 })",
        R"({ "user" : {"password":"[redacted]", "name":"n"}, "password":1 })");
    row("user.password", R"({"user":{"password":{"a":[1,2]}}})", R"({"user":{"password":"[redacted]"}})");
    row("$..token", R"([{"token":1},{"a":{"token":"x\"y"}}])",
        R"([{"token":"[redacted]"},{"a":{"token":"[redacted]"}}])");
    row("$[1]", R"([1,2,3])", R"([1,"[redacted]",3])");
    row("$.a[*].b", R"({"a":[{"b":1},{"b":true,"c":null}]})",
        R"({"a":[{"b":"[redacted]"},{"b":"[redacted]","c":null}]})");
    row("$['a b']", R"({"a b":-1.5e3})", R"({"a b":"[redacted]"})");
    row("$.a", R"({"\u0061":1})", R"({"\u0061":"[redacted]"})");
    row("$.a", R"(not json)", R"(not json)");
    row("$.a", R"({"a":"secret" oops)", R"({"a":"[redacted]" oops)");
    row("$.a.*", R"({"a":{"x":1,"y":2},"b":3})", R"({"a":{"x":"[redacted]","y":"[redacted]"},"b":3})");
}

void TestRedaction::jsonPaths()
{
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, expected);
    QCOMPARE(payloadAfter("chat", text(1, json), {.jsonPaths = {path}}), expected);
}

void TestRedaction::pathsThatCannotBeRead_data()
{
    QTest::addColumn<QByteArray>("path");
    for (const char *path : {"", "$", "$.", "$..", "$a", "$[", "$[]", "$[-1]", "$[a]", "a..", "a.[0]"})
        QTest::newRow(path) << QByteArray(path);
}

void TestRedaction::pathsThatCannotBeRead()
{
    QFETCH(QByteArray, path);
    QVERIFY(!RedactionPath::parse(path));
}

void TestRedaction::wholeOpening()
{
    Tap::OpenRecord opening = open(1, "ws://a/b?token=abc", "access.token.secret");
    opening.requestLine = "GET /b?token=abc HTTP/1.1";
    opening.request.append("Authorization", "Bearer s3cret");
    opening.request.append("Sec-WebSocket-Protocol", "access.token.secret");
    opening.response.append("Set-Cookie", "id=s3cret");
    const auto out = std::get<Tap::OpenRecord>(redacted({opening}).value(0));
    QByteArray line;
    appendJsonLine(out, 1, line);
    for (const char *secret : {"abc", "s3cret", "access.token.secret"})
        QVERIFY2(!line.contains(secret), line.constData());
    QVERIFY(!out.requestLine.contains("abc"));
    QVERIFY(line.contains("\"Authorization\",\"Bearer [redacted]\""));
    QCOMPARE(out.subprotocol, QByteArray("redacted"));
}

void TestRedaction::headsThatWereNotTakenApart()
{
    Tap::OctetsRecord octets{.head = {.connection = 1, .timeNs = 1},
                             .octets =
                                 "GET /?token=abc HTTP/1.1\r\nAuthorization:Bearer abc\r\nBad line\r\n\r\n"};
    const auto out = std::get<Tap::OctetsRecord>(redacted({octets}).value(0));
    QCOMPARE(
        out.octets,
        QByteArray("GET /?token=redacted HTTP/1.1\r\nAuthorization: Bearer [redacted]\r\nBad line\r\n\r\n"));
}

void TestRedaction::lengthsFollow()
{
    Tap::FrameRecord plain = text(1, R"({"a":"a long secret indeed, longer than what replaces it"})");
    Tap::FrameRecord compressed = plain;
    compressed.header.rsv = Core::Rsv1;
    compressed.header.payloadLength = 31;
    const auto out = redacted({open(1, "ws://a/"), plain, compressed}, {.jsonPaths = {"a"}});
    const auto first = std::get<Tap::FrameRecord>(out.value(1));
    QCOMPARE(first.header.payloadLength, quint64(first.payload.size()));
    QCOMPARE(std::get<Tap::FrameRecord>(out.value(2)).header.payloadLength, quint64(31)); // of the wire
}

void TestRedaction::previewCountsAndNames()
{
    Tap::OpenRecord opening = open(1, "ws://a/b?token=abc", "wamp.2.json");
    opening.request.append("Cookie", "a=b");
    const RedactionPlan plan =
        previewRedaction({opening, text(1, R"([5,"sig",{}])"), text(1, R"([48,1,{},"a",[{"pin":1}]])"),
                          text(1, R"([48,1,{},"a",[{"pin":2}]])")},
                         {.jsonPaths = {"$..pin"}});
    QCOMPARE(plan.total(), quint64(5));
    QCOMPARE(plan.items().size(), 4);
    QCOMPARE(plan.items()[0], (RedactionItem{RedactionKind::QueryKey, "token", 1, 3}));
    QCOMPARE(plan.items()[1], (RedactionItem{RedactionKind::Header, "Cookie", 1, 1}));
    QCOMPARE(plan.items()[2], (RedactionItem{RedactionKind::WampLogin, "AUTHENTICATE", 1, 5}));
    QCOMPARE(plan.items()[3], (RedactionItem{RedactionKind::RedactionPath, "$..pin", 2, 2}));
}

void TestRedaction::writesWhatIsLeft()
{
    const QTemporaryDir directory;
    RedactingWriter writer(std::make_unique<RecordWriter>(appendJsonLine), {.jsonPaths = {"$..name"}});
    const QByteArray lines = written(writer, conversation(), directory.filePath(u"out"_s));
    for (const QByteArray &line : lines.split('\n')) {
        QJsonParseError error{};
        if (!line.isEmpty())
            QJsonDocument::fromJson(line, &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
    }
    QVERIFY(!lines.contains("Ada\\\"}"));
    QVERIFY(lines.contains("[redacted]"));
    QVERIFY(writer.plan().total() > 0);
}

QTEST_APPLESS_MAIN(TestRedaction)
#include "tst_redaction.moc"

// SPDX-License-Identifier: MIT
// gantry-router's configuration as values, what is refused, and the status page.
#include "configfile.h"
#include "readconfig.h"
#include "statuspage.h"

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Examples;
using namespace Qt::Literals::StringLiterals;

class TestRouterConfig : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theGuidesExampleIsRead();
    void everyKeyOfAListenerIsRead();
    void rawSocketListenersAreRead();
    void everyKeyOfARealmIsRead();
    void everyMethodIsRead();
    void everyLimitIsRead();
    void nothingButTheDefaultsIsNeeded();
    void wrongOnesAreRefused_data();
    void wrongOnesAreRefused();
    void secretsAreNotShown();
    void equalOnesAreEqual();
    void aRealmOfBothIsRefused();
    void filesThatCannotBeReadAreNamed();
    void theStatusHasFiguresAndEscapes();
};

namespace {

RouterConfig read(const QByteArray &json)
{
    const auto config = readConfig(json, u"/etc/gantry"_s);
    if (const QString *error = std::get_if<QString>(&config)) {
        qWarning("%s", qUtf8Printable(*error));
        return {};
    }
    return std::get<RouterConfig>(config);
}

QString complaintAbout(const QByteArray &json)
{
    const auto config = readConfig(json, u"/etc/gantry"_s);
    const QString *error = std::get_if<QString>(&config);
    return error ? *error : QString();
}

ListenerConfig listener(const QByteArray &json)
{
    return read("{\"listeners\": [" + json + "]}").listeners.value(0);
}

RealmConfig realm(const QByteArray &json)
{
    return read("{\"realms\": [" + json + "]}").realms.value(0);
}

const QByteArray Key(64, 'a');

} // namespace

void TestRouterConfig::theGuidesExampleIsRead()
{
    QFile guide(QStringLiteral(GANTRY_SOURCE_DIR "/lib/doc/wamp-router.md"));
    QVERIFY(guide.open(QIODevice::ReadOnly));
    const QByteArray text = guide.readAll();
    const qsizetype begin = text.indexOf("```json") + 7;
    const RouterConfig config = read(text.mid(begin, text.indexOf("```", begin) - begin));
    QCOMPARE(config.listeners.size(), 4);
    QVERIFY(config.listeners.at(3).isRawSocket);
    QCOMPARE(config.realms.size(), 1);
    QCOMPARE(config.realms.at(0).options.roles.size(), 2);
    QCOMPARE(config.limits.maxSessions, 1000);
}

void TestRouterConfig::everyKeyOfAListenerIsRead()
{
    const ListenerConfig expected{.url = QUrl(u"wss://0.0.0.0:8443/ws"_s),
                                  .tls = TlsConfig{.certificateFile = u"/etc/gantry/server.pem"_s,
                                                   .keyFile = u"/keys/server.key"_s,
                                                   .clients = ClientCertificates::Require,
                                                   .clientAuthorityFile = u"/etc/gantry/clients/ca.pem"_s},
                                  .serializers = {u"cbor"_s, u"json.batched"_s},
                                  .limits = {.maxConnections = 1,
                                             .maxMessageBytes = 1000,
                                             .openTimeout = std::chrono::milliseconds(2),
                                             .closeTimeout = std::chrono::milliseconds(3),
                                             .pingInterval = std::chrono::milliseconds(4),
                                             .pingTimeout = std::chrono::milliseconds(5)},
                                  .origins = {u"https://*.example.com"_s},
                                  .acceptsNullOrigin = false,
                                  .hosts = {u"localhost"_s},
                                  .compresses = false,
                                  .trustedProxies = 2,
                                  .hasStatusPage = false};
    const QByteArray json = R"({"url": "wss://0.0.0.0:8443/ws", "tls": {"certificate": "server.pem",
                          "key": "/keys/server.key", "clients": "require", "clientAuthorities": "clients/ca.pem"},
                          "serializers": ["cbor", "json.batched"], "limits": {"maxConnections": 1,
                          "maxMessageBytes": 1000, "openTimeoutMs": 2, "closeTimeoutMs": 3, "pingIntervalMs": 4,
                          "pingTimeoutMs": 5}, "origins": ["https://*.example.com"], "nullOrigin": false,
                          "hosts": ["localhost"], "compression": false, "trustedProxies": 2,
                          "statusPage": false})";
    QCOMPARE(listener(json), expected);
    QVERIFY(
        !read(R"({"statusPage": false, "listeners": [{"url": "ws://h:1"}]})").listeners.at(0).hasStatusPage);
}

void TestRouterConfig::rawSocketListenersAreRead()
{
    const ListenerConfig expected{.url = QUrl(u"tcp://127.0.0.1:0"_s),
                                  .isRawSocket = true,
                                  .serializers = {u"msgpack"_s},
                                  .limits = {.maxMessageBytes = 65536}};
    const QByteArray json = R"({"url": "tcp://127.0.0.1:0", "serializers": ["msgpack"],
                          "limits": {"maxMessageBytes": 65536}})";
    QCOMPARE(listener(json), expected);
    QVERIFY(listener(R"({"url": "unix:/run/r.sock"})").isRawSocket);
    QVERIFY(listener(R"({"url": "rss://h:1", "tls": {"certificate": "a", "key": "b"}})").tls.has_value());
}

void TestRouterConfig::everyKeyOfARealmIsRead()
{
    using namespace std::chrono_literals;
    const Wamp::PermissionRule first{.uri = u"com.example."_s,
                                     .match = Wamp::MatchPolicy::Prefix,
                                     .mayCall = true,
                                     .mayPublish = true,
                                     .discloseCaller = true};
    const Wamp::PermissionRule second{.uri = u"com..status"_s,
                                      .match = Wamp::MatchPolicy::Wildcard,
                                      .mayRegister = true,
                                      .maySubscribe = true,
                                      .disclosePublisher = true};
    const Wamp::PermissionRule third{.uri = u""_s, .match = Wamp::MatchPolicy::Prefix};
    const RealmConfig expected{.options = {.name = u"com.example"_s,
                                           .roles = {{.name = u"user"_s, .rules = {first, second, third}},
                                                     {.name = u"root"_s, .isTrusted = true, .trustlevel = 7}},
                                           .authorizerProcedure = u"com.example.may"_s,
                                           .authorizationTimeout = 250ms,
                                           .uriCheck = Wamp::UriCheck::Strict,
                                           .callerDisclosure = Wamp::Disclosure::Forbid,
                                           .publisherDisclosure = Wamp::Disclosure::Always,
                                           .retainedTopics = 3,
                                           .retainedBytes = 4096}};
    const QByteArray json = R"({"name": "com.example", "uriCheck": "strict", "authorizer": "com.example.may",
                       "authorizationTimeoutMs": 250, "disclosure": {"caller": "forbid", "publisher": "always"},
                       "retained": {"topics": 3, "bytes": 4096}, "roles": [
                       {"name": "user", "rules": [
                        {"uri": "com.example.", "match": "prefix", "allow": ["call", "publish"], "disclose": ["caller"]},
                        {"uri": "com..status", "match": "wildcard", "allow": ["subscribe", "register"],
                         "disclose": ["publisher"]},
                        {"uri": "", "match": "prefix"}]},
                       {"name": "root", "trusted": true, "trustlevel": 7}]})";
    QCOMPARE(realm(json), expected);
}

void TestRouterConfig::everyMethodIsRead()
{
    const RealmConfig config = realm(R"({"name": "r", "authentication": {
        "anonymous": {"role": "guest"},
        "ticket": {"principals": [{"authid": "t", "role": "a", "ticket": "one", "extra": {"x": 1}}]},
        "wampcra": {"principals": [{"authid": "c", "role": "a", "secret": "two"},
            {"authid": "s", "role": "a", "secret": "three", "salt": "na", "iterations": 5, "keyLength": 16}]},
        "scram": {"principals": [{"authid": "p", "role": "a", "kdf": "pbkdf2", "salt": "0aff", "iterations": 4096,
            "stored-key": ")" + Key + R"(", "server-key": ")"
                                     + Key + R"("},
            {"authid": "q", "role": "a", "kdf": "argon2id-13", "salt": "00", "iterations": 2, "memory": 64,
            "stored-key": ")" + Key + R"(", "server-key": ")"
                                     + Key + R"("}]},
        "cryptosign": {"routerKey": "router.key", "principals": [{"authid": "k", "role": "a", "publicKeys": [")"
                                     + Key.toUpper() + R"("]}]},
        "tls": {"acceptUnverified": true, "principals": [{"authid": "l", "role": "a", "certificates": [
            "AA:)" + Key.mid(2) + R"("]}]}}})");
    QVERIFY(config.options.allowAnonymous);
    QCOMPARE(config.options.anonymousRole, u"guest"_s);
    const Wamp::Principal ticket{
        .authid = u"t"_s, .authrole = u"a"_s, .authextra = {{u"x"_s, 1}}, .secret = u"one"_s};
    QCOMPARE(config.methods[u"ticket"_s].principals.value(u"t"_s), ticket);
    const auto cra = config.methods[u"wampcra"_s].principals;
    QCOMPARE(cra[u"c"_s].secret, u"two"_s);
    const Wamp::Principal salted{.authid = u"s"_s,
                                 .authrole = u"a"_s,
                                 .secret = u"three"_s,
                                 .salt = u"na"_s,
                                 .iterations = 5,
                                 .keyLength = 16};
    QCOMPARE(cra[u"s"_s], salted);
    const auto scram = config.methods[u"scram"_s].principals;
    QVERIFY(scram[u"p"_s].scram.has_value());
    QCOMPARE(scram[u"p"_s].scram->stretch.salt, QByteArray("\x0a\xff"));
    QCOMPARE(scram[u"p"_s].scram->stretch.kdf, Wamp::ScramKdf::Pbkdf2);
    QCOMPARE(scram[u"q"_s].scram->stretch.kdf, Wamp::ScramKdf::Argon2id13Text);
    QCOMPARE(scram[u"q"_s].scram->stretch.memoryKib, 64);
    QCOMPARE(scram[u"q"_s].scram->serverKey, QByteArray::fromHex(Key));
    const MethodConfig sign = config.methods[u"cryptosign"_s];
    QCOMPARE(sign.routerKeyFile, u"/etc/gantry/router.key"_s);
    QCOMPARE(sign.principals.value(QString::fromLatin1(Key)).authid, u"k"_s);
    const MethodConfig tls = config.methods[u"tls"_s];
    QVERIFY(tls.certificates.acceptUnverified);
    QCOMPARE(tls.principals.value(QString::fromLatin1(Key)).authid, u"l"_s);
}

void TestRouterConfig::everyLimitIsRead()
{
    using namespace std::chrono_literals;
    const Wamp::RouterOptions expected{.maxSessions = 1,
                                       .subscriptionsPerSession = 2,
                                       .registrationsPerSession = 3,
                                       .pendingCallsPerSession = 4,
                                       .pendingBytesPerSession = 10,
                                       .openTimeout = 5ms,
                                       .closeTimeout = 6ms,
                                       .sessionQueueBytes = 7,
                                       .stallTimeout = 8ms,
                                       .slowSessions = Wamp::SlowSessionPolicy::Disconnect,
                                       .authorizationBacklog = 9};
    const QByteArray json =
        R"({"limits": {"maxSessions": 1, "subscriptionsPerSession": 2, "registrationsPerSession": 3,
                      "pendingCallsPerSession": 4, "pendingBytesPerSession": 10,
                      "openTimeoutMs": 5, "closeTimeoutMs": 6, "sessionQueueBytes": 7,
                      "stallTimeoutMs": 8, "slowSessions": "disconnect", "authorizationBacklog": 9}})";
    QCOMPARE(read(json).limits, expected);
}

void TestRouterConfig::nothingButTheDefaultsIsNeeded()
{
    QCOMPARE(read("{}"), RouterConfig());
    QCOMPARE(listener(R"({"url": "ws://h:1"})"), ListenerConfig{.url = QUrl(u"ws://h:1"_s)});
    QCOMPARE(realm(R"({"name": "r"})"), RealmConfig{.options = {.name = u"r"_s}});
}

void TestRouterConfig::wrongOnesAreRefused_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("complaint");
    const auto row = [](const char *complaint, const QByteArray &json) {
        QTest::newRow(complaint) << json << QString::fromUtf8(complaint);
    };
    const auto listenerRow = [&row](const char *complaint, const QByteArray &keys) {
        row(complaint, "{\"listeners\": [{" + keys + "}]}");
    };
    const auto realmRow = [&row](const char *complaint, const QByteArray &keys) {
        row(complaint, R"({"realms": [{"name": "r", )" + keys + "}]}");
    };
    row("line 2, column 9: illegal value", "{\n \"a\": nonsense}");
    row("an object is wanted at the top", "[]");
    row("speed: there is no such key", R"({"speed": 1})");
    row("listeners: a list is wanted, not {}", R"({"listeners": {}})");
    row("listeners[1]: an object is wanted, not 3", R"({"listeners": [{"url": "ws://h:1"}, 3]})");
    row("limits.maxSessions: a whole number from 0 to 2147483647 is wanted, not 1.5",
        R"({"limits": {"maxSessions": 1.5}})");
    row("limits.maxSessions: a number is wanted, not \"1\"", R"({"limits": {"maxSessions": "1"}})");
    row("limits.slowSessions: one of drop, disconnect is wanted, not \"stop\"",
        R"({"limits": {"slowSessions": "stop"}})");
    row("statusPage: true or false is wanted, not 1", R"({"statusPage": 1})");
    row("realms[1]: there is another realm \"r\"", R"({"realms": [{"name": "r"}, {"name": "r"}]})");

    listenerRow("listeners[0]: the key \"url\" is missing", "");
    listenerRow("listeners[0].url: 'http://h:1' is no address to listen on: the scheme is none",
                R"("url": "http://h:1")");
    listenerRow("listeners[0].url: 'tcp://h' is no address to listen on: a host and a port are wanted",
                R"("url": "tcp://h")");
    listenerRow("listeners[0]: wss needs the key \"tls\"", R"("url": "wss://h:1")");
    listenerRow("listeners[0].tls: ws is without TLS",
                R"("url": "ws://h:1", "tls": {"certificate": "a", "key": "b"})");
    listenerRow("listeners[0].tls: the key \"key\" is missing",
                R"("url": "wss://h:1", "tls": {"certificate": "a"})");
    listenerRow("listeners[0].tls.clientAuthorities: clients are not asked",
                R"("url": "wss://h:1", "tls": {"certificate": "a", "key": "b", "clientAuthorities": "c"})");
    listenerRow("listeners[0].serializers[1]: \"ubjson\" is none of json",
                R"("url": "ws://h:1", "serializers": ["json", "ubjson"])");
    listenerRow("listeners[0].serializers[0]: RawSocket has no batches",
                R"("url": "tcp://h:1", "serializers": ["json.batched"])");
    listenerRow("listeners[0].serializers: one at least is wanted",
                R"("url": "ws://h:1", "serializers": [])");
    listenerRow("listeners[0].origins: ", R"("url": "ws://h:1", "origins": ["example.com"])");
    listenerRow("listeners[0].origins: there is no such key", R"("url": "tcp://h:1", "origins": ["*"])");
    listenerRow("listeners[0].limits.maxMessageBytes: RawSocket wants a power of 2",
                R"("url": "tcp://h:1", "limits": {"maxMessageBytes": 1000})");

    realmRow("realms[0].name: \"a b\" is no URI", R"("name": "a b")");
    realmRow("realms[0].roles[0]: the key \"name\" is missing", R"("roles": [{}])");
    realmRow("realms[0].roles[1]: there is another role \"a\"", R"("roles": [{"name": "a"}, {"name": "a"}])");
    realmRow("realms[0].roles[0].rules[0].match: one of exact, prefix, wildcard is wanted, not \"glob\"",
             R"("roles": [{"name": "a", "rules": [{"uri": "x", "match": "glob"}]}])");
    realmRow("realms[0].roles[0].rules[0].allow[1]: one of call, register, publish, subscribe is wanted, not "
             "\"all\"",
             R"("roles": [{"name": "a", "rules": [{"uri": "x", "allow": ["call", "all"]}]}])");
    realmRow("realms[0].roles[0].rules[0].uri: \"a..b\" is no URI",
             R"("roles": [{"name": "a", "rules": [{"uri": "a..b"}]}])");
    realmRow("realms[0].authentication: anonymous has the role \"anonymous\", which the realm has not",
             R"("roles": [{"name": "a"}], "authentication": {"anonymous": {}})");
    realmRow("realms[0].authentication: \"t\" has the role \"b\", which the realm has not",
             R"("roles": [{"name": "a"}], "authentication": {"ticket": {"principals": [
                {"authid": "t", "role": "b", "ticket": "x"}]}})");
    realmRow("realms[0].authentication.kerberos: there is no such key",
             R"("authentication": {"kerberos": {}})");
    realmRow("realms[0].authentication.ticket.principals[1]: \"t\" is there twice",
             R"("authentication": {"ticket": {"principals": [{"authid": "t", "role": "b", "ticket": "x"},
                {"authid": "t", "role": "b", "ticket": "y"}]}})");
    realmRow("realms[0].authentication.wampcra.principals[0].iterations: it means nothing without a salt",
             R"("authentication": {"wampcra": {"principals": [
                {"authid": "t", "role": "b", "secret": "x", "iterations": 3}]}})");
    realmRow(
        "realms[0].authentication.cryptosign.principals[0].publicKeys[0]: 64 hexadecimal digits are wanted",
        R"("authentication": {"cryptosign": {"principals": [
                {"authid": "t", "role": "b", "publicKeys": ["abc"]}]}})");
    realmRow("realms[0].authentication.tls.acceptUnverified: anybody can write",
             R"("authentication": {"tls": {"by": "commonName", "acceptUnverified": true}})");
    realmRow("realms[0].authentication.scram.principals[0]: the key \"memory\" is missing",
             R"("authentication": {"scram": {"principals": [{"authid": "t", "role": "b", "kdf": "argon2id13",
                "salt": "00", "iterations": 1}]}})");
}

void TestRouterConfig::wrongOnesAreRefused()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, complaint);
    const QString found = complaintAbout(json);
    QVERIFY2(found.startsWith(complaint), qUtf8Printable(found));
    QVERIFY(!found.contains(u'\n'));
}

void TestRouterConfig::secretsAreNotShown()
{
    const QString complaint =
        complaintAbout(R"({"realms": [{"name": "r", "authentication": {"scram": {"principals": [
        {"authid": "t", "role": "b", "kdf": "pbkdf2", "salt": "00", "iterations": 1, "stored-key": "hunter2",
         "server-key": "hunter2"}]}}}]})");
    QVERIFY(complaint.contains(u"stored-key"_s));
    QVERIFY(!complaint.contains(u"hunter2"_s));
}

void TestRouterConfig::equalOnesAreEqual()
{
    const QByteArray json = R"({"name": "r", "authentication": {"ticket": {"principals": [
        {"authid": "t", "role": "b", "ticket": "x"}]}}})";
    QCOMPARE(realm(json), realm(json));
    QByteArray other = json;
    QVERIFY(realm(json) != realm(other.replace("\"x\"", "\"y\"")));
    QVERIFY(realm(json) != realm(R"({"name": "r", "retained": {"topics": 1}})"));
}

void TestRouterConfig::aRealmOfBothIsRefused()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"router.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"realms": [{"name": "r"}], "listeners": [{"url": "ws://h:1"}]})");
    file.close();
    RouterArguments arguments{.configFile = file.fileName()};
    QVERIFY(std::holds_alternative<RouterSetup>(readSetup(arguments)));
    arguments.realms.append({.options = {.name = u"r"_s}});
    const auto setup = readSetup(arguments);
    QVERIFY(std::holds_alternative<QString>(setup));
    QVERIFY(std::get<QString>(setup).contains(u"\"r\""_s));
}

void TestRouterConfig::filesThatCannotBeReadAreNamed()
{
    const RouterConfig tls{
        .listeners = {{.url = QUrl(u"wss://h:1"_s), .tls = TlsConfig{u"/no/cert"_s, u"/no/key"_s}}}};
    const auto first = readSetup(tls);
    QVERIFY(std::get_if<QString>(&first));
    QVERIFY(std::get<QString>(first).contains(u"/no/key"_s));
    const RouterConfig key{.realms = {{.options = {.name = u"r"_s},
                                       .methods = {{u"cryptosign"_s, {.routerKeyFile = u"/no/k"_s}}}}}};
    const auto second = readSetup(key);
    QVERIFY(std::get<QString>(second).contains(u"/no/k"_s));
}

void TestRouterConfig::theStatusHasFiguresAndEscapes()
{
    RouterFigures figures{.uptime = std::chrono::seconds(90061),
                          .realms = {{.name = u"a<b>"_s, .sessions = 1}},
                          .listeners = {u"ws://127.0.0.1:1"_s}};
    figures.statistics.events = 4711;
    const QByteArray page = statusPage(figures);
    QVERIFY(page.startsWith("<!DOCTYPE html>"));
    QVERIFY(page.contains("1 d 1:01:01"));
    QVERIFY(page.contains("<tr><th>a&lt;b&gt;</th><td>1 session</td></tr>"));
    QVERIFY(page.contains("<td>4711</td>"));
    QVERIFY(!page.contains("src="));
    const QJsonObject status = QJsonDocument::fromJson(statusJson(figures)).object();
    QCOMPARE(status["uptimeSeconds"_L1].toInt(), 90061);
    QCOMPARE(status["realms"_L1][0]["sessions"_L1].toInt(), 1);
    QCOMPARE(status["total"_L1]["events"_L1].toInt(), 4711);
}

QTEST_GUILESS_MAIN(TestRouterConfig)
#include "tst_routerconfig.moc"

// SPDX-License-Identifier: MIT
// wamp-cli against gantry-router: the four verbs, on every transport and serializer, logins
// and exit statuses.
#include "routerprocess.h"

#include <Gantry/ApplicationSession>
#include <Gantry/ConnectWS>
#include <Gantry/WampCra>
#include <Gantry/WampCryptosign>
#include <Gantry/WampScram>
#include <Gantry/WampWebSocketClientFactory>

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestWampCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void callsWhatItRegistered_data();
    void callsWhatItRegistered();
    void printsASingleResultAsItIs_data();
    void printsASingleResultAsItIs();
    void getsWhatItPublished_data();
    void getsWhatItPublished();
    void patternsNameWhatTheyMatched();
    void sharesProcedures();
    void keepsEventsForLater();
    void printsProgress();
    void givesUpInTime();
    void errorsAreOneLine_data();
    void errorsAreOneLine();
    void logsIn_data();
    void logsIn();
    void endsWhenInterrupted();
    void takesSecretsFromFiles();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<RouterProcess> m_router;
};

namespace {

const QString Realm = u"realm1"_s;
const QByteArray PrivateKey(64, '7');
// Beyond what a double holds.
const QStringList Arguments{u"9007199254740993"_s, u"\"grüße\""_s, uR"({"deep":[1.5,null,true]})"_s};
const QString ArgumentsJson = uR"([9007199254740993,"grüße",{"deep":[1.5,null,true]}])"_s;

QJsonObject anonymousRealm()
{
    return {{u"name"_s, Realm}, {u"authentication"_s, QJsonObject{{u"anonymous"_s, QJsonObject()}}}};
}

QJsonObject principal(const QString &authid, QJsonObject more)
{
    more.insert(u"authid"_s, authid);
    more.insert(u"role"_s, u"user"_s);
    return more;
}

QJsonObject method(const QJsonArray &principals)
{
    return {{u"principals"_s, principals}};
}

QJsonObject guardedRealm()
{
    const QString derived = QString::fromLatin1(Wamp::deriveKey(u"hidden"_s, u"pepper"_s, 100));
    const auto scram = Wamp::makeScramCredential(
        u"pencil"_s, {.kdf = Wamp::ScramKdf::Pbkdf2, .salt = "0123456789abcdef", .iterations = 4096});
    const QByteArray key = Wamp::cryptosignPublicKey(QByteArray::fromHex(PrivateKey)).toHex();
    const QJsonObject methods{
        {u"ticket"_s, method({principal(u"display"_s, {{u"ticket"_s, u"let me in"_s}})})},
        {u"wampcra"_s,
         method({principal(u"control"_s, {{u"secret"_s, u"hidden"_s}}),
                 principal(u"salted"_s,
                           {{u"secret"_s, derived}, {u"salt"_s, u"pepper"_s}, {u"iterations"_s, 100}})})},
        {u"scram"_s,
         method({principal(u"north"_s, QJsonObject::fromVariantMap(Wamp::toVariantMap(*scram)))})},
        {u"cryptosign"_s,
         method({principal(u"south"_s, {{u"publicKeys"_s, QJsonArray{QString::fromLatin1(key)}}})})}};
    const QJsonObject rule{
        {u"uri"_s, u"wamp."_s}, {u"match"_s, u"prefix"_s}, {u"allow"_s, QJsonArray{u"call"_s}}};
    return {{u"name"_s, u"guarded"_s},
            {u"authentication"_s, methods},
            {u"roles"_s, QJsonArray{QJsonObject{{u"name"_s, u"user"_s}, {u"rules"_s, QJsonArray{rule}}}}}};
}

QByteArray configuration(const QString &socket)
{
    const auto listener = [](const QString &url) { return QJsonObject{{u"url"_s, url}}; };
    const QJsonObject config{{u"listeners"_s,
                              QJsonArray{listener(u"ws://127.0.0.1:0"_s), listener(u"tcp://127.0.0.1:0"_s),
                                         listener(u"unix:"_s + socket)}},
                             {u"realms"_s, QJsonArray{anonymousRealm(), guardedRealm()}}};
    return QJsonDocument(config).toJson();
}

void addTransports()
{
    QTest::addColumn<int>("address");
    QTest::addColumn<QString>("serializer");
    for (const QString &serializer : {u"json"_s, u"msgpack"_s, u"cbor"_s}) {
        const QByteArray name = serializer.toLatin1();
        QTest::addRow("WebSocket, %s", name.constData()) << 0 << serializer;
        QTest::addRow("WebSocket, %s, batched", name.constData()) << 0 << serializer + u".batched"_s;
        QTest::addRow("RawSocket, %s", name.constData()) << 1 << serializer;
    }
    QTest::newRow("RawSocket, unix") << 2 << u"cbor"_s;
}

} // namespace

#define VERIFY_DONE(cli, expected)                                                                           \
    do {                                                                                                     \
        QVERIFY((cli)->waitForEnd());                                                                        \
        QVERIFY2((cli)->exitStatus() == 0, qUtf8Printable((cli)->story()));                                  \
        QCOMPARE((cli)->output(), QString(expected));                                                        \
    } while (false)
#define VERIFY_SETTLED(cli) QVERIFY2(isSettled(*(cli)), qUtf8Printable((cli)->story()))

void TestWampCli::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_router = std::make_unique<RouterProcess>(configuration(m_folder.filePath(u"router.sock"_s)));
    QVERIFY2(m_router->isReady(3), qUtf8Printable(m_router->process().story()));
}

void TestWampCli::callsWhatItRegistered_data()
{
    addTransports();
}

void TestWampCli::callsWhatItRegistered()
{
    QFETCH(int, address);
    QFETCH(QString, serializer);
    const QUrl url = m_router->url(address);
    const QStringList with{u"--serializer"_s, serializer};
    const auto callee =
        startCli(url, Realm, QStringList{u"register"_s, u"com.example.echo"_s, u"--count"_s, u"1"_s} + with);
    VERIFY_SETTLED(callee);
    const QString expected = u"{\"args\":%1,\"kwargs\":{\"who\":\"me\"}}\n"_s.arg(ArgumentsJson);
    const auto result =
        runCli(url, Realm,
               QStringList{u"call"_s, u"com.example.echo"_s, u"--kwargs"_s, uR"({"who": "me"})"_s} + with
                   + Arguments);
    QVERIFY2(result.status == 0, qUtf8Printable(result.errors));
    QCOMPARE(result.output, expected);
    QCOMPARE(result.errors, QString());
    VERIFY_DONE(callee, expected);
}

void TestWampCli::printsASingleResultAsItIs_data()
{
    QTest::addColumn<QString>("reply");
    for (const char *reply : {"5", "\"text\"", "null", "[1,2]", "{\"a\":{}}"})
        QTest::newRow(reply) << QString::fromLatin1(reply);
}

void TestWampCli::printsASingleResultAsItIs()
{
    QFETCH(QString, reply);
    const auto callee =
        startCli(m_router->url(), Realm,
                 {u"register"_s, u"com.example.fixed"_s, u"--count"_s, u"1"_s, u"--reply"_s, reply});
    VERIFY_SETTLED(callee);
    const auto result = runCli(m_router->url(), Realm, {u"call"_s, u"com.example.fixed"_s});
    QCOMPARE(result.output, reply + u'\n');
    VERIFY_DONE(callee, u"{\"args\":[],\"kwargs\":{}}\n"_s);
}

void TestWampCli::getsWhatItPublished_data()
{
    addTransports();
}

void TestWampCli::getsWhatItPublished()
{
    QFETCH(int, address);
    QFETCH(QString, serializer);
    const QUrl url = m_router->url(address);
    const QStringList with{u"--serializer"_s, serializer};
    const auto subscriber = startCli(
        url, Realm, QStringList{u"subscribe"_s, u"com.example.topic"_s, u"--count"_s, u"2"_s} + with);
    VERIFY_SETTLED(subscriber);
    for (const QStringList &flags : {QStringList(), QStringList{u"--no-acknowledge"_s}}) {
        const auto result =
            runCli(url, Realm, QStringList{u"publish"_s, u"com.example.topic"_s} + flags + with + Arguments);
        QVERIFY2(result.status == 0, qUtf8Printable(result.errors));
        QCOMPARE(result.output, QString());
    }
    const QString line = u"{\"args\":%1,\"kwargs\":{}}\n"_s.arg(ArgumentsJson);
    VERIFY_DONE(subscriber, line + line);
}

void TestWampCli::patternsNameWhatTheyMatched()
{
    const auto subscriber =
        startCli(m_router->url(), Realm,
                 {u"subscribe"_s, u"com.example.gantry"_s, u"--match"_s, u"prefix"_s, u"--count"_s, u"1"_s});
    const auto callee =
        startCli(m_router->url(), Realm,
                 {u"register"_s, u"com..status"_s, u"--match"_s, u"wildcard"_s, u"--count"_s, u"1"_s});
    VERIFY_SETTLED(subscriber);
    VERIFY_SETTLED(callee);
    QCOMPARE(runCli(m_router->url(), Realm, {u"publish"_s, u"com.example.gantry.118"_s, u"1"_s}).status, 0);
    QCOMPARE(runCli(m_router->url(), Realm, {u"call"_s, u"com.south.status"_s, u"2"_s}).output, u"2\n"_s);
    VERIFY_DONE(subscriber, u"{\"topic\":\"com.example.gantry.118\",\"args\":[1],\"kwargs\":{}}\n"_s);
    VERIFY_DONE(callee, u"{\"procedure\":\"com.south.status\",\"args\":[2],\"kwargs\":{}}\n"_s);
}

void TestWampCli::sharesProcedures()
{
    const auto start = [this](const QString &reply) {
        return startCli(m_router->url(), Realm,
                        {u"register"_s, u"com.example.shared"_s, u"--invoke"_s, u"roundrobin"_s, u"--count"_s,
                         u"1"_s, u"--reply"_s, reply});
    };
    const auto first = start(u"1"_s);
    VERIFY_SETTLED(first);
    const auto second = start(u"2"_s);
    VERIFY_SETTLED(second);
    for (const QString &answer : {u"1\n"_s, u"2\n"_s})
        QCOMPARE(runCli(m_router->url(), Realm, {u"call"_s, u"com.example.shared"_s}).output, answer);
    QVERIFY(first->waitForEnd());
    QVERIFY(second->waitForEnd());
}

void TestWampCli::keepsEventsForLater()
{
    QCOMPARE(
        runCli(m_router->url(), Realm, {u"publish"_s, u"com.example.kept"_s, u"7"_s, u"--retain"_s}).status,
        0);
    const auto subscriber =
        startCli(m_router->url(), Realm,
                 {u"subscribe"_s, u"com.example.kept"_s, u"--retained"_s, u"--count"_s, u"1"_s});
    VERIFY_DONE(subscriber, u"7\n"_s);
}

void TestWampCli::printsProgress()
{
    Wamp::ApplicationSession session(Realm);
    WampWebSocketClientFactory factory([&session] { return &session; }, m_router->url());
    bool isRegistered = false;
    connect(&session, &Wamp::ApplicationSession::onJoin, this, [&] {
        session
            .registerProcedure(
                u"com.example.steps"_s, &session,
                [](const Wamp::CallDetails &details, const QVariantList &args, const QVariantMap &) {
                    for (int step = 1; step < args.value(0).toInt(); ++step)
                        [[maybe_unused]] const auto sent = details.sendProgress({step});
                    return Wamp::CallResult{.args = args};
                })
            .then(this, [&](const Wamp::RegisterOutcome &outcome) { isRegistered = outcome.isOk(); });
    });
    connectWS(&factory);
    QTRY_VERIFY(isRegistered);
    const QStringList call{u"call"_s, u"com.example.steps"_s, u"3"_s};
    QCOMPARE(runCli(m_router->url(), Realm, call + QStringList{u"--progress"_s}).output, u"1\n2\n3\n"_s);
    QCOMPARE(runCli(m_router->url(), Realm, call).output, u"3\n"_s);
}

void TestWampCli::givesUpInTime()
{
    Wamp::ApplicationSession session(Realm);
    WampWebSocketClientFactory factory([&session] { return &session; }, m_router->url());
    bool isRegistered = false;
    std::vector<Wamp::InvocationReply> unanswered;
    connect(&session, &Wamp::ApplicationSession::onJoin, this, [&] {
        session
            .registerProcedure(u"com.example.hang"_s, &session,
                               [&](const Wamp::CallDetails &, const QVariantList &, const QVariantMap &,
                                   Wamp::InvocationReply reply) { unanswered.push_back(std::move(reply)); })
            .then(this, [&](const Wamp::RegisterOutcome &outcome) { isRegistered = outcome.isOk(); });
    });
    connectWS(&factory);
    QTRY_VERIFY(isRegistered);
    const auto result =
        runCli(m_router->url(), Realm, {u"call"_s, u"com.example.hang"_s, u"--timeout"_s, u"0.1"_s});
    QCOMPARE(result.status, 1);
    QVERIFY2(result.hasOneErrorLine() && result.errors.contains(u"wamp.error."_s),
             qUtf8Printable(result.errors));
}

void TestWampCli::errorsAreOneLine_data()
{
    QTest::addColumn<QString>("realm");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("uri");
    QTest::newRow("no procedure") << Realm << QStringList{u"call"_s, u"com.example.nothing"_s}
                                  << u"wamp.error.no_such_procedure"_s;
    QTest::newRow("no realm") << u"elsewhere"_s << QStringList{u"call"_s, u"com.example.nothing"_s}
                              << u"wamp.error.no_such_realm"_s;
    QTest::newRow("a reserved topic")
        << Realm << QStringList{u"publish"_s, u"wamp.topic"_s} << u"wamp.error.invalid_uri"_s;
    QTest::newRow("a reserved procedure")
        << Realm << QStringList{u"register"_s, u"wamp.procedure"_s} << u"wamp.error.invalid_uri"_s;
    QTest::newRow("nobody is let in anonymously")
        << u"guarded"_s << QStringList{u"call"_s, u"wamp.session.count"_s}
        << u"wamp.error.no_matching_auth_method"_s;
    QTest::newRow("not allowed") << u"guarded"_s
                                 << QStringList{u"subscribe"_s, u"com.example.topic"_s, u"--authid"_s,
                                                u"display"_s,   u"--ticket"_s,          u"let me in"_s}
                                 << u"wamp.error.not_authorized"_s;
}

void TestWampCli::errorsAreOneLine()
{
    QFETCH(QString, realm);
    QFETCH(QStringList, arguments);
    QFETCH(QString, uri);
    for (int address = 0; address < 2; ++address) {
        const auto result = runCli(m_router->url(address), realm, arguments);
        QCOMPARE(result.status, 1);
        QCOMPARE(result.output, QString());
        QVERIFY2(result.hasOneErrorLine() && result.errors.startsWith(u"wamp-cli: "_s + uri),
                 qUtf8Printable(result.errors));
    }
}

void TestWampCli::logsIn_data()
{
    QTest::addColumn<QStringList>("credentials");
    QTest::addColumn<QStringList>("wrong");
    const auto row = [](const char *name, const QStringList &who, const QString &flag, const QString &right,
                        const QString &wrong) {
        QTest::newRow(name) << who + QStringList{flag, right} << who + QStringList{flag, wrong};
    };
    row("ticket", {u"--authid"_s, u"display"_s}, u"--ticket"_s, u"let me in"_s, u"let me out"_s);
    row("wampcra", {u"--authid"_s, u"control"_s}, u"--secret"_s, u"hidden"_s, u"found"_s);
    row("wampcra, salted", {u"--authid"_s, u"salted"_s}, u"--secret"_s, u"hidden"_s, u"found"_s);
    row("scram", {u"--authid"_s, u"north"_s}, u"--password"_s, u"pencil"_s, u"pen"_s);
    row("cryptosign", {}, u"--private-key"_s, QString::fromLatin1(PrivateKey), QString(64, u'8'));
    row("cryptosign with a name", {u"--authid"_s, u"south"_s}, u"--private-key"_s,
        QString::fromLatin1(PrivateKey), QString(64, u'8'));
}

void TestWampCli::logsIn()
{
    QFETCH(QStringList, credentials);
    QFETCH(QStringList, wrong);
    const QStringList count{u"call"_s, u"wamp.session.count"_s};
    for (int address = 0; address < 2; ++address) {
        const auto right = runCli(m_router->url(address), u"guarded"_s, count + credentials);
        QVERIFY2(right.status == 0, qUtf8Printable(right.errors));
        QCOMPARE(right.output, u"1\n"_s);
        const auto refused = runCli(m_router->url(address), u"guarded"_s, count + wrong);
        QCOMPARE(refused.status, 1);
        QVERIFY2(refused.hasOneErrorLine() && refused.errors.contains(u"wamp.error.auth"_s),
                 qUtf8Printable(refused.errors));
        QVERIFY(!refused.errors.contains(wrong.last()));
    }
}

void TestWampCli::endsWhenInterrupted()
{
    for (const QString &verb : {u"subscribe"_s, u"register"_s}) {
        const auto cli = startCli(m_router->url(), Realm, {verb, u"com.example.waiting"_s});
        VERIFY_SETTLED(cli);
        cli->interrupt();
        VERIFY_DONE(cli, QString());
    }
}

void TestWampCli::takesSecretsFromFiles()
{
    QFile file(m_folder.filePath(u"ticket"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("let me in\n");
    file.close();
    const auto result = runCli(m_router->url(), u"guarded"_s,
                               {u"call"_s, u"wamp.session.count"_s, u"--authid"_s, u"display"_s,
                                u"--ticket"_s, u'@' + file.fileName()});
    QCOMPARE(result.output, u"1\n"_s);
}

QTEST_GUILESS_MAIN(TestWampCli)
#include "tst_wampcli.moc"

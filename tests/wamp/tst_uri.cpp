// SPDX-License-Identifier: MIT
#include "wamp/message/features.h"
#include "wamp/message/id.h"
#include "wamp/message/messagetype.h"
#include "wamp/message/uri.h"

#include <QtTest/QTest>

using namespace Gantry::Wamp;

class TestUri : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesUris_data();
    void judgesUris();
    void matchesPatterns_data();
    void matchesPatterns();
    void knowsReservedOnes();
    void requestIdsFollowOneAnother();
    void findsFeaturesByOlderNamesToo();
    void tableKnowsEachMessage();
};

void TestUri::judgesUris_data()
{
    QTest::addColumn<QByteArray>("uri");
    QTest::addColumn<bool>("loose");
    QTest::addColumn<bool>("strict");
    QTest::addColumn<bool>("prefix");
    QTest::addColumn<bool>("wildcard");

    QTest::newRow("plain") << QByteArray("com.myapp.topic_1") << true << true << true << true;
    QTest::newRow("one component") << QByteArray("topic") << true << true << true << true;
    QTest::newRow("upper case") << QByteArray("com.MyApp") << true << false << true << true;
    QTest::newRow("not ASCII") << QByteArray("com.caf\xc3\xa9") << true << false << true << true;
    QTest::newRow("hyphen") << QByteArray("com.my-app") << true << false << true << true;
    QTest::newRow("empty") << QByteArray() << false << false << true << true;
    QTest::newRow("empty component inside") << QByteArray("com..topic") << false << false << false << true;
    QTest::newRow("empty component last") << QByteArray("com.myapp.") << false << false << true << true;
    QTest::newRow("empty component first") << QByteArray(".myapp") << false << false << false << true;
    QTest::newRow("space") << QByteArray("com.my app") << false << false << false << false;
    QTest::newRow("tab") << QByteArray("com.my\tapp") << false << false << false << false;
    QTest::newRow("number sign") << QByteArray("com.my#app") << false << false << false << false;
}

void TestUri::judgesUris()
{
    QFETCH(QByteArray, uri);
    QTEST(isValidUri(uri), "loose");
    QTEST(isValidUri(uri, UriCheck::Strict), "strict");
    QTEST(isValidPattern(uri, MatchPolicy::Prefix), "prefix");
    QTEST(isValidPattern(uri, MatchPolicy::Wildcard), "wildcard");
    QCOMPARE(isValidPattern(uri, MatchPolicy::Exact), isValidUri(uri));
}

void TestUri::matchesPatterns_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<MatchPolicy>("match");
    QTest::addColumn<QByteArray>("uri");
    QTest::addColumn<bool>("matches");

    const auto row = [](const char *name, const char *pattern, MatchPolicy match, const char *uri,
                        bool matches) {
        QTest::newRow(name) << QByteArray(pattern) << match << QByteArray(uri) << matches;
    };
    row("exact", "a.b", MatchPolicy::Exact, "a.b", true);
    row("exact, longer", "a.b", MatchPolicy::Exact, "a.b.c", false);
    row("prefix is the whole", "a.b", MatchPolicy::Prefix, "a.b", true);
    row("prefix ends inside a component", "a.emergency", MatchPolicy::Prefix, "a.emergency-low", true);
    row("prefix with a dot", "a.b.", MatchPolicy::Prefix, "a.b", false);
    row("prefix of everything", "", MatchPolicy::Prefix, "a", true);
    row("wildcard inside", "a..c", MatchPolicy::Wildcard, "a.b.c", true);
    row("wildcard first", ".b.c", MatchPolicy::Wildcard, "a.b.c", true);
    row("wildcard last", "a.b.", MatchPolicy::Wildcard, "a.b.c", true);
    row("wildcard alone", "", MatchPolicy::Wildcard, "a", true);
    row("wildcard alone, two components", "", MatchPolicy::Wildcard, "a.b", false);
    row("wildcard, other component", "a..c", MatchPolicy::Wildcard, "a.b.d", false);
    row("wildcard, too few components", "a..c", MatchPolicy::Wildcard, "a.b", false);
    row("wildcard, too many components", "a..c", MatchPolicy::Wildcard, "a.b.c.d", false);
    row("wildcard compares whole components", "a..c", MatchPolicy::Wildcard, "a.b.cc", false);
}

void TestUri::matchesPatterns()
{
    QFETCH(QByteArray, pattern);
    QFETCH(MatchPolicy, match);
    QFETCH(QByteArray, uri);
    QTEST(matchesUri(pattern, match, uri), "matches");
}

void TestUri::knowsReservedOnes()
{
    QVERIFY(isReservedUri("wamp"));
    QVERIFY(isReservedUri("wamp.session.get"));
    QVERIFY(!isReservedUri("wampum.beads"));
    QVERIFY(!isReservedUri("com.wamp"));
}

void TestUri::requestIdsFollowOneAnother()
{
    IdSequence sequence;
    QVERIFY(!sequence.accept(0));
    QVERIFY(!sequence.accept(2));
    QVERIFY(sequence.accept(1));
    QVERIFY(!sequence.accept(1));
    QVERIFY(sequence.accept(2));
    QCOMPARE(sequence.next(), Id(3));
    QVERIFY(isValidId(maxId));
    QVERIFY(!isValidId(maxId + 1));
}

void TestUri::findsFeaturesByOlderNamesToo()
{
    QCOMPARE(featureByName("call_canceling"), Feature::CallCanceling);
    QCOMPARE(featureByName("call_cancelling"), Feature::CallCanceling);
    QCOMPARE(featureByName("levitation"), std::nullopt);
    for (int i = 0; i < featureCount; ++i)
        QCOMPARE(featureByName(featureName(Feature(i))), Feature(i));
    for (int i = 0; i < roleCount; ++i)
        QCOMPARE(roleByName(roleName(Role(i))), Role(i));

    Roles roles;
    roles.add(Role::Caller, {Feature::CallCanceling});
    QVERIFY(roles.has(Role::Caller, Feature::CallCanceling));
    QVERIFY(!roles.has(Role::Callee, Feature::CallCanceling));
    QVERIFY(!roles.has(Role::Callee));
}

void TestUri::tableKnowsEachMessage()
{
    QCOMPARE(messageRule(quint64(7)), nullptr);
    QCOMPARE(messageRule(quint64(1) << 40), nullptr);
    const MessageRule &publish = messageRule(MessageType::Publish);
    QCOMPARE(publish.name, QByteArrayView("PUBLISH"));
    QCOMPARE(publish.minimumSize(), 4);
    QCOMPARE(publish.maximumSize(), 6);
    QVERIFY(publish.mayBeSentBy(Sender::Client));
    QVERIFY(!publish.mayBeSentBy(Sender::Router));
    const MessageRule &revocation = messageRule(MessageType::Unregistered);
    QCOMPARE(revocation.minimumSize(), 2);
    QCOMPARE(revocation.maximumSize(), 3);
    QCOMPARE(messageRule(MessageType::Error).minimumSize(), 5);
    QVERIFY(messageRule(MessageType::Goodbye).mayBeSentBy(Sender::Router));
}

QTEST_APPLESS_MAIN(TestUri)
#include "tst_uri.moc"

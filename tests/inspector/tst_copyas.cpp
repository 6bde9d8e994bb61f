// SPDX-License-Identifier: GPL-3.0-only
// Commands that are pasted into a shell: a real one says what it makes of them.
#include "export/copyas.h"
#include "inspector/samplerecords.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

class TestCopyAs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theShellSeesOneWord_data();
    void theShellSeesOneWord();
    void curlGetsTheHeaders();
    void websocatGetsTheHeaders();
    void websocatGetsTheMessage();
    void theProgramSaysWhatTheClientSaid();
    void theHarEntryIsOne();
};

namespace {

//! What sh makes of \a command's words when \a program only prints them, one a line.
QByteArrayList wordsOf(const QByteArray &program, const QByteArray &command)
{
    QProcess shell;
    // A function in the place of the program.
    shell.start(u"sh"_s,
                {u"-c"_s,
                 QString::fromUtf8(
                     program + "() { cat >/dev/null </dev/null; for w; do printf '%s\\036' \"$w\"; done; }; "
                     + command)});
    if (!shell.waitForFinished(20'000))
        return {};
    QByteArrayList words = shell.readAllStandardOutput().split('\x1e');
    words.removeLast();
    return words;
}

Tap::OpenRecord opening()
{
    Tap::OpenRecord record = open(1, "wss://example.com/chat?a=$HOME&b=[1]", "chat");
    record.request = {{"Host", "example.com"},
                      {"Upgrade", "websocket"},
                      {"Connection", "Upgrade"},
                      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                      {"Sec-WebSocket-Version", "13"},
                      {"Sec-WebSocket-Protocol", "chat, superchat"},
                      {"Origin", "https://example.com"},
                      {"Authorization", "Bearer it's `a` \"test\" $x \\ !"},
                      {"X-Empty", ""}};
    return record;
}

} // namespace

void TestCopyAs::theShellSeesOneWord_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("plain") << QByteArray("abc");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("quotes") << QByteArray("it's \"x\" ''");
    QTest::newRow("everything a shell minds")
        << QByteArray("$HOME `ls` $(ls) \\ * ? ! # ; & | < > ~ \t {a,b}");
    QTest::newRow("lines") << QByteArray("a\nb\r\n");
    QTest::newRow("a dash") << QByteArray("-n");
    QTest::newRow("UTF-8") << QByteArray("Grüße 日本");
    QByteArray all;
    for (int c = 1; c < 128; ++c)
        all += char(c);
    QTest::newRow("every octet of ASCII") << all;
}

void TestCopyAs::theShellSeesOneWord()
{
    QFETCH(QByteArray, text);
    QProcess shell;
    shell.start(u"sh"_s, {u"-c"_s, QString::fromUtf8("printf '%s|%s' " + shellQuoted(text) + " end")});
    QVERIFY(shell.waitForFinished(20'000));
    QCOMPARE(shell.readAllStandardOutput(), text + "|end");
}

void TestCopyAs::curlGetsTheHeaders()
{
    const QByteArrayList words = wordsOf("curl", curlCommand(opening()));
    QCOMPARE(words.last(), QByteArray("https://example.com/chat?a=$HOME&b=[1]"));
    QVERIFY(words.contains("--globoff"));
    QVERIFY(words.contains("Authorization: Bearer it's `a` \"test\" $x \\ !"));
    QVERIFY(words.contains("X-Empty;"));
    QVERIFY(words.contains("Upgrade: websocket"));
    QVERIFY(!words.contains("Host: example.com")); // the URL says so
    QCOMPARE(words.count("-H"), 8);
    // What a file left out and an upgrade needs is put there.
    Tap::OpenRecord bare = open(1, "ws://a/");
    bare.request = {{"Host", "b"}};
    const QByteArrayList others = wordsOf("curl", curlCommand(bare));
    QVERIFY(others.contains("Host: b"));
    QVERIFY(others.contains("Sec-WebSocket-Version: 13"));
    QCOMPARE(others.last(), QByteArray("http://a/"));
}

void TestCopyAs::websocatGetsTheHeaders()
{
    const QByteArrayList words = wordsOf("websocat", websocatCommand(opening()));
    QCOMPARE(words,
             (QByteArrayList{"--protocol=chat, superchat", "-H=Origin: https://example.com",
                             "-H=Authorization: Bearer it's `a` \"test\" $x \\ !",
                             "-H=X-Empty: ", "wss://example.com/chat?a=$HOME&b=[1]"}));
}

void TestCopyAs::websocatGetsTheMessage()
{
    const auto sentBy = [](const Tap::FrameRecord &frame) {
        QProcess shell;
        shell.start(
            u"sh"_s,
            {u"-c"_s, QString::fromUtf8("websocat() { cat; }; " + websocatCommand(opening(), &frame))});
        shell.waitForFinished(20'000);
        return shell.readAllStandardOutput();
    };
    QCOMPARE(sentBy(text(1, "it's\ntwo lines %s")), QByteArray("it's\ntwo lines %s\0", 18));
    const QByteArray octets("\x00\xff'\n", 4);
    QCOMPARE(sentBy(frame(1, Core::Direction::Sent, Core::Opcode::Binary, octets)), octets);
}

void TestCopyAs::theProgramSaysWhatTheClientSaid()
{
    const Tap::FrameRecord message =
        frame(1, Core::Direction::Sent, Core::Opcode::Binary, QByteArray("\0\"?\n\xff", 5));
    const QByteArray program = gantryProgram(opening(), &message);
    QVERIFY(program.contains("factory.setOrigin(QString::fromUtf8(\"https://example.com\"));"));
    const QByteArray header = R"({"Authorization", "Bearer it's `a` \"test\" $x \\ !"})";
    QVERIFY(program.contains(header));
    QVERIFY(
        program.contains("setSubprotocols({QString::fromUtf8(\"chat\"), QString::fromUtf8(\"superchat\")})"));
    const QByteArray sent = R"(QByteArray("\000\"\077\n\377", 5), true)";
    QVERIFY(program.contains(sent));
    QVERIFY(!program.contains("Sec-WebSocket-Key"));
    QCOMPARE(program.count('{'), program.count('}'));
}

void TestCopyAs::theHarEntryIsOne()
{
    QJsonParseError error;
    const QJsonObject entry =
        QJsonDocument::fromJson(
            harEntry({opening(), text(1, "hi"), frame(1, Core::Direction::Sent, Core::Opcode::Ping, "p"),
                      closed(1, 1000, "bye", true)}),
            &error)
            .object();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(entry["_resourceType"_L1].toString(), u"websocket"_s);
    QCOMPARE(entry["_webSocketMessages"_L1].toArray().size(), 1);
    QCOMPARE(entry["_wsFrames"_L1].toArray().size(), 1);
    QCOMPARE(entry["_webSocketClose"_L1]["code"_L1].toInt(), 1000);
}

QTEST_GUILESS_MAIN(TestCopyAs)
#include "tst_copyas.moc"

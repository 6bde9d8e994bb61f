// SPDX-License-Identifier: GPL-3.0-only
// The program as other programs call it: exit statuses, what goes to which stream,
// and how a run ends.
#include "inspector/programoutput.h"
#include "inspector/rawsocket.h"
#include "interop/peerprocess.h"

#include <QtCore/QTemporaryDir>
#include <QtGui/QImage>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestHeadless : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    //! The authority of whoever runs the tests is none of theirs.
    void initTestCase() { qputenv("XDG_DATA_HOME", m_directory.path().toLocal8Bit()); }
    void wrongArgumentsEndWith2_data();
    void wrongArgumentsEndWith2();
    void whatCannotBeginEndsWith1_data();
    void whatCannotBeginEndsWith1();
    void helpEndsWith0WithoutADisplay();
    void durationEndsTheRun();
    void signalsEndTheRunWith0_data();
    void signalsEndTheRunWith0();
    void writesWhatItHasBeforeASignalEndsIt();
    void standardOutputCarriesJsonAlone();
    void aFullDiskEndsWith1();
    void aWindowWithoutADisplayEndsWith1();
    void paintsTheDemoWithoutADisplay_data();
    void paintsTheDemoWithoutADisplay();
    void showsTheDemoAsText();

private:
    QString closedUrl() const { return RawListener().url(); }

    const QString m_inspector = QStringLiteral(GANTRY_INSPECTOR);
    const RawListener m_taken;
    const QTemporaryDir m_directory;
};

namespace {

bool hasOneLine(const QString &errors)
{
    return errors.startsWith("gantry-inspector: "_L1) && errors.count(u'\n') == 1 && errors.endsWith(u'\n');
}

} // namespace

void TestHeadless::wrongArgumentsEndWith2_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("unknown option") << QStringList{u"--frobnicate"_s};
    QTest::newRow("headless without source") << QStringList{u"--headless"_s};
    QTest::newRow("wss listener without certificate")
        << QStringList{u"--headless"_s, u"--proxy"_s, u"wss://127.0.0.1:0=ws://127.0.0.1:1"_s};
    QTest::newRow("malformed URL") << QStringList{u"--headless"_s, u"--proxy"_s, u"ws:/x=ws://a"_s};
}

void TestHeadless::wrongArgumentsEndWith2()
{
    QFETCH(QStringList, arguments);
    PeerProcess program(m_inspector, arguments, withoutDisplay());
    QVERIFY2(program.waitForEnd(), qPrintable(program.story()));
    QVERIFY2(program.exitStatus() == 2, qPrintable(program.story()));
    QVERIFY2(hasOneLine(program.errors()), qPrintable(program.story()));
    QCOMPARE(program.output(), QString());
}

void TestHeadless::whatCannotBeginEndsWith1_data()
{
    QTest::addColumn<QStringList>("arguments");
    const QString route = u"ws://127.0.0.1:0=ws://127.0.0.1:1"_s;
    const QString takenRoute = m_taken.url() + u"=ws://127.0.0.1:1"_s;
    QTest::newRow("a port in use") << QStringList{u"--proxy"_s, takenRoute};
    QTest::newRow("a port in use, for a picture")
        << QStringList{u"--proxy"_s, takenRoute, u"--screenshot"_s, m_directory.filePath(u"x.png"_s)};
    QTest::newRow("a file that cannot be written")
        << QStringList{u"--proxy"_s, route, u"--jsonl"_s, u"/no/such/folder/x"_s};
    QTest::newRow("a certificate that is not there")
        << QStringList{u"--proxy"_s, u"wss://127.0.0.1:0=ws://127.0.0.1:1"_s,
                       u"--cert"_s,  u"/no/such/cert"_s,
                       u"--key"_s,   u"/no/such/key"_s};
    QTest::newRow("authorities that are none")
        << QStringList{u"--proxy"_s, u"ws://127.0.0.1:0=wss://127.0.0.1:1"_s, u"--ca"_s, u"/dev/null"_s};
    QTest::newRow("a process that is not there") << QStringList{u"--attach"_s, u"2147483647"_s};
}

void TestHeadless::whatCannotBeginEndsWith1()
{
    QFETCH(QStringList, arguments);
    PeerProcess program(m_inspector, QStringList{u"--headless"_s} + arguments, withoutDisplay());
    QVERIFY2(program.waitForEnd(), qPrintable(program.story()));
    QVERIFY2(program.exitStatus() == 1, qPrintable(program.story()));
    QVERIFY2(hasOneLine(program.errors()), qPrintable(program.story()));
}

void TestHeadless::helpEndsWith0WithoutADisplay()
{
    PeerProcess program(m_inspector, {u"--help"_s}, withoutDisplay());
    QVERIFY(program.waitForEnd());
    QCOMPARE(program.exitStatus(), 0);
    QVERIFY(program.output().contains(u"--headless"_s));
    QCOMPARE(program.errors(), QString());
}

void TestHeadless::durationEndsTheRun()
{
    PeerProcess program(
        m_inspector,
        {u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + closedUrl(), u"--duration"_s, u"0.2"_s},
        withoutDisplay());
    QVERIFY2(program.waitForEnd(), qPrintable(program.story()));
    QCOMPARE(program.exitStatus(), 0);
    QCOMPARE(program.errors(), QString());
}

void TestHeadless::signalsEndTheRunWith0_data()
{
    QTest::addColumn<bool>("interrupts");
    QTest::newRow("SIGTERM") << false;
    QTest::newRow("SIGINT") << true;
}

void TestHeadless::signalsEndTheRunWith0()
{
    QFETCH(bool, interrupts);
    PeerProcess program(m_inspector,
                        {u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + closedUrl(), u"--proxy"_s,
                         u"ws://localhost:0="_s + closedUrl()},
                        withoutDisplay());
    const QList<QUrl> urls = program.waitForUrls(2); // one line a listener
    QVERIFY2(urls.size() == 2, qPrintable(program.story()));
    for (const QUrl &url : urls)
        QVERIFY2(url.port() > 0, qPrintable(url.toString()));
    interrupts ? program.interrupt() : program.terminate();
    QVERIFY2(program.waitForEnd(), qPrintable(program.story()));
    QCOMPARE(program.exitStatus(), 0);
    QCOMPARE(program.errors(), QString());
}

void TestHeadless::writesWhatItHasBeforeASignalEndsIt()
{
    const QTemporaryDir directory;
    const QString file = directory.filePath(u"records"_s);
    RawListener target;
    PeerProcess program(
        m_inspector,
        {u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + target.url(), u"--jsonl"_s, file},
        withoutDisplay());
    const QUrl url = program.waitForUrl();
    QVERIFY2(url.port() > 0, qPrintable(program.story()));
    RawSocket client = RawSocket::connectedTo(quint16(url.port()));
    RawSocket server = target.accept();
    QVERIFY(client.send("GET / HTTP/1.1\r\n\r\n"));
    server.receiveUntil("\r\n\r\n");
    QVERIFY(server.send("HTTP/1.1 101 Switching Protocols\r\n\r\n"
                        + QByteArray::fromHex("81026869").repeated(2000)));
    client.receive(36 + 4 * 2000);
    program.terminate();
    QVERIFY2(program.waitForEnd(), qPrintable(program.story()));
    QCOMPARE(program.exitStatus(), 0);
    const QList<QJsonObject> records = objectsIn(contentsOf(file));
    QCOMPARE(framesOf(records, u"recv"_s).size(), 2000);
    QCOMPARE(records.last()["event"_L1].toString(), u"close"_s);
}

void TestHeadless::standardOutputCarriesJsonAlone()
{
    PeerProcess program(
        m_inspector,
        {u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + closedUrl(), u"--jsonl"_s, u"-"_s},
        withoutDisplay());
    QTRY_VERIFY2(program.errors().endsWith(u'\n'), qPrintable(program.story()));
    QVERIFY2(program.errors().startsWith("listening on ws://127.0.0.1:"_L1), qPrintable(program.story()));
    const QUrl url(program.errors().section(u' ', 2).trimmed());
    RawSocket client = RawSocket::connectedTo(quint16(url.port()));
    QVERIFY(client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"));
    QVERIFY(client.receiveAll().startsWith("HTTP/1.1 502 "));
    client.close();
    // Records are out at once, not when the program ends.
    QTRY_VERIFY2(program.output().contains("\"event\":\"close\""_L1), qPrintable(program.story()));
    const QList<QJsonObject> records = objectsIn(program.output().toUtf8());
    QCOMPARE(records[0]["event"_L1].toString(), u"open"_s);
    QCOMPARE(records[0]["status"_L1].toInt(), 502);
    QCOMPARE(records[0]["url"_L1].toString(), u"ws://a/a"_s);
    QCOMPARE(records.last()["event"_L1].toString(), u"close"_s);
    QVERIFY(records.last()["reason"_L1].toString().contains("refused"_L1));
    for (const QJsonObject &record : records)
        QCOMPARE(record["conn"_L1].toInt(), 1); // what is no JSON has none
}

void TestHeadless::aFullDiskEndsWith1()
{
    if (!QFile::exists(u"/dev/full"_s))
        QSKIP("needs /dev/full, a device on which every write fails");
    PeerProcess program(
        m_inspector,
        {u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + closedUrl(), u"--jsonl"_s, u"/dev/full"_s},
        withoutDisplay());
    const QUrl url = program.waitForUrl();
    RawSocket client = RawSocket::connectedTo(quint16(url.port()));
    QVERIFY(client.send("GET /a HTTP/1.1\r\n\r\n"));
    client.receiveAll();
    client.close();
    QVERIFY2(program.waitForEnd(), qPrintable(program.story()));
    QVERIFY2(program.exitStatus() == 1, qPrintable(program.story()));
    QVERIFY2(hasOneLine(program.errors()), qPrintable(program.story()));
}

void TestHeadless::aWindowWithoutADisplayEndsWith1()
{
    PeerProcess program(m_inspector, {}, withoutDisplay());
    QVERIFY2(program.waitForEnd(), qPrintable(program.story()));
    QVERIFY2(program.exitStatus() == 1, qPrintable(program.story()));
    QVERIFY2(hasOneLine(program.errors()), qPrintable(program.story()));
}

void TestHeadless::paintsTheDemoWithoutADisplay_data()
{
    QTest::addColumn<QString>("theme");
    QTest::addColumn<bool>("isDark");
    QTest::newRow("light") << u"light"_s << false;
    QTest::newRow("dark") << u"dark"_s << true;
}

void TestHeadless::paintsTheDemoWithoutADisplay()
{
    QFETCH(QString, theme);
    QFETCH(bool, isDark);
    const QTemporaryDir directory;
    const QString file = directory.filePath(u"window.png"_s);
    PeerProcess program(
        m_inspector,
        {u"--headless"_s, u"--demo"_s, u"--screenshot"_s, file, u"--duration"_s, u"1"_s, u"--theme"_s, theme},
        withoutDisplay());
    QVERIFY2(program.waitForEnd() && program.exitStatus() == 0, qPrintable(program.story()));
    const QImage picture(file);
    QCOMPARE(picture.size(), QSize(1280, 800));
    const int lightness =
        picture.scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixelColor(0, 0).lightness();
    QVERIFY2((lightness < 128) == isDark, qPrintable(QString::number(lightness)));
}

void TestHeadless::showsTheDemoAsText()
{
    PeerProcess program(m_inspector, {u"--demo"_s, u"--headless"_s}, withoutDisplay());
    // All of its parts take part: the chat, the feed, and who breaks the rules.
    for (const QString &part : {u"north: "_s, u"vehiclesPerMinute"_s, u"1002"_s})
        QTRY_VERIFY2_WITH_TIMEOUT(program.output().contains(part), qPrintable(program.story()), 20'000);
    program.terminate();
    QVERIFY2(program.waitForEnd() && program.exitStatus() == 0, qPrintable(program.story()));
}

QTEST_GUILESS_MAIN(TestHeadless)
#include "tst_headless.moc"

// SPDX-License-Identifier: GPL-3.0-only
// A program that is started to be watched: its surroundings, what it writes, its end,
// and what is recorded of it.
#include "inspector/programoutput.h"
#include "inspector/rawsocket.h"
#include "interop/peerprocess.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <cerrno>
#include <csignal>

using namespace Gantry::Interop;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestLaunch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void endsWithTheProgramAndTellsItsStatus();
    void tellsTheSignalThatEndedIt();
    void leavesStandardOutputToTheRecords();
    void sendsTheProgramThroughTheForwardProxy();
    void recordsWhatTheProgramDoes();
    void endsTheProgramWithTheRun();
    void endsAProgramThatDoesNotWantTo();
    void saysWhatCannotBeStarted();

private:
    std::unique_ptr<PeerProcess> start(const QString &command, const QStringList &more = {}) const;
    QString recordFile() const { return m_folder->filePath(u"records"_s); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

//! A shell's script as one word of a command line.
QString shell(const QString &script)
{
    return u"sh -c \"%1\""_s.arg(script);
}

bool isGone(qint64 pid)
{
    return ::kill(pid_t(pid), 0) != 0 && errno == ESRCH;
}

} // namespace

void TestLaunch::init()
{
    m_folder = std::make_unique<QTemporaryDir>(); // sockets and authority of this test alone
    QVERIFY(m_folder->isValid());
}

std::unique_ptr<PeerProcess> TestLaunch::start(const QString &command, const QStringList &more) const
{
    QProcessEnvironment environment = withoutDisplay();
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_folder->path());
    environment.insert(u"XDG_DATA_HOME"_s, m_folder->path());
    return std::make_unique<PeerProcess>(QStringLiteral(GANTRY_INSPECTOR),
                                         QStringList{u"--headless"_s, u"--launch"_s, command} + more,
                                         environment);
}

void TestLaunch::endsWithTheProgramAndTellsItsStatus()
{
    const auto run = start(shell(u"echo out $GANTRY_INSPECT; echo err >&2; exit 3"_s));
    QVERIFY2(run->waitForEnd() && run->exitStatus() == 0, qPrintable(run->story()));
    QCOMPARE(run->output(), u"out 1\n"_s);
    QVERIFY2(run->errors().startsWith("err\n"_L1), qPrintable(run->story()));
    QVERIFY2(run->errors().endsWith("ended with exit status 3\n"_L1), qPrintable(run->story()));
}

void TestLaunch::tellsTheSignalThatEndedIt()
{
    const auto run = start(shell(u"kill -USR1 $$"_s));
    QVERIFY2(run->waitForEnd() && run->exitStatus() == 0, qPrintable(run->story()));
    QVERIFY2(run->errors().contains(u"was ended by signal %1"_s.arg(SIGUSR1)), qPrintable(run->story()));
}

void TestLaunch::leavesStandardOutputToTheRecords()
{
    const auto run = start(shell(u"echo out; echo err >&2"_s), {u"--jsonl"_s, u"-"_s});
    QVERIFY2(run->waitForEnd() && run->exitStatus() == 0, qPrintable(run->story()));
    QCOMPARE(run->output(), QString());
    QVERIFY2(run->errors().startsWith("out\nerr\n"_L1), qPrintable(run->story()));
}

void TestLaunch::sendsTheProgramThroughTheForwardProxy()
{
    const auto run = start(shell(u"echo $http_proxy; echo $HTTPS_PROXY; echo $ws_proxy; echo $WSS_PROXY"_s),
                           {u"--forward-proxy"_s, u"http://127.0.0.1:0"_s});
    QVERIFY2(run->waitForEnd() && run->exitStatus() == 0, qPrintable(run->story()));
    const QString url = run->waitForUrl().toString();
    QVERIFY2(url.startsWith("http://127.0.0.1:"_L1), qPrintable(run->story()));
    QCOMPARE(run->output().count(url), 5); // the listener's line, and the program's four
}

void TestLaunch::recordsWhatTheProgramDoes()
{
#ifndef GANTRY_ECHO_SERVER
    QSKIP("needs a program to watch: the examples were not built");
#else
    const auto run =
        start(QStringLiteral(GANTRY_ECHO_SERVER " --listen ws://127.0.0.1:0"), {u"--jsonl"_s, recordFile()});
    RawSocket client = RawSocket::connectedTo(quint16(run->waitForUrl().port(0)));
    QVERIFY(client.send("GET /watched HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
    QVERIFY2(client.receiveUntil("\r\n\r\n").startsWith("HTTP/1.1 101 "), qPrintable(run->story()));
    // Attached by now or soon; the connection is told in any case.
    QTRY_VERIFY2_WITH_TIMEOUT(contentsOf(recordFile()).contains("\"event\":\"open\""),
                              qPrintable(run->story()), 30'000);
    QVERIFY(client.send(QByteArray::fromHex("818537fa213d7f9f4d5158")));
    QTRY_COMPARE_WITH_TIMEOUT(framesOf(objectsIn(contentsOf(recordFile())), u"send"_s).size(), 1, 30'000);
    run->terminate();
    QVERIFY2(run->waitForEnd() && run->exitStatus() == 0, qPrintable(run->story()));
    const QList<QJsonObject> records = objectsIn(contentsOf(recordFile()));
    QVERIFY(records[0]["url"_L1].toString().endsWith("/watched"_L1));
    QCOMPARE(framesOf(records, u"recv"_s).value(0)["data"_L1].toString(), u"Hello"_s);
    QCOMPARE(records.last()["event"_L1].toString(), u"close"_s);
#endif
}

void TestLaunch::endsTheProgramWithTheRun()
{
    const auto run = start(shell(u"echo $$; exec sleep 600"_s));
    QTRY_VERIFY2_WITH_TIMEOUT(run->output().endsWith(u'\n'), qPrintable(run->story()), 30'000);
    const qint64 pid = run->output().trimmed().toLongLong();
    QVERIFY(pid > 0 && !isGone(pid));
    run->terminate();
    QVERIFY2(run->waitForEnd() && run->exitStatus() == 0, qPrintable(run->story()));
    QVERIFY(isGone(pid));
}

void TestLaunch::endsAProgramThatDoesNotWantTo()
{
    const auto run = start(shell(u"trap '' TERM; echo $$; while :; do sleep 1; done"_s));
    QTRY_VERIFY2_WITH_TIMEOUT(run->output().endsWith(u'\n'), qPrintable(run->story()), 30'000);
    const qint64 pid = run->output().trimmed().toLongLong();
    QVERIFY(pid > 0 && !isGone(pid));
    run->terminate();
    QVERIFY2(run->waitForEnd() && run->exitStatus() == 0, qPrintable(run->story()));
    QVERIFY(isGone(pid));
}

void TestLaunch::saysWhatCannotBeStarted()
{
    const auto run = start(u"/no/such/program --at-all"_s);
    QVERIFY2(run->waitForEnd() && run->exitStatus() == 1, qPrintable(run->story()));
    QVERIFY2(run->errors().contains("/no/such/program"_L1), qPrintable(run->story()));
    QCOMPARE(run->errors().count(u'\n'), 1);
}

QTEST_GUILESS_MAIN(TestLaunch)
#include "tst_launch.moc"

// SPDX-License-Identifier: GPL-3.0-only
// The program watching a process that serves its tap, by its number and as one of
// all.
#include "inspector/programoutput.h"
#include "inspector/rawsocket.h"
#include "interop/peerprocess.h"

#include <QtCore/QDir>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestHeadlessAttach : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void watchesOneProcessAndEndsWithIt();
    void watchesProcessesThatComeLater();
    void takesItsPictureWhenTheProcessEnds();
    void doesNotOfferItself();

private:
    QProcessEnvironment environment() const;
    std::unique_ptr<PeerProcess> startServer() const;
    std::unique_ptr<PeerProcess> startInspector(const QString &target) const;
    //! The sockets that processes serve, named by their pids.
    QStringList served() const
    {
        return QDir(m_directory->filePath(u"gantry"_s)).entryList(QDir::Files | QDir::System);
    }
    QString recordFile() const { return m_directory->filePath(u"records"_s); }

    std::unique_ptr<QTemporaryDir> m_directory;
};

namespace {

//! A process is looked for once a second; the rest is for a busy machine.
constexpr int PatienceMs = 30'000;

//! An open connection to \a server; invalid if it could not be.
RawSocket openConnection(PeerProcess &server)
{
    RawSocket client = RawSocket::connectedTo(quint16(server.waitForUrl().port(0)));
    const bool sent =
        client.send("GET /watched HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    return sent && client.receiveUntil("\r\n\r\n").startsWith("HTTP/1.1 101 ") ? std::move(client)
                                                                               : RawSocket();
}

const QByteArray Hello = QByteArray::fromHex("818537fa213d7f9f4d5158"); // RFC 6455 section 5.7

} // namespace

void TestHeadlessAttach::init()
{
#ifndef GANTRY_ECHO_SERVER
    QSKIP("needs a program to watch: the examples were not built");
#endif
    // Sockets of this test alone.
    m_directory = std::make_unique<QTemporaryDir>();
    QVERIFY(m_directory->isValid());
}

QProcessEnvironment TestHeadlessAttach::environment() const
{
    QProcessEnvironment environment = withoutDisplay();
    environment.insert(u"XDG_RUNTIME_DIR"_s, m_directory->path());
    environment.insert(u"GANTRY_INSPECT"_s, u"1"_s);
    return environment;
}

std::unique_ptr<PeerProcess> TestHeadlessAttach::startServer() const
{
#ifdef GANTRY_ECHO_SERVER
    return std::make_unique<PeerProcess>(QStringLiteral(GANTRY_ECHO_SERVER),
                                         QStringList{u"--listen"_s, u"ws://127.0.0.1:0"_s}, environment());
#else
    return {};
#endif
}

std::unique_ptr<PeerProcess> TestHeadlessAttach::startInspector(const QString &target) const
{
    return std::make_unique<PeerProcess>(
        QStringLiteral(GANTRY_INSPECTOR),
        QStringList{u"--headless"_s, u"--attach"_s, target, u"--jsonl"_s, recordFile()}, environment());
}

void TestHeadlessAttach::watchesOneProcessAndEndsWithIt()
{
    const auto server = startServer();
    RawSocket client = openConnection(*server);
    QVERIFY2(client.isValid(), qPrintable(server->story()));
    QTRY_COMPARE_WITH_TIMEOUT(served().size(), 1, PatienceMs);

    const auto inspector = startInspector(served().first());
    // The connection was open before: it is told all the same.
    QTRY_VERIFY2_WITH_TIMEOUT(contentsOf(recordFile()).contains("\"event\":\"open\""),
                              qPrintable(inspector->story()), PatienceMs);
    QVERIFY(client.send(Hello));
    QTRY_COMPARE_WITH_TIMEOUT(framesOf(objectsIn(contentsOf(recordFile())), u"send"_s).size(), 1, PatienceMs);

    // As the observed endpoint sees it: the server receives first.
    const QList<QJsonObject> records = objectsIn(contentsOf(recordFile()));
    QVERIFY(records[0]["url"_L1].toString().endsWith("/watched"_L1));
    QCOMPARE(records[1]["dir"_L1].toString(), u"recv"_s);
    QCOMPARE(records[1]["data"_L1].toString(), u"Hello"_s);
    QCOMPARE(records[1]["mask"_L1].toString(), u"37fa213d"_s);
    QCOMPARE(records[2]["dir"_L1].toString(), u"send"_s);
    QCOMPARE(records[2]["conn"_L1].toInt(), 1);

    server->terminate();
    QVERIFY(server->waitForEnd());
    QVERIFY2(inspector->waitForEnd(), qPrintable(inspector->story()));
    QVERIFY2(inspector->exitStatus() == 0, qPrintable(inspector->story()));
}

void TestHeadlessAttach::watchesProcessesThatComeLater()
{
    const auto inspector = startInspector(u"all"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(QFile::exists(recordFile()), qPrintable(inspector->story()), PatienceMs);
    const auto first = startServer();
    const auto second = startServer();
    RawSocket toFirst = openConnection(*first);
    RawSocket toSecond = openConnection(*second);
    QVERIFY(toFirst.isValid() && toSecond.isValid());
    QTRY_COMPARE_WITH_TIMEOUT(contentsOf(recordFile()).count("\"event\":\"open\""), 2, PatienceMs);
    QVERIFY(toFirst.send(Hello));
    QVERIFY(toSecond.send(Hello));
    QTRY_COMPARE_WITH_TIMEOUT(framesOf(objectsIn(contentsOf(recordFile())), u"recv"_s).size(), 2, PatienceMs);

    // Both count their connections from 1; in the file they differ.
    QSet<int> connections;
    for (const QJsonObject &record : objectsIn(contentsOf(recordFile())))
        connections.insert(record["conn"_L1].toInt());
    QCOMPARE(connections, (QSet<int>{1, 2}));

    first->terminate(); // one that goes does not end the run
    QVERIFY(first->waitForEnd());
    QVERIFY(toSecond.send(Hello));
    QTRY_COMPARE_WITH_TIMEOUT(framesOf(objectsIn(contentsOf(recordFile())), u"recv"_s).size(), 3, PatienceMs);
    inspector->terminate();
    QVERIFY2(inspector->waitForEnd() && inspector->exitStatus() == 0, qPrintable(inspector->story()));
}

void TestHeadlessAttach::takesItsPictureWhenTheProcessEnds()
{
    const auto server = startServer();
    RawSocket client = openConnection(*server);
    QTRY_COMPARE_WITH_TIMEOUT(served().size(), 1, PatienceMs);
    const QString picture = m_directory->filePath(u"window.png"_s);
    PeerProcess inspector(QStringLiteral(GANTRY_INSPECTOR),
                          {u"--headless"_s, u"--attach"_s, served().first(), u"--jsonl"_s, recordFile(),
                           u"--screenshot"_s, picture, u"--duration"_s, u"3600"_s},
                          environment());
    QTRY_VERIFY2_WITH_TIMEOUT(contentsOf(recordFile()).contains("\"event\":\"open\""),
                              qPrintable(inspector.story()), PatienceMs);
    server->terminate();
    // Nothing is left to wait an hour for.
    QVERIFY2(inspector.waitForEnd() && inspector.exitStatus() == 0, qPrintable(inspector.story()));
    QVERIFY(QFile::exists(picture));
}

void TestHeadlessAttach::doesNotOfferItself()
{
    // GANTRY_INSPECT=1 in a shell's profile is for the programs that are watched.
    PeerProcess inspector(QStringLiteral(GANTRY_INSPECTOR), {u"--headless"_s, u"--demo"_s}, environment());
    QTRY_VERIFY2_WITH_TIMEOUT(inspector.output().contains("north: "_L1), qPrintable(inspector.story()),
                              PatienceMs);
    QCOMPARE(served(), QStringList());
}

QTEST_GUILESS_MAIN(TestHeadlessAttach)
#include "tst_headlessattach.moc"

// SPDX-License-Identifier: GPL-3.0-only
// Watched processes that die, which tell no end of their connections.
#include "capture/attachsource.h"
#include "inspector/rawsocket.h"

#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestAttachSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void closesTheConnectionsOfAProcessThatDies();
    void closesNoConnectionTwice();
    void closesTheConnectionsOfTheDeadAmongAll();
    void failsWhenThereIsNoSuchProcess();

private:
    QTemporaryDir m_runtime;
};

namespace {

//! For a program that starts on a busy machine, and is looked for once a second.
constexpr int PatienceMs = 30'000;

class Server
{
public:
    Server()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GANTRY_INSPECT"_s, u"1"_s);
        m_process.setProcessEnvironment(environment);
        m_process.start(QStringLiteral(GANTRY_ECHO_SERVER), {u"--listen"_s, u"ws://127.0.0.1:0"_s});
        while (!m_process.canReadLine() && m_process.waitForReadyRead(PatienceMs)) { }
        const QString line = QString::fromUtf8(m_process.readLine()).trimmed();
        m_port = quint16(QUrl(line.section(u' ', -1)).port(0));
    }
    ~Server() { kill(); }
    Q_DISABLE_COPY_MOVE(Server)

    void kill()
    {
        m_process.kill();
        m_process.waitForFinished(PatienceMs);
    }
    qint64 pid() const { return m_process.processId(); }

    //! A connection that is open.
    RawSocket connect() const
    {
        RawSocket client = RawSocket::connectedTo(m_port);
        client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        client.receiveUntil("\r\n\r\n");
        return client;
    }

private:
    QProcess m_process;
    quint16 m_port = 0;
};

//! A source that runs, and the records it has told.
class Watch
{
public:
    explicit Watch(std::unique_ptr<AttachSource> watched)
        : source(std::move(watched))
    {
        QObject::connect(source.get(), &Source::recordsReady, source.get(),
                         [this](const QList<Tap::Record> &batch) { records += batch; });
        source->start();
    }

    template<typename T>
    QList<T> all() const
    {
        QList<T> found;
        for (const Tap::Record &record : records) {
            if (const auto *value = std::get_if<T>(&record))
                found.append(*value);
        }
        return found;
    }

    std::unique_ptr<AttachSource> source;
    QList<Tap::Record> records;
};

} // namespace

void TestAttachSource::initTestCase()
{
    QVERIFY(m_runtime.isValid());
    qputenv("XDG_RUNTIME_DIR", m_runtime.path().toLocal8Bit()); // sockets of this test alone
}

void TestAttachSource::closesTheConnectionsOfAProcessThatDies()
{
    Server server;
    const RawSocket one = server.connect();
    const RawSocket two = server.connect();
    Watch watch(AttachSource::forProcess(server.pid()));
    QTRY_COMPARE_WITH_TIMEOUT(watch.all<Tap::OpenRecord>().size(), 2, PatienceMs);
    QSignalSpy finished(watch.source.get(), &Source::finished);
    server.kill();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, PatienceMs);

    const QList<Tap::CloseRecord> closes = watch.all<Tap::CloseRecord>();
    QCOMPARE(closes.size(), 2);
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(closes[i].head.connection, quint64(i + 1));
        QVERIFY(closes[i].head.timeNs >= watch.all<Tap::OpenRecord>().last().head.timeNs);
        QVERIFY(!closes[i].wasClean);
        QCOMPARE(closes[i].code, 1006);
        QCOMPARE(closes[i].reason, QByteArray("the process ended"));
        QCOMPARE(closes[i].by, Core::ClosedBy::Transport);
    }
}

void TestAttachSource::closesNoConnectionTwice()
{
    Server server;
    RawSocket gone = server.connect();
    const RawSocket stays = server.connect();
    Watch watch(AttachSource::forProcess(server.pid()));
    QTRY_COMPARE_WITH_TIMEOUT(watch.all<Tap::OpenRecord>().size(), 2, PatienceMs);
    gone.close();
    QTRY_COMPARE_WITH_TIMEOUT(watch.all<Tap::CloseRecord>().size(), 1, PatienceMs);
    QSignalSpy finished(watch.source.get(), &Source::finished);
    server.kill();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, PatienceMs);
    const QList<Tap::CloseRecord> closes = watch.all<Tap::CloseRecord>();
    QCOMPARE(closes.size(), 2);
    QVERIFY(closes[0].head.connection != closes[1].head.connection);
}

void TestAttachSource::closesTheConnectionsOfTheDeadAmongAll()
{
    Server dies;
    Server lives;
    const RawSocket toTheDead = dies.connect();
    RawSocket toTheLiving = lives.connect();
    Watch watch(AttachSource::forAll());
    QTRY_COMPARE_WITH_TIMEOUT(watch.all<Tap::OpenRecord>().size(), 2, PatienceMs);
    dies.kill();
    QTRY_COMPARE_WITH_TIMEOUT(watch.all<Tap::CloseRecord>().size(), 1, PatienceMs);
    const quint64 dead = watch.all<Tap::CloseRecord>().first().head.connection;

    QVERIFY(toTheLiving.send(QByteArray::fromHex("818537fa213d7f9f4d5158"))); // RFC 6455 section 5.7
    QTRY_COMPARE_WITH_TIMEOUT(watch.all<Tap::FrameRecord>().size(), 2, PatienceMs);
    QVERIFY(watch.all<Tap::FrameRecord>().first().head.connection != dead);
    QCOMPARE(watch.all<Tap::CloseRecord>().size(), 1);
}

void TestAttachSource::failsWhenThereIsNoSuchProcess()
{
    const auto source = AttachSource::forProcess(2147483647);
    QSignalSpy failed(source.get(), &Source::failed);
    QSignalSpy finished(source.get(), &Source::finished);
    source->start();
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(finished.size(), 0); // it never began
}

QTEST_GUILESS_MAIN(TestAttachSource)
#include "tst_attachsource.moc"

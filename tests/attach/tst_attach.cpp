// SPDX-License-Identifier: MIT
// The whole way in earnest: an echo-server as its user starts it, the plugin that it
// finds and loads, and an inspector in this process.
#include "attach/attachclient.h"
#include "attach/socketdirectory.h"

#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QTemporaryDir>
#include <QtCore/QUrl>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Attach;
using namespace Gantry::Tap;
using namespace Qt::Literals::StringLiterals;

namespace {

//! A client's masked text frame; a key of zeros masks nothing.
QByteArray textFrame(const QByteArray &text)
{
    return QByteArray::fromHex("81") + char(0x80 | text.size()) + QByteArray(4, '\0') + text;
}

class EchoServer
{
public:
    explicit EchoServer(bool inspected)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"GANTRY_INSPECT"_s, inspected ? u"1"_s : u"0"_s);
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(ECHO_SERVER), {u"--listen"_s, u"ws://127.0.0.1:0"_s});
        while (!m_process.canReadLine() && m_process.waitForReadyRead(30'000)) { }
        m_url = QUrl(QString::fromUtf8(m_process.readLine()).trimmed().section(u' ', -1));
    }
    ~EchoServer() { stop(); }
    Q_DISABLE_COPY_MOVE(EchoServer)

    void stop()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(30'000))
            m_process.kill();
    }
    qint64 pid() const { return m_process.processId(); }
    quint16 port() const { return quint16(m_url.port(0)); }

private:
    QProcess m_process;
    QUrl m_url;
};

//! A connection whose handshake is through.
class Client
{
public:
    explicit Client(quint16 port)
    {
        m_socket.connectToHost(u"127.0.0.1"_s, port);
        m_socket.write(
            "GET /here HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        while (!m_received.contains("\r\n\r\n") && m_socket.waitForReadyRead(30'000))
            m_received += m_socket.readAll();
        m_received.clear();
    }
    //! false when not all of the echo comes back.
    bool echo(const QByteArray &octets, qsizetype expected)
    {
        m_socket.write(octets);
        while (m_received.size() < expected && m_socket.waitForReadyRead(30'000))
            m_received += m_socket.readAll();
        return std::exchange(m_received, {}).size() == expected;
    }
    void close() { m_socket.close(); }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

} // namespace

class tst_Attach : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void onlyProcessesThatWereAskedToServe();
    void serverIsListedBeforeItsFirstConnection();
    void framesOfARealConnectionAreSeen();
    void connectionsThatAreOpenAlreadyAreShown();
    void stoppedInspectorDoesNotStopTheServer();
    void endOfTheProcessIsSeen();

private:
    QTemporaryDir m_runtime;
};

void tst_Attach::initTestCase()
{
    qputenv("XDG_RUNTIME_DIR", m_runtime.path().toLocal8Bit());
}

void tst_Attach::onlyProcessesThatWereAskedToServe()
{
    EchoServer server(false);
    QVERIFY(server.port() != 0);
    Client client(server.port());
    QVERIFY(client.echo(textFrame("unseen"), 8));
    QVERIFY(runningProcesses().isEmpty());
}

void tst_Attach::serverIsListedBeforeItsFirstConnection()
{
    EchoServer server(true);
    QVERIFY(server.port() != 0);
    const QList<ProcessInfo> processes = runningProcesses(30'000);
    QCOMPARE(processes.size(), 1);
    QCOMPARE(processes.at(0).pid, server.pid());
    QCOMPARE(processes.at(0).program, u"echo-server"_s);
}

void tst_Attach::framesOfARealConnectionAreSeen()
{
    EchoServer server(true);
    AttachClient inspector;
    QSignalSpy attached(&inspector, &AttachClient::attached);
    QList<Record> records;
    connect(&inspector, &AttachClient::recordsReady, this,
            [&](const QList<Record> &more) { records += more; });
    inspector.connectTo(server.pid());
    QVERIFY(attached.wait());

    // Attached is not yet watched: the request is on its way. A connection that
    // opens before it comes is replayed, one that opens later is told.
    Client client(server.port());
    QTRY_COMPARE(records.size(), 1);
    QVERIFY(std::get<OpenRecord>(records.at(0)).requestLine.startsWith("GET /here"));
    QVERIFY(client.echo(textFrame("hello"), 7));
    QTRY_COMPARE(records.size(), 3);
    const auto received = std::get<FrameRecord>(records.at(1));
    const auto sent = std::get<FrameRecord>(records.at(2));
    QCOMPARE(received.direction, Direction::Received);
    QVERIFY(received.header.masked);
    QCOMPARE(received.payload, QByteArray("hello"));
    QCOMPARE(sent.direction, Direction::Sent);
    QVERIFY(!sent.header.masked);
    QCOMPARE(sent.payload, QByteArray("hello"));
    QVERIFY(sent.head.timeNs >= received.head.timeNs);
    client.close();
    QTRY_COMPARE(records.size(), 4);
    QVERIFY(std::holds_alternative<CloseRecord>(records.at(3)));
}

void tst_Attach::connectionsThatAreOpenAlreadyAreShown()
{
    EchoServer server(true);
    Client first(server.port());
    Client second(server.port());
    QVERIFY(first.echo(textFrame("x"), 3) && second.echo(textFrame("x"), 3));
    AttachClient inspector;
    QList<Record> records;
    connect(&inspector, &AttachClient::recordsReady, this,
            [&](const QList<Record> &more) { records += more; });
    inspector.connectTo(server.pid());
    QTRY_COMPARE(records.size(), 2);
    for (const Record &record : records)
        QVERIFY(std::holds_alternative<OpenRecord>(record));
}

void tst_Attach::stoppedInspectorDoesNotStopTheServer()
{
    EchoServer server(true);
    QLocalSocket stopped; // asks for everything and never reads
    stopped.setReadBufferSize(1);
    stopped.connectToServer(socketPath(server.pid()));
    QVERIFY(stopped.waitForReadyRead(30'000));
    stopped.write(encodeKindsRequest(RecordKinds::fromInt(0x7F)));
    QVERIFY(stopped.waitForBytesWritten(30'000));

    // 400,000 echoes make 800,000 records, several times what ring and queue hold.
    Client client(server.port());
    const QByteArray burst = textFrame(QByteArray(100, 'x')).repeated(1000);
    for (int i = 0; i < 400; ++i)
        QVERIFY(client.echo(burst, 102 * 1000));
}

void tst_Attach::endOfTheProcessIsSeen()
{
    EchoServer server(true);
    const QString path = socketPath(server.pid());
    AttachClient inspector;
    QSignalSpy attached(&inspector, &AttachClient::attached);
    QSignalSpy disconnected(&inspector, &AttachClient::disconnected);
    inspector.connectTo(server.pid());
    QVERIFY(attached.wait());
    server.stop();
    QTRY_COMPARE(disconnected.size(), 1);
    QVERIFY(!QFileInfo::exists(path)); // ended, it leaves nothing behind
}

QTEST_GUILESS_MAIN(tst_Attach)
#include "tst_attach.moc"

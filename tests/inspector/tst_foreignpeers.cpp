// SPDX-License-Identifier: GPL-3.0-only
// Conversations between two ends that are not ours, through the program as a proxy:
// what passes, and what is recorded of it.
#include "inspector/programoutput.h"
#include "inspector/rawsocket.h"
#include "interop/peerprocess.h"
#include "interop/testauthority.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

using namespace Gantry::Interop;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestForeignPeers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void recordsAForeignConversation_data();
    void recordsAForeignConversation();
    void refusesATargetItCannotVerify();
    void doesNotMindWithInsecure();
    void deliversEverythingBeforeTheEndOfTls();

private:
    const QString m_inspector = QStringLiteral(GANTRY_INSPECTOR);
    const QString m_python = u"/usr/bin/python3"_s;
    const QString m_peer = QStringLiteral(GANTRY_INSPECTOR_PEER);
};

void TestForeignPeers::initTestCase()
{
    if (QProcess::execute(m_python, {u"-c"_s, u"import websockets"_s}) != 0)
        QSKIP("needs /usr/bin/python3 with websockets (Debian: python3-websockets)");
}

namespace {

QJsonValue payloadOf(const QJsonObject &frame)
{
    return frame.contains("data"_L1) ? frame["data"_L1] : frame["b64"_L1];
}

} // namespace

void TestForeignPeers::recordsAForeignConversation_data()
{
    QTest::addColumn<bool>("listensSecurely");
    QTest::addColumn<bool>("targetIsSecure");
    QTest::newRow("ws to ws") << false << false;
    QTest::newRow("wss to ws") << true << false;
    QTest::newRow("ws to wss") << false << true;
    QTest::newRow("wss to wss") << true << true;
}

void TestForeignPeers::recordsAForeignConversation()
{
    QFETCH(bool, listensSecurely);
    QFETCH(bool, targetIsSecure);
    const TestAuthority authority;
    if (!authority.error().isEmpty())
        QSKIP(qPrintable(authority.error()));
    const QTemporaryDir directory;
    const QString file = directory.filePath(u"records"_s);

    QStringList serverArguments{m_peer, u"server"_s};
    if (targetIsSecure)
        serverArguments << authority.certificateFile() << authority.keyFile();
    PeerProcess server(m_python, serverArguments);
    const QUrl target = server.waitForUrl();
    QVERIFY2(target.isValid(), qPrintable(server.story()));

    QStringList arguments{u"--headless"_s, u"--jsonl"_s, file, u"--proxy"_s,
                          (listensSecurely ? u"wss"_s : u"ws"_s) + u"://localhost:0="_s + target.toString()};
    if (listensSecurely)
        arguments << u"--cert"_s << authority.certificateFile() << u"--key"_s << authority.keyFile();
    if (targetIsSecure)
        arguments << u"--ca"_s << authority.authorityFile();
    PeerProcess program(m_inspector, arguments, withoutDisplay());
    const QUrl url = program.waitForUrl();
    QVERIFY2(url.isValid(), qPrintable(program.story()));

    QStringList clientArguments{m_peer, u"client"_s, url.toString() + u"/chat?room=1"_s};
    if (listensSecurely)
        clientArguments << authority.authorityFile();
    PeerProcess client(m_python, clientArguments);
    QVERIFY2(client.waitForEnd() && client.exitStatus() == 0, qPrintable(client.story()));
    QTRY_VERIFY(contentsOf(file).contains("\"event\":\"close\""));
    program.terminate();
    QVERIFY2(program.waitForEnd() && program.exitStatus() == 0, qPrintable(program.story()));

    // As many frames as the client sent, and what came back, each as it was.
    const QList<QJsonObject> records = objectsIn(contentsOf(file));
    QCOMPARE(records.first()["event"_L1].toString(), u"open"_s);
    QCOMPARE(records.first()["url"_L1].toString(), url.toString() + u"/chat?room=1"_s);
    QVERIFY(records.first()["extensions"_L1].toString().contains(u"permessage-deflate"_s));
    for (const QJsonObject &record : records) {
        QCOMPARE(record["v"_L1].toInt(), 1);
        QCOMPARE(record["conn"_L1].toInt(), 1);
        QVERIFY(record["t_ns"_L1].toDouble() > 1.7e18);
    }
    const QString text = u"hello, äöü 👋 "_s.repeated(20);
    const auto verifyFrame = [](const QJsonObject &frame, int opcode, bool fin, const QJsonValue &payload) {
        QCOMPARE(frame["op"_L1].toInt(), opcode);
        QCOMPARE(frame["fin"_L1].toBool(), fin);
        QCOMPARE(payloadOf(frame), payload);
        QCOMPARE(frame.contains("mask"_L1), frame["dir"_L1].toString() == "send"_L1);
    };
    const QList<QJsonObject> sent = framesOf(records, u"send"_s);
    QVERIFY2(sent.size() >= 6, qPrintable(QString::number(sent.size())));
    verifyFrame(sent[0], 1, true, text);
    QCOMPARE(sent[0]["rsv"_L1].toInt(), 4); // compressed on the wire, shown inflated
    QVERIFY(sent[0]["wire"_L1].toInt() < sent[0]["len"_L1].toInt());
    QCOMPARE(sent[0]["len"_L1].toInt(), int(text.toUtf8().size()));
    QByteArray allOctets;
    for (int i = 0; i < 256; ++i)
        allOctets += char(i);
    verifyFrame(sent[1], 2, true, QString::fromLatin1(allOctets.toBase64()));
    verifyFrame(sent[2], 1, false, u"first half, "_s);
    verifyFrame(sent[3], 0, false, u"second half"_s);
    const QJsonObject close = sent.last();
    verifyFrame(close, 8, true,
                QString::fromLatin1((QByteArray::fromHex("0fa0") + "that was all").toBase64()));
    const QList<QJsonObject> received = framesOf(records, u"recv"_s);
    verifyFrame(received[0], 1, true, text);
    verifyFrame(received[2], 1, true, u"first half, second half"_s);
    QCOMPARE(received.last()["op"_L1].toInt(), 8);
    QCOMPARE(records.last()["event"_L1].toString(), u"close"_s);
    QCOMPARE(records.last()["wasClean"_L1].toBool(), true);
    QCOMPARE(records.last()["code"_L1].toInt(), 4000);
}

namespace {

//! What a client gets through a proxy to a wss server whose authority is unknown.
QByteArray answerThrough(const QString &inspector, const QUrl &target, const QStringList &more)
{
    PeerProcess program(inspector,
                        QStringList{u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + target.toString()}
                            + more,
                        withoutDisplay());
    RawSocket client = RawSocket::connectedTo(quint16(program.waitForUrl().port(0)));
    if (!client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"))
        return program.story().toUtf8();
    return client.receiveUntil("\r\n\r\n");
}

} // namespace

void TestForeignPeers::refusesATargetItCannotVerify()
{
    const TestAuthority authority;
    if (!authority.error().isEmpty())
        QSKIP(qPrintable(authority.error()));
    PeerProcess server(m_python, {m_peer, u"server"_s, authority.certificateFile(), authority.keyFile()});
    const QUrl target = server.waitForUrl();
    QVERIFY2(target.isValid(), qPrintable(server.story()));
    const QByteArray answer = answerThrough(m_inspector, target, {});
    QVERIFY2(answer.startsWith("HTTP/1.1 502 "), answer.constData());

    const TestAuthority another(u"DNS:elsewhere.example"_s);
    PeerProcess elsewhere(m_python, {m_peer, u"server"_s, another.certificateFile(), another.keyFile()});
    const QByteArray wrongName =
        answerThrough(m_inspector, elsewhere.waitForUrl(), {u"--ca"_s, another.authorityFile()});
    QVERIFY2(wrongName.startsWith("HTTP/1.1 502 "), wrongName.constData());
}

void TestForeignPeers::doesNotMindWithInsecure()
{
    const TestAuthority authority;
    if (!authority.error().isEmpty())
        QSKIP(qPrintable(authority.error()));
    PeerProcess server(m_python, {m_peer, u"server"_s, authority.certificateFile(), authority.keyFile()});
    const QUrl target = server.waitForUrl();
    QVERIFY2(target.isValid(), qPrintable(server.story()));
    const QByteArray answer = answerThrough(m_inspector, target, {u"--insecure"_s});
    QVERIFY2(answer.startsWith("HTTP/1.1 101 "), answer.constData());
}

// A peer that ends TLS and keeps TCP open until it is answered; a client that reads
// late. Nothing may be lost between them, and nobody may wait for ever.
void TestForeignPeers::deliversEverythingBeforeTheEndOfTls()
{
    const TestAuthority authority;
    if (!authority.error().isEmpty())
        QSKIP(qPrintable(authority.error()));
    PeerProcess server(m_python, {m_peer, u"bulk"_s, authority.certificateFile(), authority.keyFile()});
    const QUrl target = server.waitForUrl();
    QVERIFY2(target.isValid(), qPrintable(server.story()));
    PeerProcess program(m_inspector,
                        {u"--headless"_s, u"--proxy"_s, u"ws://127.0.0.1:0="_s + target.toString(), u"--ca"_s,
                         authority.authorityFile()},
                        withoutDisplay());
    RawSocket client = RawSocket::connectedTo(quint16(program.waitForUrl().port(0)));
    QVERIFY2(client.send(QByteArray(1, '\0')), qPrintable(program.story())); // no HTTP: passes as it is
    QCOMPARE(client.receive(1000).size(), 1000);
    QTest::qWait(300); // by now every buffer on the way is full
    QCOMPARE(client.receiveAll().size(), 4 * 1024 * 1024 - 1000);
    QVERIFY2(server.waitForEnd() && server.exitStatus() == 0, qPrintable(server.story()));
}

QTEST_GUILESS_MAIN(TestForeignPeers)
#include "tst_foreignpeers.moc"

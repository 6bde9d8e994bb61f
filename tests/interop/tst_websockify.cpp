// SPDX-License-Identifier: MIT
// websockify at the other end of a byte stream: its client at our server and at
// gantry-relay, and its server for our client.
#include "flowtarget.h"
#include "foreignpeer.h"
#include "peerprocess.h"
#include "streamclient.h"

#include <Gantry/ListenWS>
#include <Gantry/WrappingWebSocketServerFactory>

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestWebsockify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void itsClientTalksToOurServer_data();
    void itsClientTalksToOurServer();
    void itsClientTalksThroughTheRelay_data();
    void itsClientTalksThroughTheRelay();
    void itsServerServesOurClient_data();
    void itsServerServesOurClient();

private:
    ForeignPeer m_peer;
};

namespace {

class Echo : public StreamProtocol
{
protected:
    void dataReceived(QByteArrayView data) override { transport()->write(data.toByteArray()); }
};

//! A TCP server that sends back what comes.
class EchoTarget : public QTcpServer
{
public:
    EchoTarget()
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->write(socket->readAll()); });
        });
        listen(QHostAddress::LocalHost);
    }
    QString address() const { return u"127.0.0.1:%1"_s.arg(serverPort()); }
};

void addProtocols()
{
    QTest::addColumn<QStringList>("subprotocols");
    QTest::newRow("none") << QStringList();
    QTest::newRow("binary") << QStringList{u"binary"_s};
    QTest::newRow("binary and another") << QStringList{u"chat"_s, u"binary"_s};
}

QStringList flagsOf(const QStringList &subprotocols)
{
    QStringList flags;
    for (const QString &name : subprotocols)
        flags << u"--protocol"_s << name;
    return flags;
}

} // namespace

void TestWebsockify::initTestCase()
{
    m_peer = websockify();
    if (!m_peer.whyAbsent.isEmpty())
        QSKIP(qUtf8Printable(m_peer.whyAbsent));
}

void TestWebsockify::itsClientTalksToOurServer_data()
{
    addProtocols();
}

void TestWebsockify::itsClientTalksToOurServer()
{
    QFETCH(QStringList, subprotocols);
    StreamFactory streams;
    streams.setProtocol<Echo>();
    WrappingWebSocketServerFactory factory(&streams, QUrl(u"ws://127.0.0.1:0"_s));
    const QString url = listenWS(&factory)->url().toString();
    PeerProcess client(m_peer.program, QStringList{m_peer.clientScript, url} + flagsOf(subprotocols));
    QVERIFY2(client.waitForEnd() && client.exitStatus() == 0, qPrintable(client.story()));
}

void TestWebsockify::itsClientTalksThroughTheRelay_data()
{
    addProtocols();
}

void TestWebsockify::itsClientTalksThroughTheRelay()
{
    QFETCH(QStringList, subprotocols);
    EchoTarget target;
    PeerProcess relay(QStringLiteral(GANTRY_RELAY),
                      {u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--target"_s, target.address()});
    const QString url = relay.waitForUrl().toString();
    PeerProcess client(m_peer.program, QStringList{m_peer.clientScript, url} + flagsOf(subprotocols));
    QVERIFY2(client.waitForEnd() && client.exitStatus() == 0, qPrintable(client.story() + relay.story()));
}

void TestWebsockify::itsServerServesOurClient_data()
{
    // Version 0.10 hangs up on who offers several of which "binary" is not the first.
    QTest::addColumn<QStringList>("subprotocols");
    QTest::newRow("none") << QStringList();
    QTest::newRow("binary") << QStringList{u"binary"_s};
    QTest::newRow("what our client offers by itself") << WrappingWebSocketAdapter::streamSubprotocols({});
}

void TestWebsockify::itsServerServesOurClient()
{
    QFETCH(QStringList, subprotocols);
    EchoTarget target;
    PeerProcess server(m_peer.program,
                       {m_peer.serverScript, u"127.0.0.1"_s, QString::number(target.serverPort())});
    StreamClient client(server.waitForUrl(), subprotocols);
    QTRY_VERIFY2_WITH_TIMEOUT(client.isUp(), qPrintable(server.story()), 20'000);
    QCOMPARE(client.connection()->subprotocol(), subprotocols.isEmpty() ? QString() : u"binary"_s);
    OctetSource source(21);
    OctetSink sink;
    connect(&client, &StreamClient::arrived, this, [&] {
        sink.take(client.received());
        client.forgetReceived();
    });
    for (const int size : {1, 125, 126, 65535, 65536, 1'000'000}) {
        client.transport()->write(source.next(size));
        QTRY_COMPARE_WITH_TIMEOUT(sink.count(), source.count(), 60'000);
    }
    QCOMPARE(sink.sum(), source.sum());
    client.transport()->loseConnection();
    QTRY_VERIFY(client.lost());
    QCOMPARE(client.lost()->kind, ConnectionLostReason::Kind::Clean);
    // And the other way: what the target said before it ended is all there.
    StreamClient second(server.waitForUrl(), subprotocols);
    QTRY_VERIFY_WITH_TIMEOUT(second.isUp(), 20'000);
    second.transport()->write("last");
    QTRY_COMPARE(second.received(), "last");
    for (QTcpSocket *socket : target.findChildren<QTcpSocket *>())
        socket->disconnectFromHost();
    QTRY_VERIFY(second.lost());
}

QTEST_GUILESS_MAIN(TestWebsockify)
#include "tst_websockify.moc"

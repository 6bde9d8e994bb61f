// SPDX-License-Identifier: MIT
// Deadlines that pass on real sockets: the hooks and signals in their order, and who is
// not given up.
#include "support/rawpeer.h"
#include "support/rawserver.h"
#include "support/servers.h"

#include <QtCore/QTimer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

//! Writes down hooks and signals in the order in which they are called.
class NotingServer : public WebSocketServerProtocol
{
public:
    inline static QStringList notes;

    NotingServer()
    {
        connect(this, &WebSocketAdapterProtocol::onOpenHandshakeTimeout, this,
                [] { notes += u"onOpenHandshakeTimeout"_s; });
        connect(this, &WebSocketAdapterProtocol::onAutoPingTimeout, this,
                [] { notes += u"onAutoPingTimeout"_s; });
        connect(this, &WebSocketAdapterProtocol::onCloseHandshakeTimeout, this,
                [] { notes += u"onCloseHandshakeTimeout"_s; });
        connect(this, &WebSocketAdapterProtocol::onClose, this, [] { notes += u"onClose"_s; });
    }

protected:
    void handleOpenHandshakeTimeout() override
    {
        note(u"handleOpenHandshakeTimeout"_s);
        WebSocketServerProtocol::handleOpenHandshakeTimeout();
    }
    void handleAutoPingTimeout() override
    {
        note(u"handleAutoPingTimeout"_s);
        WebSocketServerProtocol::handleAutoPingTimeout();
    }
    void handleCloseHandshakeTimeout() override
    {
        note(u"handleCloseHandshakeTimeout"_s);
        WebSocketServerProtocol::handleCloseHandshakeTimeout();
    }
    void connectionLost(const ConnectionLostReason &reason) override
    {
        notes += reason.kind == ConnectionLostReason::Kind::Timeout ? u"connectionLost: timeout"_s
                                                                    : u"connectionLost"_s;
    }
    void handleClose(bool wasClean, quint16 code, const QString &reason) override
    {
        notes += u"handleClose"_s;
        WebSocketServerProtocol::handleClose(wasClean, code, reason);
    }

private:
    void note(const QString &name) { notes += state() == State::Closed ? name : name + u" too early"_s; }
};

QStringList timeoutOrder(const QString &name)
{
    return {u"handle"_s + name, u"on"_s + name, u"connectionLost: timeout"_s, u"handleClose"_s, u"onClose"_s};
}

} // namespace

class TestWebSocketAdapterTimeouts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anOpeningHandshakeTimesOut();
    void aPeerThatAnswersNoPingTimesOut();
    void aClosingHandshakeTimesOut();
    void aServerThatKeepsTcpIsDropped();
    void aClientsOpeningHandshakeTimesOut();
    void aConnectThatTimesOutSaysSo();
    void deletingInATimeoutIsLegal();
    void aPeerThatTakesMuchSlowlyIsNotGivenUp();
    void aPeerThatIsSentToAndNeverAnswersIsGivenUp();
    void onlyPongsCountWhereAskedFor();
};

void TestWebSocketAdapterTimeouts::anOpeningHandshakeTimesOut()
{
    NotingServer::notes.clear();
    EchoServer server;
    server.setProtocol<NotingServer>();
    server.setProtocolOptions({.openHandshakeTimeout = 30ms});
    RawPeer peer(server.port());
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(NotingServer::notes, timeoutOrder(u"OpenHandshakeTimeout"_s));
    QCOMPARE(server.log().closeInfo().timeout, CloseTimeout::OpeningHandshake);
}

void TestWebSocketAdapterTimeouts::aPeerThatAnswersNoPingTimesOut()
{
    NotingServer::notes.clear();
    EchoServer server;
    server.setProtocol<NotingServer>();
    server.setProtocolOptions({.autoPingInterval = 30ms, .autoPingTimeout = 30ms});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(NotingServer::notes, timeoutOrder(u"AutoPingTimeout"_s));
    QCOMPARE(server.log().closeInfo().timeout, CloseTimeout::AutoPing);
}

void TestWebSocketAdapterTimeouts::aClosingHandshakeTimesOut()
{
    NotingServer::notes.clear();
    EchoServer server;
    server.setProtocol<NotingServer>();
    server.setProtocolOptions({.closeHandshakeTimeout = 30ms});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(!server.protocols().isEmpty() && server.protocols().constFirst()->isOpen());
    server.protocols().constFirst()->sendClose(4000, u"bye"_s);
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(NotingServer::notes, timeoutOrder(u"CloseHandshakeTimeout"_s));
    const CloseInfo info = server.log().closeInfo();
    QCOMPARE(info.timeout, CloseTimeout::ClosingHandshake);
    QCOMPARE(info.localCode, quint16(4000));
    QCOMPARE(info.localReason, "bye");
    QVERIFY(!info.wasClean && info.remoteReason.isEmpty());
}

void TestWebSocketAdapterTimeouts::aServerThatKeepsTcpIsDropped()
{
    RawServer server;
    Client client(server.url());
    client.setProtocolOptions({.closeHandshakeTimeout = 60s, .serverConnectionDropTimeout = 30ms});
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    QStringList order;
    connect(client.protocol(), &WebSocketAdapterProtocol::onCloseFrame, this,
            [&](quint16 code, const QString &reason) { order += u"%1 %2"_s.arg(code).arg(reason); });
    connect(client.protocol(), &WebSocketAdapterProtocol::onServerConnectionDropTimeout, this,
            [&] { order += u"timeout"_s; });
    connect(client.protocol(), &WebSocketAdapterProtocol::onClose, this, [&] { order += u"onClose"_s; });
    server.send(QByteArray::fromHex("8804") + QByteArray::fromHex("0fa0") + "hi");
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(order, (QStringList{u"4000 hi"_s, u"timeout"_s, u"onClose"_s}));
    QCOMPARE(client.log().entries().constLast(), u"close 4000 clean"_s);
    QCOMPARE(client.log().closeInfo().timeout, CloseTimeout::ServerConnectionDrop);
}

void TestWebSocketAdapterTimeouts::aClientsOpeningHandshakeTimesOut()
{
    RawServer server(false);
    Client client(server.url());
    client.setProtocolOptions({.openHandshakeTimeout = 30ms});
    QStringList order;
    connect(&client, &WebSocketClientFactory::protocolCreated, this, [&](WebSocketClientProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onOpenHandshakeTimeout, this,
                [&] { order += u"timeout"_s; });
        connect(protocol, &WebSocketAdapterProtocol::onClose, this, [&] { order += u"onClose"_s; });
    });
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(order, (QStringList{u"timeout"_s, u"onClose"_s}));
    QCOMPARE(client.log().closeInfo().timeout, CloseTimeout::OpeningHandshake);
}

void TestWebSocketAdapterTimeouts::aConnectThatTimesOutSaysSo()
{
    // Only its port is there: TLS waits for a hello that never comes.
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    Client client(QUrl(u"wss://127.0.0.1:%1"_s.arg(mute.serverPort())));
    connectWS(&client, {}, 50ms);
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().closeInfo().timeout, CloseTimeout::Connect);
}

void TestWebSocketAdapterTimeouts::deletingInATimeoutIsLegal()
{
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = 20ms, .autoPingTimeout = 20ms});
    bool isDeleted = false;
    connect(&server, &WebSocketServerFactory::protocolCreated, this, [&](WebSocketServerProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onAutoPingTimeout, protocol, [&, protocol] {
            isDeleted = true;
            delete protocol;
        });
    });
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    QTRY_VERIFY(isDeleted);
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(!server.log().isClosed());
}

void TestWebSocketAdapterTimeouts::aPeerThatTakesMuchSlowlyIsNotGivenUp()
{
    constexpr qsizetype size = 48 * 1024 * 1024;
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = 50ms, .autoPingTimeout = 1s, .perMessageDeflate = {}});
    connect(&server, &WebSocketServerFactory::protocolCreated, this, [](WebSocketServerProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                [protocol] { protocol->sendMessage(QByteArray(size, 'x'), true); });
    });
    // It says nothing, and needs more than twice the timeout to read.
    QTcpSocket peer;
    peer.setReadBufferSize(128 * 1024);
    QVERIFY(peer.bind(QHostAddress(QHostAddress::LocalHost))); // so that there is a socket to set this on
    peer.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 256 * 1024);
    peer.connectToHost(QHostAddress(QHostAddress::LocalHost), server.port());
    peer.write(upgradeRequest());
    qint64 read = 0;
    QTimer reader;
    connect(&reader, &QTimer::timeout, &peer, [&] { read += peer.readAll().size(); });
    reader.start(5ms);
    QTRY_VERIFY_WITH_TIMEOUT(read > size || server.log().isClosed(), 60'000);
    QVERIFY(!server.log().isClosed());
}

void TestWebSocketAdapterTimeouts::aPeerThatIsSentToAndNeverAnswersIsGivenUp()
{
    EchoServer server;
    server.setProtocolOptions({.autoPingInterval = 30ms, .autoPingTimeout = 30ms});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    // The system takes what is sent, which says nothing about the peer.
    QTimer sender;
    connect(&sender, &QTimer::timeout, this, [&] {
        for (const auto &protocol : server.protocols()) {
            if (protocol)
                protocol->sendMessage("news");
        }
    });
    sender.start(5ms);
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().closeInfo().timeout, CloseTimeout::AutoPing);
}

void TestWebSocketAdapterTimeouts::onlyPongsCountWhereAskedFor()
{
    EchoServer server;
    server.setProtocolOptions(
        {.autoPingInterval = 20ms, .autoPingTimeout = 200ms, .autoPingRestartOnAnyTraffic = false});
    RawPeer peer(server.port());
    peer.send(upgradeRequest());
    // It talks all the time, and answers no ping.
    QTimer chatter;
    connect(&chatter, &QTimer::timeout, &peer, [&] { peer.send(clientFrame(0x81, "x")); });
    chatter.start(5ms);
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().closeInfo().timeout, CloseTimeout::AutoPing);
    QVERIFY(server.log().count(u"message ") > 0);
}

QTEST_GUILESS_MAIN(TestWebSocketAdapterTimeouts)
#include "tst_websocketadaptertimeouts.moc"

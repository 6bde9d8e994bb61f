// SPDX-License-Identifier: MIT
// Sockets that a server of the application's own accepted, taken over with what was
// already read from them.
#include "support/rawpeer.h"
#include "support/servers.h"
#include "support/tlsfixture.h"
#include "websocket/putback.h"

#include <QtCore/QBuffer>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QLocalServer>
#include <QtNetwork/QLocalSocket>
#include <QtNetwork/QSslServer>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QUdpSocket>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestAdoptSocket : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whateverWasReadAlreadyComesFirst_data();
    void whateverWasReadAlreadyComesFirst();
    void aSlotOfTheSocketMayHandItOver();
    void anEncryptedSocketIsAdopted();
    void aLocalSocketIsAdopted();
    void manyMessagesPassABufferedSocket();
    void theFormerOwnerHearsOfItNoMore();
    void whatIsNoGoodSocketStaysWithTheCaller();
    void aBadRequestIsAnswered();
    void aSilentOneIsDropped();
    void deletingTheProtocolEndsTheSocket();
    void aProtocolThatIsNotWantedIsTold();
};

namespace {

//! An application's server that reads until it has seen a whole head, or only so much.
struct OwnServer : QTcpServer
{
    OwnServer() { listen(QHostAddress(QHostAddress::LocalHost)); }
    //! The next connection, with the first octets of it read.
    QTcpSocket *socket(qsizetype octets, QByteArray &read)
    {
        if (!hasPendingConnections() && !QTest::qWaitFor([this] { return hasPendingConnections(); }))
            return nullptr;
        QTcpSocket *socket = nextPendingConnection();
        if (!QTest::qWaitFor([=] { return socket->bytesAvailable() >= octets; }))
            return nullptr;
        read = socket->read(octets);
        return socket;
    }
};

} // namespace

void TestAdoptSocket::whateverWasReadAlreadyComesFirst_data()
{
    QTest::addColumn<int>("octets");
    const QByteArray whole = upgradeRequest() + clientFrame(0x81, "one") + clientFrame(0x81, "two");
    for (const auto &[name, octets] : {std::pair("nothing", 0), std::pair("half a head", 40)})
        QTest::newRow(name) << octets;
    QTest::newRow("the head") << int(upgradeRequest().size());
    QTest::newRow("half a frame") << int(upgradeRequest().size()) + 4;
    QTest::newRow("everything") << int(whole.size());
}

void TestAdoptSocket::whateverWasReadAlreadyComesFirst()
{
    QFETCH(const int, octets);
    EchoServer factory;
    OwnServer own;
    RawPeer peer(own.serverPort());
    const QByteArray whole = upgradeRequest() + clientFrame(0x81, "one") + clientFrame(0x81, "two");
    peer.send(whole);
    QByteArray read;
    QTcpSocket *socket = own.socket(whole.size(), read); // all of it lies in the socket
    QVERIFY(socket);
    socket->readAll();
    // As if only so much had been read: the rest is the socket's.
    putBack(socket, whole.sliced(octets));
    const auto adoption = factory.adopt(socket, whole.first(octets));
    QCOMPARE(adoption.error, QString());
    QVERIFY(adoption.protocol);
    QCOMPARE(adoption.protocol->state(),
             WebSocketAdapterProtocol::State::Connecting); // nothing comes at once
    QTRY_COMPARE(factory.log().count(u"message"), 2);
    QCOMPARE(factory.log().entries(),
             QStringList({u"connecting"_s, u"connect"_s, u"open"_s, u"message one"_s, u"message two"_s}));
    QTRY_VERIFY(peer.received().endsWith("\x81\x03two"));
    QCOMPARE(adoption.protocol->peerTransport(), u"tcp"_s);
    QCOMPARE(adoption.protocol->peer(), u"tcp4:127.0.0.1:%1"_s.arg(peer.socket().localPort()));
    peer.send(clientFrame(0x81, "later"));
    QTRY_COMPARE(factory.log().count(u"message later"), 1);
    peer.send(clientFrame(0x88, QByteArray::fromHex("03e8")));
    QTRY_VERIFY(peer.isEnded());
    QTRY_COMPARE(factory.log().entries().constLast(), u"close 1000 clean"_s);
}

void TestAdoptSocket::aSlotOfTheSocketMayHandItOver()
{
    EchoServer factory;
    OwnServer own;
    connect(&own, &QTcpServer::newConnection, &own, [&] {
        QTcpSocket *socket = own.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [&factory, socket] {
            const QByteArray read = socket->read(10);
            QCOMPARE(factory.adopt(socket, read).error, QString());
        });
    });
    Client client(QUrl(u"ws://127.0.0.1:%1"_s.arg(own.serverPort())));
    client.connectTo();
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendText(u"hello"_s);
    QTRY_COMPARE(client.log().entries().constLast(), u"message hello"_s);
    client.protocol()->sendClose();
    QTRY_COMPARE(client.log().entries().constLast(), u"close 1000 clean"_s);
}

void TestAdoptSocket::anEncryptedSocketIsAdopted()
{
    const TlsFixture tls;
    if (!tls.error().isEmpty())
        QSKIP(qPrintable(tls.error()));
    EchoServer factory;
    QSslServer own;
    own.setSslConfiguration(tls.server());
    QVERIFY(own.listen(QHostAddress(QHostAddress::LocalHost)));
    Client client(QUrl(u"wss://127.0.0.1:%1"_s.arg(own.serverPort())));
    client.connectTo(tls.client());
    QTRY_VERIFY(own.hasPendingConnections());
    QTcpSocket *socket = own.nextPendingConnection();
    QTRY_VERIFY(socket->bytesAvailable() > 0);
    const auto adoption = factory.adopt(socket, socket->read(20));
    QCOMPARE(adoption.error, QString());
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(adoption.protocol->peerTransport(), u"tls"_s);
    QVERIFY(adoption.protocol->transportDetails().isSecure);
    client.protocol()->sendText(QString(100'000, u'x'));
    QTRY_COMPARE(client.log().count(u"message"), 1);
    client.protocol()->sendClose();
    QTRY_COMPARE(client.log().entries().constLast(), u"close 1000 clean"_s);
}

void TestAdoptSocket::aLocalSocketIsAdopted()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s"_s);
    EchoServer factory;
    QLocalServer own;
    QVERIFY(own.listen(path));
    Client client(QUrl(u"ws+unix:"_s + path));
    client.connectTo();
    QTRY_VERIFY(own.hasPendingConnections());
    const auto adoption = factory.adopt(own.nextPendingConnection());
    QCOMPARE(adoption.error, QString());
    QTRY_VERIFY(client.isOpen());
    client.protocol()->sendText(u"hello"_s);
    QTRY_COMPARE(client.log().entries().constLast(), u"message hello"_s);
}

void TestAdoptSocket::manyMessagesPassABufferedSocket()
{
    EchoServer factory;
    OwnServer own;
    Client client(QUrl(u"ws://127.0.0.1:%1"_s.arg(own.serverPort())));
    client.connectTo();
    QByteArray read;
    QTcpSocket *socket = own.socket(1, read);
    QVERIFY(socket);
    QVERIFY(factory.adopt(socket, read).error.isEmpty());
    QTRY_VERIFY(client.isOpen());
    // More than the buffers on the way hold, both ways at once.
    for (int i = 0; i < 40; ++i)
        client.protocol()->sendMessage(QByteArray(250'000, 'x'), true, {.doNotCompress = true});
    QTRY_COMPARE_WITH_TIMEOUT(client.log().count(u"message"), 40, 20'000);
    client.protocol()->sendClose();
    QTRY_COMPARE(client.log().entries().constLast(), u"close 1000 clean"_s);
}

void TestAdoptSocket::theFormerOwnerHearsOfItNoMore()
{
    EchoServer factory;
    auto own = std::make_unique<OwnServer>();
    RawPeer peer(own->serverPort());
    peer.send(upgradeRequest());
    QByteArray read;
    QTcpSocket *socket = own->socket(1, read);
    QVERIFY(socket);
    int heard = 0;
    connect(socket, &QTcpSocket::readyRead, this, [&heard] { ++heard; });
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    QVERIFY(factory.adopt(socket, read).error.isEmpty());
    own.reset(); // its children go with it
    QTRY_VERIFY(peer.received().startsWith("HTTP/1.1 101"));
    peer.socket().abort();
    QTRY_VERIFY(factory.log().isClosed());
    QCOMPARE(heard, 0);
}

void TestAdoptSocket::whatIsNoGoodSocketStaysWithTheCaller()
{
    EchoServer factory;
    QBuffer buffer;
    QTcpSocket unconnected;
    QUdpSocket udp;
    QSslSocket tls;
    QLocalSocket local;
    for (QIODevice *device : {static_cast<QIODevice *>(nullptr), static_cast<QIODevice *>(&buffer),
                              static_cast<QIODevice *>(&unconnected), static_cast<QIODevice *>(&udp),
                              static_cast<QIODevice *>(&tls), static_cast<QIODevice *>(&local)}) {
        const auto adoption = factory.adopt(device, "GET");
        QVERIFY(!adoption.protocol);
        QVERIFY(!adoption.error.isEmpty());
    }
    // TLS that is not up yet.
    OwnServer own;
    RawPeer peer(own.serverPort());
    QTRY_VERIFY(own.hasPendingConnections());
    QTcpSocket *plain = own.nextPendingConnection();
    QSslSocket early;
    QVERIFY(early.setSocketDescriptor(plain->socketDescriptor()));
    early.startServerEncryption();
    QVERIFY(factory.adopt(&early).error.contains(u"TLS"_s));
    QCOMPARE(factory.protocols().size(), 0);
}

void TestAdoptSocket::aBadRequestIsAnswered()
{
    EchoServer factory;
    OwnServer own;
    RawPeer peer(own.serverPort());
    peer.send("nonsense");
    QByteArray read;
    QTcpSocket *socket = own.socket(3, read);
    QVERIFY(socket);
    QVERIFY(factory.adopt(socket, read + "\x01").error.isEmpty());
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(peer.received().startsWith("HTTP/1.1 400 "));
}

void TestAdoptSocket::aSilentOneIsDropped()
{
    EchoServer factory;
    factory.setProtocolOptions({.openHandshakeTimeout = std::chrono::milliseconds(50)});
    OwnServer own;
    RawPeer peer(own.serverPort());
    QByteArray read;
    QTcpSocket *socket = own.socket(0, read);
    QVERIFY(socket);
    QVERIFY(factory.adopt(socket).error.isEmpty());
    QTRY_VERIFY(peer.isEnded());
    QTRY_VERIFY(factory.log().isClosed());
}

void TestAdoptSocket::deletingTheProtocolEndsTheSocket()
{
    EchoServer factory;
    OwnServer own;
    RawPeer peer(own.serverPort());
    peer.send(upgradeRequest());
    QByteArray read;
    const QPointer<QTcpSocket> socket = own.socket(0, read);
    QVERIFY(socket);
    delete factory.adopt(socket).protocol;
    QTRY_VERIFY(peer.isEnded());
    QTRY_VERIFY(!socket);
}

void TestAdoptSocket::aProtocolThatIsNotWantedIsTold()
{
    EchoServer factory;
    factory.setProtocolCreator([]() -> WebSocketServerProtocol * { return nullptr; });
    OwnServer own;
    RawPeer peer(own.serverPort());
    QByteArray read;
    QTcpSocket *socket = own.socket(0, read);
    QVERIFY(socket);
    QVERIFY(!factory.adopt(socket).protocol);
    QTRY_VERIFY(peer.isEnded());
}

QTEST_GUILESS_MAIN(TestAdoptSocket)
#include "tst_adoptsocket.moc"

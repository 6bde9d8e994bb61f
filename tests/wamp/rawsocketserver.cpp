// SPDX-License-Identifier: MIT
// What a RawSocket server makes of its clients.
#include "support/rawpeer.h"
#include "wamp/transport/wamprawsocketlistener.h"
#include "wamp/tst_rawsocket.h"

#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

namespace Gantry {

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using Testing::RawPeer;
using Wamp::RecordingPeer;

namespace {

const QByteArray JsonHandshake = QByteArray::fromHex("7ff10000");

} // namespace

RawSocketScene::RawSocketScene(const RawSocketOptions &options)
    : server(std::make_unique<WampRawSocketServerFactory>([this]() -> Wamp::MessagePeer * {
        if (isRefusing)
            return nullptr;
        return peers.emplace_back(std::make_unique<RecordingPeer>()).get();
    }))
{
    server->setOptions(options);
    m_url = server->listen(QUrl(u"tcp://127.0.0.1:0"_s))->url();
}

quint16 RawSocketScene::port() const
{
    return quint16(m_url.port());
}

QByteArray jsonFrame(int publication)
{
    const QByteArray json = "[36,1," + QByteArray::number(publication) + ",{}]";
    return QByteArray(3, '\0') + char(json.size()) + json;
}

void TestRawSocket::serverRefuses_data()
{
    QTest::addColumn<QByteArray>("handshake");
    QTest::addColumn<QByteArray>("answer");
    const auto row = [](const char *name, const char *handshake, const char *answer) {
        QTest::newRow(name) << QByteArray::fromHex(handshake) << QByteArray::fromHex(answer);
    };
    row("no serializer", "7ff00000", "7f100000");
    row("ubjson", "7ff40000", "7f100000");
    row("a serializer without a name", "7fff0000", "7f100000");
    row("reserved bits", "7ff10001", "7f300000");
    row("no session", "7ff10000", "7f400000");
}

void TestRawSocket::serverRefuses()
{
    QFETCH(const QByteArray, handshake);
    RawSocketScene scene;
    scene.isRefusing = true;
    RawPeer peer(scene.port());
    peer.send(handshake);
    QTRY_VERIFY(peer.isEnded());
    QTEST(peer.received(), "answer");
    QVERIFY(scene.peers.empty());
}

void TestRawSocket::serverLeavesWhoSpeaksSomethingElse()
{
    RawSocketScene scene({.handshakeTimeout = 0ms});
    RawPeer peer(scene.port());
    peer.send("G"); // one octet is enough to know
    QTRY_VERIFY(!peer.isConnected() && peer.socket().error() == QAbstractSocket::RemoteHostClosedError);
    QCOMPARE(peer.received(), QByteArray());
}

void TestRawSocket::serverWaitsForHandshakesInLimits()
{
    RawSocketScene scene({.handshakeTimeout = 30ms});
    RawPeer silent(scene.port());
    RawPeer slow(scene.port());
    slow.send(JsonHandshake.first(3));
    QTRY_VERIFY(silent.isEnded());
    QTRY_VERIFY(slow.isEnded());
    QVERIFY(scene.peers.empty());
}

void TestRawSocket::serverCountsConnections()
{
    RawSocketScene scene({.maxConnections = 1});
    RawPeer first(scene.port());
    first.send(JsonHandshake);
    QTRY_COMPARE(first.received(), JsonHandshake);
    QCOMPARE(scene.server->connectionCount(), 1);
    RawPeer second(scene.port());
    second.send(JsonHandshake);
    QTRY_VERIFY(second.isEnded());
    QCOMPARE(second.received(), QByteArray::fromHex("7f400000"));
    first.socket().disconnectFromHost();
    QTRY_COMPARE(scene.server->connectionCount(), 0);
    RawPeer third(scene.port());
    third.send(JsonHandshake);
    QTRY_COMPARE(third.received(), JsonHandshake);
}

void TestRawSocket::serverTakesEachCut()
{
    const QByteArray octets =
        JsonHandshake + jsonFrame(1) + QByteArray::fromHex("01000002") + "hi" + jsonFrame(2) + jsonFrame(3);
    RawSocketScene scene;
    for (qsizetype cut = 1; cut < octets.size(); ++cut) {
        RawPeer peer(scene.port());
        peer.socket().setSocketOption(QAbstractSocket::LowDelayOption, 1);
        peer.send(octets.first(cut));
        // The server has seen the first part when it answers it, or sees both at once.
        const qsizetype answer = cut < 4 ? 0 : 4;
        QTRY_VERIFY(peer.isConnected() && peer.socket().bytesToWrite() == 0
                    && peer.received().size() >= answer);
        peer.send(octets.sliced(cut));
        QTRY_VERIFY(!scene.peers.empty() && scene.peer().messages.size() == 3);
        QTRY_COMPARE(peer.received(), JsonHandshake + QByteArray::fromHex("02000002") + "hi");
        for (int i = 0; i < 3; ++i)
            QCOMPARE(std::get<Wamp::Event>(scene.peer().messages[size_t(i)]).publication, Wamp::Id(i + 1));
        scene.peers.clear();
    }
}

void TestRawSocket::serverAnswersPings()
{
    RawSocketScene scene;
    RawPeer peer(scene.port());
    peer.send(JsonHandshake + QByteArray::fromHex("01000004") + "ping" + QByteArray::fromHex("01000000"));
    QTRY_COMPARE(peer.received(),
                 JsonHandshake + QByteArray::fromHex("02000004") + "ping" + QByteArray::fromHex("02000000"));
    QVERIFY(scene.peer().messages.empty());
    peer.send(QByteArray::fromHex("02000000") + jsonFrame(5)); // a pong that nobody asked for
    QTRY_COMPARE(scene.peer().messages.size(), 1U);
}

void TestRawSocket::serverPingsTheSilent()
{
    RawSocketScene scene({.autoPingInterval = 20ms, .autoPingTimeout = 40ms});
    RawPeer peer(scene.port());
    peer.send(JsonHandshake);
    QTRY_COMPARE(peer.received(), JsonHandshake + QByteArray::fromHex("01000000"));
    QTRY_COMPARE(scene.peer().closed, 1);
    QVERIFY(!scene.peer().end->wasClean);
    QCOMPARE(scene.peer().end->reason, u"the peer gave no sign of life"_s);
}

void TestRawSocket::serverKeepsWhoAnswers()
{
    RawSocketScene scene({.autoPingInterval = 10ms, .autoPingTimeout = 2000ms});
    RawPeer peer(scene.port());
    peer.send(JsonHandshake);
    const QByteArray ping = QByteArray::fromHex("01000000");
    for (int pings = 1; pings <= 3; ++pings) {
        QTRY_COMPARE(peer.received(), JsonHandshake + ping.repeated(pings));
        peer.send(QByteArray::fromHex("02000000"));
    }
    QCOMPARE(scene.peer().closed, 0);
}

void TestRawSocket::serverSeesHalfClosedPeers_data()
{
    QTest::addColumn<QByteArray>("last");
    QTest::addColumn<QString>("reason");
    QTest::newRow("after a frame") << jsonFrame(1) << QString();
    QTest::newRow("inside a header") << jsonFrame(1) + QByteArray::fromHex("0000")
                                     << u"the connection ended inside a frame"_s;
    QTest::newRow("inside a payload")
        << jsonFrame(1) + jsonFrame(2).chopped(1) << u"the connection ended inside a frame"_s;
}

void TestRawSocket::serverSeesHalfClosedPeers()
{
    QFETCH(const QByteArray, last);
    QFETCH(const QString, reason);
    RawSocketScene scene;
    RawPeer peer(scene.port());
    peer.send(JsonHandshake + last);
    peer.socket().disconnectFromHost();
    QTRY_VERIFY(!scene.peers.empty() && scene.peer().closed == 1);
    QCOMPARE(scene.peer().messages.size(), 1U);
    QCOMPARE(scene.peer().end->reason, reason);
    QCOMPARE(scene.peer().end->wasClean, reason.isEmpty());
}

void TestRawSocket::serverEndsOnABrokenFrame()
{
    RawSocketScene scene({.maxLengthExponent = 9});
    RawPeer peer(scene.port());
    peer.send(JsonHandshake + jsonFrame(1) + QByteArray::fromHex("00000201") + jsonFrame(2));
    QTRY_VERIFY(peer.isEnded());
    QTRY_COMPARE(scene.peer().closed, 1);
    QCOMPARE(peer.received(), QByteArray::fromHex("7f010000"));
    QCOMPARE(scene.peer().messages.size(), 1U);
    QVERIFY(!scene.peer().invalid);
    QCOMPARE(scene.peer().end->reason, u"a frame is longer than the 512 octets that were agreed on"_s);
}

void TestRawSocket::serverKnowsWhatTheClientTakes()
{
    RawSocketScene scene;
    RawPeer peer(scene.port());
    peer.send(QByteArray::fromHex("7f010000"));
    QTRY_VERIFY(!scene.peers.empty() && scene.peer().isOpen());
    Wamp::Event event{.subscription = 1, .publication = 2};
    event.payload = Wamp::Payload::fromValues({QString(512, u'x')});
    QCOMPARE(scene.peer().transport()->send(event), Wamp::SendStatus::TooBig);
    event.payload = Wamp::Payload::fromValues({QString(400, u'x')});
    QCOMPARE(scene.peer().transport()->send(event), Wamp::SendStatus::Sent);
    QTRY_VERIFY(peer.received().size() > 400);
    QVERIFY(peer.received().size() < 500);
}

void TestRawSocket::serverDiscardsAfterAnInvalidMessage()
{
    RawSocketScene scene;
    RawPeer peer(scene.port());
    peer.send(JsonHandshake);
    QTRY_VERIFY(!scene.peers.empty() && scene.peer().isOpen());
    scene.peer().whenInvalid = [&] {
        Wamp::Transport *transport = scene.peer().transport();
        transport->send(Wamp::Abort{.reason = QByteArray("wamp.error.protocol_violation")});
        transport->close();
    };
    peer.send(jsonFrame(1) + QByteArray::fromHex("00000003") + "[1]" + jsonFrame(2));
    QTRY_VERIFY(peer.isEnded());
    QVERIFY(peer.received().contains("wamp.error.protocol_violation"));
    QTRY_COMPARE(scene.peer().closed, 1);
    QVERIFY(scene.peer().invalid);
    QCOMPARE(scene.peer().messages.size(), 1U);
    QVERIFY(!scene.peer().end->wasClean);
    QCOMPARE(scene.peer().end->reason, scene.peer().invalid->text);
}

void TestRawSocket::serverEndsThoughItsSessionDoesNot()
{
    RawSocketScene scene({.closeTimeout = 30ms});
    RawPeer peer(scene.port());
    peer.send(JsonHandshake + QByteArray::fromHex("00000001") + "x");
    QTRY_VERIFY(!scene.peers.empty() && scene.peer().invalid);
    QTRY_COMPARE(scene.peer().closed, 1);
    QCOMPARE(scene.peer().end->reason, scene.peer().invalid->text);
    QTRY_VERIFY(!peer.isConnected());
}

void TestRawSocket::serverEndsThoughThePeerDoesNot()
{
    RawSocketScene scene({.closeTimeout = 30ms});
    // Two of them: a socket of Qt's answers an end with its own.
    RawPeer peer(scene.port());
    peer.send(JsonHandshake);
    QTRY_VERIFY(!scene.peers.empty() && scene.peer().isOpen());
    scene.peer().transport()->setHighWatermark(1);
    while (scene.peer().transport()->send(
               Wamp::Event{.subscription = 1,
                           .publication = 1,
                           .payload = Wamp::Payload::fromValues({QString(50'000, u'x')})})
           != Wamp::SendStatus::Full) { }
    scene.peer().transport()->close();
    // The peer would read if the event loop ran for it alone: it is stopped instead.
    peer.socket().disconnect(&peer);
    peer.socket().setReadBufferSize(1);
    QTRY_COMPARE(scene.peer().closed, 1);
    QVERIFY(!scene.peer().end->wasClean);
    QCOMPARE(scene.peer().end->reason, u"the peer did not end the connection in time"_s);
}

void TestRawSocket::serverReadsNoMoreFromWhoDoesNotRead()
{
    RawSocketScene scene({.outputHighWatermark = 100'000});
    RawPeer peer(scene.port());
    peer.socket().setReadBufferSize(1);
    peer.socket().disconnect(&peer);
    // Pings, whose answers nobody reads, as long as they are taken.
    const QByteArray ping = QByteArray::fromHex("0100c350") + QByteArray(50'000, 'x');
    peer.send(JsonHandshake);
    QTRY_VERIFY(!scene.peers.empty() && scene.peer().isOpen());
    const Wamp::Transport *transport = scene.peer().transport();
    for (int i = 0; i < 1000 && transport->bytesToWrite() <= 100'000; ++i) {
        peer.send(ping);
        QCoreApplication::processEvents();
    }
    QVERIFY(transport->bytesToWrite() > 100'000);
    const qint64 before = transport->bytesToWrite();
    for (int i = 0; i < 300; ++i) {
        peer.send(ping);
        QCoreApplication::processEvents();
    }
    // What one read brings at most, and not the 15 MB.
    QVERIFY2(transport->bytesToWrite() < before + 1'000'000,
             qPrintable(QString::number(transport->bytesToWrite())));
}

void TestRawSocket::serverGivesUpWhoDoesNotRead()
{
    RawSocketScene scene({.autoPingInterval = 20ms, .autoPingTimeout = 40ms, .outputHighWatermark = 100'000});
    RawPeer peer(scene.port());
    peer.socket().setReadBufferSize(1);
    peer.socket().disconnect(&peer);
    peer.send(JsonHandshake);
    QTRY_VERIFY(!scene.peers.empty() && scene.peer().isOpen());
    Wamp::Transport *transport = scene.peer().transport();
    // Until nothing is read from it, which is no excuse.
    const Wamp::Message large = Wamp::Event{
        .subscription = 1, .publication = 1, .payload = Wamp::Payload::fromValues({QString(50'000, u'x')})};
    while (transport->bytesToWrite() < 1'000'000)
        transport->send(large);
    QTRY_COMPARE(scene.peer().closed, 1);
    QCOMPARE(scene.peer().end->reason, u"the peer gave no sign of life"_s);
}

void TestRawSocket::portsSayWhatIsWrong_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("error");
    QTest::newRow("scheme") << u"ws://localhost:0"_s << u"the scheme is none of"_s;
    QTest::newRow("certificate") << u"rss://127.0.0.1:0"_s << u"rss needs a certificate"_s;
    QTest::newRow("address") << u"rs://192.0.2.1:0"_s << u"address"_s;
    QTest::newRow("path") << u"unix:/no/such/folder/socket"_s << u"Name error"_s;
}

void TestRawSocket::portsSayWhatIsWrong()
{
    QFETCH(const QString, url);
    QFETCH(const QString, error);
    WampRawSocketServerFactory server([] { return nullptr; });
    const WampRawSocketListener *listener = server.listen(QUrl(url));
    QVERIFY(!listener->isListening());
    QVERIFY2(listener->errorString().contains(error), qPrintable(listener->errorString()));
}

void TestRawSocket::portsStop()
{
    const QTemporaryDir folder;
    const QUrl url(u"unix:"_s + folder.filePath(u"socket"_s));
    WampRawSocketServerFactory server([] { return nullptr; });
    WampRawSocketListener *first = server.listen(url);
    QVERIFY2(first->isListening(), qPrintable(first->errorString()));
    QVERIFY(!server.listen(url)->isListening());
    int stops = 0;
    connect(first, &WampRawSocketListener::stopped, this, [&stops] { ++stops; });
    first->stopListening();
    first->stopListening();
    QCOMPARE(stops, 1);
    QVERIFY(!first->isListening());
    QVERIFY(server.listen(url)->isListening());
    const WampRawSocketListener *both = server.listen(QUrl(u"rs://localhost:0"_s));
    QVERIFY2(both->isListening(), qPrintable(both->errorString()));
    QVERIFY(both->url().port() > 0);
}

void TestRawSocket::factoriesMayGoWhileASessionIsMade()
{
    RecordingPeer peer;
    std::unique_ptr<WampRawSocketServerFactory> server;
    server = std::make_unique<WampRawSocketServerFactory>([&] {
        server.reset();
        return &peer;
    });
    RawPeer client(quint16(server->listen(QUrl(u"tcp://127.0.0.1:0"_s))->url().port()));
    client.send(JsonHandshake);
    QTRY_COMPARE(peer.closed, 1);
    QCOMPARE(peer.opened, 1);
    QVERIFY(!peer.end->wasClean);
    QTRY_VERIFY(!client.isConnected());
}

} // namespace Gantry

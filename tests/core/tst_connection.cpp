// SPDX-License-Identifier: MIT
// The engine while it is open: messages and control frames in both directions, what
// observers see, and what a sink may do meanwhile.
#include "support/enginepeer.h"
#include "support/recordingobserver.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Role)

class tst_Connection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesArriveHoweverTheyAreCut_data();
    void messagesArriveHoweverTheyAreCut();
    void codePointsMayBeCutBetweenFrames();
    void pingsAreAnsweredBetweenFragments();
    void onlyTheLatestPingIsAnsweredAfterCongestion();
    void sendingIsRefusedWithAReason();
    void sentFramesAreMaskedByClientsOnly_data();
    void sentFramesAreMaskedByClientsOnly();
    void compressedMessagesTravelBothWays();
    void ourOwnWindowHoldsAgainstAPeerThatAsksForNothing();
    void observerSeesFramesAsTheyWere();
    void observerSeesNoPayloadWithAHeaderThatBrokeARule();
    void octetsFromInsideAnEventKeepTheirOrder();
    void aSinkThatIsGoneIsNotCalledAgain_data();
    void aSinkThatIsGoneIsNotCalledAgain();
    void aKeptMessageIsNotOverwritten();
    void silenceIsAnsweredByAPingAndThenAnEnd();
};

void tst_Connection::messagesArriveHoweverTheyAreCut_data()
{
    QTest::addColumn<Role>("role");
    for (const Role role : {Role::Server, Role::Client})
        QTest::newRow(role == Role::Server ? "server" : "client") << role;
}

void tst_Connection::messagesArriveHoweverTheyAreCut()
{
    QFETCH(Role, role);
    EnginePeer maker(role);
    QByteArray octets;
    octets += maker.wire(Opcode::Text, "Grüße");
    octets += maker.wire(Opcode::Binary, QByteArray("\0\xff", 2));
    octets += maker.wire(Opcode::Text, "");
    octets += maker.wire(Opcode::Text, "one ", false);
    octets += maker.wire(Opcode::Pong, "unasked");
    octets += maker.wire(Opcode::Continuation, "", false);
    octets += maker.wire(Opcode::Continuation, "two");
    octets += maker.wire(Opcode::Binary, QByteArray(300, 'b'));
    const QByteArrayList expected{"text Grüße",   QByteArray("binary \0\xff", 9),
                                  "text ",        "pong unasked",
                                  "text one two", "binary 300 octets"};

    for (qsizetype cut = 0; cut <= octets.size(); ++cut) {
        EnginePeer peer(role);
        peer.open();
        peer.feed(QByteArrayView(octets).first(cut));
        peer.feed(QByteArrayView(octets).sliced(cut));
        QCOMPARE(peer.sink.events, expected);
    }
    EnginePeer bytewise(role);
    bytewise.open();
    bytewise.feedBytewise(octets);
    QCOMPARE(bytewise.sink.events, expected);
}

void tst_Connection::codePointsMayBeCutBetweenFrames()
{
    EnginePeer peer(Role::Server);
    peer.open();
    peer.feed(peer.wire(Opcode::Text, "\xe2", false) + peer.wire(Opcode::Continuation, "\x82", false)
              + peer.wire(Opcode::Continuation, "\xac"));
    QCOMPARE(peer.sink.events, QByteArrayList{"text \xe2\x82\xac"});
}

void tst_Connection::pingsAreAnsweredBetweenFragments()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(role);
        peer.open();
        peer.feed(peer.wire(Opcode::Text, "a", false) + peer.wire(Opcode::Ping, QByteArray(125, 'p')));
        const auto frames = readFrames(peer.output());
        QCOMPARE(frames.size(), 1);
        QCOMPARE(frames[0].header.opcode, quint8(Opcode::Pong));
        QCOMPARE(frames[0].payload, QByteArray(125, 'p'));
        QCOMPARE(frames[0].header.masked, role == Role::Client);
    }
}

void tst_Connection::onlyTheLatestPingIsAnsweredAfterCongestion()
{
    EnginePeer peer(Role::Client);
    peer.open();
    peer.engine.setCongested(true);
    for (int i = 0; i < 1000; ++i)
        peer.feed(peer.wire(Opcode::Ping, QByteArray::number(i)));
    QVERIFY(!peer.engine.hasOutput());
    QCOMPARE(peer.sink.events.size(), 1000);
    peer.engine.setCongested(false);
    const auto frames = readFrames(peer.output());
    QCOMPARE(frames.size(), 1);
    QCOMPARE(frames[0].payload, QByteArray("999"));
    peer.engine.setCongested(false);
    QVERIFY(!peer.engine.hasOutput());
    peer.feed(peer.wire(Opcode::Ping, "at once"));
    QCOMPARE(readFrames(peer.output()).size(), 1);
}

void tst_Connection::sendingIsRefusedWithAReason()
{
    EnginePeer peer(Role::Server);
    QCOMPARE(peer.engine.sendMessage("early", false, false), SendResult::NotOpen);
    peer.open();
    QCOMPARE(peer.engine.sendMessage("\xff", false, false), SendResult::InvalidUtf8);
    QCOMPARE(peer.engine.sendPing(QByteArray(126, 'p'), peer.now), SendResult::TooBig);
    QCOMPARE(peer.engine.sendPong(QByteArray(126, 'p'), peer.now), SendResult::TooBig);
    QCOMPARE(peer.engine.close(1005, "", peer.now), SendResult::InvalidCode);
    QCOMPARE(peer.engine.close(0, "reason without code", peer.now), SendResult::InvalidCode);
    QCOMPARE(peer.engine.close(1000, "\xff", peer.now), SendResult::InvalidUtf8);
    QVERIFY(!peer.engine.hasOutput());
    QCOMPARE(peer.engine.close(1000, "bye", peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.sendMessage("late", false, false), SendResult::NotOpen);
    QCOMPARE(peer.engine.close(1000, "bye", peer.now), SendResult::NotOpen);
    QCOMPARE(readFrames(peer.output()).size(), 1);
}

void tst_Connection::sentFramesAreMaskedByClientsOnly_data()
{
    messagesArriveHoweverTheyAreCut_data();
}

void tst_Connection::sentFramesAreMaskedByClientsOnly()
{
    QFETCH(Role, role);
    EnginePeer peer(role);
    peer.open();
    const QByteArray big(70'000, 'm');
    QCOMPARE(peer.engine.sendMessage("text", false, false), SendResult::Ok);
    QCOMPARE(peer.engine.sendMessage(big, true, false), SendResult::Ok);
    const QByteArray output = peer.output();
    const auto frames = readFrames(output);
    QCOMPARE(frames.size(), 2);
    QCOMPARE(frames[0].payload, QByteArray("text"));
    QCOMPARE(frames[1].payload, big);
    for (const SentFrame &frame : frames)
        QCOMPARE(frame.header.masked, role == Role::Client);
    if (role == Role::Client)
        QVERIFY(frames[0].header.maskKey != frames[1].header.maskKey);
}

void tst_Connection::compressedMessagesTravelBothWays()
{
    EnginePeer server(Role::Server);
    EnginePeer client(Role::Client);
    client.engine.startClient({.host = "example.com"}, SampleKey, client.now);
    server.engine.startServer(server.now);
    server.feed(client.output());
    QVERIFY(server.engine.accept({}, server.now).isEmpty());
    client.feed(server.output());
    QVERIFY(client.engine.deflateParameters().has_value());
    QVERIFY(client.engine.deflateParameters() == server.engine.deflateParameters());

    const QByteArray text = QByteArray(R"({"sensor":"s1","value":21.5,"unit":"°C"})").repeated(40);
    for (int round = 0; round < 3; ++round) {
        QCOMPARE(client.engine.sendMessage(text, false, false), SendResult::Ok);
        const QByteArray up = client.output();
        QVERIFY(up.size() < text.size() / 4);
        server.feedBytewise(up);
        QCOMPARE(server.engine.sendMessage(text, true, false), SendResult::Ok);
        client.feed(server.output());
    }
    QCOMPARE(server.engine.sendMessage("short", false, false), SendResult::Ok);
    QCOMPARE(server.engine.sendMessage(text, false, true), SendResult::Ok);
    const auto plain = readFrames(server.output());
    QCOMPARE(plain[0].header.rsv, quint8(0));
    QCOMPARE(plain[1].header.rsv, quint8(0));
    QCOMPARE(server.sink.messages, QList<QByteArray>(3, text));
    QCOMPARE(client.sink.messages, QList<QByteArray>(3, text));
}

void tst_Connection::ourOwnWindowHoldsAgainstAPeerThatAsksForNothing()
{
    // The client lets us use any window. The second half of the message repeats the
    // first, further back than a window of 512 octets reaches.
    QByteArray noise(700, '\0');
    QRandomGenerator generator(42);
    for (char &octet : noise)
        octet = char(generator.generate());
    const auto sentSize = [&noise](int windowBits) {
        EnginePeer peer(ConnectionOptions{.role = Role::Server,
                                          .deflate = DeflateOptions{.serverMaxWindowBits = windowBits}});
        peer.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
        return peer.engine.sendMessage(noise + noise, true, false) == SendResult::Ok
            ? peer.output().size()
            : 0;
    };
    QVERIFY(sentSize(15) > 0);
    QVERIFY(sentSize(9) > 1.8 * sentSize(15));
}

void tst_Connection::observerSeesFramesAsTheyWere()
{
    RecordingObserver observer;
    EnginePeer peer(Role::Server);
    peer.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    peer.engine.setFrameObserver(&observer);
    const QByteArray text(200, 't');
    QCOMPARE(peer.engine.sendMessage(text, false, false), SendResult::Ok);
    peer.feed(peer.wire(Opcode::Text, "fr", false) + peer.wire(Opcode::Ping, "p")
              + peer.wire(Opcode::Continuation, "ag") + peer.wire({.rsv = 1}, "bad"));
    QCOMPARE(observer.lines,
             (QByteArrayList{"sent 1 rsv4 " + text, "received 1- rsv0 fr", "received 9 rsv0 p",
                             "sent 10 rsv0 p", "received 0 rsv0 ag", "received 1 rsv1 ",
                             "sent 8 rsv0 " + readFrames(peer.output()).last().payload}));
}

void tst_Connection::observerSeesNoPayloadWithAHeaderThatBrokeARule()
{
    RecordingObserver observer;
    EnginePeer peer(Role::Server);
    peer.open();
    peer.engine.setFrameObserver(&observer);
    peer.feed(peer.wire(Opcode::Text, "fragment", false)
              + peer.wire({.fin = false, .rsv = 1, .opcode = 0}, "bad"));
    QCOMPARE(observer.lines.mid(0, 2), (QByteArrayList{"received 1- rsv0 fragment", "received 0- rsv1 "}));
}

void tst_Connection::octetsFromInsideAnEventKeepTheirOrder()
{
    EnginePeer peer(Role::Server);
    peer.open();
    const QByteArray nested = peer.wire(Opcode::Text, "nested");
    bool fed = false;
    peer.sink.during = [&](const QByteArray &) {
        if (!std::exchange(fed, true))
            peer.feed(nested);
        return true;
    };
    peer.feed(peer.wire(Opcode::Text, "first") + peer.wire(Opcode::Text, "second"));
    QCOMPARE(peer.sink.events, (QByteArrayList{"text first", "text second", "text nested"}));
}

void tst_Connection::aSinkThatIsGoneIsNotCalledAgain_data()
{
    QTest::addColumn<QByteArray>("event");
    for (const char *event : {"text", "ping", "pong", "request", "open", "closed"})
        QTest::newRow(event) << QByteArray(event);
}

void tst_Connection::aSinkThatIsGoneIsNotCalledAgain()
{
    QFETCH(QByteArray, event);
    EnginePeer peer(Role::Server);
    bool gone = false;
    peer.sink.during = [&](const QByteArray &what) {
        if (gone)
            QTest::qFail("called after it was gone", __FILE__, __LINE__);
        if (what.startsWith("request") && event != "request")
            peer.engine.accept({}, peer.now);
        gone |= what.startsWith(event);
        return !gone;
    };
    peer.engine.startServer(peer.now);
    peer.feed(upgradeRequest() + peer.wire(Opcode::Ping, "") + peer.wire(Opcode::Pong, "")
              + peer.wire(Opcode::Text, "") + peer.wire(Opcode::Binary, ""));
    peer.engine.transportClosed(TransportEnd::Lost, {}, peer.now);
    QVERIFY(gone);
}

void tst_Connection::aKeptMessageIsNotOverwritten()
{
    EnginePeer peer(Role::Server);
    peer.open();
    for (int i = 0; i < 5; ++i)
        peer.feed(peer.wire(Opcode::Text, "message " + QByteArray::number(i)));
    for (int i = 0; i < 5; ++i)
        QCOMPARE(peer.sink.messages[i], "message " + QByteArray::number(i));
}

void tst_Connection::silenceIsAnsweredByAPingAndThenAnEnd()
{
    for (const Role role : {Role::Server, Role::Client}) {
        EnginePeer peer(ConnectionOptions{.role = role, .keepalive = {.interval = 30s, .timeout = 20s}});
        peer.open();
        peer.advance(30s);
        const auto frames = readFrames(peer.output());
        QCOMPARE(frames.size(), 1);
        QCOMPARE(frames[0].header.opcode, quint8(Opcode::Ping));
        QCOMPARE(frames[0].payload.size(), 12);
        peer.advance(19s);
        QCOMPARE(peer.engine.state(), ConnectionState::Open);
        peer.advance(1s);
        QCOMPARE(peer.engine.state(), ConnectionState::Closed);
        QCOMPARE(peer.engine.transportAction(), TransportAction::Abort);
        peer.engine.transportClosed(TransportEnd::Aborted, {}, peer.now);
        QCOMPARE(peer.sink.events, QByteArrayList{"closed 1006 unclean"});
    }
}

QTEST_APPLESS_MAIN(tst_Connection)
#include "tst_connection.moc"

// SPDX-License-Identifier: MIT
// Messages that are handed out in parts, by frame and as a stream: the same rules and
// limits as for whole ones, with an event at each seam.
#include "support/enginepair.h"
#include "support/recordingobserver.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Role)
Q_DECLARE_METATYPE(Delivery)

class tst_Delivery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eventsComeInOrderHoweverOctetsAreCut_data();
    void eventsComeInOrderHoweverOctetsAreCut();
    void compressedPartsAreInflated_data();
    void compressedPartsAreInflated();
    void codePointsMayBeCutBetweenParts_data();
    void codePointsMayBeCutBetweenParts();
    void textMustNotEndInsideACodePoint_data();
    void textMustNotEndInsideACodePoint();
    void partsAreSafeToKeep_data();
    void partsAreSafeToKeep();
    void observerSeesWholeFrames_data();
    void observerSeesWholeFrames();
    void anObserverThatComesLateSeesTheRest();
    void closingInAPartEndsTheParts_data();
    void closingInAPartEndsTheParts();
    void aSinkThatIsGoneIsNotCalledAgain_data();
    void aSinkThatIsGoneIsNotCalledAgain();
    void octetsFromInsideAPartKeepTheirOrder();
    void pausingInAPartKeepsTheRest_data();
    void pausingInAPartKeepsTheRest();
    void aMaskThatWasNotAppliedIsNotTakenOff_data();
    void aMaskThatWasNotAppliedIsNotTakenOff();
};

namespace {

void addDeliveries()
{
    QTest::addColumn<Delivery>("delivery");
    QTest::newRow("message") << Delivery::Message;
    QTest::newRow("frame") << Delivery::Frame;
    QTest::newRow("streaming") << Delivery::Streaming;
}

//! Pieces of one frame that were cut by the transport alone, put together.
QByteArrayList joined(const QByteArrayList &events)
{
    QByteArrayList result;
    for (const QByteArray &event : events) {
        if (event.startsWith("data ") && !result.isEmpty() && result.last().startsWith("data "))
            result.last() += event.sliced(5);
        else
            result.append(event);
    }
    return result;
}

} // namespace

void tst_Delivery::eventsComeInOrderHoweverOctetsAreCut_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<Delivery>("delivery");
    QTest::addColumn<QByteArrayList>("expected");
    const QByteArrayList frames{"begin text", "frame Grüße", "end",        "begin binary", "frame ",
                                "end",        "begin text",  "frame one ", "pong unasked", "frame ",
                                "frame two",  "end",         "ping p"};
    const QByteArrayList stream{
        "begin text", "frame of 7", "data Grüße", "frame end",  "end",       "begin binary", "frame of 0",
        "frame end",  "end",        "begin text", "frame of 4", "data one ", "frame end",    "pong unasked",
        "frame of 0", "frame end",  "frame of 3", "data two",   "frame end", "end",          "ping p"};
    for (const Role role : {Role::Server, Role::Client}) {
        const char *name = role == Role::Server ? "server" : "client";
        QTest::addRow("%s, frames", name) << role << Delivery::Frame << frames;
        QTest::addRow("%s, streaming", name) << role << Delivery::Streaming << stream;
    }
}

void tst_Delivery::eventsComeInOrderHoweverOctetsAreCut()
{
    QFETCH(Role, role);
    QFETCH(Delivery, delivery);
    QFETCH(QByteArrayList, expected);
    EnginePeer maker(role);
    QByteArray octets;
    octets += maker.wire(Opcode::Text, "Grüße");
    octets += maker.wire(Opcode::Binary, "");
    octets += maker.wire(Opcode::Text, "one ", false);
    octets += maker.wire(Opcode::Pong, "unasked");
    octets += maker.wire(Opcode::Continuation, "", false);
    octets += maker.wire(Opcode::Continuation, "two");
    octets += maker.wire(Opcode::Ping, "p");
    for (qsizetype cut = 0; cut <= octets.size(); ++cut) {
        EnginePeer peer(ConnectionOptions{.role = role, .delivery = delivery});
        peer.open();
        peer.feed(QByteArrayView(octets).first(cut));
        peer.feed(QByteArrayView(octets).sliced(cut));
        QCOMPARE(joined(peer.sink.events), expected);
    }
    EnginePeer bytewise(ConnectionOptions{.role = role, .delivery = delivery});
    bytewise.open();
    bytewise.feedBytewise(octets);
    QCOMPARE(joined(bytewise.sink.events), expected);
}

void tst_Delivery::compressedPartsAreInflated_data()
{
    addDeliveries();
}

void tst_Delivery::compressedPartsAreInflated()
{
    QFETCH(Delivery, delivery);
    const QByteArray text = QByteArray(R"({"sensor":"s1","unit":"°C"})").repeated(5000);
    for (const Role receiver : {Role::Server, Role::Client}) {
        for (const qsizetype piece : {qsizetype(0), qsizetype(1), qsizetype(1000)}) {
            EnginePair pair({.delivery = delivery}, {.delivery = delivery});
            EnginePeer &from = pair.otherEnd(receiver);
            EnginePeer &to = pair.end(receiver);
            for (const qsizetype fragment : {0, 1, 100}) {
                QCOMPARE(from.engine.sendMessage(text, false, false, fragment), SendResult::Ok);
                EnginePair::carry(from, to, piece);
            }
            if (delivery == Delivery::Message) {
                QCOMPARE(to.sink.messages, QList<QByteArray>(3, text));
                continue;
            }
            QCOMPARE(to.sink.pieces.join(), text.repeated(3));
            QCOMPARE(to.sink.events.count("begin text"), 3);
            QCOMPARE(to.sink.events.count("end"), 3);
        }
    }
}

void tst_Delivery::codePointsMayBeCutBetweenParts_data()
{
    addDeliveries();
}

void tst_Delivery::codePointsMayBeCutBetweenParts()
{
    QFETCH(Delivery, delivery);
    EnginePeer peer(ConnectionOptions{.role = Role::Server, .delivery = delivery});
    peer.open();
    const QByteArray first = peer.wire(Opcode::Text, "\xe2", false);
    peer.feedBytewise(first + peer.wire(Opcode::Continuation, "\x82\xac\xe2\x82", false)
                      + peer.wire(Opcode::Continuation, "\xac"));
    QCOMPARE(delivery == Delivery::Message ? peer.sink.messages.join() : peer.sink.pieces.join(),
             QByteArray("\xe2\x82\xac\xe2\x82\xac"));
    peer.feed(first + peer.wire(Opcode::Continuation, "A", false));
    QCOMPARE(sentCloseCode(peer.output()), 1007);
}

void tst_Delivery::textMustNotEndInsideACodePoint_data()
{
    addDeliveries();
}

void tst_Delivery::textMustNotEndInsideACodePoint()
{
    QFETCH(Delivery, delivery);
    for (const bool compressed : {false, true}) {
        EnginePair pair({.validateUtf8 = true, .delivery = delivery},
                        {.validateUtf8 = false, .deflate = DeflateOptions{.minimumBytes = 1}});
        const QByteArray octets = "text that is long enough \xe2\x82";
        QCOMPARE(pair.client.engine.sendMessage(octets, false, !compressed), SendResult::Ok);
        EnginePair::carry(pair.client, pair.server, 1);
        QVERIFY(!pair.server.sink.events.contains("end"));
        QVERIFY(pair.server.sink.messages.isEmpty());
        QCOMPARE(sentCloseCode(pair.server.output()), 1007);
    }
}

void tst_Delivery::partsAreSafeToKeep_data()
{
    addDeliveries();
}

void tst_Delivery::partsAreSafeToKeep()
{
    QFETCH(Delivery, delivery);
    EnginePeer peer(ConnectionOptions{.role = Role::Client, .delivery = delivery});
    peer.open();
    for (int i = 0; i < 5; ++i)
        peer.feed(peer.wire(Opcode::Text, "message " + QByteArray::number(i)));
    const auto &kept = delivery == Delivery::Message ? peer.sink.messages : peer.sink.pieces;
    for (int i = 0; i < 5; ++i)
        QCOMPARE(kept[i], "message " + QByteArray::number(i));
}

void tst_Delivery::observerSeesWholeFrames_data()
{
    addDeliveries();
}

void tst_Delivery::observerSeesWholeFrames()
{
    QFETCH(Delivery, delivery);
    for (const qsizetype piece : {qsizetype(0), qsizetype(1)}) {
        EnginePair pair({.delivery = delivery}, {});
        RecordingObserver observer;
        pair.server.engine.setFrameObserver(&observer);
        pair.server.sink.during = [&](const QByteArray &event) {
            if (event == "frame end" || event == "end" || event.startsWith("frame t"))
                observer.lines.append(event);
            return true;
        };
        const QByteArray text(100, 't');
        auto &client = pair.client;
        QCOMPARE(client.engine.sendMessage(text, false, false), SendResult::Ok);
        QCOMPARE(client.engine.sendPing("p", client.now), SendResult::Ok);
        QCOMPARE(client.engine.sendMessage("two2", false, false, 3), SendResult::Ok);
        EnginePair::carry(client, pair.server, piece);
        QByteArrayList expected{"received 1 rsv4 " + text};
        if (delivery != Delivery::Message)
            expected +=
                delivery == Delivery::Frame ? QByteArrayList{"end"} : QByteArrayList{"frame end", "end"};
        expected += {"received 9 rsv0 p", "sent 10 rsv0 p", "received 1- rsv0 two"};
        if (delivery != Delivery::Message)
            expected += delivery == Delivery::Frame ? "frame two" : "frame end";
        expected += "received 0 rsv0 2";
        if (delivery != Delivery::Message)
            expected +=
                delivery == Delivery::Frame ? QByteArrayList{"end"} : QByteArrayList{"frame end", "end"};
        QCOMPARE(observer.lines, expected);
    }
}

void tst_Delivery::anObserverThatComesLateSeesTheRest()
{
    EnginePeer peer(ConnectionOptions{
        .role = Role::Server, .limits = {.maxFrameBytes = 20}, .delivery = Delivery::Streaming});
    peer.open();
    RecordingObserver observer;
    const QByteArray frame = peer.wire(Opcode::Text, "0123456789");
    peer.feed(QByteArrayView(frame).chopped(4));
    peer.engine.setFrameObserver(&observer);
    peer.feed(QByteArrayView(frame).last(4));
    peer.feed(frame);
    QCOMPARE(observer.lines, (QByteArrayList{"received 1 rsv0 6789", "received 1 rsv0 0123456789"}));
}

void tst_Delivery::closingInAPartEndsTheParts_data()
{
    QTest::addColumn<QByteArray>("event");
    QTest::addColumn<Delivery>("delivery");
    for (const char *event : {"begin", "frame of", "data", "frame end", "end"})
        QTest::addRow("streaming: %s", event) << QByteArray(event) << Delivery::Streaming;
    for (const char *event : {"begin", "frame ", "end"})
        QTest::addRow("frames: %s", event) << QByteArray(event) << Delivery::Frame;
}

void tst_Delivery::closingInAPartEndsTheParts()
{
    QFETCH(QByteArray, event);
    QFETCH(Delivery, delivery);
    for (const bool bytewise : {false, true}) {
        EnginePeer peer(ConnectionOptions{.role = Role::Server, .delivery = delivery});
        peer.open();
        QByteArray last;
        peer.sink.during = [&](const QByteArray &what) {
            if (what.startsWith(event) && last.isEmpty()) {
                last = what;
                return peer.engine.close(1001, "", peer.now) == SendResult::Ok;
            }
            return true;
        };
        const QByteArray octets = peer.wire(Opcode::Text, "one", false)
            + peer.wire(Opcode::Continuation, "two") + peer.wire(Opcode::Text, "three")
            + peer.wire(Opcode::Close, closePayload(1001));
        bytewise ? peer.feedBytewise(octets) : peer.feed(octets);
        QVERIFY(!last.isEmpty());
        QCOMPARE(peer.sink.events.last(), last);
        peer.engine.transportClosed(TransportEnd::Clean, {}, peer.now);
        QCOMPARE(peer.sink.events.last(), QByteArray("closed 1001 clean"));
    }
}

void tst_Delivery::aSinkThatIsGoneIsNotCalledAgain_data()
{
    closingInAPartEndsTheParts_data();
}

void tst_Delivery::aSinkThatIsGoneIsNotCalledAgain()
{
    QFETCH(QByteArray, event);
    QFETCH(Delivery, delivery);
    EnginePeer peer(ConnectionOptions{.role = Role::Server, .delivery = delivery});
    peer.open();
    bool gone = false;
    peer.sink.during = [&](const QByteArray &what) {
        if (gone)
            QTest::qFail("called after it was gone", __FILE__, __LINE__);
        gone |= what.startsWith(event);
        return !gone;
    };
    peer.feed(peer.wire(Opcode::Text, "one", false) + peer.wire(Opcode::Continuation, "two")
              + peer.wire(Opcode::Ping, ""));
    peer.engine.transportClosed(TransportEnd::Lost, {}, peer.now);
    QVERIFY(gone);
}

void tst_Delivery::octetsFromInsideAPartKeepTheirOrder()
{
    EnginePeer peer(ConnectionOptions{.role = Role::Server, .delivery = Delivery::Streaming});
    peer.open();
    const QByteArray frame = peer.wire(Opcode::Text, "abcd");
    const QByteArray nested = frame.last(2) + peer.wire(Opcode::Ping, "nested");
    peer.sink.during = [&](const QByteArray &event) {
        if (event == "data ab")
            peer.feed(nested);
        return true;
    };
    peer.feed(frame.chopped(2));
    QCOMPARE(peer.sink.events,
             (QByteArrayList{"begin text", "frame of 4", "data ab", "data cd", "frame end", "end",
                             "ping nested"}));
}

void tst_Delivery::pausingInAPartKeepsTheRest_data()
{
    addDeliveries();
}

void tst_Delivery::pausingInAPartKeepsTheRest()
{
    QFETCH(Delivery, delivery);
    EnginePeer reference(ConnectionOptions{.role = Role::Server, .delivery = delivery});
    reference.open();
    const QByteArray octets = reference.wire(Opcode::Text, "one", false) + reference.wire(Opcode::Ping, "p")
        + reference.wire(Opcode::Continuation, "two") + reference.wire(Opcode::Text, "three");
    reference.feed(octets);

    EnginePeer peer(ConnectionOptions{.role = Role::Server, .delivery = delivery});
    peer.open();
    peer.sink.during = [&peer](const QByteArray &) {
        peer.engine.setPaused(true, peer.now);
        return true;
    };
    peer.feed(octets);
    for (qsizetype i = 1; i <= reference.sink.events.size(); ++i) {
        QCOMPARE(peer.sink.events, reference.sink.events.first(i));
        peer.engine.setPaused(false, peer.now);
    }
    QCOMPARE(peer.sink.events, reference.sink.events);
}

void tst_Delivery::aMaskThatWasNotAppliedIsNotTakenOff_data()
{
    addDeliveries();
}

void tst_Delivery::aMaskThatWasNotAppliedIsNotTakenOff()
{
    QFETCH(Delivery, delivery);
    EnginePair pair({.delivery = delivery, .applyMask = false}, {.applyMask = false});
    QCOMPARE(pair.client.engine.sendMessage("as it is", false, false), SendResult::Ok);
    QCOMPARE(pair.client.engine.sendPing("ping", pair.client.now), SendResult::Ok);
    const QByteArray octets = pair.client.output();
    QVERIFY(octets.contains("as it is"));
    QVERIFY((octets[1] & 0x80) != 0);
    pair.server.feedBytewise(octets);
    QCOMPARE(delivery == Delivery::Message ? pair.server.sink.messages.join()
                                           : pair.server.sink.pieces.join(),
             QByteArray("as it is"));
    QVERIFY(pair.server.sink.events.contains("ping ping"));
}

QTEST_APPLESS_MAIN(tst_Delivery)
#include "tst_delivery.moc"

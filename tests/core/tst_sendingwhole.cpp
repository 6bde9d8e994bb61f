// SPDX-License-Identifier: MIT
// Whole messages on their way out: cut into frames, prepared for many connections, and
// raw frames for tests of peers.
#include "support/enginepair.h"
#include "support/recordingobserver.h"

#include "core/message/utf8validator.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Role)

class tst_SendingWhole : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesAreCutIntoFrames_data();
    void messagesAreCutIntoFrames();
    void aMessageThatFitsIsNotCut();
    void theSizeOfOneMessageOverridesTheOption();
    void textIsCutBetweenCodePoints_data();
    void textIsCutBetweenCodePoints();
    void compressedFramesComeBackAsOneMessage_data();
    void compressedFramesComeBackAsOneMessage();
    void observerSeesTheFrames();
    void preparedMessagesArrive_data();
    void preparedMessagesArrive();
    void aPreparedMessageDoesNotSpoilTheNextOne_data();
    void aPreparedMessageDoesNotSpoilTheNextOne();
    void preparedFramesAreMadeOnceForAServer();
    void aClientMasksEachCopyAnew();
    void preparedTextMustBeUtf8();
    void rawFramesGoOutAsTheyAre();
    void rawFramesNeedAnOpenConnection();
};

namespace {

void addRoles()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("server") << Role::Server;
    QTest::newRow("client") << Role::Client;
}

const DeflateOptions compressAll{.minimumBytes = 0};

QByteArray sampleText(qsizetype size)
{
    return QByteArray(R"({"sensor":"s1","unit":"°C","price":"€"})").repeated(size / 40 + 1).first(size);
}

} // namespace

void tst_SendingWhole::messagesAreCutIntoFrames_data()
{
    addRoles();
}

void tst_SendingWhole::messagesAreCutIntoFrames()
{
    QFETCH(Role, role);
    EnginePeer peer(ConnectionOptions{.role = role, .autoFragmentSize = 4});
    peer.open();
    QCOMPARE(peer.engine.sendMessage("0123456789", true, false), SendResult::Ok);
    const auto frames = readFrames(peer.output());
    QCOMPARE(frames.size(), 3);
    QCOMPARE(frames[0].header.opcode, quint8(Opcode::Binary));
    QCOMPARE(frames[0].payload, QByteArray("0123"));
    QVERIFY(!frames[0].header.fin && !frames[1].header.fin && frames[2].header.fin);
    QCOMPARE(frames[1].header.opcode, quint8(Opcode::Continuation));
    QCOMPARE(frames[1].payload, QByteArray("4567"));
    QCOMPARE(frames[2].payload, QByteArray("89"));
    QCOMPARE(frames[2].header.masked, role == Role::Client);
}

void tst_SendingWhole::aMessageThatFitsIsNotCut()
{
    for (const QByteArray &payload : {QByteArray(), QByteArray("0123")}) {
        EnginePeer peer(ConnectionOptions{.role = Role::Server, .autoFragmentSize = 4});
        peer.open();
        QCOMPARE(peer.engine.sendMessage(payload, true, false), SendResult::Ok);
        const auto frames = readFrames(peer.output());
        QCOMPARE(frames.size(), 1);
        QVERIFY(frames[0].header.fin);
    }
}

void tst_SendingWhole::theSizeOfOneMessageOverridesTheOption()
{
    const auto framesOf = [](qsizetype automatic, std::optional<qsizetype> size) {
        EnginePeer peer(ConnectionOptions{.role = Role::Server, .autoFragmentSize = automatic});
        peer.open();
        return peer.engine.sendMessage("0123456789", true, false, size) == SendResult::Ok
            ? readFrames(peer.output()).size()
            : 0;
    };
    QCOMPARE(framesOf(0, std::nullopt), 1);
    QCOMPARE(framesOf(5, std::nullopt), 2);
    QCOMPARE(framesOf(5, 1), 10);
    QCOMPARE(framesOf(5, 0), 1);
    QCOMPARE(framesOf(0, 3), 4);
}

void tst_SendingWhole::textIsCutBetweenCodePoints_data()
{
    QTest::addColumn<qsizetype>("size");
    for (const qsizetype size : {1, 2, 3, 4, 5, 6, 7, 100})
        QTest::addRow("%d", int(size)) << size;
}

void tst_SendingWhole::textIsCutBetweenCodePoints()
{
    QFETCH(qsizetype, size);
    const QByteArray text = QByteArray("aé€\xf0\x9f\x98\x80").repeated(50);
    EnginePeer peer(Role::Server);
    peer.open();
    QCOMPARE(peer.engine.sendMessage(text, false, false, size), SendResult::Ok);
    const auto frames = readFrames(peer.output());
    QByteArray whole;
    for (const SentFrame &frame : frames) {
        whole += frame.payload;
        QVERIFY(!frame.payload.isEmpty());
        QVERIFY(frame.payload.size() <= size);
        if (size >= 4) {
            QVERIFY(isValidUtf8(frame.payload));
            QVERIFY(frame.header.fin || frame.payload.size() > size - 4);
        }
    }
    QCOMPARE(whole, text);
}

void tst_SendingWhole::compressedFramesComeBackAsOneMessage_data()
{
    addRoles();
}

void tst_SendingWhole::compressedFramesComeBackAsOneMessage()
{
    QFETCH(Role, role);
    for (const qsizetype size : {qsizetype(1), qsizetype(10), qsizetype(1000)}) {
        EnginePair pair({.autoFragmentSize = size}, {.autoFragmentSize = size});
        EnginePeer &from = pair.end(role);
        EnginePeer &to = pair.otherEnd(role);
        QList<QByteArray> sent;
        for (int round = 0; round < 3; ++round) {
            sent.append(sampleText(5000));
            QCOMPARE(from.engine.sendMessage(sent.last(), true, false), SendResult::Ok);
            const QByteArray octets = from.output();
            const auto frames = readFrames(octets);
            QVERIFY(frames.size() > 1 || size == 1000);
            for (qsizetype i = 0; i < frames.size(); ++i) {
                QCOMPARE(frames[i].header.rsv, i == 0 ? Rsv1 : quint8(0));
                QVERIFY(frames[i].payload.size() <= size);
            }
            to.feed(octets);
        }
        QCOMPARE(to.sink.messages, sent);
    }
}

void tst_SendingWhole::observerSeesTheFrames()
{
    RecordingObserver observer;
    EnginePeer peer(Role::Server);
    peer.open("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    peer.engine.setFrameObserver(&observer);
    QCOMPARE(peer.engine.sendMessage("abcdef", false, false, 4), SendResult::Ok);
    QCOMPARE(observer.lines, (QByteArrayList{"sent 1- rsv0 abcd", "sent 0 rsv0 ef"}));
    observer.lines.clear();
    const QByteArray text = QByteArray("some text ").repeated(20);
    QCOMPARE(peer.engine.sendMessage(text, false, false, 10), SendResult::Ok);
    QCOMPARE(observer.lines.first(), QByteArray("sent 1- rsv4 "));
    QCOMPARE(observer.lines.last(), "sent 0 rsv0 " + text);
}

void tst_SendingWhole::preparedMessagesArrive_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<bool>("compressed");
    QTest::addColumn<qsizetype>("fragmentSize");
    for (const Role role : {Role::Server, Role::Client}) {
        for (const bool compressed : {false, true}) {
            for (const qsizetype size : {0, 100}) {
                QTest::addRow("%s, %s, frames of %d", role == Role::Server ? "server" : "client",
                              compressed ? "compressed" : "plain", int(size))
                    << role << compressed << size;
            }
        }
    }
}

void tst_SendingWhole::preparedMessagesArrive()
{
    QFETCH(Role, role);
    QFETCH(bool, compressed);
    QFETCH(qsizetype, fragmentSize);
    for (const qsizetype size : {0, 1, 125, 126, 65535, 65536}) {
        PreparedMessage message(sampleText(size), true, !compressed);
        QList<QByteArray> expected;
        EnginePair pair({.autoFragmentSize = fragmentSize}, {.autoFragmentSize = fragmentSize});
        EnginePeer &from = pair.end(role);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(from.engine.sendPreparedMessage(message), SendResult::Ok);
            expected.append(message.payload());
        }
        const QByteArray octets = from.output();
        const auto frames = readFrames(octets);
        QCOMPARE(frames[0].header.rsv, compressed && size >= 64 ? Rsv1 : quint8(0));
        for (const SentFrame &frame : frames)
            QVERIFY(fragmentSize == 0 || frame.payload.size() <= fragmentSize);
        pair.otherEnd(role).feed(octets);
        QCOMPARE(pair.otherEnd(role).sink.messages, expected);
    }
}

void tst_SendingWhole::aPreparedMessageDoesNotSpoilTheNextOne_data()
{
    addRoles();
}

// The receiver's window holds what it inflated, the prepared message included. A context
// of ours that went on from before that would refer to what lies elsewhere by then.
void tst_SendingWhole::aPreparedMessageDoesNotSpoilTheNextOne()
{
    QFETCH(Role, role);
    EnginePair pair({.deflate = compressAll}, {.deflate = compressAll});
    EnginePeer &from = pair.end(role);
    EnginePeer &to = pair.otherEnd(role);
    const QByteArray own = sampleText(500);
    PreparedMessage prepared(QByteArray("prepared for all of them ").repeated(40), true, false);
    QList<QByteArray> expected;
    for (int round = 0; round < 3; ++round) {
        QCOMPARE(from.engine.sendMessage(own, true, false), SendResult::Ok);
        QCOMPARE(from.engine.sendPreparedMessage(prepared), SendResult::Ok);
        QCOMPARE(from.engine.beginMessage(true, false, from.now), SendResult::Ok);
        QCOMPARE(from.engine.sendMessageFrame(own, from.now), SendResult::Ok);
        QCOMPARE(from.engine.endMessage(from.now), SendResult::Ok);
        QCOMPARE(from.engine.sendPreparedMessage(prepared), SendResult::Ok);
        expected += {own, prepared.payload(), own, prepared.payload()};
        EnginePair::carry(from, to);
    }
    QCOMPARE(to.engine.state(), ConnectionState::Open);
    QCOMPARE(to.sink.messages, expected);
}

void tst_SendingWhole::preparedFramesAreMadeOnceForAServer()
{
    PreparedMessage message(sampleText(1000), false, false);
    const char *frames = nullptr;
    for (int i = 0; i < 3; ++i) {
        EnginePair pair({}, {});
        QCOMPARE(pair.server.engine.sendPreparedMessage(message), SendResult::Ok);
        const QByteArray output = pair.server.output();
        QVERIFY(!frames || output.constData() == frames);
        frames = output.constData();
        pair.client.feed(output);
        QCOMPARE(pair.client.sink.messages, QList<QByteArray>{message.payload()});
    }
}

void tst_SendingWhole::aClientMasksEachCopyAnew()
{
    PreparedMessage message("once", false, false);
    EnginePeer peer(Role::Client);
    peer.open();
    QCOMPARE(peer.engine.sendPreparedMessage(message), SendResult::Ok);
    QCOMPARE(peer.engine.sendPreparedMessage(message), SendResult::Ok);
    const auto frames = readFrames(peer.output());
    QCOMPARE(frames.size(), 2);
    QVERIFY(frames[0].header.masked && frames[1].header.masked);
    QVERIFY(frames[0].header.maskKey != frames[1].header.maskKey);
}

void tst_SendingWhole::preparedTextMustBeUtf8()
{
    PreparedMessage message("\xff", false, false);
    EnginePeer peer(Role::Server);
    QCOMPARE(peer.engine.sendPreparedMessage(message), SendResult::NotOpen);
    peer.open();
    QCOMPARE(peer.engine.sendPreparedMessage(message), SendResult::InvalidUtf8);
    QVERIFY(!peer.engine.hasOutput());
}

void tst_SendingWhole::rawFramesGoOutAsTheyAre()
{
    EnginePeer peer(Role::Client);
    peer.open();
    RecordingObserver observer;
    peer.engine.setFrameObserver(&observer);
    QCOMPARE(peer.engine.sendRawFrame(
                 {.header = {.fin = false, .rsv = 7, .opcode = 0xF, .payloadLength = 300}, .payload = "lie"},
                 peer.now),
             SendResult::Ok);
    QCOMPARE(peer.output(), QByteArray("\x7f\x7e\x01\x2clie", 7));
    QCOMPARE(peer.engine.sendRawFrame(
                 {.header = {.masked = true, .maskKey = 0x01010101, .payloadLength = 1}, .payload = "a"},
                 peer.now),
             SendResult::Ok);
    QCOMPARE(peer.output(), QByteArray("\x81\x81\x01\x01\x01\x01`"));
    QCOMPARE(peer.engine.sendRawOctets("\xff\x00", peer.now), SendResult::Ok);
    QCOMPARE(peer.output(), QByteArray("\xff"));
    QCOMPARE(observer.lines.size(), 2);
}

void tst_SendingWhole::rawFramesNeedAnOpenConnection()
{
    EnginePeer peer(Role::Server);
    QCOMPARE(peer.engine.sendRawFrame({}, peer.now), SendResult::NotOpen);
    QCOMPARE(peer.engine.sendRawOctets("octets", peer.now), SendResult::NotOpen);
    QVERIFY(!peer.engine.hasOutput());
}

QTEST_APPLESS_MAIN(tst_SendingWhole)
#include "tst_sendingwhole.moc"

// SPDX-License-Identifier: MIT
// Messages sent by frame and as a stream: what leaves, in which order calls may come,
// and what happens when something else wants to be sent meanwhile.
#include "support/enginepair.h"
#include "support/recordingobserver.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

Q_DECLARE_METATYPE(Role)
Q_DECLARE_METATYPE(Delivery)

class tst_SendingInParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void framesLeaveAsTheyAreGiven_data();
    void framesLeaveAsTheyAreGiven();
    void everyWayToSendArrivesInEveryDelivery_data();
    void everyWayToSendArrivesInEveryDelivery();
    void aMessageWithoutFramesIsEmpty();
    void compressedFramesCanBeReadAtOnce();
    void withoutTakeoverMessagesInPartsBeginAfresh();
    void aStreamedMessageGoesUncompressed();
    void surplusIsNotTaken();
    void textIsJudgedAcrossParts();
    void refusedTextCanBeSentAnew();
    void observerSeesAStreamedFrameOnce();
    void streamingHoldsNothingBack();
};

namespace {

void addRoles()
{
    QTest::addColumn<Role>("role");
    QTest::newRow("server") << Role::Server;
    QTest::newRow("client") << Role::Client;
}

//! Opened, inside a frame of 10 octets of which 4 are sent.
void beginFrame(EnginePeer &peer)
{
    QCOMPARE(peer.engine.beginMessage(false, false, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.beginMessageFrame(10, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.sendMessageFrameData("0123", peer.now).remaining, 6);
}

} // namespace

void tst_SendingInParts::framesLeaveAsTheyAreGiven_data()
{
    addRoles();
}

void tst_SendingInParts::framesLeaveAsTheyAreGiven()
{
    QFETCH(Role, role);
    EnginePeer peer(role);
    peer.open();
    auto &engine = peer.engine;
    QCOMPARE(engine.beginMessage(true, false, peer.now), SendResult::Ok);
    QCOMPARE(engine.sendMessageFrame("one", peer.now), SendResult::Ok);
    QCOMPARE(engine.beginMessageFrame(6, peer.now), SendResult::Ok);
    QCOMPARE(engine.sendMessageFrameData("t", peer.now).remaining, 5);
    QCOMPARE(engine.sendMessageFrameData("", peer.now).remaining, 5);
    QCOMPARE(engine.sendMessageFrameData("wo to", peer.now).remaining, 0);
    QCOMPARE(engine.beginMessageFrame(0, peer.now), SendResult::Ok);
    QCOMPARE(engine.endMessage(peer.now), SendResult::Ok);
    const auto frames = readFrames(peer.output());
    QCOMPARE(frames.size(), 4);
    const QByteArrayList payloads{"one", "two to", "", ""};
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(frames[i].payload, payloads[i]);
        QCOMPARE(frames[i].header.opcode, quint8(i == 0 ? Opcode::Binary : Opcode::Continuation));
        QCOMPARE(frames[i].header.fin, i == 3);
        QCOMPARE(frames[i].header.masked, role == Role::Client);
    }
}

namespace {

enum class Way { Whole, Fragmented, Frames, Stream, Mixed, Prepared };
constexpr const char *wayNames[] = {"whole", "fragmented", "frames", "stream", "mixed", "prepared"};

void stream(EnginePeer &peer, QByteArrayView payload)
{
    QCOMPARE(peer.engine.beginMessageFrame(quint64(payload.size()), peer.now), SendResult::Ok);
    while (!payload.isEmpty()) {
        const QByteArrayView piece = payload.first(qMin<qsizetype>(1000, payload.size()));
        payload = payload.sliced(piece.size());
        const auto [result, remaining] = peer.engine.sendMessageFrameData(piece, peer.now);
        QCOMPARE(result, SendResult::Ok);
        QCOMPARE(remaining, qint64(payload.size()));
    }
}

void send(Way way, EnginePeer &peer, const QByteArray &payload, bool isBinary)
{
    Connection &engine = peer.engine;
    if (way == Way::Whole || way == Way::Fragmented) {
        const qsizetype size = way == Way::Fragmented ? qMax<qsizetype>(1, payload.size() / 3) : 0;
        QCOMPARE(engine.sendMessage(payload, isBinary, false, size), SendResult::Ok);
        return;
    }
    if (way == Way::Prepared) {
        PreparedMessage message(payload, isBinary, false);
        QCOMPARE(engine.sendPreparedMessage(message), SendResult::Ok);
        return;
    }
    QCOMPARE(engine.beginMessage(isBinary, way == Way::Mixed, peer.now), SendResult::Ok);
    const qsizetype half = payload.size() / 2;
    const QByteArrayView first = QByteArrayView(payload).first(half);
    const QByteArrayView second = QByteArrayView(payload).sliced(half);
    if (way == Way::Stream)
        stream(peer, first);
    else
        QCOMPARE(engine.sendMessageFrame(first, peer.now), SendResult::Ok);
    QCOMPARE(engine.sendPing("between", peer.now), SendResult::Ok);
    if (way == Way::Frames)
        QCOMPARE(engine.sendMessageFrame(second, peer.now), SendResult::Ok);
    else
        stream(peer, second);
    QCOMPARE(engine.endMessage(peer.now), SendResult::Ok);
}

} // namespace

void tst_SendingInParts::everyWayToSendArrivesInEveryDelivery_data()
{
    QTest::addColumn<Role>("role");
    QTest::addColumn<int>("way");
    QTest::addColumn<Delivery>("delivery");
    QTest::addColumn<bool>("deflate");
    for (const Role role : {Role::Server, Role::Client}) {
        for (int way = 0; way <= int(Way::Prepared); ++way) {
            for (int delivery = 0; delivery <= int(Delivery::Streaming); ++delivery) {
                for (const bool deflate : {false, true}) {
                    QTest::addRow("%s, %s, delivery %d, deflate %d",
                                  role == Role::Server ? "server" : "client", wayNames[way], delivery,
                                  deflate)
                        << role << way << Delivery(delivery) << deflate;
                }
            }
        }
    }
}

void tst_SendingInParts::everyWayToSendArrivesInEveryDelivery()
{
    QFETCH(Role, role);
    QFETCH(int, way);
    QFETCH(Delivery, delivery);
    QFETCH(bool, deflate);
    std::optional<DeflateOptions> deflateOptions;
    if (deflate)
        deflateOptions = DeflateOptions{.minimumBytes = 0};
    for (const qsizetype piece : {qsizetype(0), qsizetype(1), qsizetype(777)}) {
        EnginePair pair({.deflate = deflateOptions, .delivery = delivery},
                        {.deflate = deflateOptions, .delivery = delivery});
        EnginePeer &from = pair.end(role);
        EnginePeer &to = pair.otherEnd(role);
        QList<QByteArray> expected;
        for (const qsizetype size : {0, 1, 124, 125, 126, 127, 250, 252, 65535, 65536, 131072}) {
            if (piece == 1 && size > 1000)
                break;
            QByteArray payload = QByteArray("€uro and repetition ").repeated(size / 22 + 1).first(size);
            const bool isText = size % 22 == 0 || size % 2 == 1;
            if (isText) // the last code point may have been cut
                payload.replace("\xe2\x82\xac", "eur").replace('\xe2', '.').replace('\x82', '.');
            send(Way(way), from, payload, !isText);
            EnginePair::carry(from, to, piece);
            expected.append(payload);
        }
        QCOMPARE(to.engine.state(), ConnectionState::Open);
        if (delivery == Delivery::Message) {
            QCOMPARE(to.sink.messages, expected);
        } else {
            QCOMPARE(to.sink.pieces.join(), expected.join());
            QCOMPARE(to.sink.events.count("end"), expected.size());
        }
    }
}

void tst_SendingInParts::aMessageWithoutFramesIsEmpty()
{
    for (const bool isBinary : {false, true}) {
        EnginePair pair({}, {});
        QCOMPARE(pair.client.engine.beginMessage(isBinary, false, pair.client.now), SendResult::Ok);
        QCOMPARE(pair.client.engine.endMessage(pair.client.now), SendResult::Ok);
        EnginePair::carry(pair.client, pair.server);
        QCOMPARE(pair.server.sink.events, QByteArrayList{isBinary ? "binary " : "text "});
    }
}

void tst_SendingInParts::compressedFramesCanBeReadAtOnce()
{
    EnginePair pair({.delivery = Delivery::Frame}, {});
    auto &client = pair.client;
    const QByteArray text = QByteArray("flushed up to its last octet ").repeated(100);
    for (int round = 0; round < 2; ++round) {
        pair.server.sink.pieces.clear();
        QCOMPARE(client.engine.beginMessage(false, false, client.now), SendResult::Ok);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(client.engine.sendMessageFrame(text, client.now), SendResult::Ok);
            const QByteArray output = client.output();
            const auto frames = readFrames(output);
            QCOMPARE(frames.size(), 1);
            QCOMPARE(frames[0].header.rsv, i == 0 ? Rsv1 : quint8(0));
            QVERIFY(output.size() < text.size() / 4);
            pair.server.feed(output);
            QCOMPARE(pair.server.sink.pieces, QList<QByteArray>(i + 1, text));
        }
        QCOMPARE(client.engine.endMessage(client.now), SendResult::Ok);
        const QByteArray output = client.output();
        // RFC 7692 section 7.2.3.6
        QCOMPARE(readFrames(output)[0].payload, QByteArray(1, '\0'));
        pair.server.feed(output);
        QCOMPARE(pair.server.sink.events.last(), QByteArray("end"));
    }
}

void tst_SendingInParts::withoutTakeoverMessagesInPartsBeginAfresh()
{
    const DeflateOptions forgetful{.serverNoContextTakeover = true, .clientNoContextTakeover = true};
    EnginePair pair({.deflate = forgetful}, {.deflate = forgetful});
    auto &server = pair.server;
    const QByteArray text = QByteArray("the same again ").repeated(20);
    QByteArray first;
    for (int round = 0; round < 3; ++round) {
        QCOMPARE(server.engine.beginMessage(false, false, server.now), SendResult::Ok);
        QCOMPARE(server.engine.sendMessageFrame(text, server.now), SendResult::Ok);
        QCOMPARE(server.engine.endMessage(server.now), SendResult::Ok);
        const QByteArray output = server.output();
        QVERIFY(round == 0 || output == first);
        first = output;
        pair.client.feed(output);
    }
    QCOMPARE(pair.client.sink.messages, QList<QByteArray>(3, text));
}

void tst_SendingInParts::aStreamedMessageGoesUncompressed()
{
    EnginePair pair({}, {});
    auto &client = pair.client;
    const QByteArray text(200, 't');
    QCOMPARE(client.engine.beginMessage(false, false, client.now), SendResult::Ok);
    QCOMPARE(client.engine.beginMessageFrame(200, client.now), SendResult::Ok);
    QCOMPARE(client.engine.sendMessageFrameData(text, client.now).remaining, 0);
    QCOMPARE(client.engine.sendMessageFrame(text, client.now), SendResult::Ok);
    QCOMPARE(client.engine.endMessage(client.now), SendResult::Ok);
    const QByteArray output = client.output();
    for (const SentFrame &frame : readFrames(output))
        QCOMPARE(frame.header.rsv, quint8(0));
    pair.server.feed(output);
    QCOMPARE(pair.server.sink.messages, QList<QByteArray>{text + text});

    QCOMPARE(client.engine.beginMessage(false, false, client.now), SendResult::Ok);
    QCOMPARE(client.engine.sendMessageFrame(text, client.now), SendResult::Ok);
    client.output();
    QCOMPARE(client.engine.beginMessageFrame(200, client.now), SendResult::OutOfOrder);
    QVERIFY(!client.engine.hasOutput());
}

void tst_SendingInParts::surplusIsNotTaken()
{
    EnginePeer peer(Role::Client);
    peer.open();
    QCOMPARE(peer.engine.beginMessage(false, false, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.beginMessageFrame(5, peer.now), SendResult::Ok);
    // What is not taken is not judged either.
    const auto [result, remaining] = peer.engine.sendMessageFrameData("12345\xff\xff", peer.now);
    QCOMPARE(result, SendResult::Ok);
    QCOMPARE(remaining, -2);
    QCOMPARE(readFrames(peer.output())[0].payload, QByteArray("12345"));
    QCOMPARE(peer.engine.beginMessageFrame(quint64(1) << 63, peer.now), SendResult::TooBig);
    QVERIFY(!peer.engine.hasOutput());
    QCOMPARE(peer.engine.endMessage(peer.now), SendResult::Ok);
}

void tst_SendingInParts::textIsJudgedAcrossParts()
{
    EnginePair pair({}, {});
    auto &client = pair.client;
    QCOMPARE(client.engine.beginMessage(false, false, client.now), SendResult::Ok);
    QCOMPARE(client.engine.sendMessageFrame("\xe2", client.now), SendResult::Ok);
    QCOMPARE(client.engine.endMessage(client.now), SendResult::InvalidUtf8);
    QCOMPARE(client.engine.sendMessageFrame("A", client.now), SendResult::InvalidUtf8);
    QCOMPARE(client.engine.sendMessageFrame("\x82", client.now), SendResult::Ok);
    QCOMPARE(client.engine.sendMessageFrame("\xac", client.now), SendResult::Ok);
    QCOMPARE(client.engine.endMessage(client.now), SendResult::Ok);
    EnginePair::carry(client, pair.server);
    QCOMPARE(pair.server.sink.events, QByteArrayList{"text \xe2\x82\xac"});
}

void tst_SendingInParts::refusedTextCanBeSentAnew()
{
    EnginePeer peer(Role::Server);
    peer.open();
    QCOMPARE(peer.engine.beginMessage(false, false, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.beginMessageFrame(3, peer.now), SendResult::Ok);
    const auto refused = peer.engine.sendMessageFrameData("a\xff", peer.now);
    QCOMPARE(refused.result, SendResult::InvalidUtf8);
    QCOMPARE(refused.remaining, 3);
    QCOMPARE(peer.engine.sendMessageFrameData("abc", peer.now).remaining, 0);
    QCOMPARE(peer.engine.endMessage(peer.now), SendResult::Ok);
    QCOMPARE(readFrames(peer.output())[0].payload, QByteArray("abc"));
}

void tst_SendingInParts::observerSeesAStreamedFrameOnce()
{
    RecordingObserver observer;
    EnginePeer peer(ConnectionOptions{.role = Role::Client, .limits = {.maxFrameBytes = 8}});
    peer.open("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12; "
              "client_max_window_bits=12\r\n");
    peer.engine.setFrameObserver(&observer);
    beginFrame(peer);
    QVERIFY(observer.lines.isEmpty());
    QCOMPARE(peer.engine.sendMessageFrameData("456789", peer.now).remaining, 0);
    QCOMPARE(peer.engine.beginMessageFrame(2, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.sendMessageFrameData("ab", peer.now).remaining, 0);
    QCOMPARE(peer.engine.endMessage(peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.beginMessage(true, false, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.sendMessageFrame("compressed", peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.endMessage(peer.now), SendResult::Ok);
    // Of the first no more is kept than a frame may have.
    QCOMPARE(observer.lines,
             (QByteArrayList{"sent 1- rsv0 01234567", "sent 0- rsv0 ab", "sent 0 rsv0 ",
                             "sent 2- rsv4 compressed", "sent 0 rsv0 "}));
}

void tst_SendingInParts::streamingHoldsNothingBack()
{
    EnginePeer peer(Role::Client);
    peer.open();
    constexpr qsizetype size = 64 * 1024 * 1024;
    const QByteArray piece(64 * 1024, 'p');
    QCOMPARE(peer.engine.beginMessage(true, false, peer.now), SendResult::Ok);
    QCOMPARE(peer.engine.beginMessageFrame(size, peer.now), SendResult::Ok);
    peer.output();
    for (qsizetype sent = 0; sent < size; sent += piece.size()) {
        QCOMPARE(peer.engine.sendMessageFrameData(piece, peer.now).remaining, size - sent - piece.size());
        const QByteArray output = peer.output();
        QCOMPARE(output.size(), piece.size());
        QVERIFY(output.capacity() < 2 * piece.size());
    }
    QCOMPARE(peer.engine.endMessage(peer.now), SendResult::Ok);
}

QTEST_APPLESS_MAIN(tst_SendingInParts)
#include "tst_sendinginparts.moc"

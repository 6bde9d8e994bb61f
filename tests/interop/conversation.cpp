// SPDX-License-Identifier: MIT
#include "conversation.h"

namespace Gantry::Interop {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype Sizes[] = {0, 1, 125, 126, 65535, 65536, 1 << 20};

//! \a size octets of text with code points of one to four octets.
QByteArray textOf(qsizetype size)
{
    const QByteArray unit = u"a\u00e4\u20ac\U0001f600"_s.toUtf8();
    return unit.repeated(size / unit.size()) + QByteArray(size % unit.size(), '-');
}

QByteArray binaryOf(qsizetype size)
{
    QByteArray octets(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        octets[i] = char(i * 31);
    return octets;
}

} // namespace

void addManners()
{
    QTest::addColumn<bool>("isSecure");
    QTest::addColumn<bool>("isCompressed");
    QTest::newRow("ws") << false << false;
    QTest::newRow("ws, compressed") << false << true;
    QTest::newRow("wss") << true << false;
    QTest::newRow("wss, compressed") << true << true;
}

Manner currentManner()
{
    QFETCH(bool, isSecure);
    QFETCH(bool, isCompressed);
    return {.isSecure = isSecure, .isCompressed = isCompressed};
}

void expectMessage(ClientPeer &client, const Message &message)
{
    QTRY_VERIFY_WITH_TIMEOUT(!client.inbox().isEmpty() || client.end(), PatienceMs);
    QVERIFY2(!client.inbox().isEmpty(), "the connection ended instead");
    const Message got = client.takeMessage();
    QCOMPARE(got.isBinary, message.isBinary);
    QCOMPARE(got.payload.size(), message.payload.size());
    QVERIFY2(got.payload == message.payload, got.payload.left(200).toPercentEncoding().constData());
}

void expectEchoes(ClientPeer &client)
{
    for (const qsizetype size : Sizes) {
        for (const Message &message : {Message{textOf(size), false}, Message{binaryOf(size), true}}) {
            QCOMPARE(client.connection()->sendMessage(message.payload, message.isBinary), SendResult::Queued);
            expectMessage(client, message);
            if (QTest::currentTestFailed())
                return;
        }
    }
    for (int i = 0; i < 500; ++i)
        client.connection()->sendMessage(textOf(i * 7 % 900), false);
    for (int i = 0; i < 500 && !QTest::currentTestFailed(); ++i)
        expectMessage(client, {textOf(i * 7 % 900), false});
}

void expectEchoesOfParts(ClientPeer &client)
{
    WebSocketClientProtocol *connection = client.connection();
    for (const qsizetype size : Sizes) {
        const QByteArray text = textOf(size);
        // Cut between code points, as receivers that decode each frame by itself need it.
        const QByteArray half = textOf(size / 2);
        QVERIFY(
            isTaken(connection->sendMessage(text, false, {.fragmentSize = qMax<qsizetype>(4, size / 7)})));
        QVERIFY(isTaken(connection->sendPreparedMessage(PreparedMessage(text))));
        QVERIFY(isTaken(connection->beginMessage()));
        QVERIFY(isTaken(connection->sendMessageFrame(half)));
        QVERIFY(isTaken(connection->sendPing("between")));
        QVERIFY(isTaken(connection->sendMessageFrame("")));
        QVERIFY(isTaken(connection->sendMessageFrame(half)));
        QVERIFY(isTaken(connection->endMessage()));
        QVERIFY(isTaken(connection->sendMessage(text)));
        QVERIFY(isTaken(connection->beginMessage(true)));
        QVERIFY(isTaken(connection->beginMessageFrame(size)));
        for (qsizetype at = 0; at < size; at += 10'000)
            QVERIFY(isTaken(connection->sendMessageFrameData(text.mid(at, 10'000)).result));
        QVERIFY(isTaken(connection->endMessage()));
        const Message expected[] = {
            {text, false}, {text, false}, {half + half, false}, {text, false}, {text, true}};
        for (const Message &message : expected) {
            expectMessage(client, message);
            if (QTest::currentTestFailed())
                return;
        }
    }
}

} // namespace Gantry::Interop

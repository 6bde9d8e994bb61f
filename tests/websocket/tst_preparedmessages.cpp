// SPDX-License-Identifier: MIT
// One message to many connections, and raw octets for tests of peers.
#include "support/memorypair.h"
#include "support/servers.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestPreparedMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aBroadcastReachesClientsOfEveryWindow();
    void textThatIsNoUtf8IsRefused();
    void itIsAValue();
    void rawFramesBreakRules();
    void aRawFrameIsMaskedAsTheRoleDoes();
    void choppedOctetsAreWrittenOneByOne();
};

void TestPreparedMessages::aBroadcastReachesClientsOfEveryWindow()
{
    EchoServer server;
    server.setProtocolOptions({.perMessageDeflate = DeflateOptions{.serverMaxWindowBits = 15}});
    std::vector<std::unique_ptr<Client>> clients;
    for (int bits = 8; bits <= 16; ++bits) {
        clients.push_back(std::make_unique<Client>(server.listeningUrl()));
        ClientOptions options;
        if (bits == 16)
            options.perMessageDeflate.reset();
        else
            options.perMessageDeflate->serverMaxWindowBits = bits;
        clients.back()->setProtocolOptions(options);
        clients.back()->connectTo();
        QTRY_VERIFY(clients.back()->isOpen());
    }
    const QByteArray own = QByteArray("own words, each time ").repeated(30);
    const PreparedMessage message =
        server.prepareMessage(QByteArray("to all of them, prepared ").repeated(400));
    QVERIFY(message.isValid() && !message.isBinary());
    for (int round = 0; round < 3; ++round) {
        for (const auto &protocol : server.protocols()) {
            QTRY_VERIFY(protocol->isOpen());
            QCOMPARE(protocol->sendMessage(own), SendResult::Queued);
            QCOMPARE(protocol->sendPreparedMessage(message), SendResult::Queued);
        }
    }
    for (const auto &client : clients) {
        QTRY_COMPARE(client->log().count(u"message to all"), 3);
        QCOMPARE(client->log().count(u"message own"), 3);
        QVERIFY(client->isOpen());
    }
}

void TestPreparedMessages::textThatIsNoUtf8IsRefused()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    const PreparedMessage message = pair.serverFactory.prepareMessage("\xff");
    QVERIFY(!message.isValid());
    QCOMPARE(pair.server->sendPreparedMessage(message), SendResult::InvalidUtf8);
    QVERIFY(pair.serverFactory.prepareMessage("\xff", true).isValid());
    QCOMPARE(pair.server->bytesToWrite(), 0);
}

void TestPreparedMessages::itIsAValue()
{
    PreparedMessage a("a");
    const PreparedMessage b("b", true);
    PreparedMessage c = a;
    a = b;
    QCOMPARE(a.payload(), QByteArray("b"));
    QVERIFY(a.isBinary());
    QCOMPARE(c.payload(), QByteArray("a"));
    c = std::move(a);
    QCOMPARE(c.payload(), QByteArray("b"));
    QVERIFY(PreparedMessage().isValid());
}

void TestPreparedMessages::rawFramesBreakRules()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QCOMPARE(pair.client->sendFrame({.payload = "right"}), SendResult::Queued);
    QTRY_COMPARE(pair.serverLog.count(u"message right"), 1);
    QCOMPARE(pair.client->sendFrame({.opcode = 3, .rsv = 0}), SendResult::Queued);
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.serverLog.closeInfo().localCode, quint16(1002));
}

void TestPreparedMessages::aRawFrameIsMaskedAsTheRoleDoes()
{
    MemoryPair pair;
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.server->sendFrame({.payload = "unmasked"});
    QTRY_COMPARE(pair.clientLog.count(u"message unmasked"), 1);
    pair.client->sendFrame({.payload = "own mask", .maskKey = 0x01020304});
    QTRY_COMPARE(pair.serverLog.count(u"message own mask"), 1);
    pair.client->sendData(QByteArray("\x81\x81\x00\x00\x00\x00x", 7));
    QTRY_COMPARE(pair.serverLog.count(u"message x"), 1);
    pair.server->sendFrame({.payload = "masked", .maskKey = 0});
    QTRY_VERIFY(pair.isOver());
    QCOMPARE(pair.clientLog.closeInfo().localCode, quint16(1002));
}

void TestPreparedMessages::choppedOctetsAreWrittenOneByOne()
{
    const auto writes = [](qsizetype chopSize, bool raw) {
        MemoryPair pair;
        pair.start();
        if (!QTest::qWaitFor([&] { return pair.isOpen(); }))
            return -1;
        const int before = pair.operations();
        pair.client->sendMessage("in front");
        if (raw)
            pair.client->sendData("\x81\x83\x01\x01\x01\x01`cb", chopSize);
        else
            pair.client->sendFrame({.payload = "abc", .chopSize = chopSize});
        const int count = pair.operations() - before;
        if (!QTest::qWaitFor([&] { return pair.serverLog.count(u"message abc") == 1; }))
            return -1;
        return pair.serverLog.count(u"message in front") == 1 ? count : -1;
    };
    QCOMPARE(writes(0, false), 1); // what was in front; the frame follows at the turn's end
    QCOMPARE(writes(1, false), 1 + 9);
    QCOMPARE(writes(4, false), 1 + 3);
    QCOMPARE(writes(2, true), 1 + 5);
}

QTEST_GUILESS_MAIN(TestPreparedMessages)
#include "tst_preparedmessages.moc"

// SPDX-License-Identifier: MIT
// A connection's own log of its octets and frames.
#include "support/memorypair.h"
#include "websocket/frameparameters.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

class LoggingProtocol : public WebSocketServerProtocol
{
public:
    QStringList lines;
    QByteArray received;
    QByteArray sent;

protected:
    void logRxOctets(QByteArrayView octets) override { received += octets; }
    void logTxOctets(QByteArrayView octets) override { sent += octets; }
    void logRxFrame(const FrameInfo &frame, QByteArrayView payload) override { add(u"rx"_s, frame, payload); }
    void logTxFrame(const FrameInfo &frame, QByteArrayView payload) override { add(u"tx"_s, frame, payload); }

private:
    void add(const QString &direction, const FrameInfo &frame, QByteArrayView payload)
    {
        lines.append(u"%1 %2 %3 %4 %5 %6"_s.arg(direction)
                         .arg(frame.opcode)
                         .arg(frame.fin ? u"fin"_s : u"more"_s)
                         .arg(frame.rsv)
                         .arg(frame.masked ? u"masked"_s : u"plain"_s)
                         .arg(QString::fromUtf8(payload)));
    }
};

} // namespace

class TestWebSocketAdapterLogging : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void octetsAndFramesAreLogged();
    void nothingIsLoggedUnlessAskedFor();
    void theBaseClassWritesToItsCategory();
};

void TestWebSocketAdapterLogging::octetsAndFramesAreLogged()
{
    MemoryPair pair;
    pair.serverFactory.setProtocol<LoggingProtocol>();
    pair.serverFactory.setProtocolOptions({.logOctets = true, .logFrames = true});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    auto *server = static_cast<LoggingProtocol *>(pair.server.data());
    QVERIFY(server->received.startsWith("GET / HTTP/1.1\r\n"));
    QVERIFY(server->sent.startsWith("HTTP/1.1 101 "));
    QVERIFY(server->lines.isEmpty());

    pair.client->sendMessage("hello");
    QTRY_COMPARE(server->lines, QStringList{u"rx 1 fin 0 masked hello"_s});
    const QByteArray text = QByteArray("compressible ").repeated(20);
    pair.server->sendMessage(text);
    QTRY_COMPARE(server->lines.size(), 2);
    QCOMPARE(server->lines.at(1), u"tx 1 fin 4 plain "_s + QString::fromUtf8(text));
}

void TestWebSocketAdapterLogging::nothingIsLoggedUnlessAskedFor()
{
    MemoryPair pair;
    pair.serverFactory.setProtocol<LoggingProtocol>();
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendMessage("hello");
    QTRY_COMPARE(pair.serverLog.count(u"message hello"), 1);
    auto *server = static_cast<LoggingProtocol *>(pair.server.data());
    QVERIFY(server->lines.isEmpty() && server->received.isEmpty() && server->sent.isEmpty());
}

void TestWebSocketAdapterLogging::theBaseClassWritesToItsCategory()
{
    MemoryPair pair;
    pair.clientFactory.setProtocolOptions({.logFrames = true});
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    QTest::ignoreMessage(
        QtInfoMsg,
        QRegularExpression(u"^#\\d+ memory:test received frame opcode 2 fin rsv 0 length 3 010203$"_s));
    pair.server->sendMessage(QByteArray::fromHex("010203"), true);
    QTRY_COMPARE(pair.clientLog.count(u"message "), 1);
}

QTEST_GUILESS_MAIN(TestWebSocketAdapterLogging)
#include "tst_websocketadapterlogging.moc"

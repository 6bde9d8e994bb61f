// SPDX-License-Identifier: MIT
// A conversation is cut at its first operation, its second, and so on until it gets
// through: wherever it happens, each side ends once and nothing is left.
#include "support/memorypair.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestTransportFailure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyOperationMayBeTheLast_data();
    void everyOperationMayBeTheLast();
};

void TestTransportFailure::everyOperationMayBeTheLast_data()
{
    QTest::addColumn<qsizetype>("chunkSize");
    QTest::newRow("whole") << qsizetype(0);
    QTest::newRow("17 octets at a time") << qsizetype(17);
}

void TestTransportFailure::everyOperationMayBeTheLast()
{
    QFETCH(const qsizetype, chunkSize);
    bool gotThrough = false;
    int failAt = 1;
    for (; failAt < 500 && !gotThrough; ++failAt) {
        MemoryPair pair({.chunkSize = chunkSize, .failAt = failAt});
        connect(&pair.clientFactory, &WebSocketClientFactory::protocolCreated, &pair,
                [](WebSocketClientProtocol *protocol) {
                    connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
                            [protocol] { protocol->sendMessage("question"); });
                    connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol,
                            [protocol] { protocol->sendClose(); });
                });
        connect(&pair.serverFactory, &WebSocketServerFactory::protocolCreated, &pair,
                [](WebSocketServerProtocol *protocol) {
                    connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol,
                            [protocol] { protocol->sendMessage("answer"); });
                });
        pair.start();
        QTRY_VERIFY2(pair.isOver(), qPrintable(u"cut at operation %1"_s.arg(failAt)));
        QCOMPARE(pair.serverLog.count(u"close "), 1);
        QCOMPARE(pair.clientLog.count(u"close "), 1);
        QVERIFY(pair.clientLog.entries().constLast().startsWith(u"close "_s));
        QCOMPARE(pair.serverFactory.connectionCount(), 0);
        QCOMPARE(pair.clientFactory.connectionCount(), 0);
        gotThrough = pair.operations() < failAt;
        if (gotThrough) {
            QCOMPARE(pair.clientLog.entries().constLast(), u"close 1000 clean"_s);
            QCOMPARE(pair.serverLog.entries().constLast(), u"close 1000 clean"_s);
        }
    }
    QVERIFY(gotThrough);
    QVERIFY(failAt > 10); // it was cut in many places before
}

QTEST_GUILESS_MAIN(TestTransportFailure)
#include "tst_transportfailure.moc"

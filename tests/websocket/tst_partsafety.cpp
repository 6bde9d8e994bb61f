// SPDX-License-Identifier: MIT
// Anything may be done to a connection in any slot of a message in parts.
#include "support/memorypair.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtTest/QTest>

#include <functional>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

using Base = WebSocketAdapterProtocol;

enum class Act { Delete, Close, CloseConnection, Abort, NestedLoop, DeleteInNestedLoop, SendInParts };
constexpr const char *actNames[] = {
    "delete", "close", "drop", "abort", "nested loop", "delete in a nested loop", "send"};
constexpr const char *placeNames[] = {"onMessageBegin",    "onMessageFrameBegin", "onMessageFrameData",
                                      "onMessageFrameEnd", "onMessageEnd",        "onMessageFrame"};

class Droppable : public WebSocketServerProtocol
{
public:
    void drop() { closeConnection(); }
};

void spin()
{
    QEventLoop loop;
    QTimer::singleShot(0, &loop, &QEventLoop::quit);
    loop.exec();
}

void perform(Act act, Base *protocol)
{
    switch (act) {
    case Act::Delete:
        delete protocol;
        break;
    case Act::Close:
        protocol->sendClose();
        break;
    case Act::CloseConnection:
        static_cast<Droppable *>(protocol)->drop();
        break;
    case Act::Abort:
        protocol->abort();
        break;
    case Act::NestedLoop:
        spin();
        spin();
        break;
    case Act::DeleteInNestedLoop:
        QTimer::singleShot(0, protocol, [protocol] { delete protocol; });
        spin();
        spin();
        break;
    case Act::SendInParts:
        QVERIFY(isTaken(protocol->beginMessage()));
        QVERIFY(isTaken(protocol->sendMessageFrame("from inside")));
        QVERIFY(isTaken(protocol->endMessage()));
        break;
    }
}

void connectPlace(int place, Base *protocol, const std::function<void()> &act)
{
    switch (place) {
    case 0:
        QObject::connect(protocol, &Base::onMessageBegin, protocol, act);
        break;
    case 1:
        QObject::connect(protocol, &Base::onMessageFrameBegin, protocol, act);
        break;
    case 2:
        QObject::connect(protocol, &Base::onMessageFrameData, protocol, act);
        break;
    case 3:
        QObject::connect(protocol, &Base::onMessageFrameEnd, protocol, act);
        break;
    case 4:
        QObject::connect(protocol, &Base::onMessageEnd, protocol, act);
        break;
    default:
        QObject::connect(protocol, &Base::onMessageFrame, protocol, act);
        break;
    }
}

} // namespace

class TestPartSafety : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyActInEverySlot_data();
    void everyActInEverySlot();
};

void TestPartSafety::everyActInEverySlot_data()
{
    QTest::addColumn<int>("place");
    QTest::addColumn<int>("act");
    QTest::addColumn<qsizetype>("chunkSize");
    for (int place = 0; place < 6; ++place) {
        for (int act = 0; act <= int(Act::SendInParts); ++act) {
            for (const qsizetype chunk : {0, 1})
                QTest::addRow("%s in %s, chunks of %d", actNames[act], placeNames[place], int(chunk))
                    << place << act << chunk;
        }
    }
}

void TestPartSafety::everyActInEverySlot()
{
    QFETCH(const int, place);
    QFETCH(const int, act);
    QFETCH(const qsizetype, chunkSize);
    MemoryPair pair({.chunkSize = chunkSize});
    pair.serverFactory.setProtocol<Droppable>();
    pair.serverFactory.setProtocolOptions({.delivery = place == 5 ? Delivery::Frame : Delivery::Streaming});
    int calls = 0;
    int ends = 0;
    connect(&pair.serverFactory, &WebSocketServerFactory::protocolCreated, &pair,
            [&](WebSocketServerProtocol *protocol) {
                connectPlace(place, protocol, [&calls, protocol, act] {
                    if (++calls == 1)
                        perform(Act(act), protocol);
                });
                connect(protocol, &Base::onMessageEnd, protocol, [&ends] { ++ends; });
            });
    pair.start();
    QTRY_VERIFY(pair.isOpen());
    pair.client->sendMessage("first", false, {.fragmentSize = 3});
    pair.client->sendMessage("second");
    QTRY_VERIFY(calls > 0);
    if (Act(act) == Act::NestedLoop || Act(act) == Act::SendInParts) {
        QTRY_COMPARE(ends, 2); // nothing is lost
        if (Act(act) == Act::SendInParts)
            QTRY_COMPARE(pair.clientLog.count(u"message from inside"), 1);
        pair.client->sendClose();
    }
    QTRY_VERIFY(pair.isOver() || !pair.server);
    QTRY_VERIFY(pair.clientLog.isClosed());
    const bool isDeleted = Act(act) == Act::Delete || Act(act) == Act::DeleteInNestedLoop;
    QCOMPARE(pair.serverLog.count(u"close "), isDeleted ? 0 : 1);
    QCOMPARE(pair.clientLog.count(u"close "), 1);
}

QTEST_GUILESS_MAIN(TestPartSafety)
#include "tst_partsafety.moc"

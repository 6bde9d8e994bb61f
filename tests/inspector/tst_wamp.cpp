// SPDX-License-Identifier: GPL-3.0-only
// WAMP messages read from frames, paired with their answers, and the index of a store.
#include "decode/documenttext.h"
#include "decode/wamptext.h"
#include "decode/wamptracker.h"
#include "inspector/wampsamples.h"
#include "models/wampindex.h"
#include "wamp/serializer/serializer.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Core::Direction;

namespace {

WampFrame one(const QByteArray &message, const QByteArray &subprotocol = "wamp.2.json")
{
    const WampFrames read = readWampFrames(message, subprotocol);
    return read.frames.isEmpty() ? WampFrame() : read.frames.first();
}

struct Pair
{
    quint64 of;
    quint64 with;
    qint64 ms;
};

} // namespace

class TestWamp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void messagesHaveTheirParts_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QString>("text");
        QTest::addColumn<quint64>("request");
        const auto row = [](const QByteArray &message, const QString &text, quint64 request) {
            QTest::newRow(qPrintable(text)) << message << text << request;
        };
        row(R"([1,"realm1",{}])", u"HELLO realm1"_s, 0);
        row(R"([2,77,{}])", u"WELCOME #77"_s, 0);
        row(R"([3,{},"wamp.error.no_such_realm"])", u"ABORT wamp.error.no_such_realm"_s, 0);
        row(R"([48,7.0,{},"com.x.add",[1],{"k":2}])", u"CALL com.x.add"_s, 7);
        row(R"([48,7,{"progress":true},"com.x.add"])", u"CALL com.x.add (more follows)"_s, 7);
        row(R"([50,7,{"progress":true}])", u"RESULT #7 (more follows)"_s, 7);
        row(R"([8,48,7,{},"com.x.error"])", u"ERROR CALL com.x.error"_s, 7);
        row(R"([36,5,6,{"topic":"com.x.tick"}])", u"EVENT com.x.tick"_s, 0);
        row(R"([36,5,6,{}])", u"EVENT #5"_s, 0);
        row(R"([68,9,5,{"procedure":"com.x.p"}])", u"INVOCATION com.x.p"_s, 9);
        row(R"([337,6])", u"EVENT_RECEIVED"_s, 0);
        // What breaks the rules is shown as far as it goes.
        row(R"([48,"seven",{},"com.x.add"])", u"⚠ CALL com.x.add"_s, 0);
        row(R"([48,7,{}])", u"⚠ CALL #7"_s, 7);
        row(R"([99,7])", u"⚠ 99"_s, 0);
        row(R"([48,7,{},"com.x.add",[1)", u"CALL com.x.add"_s, 7);
        row(R"({"no":"list"})", u"no WAMP message"_s, 0);
        row(R"([])", u"no WAMP message"_s, 0);
    }

    void messagesHaveTheirParts()
    {
        QFETCH(QByteArray, message);
        QFETCH(QString, text);
        QFETCH(quint64, request);
        const WampFrame frame = one(message);
        QCOMPARE(wampText(frame), text);
        QCOMPARE(frame.requestId, request);
    }

    void everySerializerIsRead()
    {
        for (const Wamp::Serializer *serializer : Wamp::Serializer::all()) {
            QByteArray octets;
            Wamp::Call call{.request = 7, .procedure = u"com.x.add"_s};
            call.payload = Wamp::Payload::fromValues({1, u"two"_s}, {{u"k"_s, 3.5}});
            QVERIFY(!serializer->encode(call, octets));
            if (serializer->isBatched()) {
                QVERIFY(!serializer->encode(Wamp::Cancel{.request = 7}, octets));
            }
            const QByteArray subprotocol = serializer->subprotocol().toLatin1();
            QVERIFY(isWampSubprotocol(subprotocol));
            const WampFrames read = readWampFrames(octets, subprotocol);
            QCOMPARE(read.frames.size(), serializer->isBatched() ? 2 : 1);
            QCOMPARE(wampText(read.frames.first()), u"CALL com.x.add"_s);
            QCOMPARE(read.frames.first().requestId, 7U);
            QCOMPARE(read.frames.last().typeName,
                     QByteArrayView(serializer->isBatched() ? "CANCEL" : "CALL"));
            const QList<WampField> fields = wampFields(read.document, read.frames.first());
            QCOMPARE(fields.size(), 5);
            QCOMPARE(fields[2].name, u"Procedure"_s);
            QCOMPARE(compactText(read.document, fields[3].node), u"[1, \"two\"]"_s);
            QCOMPARE(compactText(read.document, fields[4].node), u"{k: 3.5}"_s);
            QCOMPARE(wampProblem(octets, subprotocol), QString());
        }
        QVERIFY(!isWampSubprotocol("chat.v1"));
        QVERIFY(!isWampSubprotocol("wamp.2.flatbuffers"));
        QVERIFY(wampProblem(R"([48,"seven",{},"com.x.add"])", "wamp.2.json").contains(u"CALL"_s));
    }

    void answersFindTheirRequests_data()
    {
        QTest::addColumn<bool>("isRouter");
        QTest::newRow("seen at the client") << false;
        QTest::newRow("seen at the router") << true;
    }

    void answersFindTheirRequests()
    {
        QFETCH(bool, isRouter);
        RecordStore store;
        QList<Tap::Record> records = wampSession();
        for (Tap::Record &record : records) {
            auto *frame = std::get_if<Tap::FrameRecord>(&record);
            if (frame && isRouter) {
                frame->direction =
                    frame->direction == Direction::Sent ? Direction::Received : Direction::Sent;
            }
        }
        WampIndex index(&store);
        QSignalSpy advanced(&index, &WampIndex::advanced);
        store.append(0, records);
        QTRY_COMPARE(index.position(), store.endSequence());
        QVERIFY(advanced.count() >= 1);
        const Pair pairs[] = {{2, 5, 7},   {5, 2, 7},   {3, 4, 1},    {6, 8, 2},    {7, 9, 3},   {9, 7, 3},
                              {11, 10, 2}, {12, 10, 5}, {13, 10, 10}, {10, 13, 10}, {14, 15, 3}, {18, 19, 1},
                              {20, 21, 3}, {22, 23, 1}, {23, 22, 1},  {24, 25, 1},  {26, 27, 1}, {29, 30, 1}};
        for (const Pair &pair : pairs) {
            QCOMPARE(index.pairOf(pair.of), pair.with);
            QCOMPARE(index.latencyNs(pair.of), std::optional<qint64>(pair.ms * Millisecond));
        }
        for (const quint64 alone : {1, 16, 17, 28}) {
            QCOMPARE(index.pairOf(alone), 0U);
            QVERIFY(!index.latencyNs(alone));
        }
        QCOMPARE(index.pairColumn(7), u"→9 3.0 ms"_s);
        QCOMPARE(index.pairColumn(9), u"←7 3.0 ms"_s);
        // Rows that say only an id have the name it stands for.
        QCOMPARE(index.wampText(9), u"RESULT com.example.add"_s);
        QCOMPARE(index.wampText(17), u"EVENT com.example.count"_s);
        QCOMPARE(index.wampText(20), u"INVOCATION com.example.crane"_s);
        QCOMPARE(index.wampText(21), u"YIELD com.example.crane"_s);
        QCOMPARE(index.wampText(27), u"UNSUBSCRIBED com.example.count"_s);
        QCOMPARE(index.wampText(1), QString());
        QVERIFY(index.isProblem(23));
        QVERIFY(index.isProblem(25));
        QVERIFY(index.isProblem(28));
        QVERIFY(!index.isProblem(30));
        const auto facts = index.factsOf(9);
        QVERIFY(facts);
        QCOMPARE(*facts, (WampIndex::Facts{"RESULT", "com.example.add", 2}));
    }

    void namesAreListed()
    {
        RecordStore store;
        WampIndex index(&store);
        QAbstractItemModelTester tester(index.names(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        store.append(0, wampSession());
        index.finish();
        const WampNameModel &names = *index.names();
        QCOMPARE(names.rowCount(), 2);
        const auto cell = [&names](int row, int column) {
            return names.index(row, column).data().toString();
        };
        QCOMPARE(cell(0, WampNameModel::Kind), u"subscription"_s);
        QCOMPARE(cell(0, WampNameModel::Uri), u"com.example.count"_s);
        QCOMPARE(cell(0, WampNameModel::Uses), u"1"_s);
        QCOMPARE(cell(0, WampNameModel::State), u"ended"_s);
        QCOMPARE(cell(1, WampNameModel::Kind), u"registration"_s);
        QCOMPARE(cell(1, WampNameModel::Id), u"2103333224"_s);
        QCOMPARE(cell(1, WampNameModel::Uses), u"2"_s);
        QCOMPARE(cell(1, WampNameModel::State), u"active"_s);
        QCOMPARE(names.index(1, 0).data(WampNameModel::SequenceRole).toULongLong(), 19U);
        store.append(0, {closed(1, 1000, {}, true)});
        index.finish();
        QCOMPARE(cell(1, WampNameModel::State), u"ended"_s);
    }

    void fragmentsAreOneMessage()
    {
        RecordStore store;
        WampIndex index(&store);
        store.append(0,
                     {open(1, "ws://x", "wamp.2.json"), fragment(1, "[48,1,{},\"com.", true, false),
                      received(0, R"([50,99,{}])"), fragment(1, "example.", false, false),
                      frame(1, Direction::Sent, Core::Opcode::Ping, "x"), fragment(1, "add\"]", false, true),
                      received(5, R"([50,1,{}])")});
        index.finish();
        QCOMPARE(index.wampText(2), QString());
        QCOMPARE(index.wampText(6), u"CALL com.example.add"_s);
        QCOMPARE(index.pairOf(6), 7U);
        QCOMPARE(index.pairOf(7), 6U);
    }

    void batchPairsAllItHolds()
    {
        RecordStore store;
        WampIndex index(&store);
        QSignalSpy answered(&index, &WampIndex::answered);
        const QByteArray end = "\x1e";
        store.append(0,
                     {open(1, "ws://x", "wamp.2.json.batched"),
                      sent(0, R"([48,1,{},"a.b"])" + end + R"([48,2,{},"c.d"])" + end),
                      received(1, R"([50,2,{}])" + end), received(4, R"([50,1,{}])" + end)});
        index.finish();
        QCOMPARE(index.wampText(2), u"CALL a.b + 1 more"_s);
        QCOMPARE(index.pairOf(3), 2U);
        QCOMPARE(index.pairOf(4), 2U);
        QCOMPARE(index.pairOf(2), 3U);
        QCOMPARE(answered.count(), 2);
    }

    void anErrorAnywhereInABatchIsAProblem()
    {
        RecordStore store;
        WampIndex index(&store);
        const QByteArray end = "\x1e";
        store.append(0,
                     {open(1, "ws://x", "wamp.2.json.batched"),
                      sent(0, R"([48,1,{},"a.b"])" + end + R"([48,2,{},"c.d"])" + end),
                      received(1, R"([50,2,{}])" + end + R"([8,48,1,{},"no.such"])" + end)});
        index.finish();
        QVERIFY(!index.isProblem(2));
        QVERIFY(index.isProblem(3));
    }

    void clearingForgetsNoName()
    {
        RecordStore store;
        WampIndex index(&store);
        store.append(0,
                     {open(1, "ws://x", "wamp.2.json"), sent(0, R"([32,1,{},"a.topic"])"),
                      received(1, R"([33,1,77])")});
        index.finish();
        store.clear();
        store.append(0, {received(2, R"([36,77,5,{}])")});
        index.finish();
        QCOMPARE(index.uriOf(store.firstSequence()), QByteArray("a.topic"));
        QVERIFY(!index.isProblem(store.firstSequence()));
    }

    void progressIsNoLatency()
    {
        RecordStore store;
        WampIndex index(&store);
        QSignalSpy answered(&index, &WampIndex::answered);
        store.append(0,
                     {open(1, "ws://x", "wamp.2.json"), sent(0, R"([48,1,{"receive_progress":true},"a.b"])"),
                      received(1, R"([50,1,{"progress":true},[1]])"), received(2, R"([50,1,{},[2]])")});
        index.finish();
        QCOMPARE(answered.count(), 1);
    }

    void idsBeginAnewWithEachSession()
    {
        WampTracker tracker;
        const auto feed = [&tracker](quint64 sequence, Direction direction, const QByteArray &message) {
            return tracker.feed(sequence, qint64(sequence) * 10, direction, one(message));
        };
        feed(1, Direction::Sent, R"([1,"r",{}])");
        feed(2, Direction::Sent, R"([48,1,{},"a.b"])");
        QCOMPARE(tracker.openRequests(), 2);
        feed(3, Direction::Sent, R"([1,"r",{}])");
        QCOMPARE(tracker.openRequests(), 1);
        const auto late = feed(4, Direction::Received, R"([50,1,{}])");
        QVERIFY(late.isUnexpected);
        QCOMPARE(late.request, 0U);
        // The same id in the other direction is another request.
        feed(5, Direction::Received, R"([68,1,7,{}])");
        feed(6, Direction::Sent, R"([48,1,{},"a.b"])");
        QCOMPARE(feed(7, Direction::Sent, R"([70,1,{}])").request, 5U);
        QCOMPARE(feed(8, Direction::Received, R"([50,1,{}])").request, 6U);
        // CANCEL is about its call, and ends nothing.
        feed(9, Direction::Sent, R"([48,2,{},"a.b"])");
        const auto cancel = feed(10, Direction::Sent, R"([49,2,{}])");
        QCOMPARE(cancel.request, 9U);
        QVERIFY(!cancel.latencyNs);
        QCOMPARE(feed(11, Direction::Received, R"([8,48,2,{},"wamp.error.canceled"])").request, 9U);
    }

    void partsOfACallAreOneRequest()
    {
        WampTracker tracker;
        const auto feed = [&tracker](quint64 sequence, Direction direction, const QByteArray &message) {
            return tracker.feed(sequence, qint64(sequence), direction, one(message));
        };
        feed(1, Direction::Sent, R"([48,1,{"progress":true},"a.b",[1]])");
        QCOMPARE(feed(2, Direction::Sent, R"([48,1,{"progress":true},"a.b",[2]])").request, 1U);
        QCOMPARE(feed(3, Direction::Sent, R"([48,1,{},"a.b",[3]])").request, 1U);
        const auto result = feed(9, Direction::Received, R"([50,1,{}])");
        QCOMPARE(result.request, 1U);
        QCOMPARE(result.latencyNs, std::optional<qint64>(8));
        QCOMPARE(tracker.openRequests(), 0);
    }

    void manyOpenRequestsAreBounded()
    {
        WampTracker tracker({.openRequests = 1000, .names = 10});
        for (quint64 id = 1; id <= 20'000; ++id) {
            tracker.feed(id, 0, Direction::Sent, {.type = 48, .requestId = id, .uri = "a.b"});
            // Every second is answered at once; the first one never is.
            if (id % 2 == 0) {
                QCOMPARE(tracker.feed(id, 5, Direction::Received, {.type = 50, .requestId = id}).request, id);
            }
        }
        QCOMPARE(tracker.openRequests(), 999); // the last one was answered
        QVERIFY(tracker.feed(30'000, 0, Direction::Received, {.type = 50, .requestId = 1}).isUnexpected);
        QCOMPARE(tracker.feed(30'000, 0, Direction::Received, {.type = 50, .requestId = 19'999}).request,
                 19'999U);
    }

    void indexFollowsTheStore()
    {
        RecordStore store;
        store.setMaxBytes(1); // so that segments are small, and all but the newest go
        store.append(0, wampSession());
        WampIndex index(&store);
        index.finish();
        QCOMPARE(index.pairOf(7), 9U);
        store.append(0, QList<Tap::Record>(300, sent(100, R"(["no message, but some octets"])")));
        QVERIFY(!store.contains(9));
        index.finish();
        QCOMPARE(index.wampText(7), QString());
        QCOMPARE(index.pairOf(7), 0U);
        store.clear();
        QCOMPARE(index.names()->rowCount(), 0);
        // The connection lives on, and what it speaks is still known.
        store.append(0, {sent(200, R"([48,20,{},"com.example.add"])")});
        index.finish();
        QCOMPARE(index.wampText(store.endSequence() - 1), u"CALL com.example.add"_s);
    }

    void indexIsQuick()
    {
        constexpr int Calls = 20'000;
        RecordStore store;
        QList<Tap::Record> records{open(1, "ws://x", "wamp.2.json")};
        for (int i = 1; i <= Calls; ++i) {
            const QByteArray id = QByteArray::number(i);
            records << sent(i, "[48," + id + R"(,{},"com.example.measure",[1,2,"three"],{"unit":"bar"}])")
                    << received(i + 1, "[50," + id + ",{},[42]]");
        }
        store.append(0, records);
        WampIndex index(&store);
        QElapsedTimer timer;
        timer.start();
        index.finish();
        qInfo("%.2f µs a message", double(timer.nsecsElapsed()) / 1000.0 / (2 * Calls));
        QCOMPARE(index.pairOf(2), 3U);
        QCOMPARE(index.latencyNs(2 * Calls), std::optional<qint64>(Millisecond));
    }
};

QTEST_GUILESS_MAIN(TestWamp)
#include "tst_wamp.moc"

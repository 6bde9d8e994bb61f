// SPDX-License-Identifier: GPL-3.0-only
// What expressions mean: expression by record, for every field and operator.
#include "inspector/filtersupport.h"
#include "inspector/samplerecords.h"

#include <atomic>
#include <thread>
#include <vector>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Core::Direction;
using Core::Opcode;

namespace {

constexpr qint64 Second = 1'000'000'000;

//! The one record that most rows are about: compressed JSON, answered late, tagged.
Tap::FrameRecord reading()
{
    Tap::FrameRecord record =
        text(3, R"({"sensor":"boiler-42","celsius":71.25,"ok":true,"note":null,"tags":["heat","cellar"]})",
             Direction::Received);
    record.head.timeNs = SampleTimeNs + 3 * Second;
    record.header.rsv = Core::Rsv1;
    record.header.payloadLength = 42;
    return record;
}

FilterFacts facts()
{
    return {.captureStartNs = SampleTimeNs,
            .latencyNs = 2'100'000,
            .tags = {u"slow"_s, u"prüfen"_s},
            .wamp = FilterWamp{.type = "CALL", .uri = "com.example.add", .id = 4711}};
}

//! The records of conversation() that \a expression matches, by their position from 0.
QList<int> matching(const QString &expression)
{
    const Filter filter = compiled(expression);
    const QList<Tap::Record> records = conversation();
    QList<int> found;
    for (int i = 0; i < records.size(); ++i) {
        if (filter.matches(records[i], {.captureStartNs = SampleTimeNs}))
            found.append(i);
    }
    return found;
}

} // namespace

class TestFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhetherARecordMatches_data();
    void saysWhetherARecordMatches();
    void aMissingFieldMakesEveryComparisonFalse_data();
    void aMissingFieldMakesEveryComparisonFalse();
    void findsRecordsOfEveryKind_data();
    void findsRecordsOfEveryKind();
    void theEmptyExpressionPassesAll();
    void theConnectionThatPeopleKnowGoesFirst();
    void threadsShareAFilter();
};

void TestFilter::saysWhetherARecordMatches_data()
{
    QTest::addColumn<bool>("matches");
    const auto yes = [](const char *expression) { QTest::newRow(expression) << true; };
    const auto no = [](const char *expression) { QTest::newRow(expression) << false; };
    yes("conn == 3");
    no("conn == 4");
    yes("conn != 4");
    yes("conn in (1, 2, 3)");
    no("conn in (1, 2)");
    yes("dir == recv");
    yes("dir == received");
    no("dir == send");
    yes("dir != sent");
    yes("dir in (send, recv)");
    yes("op == text");
    yes("op == 1");
    yes("op == 0x1");
    yes("op in (text, binary)");
    no("op in (2, close)");
    yes("op < 8");
    yes("fin");
    yes("fin == true");
    yes("fin == 1");
    no("fin == false");
    no("!fin");
    yes("rsv == 4");
    yes("rsv > 0");
    yes("len == 85");
    yes("len > 0.05k");
    no("len > 1k");
    no("len >= 1Ki");
    yes("len <= 1e2");
    yes("len < 0.001M && len < 1Mi");
    yes("wire == 42");
    yes("wire <= 42");
    yes("ratio < 0.5");
    yes("ratio > 0.49");
    yes("time == 3s");
    yes("time > 2999ms && time < 3000001us");
    yes("time < 1min");
    no("time > 1h");
    yes("latency > 2ms");
    no("latency > 50ms");
    yes("latency == 2100us");
    no("close.code == 1000");
    yes("text contains \"boiler-42\"");
    yes("text contains boiler-42");
    yes("text contains 71.25");
    no("text contains BOILER-42");
    yes("text contains \"\"");
    yes("text contains \"\\u0022ok\\\":true\"");
    no("text == hello");
    yes("text != hello");
    no("text in (a, b)");
    yes("text ~ boiler-\\d+");
    yes("text ~ \"boiler-\\\\d\"");
    no("text ~ ^boiler");
    yes("text ~ \"(?i)BOILER\"");
    yes("hex contains \"22 6f 6b\"");
    yes("hex contains 226F6B");
    no("hex contains 26f6");
    no("hex contains f6b2");
    yes("hex ~ ^7b22");
    yes("hex ~ 26f6");
    no("hex == 00");
    yes("hex != 00");
    yes("json.sensor == boiler-42");
    yes("json.sensor == \"boiler-42\"");
    yes("json.$.sensor != boiler-43");
    yes("json.sensor contains 42");
    yes("json.sensor ~ ^boiler");
    yes("json.sensor > boiler-41");
    no("json.sensor > 41");
    yes("json.celsius == 71.25");
    yes("json.celsius > 70 && json.celsius <= 71.25");
    no("json.celsius == \"71.25\"");
    yes("json.celsius != \"71.25\"");
    no("json.celsius contains 71");
    yes("json.ok == true");
    no("json.ok == \"true\"");
    no("json.ok == 1");
    yes("json.note == null");
    yes("json.note");
    no("json.nothing");
    no("json.nothing == null");
    no("json.nothing != null");
    yes("json.tags[0] == heat");
    yes("json.tags[*] == cellar");
    yes("json.tags[*] != cellar");
    yes("json.tags[*] in (attic, cellar)");
    no("json.tags[2] != heat");
    no("json.tags == heat");
    yes("json.tags != heat");
    yes("json[\"sensor\"] == boiler-42");
    yes("json.*  == null");
    yes("json.$");
    yes("json");
    yes("wamp.type == CALL");
    yes("wamp.type == call");
    yes("wamp.type in (RESULT, CALL)");
    no("wamp.type == RESULT");
    yes("wamp.type ~ ^CA");
    yes("wamp.type contains AL");
    yes("wamp.type");
    yes("wamp.uri == com.example.add");
    yes("wamp.uri contains .example.");
    yes("wamp.uri ~ ^com\\.example\\.[a-z]+$");
    yes("wamp.id == 4711");
    yes("tag == slow");
    yes("tag == prüfen");
    yes("tag ~ ^pr.f");
    no("tag == fast");
    yes("tag");
    yes("latency");
    yes("boiler");
    yes("BOILER");
    yes("\"BOILER\" && celsius");
    no("kettle");
    yes("!kettle");
    no("!boiler");
    yes("kettle || boiler");
    no("kettle && boiler");
    yes("kettle && boiler || fin"); // && binds first
    no("kettle && (boiler || fin)");
    yes("!(kettle || attic) && fin");
    no("!len > 5"); // the negation is of the comparison
    yes("dir==recv&&text contains \"boiler-42\"&&len<1k");
}

void TestFilter::saysWhetherARecordMatches()
{
    QFETCH(bool, matches);
    const Filter filter = compiled(QString::fromUtf8(QTest::currentDataTag()));
    QCOMPARE(filter.matches(reading(), facts()), matches);
}

void TestFilter::aMissingFieldMakesEveryComparisonFalse_data()
{
    QTest::addColumn<QString>("expression");
    for (const char *row : {"dir == send",
                            "dir != send",
                            "op == 1",
                            "op != 1",
                            "fin == true",
                            "fin == false",
                            "fin",
                            "rsv < 8",
                            "len >= 0",
                            "wire >= 0",
                            "ratio >= 0",
                            "close.code != 1",
                            "text != x",
                            "text == \"\"",
                            "text ~ .",
                            "text contains \"\"",
                            "hex != 00",
                            "hex contains \"\"",
                            "hex ~ .",
                            "json.a != 1",
                            "json.a in (1, 2)",
                            "json",
                            "wamp.type != CALL",
                            "wamp.uri != a",
                            "wamp.id != 1",
                            "latency >= 0",
                            "latency < 0",
                            "tag != a",
                            "tag"})
        QTest::newRow(row) << QString::fromLatin1(row);
}

//! A record of a loss has a time and a connection, and nothing else.
void TestFilter::aMissingFieldMakesEveryComparisonFalse()
{
    const Tap::Record record = Tap::DropRecord{.head = {.timeNs = SampleTimeNs}, .count = 128};
    QFETCH(QString, expression);
    QVERIFY(!compiled(expression).matches(record, {}));
    QVERIFY(compiled(u"!("_s + expression + u')').matches(record, {}));
    QVERIFY(compiled(u"conn == 0 && time >= 0"_s).matches(record, {.captureStartNs = SampleTimeNs}));
}

void TestFilter::findsRecordsOfEveryKind_data()
{
    QTest::addColumn<QList<int>>("records");
    const auto row = [](const char *expression, const QList<int> &records) {
        QTest::newRow(expression) << records;
    };
    row("close.code == 1002", {15, 16}); // the frame, and the end
    row("close.code >= 1000 && close.code < 1002", {19, 20, 21});
    row("text == bye", {19, 20, 21}); // reasons
    row("text == \"frame not masked\"", {15, 16});
    row("conn == 3 && !op", {12, 16});
    row("conn == 0", {17});
    row("op == ping", {6});
    row("op == continuation", {10, 11});
    row("op == text && !fin", {9});
    row("rsv == 2", {13});
    row("ratio < 0.5", {5, 22});
    row("len > 1000", {});
    row("harbour", {1, 2}); // payloads
    row("\"MUST MASK\"", {14}); // the note
    row("permessage-deflate", {4}); // the handshake
    row("/chat", {0, 4, 12});
    row("1002", {16});
    row("日本", {18});
    row("text contains \"Καλημέρα\"", {18});
    row("text ~ ^Gr..e", {18});
    row("hex contains 89504e47", {8});
    row("json.type == joined && json.members[1] == Lin", {2});
    row("json.members[*] == Noor", {2});
    row("json.topic == null", {2});
    row("json.celsius > 71", {5, 22});
    row("time < 100ms", {0, 1});
}

void TestFilter::findsRecordsOfEveryKind()
{
    QFETCH(QList<int>, records);
    const QString expression = QString::fromUtf8(QTest::currentDataTag());
    QCOMPARE(matching(expression), records);
}

void TestFilter::theEmptyExpressionPassesAll()
{
    for (const QString &expression : {u""_s, u"  "_s}) {
        const Filter filter = compiled(expression);
        QVERIFY(filter.passesAll());
        QVERIFY(filter.matches(reading(), {}));
    }
    QVERIFY(Filter().passesAll());
    QVERIFY(!compiled(u"fin"_s).passesAll());
}

void TestFilter::theConnectionThatPeopleKnowGoesFirst()
{
    QVERIFY(compiled(u"conn == 9"_s).matches(reading(), {.connection = 9}));
    QVERIFY(!compiled(u"conn == 3"_s).matches(reading(), {.connection = 9}));
}

void TestFilter::threadsShareAFilter()
{
    const Filter filter =
        compiled(u"dir == recv && text ~ boiler-\\d+ && json.tags[*] == cellar && json.celsius > 70"_s);
    std::atomic<int> matches = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&filter, &matches, i] {
            const Tap::Record hit = reading();
            const Tap::Record miss =
                text(1, "{\"other\":[" + QByteArray::number(i) + "]}", Direction::Received);
            for (int round = 0; round < 2000; ++round)
                matches += int(filter.matches(hit, {})) - int(filter.matches(miss, {}));
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(matches.load(), 8000);
}

QTEST_APPLESS_MAIN(TestFilter)
#include "tst_filter.moc"

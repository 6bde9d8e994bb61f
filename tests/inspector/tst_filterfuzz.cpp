// SPDX-License-Identifier: GPL-3.0-only
// Expressions that nobody would type: random ones, damaged ones, and far too large ones.
#include "filter/filterparser.h"
#include "inspector/filtersupport.h"
#include "inspector/samplerecords.h"

#include <QtCore/QRandomGenerator>

using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

class TestFilterFuzz : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deepNestingIsRefused();
    void longExpressionsAreRefused();
    void randomExpressionsKeepTheirMeaning();
    void randomCharactersDoNoHarm();
};

void TestFilterFuzz::deepNestingIsRefused()
{
    const auto nested = [](int depth) { return QString(depth, u'(') + u"fin"_s + QString(depth, u')'); };
    QVERIFY(compiled(nested(MaxFilterNesting)).matches(text(1, {}), {}));
    const auto error = std::get<FilterError>(Filter::compile(nested(MaxFilterNesting + 1)));
    QCOMPARE(error.text, u"this is nested too deeply"_s);
    QCOMPARE(error.position, MaxFilterNesting);
    QVERIFY(std::holds_alternative<FilterError>(Filter::compile(QString(60'000, u'!') + u"fin"_s)));
    QVERIFY(std::holds_alternative<FilterError>(Filter::compile(QString(60'000, u'('))));
}

void TestFilterFuzz::longExpressionsAreRefused()
{
    const QString part = u"fin && "_s;
    QVERIFY(compiled(part.repeated(MaxFilterLength / part.size() - 1) + u"fin"_s).matches(text(1, {}), {}));
    QVERIFY(std::holds_alternative<FilterError>(Filter::compile(QString(MaxFilterLength + 1, u'a'))));
}

namespace {

constexpr quint32 Seed = 4711; // the same in every run

const QStringList &pieces()
{
    static const QStringList list{u"conn"_s,
                                  u"dir"_s,
                                  u"op"_s,
                                  u"fin"_s,
                                  u"len"_s,
                                  u"ratio"_s,
                                  u"time"_s,
                                  u"close.code"_s,
                                  u"text"_s,
                                  u"hex"_s,
                                  u"json"_s,
                                  u"json.a"_s,
                                  u"json.$.type"_s,
                                  u"json.tags[*]"_s,
                                  u"json.x[\"y z\"][2]"_s,
                                  u"wamp.type"_s,
                                  u"wamp.uri"_s,
                                  u"latency"_s,
                                  u"tag"_s,
                                  u"=="_s,
                                  u"!="_s,
                                  u"<"_s,
                                  u"<="_s,
                                  u">"_s,
                                  u">="_s,
                                  u"!"_s,
                                  u"&&"_s,
                                  u"||"_s,
                                  u"("_s,
                                  u")"_s,
                                  u"in"_s,
                                  u"contains"_s,
                                  u"~"_s,
                                  u","_s,
                                  u"5"_s,
                                  u"1k"_s,
                                  u"50ms"_s,
                                  u"send"_s,
                                  u"recv"_s,
                                  u"text"_s,
                                  u"true"_s,
                                  u"CALL"_s,
                                  u"hello"_s,
                                  u"\"a b\""_s,
                                  u"\"\\n\""_s,
                                  u"7b"_s,
                                  u"\"7b 22\""_s,
                                  u"^a.*"_s,
                                  u"-"_s};
    return list;
}

//! A condition or several, most of them right.
QString randomExpression(QRandomGenerator &random, int depth)
{
    const auto pick = [&random](std::initializer_list<const char *> list) {
        return QString::fromUtf8(list.begin()[random.bounded(int(list.size()))]);
    };
    switch (depth > 4 ? random.bounded(4) : random.bounded(8)) {
    case 0:
        return pick({"len", "wire", "conn", "rsv", "close.code"}) + pick({"==", " != ", "<", " >="})
            + pick({"5", " 1k", " 0x10", " 2.5"});
    case 1:
        return pick({"text", "wamp.uri", "tag", "json.a", "json[\"b c\"][1]"})
            + pick({" contains ", " == ", "!=", " ~ "})
            + pick({"abc", "\"a b\"", "\"\\t\\u00e9\\\"\"", "42", "^x"});
    case 2:
        return pick(
            {"op in (1, text)", "dir in(send)", "fin", "json.a in (1, \"1\", null)", "hello", "\"fin\""});
    case 3:
        return pick({"time", "latency"}) + pick({" > ", "<="}) + pick({"50ms", "3s", "0"});
    case 4:
        return u'!' + randomExpression(random, depth + 1);
    case 5:
        return u'(' + randomExpression(random, depth + 1) + u')';
    default:
        return randomExpression(random, depth + 1) + pick({"&&", " || ", " && "})
            + randomExpression(random, depth + 1);
    }
}

} // namespace

void TestFilterFuzz::randomExpressionsKeepTheirMeaning()
{
    QRandomGenerator random(Seed);
    const QList<Gantry::Tap::Record> records = conversation();
    const FilterFacts facts{.captureStartNs = SampleTimeNs, .latencyNs = 5, .tags = {u"abc"_s}};
    for (int round = 0; round < 3000; ++round) {
        const QString expression = randomExpression(random, 0);
        const Filter filter = compiled(expression);
        const Filter again = compiled(filter.canonicalText());
        QCOMPARE(again.canonicalText(), filter.canonicalText());
        for (const auto &record : records)
            QVERIFY2(filter.matches(record, facts) == again.matches(record, facts), qPrintable(expression));
    }
}

void TestFilterFuzz::randomCharactersDoNoHarm()
{
    QRandomGenerator random(Seed);
    const QList<Gantry::Tap::Record> records = conversation();
    int right = 0;
    for (int round = 0; round < 30'000; ++round) {
        QString expression;
        for (int i = random.bounded(1, 12); i > 0; --i) {
            expression += pieces()[random.bounded(pieces().size())];
            if (random.bounded(4) != 0)
                expression += u' ';
            if (random.bounded(20) == 0)
                expression += QChar(char16_t(random.bounded(0x10000)));
        }
        const Filter::Result result = Filter::compile(expression);
        if (const auto *error = std::get_if<FilterError>(&result)) {
            QVERIFY2(!error->text.isEmpty(), qPrintable(expression));
            QVERIFY2(error->position >= 0 && error->length >= 0
                         && error->position + error->length <= expression.size(),
                     qPrintable(expression));
            continue;
        }
        ++right;
        const auto &filter = std::get<Filter>(result);
        QCOMPARE(compiled(filter.canonicalText()).canonicalText(), filter.canonicalText());
        for (const auto &record : records)
            filter.matches(record, {});
    }
    QVERIFY2(right > 1000, qPrintable(QString::number(right)));
}

QTEST_APPLESS_MAIN(TestFilterFuzz)
#include "tst_filterfuzz.moc"

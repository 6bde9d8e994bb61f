// SPDX-License-Identifier: GPL-3.0-only
// What is offered at each place of an expression.
#include "filter/filter.h"
#include "filter/filtercompletion.h"

#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

namespace {

//! '^' is the cursor.
FilterCompletion completed(QString text, const FilterHints &hints = {})
{
    const qsizetype cursor = text.indexOf(u'^');
    text.remove(cursor, 1);
    return completeFilter(text, cursor, hints);
}

QStringList textsOf(const FilterCompletion &completion)
{
    QStringList texts;
    for (const FilterSuggestion &suggestion : completion.suggestions)
        texts.append(suggestion.text);
    return texts;
}

} // namespace

class TestFilterCompletion : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersWhatMayComeNext_data();
    void offersWhatMayComeNext();
    void offersAllFieldsAtTheBeginning();
    void replacesTheWordAtTheCursor_data();
    void replacesTheWordAtTheCursor();
    void offersWhatTheCaptureHas();
    void pathsOfAMessageAreFound();
    void everySuggestionIsExplained();
    void whatIsOfferedIsRight();
    void anyPlaceWillDo();
};

void TestFilterCompletion::offersWhatMayComeNext_data()
{
    QTest::addColumn<QString>("offered"); // blanks between
    const auto row = [](const char *text, const char *offered) {
        QTest::newRow(text) << QString::fromUtf8(offered);
    };
    row("wamp^", "wamp.type wamp.uri wamp.id");
    row("code^", "close.code");
    row("l^", "len latency");
    row("LE^", "len");
    row("fin && la^", "latency");
    row("!r^", "rsv ratio");
    row("(op == 1 || f^", "fin");
    row("len ^", "== != < <= > >= in && ||");
    row("(len ^", "== != < <= > >= in && || )");
    row("len <^", "");
    row("len !^", "!=");
    row("len =^", "==");
    row("fin &^", "&&");
    row("len > 5 ^", "&& ||");
    row("len > 5 |^", "||");
    row("text ^", "== != in contains ~ && ||");
    row("text c^", "contains");
    row("dir ^", "== != in && ||");
    row("dir == ^", "send recv");
    row("dir==^", "send recv");
    row("dir == r^", "recv");
    row("op == ^", "text binary continuation close ping pong");
    row("op == p^", "ping pong");
    row("op in ^", "(");
    row("op in (^", "text binary continuation close ping pong");
    row("op in (text^", "text");
    row("op in (text ^", ", )");
    row("op in (text, b^", "binary");
    row("op in (text) ^", "&& ||");
    row("fin == ^", "true false");
    row("json.a ^", "== != < <= > >= in contains ~ && ||");
    row("json.a == ^", "true false null");
    row("wamp.type == UNS^", "UNSUBSCRIBE UNSUBSCRIBED");
    row("close.code == 100^", "1000 1001 1002 1003 1005 1006 1007 1008 1009");
    row("len > ^", "");
    row("text contains \"a^", "");
    row("hello ^", "&& ||");
    row("len > > ^", "");
    row("fin ) ^", "");
}

void TestFilterCompletion::offersWhatMayComeNext()
{
    QFETCH(QString, offered);
    QCOMPARE(textsOf(completed(QString::fromUtf8(QTest::currentDataTag()))).join(u' '), offered);
}

void TestFilterCompletion::offersAllFieldsAtTheBeginning()
{
    const QStringList all{u"conn"_s,    u"dir"_s,     u"op"_s,      u"fin"_s,       u"rsv"_s,
                          u"len"_s,     u"wire"_s,    u"ratio"_s,   u"time"_s,      u"close.code"_s,
                          u"text"_s,    u"hex"_s,     u"json.$."_s, u"wamp.type"_s, u"wamp.uri"_s,
                          u"wamp.id"_s, u"latency"_s, u"tag"_s,     u"!"_s,         u"("_s};
    for (const QString &text : {u"^"_s, u"fin && ^"_s, u"fin || (^"_s, u"!^"_s})
        QCOMPARE(textsOf(completed(text)), all);
}

void TestFilterCompletion::replacesTheWordAtTheCursor_data()
{
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    QTest::newRow("^") << 0 << 0;
    QTest::newRow("wa^") << 0 << 2;
    QTest::newRow("wa^mp.type == CALL") << 0 << 9;
    QTest::newRow("fin && la^") << 7 << 2;
    QTest::newRow("fin && ^len > 5") << 7 << 0;
    QTest::newRow("dir == ^") << 7 << 0;
    QTest::newRow("dir ==re^ && fin") << 6 << 2;
    QTest::newRow("len =^5") << 4 << 1;
}

void TestFilterCompletion::replacesTheWordAtTheCursor()
{
    QFETCH(int, position);
    QFETCH(int, length);
    const FilterCompletion completion = completed(QString::fromUtf8(QTest::currentDataTag()));
    QCOMPARE(int(completion.position), position);
    QCOMPARE(int(completion.length), length);
}

void TestFilterCompletion::offersWhatTheCaptureHas()
{
    const FilterHints hints{.jsonPaths = {u"$.sensor"_s, u"$.tags[*]"_s},
                            .wampUris = {u"com.example.add"_s},
                            .tags = {u"slow"_s, u"two words"_s}};
    QCOMPARE(textsOf(completed(u"json.$.s^"_s, hints)), QStringList(u"json.$.sensor"_s));
    QCOMPARE(textsOf(completed(u"wamp.uri == ^"_s, hints)), hints.wampUris);
    QCOMPARE(textsOf(completed(u"tag in (slow, ^"_s, hints)), (QStringList{u"slow"_s, u"\"two words\""_s}));
    QCOMPARE(textsOf(completed(u"tag == two^"_s, hints)), QStringList(u"\"two words\""_s));
}

void TestFilterCompletion::pathsOfAMessageAreFound()
{
    const QByteArray message = R"({"a":1,"first name":{"b":null},"list":[{"c":1},{"d":2},{"c":3}]})";
    const QStringList paths = jsonPathsIn(message, 100);
    QCOMPARE(paths,
             (QStringList{u"$.a"_s, u"$.\"first name\""_s, u"$.\"first name\".b"_s, u"$.list"_s,
                          u"$.list[*]"_s, u"$.list[*].c"_s, u"$.list[*].d"_s}));
    for (const QString &path : paths) {
        const Filter::Result result = Filter::compile(u"json."_s + path + u" == 1"_s);
        QVERIFY2(std::holds_alternative<Filter>(result), qPrintable(path));
    }
    QCOMPARE(jsonPathsIn(message, 2).size(), 2);
    QVERIFY(jsonPathsIn("no JSON", 100).isEmpty());
    QVERIFY(jsonPathsIn({}, 100).isEmpty());
}

void TestFilterCompletion::everySuggestionIsExplained()
{
    for (const QString &text : {u"^"_s, u"(len ^"_s, u"text ^"_s, u"dir == ^"_s, u"op == ^"_s, u"fin == ^"_s,
                                u"wamp.type == ^"_s, u"close.code == ^"_s, u"op in ^"_s, u"op in (1 ^"_s}) {
        const FilterCompletion completion = completed(text);
        QVERIFY2(!completion.suggestions.isEmpty(), qPrintable(text));
        QSet<QString> texts;
        for (const FilterSuggestion &suggestion : completion.suggestions) {
            QVERIFY2(!suggestion.explanation.isEmpty(), qPrintable(suggestion.text));
            QVERIFY2(!suggestion.explanation.contains(u'\n'), qPrintable(suggestion.text));
            texts.insert(suggestion.text);
        }
        QCOMPARE(texts.size(), completion.suggestions.size());
    }
}

//! With a suggestion put in, the expression is right, or right as far as it goes.
void TestFilterCompletion::whatIsOfferedIsRight()
{
    for (const QString &text :
         {u"^"_s, u"len ^"_s, u"(text ^"_s, u"json.a ^"_s, u"dir == ^"_s, u"op in (^"_s, u"op in (1 ^"_s,
          u"wamp.type == ^"_s, u"fin && l^"_s, u"len !^"_s, u"json.a == ^"_s}) {
        const FilterCompletion completion = completed(text);
        for (const FilterSuggestion &suggestion : completion.suggestions) {
            QString expression = QString(text).remove(u'^');
            expression.replace(completion.position, completion.length, suggestion.text);
            const Filter::Result result = Filter::compile(expression);
            const auto *error = std::get_if<FilterError>(&result);
            QVERIFY2(!error || error->isUnfinished, qPrintable(expression));
        }
    }
}

void TestFilterCompletion::anyPlaceWillDo()
{
    const QString text =
        u"dir==send && (text contains \"a\\\"b\" || json[\"x y\"][0] in (1, 2)) && !len>=1k"_s;
    for (qsizetype cursor = -1; cursor <= text.size() + 1; ++cursor) {
        const FilterCompletion completion = completeFilter(text, cursor);
        QVERIFY(completion.position >= 0 && completion.length >= 0
                && completion.position + completion.length <= text.size());
    }
}

QTEST_APPLESS_MAIN(TestFilterCompletion)
#include "tst_filtercompletion.moc"

// SPDX-License-Identifier: GPL-3.0-only
// The language: what is wrong and where, and one spelling for each expression.
#include "filter/filternumber.h"
#include "filter/jsonpath.h"
#include "inspector/filtersupport.h"

using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;

class TestFilterLanguage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsWrongAndWhere_data();
    void saysWhatIsWrongAndWhere();
    void whatIsOnlyBegunIsNoMistake_data();
    void whatIsOnlyBegunIsNoMistake();
    void everyExpressionHasOneSpelling_data();
    void everyExpressionHasOneSpelling();
    void readsNumbers_data();
    void readsNumbers();
    void pathsHaveOneSpelling_data();
    void pathsHaveOneSpelling();
    void pointsAtTheMistake();
};

void TestFilterLanguage::saysWhatIsWrongAndWhere_data()
{
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("length");
    QTest::addColumn<QString>("part"); // of the text
    const auto row = [](const char *expression, int position, int length, const char *part) {
        QTest::newRow(expression) << position << length << QString::fromUtf8(part);
    };
    row("len ~ \"x\"", 4, 1, "'len' is a number and has no '~'; did you mean 'text ~ …'");
    row("op contains 1", 3, 8, "'op' is an opcode and has no 'contains'");
    row("text < 5", 5, 1, "did you mean 'len < …'");
    row("wamp.type >= CALL", 10, 2, "has no order");
    row("dir > send", 4, 1, "has no order");
    row("fin && lenn > 5", 7, 4, "there is no field 'lenn'; did you mean 'len'?");
    row("wamp.typ == CALL", 0, 8, "did you mean 'wamp.type'?");
    row("Len > 5", 0, 3, "did you mean 'len'?");
    row("elephant == 1", 0, 8, "there is no field 'elephant'; a comparison begins with a field");
    row("5 < len", 0, 1, "a comparison begins with a field");
    row("len > x", 6, 1, "'len' is a number, and 'x' is none");
    row("len > \"5\"", 6, 3, "leave out the quotes");
    row("len > 5ms", 6, 3, "leave out the unit of time");
    row("len > 5K", 6, 2, "is none");
    row("time > 5", 7, 1, "needs a unit; did you mean '5ms' or '5s'?");
    row("latency > soon", 10, 4, "is a time, as 50ms or 3s");
    row("dir == snd", 7, 3, "did you mean 'send'?");
    row("dir == sideways", 7, 8, "'sideways' is no value of 'dir', which may be send, recv");
    row("op == txet", 6, 4, "did you mean 'text'?");
    row("op == 16", 6, 2, "opcodes are from 0 to 15");
    row("op in (text, binray)", 13, 6, "did you mean 'binary'?");
    row("fin == maybe", 7, 5, "which may be true, false");
    row("wamp.type == CAL", 13, 3, "did you mean 'CALL'?");
    row("hex contains xyz", 13, 3, "did you mean 'text'?");
    row("hex contains abc", 13, 3, "an octet has two hexadecimal digits");
    row("json.a == 50ms", 10, 4, "JSON has no times");
    row("json.a < null", 9, 4, "nothing is more or less than 'null'");
    row("text ~ a[b", 7, 3, "the regular expression is wrong at character");
    row("text ~ \"\\d\"", 8, 2, "'\\d' is no escape of JSON; for a backslash write \\\\");
    row("\"\\uD800\"", 0, 8, "half of a surrogate pair");
    row("\"\\u12x4\"", 1, 6, "is no escape");
    row("len = 5", 4, 1, "did you mean '=='?");
    row("fin & fin", 4, 1, "did you mean '&&'?");
    row("fin | fin", 4, 1, "did you mean '||'?");
    row("fin and fin", 4, 3, "did you mean '&&'?");
    row("fin or fin", 4, 2, "did you mean '||'?");
    row("good morning", 5, 7, "a text of several words needs quotes");
    row("fin len", 4, 3, "'&&' or '||' is missing before 'len'");
    row("len > 5 > 4", 8, 1, "is missing before '>'");
    row("fin)", 3, 1, "there is no '(' to this ')'");
    row("(fin len)", 5, 3, "is missing before 'len'");
    row("()", 1, 1, "a condition is expected before ')'");
    row("&& fin", 0, 2, "a condition is expected before '&&'");
    row("fin && || fin", 7, 2, "a condition is expected before '||'");
    row("== 5", 0, 2, "a condition is expected before '=='");
    row("len > > 5", 6, 1, "a value is missing behind '>'");
    row("op in 1", 6, 1, "'in' needs a list in brackets");
    row("op in ()", 7, 1, "a value is missing behind '('");
    row("op in (1 2)", 9, 1, "',' or ')' is missing in the list");
    row("op in (1,)", 9, 1, "a value is missing behind ','");
    row("\"\"", 0, 2, "nothing between the quotes");
    row("json.a[b] == 1", 7, 1, "a number, * or a name in quotes is expected");
    row("json.a..b == 1", 7, 1, "a name is expected in the path");
    row("json.a[1]b == 1", 9, 1, "'.' or '[' is expected in the path");
    row("json.a[99999999999999999999] == 1", 7, 1, "a number");
}

void TestFilterLanguage::saysWhatIsWrongAndWhere()
{
    QFETCH(int, position);
    QFETCH(int, length);
    QFETCH(QString, part);
    const Filter::Result result = Filter::compile(QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY(std::holds_alternative<FilterError>(result));
    const auto &error = std::get<FilterError>(result);
    QVERIFY2(error.text.contains(part), qPrintable(error.text));
    QVERIFY2(!error.text.contains(u'\n'), qPrintable(error.text));
    QCOMPARE(int(error.position), position);
    QCOMPARE(int(error.length), length);
    QVERIFY(!error.isUnfinished);
}

void TestFilterLanguage::whatIsOnlyBegunIsNoMistake_data()
{
    QTest::addColumn<QString>("expression");
    for (const char *row : {"len >", "len > 5 &&", "fin &", "len =", "(", "(fin", "!", "op in", "op in (",
                            "op in (1", "op in (1,", "text contains \"abc", "text contains \"abc\\", "json.",
                            "json.a[", "json.a[\"b", "json.a[1", "fin ||", "dir == send && ("})
        QTest::newRow(row) << QString::fromLatin1(row);
}

void TestFilterLanguage::whatIsOnlyBegunIsNoMistake()
{
    QFETCH(QString, expression);
    const Filter::Result result = Filter::compile(expression);
    QVERIFY(std::holds_alternative<FilterError>(result));
    const auto &error = std::get<FilterError>(result);
    QVERIFY2(error.isUnfinished, qPrintable(error.text));
}

void TestFilterLanguage::everyExpressionHasOneSpelling_data()
{
    QTest::addColumn<QString>("spelling");
    const auto row = [](const char *expression, const char *spelling) {
        QTest::newRow(expression) << QString::fromUtf8(spelling);
    };
    row("", "");
    row("  len>1k ", "len > 1k");
    row("dir==send&&text contains \"sensor-42\"&&len>1k",
        "dir == send && text contains \"sensor-42\" && len > 1k");
    row("(fin)", "fin");
    row("((fin && op==1)) && rsv<1", "fin && op == 1 && rsv < 1");
    row("fin&&op==1||rsv<1", "fin && op == 1 || rsv < 1");
    row("fin && (op == 1 || rsv < 1)", "fin && (op == 1 || rsv < 1)");
    row("fin || (op == 1 || rsv < 1)", "fin || op == 1 || rsv < 1");
    row("!len > 5", "!(len > 5)");
    row("! ! fin", "!!fin");
    row("!(fin || hello)", "!(fin || hello)");
    row("!(fin && hello)", "!(fin && hello)");
    row("op in(1,text ,\"close\")", "op in (1, text, \"close\")");
    row("json.a.b[3][*] == 1", "json.$.a.b[3][*] == 1");
    row("json[\"a b\"].\"c\" == 1", "json.$[\"a b\"].c == 1");
    row("json", "json.$");
    row("\"a\\u0009\\\"\\\\\\u0001\"", "\"a\\t\\\"\\\\\\u0001\"");
    row("text ~ ^a\\d+$", "text ~ ^a\\d+$");
}

void TestFilterLanguage::everyExpressionHasOneSpelling()
{
    QFETCH(QString, spelling);
    const QString expression = QString::fromUtf8(QTest::currentDataTag());
    const Filter filter = compiled(expression);
    QCOMPARE(filter.text(), expression);
    QCOMPARE(filter.canonicalText(), spelling);
    QCOMPARE(compiled(spelling), filter);
}

void TestFilterLanguage::readsNumbers_data()
{
    QTest::addColumn<double>("value"); // -1: none
    QTest::addColumn<bool>("isTime");
    const auto row = [](const char *word, double value, bool isTime = false) {
        QTest::newRow(word) << value << isTime;
    };
    row("0", 0);
    row("42", 42);
    row("-7.5", -7.5);
    row("+3", 3);
    row("1e3", 1000);
    row("1.5e-1", 0.15);
    row("1k", 1000);
    row("1Ki", 1024);
    row("2.5M", 2'500'000);
    row("1Mi", 1'048'576);
    row("1G", 1e9);
    row("1Gi", 1'073'741'824);
    row("0xff", 255);
    row("5ns", 5, true);
    row("10us", 10'000, true);
    row("10\u00B5s", 10'000, true);
    row("50ms", 50e6, true);
    row("3s", 3e9, true);
    row("2min", 120e9, true);
    row("1h", 3600e9, true);
    for (const char *word : {"", "-", "k", "1K", "1 k", "1.", ".5", "1..2", "10.0.0.1", "2026-01-01", "1e",
                             "1e999", "0x", "0xfg", "0x-1", "5sec", "1kk", "nan", "inf"})
        row(word, -1);
}

void TestFilterLanguage::readsNumbers()
{
    QFETCH(double, value);
    QFETCH(bool, isTime);
    const auto number = parseFilterNumber(QString::fromUtf8(QTest::currentDataTag()));
    QCOMPARE(number.has_value(), value != -1);
    if (number) {
        QCOMPARE(number->value, value);
        QCOMPARE(number->isTime, isTime);
    }
}

void TestFilterLanguage::pathsHaveOneSpelling_data()
{
    QTest::addColumn<QString>("spelling");
    const auto row = [](const char *path, const char *spelling) {
        QTest::newRow(path) << QString::fromUtf8(spelling);
    };
    row("", "$");
    row(".$", "$");
    row(".a", "$.a");
    row(".$.a.b[3]", "$.a.b[3]");
    row("[0][*].x", "$[0][*].x");
    row(".$[\"a\"]", "$.a");
    row(".\"a.b\"", "$[\"a.b\"]");
    row(".$[\"\"]", "$[\"\"]");
    row(".*", "$[*]");
    row(".$a", "$.$a");
    row(".$.$", "$.$");
    row(".größe-1", "$.größe-1");
}

void TestFilterLanguage::pathsHaveOneSpelling()
{
    QFETCH(QString, spelling);
    const JsonPathResult result = parseJsonPath(QString::fromUtf8(QTest::currentDataTag()));
    QCOMPARE(result.complaint, QString());
    QCOMPARE(printJsonPath(result.path), spelling);
    QCOMPARE(parseJsonPath(u'.' + spelling).path, result.path);
}

void TestFilterLanguage::pointsAtTheMistake()
{
    const QString expression = u"text contains \U0001F44D && lenn\t> 5"_s;
    const auto error = std::get<FilterError>(Filter::compile(expression));
    QCOMPARE(columnOf(error, expression), 20);
    QCOMPARE(pointAt(error, expression),
             u"  text contains \U0001F44D && lenn > 5\n"
             "                     ^~~~"_s);
    const auto missing = std::get<FilterError>(Filter::compile(u"len >"_s));
    QCOMPARE(columnOf(missing, u"len >"_s), 6);
    QCOMPARE(pointAt(missing, u"len >"_s), u"  len >\n       ^"_s);
}

QTEST_APPLESS_MAIN(TestFilterLanguage)
#include "tst_filterlanguage.moc"

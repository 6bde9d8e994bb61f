// SPDX-License-Identifier: GPL-3.0-only
// Values in JSON payloads: what paths lead to, what is no JSON, and that all readers
// agree on it.
#include "filter/jsonlookup.h"

#include <QtCore/QRandomGenerator>
#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray shown(const JsonValue &value)
{
    switch (value.kind) {
    case JsonValue::Kind::Null:
        return "null";
    case JsonValue::Kind::Flag:
        return value.flag ? "true" : "false";
    case JsonValue::Kind::Number:
        return QByteArray::number(value.number, 'g', 17);
    case JsonValue::Kind::Text:
        return '\'' + value.text.toByteArray() + '\'';
    case JsonValue::Kind::Container:
        break;
    }
    return "{}";
}

JsonPath pathOf(const QString &text)
{
    return parseJsonPath(u'.' + text).path;
}

//! All values that \a path leads to, blanks between, members sorted by what they are:
//! readers have them in orders of their own.
template<typename Lookup>
QByteArray valuesIn(Lookup &&lookup, const JsonPath &path)
{
    QByteArrayList values;
    lookup.any(path, [&values](const JsonValue &value) {
        values.append(shown(value));
        return false;
    });
    std::sort(values.begin(), values.end());
    return values.join(' ');
}

QByteArray nested(int depth)
{
    return QByteArray(depth, '[') + QByteArray(depth, ']');
}

} // namespace

class TestFilterJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsValues_data();
    void findsValues();
    void stopsAtTheFirstThatPasses();
    void twoLookupsTakeTurns();
    void givesBackTheMemoryOfALargeDocument();
    void readersAgreeOnDamagedDocuments();
};

void TestFilterJson::findsValues_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("values"); // empty: there are none
    const auto row = [](const char *name, const QByteArray &payload, const QString &path,
                        const QByteArray &values) { QTest::newRow(name) << payload << path << values; };
    const QByteArray document = R"({"a":{"b":[1,2,{"c":"x"}]},"n":null,"t":true,"f":false,"s":"","":7})";
    row("member", document, u"t"_s, "true");
    row("false", document, u"f"_s, "false");
    row("null is a value", document, u"n"_s, "null");
    row("empty text", document, u"s"_s, "''");
    row("empty name", document, u"$[\"\"]"_s, "7");
    row("element", document, u"$.a.b[1]"_s, "2");
    row("deep", document, u"a.b[2].c"_s, "'x'");
    row("container", document, u"a.b"_s, "{}");
    row("root", document, u"$"_s, "{}");
    row("every element", document, u"a.b[*]"_s, "1 2 {}");
    row("every member", document, u"$[*]"_s, "'' 7 false null true {}");
    row("below every element", document, u"a.b[*].c"_s, "'x'");
    row("no such member", document, u"z"_s, {});
    row("beyond the end", document, u"a.b[3]"_s, {});
    row("member of an array", document, u"a.b.c"_s, {});
    row("element of an object", document, u"a[0]"_s, {});
    row("below a scalar", document, u"t.x"_s, {});
    row("array as root", "[48,7,{},\"com.add\"]", u"$[3]"_s, "'com.add'");
    row("white space", " \t\r\n{ \"a\" : 1 } \n", u"a"_s, "1");
    row("byte order mark", "\xEF\xBB\xBF{\"a\":1}", u"a"_s, "1");
    row("the last of a name counts", R"({"a":1,"a":2,"a":3})", u"a"_s, "3");
    row("escaped name", R"({"\u0061\"":1})", u"$[\"a\\\"\"]"_s, "1");
    row("escaped text", R"({"a":"\u00fc\n\ud83d\udc4d"})", u"a"_s, "'\xC3\xBC\n\xF0\x9F\x91\x8D'");
    row("NUL in a text", R"(["a\u0000b"])", u"$[0]"_s, QByteArray("'a\0b'", 5));
    row("UTF-8", "{\"größe\":\"ß\"}", u"größe"_s, "'ß'");
    row("negative", "[-1.5]", u"$[0]"_s, "-1.5");
    row("exponent", "[12.5e-1, 1E2]", u"$[*]"_s, "1.25 100");
    row("zero", "[0, -0.0]", u"$[0]"_s, "0");
    row("largest signed", "[9223372036854775807]", u"$[0]"_s, "9.2233720368547758e+18");
    row("largest unsigned", "[18446744073709551615]", u"$[0]"_s, "1.8446744073709552e+19");
    row("beyond 64 bits", "[123456789012345678901234567890]", u"$[0]"_s, "1.2345678901234568e+29");
    row("small", "[5e-324]", u"$[0]"_s, "4.9406564584124654e-324");
    row("too large a number", "[1e400]", u"$[0]"_s, {});
    row("empty", "", u"$"_s, {});
    row("blank", "  ", u"$"_s, {});
    row("text", "hello", u"$"_s, {});
    row("scalar", "42", u"$"_s, {});
    row("cut", R"({"a":1,"b":)", u"a"_s, {});
    row("wrong behind the value", R"({"a":1,"b":tru})", u"a"_s, {});
    row("more behind the end", R"({"a":1} x)", u"a"_s, {});
    row("two documents", R"({"a":1}{"a":2})", u"a"_s, {});
    row("trailing comma", R"({"a":1,})", u"a"_s, {});
    row("trailing comma in an array", "[1,]", u"$[0]"_s, {});
    row("no quotes around the name", "{a:1}", u"a"_s, {});
    row("single quotes", "{'a':1}", u"a"_s, {});
    row("comment", "[1/*x*/]", u"$[0]"_s, {});
    row("wrong bracket", "[1}", u"$[0]"_s, {});
    row("leading zero", "[01]", u"$[0]"_s, {});
    row("no digit behind the point", "[1.]", u"$[0]"_s, {});
    row("no digit before the point", "[.5]", u"$[0]"_s, {});
    row("plus", "[+1]", u"$[0]"_s, {});
    row("minus alone", "[-]", u"$[0]"_s, {});
    row("empty exponent", "[1e]", u"$[0]"_s, {});
    row("glued", "[1true]", u"$[0]"_s, {});
    row("NaN", "[NaN]", u"$[0]"_s, {});
    row("unknown escape", R"(["\x"])", u"$[0]"_s, {});
    row("short escape", R"(["\u12"])", u"$[0]"_s, {});
    row("raw line break in a text", "[\"a\nb\"]", u"$[0]"_s, {});
    row("raw NUL in a text", QByteArray("[\"a\0b\"]", 7), u"$[0]"_s, {});
    row("open text", "[\"a]", u"$[0]"_s, {});
    row("not UTF-8", "[\"\xFF\"]", u"$[0]"_s, {});
    row("cut UTF-8", "[\"\xC3\"]", u"$[0]"_s, {});
    row("surrogate as UTF-8", "[\"\xED\xA0\x80\"]", u"$[0]"_s, {});
    row("first half of a pair", R"(["\ud83d"])", u"$[0]"_s, {});
    row("second half of a pair", R"(["\udc4d"])", u"$[0]"_s, {});
    row("halves in the wrong order", R"(["\udc4d\ud83d"])", u"$[0]"_s, {});
    row("escaped backslash before u", R"(["\\ud83d"])", u"$[0]"_s, R"('\ud83d')");
    row("as deep as may be", nested(MaxJsonDepth), u"$"_s, "{}");
    row("deeper", nested(MaxJsonDepth + 1), u"$"_s, {});
    row("much deeper", nested(200'000), u"$"_s, {});
    row("open brackets", QByteArray(200'000, '['), u"$"_s, {});
    row("large", '[' + QByteArray("1,").repeated(1'000'000) + "2]", u"$[1000000]"_s, "2");
    row("too large", '[' + QByteArray(MaxFilteredJsonOctets, ' ') + "2]", u"$[0]"_s, {});
}

void TestFilterJson::findsValues()
{
    QFETCH(QByteArray, payload);
    QFETCH(QString, path);
    QFETCH(QByteArray, values);
    const JsonPath jsonPath = pathOf(path);
    QCOMPARE(valuesIn(JsonLookup(payload), jsonPath), values);
    QCOMPARE(valuesIn(QtJsonLookup(plausibleJson(payload)), jsonPath), values);
#ifdef GANTRY_HAVE_SIMDJSON
    SimdJsonLookup lookup(plausibleJson(payload));
    if (lookup.state() != SimdJsonLookup::State::OddNumber)
        QCOMPARE(valuesIn(lookup, jsonPath), values);
#endif
}

void TestFilterJson::stopsAtTheFirstThatPasses()
{
    int looked = 0;
    JsonLookup lookup("[1,2,3]");
    QVERIFY(lookup.any(pathOf(u"$[*]"_s), [&looked](const JsonValue &) { return ++looked == 2; }));
    QCOMPARE(looked, 2);
}

void TestFilterJson::twoLookupsTakeTurns()
{
    JsonLookup one("[1]");
    JsonLookup two("[2]");
    const JsonPath path = pathOf(u"$[0]"_s);
    for (int round = 0; round < 3; ++round) {
        QCOMPARE(valuesIn(one, path), QByteArray("1"));
        QCOMPARE(valuesIn(two, path), QByteArray("2"));
    }
}

void TestFilterJson::givesBackTheMemoryOfALargeDocument()
{
    const QByteArray large = '[' + QByteArray("1,").repeated(2'000'000) + "2]";
    for (int round = 0; round < 3; ++round) {
        QCOMPARE(valuesIn(JsonLookup(large), pathOf(u"$[2000000]"_s)), QByteArray("2"));
        QCOMPARE(valuesIn(JsonLookup("[7]"), pathOf(u"$[0]"_s)), QByteArray("7"));
    }
}

//! A document with some octets changed is another document, or none: for all readers.
void TestFilterJson::readersAgreeOnDamagedDocuments()
{
    const QByteArray document =
        R"({"a":[1,-2.5e3,{"b":"\u00e9\ud83d\udc4d x"}],"c":{"d":null,"e":[true,false,[]]},"f":"ü"})";
    const QByteArray octets = "{}[]\",:0123456789.eE+-\\u \n\t\x01truefalsnd\xC3\xBC\xFF";
    const JsonPath everything[] = {pathOf(u"$"_s), pathOf(u"$[*]"_s), pathOf(u"$[*][*]"_s),
                                   pathOf(u"a[*].b"_s)};
    QRandomGenerator random(4711);
    int sound = 0;
    for (int round = 0; round < 40'000; ++round) {
        QByteArray damaged = document;
        for (int i = random.bounded(1, 3); i > 0; --i) {
            const int at = random.bounded(int(damaged.size()));
            if (random.bounded(3) == 0)
                damaged.remove(at, 1);
            else if (random.bounded(2) == 0)
                damaged[at] = octets[random.bounded(int(octets.size()))];
            else
                damaged.insert(at, octets[random.bounded(int(octets.size()))]);
        }
        for (const JsonPath &path : everything) {
            const QByteArray values = valuesIn(QtJsonLookup(plausibleJson(damaged)), path);
            QVERIFY2(valuesIn(JsonLookup(damaged), path) == values, damaged.constData());
            sound += values.isEmpty() ? 0 : 1;
        }
    }
    QVERIFY2(sound > 1000, qPrintable(QString::number(sound)));
}

QTEST_APPLESS_MAIN(TestFilterJson)
#include "tst_filterjson.moc"

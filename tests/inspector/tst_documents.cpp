// SPDX-License-Identifier: GPL-3.0-only
// Payloads as trees: the three formats, their bounds and the texts of nodes.
#include "decode/documentreader.h"
#include "decode/documenttext.h"

#include <QtTest/QTest>

using namespace Gantry::Inspector;
using namespace Qt::Literals::StringLiterals;

namespace {

Document read(const QByteArray &payload, DocumentFormat format)
{
    return readDocument(payload, {.chosen = format});
}

Document json(const QByteArray &payload)
{
    return read(payload, DocumentFormat::Json);
}

Document cbor(const char *hex)
{
    return read(QByteArray::fromHex(hex), DocumentFormat::Cbor);
}

Document messagePack(const char *hex)
{
    return read(QByteArray::fromHex(hex), DocumentFormat::MessagePack);
}

//! The tree as text: each node's path, type and value on a line.
QStringList lines(const Document &document)
{
    QStringList lines;
    for (quint32 node = 1; node < document.nodeCount(); ++node) {
        lines << u"%1 = %2"_s.arg(nodePath(document, node), valueText(document, node));
    }
    return lines;
}

//! Every node lies in its parent, siblings follow each other, and all is counted.
bool isSound(const Document &document)
{
    std::vector<quint32> children(document.nodeCount(), 0);
    for (quint32 node = 1; node < document.nodeCount(); ++node) {
        const DocumentNode &entry = document.at(node);
        const DocumentNode &parent = document.at(entry.parent);
        const bool isInside = entry.parent < node && node < parent.next && entry.next <= parent.next
            && entry.begin() >= parent.offset && entry.end() <= parent.end();
        if (!isInside || entry.row != children[entry.parent]++) {
            return false;
        }
    }
    for (quint32 node = 0; node < document.nodeCount(); ++node) {
        if (document.at(node).children != children[node]) {
            return false;
        }
    }
    return document.at(0).next == document.nodeCount();
}

QByteArray nested(const QByteArray &open, int depth, const QByteArray &middle, const QByteArray &close)
{
    return open.repeated(depth) + middle + close.repeated(depth);
}

} // namespace

class TestDocuments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void jsonKeepsOrderDigitsAndEscapes()
    {
        const Document document =
            json(" {\"b\":1.50,\"a\":[12345678901234567890, -0 ,1E+2],\"k\\u00e9y\":\"a\\n\\\"b\"} ");
        QVERIFY2(document.isComplete(), qPrintable(document.problem()));
        QCOMPARE(lines(document),
                 QStringList({u"$ = { 3 members }"_s, u"$.b = 1.50"_s, u"$.a = [ 3 items ]"_s,
                              u"$.a[0] = 12345678901234567890"_s, u"$.a[1] = -0"_s, u"$.a[2] = 1E+2"_s,
                              u"$.kéy = \"a\\n\\\"b\""_s}));
        QVERIFY(isSound(document));
        QCOMPARE(document.octetsOf(3), QByteArrayView("[12345678901234567890, -0 ,1E+2]"));
        QCOMPARE(plainText(document, 7), u"a\n\"b"_s);
    }

    void pathsOfUnusualKeysAreQuoted()
    {
        const Document document = json("{\"two words\":{\"\":1,\"9\":2,\"a\\\"b\":[true]}}");
        QCOMPARE(nodePath(document, 3), u"$[\"two words\"][\"\"]"_s);
        QCOMPARE(nodePath(document, 4), u"$[\"two words\"][\"9\"]"_s);
        QCOMPARE(nodePath(document, 6), u"$[\"two words\"][\"a\\\"b\"][0]"_s);
    }

    void severalJsonValuesAreASequence()
    {
        const Document document = json("[1]\x1e{\"a\":2}\n3");
        QCOMPARE(lines(document),
                 QStringList({u"$[0] = [ 1 item ]"_s, u"$[0][0] = 1"_s, u"$[1] = { 1 member }"_s,
                              u"$[1].a = 2"_s, u"$[2] = 3"_s}));
    }

    void malformedJsonIsReadUpToThere_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<int>("offset");
        QTest::addColumn<int>("nodes");
        QTest::newRow("cut in an object") << QByteArray(R"({"a":1,"b":)") << 11 << 2;
        QTest::newRow("cut in a text") << QByteArray("[\"abc") << 5 << 1;
        QTest::newRow("cut behind a backslash") << QByteArray("[\"abc\\") << 6 << 1;
        QTest::newRow("cut in an escape") << QByteArray("[\"\\u00") << 3 << 1;
        QTest::newRow("leading zero") << QByteArray("[01]") << 1 << 1;
        QTest::newRow("plus") << QByteArray("[1,+1]") << 3 << 2;
        QTest::newRow("no fraction") << QByteArray("[1.]") << 1 << 1;
        QTest::newRow("comma before the end") << QByteArray("[1,]") << 3 << 2;
        QTest::newRow("no comma") << QByteArray("[1 2]") << 3 << 2;
        QTest::newRow("no colon") << QByteArray(R"({"a" 1})") << 5 << 1;
        QTest::newRow("key without quotes") << QByteArray("{a:1}") << 1 << 1;
        QTest::newRow("wrong bracket") << QByteArray("[1}") << 2 << 2;
        QTest::newRow("closed twice") << QByteArray("[]]") << 2 << 1;
        QTest::newRow("unknown escape") << QByteArray(R"(["\x"])") << 3 << 1;
        QTest::newRow("line feed in a text") << QByteArray("[\"a\nb\"]") << 3 << 1;
        QTest::newRow("word") << QByteArray("[nul]") << 1 << 1;
        QTest::newRow("single colon") << QByteArray(":") << 0 << 0;
    }

    void malformedJsonIsReadUpToThere()
    {
        QFETCH(QByteArray, payload);
        QFETCH(int, offset);
        QFETCH(int, nodes);
        const Document document = json(payload);
        QVERIFY(!document.isComplete());
        QCOMPARE(int(document.problemOffset()), offset);
        QCOMPARE(int(document.nodeCount()) - 1, nodes);
        QVERIFY(isSound(document));
    }

    void cborValuesHaveTheirTexts_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("type");
        // The examples of RFC 8949 appendix A.
        QTest::newRow("small") << QByteArray("17") << u"23"_s << u"uint"_s;
        QTest::newRow("2^64-1") << QByteArray("1bffffffffffffffff") << u"18446744073709551615"_s << u"uint"_s;
        QTest::newRow("-2^64") << QByteArray("3bffffffffffffffff") << u"-18446744073709551616"_s
                               << u"negative"_s;
        QTest::newRow("-1") << QByteArray("20") << u"-1"_s << u"negative"_s;
        QTest::newRow("float16") << QByteArray("f93e00") << u"1.5"_s << u"float16"_s;
        QTest::newRow("float32") << QByteArray("fa47c35000") << u"100000"_s << u"float32"_s;
        QTest::newRow("float64") << QByteArray("fb3ff199999999999a") << u"1.1"_s << u"float64"_s;
        QTest::newRow("true") << QByteArray("f5") << u"true"_s << u"boolean"_s;
        QTest::newRow("null") << QByteArray("f6") << u"null"_s << u"simple value"_s;
        QTest::newRow("undefined") << QByteArray("f7") << u"undefined"_s << u"simple value"_s;
        QTest::newRow("simple(255)") << QByteArray("f8ff") << u"simple(255)"_s << u"simple value"_s;
        QTest::newRow("octets") << QByteArray("4401020304") << u"h'01 02 03 04'"_s << u"octets"_s;
        QTest::newRow("text") << QByteArray("62225c") << u"\"\\\"\\\\\""_s << u"text"_s;
        QTest::newRow("chunks") << QByteArray("7f657374726561646d696e67ff") << u"\"streaming\""_s
                                << u"text in chunks"_s;
        QTest::newRow("tag") << QByteArray("c11a514b67b0") << u"1363896240"_s
                             << u"uint, tag 1 (time since 1970)"_s;
        QTest::newRow("two tags") << QByteArray("d9d9f7c243010000") << u"h'01 00 00'"_s
                                  << u"octets, tag 55799 (this is CBOR), tag 2 (large number)"_s;
    }

    void cborValuesHaveTheirTexts()
    {
        QFETCH(QByteArray, hex);
        QFETCH(QString, text);
        QFETCH(QString, type);
        const Document document = cbor(hex.constData());
        QVERIFY2(document.isComplete(), qPrintable(document.problem()));
        QCOMPARE(document.nodeCount(), 2U);
        QCOMPARE(valueText(document, 1), text);
        QCOMPARE(typeText(document, 1), type);
        QCOMPARE(qsizetype(document.at(1).size), hex.size() / 2);
    }

    void cborContainersHaveTheirOctets()
    {
        // {_ "Fun": true, "Amt": [_ -2, 24("x")], 3: {}}
        const Document document = cbor("bf6346756ef563416d749f21d8184178ff03a0ff");
        QVERIFY2(document.isComplete(), qPrintable(document.problem()));
        QCOMPARE(lines(document),
                 QStringList({u"$ = { 3 members }"_s, u"$.Fun = true"_s, u"$.Amt = [ 2 items ]"_s,
                              u"$.Amt[0] = -2"_s, u"$.Amt[1] = h'78'"_s, u"$[\"3\"] = { 0 members }"_s}));
        QVERIFY(isSound(document));
        QCOMPARE(document.octetsOf(3).toByteArray().toHex(), QByteArray("9f21d8184178ff"));
        QCOMPARE(document.octetsOf(5).toByteArray().toHex(), QByteArray("d8184178"));
        QCOMPARE(typeText(document, 3), u"list of unknown length"_s);
    }

    void messagePackValuesHaveTheirTexts_data()
    {
        QTest::addColumn<QByteArray>("hex");
        QTest::addColumn<QString>("text");
        QTest::newRow("fixint") << QByteArray("7f") << u"127"_s;
        QTest::newRow("negative fixint") << QByteArray("e0") << u"-32"_s;
        QTest::newRow("uint8") << QByteArray("ccff") << u"255"_s;
        QTest::newRow("uint64") << QByteArray("cfffffffffffffffff") << u"18446744073709551615"_s;
        QTest::newRow("int16") << QByteArray("d1ff00") << u"-256"_s;
        QTest::newRow("int64") << QByteArray("d38000000000000000") << u"-9223372036854775808"_s;
        QTest::newRow("float32") << QByteArray("ca3fc00000") << u"1.5"_s;
        QTest::newRow("float64") << QByteArray("cb3ff199999999999a") << u"1.1"_s;
        QTest::newRow("fixstr") << QByteArray("a3616263") << u"\"abc\""_s;
        QTest::newRow("str8") << QByteArray("d903616263") << u"\"abc\""_s;
        QTest::newRow("bin16") << QByteArray("c50002dead") << u"h'de ad'"_s;
        QTest::newRow("nil") << QByteArray("c0") << u"null"_s;
        QTest::newRow("true") << QByteArray("c3") << u"true"_s;
        QTest::newRow("ext8") << QByteArray("c7020501ff") << u"h'01 ff'"_s;
        QTest::newRow("fixext4 timestamp") << QByteArray("d6ff5f5e1000") << u"2020-09-13T12:26:40Z"_s;
        QTest::newRow("timestamp 64")
            << QByteArray("d7ff773594005f5e1000") << u"2020-09-13T12:26:40.500000000Z"_s;
        QTest::newRow("timestamp 96")
            << QByteArray("c70cff00000001ffffffffffffffff") << u"1969-12-31T23:59:59.000000001Z"_s;
    }

    void messagePackValuesHaveTheirTexts()
    {
        QFETCH(QByteArray, hex);
        QFETCH(QString, text);
        const Document document = messagePack(hex.constData());
        QVERIFY2(document.isComplete(), qPrintable(document.problem()));
        QCOMPARE(document.nodeCount(), 2U);
        QCOMPARE(valueText(document, 1), text);
    }

    void messagePackContainersHaveTheirOctets()
    {
        // {"a": [1, {}], [2]: "x"}
        const Document document = messagePack("82a16192018091 02a178");
        QVERIFY2(document.isComplete(), qPrintable(document.problem()));
        QVERIFY(isSound(document));
        QCOMPARE(document.nodeCount(), 6U);
        QCOMPARE(nodePath(document, 3), u"$.a[0]"_s);
        QCOMPARE(document.octetsOf(2).toByteArray().toHex(), QByteArray("920180"));
        QCOMPARE(document.keyOctetsOf(5).toByteArray().toHex(), QByteArray("9102"));
    }

    void everyPrefixAndEveryOctetChangedIsBorne()
    {
        const QList<std::pair<QByteArray, DocumentFormat>> payloads{
            {R"({"a":[1,2.5e3,"x\u00e9",{"b":null}],"c":true})", DocumentFormat::Json},
            {QByteArray::fromHex("bf6346756ef563416d749f21d8184178ff03a0fffb3ff199999999999a"),
             DocumentFormat::Cbor},
            {QByteArray::fromHex("82a1619201809102c70cff00000001ffffffffffffffff"),
             DocumentFormat::MessagePack},
        };
        for (const auto &[payload, format] : payloads) {
            for (qsizetype size = 0; size < payload.size(); ++size) {
                checkAll(read(payload.first(size), format));
            }
            for (qsizetype at = 0; at < payload.size(); ++at) {
                for (int octet = 0; octet < 256; ++octet) {
                    QByteArray changed = payload;
                    changed[at] = char(octet);
                    checkAll(read(changed, format));
                }
            }
        }
    }

    void deepNestingIsCutAndNeverCrashes_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<int>("format");
        constexpr int Depth = 100'000;
        QTest::newRow("JSON lists") << nested("[", Depth, "1", "]") << int(DocumentFormat::Json);
        QTest::newRow("JSON objects") << nested("{\"a\":", Depth, "1", "}") << int(DocumentFormat::Json);
        QTest::newRow("JSON that is never closed")
            << QByteArray("[").repeated(Depth) << int(DocumentFormat::Json);
        QTest::newRow("CBOR lists") << nested("\x81", Depth, "\x01", "") << int(DocumentFormat::Cbor);
        QTest::newRow("CBOR of unknown length")
            << nested("\x9f", Depth, "", "\xff") << int(DocumentFormat::Cbor);
        QTest::newRow("CBOR tags") << nested("\xc1", Depth, "\x01", "") << int(DocumentFormat::Cbor);
        QTest::newRow("CBOR in keys") << nested("\xa1", Depth, "\x01", "") << int(DocumentFormat::Cbor);
        QTest::newRow("MessagePack lists")
            << nested("\x91", Depth, "\x01", "") << int(DocumentFormat::MessagePack);
        QTest::newRow("MessagePack in keys")
            << nested("\x81", Depth, "\x01", "") << int(DocumentFormat::MessagePack);
    }

    void deepNestingIsCutAndNeverCrashes()
    {
        QFETCH(QByteArray, payload);
        QFETCH(int, format);
        const Document document = read(payload, DocumentFormat(format));
        QVERIFY(isSound(document));
        QVERIFY(document.nodeCount() <= 300);
        checkAll(document);
    }

    void keyBehindDeepPartIsItsOwn()
    {
        const QByteArray deep = nested("{\"x\":", 300, "1", "}");
        const Document document = json("[" + deep + ",2]");
        const quint32 last = document.nodeCount() - 1;
        QCOMPARE(nodePath(document, last), u"$[1]"_s);
        QCOMPARE(valueText(document, last), u"2"_s);
    }

    void boundsAreSaid()
    {
        const QByteArray list = "[" + QByteArray("1,").repeated(999) + "1]";
        const Document few = readDocument(list, {.chosen = DocumentFormat::Json}, {.maxNodes = 100});
        QCOMPARE(few.nodeCount(), 101U);
        QCOMPARE(few.problem(), u"More than 100 values: the rest is not shown."_s);
        QVERIFY(isSound(few));
        const Document cut = readDocument(list, {.chosen = DocumentFormat::Json}, {.maxOctets = 501});
        QVERIFY(!cut.isComplete());
        QVERIFY(isSound(cut));
        const Document stopped = readDocument("[" + QByteArray("1,").repeated(9999) + "1]",
                                              {.chosen = DocumentFormat::Json}, {}, [] { return true; });
        QVERIFY(stopped.nodeCount() < 5000);
        QVERIFY(!stopped.isComplete());
    }

private:
    //! Whatever can be asked of a document is answered.
    void checkAll(const Document &document)
    {
        QVERIFY(isSound(document));
        for (quint32 node = 1; node < document.nodeCount(); ++node) {
            keyText(document, node);
            valueText(document, node);
            typeText(document, node);
            plainText(document, node);
            compactText(document, node);
            unsignedValue(document, node);
        }
        nodePath(document, document.nodeCount() - 1);
    }
};

QTEST_GUILESS_MAIN(TestDocuments)
#include "tst_documents.moc"

// SPDX-License-Identifier: MIT
// Payloads: values, and what the other serializers make of them.
#include "wamp/samplemessages.h"
#include "wamp/serializertest.h"

#include <QtCore/QCborMap>
#include <QtCore/QDateTime>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QUrl>
#include <QtCore/QUuid>
#include <QtTest/QTest>

#include <limits>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

namespace {

Event eventWith(const QVariantList &args, const QVariantMap &kwargs = {})
{
    return {.subscription = 1, .publication = 2, .payload = Payload::fromValues(args, kwargs)};
}

//! What comes back of \a value as the only argument.
QVariant afterTrip(const Serializer &serializer, const QVariant &value)
{
    const QList<Message> messages = decoded(serializer, encoded(serializer, eventWith({value})));
    const auto content =
        messages.isEmpty() ? std::nullopt : contentOf(std::get<Event>(messages.first()).payload);
    return content && content->args.size() == 1 ? content->args.first() : QVariant(u"nothing came back"_s);
}

//! The one argument that \a octets are in the encoding of \a serializer.
Payload rawArgument(const Serializer &serializer, QByteArray octets)
{
    octets = serializer.encoding() == Encoding::Json ? '[' + octets + ']'
        : serializer.encoding() == Encoding::Cbor    ? '\x81' + octets
                                                     : '\x91' + octets;
    const auto size = quint32(octets.size());
    return Payload::fromRaw(serializer.encoding(), octets, {.argsBegin = 0, .argsSize = size});
}

enum class Unscoped : quint8 { A = 200 };

} // namespace

void TestSerializer::valuesComeBack_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::newRow("null") << QVariant();
    QTest::newRow("true") << QVariant(true);
    QTest::newRow("false") << QVariant(false);
    for (const qlonglong value :
         {0LL, 1LL, 23LL, 24LL, 127LL, 128LL, 255LL, 256LL, 32'767LL, 65'535LL, 65'536LL, 4'294'967'295LL,
          4'294'967'296LL, std::numeric_limits<qlonglong>::max()}) {
        QTest::addRow("%lld", value) << QVariant(value);
        QTest::addRow("%lld", -1 - value) << QVariant(-1 - value);
    }
    QTest::newRow("max") << QVariant(std::numeric_limits<qulonglong>::max());
    for (const double value : {0.0, 1.0, -1.5, 0.1, 1e300, 5e-324, 1e21, 123456789.0})
        QTest::addRow("%g", value) << QVariant(value);
    QTest::newRow("empty text") << QVariant(u""_s);
    QTest::newRow("text") << QVariant(u"a\"b\\c\b\f\n\r\t\u0001\u001f\u007f\u00e9\u4e2d\U0001f600/"_s);
    QTest::newRow("NUL in a text") << QVariant(QString(u"\0not base64!"_s));
    QTest::newRow("empty octets") << QVariant(QByteArray(""));
    QTest::newRow("octets") << QVariant(QByteArray("\0\xff\x80", 3));
    QTest::newRow("many octets") << QVariant(QByteArray(100'000, '\xab'));
    QTest::newRow("list") << QVariant(QVariantList{1LL, QVariantList{}, QVariantMap{}});
    QTest::newRow("map") << QVariant(QVariantMap{{u""_s, 1LL}, {u"k\"\u00e9\n"_s, QVariantList{u"x"_s}}});
}

void TestSerializer::valuesComeBack()
{
    QFETCH(QVariant, value);
    for (const Serializer *serializer : Serializer::all()) {
        const QVariant again = afterTrip(*serializer, value);
        QCOMPARE(again, value);
        QCOMPARE(again.typeId(), value.typeId());
    }
}

void TestSerializer::typesOfQtAreSent_data()
{
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<QVariant>("arrives");
    const auto row = [](const char *name, const auto &value, const QVariant &arrives) {
        QTest::newRow(name) << QVariant::fromValue(value) << arrives;
    };
    row("int", -7, -7LL);
    row("short", short(-7), -7LL);
    row("char", char(7), 7LL);
    row("schar", static_cast<signed char>(-7), -7LL);
    row("uchar", uchar(200), 200LL);
    row("ushort", ushort(7), 7LL);
    row("uint", 4'000'000'000U, 4'000'000'000LL);
    row("long", -7L, -7LL);
    row("ulong", 7UL, 7LL);
    row("float", 0.5F, 0.5);
    row("enum", Qt::AlignRight, 2LL);
    row("scoped enum", Unscoped::A, 200LL);
    row("nullptr", nullptr, {});
    row("QStringList", QStringList{u"a"_s, u"b"_s}, QVariantList{u"a"_s, u"b"_s});
    row("QByteArrayList", QByteArrayList{"a"}, QVariantList{QByteArray("a")});
    row("QList<int>", QList<int>{1, 2}, QVariantList{1LL, 2LL});
    row("std::vector", std::vector<double>{1.5}, QVariantList{1.5});
    row("QVariantHash", QVariantHash{{u"a"_s, 1}}, QVariantMap{{u"a"_s, 1LL}});
    row("QMap", QMap<QString, int>{{u"a"_s, 1}}, QVariantMap{{u"a"_s, 1LL}});
    row("QHash", QHash<QString, QStringList>{{u"a"_s, {u"b"_s}}},
        QVariantMap{{u"a"_s, QVariantList{u"b"_s}}});
    row("QDateTime", QDateTime(QDate(2024, 2, 29), QTime(12, 30, 1, 5), Qt::UTC),
        u"2024-02-29T12:30:01.005Z"_s);
    row("QDate", QDate(2024, 2, 29), u"2024-02-29"_s);
    row("QUrl", QUrl(u"http://a/b c"_s), u"http://a/b%20c"_s);
    row("QUuid", QUuid(u"{67c8770b-44f1-410a-ab9a-f9b5446f13ee}"_s),
        u"67c8770b-44f1-410a-ab9a-f9b5446f13ee"_s);
    row("QChar", QChar(u'x'), u"x"_s);
    row("QJsonValue", QJsonValue(u"a"_s), u"a"_s);
    row("QJsonObject", QJsonObject{{u"a"_s, QJsonArray{1, true, QJsonValue()}}},
        QVariantMap{{u"a"_s, QVariantList{1LL, true, QVariant()}}});
    row("QCborMap", QCborMap{{u"a"_s, 1}}, QVariantMap{{u"a"_s, 1LL}});
    row("QCborValue", QCborValue(QByteArray("a")), QByteArray("a"));
}

void TestSerializer::typesOfQtAreSent()
{
    QFETCH(QVariant, value);
    for (const Serializer *serializer : Serializer::all()) {
        const QVariant again = afterTrip(*serializer, value);
        QTEST(again, "arrives");
    }
}

void TestSerializer::whatCannotBeSentIsNamed()
{
    for (const Serializer *serializer : Serializer::all()) {
        QByteArray out;
        for (const QVariant &value : {QVariant(QRegularExpression(u"a"_s)), QVariant(QPointF(1, 2))}) {
            QCOMPARE(serializer->encode(eventWith({QVariantList{value}}), out).text,
                     u"payload: %1 cannot be sent"_s.arg(QLatin1StringView(value.typeName())));
            QVERIFY(serializer->encode(eventWith({}, {{u"k"_s, value}}), out));
            RareFields rare;
            rare.custom.insert(u"_key"_s, value);
            QVERIFY(serializer->encode(Cancel{.request = 1, .options = {.rare = rare}}, out));
            QVERIFY(serializer->encode(Challenge{.extra = {{u"k"_s, value}}}, out));
        }
    }
    QByteArray out;
    const Event opaque{.subscription = 1, .publication = 2, .payload = Payload::fromOpaque("octets")};
    QCOMPARE(cbor().encode(opaque, out).text, u"payload: opaque without enc_algo"_s);
    QVERIFY(json().encode(eventWith({qQNaN()}), out).text.contains(u"NaN"));
    QVERIFY(json().encode(eventWith({QVariantMap{{u"a"_s, -qInf()}}}), out));
    QVERIFY(out.isEmpty());
    QCOMPARE(afterTrip(cbor(), qInf()), QVariant(qInf()));
    QVERIFY(qIsNaN(afterTrip(msgpack(), qQNaN()).toDouble()));
}

void TestSerializer::numbersKeepTheirValue_data()
{
    QTest::addColumn<QString>("serializer");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QVariant>("value");
    const auto row = [](const char *serializer, const char *octets, const QVariant &value) {
        const bool isText = QByteArrayView(serializer) == QByteArrayView("json");
        QTest::addRow("%s %s", serializer, octets)
            << QString::fromLatin1(serializer) << (isText ? QByteArray(octets) : QByteArray::fromHex(octets))
            << value;
    };
    row("json", "9007199254740993", 9'007'199'254'740'993LL);
    row("json", "-0", 0LL);
    row("json", "1.0", 1.0);
    row("json", "1e2", 100.0);
    row("json", "1E+2", 100.0);
    row("json", "-9223372036854775808", std::numeric_limits<qlonglong>::min());
    row("json", "18446744073709551615", std::numeric_limits<qulonglong>::max());
    row("json", "18446744073709551616", 18446744073709551616.0);
    row("json", "-9223372036854775809", -9223372036854775808.0);
    row("msgpack", "cb3ff8000000000000", 1.5);
    row("msgpack", "ca3fc00000", 1.5);
    row("msgpack", "d3ffffffffffffffff", -1LL);
    row("msgpack", "d30000000000000005", 5LL);
    row("cbor", "f93e00", 1.5);
    row("cbor", "fa3fc00000", 1.5);
    row("cbor", "3bffffffffffffffff", -18446744073709551616.0);
    row("cbor", "c249010000000000000000", 18446744073709551616.0);
    row("cbor", "c349010000000000000000", -18446744073709551617.0);
    row("cbor", "c11a514b67b0", 1'363'896'240LL);
    row("cbor",
        "c0"
        "6161",
        u"a"_s);
    row("msgpack", "d40000", {});
    row("cbor", "f7", {});
    row("cbor", "5f41014102ff", QByteArray("\1\2"));
}

void TestSerializer::numbersKeepTheirValue()
{
    QFETCH(QString, serializer);
    QFETCH(QByteArray, octets);
    QFETCH(QVariant, value);
    const Payload payload = rawArgument(*Serializer::byName(serializer), octets);
    const auto content = contentOf(payload);
    QVERIFY(content);
    QCOMPARE(content->args, QVariantList{value});
    QCOMPARE(content->args.first().typeId(), value.typeId());
    for (const Serializer *other : {&json(), &msgpack(), &cbor()}) {
        const Event event{.subscription = 1, .publication = 2, .payload = payload};
        const QList<Message> messages = decoded(*other, encoded(*other, event));
        QCOMPARE(messages.size(), 1);
        const auto again = contentOf(std::get<Event>(messages.first()).payload);
        QVERIFY(again);
        if (other->encoding() == payload.encoding())
            QCOMPARE(std::get<Event>(messages.first()).payload.rawArgs(), payload.rawArgs());
        QCOMPARE(again->args, QVariantList{value});
        QCOMPARE(again->args.first().typeId(), value.typeId());
    }
}

void TestSerializer::payloadsAreTranslated()
{
    const QList<Sample> samples = sampleMessages();
    for (const Serializer *from : Serializer::all()) {
        for (const Serializer *to : Serializer::all()) {
            for (const Sample &sample : samples) {
                const QList<Message> received = decoded(*from, encoded(*from, sample.message));
                QCOMPARE(received.size(), 1);
                const QByteArray octets = encoded(*to, received.first());
                const QList<Message> messages = decoded(*to, octets);
                QVERIFY2(messages.size() == 1, octets.constData());
                QVERIFY2(withValues(messages.first()) == withValues(sample.message), sample.name.constData());
                // As compact as if it had been written there.
                QCOMPARE(octets, encoded(*to, sample.message));
            }
        }
    }
}

void TestSerializer::whatStandsForNoValueIsPassedOn_data()
{
    QTest::addColumn<QString>("serializer");
    QTest::addColumn<QByteArray>("octets");
    QTest::newRow("a number that no double holds") << u"json"_s << QByteArray("1e999");
    QTest::newRow("ext") << u"msgpack"_s << QByteArray::fromHex("d4ff00");
    QTest::newRow("a simple value") << u"cbor"_s << QByteArray::fromHex("e0");
}

void TestSerializer::whatStandsForNoValueIsPassedOn()
{
    QFETCH(QString, serializer);
    QFETCH(QByteArray, octets);
    const Serializer &s = *Serializer::byName(serializer);
    const Event event{.subscription = 1, .publication = 2, .payload = rawArgument(s, octets)};
    QCOMPARE(contentOf(event.payload), std::nullopt);
    QCOMPARE(decoded(s, encoded(s, event)), QList<Message>{event});
    QByteArray out;
    QVERIFY((&s == &cbor() ? msgpack() : cbor()).encode(event, out).text.startsWith(u"payload: "));
}

void TestSerializer::longContainersGetLongHeads_data()
{
    QTest::addColumn<int>("count");
    for (const int count : {15, 16, 23, 24, 255, 256, 65'535, 65'536})
        QTest::addRow("%d", count) << count;
}

void TestSerializer::longContainersGetLongHeads()
{
    QFETCH(int, count);
    QVariantList list;
    QVariantMap map;
    for (int i = 0; i < count; ++i) {
        list.append(qlonglong(i));
        map.insert(QString::number(i), QVariantList{qlonglong(i)});
    }
    for (const Serializer *serializer : {&json(), &msgpack(), &cbor()}) {
        QCOMPARE(afterTrip(*serializer, list), QVariant(list));
        QCOMPARE(afterTrip(*serializer, map), QVariant(map));
    }
}

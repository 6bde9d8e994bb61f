// SPDX-License-Identifier: MIT
#include "wamp/serializertest.h"

#include "wamp/samplemessages.h"

#include <QtTest/QTest>

using namespace Gantry::Wamp;
using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(Message)

namespace {

void addSerializerRows()
{
    QTest::addColumn<QString>("serializer");
    const QList<const Serializer *> all = Serializer::all();
    for (const Serializer *serializer : all)
        QTest::newRow(qPrintable(serializer->name())) << serializer->name();
}

} // namespace

void TestSerializer::isFoundByItsNames()
{
    const QList<const Serializer *> all = Serializer::all();
    QStringList names;
    for (const Serializer *serializer : all) {
        names += serializer->name();
        QCOMPARE(Serializer::byName(serializer->name()), serializer);
        QCOMPARE(Serializer::bySubprotocol(u"wamp.2."_s + serializer->name()), serializer);
        QCOMPARE(serializer->subprotocol(), u"wamp.2."_s + serializer->name());
        if (!serializer->isBatched())
            QCOMPARE(Serializer::byRawSocketId(serializer->rawSocketId()), serializer);
        QCOMPARE(serializer->isBinary(), !serializer->name().startsWith(u"json"));
    }
    QCOMPARE(names.join(u' '), u"cbor cbor.batched msgpack msgpack.batched json json.batched"_s);
    QCOMPARE(json().rawSocketId(), 1);
    QCOMPARE(msgpack().rawSocketId(), 2);
    QCOMPARE(cbor().rawSocketId(), 3);
    QCOMPARE(Serializer::byName(u"ubjson"), nullptr);
    QCOMPARE(Serializer::bySubprotocol(u"wamp.1.json"), nullptr);
    QCOMPARE(Serializer::byRawSocketId(4), nullptr);
    QCOMPARE(Serializer::byRawSocketId(0), nullptr);
}

void TestSerializer::messagesComeBack_data()
{
    addSerializerRows();
}

void TestSerializer::messagesComeBack()
{
    QFETCH(QString, serializer);
    const Serializer &s = *Serializer::byName(serializer);
    const QList<Sample> samples = sampleMessages();
    QCOMPARE(samples.size(), 34);
    for (const Sample &sample : samples) {
        const QByteArray octets = encoded(s, sample.message);
        QString error;
        const QList<Message> messages = decoded(s, octets, &error);
        QVERIFY2(error.isEmpty(), qPrintable(QString::fromUtf8(sample.name) + u": "_s + error));
        QCOMPARE(messages.size(), 1);
        if (withValues(messages.first()) != withValues(sample.message)) {
            qInfo() << encoded(json(), sample.message);
            qInfo() << encoded(json(), messages.first());
            QFAIL(sample.name.constData());
        }
        // The payload is raw now: copied, and so the same octets.
        QCOMPARE(encoded(s, messages.first()), octets);
    }
}

void TestSerializer::everyCutIsAnError_data()
{
    addSerializerRows();
}

void TestSerializer::everyCutIsAnError()
{
    QFETCH(QString, serializer);
    const Serializer &s = *Serializer::byName(serializer);
    const QList<Sample> samples = sampleMessages();
    for (const Sample &sample : samples) {
        const QByteArray octets = encoded(s, sample.message);
        for (qsizetype size = 0; size < octets.size(); ++size) {
            QString error;
            const QList<Message> messages = decoded(s, octets.first(size), &error);
            QVERIFY2(!error.isEmpty() && messages.isEmpty(), sample.name.constData());
        }
        QVERIFY(!errorOf(s, octets + octets.first(1)).isEmpty());
        QVERIFY(!errorOf(s, octets + '\0').isEmpty());
    }
}

void TestSerializer::batchesAreReadCompletely_data()
{
    QTest::addColumn<QString>("serializer");
    for (const char *name : {"json.batched", "msgpack.batched", "cbor.batched"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestSerializer::batchesAreReadCompletely()
{
    QFETCH(QString, serializer);
    const Serializer &s = *Serializer::byName(serializer);
    const QList<Sample> samples = sampleMessages();
    QByteArray octets;
    for (const Sample &sample : samples)
        QVERIFY(!s.encode(sample.message, octets));
    QString error;
    const QList<Message> messages = decoded(s, octets, &error);
    QCOMPARE(error, QString());
    QCOMPARE(messages.size(), samples.size());
    for (qsizetype i = 0; i < samples.size(); ++i)
        QVERIFY2(withValues(messages[i]) == withValues(samples[i].message), samples[i].name.constData());
}

void TestSerializer::brokenBatchesAreErrors_data()
{
    QTest::addColumn<QString>("serializer");
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<int>("whole");
    const auto row = [](const char *name, const char *serializer, const QByteArray &octets, int whole) {
        QTest::newRow(name) << QString::fromLatin1(serializer) << octets << whole;
    };
    const QByteArray received = QByteArray::fromHex("83"
                                                    "1848"
                                                    "01")
                                    .first(1)
        + QByteArray::fromHex("110102");
    row("empty json", "json.batched", {}, 0);
    row("empty cbor", "cbor.batched", {}, 0);
    row("empty msgpack", "msgpack.batched", {}, 0);
    row("a separator alone", "json.batched", "\x1e", 0);
    row("no separator at the end", "json.batched", "[17,1,2]\x1e[17,1,2]", 1);
    row("two separators", "json.batched", "[17,1,2]\x1e\x1e", 1);
    row("two messages in one", "json.batched", "[17,1,2][17,1,2]\x1e", 0);
    row("a length of 0", "cbor.batched", QByteArray(4, '\0'), 0);
    row("a length cut short", "cbor.batched",
        QByteArray::fromHex("00000004") + received + QByteArray(3, '\0'), 1);
    row("a length beyond the end", "cbor.batched", QByteArray::fromHex("00000005") + received, 0);
    row("a length of 4 GiB", "msgpack.batched", QByteArray::fromHex("ffffffff93110102"), 0);
    row("a length that is too short", "msgpack.batched", QByteArray::fromHex("0000000393110102"), 0);
}

void TestSerializer::brokenBatchesAreErrors()
{
    QFETCH(QString, serializer);
    QFETCH(QByteArray, octets);
    QString error;
    const QList<Message> messages = decoded(*Serializer::byName(serializer), octets, &error);
    QVERIFY(!error.isEmpty());
    QTEST(int(messages.size()), "whole");
}

void TestSerializer::aReceiverMayStopOrDecodeAnother()
{
    const Serializer &s = *Serializer::byName(u"json.batched");
    const QByteArray octets("[17,1,2]\x1e[16,9,{\"_abc\":\"\\t\"},\"a.b\",[\"\\u0041\"]]\x1e[17,3,4]\x1e");
    int seen = 0;
    QVERIFY(!s.decode(octets, [&seen](Message &) { return ++seen < 2; }));
    QCOMPARE(seen, 2);

    // As a nested event loop does. Every encoding has scratch of its own.
    QList<Message> outer;
    const DecodeError error = s.decode(octets, [&](Message &message) {
        const QByteArray before = encoded(json(), message);
        const QList<Sample> samples = sampleMessages();
        for (const Serializer *other : Serializer::all()) {
            for (const Sample &sample : samples)
                decoded(*other, encoded(*other, sample.message));
        }
        if (encoded(json(), message) == before)
            outer.append(message);
        return true;
    });
    QVERIFY(!error);
    QCOMPARE(outer.size(), 3);
    QCOMPARE(std::get<Published>(outer.last()).request, Id(3));
    QCOMPARE(std::get<Publish>(outer[1]).options.rare->custom.value(u"_abc"_s).toString(), u"\t"_s);
}

void TestSerializer::outputIsAppendedOrLeft()
{
    const Call good{.request = 1, .procedure = QByteArray("a.b")};
    Call bad = good;
    bad.payload = Payload::fromValues({QVariant::fromValue(static_cast<QObject *>(this))});
    for (const Serializer *serializer : Serializer::all()) {
        QByteArray out("before");
        QVERIFY(!serializer->encode(good, out));
        QCOMPARE(out, "before" + encoded(*serializer, good));
        const QByteArray whole = out;
        const EncodeError error = serializer->encode(bad, out);
        QVERIFY2(error.text.contains(u"QObject*"), qPrintable(error.text));
        QCOMPARE(out, whole);
    }
}

void TestSerializer::partsShareTheReceivedOctets()
{
    const Publish publish{.request = 1,
                          .topic = QByteArray("com.topic"),
                          .payload = Payload::fromValues({u"text"_s}, {{u"k"_s, 1}})};
    for (const Serializer *serializer : Serializer::all()) {
        const QByteArray octets = encoded(*serializer, publish);
        const auto isInside = [&octets](QByteArrayView part) {
            return part.begin() >= octets.constBegin() && part.end() <= octets.constEnd() && !part.isEmpty();
        };
        const QList<Message> messages = decoded(*serializer, octets);
        QCOMPARE(messages.size(), 1);
        const auto &message = std::get<Publish>(messages.first());
        QVERIFY(isInside(message.topic.view()));
        QCOMPARE(message.payload.kind(), Payload::Kind::Raw);
        QVERIFY(isInside(message.payload.rawArgs()));
        QVERIFY(isInside(message.payload.rawKwargs()));
    }
    // What stands otherwise in the message is a copy.
    const QList<Message> escaped = decoded(json(), R"([16,1,{},"com.\u0074opic"])");
    QCOMPARE(escaped.size(), 1);
    QCOMPARE(std::get<Publish>(escaped.first()).topic.view(), QByteArrayView("com.topic"));
}

QTEST_GUILESS_MAIN(TestSerializer)

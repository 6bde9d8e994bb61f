// SPDX-License-Identifier: GPL-3.0-only
// Messages in several frames, and with frames that are not written: what goes out of them.
#include "inspector/filetools.h"
#include "inspector/redacting.h"
#include "inspector/samplerecords.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using Core::Direction;

class TestRedactedMessages : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void messagesInFramesAreReadAsAWhole();
    void whatIsNotLookedAtIsNotHeldBack();
    void messagesThatNeverEndGoAsAWhole();
    void whatIsNotWrittenSaysHowToReadTheRest();
    void messagesWithHolesGoAsAWhole();
};

void TestRedactedMessages::messagesInFramesAreReadAsAWhole()
{
    const auto ping = frame(1, Direction::Received, Core::Opcode::Ping, "x");
    const QList<Tap::Record> records{open(1, "ws://a/"),
                                     fragment(1, R"({"pass)", true, false),
                                     ping,
                                     fragment(1, R"(word":"se)", false, false),
                                     text(2, "another connection"),
                                     fragment(1, R"(cret","x":1})", false, true)};
    const auto out = redacted(records, {.jsonPaths = {"password"}});
    QCOMPARE(out.size(), records.size());
    // The other connection did not wait; this one kept its order.
    QCOMPARE(Tap::headOf(out[1]).connection, quint64(2));
    QCOMPARE(std::get<Tap::FrameRecord>(out[3]).payload, QByteArray("x"));
    QByteArray whole;
    for (const qsizetype i : {2, 4, 5}) {
        const auto part = std::get<Tap::FrameRecord>(out[i]);
        QCOMPARE(part.header.payloadLength, quint64(part.payload.size()));
        whole += part.payload;
    }
    QCOMPARE(whole, QByteArray(R"({"password":"[redacted]","x":1})"));
}

void TestRedactedMessages::whatIsNotLookedAtIsNotHeldBack()
{
    int given = 0;
    Redactor redactor({}, [&](int, const Tap::Record &, const QByteArray &) { return ++given > 0; });
    QVERIFY(redactor.add(0, open(1, "ws://a/", "chat"), {}));
    QVERIFY(redactor.add(0, fragment(1, "begins", true, false), {}));
    QCOMPARE(given, 2);
}

void TestRedactedMessages::messagesThatNeverEndGoAsAWhole()
{
    const auto out = redacted(
        {open(1, "ws://a/"), fragment(1, R"({"password":"se)", true, false), closed(1, 1006, {}, false)},
        {.jsonPaths = {"password"}});
    QCOMPARE(out.size(), 3);
    QCOMPARE(std::get<Tap::FrameRecord>(out[1]).payload, QByteArray("[redacted]"));

    // One that is larger than what is held, and what comes behind it.
    QList<Tap::Record> large{open(1, "ws://a/")};
    const QByteArray piece(8 * 1024 * 1024, 's');
    for (int i = 0; i < 6; ++i)
        large.append(fragment(1, piece, i == 0, i == 5));
    large.append(text(1, R"({"password":1})"));
    const auto shortened = redacted(large, {.jsonPaths = {"password"}});
    QCOMPARE(shortened.size(), large.size());
    qsizetype octets = 0;
    for (const Tap::FrameRecord &part : only<Tap::FrameRecord>(shortened))
        octets += part.payload.size();
    QVERIFY(octets < 100);
    QCOMPARE(std::get<Tap::FrameRecord>(shortened.last()).payload,
             QByteArray(R"({"password":"[redacted]"})"));
}

void TestRedactedMessages::whatIsNotWrittenSaysHowToReadTheRest()
{
    const QByteArray login = QByteArray::fromHex("9305a6736563726574c0"); // [5, "secret", nil]
    Tap::FrameRecord frame = text(1, login);
    frame.header.opcode = quint8(Core::Opcode::Binary);
    frame.messageOpcode = frame.header.opcode;
    const auto out = redactedSome({open(1, "ws://a/", "wamp.2.msgpack"), frame}, {1});
    QCOMPARE(out.size(), 1);
    QVERIFY(!std::get<Tap::FrameRecord>(out[0]).payload.contains("secret"));
}

void TestRedactedMessages::messagesWithHolesGoAsAWhole()
{
    const RedactionOptions options{.jsonPaths = {"password"}};
    const QList<Tap::Record> records{open(1, "ws://a/"), fragment(1, "{\"", true, false),
                                     fragment(1, "password\":\"", false, false),
                                     fragment(1, "secret\"}", false, true), text(1, "behind")};
    const QList<QList<qsizetype>> choices{{0, 1, 3, 4}, {0, 3, 4}, {3, 4}, {0, 2, 3, 4}, {0, 1, 2, 4}};
    for (const QList<qsizetype> &chosen : choices) {
        const auto out = redactedSome(records, chosen, options);
        QCOMPARE(out.size(), chosen.size());
        for (const Tap::FrameRecord &frame : only<Tap::FrameRecord>(out)) {
            QVERIFY(!frame.payload.contains("secret"));
            QVERIFY(!frame.payload.contains("password"));
        }
        QCOMPARE(std::get<Tap::FrameRecord>(out.last()).payload, QByteArray("behind"));
    }
    // As one that nobody asked for anything in.
    const auto untouched = redactedSome(records, {0, 3, 4}, {.wampLogins = false});
    QCOMPARE(std::get<Tap::FrameRecord>(untouched[1]).payload, QByteArray("secret\"}"));
}

QTEST_APPLESS_MAIN(TestRedactedMessages)
#include "tst_redactedmessages.moc"

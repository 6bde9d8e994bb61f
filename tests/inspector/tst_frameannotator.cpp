// SPDX-License-Identifier: GPL-3.0-only
#include "capture/frameannotator.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using Core::Opcode;
using Core::Role;
using Tap::Direction;

class TestFrameAnnotator : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void notesWhatBreaksARule_data();
    void notesWhatBreaksARule();
    void judgesEachDirectionByItsReceiver();
    void followsTheFragmentsOfAMessage();
    void knowsTextThatIsCutBetweenFrames();
    void doesNotJudgeWhatBeganBeforeItCame();
    void doesNotJudgeByWhatWasBeforeALoss();
    void keepsANoteThatIsThere();
    void leavesConnectionsAloneThatItDoesNotKnow();
};

namespace {

Tap::FrameRecord frame(Opcode opcode, const QByteArray &payload, bool fin = true)
{
    Tap::FrameRecord record;
    record.head.connection = 1;
    record.direction = Direction::Received;
    record.header.opcode = quint8(opcode);
    record.header.fin = fin;
    record.header.masked = true;
    record.header.payloadLength = quint64(payload.size());
    record.messageOpcode = quint8(opcode);
    record.payload = payload;
    return record;
}

Tap::FrameRecord continuation(Opcode message, const QByteArray &payload, bool fin = true)
{
    Tap::FrameRecord record = frame(Opcode::Continuation, payload, fin);
    record.messageOpcode = quint8(message);
    return record;
}

//! An annotator that knows connection 1.
FrameAnnotator opened(Role role = Role::Server, const QByteArray &extensions = {})
{
    Tap::OpenRecord open;
    open.head.connection = 1;
    open.role = role;
    open.extensions = extensions;
    Tap::Record record = open;
    FrameAnnotator annotator;
    annotator.annotate(record);
    return annotator;
}

QByteArray noteOn(FrameAnnotator &annotator, const Tap::FrameRecord &frame)
{
    Tap::Record record = frame;
    annotator.annotate(record);
    return std::get<Tap::FrameRecord>(record).note;
}

} // namespace

void TestFrameAnnotator::notesWhatBreaksARule_data()
{
    QTest::addColumn<QByteArray>("extensions");
    QTest::addColumn<int>("opcode");
    QTest::addColumn<int>("rsv");
    QTest::addColumn<bool>("masked");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("isFine");
    const QByteArray deflate = "permessage-deflate; server_max_window_bits=12";
    QTest::newRow("text") << QByteArray() << 1 << 0 << true << QByteArray("hi") << true;
    QTest::newRow("5.1 unmasked client frame")
        << QByteArray() << 1 << 0 << false << QByteArray("hi") << false;
    QTest::newRow("5.2 reserved bit") << QByteArray() << 1 << 4 << true << QByteArray("hi") << false;
    QTest::newRow("7692 6 compressed") << deflate << 1 << 4 << true << QByteArray("hi") << true;
    QTest::newRow("5.2 reserved opcode") << QByteArray() << 5 << 0 << true << QByteArray("hi") << false;
    QTest::newRow("5.5 control frame > 125")
        << QByteArray() << 9 << 0 << true << QByteArray(126, 'p') << false;
    QTest::newRow("8.1 text is not UTF-8") << QByteArray() << 1 << 0 << true << QByteArray("\xff") << false;
    QTest::newRow("8.1 text ends within a character")
        << QByteArray() << 1 << 0 << true << QByteArray("\xc3") << false;
    QTest::newRow("binary may be anything") << QByteArray() << 2 << 0 << true << QByteArray("\xff") << true;
    QTest::newRow("7.4.1 close code 1005")
        << QByteArray() << 8 << 0 << true << QByteArray::fromHex("03ed") << false;
}

void TestFrameAnnotator::notesWhatBreaksARule()
{
    QFETCH(QByteArray, extensions);
    QFETCH(int, opcode);
    QFETCH(int, rsv);
    QFETCH(bool, masked);
    QFETCH(QByteArray, payload);
    Tap::FrameRecord record = frame(Opcode(opcode), payload);
    record.header.rsv = quint8(rsv);
    record.header.masked = masked;
    FrameAnnotator annotator = opened(Role::Server, extensions);
    QTEST(noteOn(annotator, record).isEmpty(), "isFine");
}

void TestFrameAnnotator::judgesEachDirectionByItsReceiver()
{
    for (const Role role : {Role::Server, Role::Client}) {
        FrameAnnotator annotator = opened(role);
        Tap::FrameRecord record = frame(Opcode::Text, "hi");
        // Masked is right for what a server receives and what a client sends.
        record.direction = role == Role::Server ? Direction::Received : Direction::Sent;
        QCOMPARE(noteOn(annotator, record), QByteArray());
        record.direction = role == Role::Server ? Direction::Sent : Direction::Received;
        QVERIFY(!noteOn(annotator, record).isEmpty());
    }
}

void TestFrameAnnotator::followsTheFragmentsOfAMessage()
{
    FrameAnnotator annotator = opened();
    QCOMPARE(noteOn(annotator, frame(Opcode::Binary, "a", false)), QByteArray());
    QCOMPARE(noteOn(annotator, frame(Opcode::Ping, "")), QByteArray()); // between fragments: 5.4
    QCOMPARE(noteOn(annotator, continuation(Opcode::Binary, "b")), QByteArray());
    QVERIFY(!noteOn(annotator, continuation(Opcode::Binary, "c")).isEmpty()); // of nothing
}

void TestFrameAnnotator::knowsTextThatIsCutBetweenFrames()
{
    FrameAnnotator annotator = opened();
    QCOMPARE(noteOn(annotator, frame(Opcode::Text, "\xc3", false)), QByteArray());
    QCOMPARE(noteOn(annotator, continuation(Opcode::Text, "\xa4")), QByteArray());
    QCOMPARE(noteOn(annotator, frame(Opcode::Text, "\xc3", false)), QByteArray());
    QVERIFY(!noteOn(annotator, continuation(Opcode::Text, "a")).isEmpty());
    QCOMPARE(noteOn(annotator, frame(Opcode::Text, "a")), QByteArray()); // the next message is another
}

void TestFrameAnnotator::doesNotJudgeWhatBeganBeforeItCame()
{
    FrameAnnotator annotator = opened();
    QCOMPARE(noteOn(annotator, continuation(Opcode::Text, "\xa4", false)), QByteArray());
    QCOMPARE(noteOn(annotator, continuation(Opcode::Text, "", true)), QByteArray());
    QVERIFY(!noteOn(annotator, continuation(Opcode::Text, "")).isEmpty());
}

void TestFrameAnnotator::doesNotJudgeByWhatWasBeforeALoss()
{
    const auto lose = [](FrameAnnotator &annotator) {
        Tap::Record drop = Tap::DropRecord{.count = 1, .octets = 1};
        annotator.annotate(drop);
    };
    FrameAnnotator inside = opened();
    QCOMPARE(noteOn(inside, frame(Opcode::Text, "\xc3", false)), QByteArray());
    lose(inside); // the end of that message
    QCOMPARE(noteOn(inside, frame(Opcode::Text, "a")), QByteArray());
    QVERIFY(!noteOn(inside, continuation(Opcode::Text, "")).isEmpty()); // judged again

    FrameAnnotator outside = opened();
    QCOMPARE(noteOn(outside, frame(Opcode::Text, "a")), QByteArray());
    lose(outside); // the beginning of a message
    QCOMPARE(noteOn(outside, continuation(Opcode::Text, "\xa4")), QByteArray());
}

void TestFrameAnnotator::keepsANoteThatIsThere()
{
    FrameAnnotator annotator = opened();
    Tap::FrameRecord record = frame(Opcode(5), "");
    record.note = "said already";
    QCOMPARE(noteOn(annotator, record), QByteArray("said already"));
}

void TestFrameAnnotator::leavesConnectionsAloneThatItDoesNotKnow()
{
    FrameAnnotator annotator;
    QCOMPARE(noteOn(annotator, frame(Opcode(5), "")), QByteArray());

    FrameAnnotator other = opened();
    Tap::Record close = Tap::CloseRecord{.head = {.connection = 1, .timeNs = 0}};
    other.annotate(close);
    QCOMPARE(noteOn(other, frame(Opcode(5), "")), QByteArray());
}

QTEST_APPLESS_MAIN(TestFrameAnnotator)
#include "tst_frameannotator.moc"

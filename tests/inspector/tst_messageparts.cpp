// SPDX-License-Identifier: GPL-3.0-only
#include "inspector/samplerecords.h"
#include "models/messageparts.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using Core::Direction;
using Core::Opcode;

namespace {

constexpr qsizetype NoBound = 1 << 20;

MessageParts partsAt(const RecordStore &store, quint64 sequence, qsizetype maxOctets = NoBound)
{
    return messageAround(store, sequence, std::get<Tap::FrameRecord>(store.at(sequence)), maxOctets);
}

} // namespace

class TestMessageParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsFragmentsTogetherFromAnyOfThem()
    {
        RecordStore store;
        store.append(0,
                     {fragment(1, "a", true, false), frame(1, Direction::Sent, Opcode::Ping, "between"),
                      fragment(2, "other connection", true, false), fragment(1, "b", false, false),
                      text(1, "other direction", Direction::Received), fragment(1, "c", false, true),
                      text(1, "next message")});
        for (const quint64 sequence : {1u, 4u, 6u}) {
            const MessageParts parts = partsAt(store, sequence);
            QCOMPARE(parts.payload, QByteArray("abc"));
            QCOMPARE(parts.frames, 3);
            QVERIFY(parts.isComplete);
        }
        QCOMPARE(partsAt(store, 2).payload, QByteArray("between"));
        QCOMPARE(partsAt(store, 7).payload, QByteArray("next message"));
    }

    void saysWhenTheEndHasNotComeYet()
    {
        RecordStore store;
        store.append(0, {fragment(1, "a", true, false), fragment(1, "b", false, false)});
        const MessageParts parts = partsAt(store, 2);
        QCOMPARE(parts.payload, QByteArray("ab"));
        QVERIFY(!parts.isComplete);
    }

    void saysWhenTheBeginningIsGone()
    {
        RecordStore store;
        store.append(0, {fragment(1, "b", false, false), fragment(1, "c", false, true)});
        const MessageParts parts = partsAt(store, 2);
        QCOMPARE(parts.payload, QByteArray("c"));
        QVERIFY(!parts.isComplete);
    }

    void doesNotMixTwoMessages()
    {
        RecordStore store;
        store.append(0,
                     {fragment(1, "a", true, false), fragment(1, "b", false, true),
                      malformed(1, fragment(1, "stray", false, true), "nothing to continue"),
                      fragment(1, "unfinished", true, false), text(1, "whole")});
        QCOMPARE(partsAt(store, 3).payload, QByteArray("stray"));
        QVERIFY(!partsAt(store, 3).isComplete);
        QCOMPARE(partsAt(store, 4).payload, QByteArray("unfinished"));
        QVERIFY(!partsAt(store, 4).isComplete);
    }

    void stopsAtItsBound()
    {
        RecordStore store;
        QList<Tap::Record> records{fragment(1, "start", true, false)};
        for (int i = 0; i < 100; ++i) {
            records << fragment(1, QByteArray(1000, 'x'), false, i == 99);
        }
        store.append(0, records);
        const MessageParts parts = partsAt(store, 1, 5000);
        QVERIFY(parts.payload.size() >= 5000 && parts.payload.size() <= 6000);
        QVERIFY(!parts.isComplete);
    }
};

QTEST_APPLESS_MAIN(TestMessageParts)
#include "tst_messageparts.moc"

// SPDX-License-Identifier: MIT
#include "core/message/preparedmessage.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_PreparedMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsJudgedAtOnce();
    void eachFormIsCompressedOnceFromAFreshContext();
    void framesAreKeptByFormAndFragmentSize();
};

void tst_PreparedMessage::textIsJudgedAtOnce()
{
    QVERIFY(PreparedMessage("\xe2\x82\xac", false, false).isValid());
    QVERIFY(!PreparedMessage("\xe2\x82", false, false).isValid());
    QVERIFY(PreparedMessage("\xe2\x82", true, false).isValid());
}

void tst_PreparedMessage::eachFormIsCompressedOnceFromAFreshContext()
{
    const QByteArray payload = QByteArray("something that repeats ").repeated(100);
    PreparedMessage message(payload, false, false);
    const auto first = message.compressed({.windowBits = 12, .level = 1, .memLevel = 5});
    const auto again = message.compressed({.windowBits = 12, .level = 1, .memLevel = 5});
    QVERIFY(first && again);
    QVERIFY(first->constData() == again->constData());
    const auto other = message.compressed({.windowBits = 9, .level = 1, .memLevel = 5});
    QVERIFY(other && other->constData() != first->constData());
    for (const QByteArray &wire : {*first, *other}) {
        Inflater inflater(wire == *first ? 12 : 9, true);
        QByteArray out;
        QCOMPARE(inflater.inflate(wire, out, Inflater::Unlimited), Inflater::Result::Ok);
        QCOMPARE(inflater.finishMessage(out, Inflater::Unlimited), Inflater::Result::Ok);
        QCOMPARE(out, payload);
    }
}

void tst_PreparedMessage::framesAreKeptByFormAndFragmentSize()
{
    PreparedMessage message("payload", false, false);
    const PreparedMessage::Form plain;
    const PreparedMessage::Form deflated{.windowBits = 12, .level = 1, .memLevel = 5};
    QVERIFY(!message.frames(plain, 0));
    QCOMPARE(message.keepFrames({.form = plain, .octets = "plain", .counts = {}}).octets,
             QByteArray("plain"));
    QCOMPARE(message.keepFrames({.form = plain, .fragmentSize = 5, .octets = "cut", .counts = {}}).octets,
             QByteArray("cut"));
    QVERIFY(!message.frames(deflated, 0));
    QCOMPARE(message.frames(plain, 0)->octets, QByteArray("plain"));
    QCOMPARE(message.frames(plain, 5)->octets, QByteArray("cut"));
}

QTEST_APPLESS_MAIN(tst_PreparedMessage)
#include "tst_preparedmessage.moc"

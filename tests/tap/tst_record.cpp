// SPDX-License-Identifier: MIT
#include "tap/record.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Tap;

class tst_Record : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kindFollowsTheAlternative();
    void weightCountsWhatVaries();
    void keepableOutlivesBorrowedMemory();
    void keepableSharesWhatIsOwned();
};

void tst_Record::kindFollowsTheAlternative()
{
    QCOMPARE(kindOf(OpenRecord{}), RecordKind::Open);
    QCOMPARE(kindOf(FrameRecord{}), RecordKind::Frame);
    QCOMPARE(kindOf(MessageRecord{}), RecordKind::Message);
    QCOMPARE(kindOf(OctetsRecord{}), RecordKind::Octets);
    QCOMPARE(kindOf(StateRecord{}), RecordKind::State);
    QCOMPARE(kindOf(CloseRecord{}), RecordKind::Close);
    QCOMPARE(kindOf(DropRecord{}), RecordKind::Drop);
}

void tst_Record::weightCountsWhatVaries()
{
    QCOMPARE(weightOf(FrameRecord{.payload = "abc", .note = "no"}), 5);
    QCOMPARE(weightOf(OctetsRecord{.octets = "abc", .note = "n"}), 4);
    QCOMPARE(weightOf(CloseRecord{.reason = "bye"}), 3);
    QCOMPARE(weightOf(DropRecord{.count = 9}), 0);
    QCOMPARE(weightOf(OpenRecord{.url = "u", .peer = "pp", .request = {{"Host", "h"}}, .extensions = "e"}),
             9);
}

void tst_Record::keepableOutlivesBorrowedMemory()
{
    char memory[] = "text";
    const auto borrowed = [&] { return QByteArray::fromRawData(memory, 4); };
    const Record frame = keepable(FrameRecord{.payload = borrowed(), .note = borrowed()});
    const Record open = keepable(OpenRecord{
        .url = borrowed(), .request = {{borrowed(), borrowed()}}, .response = {{"Name", borrowed()}}});
    const Record octets = keepable(OctetsRecord{.octets = borrowed(), .note = borrowed()});
    const Record message = keepable(MessageRecord{.payload = borrowed()});
    const Record close = keepable(CloseRecord{.reason = borrowed()});
    std::fill_n(memory, 4, '!');

    QVERIFY(frame == Record(FrameRecord{.payload = "text", .note = "text"}));
    QVERIFY(
        open
        == Record(OpenRecord{.url = "text", .request = {{"text", "text"}}, .response = {{"Name", "text"}}}));
    QVERIFY(octets == Record(OctetsRecord{.octets = "text", .note = "text"}));
    QVERIFY(message == Record(MessageRecord{.payload = "text"}));
    QVERIFY(close == Record(CloseRecord{.reason = "text"}));
}

void tst_Record::keepableSharesWhatIsOwned()
{
    const QByteArray payload(1000, 'x');
    const Record kept = keepable(FrameRecord{.payload = payload});
    QCOMPARE(static_cast<const void *>(std::get<FrameRecord>(kept).payload.constData()),
             static_cast<const void *>(payload.constData()));
}

QTEST_APPLESS_MAIN(tst_Record)
#include "tst_record.moc"

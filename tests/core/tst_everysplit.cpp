// SPDX-License-Identifier: MIT
// Every rule of RFC 6455 and RFC 7692 that octets can keep or break, from both sides,
// and with the octets cut in every way: a network may deliver them as it likes, and
// nothing may come of that.
#include "rulevectors.h"
#include "story.h"

#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Gantry::Test;

class TestEverySplit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headers_data() { rows(headerVectors()); }
    void headers() { check(); }
    void masks_data() { rows(maskVectors()); }
    void masks() { check(); }
    void fragmentation_data() { rows(fragmentationVectors()); }
    void fragmentation() { check(); }
    void controlFrames_data() { rows(controlVectors()); }
    void controlFrames() { check(); }
    void closing_data() { rows(closeVectors()); }
    void closing() { check(); }
    void utf8_data() { rows(utf8Vectors()); }
    void utf8() { check(); }
    void limits_data() { rows(limitVectors()); }
    void limits() { check(); }
    void compression_data() { rows(deflateVectors()); }
    void compression() { check(); }
    void compressionParameters();
    void requests_data() { rows(requestVectors()); }
    void requests() { check(); }
    void responses_data() { rows(responseVectors()); }
    void responses() { check(); }

private:
    static void rows(const RuleTable &table);
    static void check();
};

namespace {

// Up to here also every pair of positions is tried.
constexpr qsizetype MaxSizeOfThreePieces = 80;

QByteArray complaint(const RuleVector &vector, const Story &whole, const QList<qsizetype> &cuts)
{
    const Story cut = tell(vector, cuts);
    if (cut == whole)
        return {};
    QByteArray places;
    for (const qsizetype place : cuts)
        places += ' ' + QByteArray::number(place);
    return "cut at" + places + ": " + described(cut) + "\nwhole: " + described(whole);
}

//! Empty, or the first way to cut \a vector that changes what comes of it.
QByteArray complaintAbout(const RuleVector &vector)
{
    const Story whole = tell(vector, {});
    if (QByteArray wrong = complaintAbout(whole, vector.outcome); !wrong.isEmpty())
        return wrong;
    if (tellBytewise(vector) != whole)
        return "octet by octet: " + described(tellBytewise(vector)) + "\nwhole: " + described(whole);
    const bool isAccepted = whole.events.value(0).startsWith("request ");
    if (isAccepted && tell(vector, {}, Decision::AfterAllOctets) != whole)
        return "decided later: " + described(tell(vector, {}, Decision::AfterAllOctets));

    const qsizetype size = vector.octets.size();
    QList<qsizetype> places = vector.cuts;
    for (qsizetype i = 0; vector.cuts.isEmpty() && i <= size; ++i)
        places.append(i); // 0 and size: an empty piece changes nothing either
    for (const qsizetype place : std::as_const(places)) {
        if (QByteArray wrong = complaint(vector, whole, {place}); !wrong.isEmpty())
            return wrong;
    }
    for (qsizetype first = 1; size < MaxSizeOfThreePieces && first < size; ++first) {
        for (qsizetype second = first + 1; second < size; ++second) {
            if (QByteArray wrong = complaint(vector, whole, {first, second}); !wrong.isEmpty())
                return wrong;
        }
    }
    return {};
}

} // namespace

void TestEverySplit::rows(const RuleTable &table)
{
    QTest::addColumn<RuleVector>("vector");
    for (const RuleVector &vector : table.vectors())
        QTest::newRow(vector.name.constData()) << vector;
}

void TestEverySplit::check()
{
    QFETCH(const RuleVector, vector);
    const QByteArray wrong = complaintAbout(vector);
    QVERIFY2(wrong.isEmpty(), wrong.constData());
}

void TestEverySplit::compressionParameters()
{
    // Too many to be rows.
    const RuleTable table = deflateOfferVectors();
    for (const RuleVector &vector : table.vectors()) {
        const QByteArray wrong = complaintAbout(vector);
        QVERIFY2(wrong.isEmpty(), QByteArray(vector.name + '\n' + wrong).constData());
    }
}

QTEST_APPLESS_MAIN(TestEverySplit)
#include "tst_everysplit.moc"

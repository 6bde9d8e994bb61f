// SPDX-License-Identifier: MIT
#include "attach/attachprotocol.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Attach;

namespace {

const ProcessInfo Somebody{.pid = 4711,
                           .program = QStringLiteral("échoserver"),
                           .gantryVersion = QStringLiteral("0.1.0"),
                           .qtVersion = QStringLiteral("6.4.2"),
                           .startTimeNs = 1'700'000'000'000'000'001};

} // namespace

class tst_AttachProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void greetingComesBackHoweverItIsCut();
    void greetingTakesNothingOfWhatFollows();
    void wrongGreetingsAreRefused_data();
    void wrongGreetingsAreRefused();
    void requestsComeBackHoweverTheyAreCut();
    void unknownRequestsArePassedOver();
};

void tst_AttachProtocol::greetingComesBackHoweverItIsCut()
{
    const QByteArray octets = encodeGreeting(Somebody);
    for (qsizetype cut = 0; cut <= octets.size(); ++cut) {
        GreetingReader reader;
        reader.feed(QByteArrayView(octets).first(cut));
        reader.feed(QByteArrayView(octets).sliced(cut));
        QCOMPARE(reader.status(), GreetingReader::Status::Complete);
        QVERIFY(reader.process() == Somebody);
    }
}

void tst_AttachProtocol::greetingTakesNothingOfWhatFollows()
{
    const QByteArray octets = encodeGreeting(Somebody);
    GreetingReader reader;
    QCOMPARE(reader.feed(octets + "records"), octets.size());
    QCOMPARE(reader.feed("records"), 0);
}

void tst_AttachProtocol::wrongGreetingsAreRefused_data()
{
    QTest::addColumn<QByteArray>("octets");
    QTest::addColumn<QString>("text");
    const QByteArray good = encodeGreeting(Somebody);
    QTest::newRow("not ours") << QByteArray("HTTP/1.1 400 Bad Request") << QStringLiteral("not a Gantry");
    QByteArray newer = good;
    newer[4] = 2;
    QTest::newRow("newer protocol") << newer << QStringLiteral("version 2.1");
    QByteArray codec = good;
    codec[6] = 9;
    QTest::newRow("newer codec") << codec << QStringLiteral("version 1.9");
    QByteArray large = good;
    large[11] = 0x7F;
    QTest::newRow("endless") << large << QStringLiteral("not a Gantry");
    QByteArray empty = good.first(12);
    empty[8] = 0;
    QTest::newRow("empty") << empty << QStringLiteral("malformed");
}

void tst_AttachProtocol::wrongGreetingsAreRefused()
{
    QFETCH(QByteArray, octets);
    QFETCH(QString, text);
    GreetingReader reader;
    reader.feed(octets);
    QCOMPARE(reader.status(), GreetingReader::Status::Error);
    QVERIFY2(reader.errorText().contains(text), qPrintable(reader.errorText()));
}

void tst_AttachProtocol::requestsComeBackHoweverTheyAreCut()
{
    const Tap::RecordKinds kinds = Tap::RecordKinds(Tap::RecordKind::Octets) | Tap::RecordKind::Drop;
    const QByteArray octets = encodeKindsRequest(kinds) + encodeKindsRequest(Tap::DefaultKinds);
    RequestReader reader;
    QList<Tap::RecordKinds> read;
    for (const char octet : octets) {
        reader.feed(QByteArrayView(&octet, 1));
        while (const auto request = reader.next())
            read.append(*request);
    }
    QCOMPARE(read, (QList<Tap::RecordKinds>{kinds, Tap::DefaultKinds}));
}

void tst_AttachProtocol::unknownRequestsArePassedOver()
{
    RequestReader reader;
    reader.feed(QByteArray::fromHex("0300"
                                    "7F"
                                    "0000"
                                    "0000")
                + encodeKindsRequest(Tap::DefaultKinds));
    QCOMPARE(reader.next(), Tap::DefaultKinds);
    QVERIFY(!reader.next());
}

QTEST_APPLESS_MAIN(tst_AttachProtocol)
#include "tst_attachprotocol.moc"

// SPDX-License-Identifier: GPL-3.0-only
#include "decode/framefields.h"
#include "inspector/samplerecords.h"

#include <QtTest/QTest>

#include <algorithm>

using namespace Gantry;
using namespace Gantry::Inspector;
using namespace Gantry::Inspector::Test;
using namespace Qt::Literals::StringLiterals;
using Core::Direction;
using Core::Opcode;
using Core::Role;

namespace {

FrameField fieldOf(const QList<FrameField> &fields, const QString &name)
{
    const auto it = std::find_if(fields.cbegin(), fields.cend(),
                                 [&](const FrameField &field) { return field.name == name; });
    return it == fields.cend() ? FrameField{} : *it;
}

bool isAnySuspicious(const QList<FrameField> &fields)
{
    return std::any_of(fields.cbegin(), fields.cend(),
                       [](const FrameField &field) { return field.isSuspicious; });
}

} // namespace

class TestFrameFields : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsTheHeaderAsItWasSent()
    {
        // The masked "Hello" of RFC 6455 section 5.7.
        const Tap::FrameRecord hello = text(1, "Hello");
        QCOMPARE(headerOctetsText(hello.header), u"81 85 37 fa 21 3d"_s);
        const QList<FrameField> fields = frameFields(hello, Role::Client);
        QCOMPARE(fieldOf(fields, u"FIN"_s).value, u"1"_s);
        QCOMPARE(fieldOf(fields, u"Opcode"_s).value, u"0x1"_s);
        QCOMPARE(fieldOf(fields, u"Masking key"_s).value, u"0x37fa213d"_s);
        QCOMPARE(fieldOf(fields, u"Payload length"_s).value, u"5"_s);
        QVERIFY(!isAnySuspicious(fields));
    }

    void hidesOctetsThatItCannotKnow()
    {
        Core::FrameHeader header;
        header.minimalLength = false;
        QVERIFY(headerOctetsText(header).isEmpty());
    }

    void pointsAtWhatBreaksARule_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<Tap::FrameRecord>("frame");
        const auto row = [](const char *rule, const QString &field, auto change) {
            Tap::FrameRecord frame = text(1, "x");
            change(frame.header);
            QTest::newRow(rule) << field << frame;
        };
        row("5.2 RSV2", u"RSV2"_s, [](Core::FrameHeader &h) { h.rsv = Core::Rsv2; });
        row("5.2 RSV3", u"RSV3"_s, [](Core::FrameHeader &h) { h.rsv = Core::Rsv3; });
        row("5.2 reserved opcode", u"Opcode"_s, [](Core::FrameHeader &h) { h.opcode = 3; });
        row("5.2 length not minimal", u"Payload length"_s,
            [](Core::FrameHeader &h) { h.minimalLength = false; });
        row("5.2 top bit of the length", u"Payload length"_s,
            [](Core::FrameHeader &h) { h.payloadLength = 1ULL << 63; });
        row("5.5 control frame > 125", u"Payload length"_s, [](Core::FrameHeader &h) {
            h.opcode = quint8(Opcode::Ping);
            h.payloadLength = 126;
        });
        row("5.5 fragmented control frame", u"FIN"_s, [](Core::FrameHeader &h) {
            h.opcode = quint8(Opcode::Ping);
            h.fin = false;
        });
        row("7692 RSV1 on a control frame", u"RSV1"_s, [](Core::FrameHeader &h) {
            h.opcode = quint8(Opcode::Ping);
            h.rsv = Core::Rsv1;
        });
        row("7692 RSV1 on a continuation", u"RSV1"_s, [](Core::FrameHeader &h) {
            h.opcode = quint8(Opcode::Continuation);
            h.rsv = Core::Rsv1;
        });
        row("5.1 client does not mask", u"MASK"_s, [](Core::FrameHeader &h) { h.masked = false; });
    }

    void pointsAtWhatBreaksARule()
    {
        QFETCH(QString, field);
        QFETCH(Tap::FrameRecord, frame);
        const QList<FrameField> fields = frameFields(frame, Role::Client);
        QVERIFY(fieldOf(fields, field).isSuspicious);
        QCOMPARE(
            std::count_if(fields.cbegin(), fields.cend(), [](const FrameField &f) { return f.isSuspicious; }),
            1);
    }

    void judgesTheMaskBySideAndDirection()
    {
        const Tap::FrameRecord masked = text(1, "x");
        Tap::FrameRecord fromServer = text(1, "x", Direction::Received);
        QVERIFY(!isAnySuspicious(frameFields(masked, Role::Client)));
        QVERIFY(isAnySuspicious(frameFields(masked, Role::Server)));
        QVERIFY(!isAnySuspicious(frameFields(fromServer, Role::Client)));
        QVERIFY(isAnySuspicious(frameFields(fromServer, Role::Server)));
        QVERIFY(!isAnySuspicious(frameFields(masked))); // nobody knows
    }

    void saysHowWellAMessageWasCompressed()
    {
        Tap::FrameRecord compressed = text(1, QByteArray(200, 'x'));
        compressed.header.rsv = Core::Rsv1;
        compressed.header.payloadLength = 50;
        QVERIFY(fieldOf(frameFields(compressed), u"Payload"_s).meaning.contains(u"25.0 %"_s));
    }
};

QTEST_APPLESS_MAIN(TestFrameFields)
#include "tst_framefields.moc"

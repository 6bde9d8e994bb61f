// SPDX-License-Identifier: MIT
#include "core/violation.h"

#include "core/message/utf8validator.h"

#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_Violation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachRuleHasItsCloseCode_data();
    void eachRuleHasItsCloseCode();
    void everyTextFitsIntoACloseFrame();
    void noTwoRulesSayTheSame();
    void limitsAreNamed();
};

void tst_Violation::eachRuleHasItsCloseCode_data()
{
    QTest::addColumn<Violation>("violation");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("section");

    const auto row = [](const char *name, Violation violation, int code, QByteArray section) {
        QTest::newRow(name) << violation << code << section;
    };
    row("reserved bits", Violation::ReservedBits, 1002, "RFC 6455 5.2");
    row("reserved opcode", Violation::ReservedOpcode, 1002, "RFC 6455 5.2");
    row("unmasked client frame", Violation::UnmaskedClientFrame, 1002, "RFC 6455 5.1");
    row("masked server frame", Violation::MaskedServerFrame, 1002, "RFC 6455 5.1");
    row("fragmented control frame", Violation::FragmentedControlFrame, 1002, "RFC 6455 5.5");
    row("control frame too long", Violation::ControlFrameTooLong, 1002, "RFC 6455 5.5");
    row("length not minimal", Violation::NonMinimalLength, 1002, "RFC 6455 5.2");
    row("length with top bit", Violation::LengthTopBitSet, 1002, "RFC 6455 5.2");
    row("continuation without start", Violation::ContinuationWithoutStart, 1002, "RFC 6455 5.4");
    row("expected continuation", Violation::ExpectedContinuation, 1002, "RFC 6455 5.4");
    row("compression bit misplaced", Violation::CompressedControlOrContinuation, 1002, "RFC 7692 6.1");
    row("text not UTF-8", Violation::InvalidUtf8, 1007, "RFC 6455 8.1");
    row("close frame of one octet", Violation::CloseFrameOneOctet, 1002, "RFC 6455 5.5.1");
    row("close code invalid", Violation::CloseCodeInvalid, 1002, "RFC 6455 7.4.1");
    row("close reason not UTF-8", Violation::CloseReasonInvalidUtf8, 1007, "RFC 6455 5.5.1");
    row("frame too big", Violation::FrameTooBig, 1009, "RFC 6455 10.4");
    row("message too big", Violation::MessageTooBig, 1009, "RFC 6455 10.4");
    row("corrupt deflate data", Violation::CorruptDeflateData, 1007, "RFC 7692 7.2.2");
}

void tst_Violation::eachRuleHasItsCloseCode()
{
    QFETCH(Violation, violation);
    const ViolationInfo &info = violationInfo(violation);
    QTEST(int(info.closeCode), "code");
    QTEST(info.section.toByteArray(), "section");
}

void tst_Violation::everyTextFitsIntoACloseFrame()
{
    for (int i = 0; i < ViolationCount; ++i) {
        const QByteArrayView text = violationInfo(Violation(i)).text;
        QVERIFY(!text.isEmpty());
        QVERIFY(text.size() <= MaxCloseReasonBytes);
        QVERIFY(isValidUtf8(text));
        QVERIFY(isReceivableCloseCode(quint16(violationInfo(Violation(i)).closeCode)));
    }
}

void tst_Violation::noTwoRulesSayTheSame()
{
    QSet<QByteArray> texts;
    for (int i = 0; i < ViolationCount; ++i)
        texts.insert(violationInfo(Violation(i)).text.toByteArray());
    QCOMPARE(texts.size(), ViolationCount);
}

void tst_Violation::limitsAreNamed()
{
    QVERIFY(violationInfo(Violation::FrameTooBig).text.toByteArray().contains("maxFrameBytes"));
    QVERIFY(violationInfo(Violation::MessageTooBig).text.toByteArray().contains("maxMessageBytes"));
}

QTEST_APPLESS_MAIN(tst_Violation)
#include "tst_violation.moc"

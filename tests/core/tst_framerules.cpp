// SPDX-License-Identifier: MIT
#include "core/frame/framerules.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_FrameRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachRuleIsFoundInBothRoles_data();
    void eachRuleIsFoundInBothRoles();
    void maskRuleDependsOnTheRole();
    void maskRuleCanBeSwitchedOff();
    void legalHeadersPass_data();
    void legalHeadersPass();
};

namespace {

constexpr int Passes = -1;

struct Case
{
    FrameHeader header;
    bool insideMessage = false;
    bool deflate = false;
};

std::optional<Violation> judge(const Case &c, Role receiver)
{
    FrameHeader header = c.header;
    header.masked = receiver == Role::Server;
    return checkFrameHeader(header,
                            {.receiver = receiver, .insideMessage = c.insideMessage, .deflate = c.deflate});
}

} // namespace

Q_DECLARE_METATYPE(Case)

void tst_FrameRules::eachRuleIsFoundInBothRoles_data()
{
    QTest::addColumn<Case>("broken");
    QTest::addColumn<int>("violation");

    const auto row = [](const char *name, const Case &broken, Violation violation) {
        QTest::newRow(name) << broken << int(violation);
    };
    for (quint8 rsv = 1; rsv <= 7; ++rsv) {
        QTest::addRow("5.2 RSV %d without extension", rsv)
            << Case{.header = {.rsv = rsv}} << int(Violation::ReservedBits);
        if (rsv != Rsv1) {
            QTest::addRow("5.2 RSV %d with deflate", rsv)
                << Case{.header = {.rsv = rsv}, .deflate = true} << int(Violation::ReservedBits);
        }
    }
    for (const quint8 opcode : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
        QTest::addRow("5.2 reserved opcode %d", opcode)
            << Case{.header = {.opcode = opcode}} << int(Violation::ReservedOpcode);
    }
    for (const quint8 opcode : {8, 9, 10}) {
        QTest::addRow("5.5 fragmented control %d", opcode)
            << Case{.header = {.fin = false, .opcode = opcode}} << int(Violation::FragmentedControlFrame);
        QTest::addRow("5.5 control %d > 125", opcode)
            << Case{.header = {.opcode = opcode, .payloadLength = 126}}
            << int(Violation::ControlFrameTooLong);
        QTest::addRow("RFC 7692 6.1 RSV1 on control %d", opcode)
            << Case{.header = {.rsv = Rsv1, .opcode = opcode}, .deflate = true}
            << int(Violation::CompressedControlOrContinuation);
    }
    row("RFC 7692 6.1 RSV1 on continuation",
        {.header = {.rsv = Rsv1, .opcode = 0}, .insideMessage = true, .deflate = true},
        Violation::CompressedControlOrContinuation);
    row("5.4 continuation without start", {.header = {.opcode = 0}}, Violation::ContinuationWithoutStart);
    row("5.4 text inside a message", {.header = {.opcode = 1}, .insideMessage = true},
        Violation::ExpectedContinuation);
    row("5.4 binary inside a message", {.header = {.opcode = 2}, .insideMessage = true},
        Violation::ExpectedContinuation);
    row("5.2 top bit of the length", {.header = {.payloadLength = quint64(1) << 63}},
        Violation::LengthTopBitSet);
    row("5.2 all bits of the length", {.header = {.payloadLength = ~quint64(0)}}, Violation::LengthTopBitSet);
    row("5.2 length not minimal", {.header = {.payloadLength = 5, .minimalLength = false}},
        Violation::NonMinimalLength);
}

void tst_FrameRules::eachRuleIsFoundInBothRoles()
{
    QFETCH(Case, broken);
    for (const Role receiver : {Role::Server, Role::Client}) {
        const auto violation = judge(broken, receiver);
        QVERIFY(violation.has_value());
        QTEST(int(*violation), "violation");
    }
}

void tst_FrameRules::maskRuleDependsOnTheRole()
{
    const FrameHeader plain{};
    const FrameHeader masked{.masked = true};
    QVERIFY(checkFrameHeader(plain, {.receiver = Role::Server}) == Violation::UnmaskedClientFrame);
    QVERIFY(checkFrameHeader(masked, {.receiver = Role::Client}) == Violation::MaskedServerFrame);
    QVERIFY(!checkFrameHeader(masked, {.receiver = Role::Server}));
    QVERIFY(!checkFrameHeader(plain, {.receiver = Role::Client}));
}

void tst_FrameRules::maskRuleCanBeSwitchedOff()
{
    QVERIFY(!checkFrameHeader({}, {.receiver = Role::Server, .requireMask = false}));
    QVERIFY(!checkFrameHeader({.masked = true}, {.receiver = Role::Client, .acceptMask = true}));
}

void tst_FrameRules::legalHeadersPass_data()
{
    QTest::addColumn<Case>("legal");
    for (const quint8 opcode : {1, 2, 8, 9, 10})
        QTest::addRow("opcode %d", opcode) << Case{.header = {.opcode = opcode, .payloadLength = 125}};
    QTest::newRow("first fragment") << Case{.header = {.fin = false}};
    QTest::newRow("continuation") << Case{.header = {.fin = false, .opcode = 0}, .insideMessage = true};
    QTest::newRow("last fragment") << Case{.header = {.opcode = 0}, .insideMessage = true};
    QTest::newRow("ping inside a message") << Case{.header = {.opcode = 9}, .insideMessage = true};
    QTest::newRow("compressed text") << Case{.header = {.rsv = Rsv1}, .deflate = true};
    QTest::newRow("2^63 - 1 octets") << Case{.header = {.payloadLength = (quint64(1) << 63) - 1}};
}

void tst_FrameRules::legalHeadersPass()
{
    QFETCH(Case, legal);
    for (const Role receiver : {Role::Server, Role::Client})
        QCOMPARE(judge(legal, receiver).has_value() ? int(*judge(legal, receiver)) : Passes, Passes);
}

QTEST_APPLESS_MAIN(tst_FrameRules)
#include "tst_framerules.moc"

// SPDX-License-Identifier: MIT
#include "core/connectionstate.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_ConnectionState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTableIsWhatTheRfcSays();
    void nothingLeavesClosed();
};

void tst_ConnectionState::theTableIsWhatTheRfcSays()
{
    using S = ConnectionState;
    using I = ConnectionInput;
    constexpr std::optional<S> no;
    // Rows: states. Columns: inputs, in the order of their declaration.
    const std::optional<S> expected[4][8] = {
        {S::Open, S::Closing, no, no, no, no, S::Closed, S::Closed},
        {no, no, S::Closing, S::Closing, no, S::Closing, S::Closed, S::Closed},
        {no, no, no, no, S::Closing, S::Closing, S::Closed, S::Closed},
        {no, no, no, no, no, no, no, no},
    };
    for (int state = 0; state < 4; ++state) {
        for (int input = 0; input <= int(I::TransportClosed); ++input)
            QVERIFY2(nextState(S(state), I(input)) == expected[state][input],
                     qPrintable(QStringLiteral("state %1, input %2").arg(state).arg(input)));
    }
}

void tst_ConnectionState::nothingLeavesClosed()
{
    for (int input = 0; input <= int(ConnectionInput::TransportClosed); ++input)
        QVERIFY(!nextState(ConnectionState::Closed, ConnectionInput(input)));
}

QTEST_APPLESS_MAIN(tst_ConnectionState)
#include "tst_connectionstate.moc"

// SPDX-License-Identifier: MIT
#include "core/closereport.h"

#include <QtTest/QTest>

using namespace Gantry::Core;

class tst_CloseReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bothCloseFramesMakeItClean();
    void theFirstCauseCounts();
    void aDeadlineAfterOurCloseMakesItUnclean();
    void nothingAfterACleanEndChangesIt();
    void bothReasonsAreKept();
    void theBrokenRuleAndTheDeadlineAreTold();
    void aLimitCanBeToldFromAnother();
    void aConnectThatTookTooLongIsATimeout();
    void theTransportIsTheCauseOfLastResort_data();
    void theTransportIsTheCauseOfLastResort();
};

void tst_CloseReport::bothCloseFramesMakeItClean()
{
    CloseReport report;
    report.setPhase(ClosePhase::Open);
    report.closeReceived(4000, "theirs");
    QVERIFY(!report.wasClean());
    report.closeSent(4000, {});
    QVERIFY(report.wasClean());
    const CloseInfo expected{.wasClean = true,
                             .code = 4000,
                             .reason = "theirs",
                             .by = ClosedBy::Remote,
                             .phase = ClosePhase::Open,
                             .localCode = 4000,
                             .remoteCode = 4000,
                             .remoteReason = "theirs"};
    QVERIFY(report.finish(TransportEnd::Clean, {}) == expected);
}

void tst_CloseReport::theFirstCauseCounts()
{
    CloseReport report;
    report.setPhase(ClosePhase::Open);
    report.ended(ClosedBy::Local, CloseCode::InvalidPayload, "not UTF-8");
    report.closeSent(1007, "not UTF-8");
    report.setPhase(ClosePhase::Closing);
    report.ended(ClosedBy::Local, CloseCode::Abnormal, "deadline");
    const CloseInfo info = report.finish(TransportEnd::Lost, "reset");
    QCOMPARE(info.code, quint16(1007));
    QCOMPARE(info.reason, QByteArray("not UTF-8"));
    QCOMPARE(info.phase, ClosePhase::Open);
    QVERIFY(!info.wasClean);
}

void tst_CloseReport::aDeadlineAfterOurCloseMakesItUnclean()
{
    CloseReport report;
    report.closeSent(1000, "bye");
    report.ended(ClosedBy::Local, CloseCode::Abnormal, "too long");
    const CloseInfo info = report.finish(TransportEnd::Aborted, {});
    QCOMPARE(info.code, quint16(1006));
    QCOMPARE(info.reason, QByteArray("too long"));
    QCOMPARE(info.localCode, quint16(1000));
    QCOMPARE(info.remoteCode, quint16(0));
}

void tst_CloseReport::nothingAfterACleanEndChangesIt()
{
    CloseReport report;
    report.closeSent(0, {});
    report.closeReceived(1005, {});
    report.ended(ClosedBy::Local, CloseCode::Abnormal, "deadline");
    const CloseInfo info = report.finish(TransportEnd::Lost, "reset");
    QVERIFY(info.wasClean);
    QCOMPARE(info.code, quint16(1005));
    QCOMPARE(info.localCode, quint16(1005));
}

void tst_CloseReport::bothReasonsAreKept()
{
    CloseReport report;
    report.closeSent(4001, "ours");
    report.closeReceived(4002, "theirs");
    const CloseInfo info = report.finish(TransportEnd::Clean, {});
    QCOMPARE(info.localReason, QByteArray("ours"));
    QCOMPARE(info.remoteReason, QByteArray("theirs"));
    QCOMPARE(info.timeout, CloseTimeout::None);
    QVERIFY(!info.violation);
}

void tst_CloseReport::theBrokenRuleAndTheDeadlineAreTold()
{
    CloseReport report;
    report.ruleBroken(Violation::ReservedBits);
    report.ruleBroken(Violation::FrameTooBig);
    report.timedOut(CloseTimeout::AutoPing);
    report.timedOut(CloseTimeout::ClosingHandshake);
    const CloseInfo info = report.finish(TransportEnd::Aborted, {});
    QVERIFY(info.violation == Violation::ReservedBits);
    QCOMPARE(info.timeout, CloseTimeout::AutoPing);
}

void tst_CloseReport::aLimitCanBeToldFromAnother()
{
    CloseInfo info;
    QVERIFY(!info.wasMaxFramePayloadSizeExceeded() && !info.wasMaxMessagePayloadSizeExceeded());
    info.violation = Violation::FrameTooBig;
    QVERIFY(info.wasMaxFramePayloadSizeExceeded() && !info.wasMaxMessagePayloadSizeExceeded());
    info.violation = Violation::MessageTooBig;
    QVERIFY(!info.wasMaxFramePayloadSizeExceeded() && info.wasMaxMessagePayloadSizeExceeded());
}

void tst_CloseReport::aConnectThatTookTooLongIsATimeout()
{
    CloseReport report;
    report.setPhase(ClosePhase::Connecting);
    QCOMPARE(report.finish(TransportEnd::Timeout, {}).timeout, CloseTimeout::Connect);
}

void tst_CloseReport::theTransportIsTheCauseOfLastResort_data()
{
    QTest::addColumn<int>("end");
    QTest::addColumn<quint16>("code");
    QTest::addColumn<int>("by");
    const auto row = [](const char *name, TransportEnd end, quint16 code, ClosedBy by) {
        QTest::newRow(name) << int(end) << code << int(by);
    };
    row("clean", TransportEnd::Clean, 1006, ClosedBy::Remote);
    row("lost", TransportEnd::Lost, 1006, ClosedBy::Transport);
    row("aborted", TransportEnd::Aborted, 1006, ClosedBy::Transport);
    row("TLS", TransportEnd::TlsError, 1015, ClosedBy::Transport);
    row("timeout", TransportEnd::Timeout, 1006, ClosedBy::Transport);
    row("refused", TransportEnd::ConnectFailed, 1006, ClosedBy::Transport);
}

void tst_CloseReport::theTransportIsTheCauseOfLastResort()
{
    QFETCH(int, end);
    CloseReport report;
    const CloseInfo silent = report.finish(TransportEnd(end), {});
    QTEST(silent.code, "code");
    QTEST(int(silent.by), "by");
    QVERIFY(!silent.reason.isEmpty());
    CloseReport other;
    QCOMPARE(other.finish(TransportEnd(end), "because").reason, QByteArray("because"));
}

QTEST_APPLESS_MAIN(tst_CloseReport)
#include "tst_closereport.moc"

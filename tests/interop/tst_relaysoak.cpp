// SPDX-License-Identifier: MIT
// Much data through gantry-relay, in both directions at once, while readers are slow
// for a while: it arrives as it was sent, and the relay's memory stays where it was.
// GANTRY_SOAK=1: 1 GiB each way.
#include "flowtarget.h"
#include "peerprocess.h"
#include "streamclient.h"
#include "support/memoryuse.h"

#include <QtCore/QTimer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Interop;
using namespace Qt::Literals::StringLiterals;

class TestRelaySoak : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void memoryStaysFlat_data();
    void memoryStaysFlat();
};

namespace {

constexpr qint64 MiB = 1024 * 1024;
// Both directions' watermarks, what is read ahead, and what an allocator keeps of it.
constexpr qint64 MemoryBound = 16 * MiB;

//! Calls a reader 64 times a second with a share of 1 MiB/s, until \a slowOctets were
//! read, then whenever it likes.
constexpr int SliceMs = 16;
constexpr qint64 Slice = MiB * SliceMs / 1000;

struct Traffic
{
    qint64 total;
    qint64 slow;
};

Traffic traffic()
{
    if (qEnvironmentVariableIntValue("GANTRY_SOAK") > 0)
        return {.total = 1024 * MiB, .slow = 20 * MiB};
    return {.total = 48 * MiB, .slow = MiB};
}

} // namespace

void TestRelaySoak::memoryStaysFlat_data()
{
    QTest::addColumn<QStringList>("flags");
    QTest::newRow("plain") << QStringList{u"--no-deflate"_s};
    QTest::newRow("compressed") << QStringList();
}

void TestRelaySoak::memoryStaysFlat()
{
    QFETCH(QStringList, flags);
    const Traffic traffic = ::traffic();
    FlowTarget target;
    PeerProcess relay(QStringLiteral(GANTRY_RELAY),
                      QStringList{u"--listen"_s, u"ws://127.0.0.1:0"_s, u"--target"_s, target.address()}
                          + flags);
    StreamClient client(relay.waitForUrl());
    QTRY_VERIFY2(client.isUp() && target.socket, qPrintable(relay.story()));
    const qint64 before = relay.memory();
    if (before < 0)
        QSKIP("this system does not tell how much memory a process has");

    // Both send as fast as they are let.
    OctetSource upSource(11);
    OctetSource downSource(12);
    const auto sendUp = [&] {
        SendResult result = SendResult::Queued;
        while (result == SendResult::Queued && upSource.count() < traffic.total)
            result = client.transport()->write(upSource.next(64 * 1024));
    };
    const auto sendDown = [&] {
        while (target.socket->bytesToWrite() < MiB && downSource.count() < traffic.total)
            target.socket->write(downSource.next(64 * 1024));
    };
    connect(&client, &StreamClient::drained, this, sendUp);
    connect(target.socket, &QTcpSocket::bytesWritten, this, sendDown);

    // Both read slowly at first.
    OctetSink downSink;
    connect(&client, &StreamClient::arrived, this, [&] {
        downSink.take(client.received());
        client.forgetReceived();
        if (downSink.count() < traffic.slow && client.transport()) {
            client.transport()->pauseProducing();
            QTimer::singleShot(64, &client, [&client] { client.transport()->resumeProducing(); });
        }
    });
    QTimer slowly;
    connect(&slowly, &QTimer::timeout, this, [&] {
        target.sink.take(target.socket->read(Slice));
        if (target.sink.count() < traffic.slow)
            return;
        slowly.stop();
        target.drain();
    });
    slowly.start(SliceMs);
    sendUp();
    sendDown();

    qint64 most = before;
    QTRY_VERIFY_WITH_TIMEOUT((most = std::max(most, relay.memory()),
                              target.sink.count() == traffic.total && downSink.count() == traffic.total),
                             550'000);
    QCOMPARE(target.sink.sum(), upSource.sum());
    QCOMPARE(downSink.sum(), downSource.sum());
    const qint64 peak = relay.memory(u"VmHWM"_s);
    qInfo("%lld MiB each way; the relay had %lld KiB, at most %lld KiB", traffic.total / MiB, before / 1024,
          peak / 1024);
    if (Testing::MemoryIsMeasurable) // the relay is built like this
        QVERIFY2(peak - before < MemoryBound, qPrintable(QString::number(peak - before)));
    client.transport()->loseConnection();
    QTRY_VERIFY(client.end());
    QCOMPARE(client.end()->remoteCode, 1000);
}

QTEST_GUILESS_MAIN(TestRelaySoak)
#include "tst_relaysoak.moc"

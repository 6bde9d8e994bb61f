// SPDX-License-Identifier: MIT
// How a stream between two wrapping ends is ended, and what becomes of what is under way.
#include "wrapping/streampair.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWrappingEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsWrittenAfterLoseConnection();
    void loseConnectionWaitsForWhatWasWritten();
    void nothingIsDeliveredAfterLoseConnection();
    void abortTellsBothEnds();
};

void TestWrappingEnd::nothingIsWrittenAfterLoseConnection()
{
    StreamPair streams;
    streams.pair.start();
    QTRY_VERIFY(streams.isUp());
    ByteStreamTransport *transport = streams.clientStreams.stream->transport();
    QCOMPARE(transport->write("last"), SendResult::Queued);
    transport->loseConnection();
    QCOMPARE(transport->write("late"), SendResult::NotOpen);
    transport->loseConnection();
    QTRY_VERIFY(streams.isLost());
    QCOMPARE(streams.serverStreams.received, "last");
}

//! The close frame's deadline must not run while a slow peer still takes the stream.
void TestWrappingEnd::loseConnectionWaitsForWhatWasWritten()
{
    StreamPair streams({.chunkSize = 1000}, false);
    streams.pair.start();
    QTRY_VERIFY(streams.isUp());
    streams.serverStreams.stream->transport()->pauseProducing();
    streams.clientStreams.stream->transport()->write(sample(300'000));
    streams.clientStreams.stream->transport()->loseConnection();
    QVERIFY(streams.pair.client->isOpen());
    QTRY_COMPARE(streams.serverStreams.events, QStringList{u"made"_s});
    QVERIFY(streams.pair.client->isOpen());
    streams.serverStreams.stream->transport()->resumeProducing();
    QTRY_VERIFY(streams.isLost());
    QCOMPARE(streams.serverStreams.received, sample(300'000));
    QCOMPARE(streams.serverStreams.lostReason.kind, ConnectionLostReason::Kind::Clean);
    QCOMPARE(streams.clientStreams.lostReason.kind, ConnectionLostReason::Kind::Clean);
}

void TestWrappingEnd::nothingIsDeliveredAfterLoseConnection()
{
    StreamPair streams({.chunkSize = 50}, false);
    streams.serverStreams.during = [](const QString &event, RecordingStream *stream) {
        if (event == "data"_L1)
            stream->transport()->loseConnection();
    };
    streams.pair.start();
    QTRY_VERIFY(streams.isUp());
    for (int i = 0; i < 20; ++i)
        streams.clientStreams.stream->transport()->write(QByteArray(20, char('a' + i)));
    QTRY_VERIFY(streams.isLost());
    QCOMPARE(streams.serverStreams.received, QByteArray(20, 'a'));
}

void TestWrappingEnd::abortTellsBothEnds()
{
    StreamPair streams;
    streams.pair.start();
    QTRY_VERIFY(streams.isUp());
    streams.clientStreams.stream->transport()->abortConnection();
    QTRY_VERIFY(streams.isLost());
    QCOMPARE(streams.clientStreams.lostReason.kind, ConnectionLostReason::Kind::Aborted);
    QCOMPARE(streams.serverStreams.lostReason.kind, ConnectionLostReason::Kind::Lost);
    QVERIFY(!streams.serverStreams.lostReason.text.isEmpty());
}

QTEST_GUILESS_MAIN(TestWrappingEnd)
#include "tst_wrappingend.moc"

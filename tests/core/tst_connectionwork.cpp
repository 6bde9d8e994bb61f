// SPDX-License-Identifier: MIT
// A connection at rest has given away what it works with: what peers notice of that.
#include "support/enginepair.h"
#include "support/memoryuse.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Core;
using namespace Gantry::Test;

namespace {

QByteArray speech(int number)
{
    QByteArray text;
    for (int i = 0; i < 60; ++i)
        text += "word " + QByteArray::number(number * 1000 + i * 37) + ' ';
    return text;
}

//! Octets on the wire of \a text, sent from one to the other, where it must arrive.
qsizetype said(EnginePeer &from, EnginePeer &to, const QByteArray &text)
{
    if (from.engine.sendMessage(text, false, false) != SendResult::Ok)
        return -1;
    const qsizetype size = from.engine.outputSize();
    to.sink.messages.clear();
    EnginePair::carry(from, to);
    return to.sink.messages == QList<QByteArray>{text} ? size : -1;
}

//! Nobody says a word until both have asked whether the other is there.
void fallSilent(EnginePair &pair)
{
    for (EnginePeer *end : {&pair.server, &pair.client})
        end->advance(30s);
    EnginePair::carry(pair.server, pair.client);
    EnginePair::carry(pair.client, pair.server);
    EnginePair::carry(pair.server, pair.client);
}

} // namespace

class tst_ConnectionWork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void figuresOutliveTheRest();
    void windowsOutliveTheRest();
    void windowsOutliveASilence();
    void silenceGivesTheMemoryOfCompressionBack();
    void endsAreReportedFromTheRest();
};

void tst_ConnectionWork::figuresOutliveTheRest()
{
    EnginePair pair({}, {});
    for (int i = 1; i <= 5; ++i) {
        QVERIFY(said(pair.client, pair.server, speech(i)) > 0);
        QCOMPARE(pair.server.engine.trafficStats().incomingWebSocketMessages, quint64(i));
        QCOMPARE(pair.client.engine.trafficStats().outgoingWebSocketFrames, quint64(i));
    }
    QCOMPARE(pair.client.engine.trafficStats().outgoingOctetsWireLevel,
             pair.server.engine.trafficStats().incomingOctetsWireLevel);
    pair.server.engine.resetTrafficStats();
    QCOMPARE(pair.server.engine.trafficStats(), TrafficStats());
}

void tst_ConnectionWork::windowsOutliveTheRest()
{
    EnginePair pair({}, {});
    const qsizetype first = said(pair.server, pair.client, speech(1));
    const qsizetype second = said(pair.server, pair.client, speech(1));
    QVERIFY2(second > 0 && second < first / 4, "the second refers to the first");
}

void tst_ConnectionWork::windowsOutliveASilence()
{
    EnginePair pair({}, {});
    // The server keeps its context, as it has no keepalive, and goes on to refer to what
    // the client heard before it fell silent.
    EnginePair onesided({.keepalive = {.interval = 0s}}, {});
    const qsizetype first = said(onesided.server, onesided.client, speech(1));
    for (int i = 0; i < 3; ++i) {
        fallSilent(onesided);
        const qsizetype next = said(onesided.server, onesided.client, speech(1));
        QVERIFY2(next > 0 && next < first / 4, qPrintable(QString::number(next)));
    }
    // Where both forget, both begin anew, and understand each other all the same.
    for (int i = 0; i < 3; ++i) {
        const qsizetype fresh = said(pair.server, pair.client, speech(1));
        QCOMPARE(fresh, first);
        QVERIFY(said(pair.client, pair.server, speech(i)) > 0);
        QVERIFY(said(pair.server, pair.client, speech(1)) < first / 4);
        fallSilent(pair);
    }
}

void tst_ConnectionWork::silenceGivesTheMemoryOfCompressionBack()
{
    if (!Testing::MemoryIsMeasurable)
        QSKIP("sanitizers answer for malloc themselves");
    EnginePair pair({}, {});
    QVERIFY(said(pair.server, pair.client, speech(1)) > 0);
    QVERIFY(said(pair.client, pair.server, speech(1)) > 0);
    const qint64 busy = Testing::allocatedBytes();
    fallSilent(pair);
    const qint64 given = busy - Testing::allocatedBytes();
    // Two contexts of 38 KiB that compress, and two of 11 that inflate, of which the
    // windows stay.
    QVERIFY2(given > 2 * (38 + 7 - 1) * 1024, qPrintable(QString::number(given)));
}

void tst_ConnectionWork::endsAreReportedFromTheRest()
{
    EnginePair pair({}, {});
    pair.server.engine.transportClosed(TransportEnd::Lost, {}, pair.server.now);
    QCOMPARE(pair.server.sink.events, (QByteArrayList{"closed 1006 unclean"}));
    QCOMPARE(pair.client.engine.close(1000, {}, pair.client.now), Core::SendResult::Ok);
    QVERIFY(pair.client.engine.hasOutput());
    QCOMPARE(pair.server.engine.takeOutput(), QByteArray());
}

QTEST_APPLESS_MAIN(tst_ConnectionWork)
#include "tst_connectionwork.moc"

// SPDX-License-Identifier: MIT
#include "core/trafficstats.h"

#include <QtCore/QJsonObject>
#include <QtTest/QTest>

using namespace Gantry::Core;
using namespace Qt::Literals::StringLiterals;

class tst_TrafficStats : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void figuresAreRatiosOfTheLevels();
    void thereAreNoFiguresBeforeTheFirstOctet();
    void jsonHasEveryMember();
};

void tst_TrafficStats::figuresAreRatiosOfTheLevels()
{
    const TrafficStats stats{.incomingOctetsWireLevel = 110,
                             .incomingOctetsWebSocketLevel = 100,
                             .incomingOctetsAppLevel = 400,
                             .outgoingOctetsWireLevel = 30,
                             .outgoingOctetsWebSocketLevel = 20,
                             .outgoingOctetsAppLevel = 200};
    QCOMPARE(stats.incomingCompressionRatio().value(), 0.25);
    QCOMPARE(stats.outgoingCompressionRatio().value(), 0.1);
    QCOMPARE(stats.incomingWebSocketOverhead().value(), 0.1);
    QCOMPARE(stats.outgoingWebSocketOverhead().value(), 0.5);
}

void tst_TrafficStats::thereAreNoFiguresBeforeTheFirstOctet()
{
    const TrafficStats stats{.incomingOctetsWireLevel = 6, .outgoingOctetsWireLevel = 2};
    QVERIFY(!stats.incomingCompressionRatio() && !stats.outgoingCompressionRatio());
    QVERIFY(!stats.incomingWebSocketOverhead() && !stats.outgoingWebSocketOverhead());
    QVERIFY(stats.toJson()[u"incomingCompressionRatio"_s].isNull());
}

void tst_TrafficStats::jsonHasEveryMember()
{
    const TrafficStats stats{.preopenIncomingOctetsWireLevel = 1,
                             .preopenOutgoingOctetsWireLevel = 2,
                             .incomingOctetsWireLevel = 3,
                             .incomingOctetsWebSocketLevel = 4,
                             .incomingOctetsAppLevel = 5,
                             .incomingWebSocketFrames = 6,
                             .incomingControlFrames = 7,
                             .incomingWebSocketMessages = 8,
                             .outgoingOctetsWireLevel = 9,
                             .outgoingOctetsWebSocketLevel = 10,
                             .outgoingOctetsAppLevel = 11,
                             .outgoingWebSocketFrames = 12,
                             .outgoingControlFrames = 13,
                             .outgoingWebSocketMessages = quint64(1) << 52};
    const QJsonObject json = stats.toJson();
    const QStringList names{u"preopenIncomingOctetsWireLevel"_s, u"preopenOutgoingOctetsWireLevel"_s,
                            u"incomingOctetsWireLevel"_s,        u"incomingOctetsWebSocketLevel"_s,
                            u"incomingOctetsAppLevel"_s,         u"incomingWebSocketFrames"_s,
                            u"incomingControlFrames"_s,          u"incomingWebSocketMessages"_s,
                            u"outgoingOctetsWireLevel"_s,        u"outgoingOctetsWebSocketLevel"_s,
                            u"outgoingOctetsAppLevel"_s,         u"outgoingWebSocketFrames"_s,
                            u"outgoingControlFrames"_s};
    for (qsizetype i = 0; i < names.size(); ++i)
        QCOMPARE(json[names[i]].toInteger(), qint64(i + 1));
    QCOMPARE(json[u"outgoingWebSocketMessages"_s].toInteger(), qint64(1) << 52);
    QCOMPARE(json[u"incomingCompressionRatio"_s].toDouble(), 0.8);
    QCOMPARE(json.size(), qsizetype(18));
}

QTEST_APPLESS_MAIN(tst_TrafficStats)
#include "tst_trafficstats.moc"

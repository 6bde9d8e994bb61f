// SPDX-License-Identifier: GPL-3.0-only
#include "demo/demosource.h"

#include <QtCore/QSet>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Inspector;

class TestDemoSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsServerSidesAlone();
    void showsNothingOfAnotherDemo();
    void endsWithItsRecords();
};

namespace {

//! Three chatters and two subscribers stay; who breaks rules comes and goes.
constexpr int StayingClients = 5;

//! A demo that runs, and what it said.
class Demo
{
public:
    Demo()
    {
        QObject::connect(&source, &Source::recordsReady, &source, [this](const QList<Tap::Record> &batch) {
            for (const Tap::Record &record : batch) {
                if (const auto *open = std::get_if<Tap::OpenRecord>(&record))
                    add(*open);
            }
        });
        source.start();
    }
    void add(const Tap::OpenRecord &open)
    {
        hasClientSide = hasClientSide || open.role == Core::Role::Client;
        peers.insert(open.peer);
    }

    DemoSource source;
    QSet<QByteArray> peers;
    bool hasClientSide = false;
};

} // namespace

void TestDemoSource::showsServerSidesAlone()
{
    const Demo demo;
    QTRY_VERIFY(demo.peers.size() >= StayingClients);
    QVERIFY(!demo.hasClientSide);
}

void TestDemoSource::showsNothingOfAnotherDemo()
{
    const Demo first;
    QTRY_VERIFY(first.peers.size() >= StayingClients);
    const Demo second; // finds connections that are open already
    QTRY_VERIFY(second.peers.size() >= StayingClients);
    QCOMPARE(QSet<QByteArray>(first.peers).intersect(second.peers), QSet<QByteArray>());
}

void TestDemoSource::endsWithItsRecords()
{
    Demo demo;
    QTRY_VERIFY(!demo.peers.isEmpty());
    QSignalSpy finished(&demo.source, &Source::finished);
    demo.source.stop();
    QVERIFY(finished.wait());
}

QTEST_GUILESS_MAIN(TestDemoSource)
#include "tst_demosource.moc"

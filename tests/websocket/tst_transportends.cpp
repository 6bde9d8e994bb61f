// SPDX-License-Identifier: MIT
// What differs between transports at the end of a connection, or is theirs alone.
#include "support/transportscene.h"

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestTransportEnds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void aUnixPeerMayEndItsDirectionFirst_data();
    void aUnixPeerMayEndItsDirectionFirst();
    void whatWaitsIsWrittenAfterThePeersEnd_data();
    void whatWaitsIsWrittenAfterThePeersEnd();
    void aPeerThatIsGoneEndsAPausedReader_data();
    void aPeerThatIsGoneEndsAPausedReader();

private:
    std::unique_ptr<TransportScene> m_scene;
};

void TestTransportEnds::init()
{
    m_scene = std::make_unique<TransportScene>();
    const QString complaint = m_scene->make(QTest::currentDataTag());
    if (!complaint.isEmpty() && QByteArrayView(QTest::currentDataTag()).endsWith("tls"))
        QSKIP(qPrintable(complaint));
    QCOMPARE(complaint, QString());
    m_scene->start();
}

void TestTransportEnds::cleanup()
{
    m_scene.reset();
}

void TestTransportEnds::aUnixPeerMayEndItsDirectionFirst_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("unix") << u"unix"_s;
    addEpollRows({"epoll unix"});
}

void TestTransportEnds::aUnixPeerMayEndItsDirectionFirst()
{
    m_scene->serverSink.onPeerEnd = [this] { m_scene->server->closeGracefully(); };
    m_scene->client->closeGracefully();
    QTRY_COMPARE(m_scene->serverSink.closes, 1);
    QCOMPARE(m_scene->serverSink.lastEnd, Core::TransportEnd::Clean);
}

//! Those without Qt's sockets, which drop their output with the peer's end.
void TestTransportEnds::whatWaitsIsWrittenAfterThePeersEnd_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("memory") << u"memory"_s;
    addEpollRows({"epoll tcp", "epoll unix", "crowded tcp", "crowded unix"});
}

void TestTransportEnds::whatWaitsIsWrittenAfterThePeersEnd()
{
    const QByteArray large(20'000'000, 'x');
    m_scene->clientSink.onBytes = [this] { m_scene->client->closeGracefully(); };
    m_scene->server->write(large);
    QTRY_COMPARE(m_scene->serverSink.peerEnds, 1);
    m_scene->server->write("the end");
    m_scene->server->closeGracefully();
    QTRY_COMPARE_WITH_TIMEOUT(m_scene->clientSink.received.size(), large.size() + 7, 20'000);
    QVERIFY(m_scene->clientSink.received.endsWith("xthe end"));
    QTRY_COMPARE(m_scene->serverSink.closes, 1);
    QTRY_COMPARE(m_scene->clientSink.closes, 1);
    QCOMPARE(m_scene->serverSink.lastEnd, Core::TransportEnd::Clean);
}

void TestTransportEnds::aPeerThatIsGoneEndsAPausedReader_data()
{
    QTest::addColumn<QString>("kind");
    addEpollRows({"epoll tcp", "crowded tcp"});
}

void TestTransportEnds::aPeerThatIsGoneEndsAPausedReader()
{
    m_scene->server->setReadingPaused(true);
    m_scene->client->setReadingPaused(true);
    m_scene->server->write("is never read, at which the system sends a reset");
    QTRY_COMPARE(m_scene->server->bytesToWrite(), 0);
    m_scene->client->abort();
    QTRY_COMPARE(m_scene->serverSink.closes, 1);
    QCOMPARE(m_scene->serverSink.lastEnd, Core::TransportEnd::Lost);
    QCOMPARE(m_scene->serverSink.peerEnds, 0);
}

QTEST_GUILESS_MAIN(TestTransportEnds)
#include "tst_transportends.moc"

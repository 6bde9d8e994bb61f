// SPDX-License-Identifier: MIT
// One suite for every transport: whatever carries the octets must behave alike.
#include "support/transportscene.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void carriesOctetsBothWays_data() { kinds(); }
    void carriesOctetsBothWays();
    void partsArriveInOrder_data() { kinds(); }
    void partsArriveInOrder();
    void writesMoreThanTheSystemTakes_data() { kinds(); }
    void writesMoreThanTheSystemTakes();
    void reportsNothingFromInsideACall_data() { kinds(); }
    void reportsNothingFromInsideACall();
    void aGracefulEndDeliversEverythingFirst_data() { kinds(); }
    void aGracefulEndDeliversEverythingFirst();
    void anAbortIsReportedOnce_data() { kinds(); }
    void anAbortIsReportedOnce();
    void aPausedReaderSeesNothing_data() { kinds(); }
    void aPausedReaderSeesNothing();
    void aSilencedTransportReportsNothing_data() { kinds(); }
    void aSilencedTransportReportsNothing();
    void anEventLoopInAReportDoesNotRecurse_data() { kinds(); }
    void anEventLoopInAReportDoesNotRecurse();
    void octetsThatCameDuringAnEventLoopFollow_data() { kinds(); }
    void octetsThatCameDuringAnEventLoopFollow();
    void prependedOctetsComeFirst_data() { kinds(); }
    void prependedOctetsComeFirst();
    void aReleasedSocketGoesOnElsewhere_data() { kinds(); }
    void aReleasedSocketGoesOnElsewhere();
    void tellsItsEnds_data() { kinds(); }
    void tellsItsEnds();

private:
    static void kinds();

    std::unique_ptr<TransportScene> m_scene;
};

void TestTransport::kinds()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"memory", "tcp", "unix", "tls", "adopted tcp", "adopted tls"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
    addEpollRows({"epoll tcp", "epoll unix", "crowded tcp", "crowded unix"});
}

void TestTransport::init()
{
    m_scene = std::make_unique<TransportScene>();
    const QString complaint = m_scene->make(QTest::currentDataTag());
    if (!complaint.isEmpty() && QByteArrayView(QTest::currentDataTag()).endsWith("tls"))
        QSKIP(qPrintable(complaint));
    QCOMPARE(complaint, QString());
    if (QByteArrayView(QTest::currentTestFunction()).startsWith("prepended"))
        m_scene->server->prepend("before ");
    m_scene->start();
}

void TestTransport::cleanup()
{
    m_scene.reset();
}

void TestTransport::prependedOctetsComeFirst()
{
    m_scene->client->write("after");
    QTRY_COMPARE(m_scene->serverSink.received, "before after");
    m_scene->client->closeGracefully();
    QTRY_COMPARE(m_scene->serverSink.peerEnds, 1);
    QCOMPARE(m_scene->serverSink.received, "before after");
}

void TestTransport::aReleasedSocketGoesOnElsewhere()
{
    ReleasedSocket released;
    m_scene->serverSink.onBytes = [&] {
        if (!released.device)
            released = m_scene->server->releaseSocket(); // in the middle of a report
    };
    m_scene->client->write("first");
    QTRY_VERIFY(!m_scene->serverSink.received.isEmpty());
    if (QByteArrayView(QTest::currentDataTag()) == "memory") {
        QVERIFY(!released.device); // and it goes on
        m_scene->client->write(", second");
        QTRY_COMPARE(m_scene->serverSink.received, "first, second");
        return;
    }
    QVERIFY(released.device);
    // What is left does nothing any more.
    m_scene->server->write("x");
    m_scene->server->setReadingPaused(false);
    QCOMPARE(m_scene->server->bytesToWrite(), 0);
    QVERIFY(!m_scene->server->releaseSocket().device);
    m_scene->server->closeGracefully();
    m_scene->server->abort();
    m_scene->client->write(", second");
    released.device->write("answer");
    QTRY_COMPARE(m_scene->clientSink.received, "answer");
    QTRY_COMPARE(released.unread + released.device->peek(100), ", second");
    m_scene->server.reset();
    released.device->write(", still");
    QTRY_COMPARE(m_scene->clientSink.received, "answer, still");
    QCOMPARE(m_scene->serverSink.received, "first");
    QCOMPARE(m_scene->serverSink.peerEnds + m_scene->serverSink.closes, 0);
}

void TestTransport::carriesOctetsBothWays()
{
    m_scene->client->write("to the server");
    m_scene->server->write("to the client");
    m_scene->server->write(", in two writes");
    QTRY_COMPARE(m_scene->serverSink.received, "to the server");
    QTRY_COMPARE(m_scene->clientSink.received, "to the client, in two writes");
    QCOMPARE(m_scene->client->bytesToWrite(), 0);
}

void TestTransport::partsArriveInOrder()
{
    const QByteArray large(5'000'000, 'x');
    m_scene->client->writePart("head, ");
    m_scene->client->write("body, ");
    m_scene->client->writePart(large);
    m_scene->client->writePart(", tail, ");
    m_scene->client->write("end");
    QTRY_COMPARE_WITH_TIMEOUT(m_scene->serverSink.received.size(), large.size() + 23, 20'000);
    QVERIFY(m_scene->serverSink.received == "head, body, " + large + ", tail, end");
}

void TestTransport::writesMoreThanTheSystemTakes()
{
    const QByteArray large(20'000'000, 'x');
    m_scene->client->write(large);
    m_scene->client->write("the end");
    QVERIFY(m_scene->client->bytesToWrite() > 0);
    QTRY_COMPARE_WITH_TIMEOUT(m_scene->serverSink.received.size(), large.size() + 7, 20'000);
    QVERIFY(m_scene->serverSink.received == large + "the end");
    QTRY_COMPARE(m_scene->client->bytesToWrite(), 0);
    QVERIFY(m_scene->clientSink.writes > 0);
}

void TestTransport::reportsNothingFromInsideACall()
{
    m_scene->client->write("x");
    m_scene->client->closeGracefully();
    m_scene->client->abort();
    QCOMPARE(m_scene->clientSink.writes + m_scene->clientSink.peerEnds + m_scene->clientSink.closes, 0);
    QTRY_COMPARE(m_scene->clientSink.closes, 1);
}

void TestTransport::aGracefulEndDeliversEverythingFirst()
{
    const QByteArray large(5'000'000, 'x');
    m_scene->client->write(large);
    m_scene->client->closeGracefully();
    m_scene->client->write("too late");
    QTRY_COMPARE_WITH_TIMEOUT(m_scene->serverSink.peerEnds, 1, 20'000);
    QVERIFY(m_scene->serverSink.received == large);
    m_scene->server->closeGracefully();
    QTRY_COMPARE(m_scene->serverSink.closes, 1);
    QTRY_COMPARE(m_scene->clientSink.closes, 1);
    QCOMPARE(m_scene->serverSink.lastEnd, Core::TransportEnd::Clean);
    QCOMPARE(m_scene->clientSink.lastEnd, Core::TransportEnd::Clean);
}

void TestTransport::anAbortIsReportedOnce()
{
    m_scene->serverSink.onPeerEnd = [this] { m_scene->server->closeGracefully(); };
    m_scene->client->write("x");
    QTRY_COMPARE(m_scene->serverSink.received, "x");
    m_scene->client->abort();
    m_scene->client->abort();
    QTRY_COMPARE(m_scene->clientSink.closes, 1);
    QCOMPARE(m_scene->clientSink.lastEnd, Core::TransportEnd::Aborted);
    QTRY_COMPARE(m_scene->serverSink.closes, 1);
    m_scene->client->closeGracefully();
    m_scene->client->write("dead");
    m_scene->server->abort();
    QCoreApplication::processEvents();
    QCOMPARE(m_scene->clientSink.closes, 1);
    QCOMPARE(m_scene->serverSink.closes, 1);
}

void TestTransport::aPausedReaderSeesNothing()
{
    m_scene->server->setReadingPaused(true);
    const QByteArray large(30'000'000, 'x');
    m_scene->client->write(large);
    qint64 before = -1; // until the system takes no more
    QTRY_VERIFY_WITH_TIMEOUT(
        m_scene->client->bytesToWrite() == std::exchange(before, m_scene->client->bytesToWrite()), 20'000);
    QVERIFY(before > 0);
    QCOMPARE(m_scene->serverSink.reads, 0);
    m_scene->server->setReadingPaused(false);
    QTRY_COMPARE_WITH_TIMEOUT(m_scene->serverSink.received.size(), large.size(), 20'000);
}

void TestTransport::aSilencedTransportReportsNothing()
{
    m_scene->server->silence();
    m_scene->client->write("x");
    QTRY_COMPARE(m_scene->client->bytesToWrite() + m_scene->clientSink.closes,
                 m_scene->client->bytesToWrite());
    m_scene->server->abort();
    QTRY_COMPARE(m_scene->clientSink.closes, 1);
    QCOMPARE(m_scene->serverSink.reads + m_scene->serverSink.closes, 0);
}

void TestTransport::anEventLoopInAReportDoesNotRecurse()
{
    int depth = 0;
    int deepest = 0;
    m_scene->serverSink.onBytes = [&] {
        deepest = std::max(deepest, ++depth);
        m_scene->client->write("x");
        QEventLoop loop;
        QTimer::singleShot(5, &loop, &QEventLoop::quit);
        loop.exec();
        --depth;
        if (m_scene->serverSink.reads >= 5)
            m_scene->serverSink.onBytes = nullptr;
    };
    m_scene->client->write("x");
    QTRY_VERIFY(m_scene->serverSink.reads >= 5 || m_scene->serverSink.received.size() >= 6);
    QCOMPARE(deepest, 1);
}

void TestTransport::octetsThatCameDuringAnEventLoopFollow()
{
    bool isFirst = true;
    m_scene->serverSink.onBytes = [&] {
        if (!std::exchange(isFirst, false))
            return;
        m_scene->client->write("b");
        QEventLoop loop;
        QTimer::singleShot(20, &loop, &QEventLoop::quit);
        loop.exec();
    };
    m_scene->client->write("a");
    QTRY_COMPARE(m_scene->serverSink.received, "ab");
}

void TestTransport::tellsItsEnds()
{
    QFETCH(const QString, kind);
    for (const Transport *transport : {m_scene->client.get(), m_scene->server.get()}) {
        QCOMPARE(transport->details().kind, kind.section(u' ', -1));
        QCOMPARE(transport->details().isSecure, kind.endsWith(u"tls"_s));
        QVERIFY(!transport->details().peer.isEmpty());
    }
    QCOMPARE(m_scene->client->details().local, m_scene->server->details().peer);
    QCOMPARE(m_scene->server->details().local, m_scene->client->details().peer);
}

QTEST_GUILESS_MAIN(TestTransport)
#include "tst_transport.moc"

// SPDX-License-Identifier: MIT
// A client that never reads, in front of a publisher at full speed: whatever the policy,
// the others get what they would get without it, and memory stays.
#include "support/memoryuse.h"
#include "support/rawpeer.h"
#include "support/servers.h"
#include "support/soak.h"

#include <QtCore/QElapsedTimer>
#include <QtTest/QTest>

#include <ctime>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace std::chrono_literals;

class TestSlowReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void othersAreNotHeldUp_data();
    void othersAreNotHeldUp();
};

namespace {

constexpr qint64 Mark = 256 * 1024;
constexpr int MessageBytes = 1024;

//! Counts what comes and keeps none of it.
class Reader : public WebSocketClientFactory
{
public:
    explicit Reader(const QUrl &url)
        : WebSocketClientFactory(url)
    {
        connect(this, &WebSocketClientFactory::protocolCreated, this,
                [this](WebSocketClientProtocol *protocol) {
                    connect(protocol, &WebSocketAdapterProtocol::onMessage, this, [this] { ++messages; });
                });
        connectWS(this);
    }
    ~Reader() override = default;
    qint64 messages = 0;
};

struct Rates
{
    double aSecond = 0; //!< messages that came to the readers
    double aProcessorSecond = 0;
};

//! Publishes to everybody as fast as the readers take it.
class Publisher : public QObject
{
public:
    explicit Publisher(OutputPolicy policy)
    {
        // A peer that never reads answers no ping either, which is not what this is about.
        server.setProtocolOptions({.closeHandshakeTimeout = 500ms,
                                   .autoPingInterval = 0ms,
                                   .perMessageDeflate = std::nullopt,
                                   .outputHighWatermark = Mark,
                                   .outputPolicy = policy});
        for (int i = 0; i < 3; ++i)
            readers.push_back(std::make_unique<Reader>(server.listeningUrl()));
    }

    Rates publish(std::chrono::milliseconds duration)
    {
        const auto received = [this] {
            qint64 sum = 0;
            for (const auto &reader : readers)
                sum += reader->messages;
            return sum;
        };
        const qint64 before = received();
        const std::clock_t started = std::clock();
        QElapsedTimer timer;
        timer.start();
        while (!timer.hasExpired(duration.count())) {
            for (int i = 0; i < 32 && readersHaveRoom(); ++i)
                sendToAll();
            QCoreApplication::processEvents();
        }
        const auto count = double(received() - before);
        return {.aSecond = count * 1e9 / double(timer.nsecsElapsed()),
                .aProcessorSecond = count * CLOCKS_PER_SEC / double(std::clock() - started)};
    }

    EchoServer server;
    std::vector<std::unique_ptr<Reader>> readers;
    QPointer<WebSocketServerProtocol> stalled;
    qint64 mostWaiting = 0;

private:
    bool readersHaveRoom() const
    {
        const auto &protocols = server.protocols();
        return std::all_of(protocols.begin(), protocols.end(), [this](const auto &protocol) {
            return !protocol || protocol == stalled || protocol->bytesToWrite() < Mark / 2;
        });
    }

    void sendToAll()
    {
        const QList<QPointer<WebSocketServerProtocol>> protocols = server.protocols();
        for (const auto &protocol : protocols) {
            if (protocol)
                static_cast<void>(protocol->sendMessage(m_message, true));
        }
        if (stalled)
            mostWaiting = std::max(mostWaiting, stalled->bytesToWrite());
    }

    const QByteArray m_message = QByteArray(MessageBytes, 'm');
};

} // namespace

void TestSlowReader::othersAreNotHeldUp_data()
{
    QTest::addColumn<int>("policy");
    QTest::newRow("DropNew") << int(OutputPolicy::DropNew);
    QTest::newRow("DropOld") << int(OutputPolicy::DropOld);
    QTest::newRow("Close") << int(OutputPolicy::Close);
}

void TestSlowReader::othersAreNotHeldUp()
{
    QFETCH(const int, policy);
    const std::chrono::milliseconds duration = soak(60'000ms, 1'000ms);
    Publisher publisher{OutputPolicy(policy)};
    QTRY_COMPARE(publisher.server.connectionCount(), 3);
    publisher.publish(300ms); // warm

    const Rates alone = publisher.publish(duration / 2);
    RawPeer peer(publisher.server.port());
    peer.socket().setReadBufferSize(1);
    peer.send(upgradeRequest());
    QTRY_COMPARE(publisher.server.connectionCount(), 4);
    publisher.stalled = publisher.server.protocols().constLast();
    resetPeak();
    const qint64 resident = residentBytes();
    const Rates together = publisher.publish(duration);

    // Both figures, so that neither work nor waiting for the peer goes unseen; other
    // processes take their part of the first one.
    QVERIFY2(together.aSecond > 0.4 * alone.aSecond,
             qPrintable(
                 QStringLiteral("%1 messages a second, alone %2").arg(together.aSecond).arg(alone.aSecond)));
    QVERIFY2(together.aProcessorSecond > 0.5 * alone.aProcessorSecond,
             qPrintable(QStringLiteral("%1 messages a second of the processor, alone %2")
                            .arg(together.aProcessorSecond)
                            .arg(alone.aProcessorSecond)));
    QVERIFY2(publisher.mostWaiting <= Mark + 64 * 1024,
             QByteArray::number(publisher.mostWaiting).constData());
    const qint64 grown = peakResidentBytes() - resident;
    QVERIFY2(grown < 8 * 1024 * 1024, QByteArray::number(grown).constData());

    const bool isClosed = OutputPolicy(policy) == OutputPolicy::Close;
    if (isClosed)
        QTRY_VERIFY(!publisher.stalled);
    QCOMPARE(publisher.server.log().count(u"close "), isClosed ? 1 : 0);
    QCOMPARE(publisher.server.connectionCount(), isClosed ? 3 : 4);
    if (isClosed)
        QCOMPARE(int(publisher.server.log().closeInfo().localCode), 1008);
    for (const auto &reader : publisher.readers)
        QVERIFY(reader->messages > 0);
}

QTEST_GUILESS_MAIN(TestSlowReader)
#include "tst_slowreader.moc"

// SPDX-License-Identifier: MIT
// What a connection costs that does nothing: one of thousands, each with its protocol
// object, two connected signals, engine and records. lib/doc/performance.md tells where
// the octets are.
#include "core/frame/framewriter.h"
#include "support/memoryuse.h"
#include "websocket/websocketserverfactory.h"
#include "websocket/websocketserverfactory_p.h"

#include <QtCore/QCoreApplication>
#include <QtTest/QTest>

#include <vector>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int Count = 2000;

// Octets of a connection, its entries in lists and a transport of 24 octets included, that
// Qt does not take for an object with two connected signals by itself.
constexpr qint64 IdleBudget = 640;
// Once messages came there are figures to keep.
constexpr qint64 UsedBudget = IdleBudget + 128;

//! As little of a QObject as has two signals.
class Plain : public QObject
{
    Q_OBJECT

Q_SIGNALS:
    void first(const QByteArray &payload, bool isBinary);
    void second(bool wasClean, quint16 code, const QString &reason);
};

qint64 costOfPlainObject()
{
    QObject parent;
    int calls = 0;
    const qint64 before = allocatedBytes();
    for (int i = 0; i < Count; ++i) {
        auto *plain = new Plain;
        plain->setParent(&parent);
        QObject::connect(plain, &Plain::first, plain, [&calls, plain] { calls += plain != nullptr; });
        QObject::connect(plain, &Plain::second, plain, [&calls] { ++calls; });
    }
    return (allocatedBytes() - before) / Count;
}

//! The least that a transport can be: reports what the test gives it, and forgets what it
//! is told to write.
class SilentTransport final : public Transport
{
public:
    explicit SilentTransport(int number)
        : m_number(number)
    { }

    void start(TransportSink *sink) override { m_sink = sink; }
    void prepend(const QByteArray &) override { }
    void write(QByteArray) override { }
    void closeGracefully() override { }
    void abort() override { }
    void setReadingPaused(bool) override { }
    qint64 bytesToWrite() const override { return 0; }
    TransportDetails details() const override
    {
        return {.peer = u"tcp4:127.0.0.1:%1"_s.arg(10'000 + m_number),
                .local = u"tcp4:127.0.0.1:9000"_s,
                .kind = u"tcp"_s};
    }
    void silence() override { m_sink = nullptr; }
    void deliver(QByteArrayView octets) { m_sink->bytesReceived(octets); }

private:
    TransportSink *m_sink = nullptr;
    int m_number;
};

QByteArray requestOf(int number, int cookieSize)
{
    const QByteArray cookie = QByteArray::number(number).rightJustified(cookieSize, 'c', true);
    const QByteArray nonce = QByteArray(12, 'n') + QByteArray::number(1000 + number % 9000);
    return "GET /chat HTTP/1.1\r\nHost: example.com:9000\r\nUpgrade: websocket\r\n"
           "Connection: Upgrade\r\nSec-WebSocket-Key: "
        + nonce.first(16).toBase64() + "\r\nSec-WebSocket-Version: 13\r\nOrigin: http://example.com\r\n"
        + (cookieSize > 0 ? "Cookie: id=" + cookie + "\r\n\r\n" : QByteArray("\r\n"));
}

//! As a client sends it.
QByteArray messageOf(qsizetype size)
{
    QByteArray octets;
    const QByteArray payload(size, 'm');
    Core::appendFrame(octets, {.masked = true, .maskKey = 0x01020304, .payloadLength = quint64(size)},
                      payload);
    return octets;
}

class Crowd
{
public:
    explicit Crowd(const ServerOptions &options)
    {
        m_factory.setProtocolOptions(options);
        QObject::connect(&m_factory, &WebSocketServerFactory::protocolCreated, &m_factory,
                         [this](WebSocketServerProtocol *protocol) {
                             QObject::connect(protocol, &WebSocketServerProtocol::onMessage, protocol,
                                              [this, protocol](const QByteArray &payload, bool isBinary) {
                                                  ++m_messages;
                                                  (void)protocol->sendMessage(payload, isBinary);
                                              });
                             QObject::connect(protocol, &WebSocketServerProtocol::onClose, protocol,
                                              [this] { ++m_closed; });
                         });
        m_transports.reserve(2 * Count + 1);
        add(); // whatever the first one leaves behind is not the others'
        for (const qsizetype size : {1024, 200 * 1024})
            deliverToAll(messageOf(size));
        m_messages = 0;
    }

    void add()
    {
        const int number = int(m_transports.size());
        auto transport = std::make_unique<SilentTransport>(number);
        m_transports.push_back(transport.get());
        WebSocketServerFactoryPrivate::serve(&m_factory, std::move(transport),
                                             std::chrono::steady_clock::now());
        m_transports.back()->deliver(requestOf(number, m_cookieSize));
    }
    void add(int count)
    {
        while (count-- > 0)
            add();
        QCoreApplication::processEvents();
    }
    void deliverToAll(const QByteArray &octets)
    {
        for (SilentTransport *transport : m_transports)
            transport->deliver(octets);
        QCoreApplication::processEvents();
    }
    //! Of those that are added from now on; 0: no cookie.
    void setCookieSize(int size) { m_cookieSize = size; }
    int connectionCount() const { return m_factory.connectionCount(); }
    int messages() const { return m_messages; }
    int closed() const { return m_closed; }

private:
    std::vector<SilentTransport *> m_transports;
    int m_cookieSize = 0;
    int m_messages = 0;
    int m_closed = 0;
    WebSocketServerFactory m_factory{QUrl(u"ws://localhost/"_s)};
};

} // namespace

class TestMemory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anIdleConnectionKeepsToItsBudget_data();
    void anIdleConnectionKeepsToItsBudget();
    void headsOfItsOwnCostAConnectionTheirSize();
};

void TestMemory::anIdleConnectionKeepsToItsBudget_data()
{
    QTest::addColumn<bool>("hasKeepalive");
    QTest::newRow("with keepalive") << true;
    QTest::newRow("without keepalive") << false;
}

void TestMemory::anIdleConnectionKeepsToItsBudget()
{
    if (!MemoryIsMeasurable)
        QSKIP("sanitizers answer for malloc themselves");
    QFETCH(bool, hasKeepalive);
    ServerOptions options;
    if (!hasKeepalive)
        options.autoPingInterval = std::chrono::milliseconds(0);
    const qint64 plain = costOfPlainObject();
    Crowd crowd(options);
    const qint64 before = allocatedBytes();
    crowd.add(Count);
    QCOMPARE(crowd.connectionCount(), Count + 1);
    const qint64 idle = (allocatedBytes() - before) / Count;

    for (int i = 0; i < 3; ++i)
        crowd.deliverToAll(messageOf(1024));
    crowd.deliverToAll(messageOf(200 * 1024));
    QCOMPARE(crowd.messages(), 4 * (Count + 1));
    QCOMPARE(crowd.closed(), 0);
    const qint64 used = (allocatedBytes() - before) / Count;

    qInfo("%lld octets, %lld after messages; %lld of them are those of any QObject", idle, used, plain);
    QVERIFY(idle - plain <= IdleBudget);
    QVERIFY(used - plain <= UsedBudget);
}

void TestMemory::headsOfItsOwnCostAConnectionTheirSize()
{
    if (!MemoryIsMeasurable)
        QSKIP("sanitizers answer for malloc themselves");
    Crowd crowd({});
    const qint64 before = allocatedBytes();
    crowd.add(Count);
    const qint64 shared = (allocatedBytes() - before) / Count;
    crowd.setCookieSize(400);
    const qint64 between = allocatedBytes();
    crowd.add(Count);
    const qint64 own = (allocatedBytes() - between) / Count;
    QVERIFY2(own - shared > 400 && own - shared < 1000, qPrintable(QString::number(own - shared)));
}

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_memory.moc"

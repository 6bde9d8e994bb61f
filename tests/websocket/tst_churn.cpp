// SPDX-License-Identifier: MIT
// Connections that come and go by the thousand and end in every way leave nothing: no
// memory, descriptor, timer or object.
#include "support/memoryuse.h"
#include "support/rawpeer.h"
#include "support/soak.h"
#include "support/tlsfixture.h"
#include "websocket/connectws.h"
#include "websocket/listenws.h"

#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

enum class End {
    ClientCloses,
    ServerCloses,
    ClientAborts,
    ServerAborts,
    PeerVanishes,
    HalfAHandshake,
    RefusedHandshake,
    NobodyListens,
};
constexpr bool isRaw(End end)
{
    return end == End::PeerVanishes || end == End::HalfAHandshake || end == End::RefusedHandshake;
}

//! A server and a client that keep nothing of their connections.
class Churn : public QObject
{
public:
    Churn(End end, TlsFixture *tls);
    ~Churn() override = default;

    //! One connection from its beginning to its end; false when that does not come.
    bool cycle();

private:
    void clientMade(WebSocketClientProtocol *protocol);
    void serverMade(WebSocketServerProtocol *protocol);
    bool rawCycle();
    bool isQuiet() const
    {
        return m_server.findChildren<WebSocketAdapterProtocol *>().isEmpty()
            && m_client->findChildren<WebSocketAdapterProtocol *>().isEmpty();
    }

    End m_end;
    WebSocketServerFactory m_server;
    std::unique_ptr<WebSocketClientFactory> m_client;
    WebSocketListener *m_listener = nullptr;
    QList<WebSocketConnector *> m_connectors;
    int m_cycles = 0;
    int m_served = 0;
};

Churn::Churn(End end, TlsFixture *tls)
    : m_end(end)
    , m_server(QUrl(tls ? u"wss://127.0.0.1:0"_s : u"ws://127.0.0.1:0"_s))
{
    m_listener = listenWS(&m_server, tls ? std::optional(tls->server()) : std::nullopt);
    QUrl url = m_listener->url();
    if (end == End::NobodyListens) {
        QTcpServer gone;
        gone.listen(QHostAddress::LocalHost);
        url.setPort(gone.serverPort());
    }
    m_client = std::make_unique<WebSocketClientFactory>(url);
    connect(&m_server, &WebSocketServerFactory::protocolCreated, this, &Churn::serverMade);
    connect(m_client.get(), &WebSocketClientFactory::protocolCreated, this, &Churn::clientMade);
    // From several addresses, or a hundred thousand would run out of ports.
    for (int i = 0; i < 16 && !isRaw(end); ++i) {
        m_connectors.append(connectWS(m_client.get(), tls ? std::optional(tls->client()) : std::nullopt,
                                      std::chrono::seconds(10), QHostAddress(u"127.0.1.%1"_s.arg(i + 1))));
        m_connectors.constLast()->stopConnecting();
    }
}

void Churn::clientMade(WebSocketClientProtocol *protocol)
{
    if (m_end != End::ClientCloses && m_end != End::ClientAborts)
        return;
    connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol,
            [protocol] { protocol->sendMessage(QByteArray(1000, 'x')); });
    connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol, [this, protocol] {
        if (m_end == End::ClientCloses)
            protocol->sendClose();
        else
            protocol->abort();
    });
}

void Churn::serverMade(WebSocketServerProtocol *protocol)
{
    ++m_served;
    connect(protocol, &WebSocketAdapterProtocol::onMessage, protocol,
            [protocol](const QByteArray &payload) { protocol->sendMessage(payload); });
    if (m_end == End::ServerCloses)
        connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol, [protocol] { protocol->sendClose(); });
    if (m_end == End::ServerAborts)
        connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol, [protocol] { protocol->abort(); });
}

bool Churn::cycle()
{
    ++m_cycles;
    const bool isServed = m_end != End::NobodyListens && !(isRaw(m_end) && m_server.isSecure());
    const int expected = isServed ? m_cycles : 0; // not before TLS is up
    if (isRaw(m_end)) {
        if (!rawCycle())
            return false;
    } else {
        WebSocketConnector *connector = m_connectors[m_cycles % m_connectors.size()];
        connector->connectNow();
    }
    return waitFor([&] { return m_served == expected && isQuiet(); });
}

bool Churn::rawCycle()
{
    RawPeer peer(quint16(m_listener->url().port()));
    switch (m_end) {
    case End::PeerVanishes:
        peer.send(upgradeRequest());
        return waitFor([&] { return peer.received().contains("\r\n\r\n"); });
    case End::HalfAHandshake:
        peer.send("GET / HTTP/1.1\r\nHost: loc");
        return waitFor([&] { return m_served == m_cycles && peer.socket().bytesToWrite() == 0; });
    default:
        peer.send("GET / HTTP/1.1\r\n\r\n");
        return waitFor([&] { return peer.isEnded(); });
    }
}

} // namespace

class TestChurn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLeft_data();
    void nothingIsLeft();
};

void TestChurn::nothingIsLeft_data()
{
    QTest::addColumn<int>("end");
    QTest::addColumn<bool>("isTls");
    QTest::newRow("the client closes") << int(End::ClientCloses) << false;
    QTest::newRow("the server closes") << int(End::ServerCloses) << false;
    QTest::newRow("the client aborts") << int(End::ClientAborts) << false;
    QTest::newRow("the server aborts") << int(End::ServerAborts) << false;
    QTest::newRow("the peer vanishes") << int(End::PeerVanishes) << false;
    QTest::newRow("half a handshake") << int(End::HalfAHandshake) << false;
    QTest::newRow("a refused handshake") << int(End::RefusedHandshake) << false;
    QTest::newRow("nobody listens") << int(End::NobodyListens) << false;
    QTest::newRow("TLS, the client closes") << int(End::ClientCloses) << true;
    QTest::newRow("TLS, the server aborts") << int(End::ServerAborts) << true;
    QTest::newRow("TLS, plain octets") << int(End::RefusedHandshake) << true;
}

void TestChurn::nothingIsLeft()
{
    QFETCH(const int, end);
    QFETCH(const bool, isTls);
    std::unique_ptr<TlsFixture> tls;
    if (isTls) {
        tls = std::make_unique<TlsFixture>();
        if (!tls->error().isEmpty())
            QSKIP(qPrintable(tls->error()));
    }
    const int cycles = soak(isTls ? 5000 : 12'500, isTls ? 60 : 230);
    const ObjectCensus census;
    Churn churn(End(end), tls.get());
    for (int i = 0; i < cycles / 2; ++i) // caches, pools and the heap's shape
        QVERIFY(churn.cycle());
    const qsizetype objects = census.objects();
    const qsizetype timers = census.timers();
    const int descriptors = openDescriptors();
    const qint64 allocated = allocatedBytes();
    const qint64 resident = residentBytes();
    for (int i = 0; i < cycles; ++i)
        QVERIFY(churn.cycle());
    QTRY_VERIFY(openDescriptors() <= descriptors);
    // Fewer when the last one before had not quite been cleared away.
    QTRY_VERIFY2(census.objects() <= objects, QByteArray::number(census.objects() - objects).constData());
    QTRY_VERIFY2(census.timers() <= timers, QByteArray::number(census.timers() - timers).constData());
    // Less than an octet a connection in the full run, a few blocks of the heap in the
    // short one; TLS goes on filling its caches there.
    const qint64 kept = allocatedBytes() - allocated;
    QVERIFY2(kept < (isTls ? 128'000 : 12'000), QByteArray::number(kept).constData());
    const qint64 grown = residentBytes() - resident;
    QVERIFY2(grown < 2 * 1024 * 1024, QByteArray::number(grown).constData());
}

QTEST_GUILESS_MAIN(TestChurn)
#include "tst_churn.moc"

// SPDX-License-Identifier: MIT
// What the transport without Qt's sockets makes of writes, as the system counts it.
#include "core/outputqueue.h"
#include "support/rawpeer.h"
#include "websocket/listenws.h"
#include "websocket/websocketserverfactory.h"

#include <QtCore/QPointer>
#include <QtTest/QTest>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype LargestCopied = Core::OutputQueue::MostCopied;
constexpr qsizetype HeadSize = 10; // of frames that are so large

quint32 dataSegmentsReceived(RawPeer &peer)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    ::getsockopt(int(peer.socket().socketDescriptor()), IPPROTO_TCP, TCP_INFO, &info, &size);
    return info.tcpi_data_segs_in;
}

} // namespace

class TestEpollTransport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theHeadOfALargeFrameIsNoPacketOfItsOwn();
};

//! With one octet more than is copied, head and payload are written apart.
void TestEpollTransport::theHeadOfALargeFrameIsNoPacketOfItsOwn()
{
    WebSocketServerFactory server(QUrl(u"ws://127.0.0.1:0"_s));
    server.setTransportPolicy(TransportPolicy::Epoll);
    QPointer<WebSocketServerProtocol> protocol;
    connect(&server, &WebSocketServerFactory::protocolCreated, &server,
            [&protocol](WebSocketServerProtocol *made) { protocol = made; });
    RawPeer peer(quint16(listenWS(&server)->url().port()));
    peer.send(upgradeRequest());
    QTRY_VERIFY(protocol && protocol->isOpen() && !peer.received().isEmpty());

    qsizetype expected = peer.received().size();
    const auto segmentsOf = [&](qsizetype size) {
        const quint32 before = dataSegmentsReceived(peer);
        protocol->sendMessage(QByteArray(size, 'x'), true);
        expected += HeadSize + size;
        [&] { QTRY_COMPARE(peer.received().size(), expected); }();
        return dataSegmentsReceived(peer) - before;
    };
    segmentsOf(LargestCopied); // the system learns what this connection takes
    const quint32 inOnePiece = segmentsOf(LargestCopied);
    const quint32 inTwo = segmentsOf(LargestCopied + 1);
    QVERIFY(inOnePiece > 0);
    QVERIFY2(inTwo <= inOnePiece, qPrintable(u"%1 instead of %2 segments"_s.arg(inTwo).arg(inOnePiece)));
}

QTEST_GUILESS_MAIN(TestEpollTransport)
#include "tst_epolltransport.moc"

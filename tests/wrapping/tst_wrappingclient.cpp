// SPDX-License-Identifier: MIT
// A wrapping client and the servers it may meet, over real sockets.
#include "support/servers.h"
#include "wrapping/streampair.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWrappingClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void speaksWhatTheServerChooses_data();
    void speaksWhatTheServerChooses();
    void aRefusedConnectionHasNoStream();
    void withoutAStreamTheConnectionEnds();
    void eachConnectionHasAStreamOfItsOwn();
};

void TestWrappingClient::speaksWhatTheServerChooses_data()
{
    QTest::addColumn<QStringList>("known");
    QTest::addColumn<QByteArray>("onTheWire");
    QTest::addColumn<bool>("isBinary");
    QTest::newRow("none, as old websockify") << QStringList() << QByteArray("hello") << true;
    QTest::newRow("binary") << QStringList{u"base64"_s, u"binary"_s} << QByteArray("hello") << true;
    QTest::newRow("base64 alone") << QStringList{u"base64"_s} << QByteArray("aGVsbG8=") << false;
    QTest::newRow("own") << QStringList{u"tunnel"_s, u"binary"_s} << QByteArray("hello") << true;
}

void TestWrappingClient::speaksWhatTheServerChooses()
{
    QFETCH(QStringList, known);
    QFETCH(QByteArray, onTheWire);
    QFETCH(bool, isBinary);
    EchoServer server;
    server.setSubprotocols(known);
    QByteArray seen;
    bool wasBinary = !isBinary;
    connect(&server, &WebSocketServerFactory::protocolCreated, this, [&](WebSocketServerProtocol *protocol) {
        connect(protocol, &WebSocketServerProtocol::onMessage, this, [&](const QByteArray &payload, bool b) {
            seen = payload;
            wasBinary = b;
        });
    });
    RecordingStreamFactory streams;
    streams.during = [](const QString &event, RecordingStream *stream) {
        if (event == "made"_L1)
            stream->transport()->write("hello");
    };
    WrappingWebSocketClientFactory factory(&streams, server.listeningUrl(), true, 0, u"tunnel"_s);
    connectWS(&factory);
    QTRY_COMPARE(streams.received, "hello");
    QCOMPARE(seen, onTheWire);
    QCOMPARE(wasBinary, isBinary);
}

void TestWrappingClient::aRefusedConnectionHasNoStream()
{
    EchoServer server;
    server.setConnectHandler([](const ConnectionRequest &) { return ConnectDecision::deny(403); });
    RecordingStreamFactory streams;
    WrappingWebSocketClientFactory factory(&streams, server.listeningUrl());
    SignalLog log;
    connect(&factory, &WebSocketClientFactory::protocolCreated, this,
            [&log](WebSocketClientProtocol *protocol) { log.watch(protocol); });
    connectWS(&factory);
    QTRY_VERIFY(log.isClosed());
    QCOMPARE(log.closeInfo().httpStatus, 403);
    QCOMPARE(streams.events, QStringList());
}

void TestWrappingClient::withoutAStreamTheConnectionEnds()
{
    EchoServer server;
    RecordingStreamFactory streams;
    streams.isRefusing = true;
    WrappingWebSocketClientFactory factory(&streams, server.listeningUrl());
    connectWS(&factory);
    QTRY_VERIFY(server.log().isClosed());
    QCOMPARE(server.log().closeInfo().remoteCode, 1013);
}

void TestWrappingClient::eachConnectionHasAStreamOfItsOwn()
{
    EchoServer server;
    RecordingStreamFactory streams;
    WrappingWebSocketClientFactory factory(&streams, server.listeningUrl());
    WebSocketConnector *connector = connectWS(&factory);
    QTRY_COMPARE(streams.events, QStringList{u"made"_s});
    const QPointer<RecordingStream> first(streams.stream);
    first->transport()->loseConnection();
    QTRY_COMPARE(connector->state(), WebSocketConnector::State::Disconnected);
    QTRY_VERIFY(!first);
    connector->connectNow();
    QTRY_COMPARE(streams.events, (QStringList{u"made"_s, u"lost"_s, u"made"_s}));
}

QTEST_GUILESS_MAIN(TestWrappingClient)
#include "tst_wrappingclient.moc"

// SPDX-License-Identifier: MIT
// Whom a wrapping server lets in, over real sockets.
#include "support/servers.h"
#include "wrapping/streampair.h"

#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

class TestWrappingServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void choosesTheClientsFirst_data();
    void choosesTheClientsFirst();
    void narrowedChoiceIsKept();
    void requiredSubprotocolIsRequired();
    void connectHandlerDecidesToo();
    void anAnswerMayComeLater();
    void withoutAStreamTheRequestIsRefused();
    void aStreamMissingLaterEndsTheConnection();
    void withoutAFactoryTheRequestIsRefused();
    void optionsOfTheConstructorTakeEffect();
};

namespace {

const QUrl AnyPort(u"ws://127.0.0.1:0"_s);

//! A wrapping server that listens, and a plain client of it.
struct Scene
{
    explicit Scene(const QString &own = {})
        : factory(&streams, AnyPort, true, 0, own)
    { }
    //! Whether the connection came about.
    bool connectClient(const QStringList &subprotocols)
    {
        if (!listener)
            listener = listenWS(&factory);
        client = std::make_unique<Client>(listener->url());
        client->setSubprotocols(subprotocols);
        client->connectTo();
        [this] { QTRY_VERIFY(client->isOpen() || client->log().isClosed()); }();
        return client->isOpen();
    }
    int httpStatus() const { return client->log().closeInfo().httpStatus; }

    RecordingStreamFactory streams;
    WrappingWebSocketServerFactory factory;
    WebSocketListener *listener = nullptr;
    std::unique_ptr<Client> client;
};

} // namespace

void TestWrappingServer::choosesTheClientsFirst_data()
{
    QTest::addColumn<QString>("own");
    QTest::addColumn<QStringList>("offered");
    QTest::addColumn<QString>("chosen"); // "-": refused
    QTest::newRow("none, as noVNC") << QString() << QStringList() << QString();
    QTest::newRow("binary") << QString() << QStringList{u"binary"_s} << u"binary"_s;
    QTest::newRow("base64, as old noVNC") << QString() << QStringList{u"base64"_s} << u"base64"_s;
    QTest::newRow("both") << QString() << QStringList{u"binary"_s, u"base64"_s} << u"binary"_s;
    QTest::newRow("both, the other way") << QString() << QStringList{u"base64"_s, u"binary"_s} << u"base64"_s;
    QTest::newRow("unknown before known") << QString() << QStringList{u"chat"_s, u"binary"_s} << u"binary"_s;
    QTest::newRow("unknown alone") << QString() << QStringList{u"chat"_s} << u"-"_s;
    QTest::newRow("case matters") << QString() << QStringList{u"Binary"_s} << u"-"_s;
    QTest::newRow("own") << u"tunnel"_s << QStringList{u"tunnel"_s, u"binary"_s} << u"tunnel"_s;
    QTest::newRow("own second") << u"tunnel"_s << QStringList{u"binary"_s, u"tunnel"_s} << u"binary"_s;
    QTest::newRow("own, not offered") << u"tunnel"_s << QStringList() << QString();
}

void TestWrappingServer::choosesTheClientsFirst()
{
    QFETCH(QString, own);
    QFETCH(QStringList, offered);
    QFETCH(QString, chosen);
    Scene scene(own);
    const bool isOpen = scene.connectClient(offered);
    QCOMPARE(isOpen, chosen != "-"_L1);
    if (isOpen) {
        QCOMPARE(scene.client->protocol()->subprotocol(), chosen);
    } else {
        QCOMPARE(scene.httpStatus(), 406);
        QVERIFY(!scene.streams.stream);
    }
}

void TestWrappingServer::narrowedChoiceIsKept()
{
    Scene scene;
    scene.factory.setSubprotocols({u"binary"_s});
    QVERIFY(!scene.connectClient({u"base64"_s}));
    QCOMPARE(scene.httpStatus(), 406);
    QVERIFY(scene.connectClient({u"base64"_s, u"binary"_s}));
    QCOMPARE(scene.client->protocol()->subprotocol(), u"binary"_s);
}

void TestWrappingServer::requiredSubprotocolIsRequired()
{
    Scene scene;
    QVERIFY(!scene.factory.isSubprotocolRequired());
    scene.factory.setSubprotocolRequired(true);
    QVERIFY(!scene.connectClient({}));
    QCOMPARE(scene.httpStatus(), 406);
    QVERIFY(scene.connectClient({u"binary"_s}));
}

void TestWrappingServer::connectHandlerDecidesToo()
{
    Scene scene;
    int asked = 0;
    scene.factory.setConnectHandler([&asked](const ConnectionRequest &) {
        ++asked;
        return ConnectDecision::deny(401);
    });
    QVERIFY(!scene.connectClient({u"binary"_s}));
    QCOMPARE(scene.httpStatus(), 401);
    QVERIFY(!scene.streams.stream);
    QVERIFY(!scene.connectClient({u"chat"_s}));
    QCOMPARE(scene.httpStatus(), 406);
    QCOMPARE(asked, 1);
}

void TestWrappingServer::anAnswerMayComeLater()
{
    Scene scene;
    const ConnectDecision later = ConnectDecision::later();
    scene.factory.setConnectHandler([&later](const ConnectionRequest &) { return later; });
    connect(&scene.factory, &WebSocketServerFactory::protocolCreated, this,
            [this, later](WebSocketServerProtocol *protocol) {
                connect(protocol, &WebSocketServerProtocol::onConnect, this, [this, later] {
                    QMetaObject::invokeMethod(
                        this, [later] { later.handle().answer(ConnectDecision::accept(u"base64"_s)); },
                        Qt::QueuedConnection);
                });
            });
    QVERIFY(scene.connectClient({u"binary"_s, u"base64"_s}));
    scene.client->protocol()->sendMessage("QUJD");
    QTRY_COMPARE(scene.streams.received, "ABC");
}

void TestWrappingServer::withoutAStreamTheRequestIsRefused()
{
    Scene scene;
    scene.streams.isRefusing = true;
    QVERIFY(!scene.connectClient({}));
    QCOMPARE(scene.httpStatus(), 503);
}

void TestWrappingServer::aStreamMissingLaterEndsTheConnection()
{
    Scene scene;
    scene.streams.isRefusing = true;
    const ConnectDecision later = ConnectDecision::later();
    scene.factory.setConnectHandler([this, later](const ConnectionRequest &) {
        QMetaObject::invokeMethod(
            this, [later] { later.handle().answer(ConnectDecision::accept()); }, Qt::QueuedConnection);
        return later;
    });
    scene.connectClient({});
    QTRY_VERIFY(scene.client->log().isClosed());
    QCOMPARE(scene.client->log().closeInfo().remoteCode, 1013);
}

void TestWrappingServer::withoutAFactoryTheRequestIsRefused()
{
    WrappingWebSocketServerFactory factory(nullptr, AnyPort);
    Client client(listenWS(&factory)->url());
    client.connectTo();
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().closeInfo().httpStatus, 503);
}

void TestWrappingServer::optionsOfTheConstructorTakeEffect()
{
    WrappingWebSocketServerFactory plain(nullptr, AnyPort, false);
    QVERIFY(!plain.protocolOptions().perMessageDeflate);
    QCOMPARE(plain.protocolOptions().closeHandshakeTimeout, std::chrono::seconds(30));
    QVERIFY(!plain.protocolOptions().failByDrop);
    const WrappingWebSocketServerFactory own(nullptr, AnyPort, true, 0, u"tunnel"_s);
    QVERIFY(own.protocolOptions().perMessageDeflate);
    QCOMPARE(own.subprotocols(), (QStringList{u"tunnel"_s, u"binary"_s, u"base64"_s}));
}

QTEST_GUILESS_MAIN(TestWrappingServer)
#include "tst_wrappingserver.moc"

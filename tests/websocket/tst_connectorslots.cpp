// SPDX-License-Identifier: MIT
// Anything may be done in a connector's slots, to it and to what it connects: the
// protocol ends once, and nothing that was deleted is touched.
#include "support/servers.h"

#include <QtCore/QEventLoop>
#include <QtCore/QTimer>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using State = WebSocketConnector::State;

namespace {

enum class Act { DeleteConnector, DeleteConnectorAndAbort, DeleteProtocol, Abort, Disconnect, Stop, Spin };

void spin()
{
    QEventLoop loop;
    QTimer::singleShot(0, &loop, &QEventLoop::quit);
    loop.exec();
}

void perform(Act act, WebSocketConnector *connector, WebSocketClientProtocol *protocol)
{
    switch (act) {
    case Act::DeleteConnector:
        delete connector;
        break;
    case Act::DeleteConnectorAndAbort:
        delete connector;
        if (protocol)
            protocol->abort();
        break;
    case Act::DeleteProtocol:
        delete protocol;
        break;
    case Act::Abort:
        if (protocol)
            protocol->abort();
        break;
    case Act::Disconnect:
        connector->disconnect();
        break;
    case Act::Stop:
        connector->stopConnecting();
        break;
    case Act::Spin:
        spin();
        break;
    }
}

QUrl deadUrl()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return QUrl(u"ws://127.0.0.1:%1/"_s.arg(server.serverPort()));
}

} // namespace

class TestConnectorSlots : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyActInStateChanged_data() { acts({State::Connected, State::Disconnected}); }
    void everyActInStateChanged();
    void everyActInErrorOccurred_data() { acts({State::Disconnected}); }
    void everyActInErrorOccurred();
    void aConnectionThatEndsInsideOnOpenIsNotOpened();
    void deletingAConnectorWhoseUrlIsUnusable();
    void stoppingAndStartingAgainWithAnUnusableUrl();

private:
    static void acts(const QList<State> &states);
};

void TestConnectorSlots::acts(const QList<State> &states)
{
    QTest::addColumn<State>("state");
    QTest::addColumn<Act>("act");
    const QStringList names{u"delete the connector"_s, u"delete the connector, abort the protocol"_s,
                            u"delete the protocol"_s,  u"abort the protocol"_s,
                            u"disconnect"_s,           u"stop"_s,
                            u"nested loop"_s};
    for (const State state : states) {
        for (int act = 0; act < names.size(); ++act)
            QTest::addRow("%s: %s", state == State::Connected ? "Connected" : "Disconnected",
                          qPrintable(names[act]))
                << state << Act(act);
    }
}

void TestConnectorSlots::everyActInStateChanged()
{
    QFETCH(const State, state);
    QFETCH(const Act, act);
    EchoServer server;
    Client client(server.listeningUrl());
    QPointer<WebSocketConnector> connector = client.connectTo();
    bool hasActed = false;
    connect(connector, &WebSocketConnector::stateChanged, this, [&](State now) {
        if (now == state && !std::exchange(hasActed, true))
            perform(act, connector, client.protocol());
    });
    connect(&client, &WebSocketClientFactory::protocolCreated, this, [](WebSocketClientProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol, [protocol] { protocol->sendClose(); });
    });
    QTRY_VERIFY(hasActed);
    QTRY_VERIFY(client.findChildren<WebSocketAdapterProtocol *>().isEmpty());
    const bool isDeleted = act == Act::DeleteProtocol;
    QCOMPARE(client.log().count(u"close "), isDeleted ? 0 : 1);
    QVERIFY(!connector || connector->state() == State::Disconnected);
    const bool isUp =
        state == State::Disconnected || act == Act::DeleteConnector || act == Act::Stop || act == Act::Spin;
    QCOMPARE(client.log().count(u"open"), isUp ? 1 : 0);
}

void TestConnectorSlots::everyActInErrorOccurred()
{
    QFETCH(const Act, act);
    Client client(deadUrl());
    QPointer<WebSocketConnector> connector = client.connectTo();
    int errors = 0;
    connect(connector, &WebSocketConnector::errorOccurred, this, [&] {
        if (++errors == 1)
            perform(act, connector, client.protocol());
    });
    QTRY_COMPARE(errors, 1);
    QTRY_VERIFY(client.findChildren<WebSocketAdapterProtocol *>().isEmpty());
    QCOMPARE(client.log().entries(),
             act == Act::DeleteProtocol ? QStringList() : QStringList(u"close 1006 unclean"_s));
    QVERIFY(!connector || connector->state() == State::Disconnected);
}

void TestConnectorSlots::aConnectionThatEndsInsideOnOpenIsNotOpened()
{
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = client.connectTo();
    int opened = 0;
    connect(connector, &WebSocketConnector::opened, this, [&opened] { ++opened; });
    connect(&client, &WebSocketClientFactory::protocolCreated, this, [&](WebSocketClientProtocol *protocol) {
        connect(protocol, &WebSocketAdapterProtocol::onOpen, protocol, [protocol] {
            QEventLoop loop;
            connect(protocol, &WebSocketAdapterProtocol::onClose, &loop, &QEventLoop::quit);
            protocol->abort();
            loop.exec();
        });
    });
    QTRY_COMPARE(connector->state(), State::Disconnected);
    QCOMPARE(opened, 0);
}

void TestConnectorSlots::deletingAConnectorWhoseUrlIsUnusable()
{
    Client client(QUrl(u"http://localhost/"_s));
    WebSocketConnector *connector = client.connectTo();
    connector->connectNow();
    QVERIFY(client.protocol());
    delete connector;
    QTRY_VERIFY(!client.protocol());
    QCOMPARE(client.log().entries(), QStringList(u"close 1006 unclean"_s));
    QVERIFY2(client.log().reason().contains(u"stopped"_s), qPrintable(client.log().reason()));
}

void TestConnectorSlots::stoppingAndStartingAgainWithAnUnusableUrl()
{
    Client client(QUrl(u"http://localhost/"_s));
    WebSocketConnector *connector = client.connectTo();
    int errors = 0;
    connect(connector, &WebSocketConnector::errorOccurred, this, [&errors] { ++errors; });
    connector->connectNow();
    delete client.protocol(); // that attempt is over
    connector->connectNow();
    QVERIFY(client.protocol());
    QTRY_VERIFY(!client.protocol());
    QCOMPARE(client.log().count(u"close "), 1);
    QCOMPARE(errors, 1);
}

QTEST_GUILESS_MAIN(TestConnectorSlots)
#include "tst_connectorslots.moc"

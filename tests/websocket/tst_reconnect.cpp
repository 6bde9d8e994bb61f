// SPDX-License-Identifier: MIT
// A connector with a reconnect policy: when it tries again, and what it tells.
#include "support/reconnecting.h"
#include "support/workerthread.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using State = WebSocketConnector::State;

namespace {

class CountingFactory : public Client
{
public:
    using Client::Client;
    int starts = 0;
    int stops = 0;

protected:
    void startFactory() override { ++starts; }
    void stopFactory() override { ++stops; }
};

} // namespace

class TestReconnect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAPolicyItStaysAway();
    void comesBackWithANewProtocol();
    void comesBackToAServerThatRestarted();
    void failedAttemptsAreCountedUntilNoneIsLeft();
    void tellsWhenTheNextAttemptIs();
    void retryNowEndsTheWait();
    void connectNowForgetsTheRetries();
    void aRefusalIsJudgedByItsStatus_data();
    void aRefusalIsJudgedByItsStatus();
    void aCloseIsJudgedByItsCode_data();
    void aCloseIsJudgedByItsCode();
    void theDecisionHasTheLastWord();
    void anUnusableUrlIsNotTriedAgain();
    void itsFactoryDoesNotStopMeanwhile();
    void aWaitGoesOnInAnotherThread();
};

void TestReconnect::withoutAPolicyItStaysAway()
{
    Client client(deadUrl());
    WebSocketConnector *connector = client.connectTo();
    QSignalSpy scheduled(connector, &WebSocketConnector::reconnectScheduled);
    QTRY_COMPARE(connector->state(), State::Disconnected);
    QCOMPARE(scheduled.count(), 0);
    QCOMPARE(connector->timeToNextAttempt(), 0ms);
    QVERIFY(!connector->nextAttemptAt().isValid());
}

void TestReconnect::comesBackWithANewProtocol()
{
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = connectWith(client, Soon);
    QSignalSpy opened(connector, &WebSocketConnector::opened);
    QTRY_VERIFY(client.isOpen());
    const QPointer<WebSocketClientProtocol> first = client.protocol();
    server.protocols().constFirst()->abort();
    QTRY_COMPARE(opened.count(), 2);
    QVERIFY(client.isOpen());
    QVERIFY(first != client.protocol());
    QCOMPARE(opened.at(0).at(1).toBool(), false);
    QCOMPARE(opened.at(1).at(1).toBool(), true);
    QCOMPARE(opened.at(1).at(0).value<WebSocketClientProtocol *>(), client.protocol());
    QCOMPARE(client.log().entries(),
             (QStringList{u"connecting"_s, u"connect"_s, u"open"_s, u"close 1006 unclean"_s, u"connecting"_s,
                          u"connect"_s, u"open"_s}));
}

void TestReconnect::comesBackToAServerThatRestarted()
{
    auto server = std::make_unique<EchoServer>();
    const QUrl url = server->listeningUrl();
    Client client(url);
    WebSocketConnector *connector = connectWith(client, Soon);
    QTRY_VERIFY(client.isOpen());
    server.reset();
    QTRY_VERIFY(connector->retryCount() > 1);
    QVERIFY(!connector->errorString().isEmpty());
    server = std::make_unique<EchoServer>(url);
    QVERIFY2(server->listener()->isListening(), qPrintable(server->listener()->errorString()));
    QTRY_VERIFY(client.isOpen());
    QVERIFY(connector->errorString().isEmpty());
}

void TestReconnect::failedAttemptsAreCountedUntilNoneIsLeft()
{
    Client client(deadUrl());
    ReconnectPolicy policy = Soon;
    policy.maxRetries = 3;
    WebSocketConnector *connector = connectWith(client, policy);
    QSignalSpy scheduled(connector, &WebSocketConnector::reconnectScheduled);
    QSignalSpy errors(connector, &WebSocketConnector::errorOccurred);
    QTRY_COMPARE(connector->state(), State::Disconnected);
    QCOMPARE(errors.count(), 4);
    QCOMPARE(scheduled.count(), 3);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(scheduled.at(i).at(1).toInt(), i + 1);
    QTRY_COMPARE(client.log().count(u"close 1006"), 4);
    connector->connectNow();
    QCOMPARE(connector->retryCount(), 0);
    QTRY_COMPARE(scheduled.count(), 6);
}

void TestReconnect::tellsWhenTheNextAttemptIs()
{
    Client client(deadUrl());
    WebSocketConnector *connector = connectWith(client, Never);
    QList<State> states;
    connect(connector, &WebSocketConnector::stateChanged, connector,
            [&](State state) { states.append(state); });
    std::chrono::milliseconds announced{};
    State stateThen = State::Disconnected;
    connect(connector, &WebSocketConnector::reconnectScheduled, connector,
            [&](std::chrono::milliseconds delay) {
                announced = delay;
                stateThen = connector->state();
            });
    QTRY_COMPARE(connector->state(), State::Waiting);
    QCOMPARE(stateThen, State::Waiting);
    QVERIFY(announced > 50min && announced <= 60min);
    QVERIFY(connector->timeToNextAttempt() > 50min && connector->timeToNextAttempt() <= announced);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(now.secsTo(connector->nextAttemptAt()) > 3000);
    QCOMPARE(connector->retryCount(), 1);
    QVERIFY(!connector->protocol());
    QCOMPARE(states, QList<State>{State::Waiting});
}

void TestReconnect::retryNowEndsTheWait()
{
    QTcpServer placeholder;
    QVERIFY(placeholder.listen(QHostAddress::LocalHost));
    const QUrl url(u"ws://127.0.0.1:%1/"_s.arg(placeholder.serverPort()));
    placeholder.close();
    Client client(url);
    WebSocketConnector *connector = connectWith(client, Never);
    connector->retryNow(); // no effect yet
    QTRY_COMPARE(connector->state(), State::Waiting);
    const EchoServer server(url);
    connector->retryNow();
    QCOMPARE(connector->state(), State::Connecting);
    connector->retryNow();
    QTRY_VERIFY(client.isOpen());
    QCOMPARE(connector->retryCount(), 1);
    QCOMPARE(client.log().count(u"open"), 1);
}

void TestReconnect::connectNowForgetsTheRetries()
{
    Client client(deadUrl());
    WebSocketConnector *connector = connectWith(client, Never);
    QTRY_COMPARE(connector->state(), State::Waiting);
    connector->connectNow();
    QCOMPARE(connector->retryCount(), 0);
    QCOMPARE(connector->timeToNextAttempt(), 0ms);
    QTRY_COMPARE(connector->state(), State::Waiting);
    QCOMPARE(connector->retryCount(), 1);
}

void TestReconnect::aRefusalIsJudgedByItsStatus_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<State>("expected");
    QTest::newRow("401") << 401 << State::Disconnected;
    QTest::newRow("404") << 404 << State::Disconnected;
    QTest::newRow("429") << 429 << State::Waiting;
    QTest::newRow("503") << 503 << State::Waiting;
}

void TestReconnect::aRefusalIsJudgedByItsStatus()
{
    QFETCH(const int, status);
    QFETCH(const State, expected);
    EchoServer server;
    server.setConnectHandler([status](const ConnectionRequest &) { return ConnectDecision::deny(status); });
    Client client(server.listeningUrl());
    WebSocketConnector *connector = connectWith(client, Never);
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().closeInfo().httpStatus, status);
    QCOMPARE(connector->state(), expected);
}

void TestReconnect::aCloseIsJudgedByItsCode_data()
{
    QTest::addColumn<quint16>("code");
    QTest::addColumn<State>("expected");
    for (const int code : {1000, 1001, 1011, 1012, 1013})
        QTest::addRow("%d", code) << quint16(code) << State::Waiting;
    for (const int code : {1003, 1008, 3000})
        QTest::addRow("%d", code) << quint16(code) << State::Disconnected;
}

void TestReconnect::aCloseIsJudgedByItsCode()
{
    QFETCH(const quint16, code);
    QFETCH(const State, expected);
    EchoServer server;
    Client client(server.listeningUrl());
    WebSocketConnector *connector = connectWith(client, Never);
    QTRY_VERIFY(client.isOpen());
    QTRY_VERIFY(server.protocols().constFirst()->isOpen());
    server.protocols().constFirst()->sendClose(code);
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(client.log().closeInfo().code, code);
    QCOMPARE(connector->state(), expected);
}

void TestReconnect::theDecisionHasTheLastWord()
{
    EchoServer server;
    server.setConnectHandler([](const ConnectionRequest &) { return ConnectDecision::deny(404); });
    Client client(server.listeningUrl());
    QList<int> statuses;
    client.setRetryDecision([&](const CloseInfo &info) {
        statuses.append(info.httpStatus);
        return statuses.size() < 3;
    });
    WebSocketConnector *connector = connectWith(client, Soon);
    QTRY_COMPARE(connector->state(), State::Disconnected);
    QCOMPARE(statuses, (QList<int>{404, 404, 404}));
}

void TestReconnect::anUnusableUrlIsNotTriedAgain()
{
    Client client(QUrl(u"http://localhost/"_s));
    WebSocketConnector *connector = connectWith(client, Soon);
    QTRY_VERIFY(client.log().isClosed());
    QCOMPARE(connector->state(), State::Disconnected);
}

void TestReconnect::itsFactoryDoesNotStopMeanwhile()
{
    CountingFactory client(deadUrl());
    client.setReconnectPolicy(Soon);
    WebSocketConnector *connector = client.connectTo();
    QTRY_VERIFY(connector->retryCount() > 2);
    QCOMPARE(client.starts, 1);
    QCOMPARE(client.stops, 0);
    connector->disconnect();
    QTRY_COMPARE(client.stops, 1);
    QCOMPARE(client.starts, 1);
}

void TestReconnect::aWaitGoesOnInAnotherThread()
{
    WorkerThread worker;
    worker.start();
    auto *factory = new WebSocketClientFactory(deadUrl());
    factory->setReconnectPolicy({.enabled = true, .initialDelay = 300ms, .growth = 1});
    WebSocketConnector *connector = connectWS(factory);
    QTRY_COMPARE(connector->state(), State::Waiting);
    QTRY_VERIFY(factory->findChildren<WebSocketAdapterProtocol *>().isEmpty());
    factory->moveToThread(worker.thread());
    const auto retries = [&] {
        int count = 0;
        worker.call([&] { count = connector->retryCount(); });
        return count;
    };
    QTRY_VERIFY(retries() >= 3);
    worker.call([&] { delete factory; });
}

QTEST_GUILESS_MAIN(TestReconnect)
#include "tst_reconnect.moc"

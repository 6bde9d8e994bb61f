// SPDX-License-Identifier: MIT
// Byte streams of a server with worker threads. Worth most under ThreadSanitizer.
#include "support/servers.h"
#include "wrapping/wrappingwebsocketserverfactory.h"

#include <QtCore/QSet>
#include <QtCore/QThread>
#include <QtTest/QTest>

#include <mutex>

using namespace Gantry;
using namespace Gantry::Testing;
using namespace Qt::Literals::StringLiterals;

namespace {

//! Counts what happens where, in several threads.
struct Notes
{
    void note(const QString &what)
    {
        const std::lock_guard lock(mutex);
        counts[what] += 1;
        threads.insert(QThread::currentThread());
    }
    int count(const QString &what)
    {
        const std::lock_guard lock(mutex);
        return counts.value(what);
    }

    std::mutex mutex;
    QHash<QString, int> counts;
    QSet<QThread *> threads;
};

class EchoStream : public StreamProtocol
{
public:
    explicit EchoStream(Notes &notes)
        : m_notes(notes)
    { }

protected:
    void connectionMade() override { m_notes.note(u"made"_s); }
    void dataReceived(QByteArrayView data) override { transport()->write(data.toByteArray()); }
    void connectionLost(const ConnectionLostReason &) override
    {
        m_notes.note(thread() == QThread::currentThread() ? u"lost"_s : u"lost elsewhere"_s);
    }

private:
    Notes &m_notes;
};

} // namespace

class TestWrappingThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void streamsLiveInTheirThreads();
    void deletingTheFactoryEndsThemThere();
};

void TestWrappingThreads::streamsLiveInTheirThreads()
{
    Notes notes;
    StreamFactory streams;
    streams.setProtocolCreator([&] { return new EchoStream(notes); });
    WrappingWebSocketServerFactory factory(&streams, QUrl(u"ws://127.0.0.1:0"_s));
    QVERIFY(factory.setWorkerThreads(2));
    const QUrl url = listenWS(&factory)->url();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 4; ++i) {
        clients.push_back(std::make_unique<Client>(url));
        clients.back()->setSubprotocols({u"binary"_s});
        clients.back()->connectTo();
    }
    for (const auto &client : clients) {
        QTRY_VERIFY(client->isOpen());
        client->protocol()->sendMessage("there and back", true);
        QTRY_COMPARE(client->log().count(u"message there and back"), 1);
    }
    QCOMPARE(notes.count(u"made"_s), 4);
    QCOMPARE(notes.threads.size(), qsizetype(2));
    QVERIFY(!notes.threads.contains(QThread::currentThread()));
    for (const auto &client : clients)
        client->protocol()->sendClose();
    QTRY_COMPARE(notes.count(u"lost"_s), 4);
    // Whoever offers nothing is let in or not from here on, in any thread.
    factory.setSubprotocolRequired(true);
    Client other(url);
    other.connectTo();
    QTRY_VERIFY(other.log().isClosed());
    QCOMPARE(other.log().closeInfo().httpStatus, 406);
}

void TestWrappingThreads::deletingTheFactoryEndsThemThere()
{
    Notes notes;
    StreamFactory streams;
    streams.setProtocolCreator([&] { return new EchoStream(notes); });
    auto factory = std::make_unique<WrappingWebSocketServerFactory>(&streams, QUrl(u"ws://127.0.0.1:0"_s));
    QVERIFY(factory->setWorkerThreads(2));
    const QUrl url = listenWS(factory.get())->url();
    Client first(url);
    Client second(url);
    first.connectTo();
    second.connectTo();
    QTRY_COMPARE(notes.count(u"made"_s), 2);
    factory.reset();
    QCOMPARE(notes.count(u"lost"_s), 2);
    QTRY_VERIFY(first.log().isClosed() && second.log().isClosed());
}

QTEST_GUILESS_MAIN(TestWrappingThreads)
#include "tst_wrappingthreads.moc"

// SPDX-License-Identifier: MIT
#include "loadpeer.h"
#include "wampload.h"

#include <Gantry/ConnectWS>
#include <Gantry/WampWebSocketClientFactory>

#include <QtCore/QCoreApplication>
#include <QtCore/QElapsedTimer>

#include <numeric>
#include <vector>

namespace Gantry::Bench {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int JoiningMs = 20000;
// What has not come after so long without any progress is lost.
constexpr int SilenceMs = 5000;

class OwnLoad : public WampLoad
{
public:
    explicit OwnLoad(const WampTask &task)
        : m_task(task)
    { }

    QString prepare(const QUrl &router) override
    {
        const bool isCalls = m_task.work == WampWork::Calls;
        const int receivers = isCalls ? m_task.callers : m_task.subscribers;
        const int drivers = isCalls ? m_task.callers : 1;
        for (int i = 0; i < receivers; ++i)
            connectPeer(router, m_receivers, isCalls ? LoadPeer::Part::Callee : LoadPeer::Part::Subscriber,
                        i);
        for (int i = 0; i < drivers; ++i)
            connectPeer(router, m_drivers, isCalls ? LoadPeer::Part::Caller : LoadPeer::Part::Publisher, i);
        return waitUntil([this] { return areReady(m_receivers) && areReady(m_drivers); }, JoiningMs)
            ? QString()
            : u"the clients could not join"_s;
    }

    qint64 run() override
    {
        const auto &counting = m_task.work == WampWork::Calls ? m_drivers : m_receivers;
        const int share = m_task.count / int(m_drivers.size());
        for (const auto &driver : m_drivers)
            driver->begin(share, m_task.inFlight);
        const qint64 expected =
            m_task.work == WampWork::Calls ? qint64(share) * qint64(m_drivers.size()) : m_task.operations();
        qint64 last = -1;
        while (true) {
            const qint64 before = received(counting);
            if (before == expected || before == last)
                break;
            last = before;
            waitUntil([&] { return received(counting) == expected; }, SilenceMs);
        }
        return received(counting);
    }

private:
    using Peers = std::vector<std::unique_ptr<LoadPeer>>;

    void connectPeer(const QUrl &router, Peers &peers, LoadPeer::Part part, int number)
    {
        // Each caller has a callee of its own, so that one connection is not all there is.
        const QByteArray name = m_task.work == WampWork::Calls ? "com.bench.echo" + QByteArray::number(number)
                                                               : QByteArrayLiteral("com.bench.topic");
        peers.push_back(std::make_unique<LoadPeer>(part, name));
        LoadPeer *peer = peers.back().get();
        auto factory = std::make_unique<WampWebSocketClientFactory>(
            [peer] { return peer; }, router,
            QList<const Wamp::Serializer *>{Wamp::Serializer::byName(m_task.serializer)});
        ClientOptions options = factory->protocolOptions();
        options.perMessageDeflate.reset();
        factory->setProtocolOptions(options);
        connectWS(factory.get());
        m_factories.push_back(std::move(factory));
    }

    static bool areReady(const Peers &peers)
    {
        return std::all_of(peers.begin(), peers.end(), [](const auto &peer) { return peer->isReady(); });
    }
    bool isAnyLost() const
    {
        const auto lost = [](const auto &peer) { return peer->isLost(); };
        return std::any_of(m_receivers.begin(), m_receivers.end(), lost)
            || std::any_of(m_drivers.begin(), m_drivers.end(), lost);
    }
    static qint64 received(const Peers &peers)
    {
        return std::accumulate(peers.begin(), peers.end(), qint64(0),
                               [](qint64 sum, const auto &peer) { return sum + peer->received(); });
    }

    bool waitUntil(const std::function<bool()> &condition, int milliseconds) const
    {
        QElapsedTimer clock;
        clock.start();
        while (!condition()) {
            if (clock.elapsed() > milliseconds || isAnyLost())
                return false;
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
        }
        return true;
    }

    WampTask m_task;
    // The peers go first: what they leave behind is aborted.
    std::vector<std::unique_ptr<WampWebSocketClientFactory>> m_factories;
    Peers m_receivers;
    Peers m_drivers;
};

} // namespace

std::unique_ptr<WampLoad> ownLoad(const WampTask &task)
{
    return std::make_unique<OwnLoad>(task);
}

} // namespace Gantry::Bench

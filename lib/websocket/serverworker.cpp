// SPDX-License-Identifier: MIT
#include "websocket/serverworker.h"

#include "websocket/postqueue.h"
#include "websocket/servershutdown.h"
#include "websocket/websocketserverfactory_p.h"

#include <QtCore/QEvent>
#include <QtCore/QPointer>

namespace Gantry {

namespace {

//! Connections, each once: those on their way are counted by who sends them.
struct LoadCount
{
    std::atomic<int> &load;
    int arriving = 0; //!< counted already, and nobody's child yet
};

//! A parent that counts its children, as nothing else could that costs a connection no
//! memory.
class CountingParent final : public QObject
{
public:
    explicit CountingParent(LoadCount &count)
        : m_count(count)
    { }
    //! While this still counts.
    ~CountingParent() override { deleteChildren(); }

    void deleteChildren()
    {
        while (!children().isEmpty())
            delete children().constFirst();
    }

protected:
    void childEvent(QChildEvent *event) override
    {
        if (event->removed())
            m_count.load.fetch_sub(1, std::memory_order_relaxed);
        else if (event->added() && m_count.arriving > 0)
            --m_count.arriving;
        else if (event->added())
            m_count.load.fetch_add(1, std::memory_order_relaxed);
    }

private:
    LoadCount &m_count;
};

} // namespace

//! What is in the thread, and used there alone but for the queue.
class ServerWorker::Home
{
public:
    explicit Home(ServerWorker &worker)
        : m_worker(worker)
        , m_count{worker.m_load}
        , m_handshakes(m_count)
        , m_protocols(m_count)
    { }

    PostQueue queue;

    bool isOver() const noexcept { return m_isOver; }

    void serve(AcceptedSocket socket)
    {
        const int others = m_count.arriving++;
        if (!isClosed())
            open(std::move(socket));
        if (m_count.arriving > others) { // it came to nothing
            --m_count.arriving;
            m_count.load.fetch_sub(1, std::memory_order_relaxed);
        }
    }

    void shutDown(std::chrono::milliseconds patience, std::function<void()> done)
    {
        if (!m_shutdown && !done)
            return; // nothing is left of the one that this is to hasten
        m_handshakes.deleteChildren();
        if (!m_shutdown)
            m_shutdown = new ServerShutdown(&m_protocols, std::move(done));
        m_shutdown->start(patience);
    }

    void end()
    {
        m_isEnding = true;
        m_handshakes.deleteChildren();
        auto *shutdown = new ServerShutdown(&m_protocols, [this] {
            m_isOver = true;
            m_worker.quit();
        });
        shutdown->drop();
    }

private:
    bool isClosed() const noexcept { return m_isEnding || m_shutdown; }

    void open(AcceptedSocket socket)
    {
        socket.open(&m_handshakes, [this](std::unique_ptr<Transport> transport, Core::TimePoint since) {
            if (!isClosed())
                WebSocketServerFactoryPrivate::of(m_worker.m_factory)
                    .build(std::move(transport), since, &m_protocols);
        });
    }

    ServerWorker &m_worker;
    QPointer<ServerShutdown> m_shutdown; //!< while it goes on
    bool m_isEnding = false;
    bool m_isOver = false;
    LoadCount m_count;
    CountingParent m_handshakes;
    CountingParent m_protocols;
};

ServerWorker::ServerWorker(WebSocketServerFactory *factory, int number)
    : m_factory(factory)
{
    setObjectName(QStringLiteral("gantry-%1").arg(number)); // which the system shows
}

ServerWorker::~ServerWorker()
{
    wait();
    (void)m_home.load(std::memory_order_acquire); // sees what the thread did
}

bool ServerWorker::begin()
{
    start();
    if (!isRunning())
        return false;
    m_home.wait(nullptr, std::memory_order_acquire);
    return true;
}

void ServerWorker::run()
{
    {
        Home home(*this);
        m_home.store(&home, std::memory_order_release);
        m_home.notify_one();
        while (!home.isOver()) // and not because a slot thought that it may end the thread
            exec();
        m_isSpokenTo.wait(true, std::memory_order_acquire);
    }
    m_home.store(nullptr, std::memory_order_release);
}

void ServerWorker::serve(AcceptedSocket socket)
{
    Home *const home = m_home.load(std::memory_order_relaxed);
    m_load.fetch_add(1, std::memory_order_relaxed);
    home->queue.post([home, held = std::move(socket)]() mutable { home->serve(std::move(held)); });
}

void ServerWorker::shutDown(std::chrono::milliseconds patience, std::function<void()> done)
{
    Home *const home = m_home.load(std::memory_order_relaxed);
    home->queue.post(
        [home, patience, held = std::move(done)]() mutable { home->shutDown(patience, std::move(held)); });
}

void ServerWorker::end()
{
    Home *const home = m_home.load(std::memory_order_relaxed);
    if (!home)
        return;
    home->queue.post([home] { home->end(); });
    m_isSpokenTo.store(false, std::memory_order_release);
    m_isSpokenTo.notify_one();
}

} // namespace Gantry

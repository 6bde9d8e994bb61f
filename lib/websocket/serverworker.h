// SPDX-License-Identifier: MIT
// One thread of a server factory: its event loop and the connections that live there.
// The factory's thread speaks to it through a queue alone.
#pragma once

#include "websocket/transport/acceptedsocket.h"

#include <QtCore/QThread>

#include <atomic>
#include <functional>

namespace Gantry {

class WebSocketServerFactory;

//! Used in the factory's thread.
class ServerWorker final : private QThread
{
public:
    ServerWorker(WebSocketServerFactory *factory, int number);
    //! end() was called before, if begin() succeeded; waits for the thread.
    ~ServerWorker() override;

    //! Starts the thread and waits until its event loop can be spoken to. false: the
    //! system has no more threads.
    [[nodiscard]] bool begin();

    //! Connections there, and those on their way.
    int load() const noexcept { return m_load.load(std::memory_order_relaxed); }

    void serve(AcceptedSocket socket);
    //! As WebSocketServerFactory::shutdown(). \a done, which may be null, is called there
    //! once nothing is left, also if that is because of end().
    void shutDown(std::chrono::milliseconds patience, std::function<void()> done);
    //! Drops all connections, each of which says so to its slots, and then the thread ends.
    void end();

private:
    class Home;

    void run() override;

    WebSocketServerFactory *const m_factory;
    std::atomic<int> m_load{0};
    std::atomic<Home *> m_home{nullptr}; //!< while there is somebody to speak to
    std::atomic<bool> m_isSpokenTo{true}; //!< the factory's thread may still use it
};

} // namespace Gantry

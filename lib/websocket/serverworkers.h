// SPDX-License-Identifier: MIT
// The threads of a server factory: which of them a connection goes to, and how they end.
#pragma once

#include "websocket/postqueue.h"
#include "websocket/serverworker.h"

#include <memory>
#include <vector>

namespace Gantry {

class ServerShutdown;

//! Used in the factory's thread.
class ServerWorkers
{
public:
    //! nullptr: the system has not so many threads.
    static std::unique_ptr<ServerWorkers> start(WebSocketServerFactory *factory, int count);
    //! Drops all connections and waits until the threads have ended.
    ~ServerWorkers();
    Q_DISABLE_COPY_MOVE(ServerWorkers)

    //! In the thread with the fewest connections.
    void serve(AcceptedSocket socket);
    //! As WebSocketServerFactory::shutdown(). \a whole waits for all threads; nullptr: it
    //! does already.
    void shutDown(std::chrono::milliseconds patience, ServerShutdown *whole);

private:
    explicit ServerWorkers(WebSocketServerFactory *factory);

    PostQueue m_answers; //!< what the threads have to say here; outlives them
    std::vector<std::unique_ptr<ServerWorker>> m_workers;
    size_t m_next = 0; //!< looked at first
};

} // namespace Gantry

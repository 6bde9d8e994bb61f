// SPDX-License-Identifier: MIT
#include "websocket/serverworkers.h"

#include "websocket/servershutdown.h"
#include "websocket/websocketserverfactory.h"

#include <QtCore/QPointer>

namespace Gantry {

ServerWorkers::ServerWorkers(WebSocketServerFactory *factory)
    : m_answers(factory)
{ }

ServerWorkers::~ServerWorkers()
{
    for (const auto &worker : m_workers)
        worker->end(); // all at the same time
    m_workers.clear();
    m_answers.deliver();
}

std::unique_ptr<ServerWorkers> ServerWorkers::start(WebSocketServerFactory *factory, int count)
{
    std::unique_ptr<ServerWorkers> workers(new ServerWorkers(factory));
    for (int number = 1; number <= count; ++number) {
        workers->m_workers.push_back(std::make_unique<ServerWorker>(factory, number));
        if (!workers->m_workers.back()->begin())
            return nullptr;
    }
    return workers;
}

void ServerWorkers::serve(AcceptedSocket socket)
{
    // Beginning with the one after the last, so that those with as many take turns.
    size_t best = m_next % m_workers.size();
    for (size_t i = 1; i < m_workers.size(); ++i) {
        const size_t other = (m_next + i) % m_workers.size();
        if (m_workers[other]->load() < m_workers[best]->load())
            best = other;
    }
    m_next = best + 1;
    m_workers[best]->serve(std::move(socket));
}

void ServerWorkers::shutDown(std::chrono::milliseconds patience, ServerShutdown *whole)
{
    for (const auto &worker : m_workers) {
        std::function<void()> done;
        if (whole) {
            whole->expect();
            done = [this, guard = QPointer<ServerShutdown>(whole)] {
                m_answers.post([guard] {
                    if (guard)
                        guard->arrived();
                });
            };
        }
        worker->shutDown(patience, std::move(done));
    }
}

} // namespace Gantry

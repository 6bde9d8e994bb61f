// SPDX-License-Identifier: MIT
// What other threads want done in one thread, in order: without a lock, so that nobody
// who posts ever waits, and with atomics of our own, which ThreadSanitizer sees.
#pragma once

#include "websocket/transport/loopwaker.h"

#include <QtCore/QPointer>

#include <atomic>
#include <memory>
#include <utility>

namespace Gantry {

/*!
    Belongs to the thread that it is made in, or follows its owner; whoever posts sees to
    it that it is still there. A task is called from the event loop there, and deleted there
    right after it was called; what each thread posts keeps its order.
*/
class PostQueue
{
public:
    //! With \a owner gone nothing is called any more.
    explicit PostQueue(QObject *owner = nullptr);
    //! What still waits is deleted and not called.
    ~PostQueue();
    Q_DISABLE_COPY_MOVE(PostQueue)

    //! In any thread. \a task is called without arguments and need not be copyable.
    template<typename F>
    void post(F task)
    {
        push(std::make_unique<TaskOf<F>>(std::move(task)));
    }

    //! Calls what has come so far; the event loop does so by itself. A task may spin an
    //! event loop, or delete this.
    void deliver();

private:
    struct Task
    {
        virtual ~Task() = default;
        virtual void run() = 0;
        Task *next = nullptr;
    };
    template<typename F>
    struct TaskOf final : Task
    {
        explicit TaskOf(F &&task)
            : call(std::move(task))
        { }
        void run() override { call(); }
        F call;
    };

    void push(std::unique_ptr<Task> task) noexcept;
    size_t collect() noexcept;

    std::atomic<Task *> m_posted{nullptr}; //!< the latest first
    Task *m_ready = nullptr; //!< in order; this thread's alone, as is all that follows
    Task *m_lastReady = nullptr;
    size_t m_readyCount = 0;
    bool *m_isGone = nullptr; //!< of the innermost deliver() on the stack
    QPointer<LoopWaker> m_waker;
};

} // namespace Gantry

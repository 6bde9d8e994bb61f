// SPDX-License-Identifier: MIT
// A thread with an event loop for tests. What is handed over goes through locks of the
// C++ library, which ThreadSanitizer sees, unlike those in the distribution's Qt.
#pragma once

#include <QtCore/QThread>

#include <condition_variable>
#include <functional>
#include <mutex>

namespace Gantry::Testing {

//! Lives in the thread and calls what it is given.
class WorkerCaller : public QObject
{
    Q_OBJECT

public:
    //! From another thread; returns when \a function has returned.
    void call(const std::function<void()> &function)
    {
        std::unique_lock lock(m_mutex);
        m_function = &function;
        QMetaObject::invokeMethod(this, "run", Qt::QueuedConnection);
        m_done.wait(lock, [this] { return !m_function; });
    }
    Q_INVOKABLE void run()
    {
        const std::lock_guard lock(m_mutex);
        (*m_function)();
        m_function = nullptr;
        m_done.notify_one();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_done;
    const std::function<void()> *m_function = nullptr;
};

class WorkerThread
{
public:
    WorkerThread() { m_caller.moveToThread(&m_thread); }
    //! Ends it and waits for that.
    ~WorkerThread()
    {
        if (m_thread.isRunning())
            call([] {}); // sees what the thread did
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(WorkerThread)

    void start() { m_thread.start(); }
    QThread *thread() { return &m_thread; }
    //! Calls \a function there and returns when it has returned.
    void call(const std::function<void()> &function) { m_caller.call(function); }

private:
    QThread m_thread;
    WorkerCaller m_caller;
};

} // namespace Gantry::Testing

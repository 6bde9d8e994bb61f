// SPDX-License-Identifier: MIT
#include "websocket/threadbuffers.h"

namespace Gantry {

namespace {

// No destructor, so that it can be asked to the very end of the thread.
thread_local bool isGone = false;

} // namespace

struct ThreadBuffers::Holder
{
    ~Holder() { isGone = true; }
    ThreadBuffers buffers;
};

ThreadBuffers *ThreadBuffers::ofThisThread() noexcept
{
    if (isGone) [[unlikely]]
        return nullptr;
    thread_local Holder holder;
    return &holder.buffers;
}

QString ThreadBuffers::takeText(qsizetype size)
{
    QString text = std::exchange(m_texts[placeOf(size)], QString());
    if (text.capacity() < size)
        text.reserve(size); // exactly, so that it finds its place again
    return text;
}

void ThreadBuffers::giveText(QString &&text)
{
    QString given = std::move(text);
    if (given.isDetached() && given.capacity() * qsizetype(sizeof(QChar)) <= MostOfOne)
        m_texts[placeOf(given.capacity())] = std::move(given);
    noteKept();
}

void ThreadBuffers::filled()
{
    DeadlineQueue::schedule(this, std::chrono::steady_clock::now() + m_idleTime);
}

void ThreadBuffers::deadlineReached(Core::TimePoint now)
{
    if (takeUsed()) {
        DeadlineQueue::schedule(this, now + m_idleTime);
        return;
    }
    trim();
    m_texts.fill(QString());
}

QByteArray takeThreadBuffer(qsizetype capacity)
{
    return Core::takeBuffer(ThreadBuffers::ofThisThread(), capacity);
}

void giveThreadBuffer(QByteArray &&buffer)
{
    ThreadBuffers::give(std::move(buffer));
}

} // namespace Gantry

// SPDX-License-Identifier: MIT
#include "websocket/transport/epolltransport.h"

#include "websocket/threadbuffers.h"
#include "websocket/transport/prefetch.h"
#include "websocket/transport/readbuffer.h"

#include <QtCore/QScopedValueRollback>

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace Gantry {

namespace {

// Buffers of one sendmsg(); far below IOV_MAX, and as many as are worth a call.
constexpr size_t MaxBuffers = 64;
// More than the system holds of a connection.
constexpr int MaxLastReads = 64;
// Beyond it copying costs more than the memory is worth.
constexpr qsizetype MostCopied = 64 * 1024;

bool mayTryAgain(int error) noexcept
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

int pendingError(int descriptor) noexcept
{
    int error = 0;
    socklen_t size = sizeof error;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

} // namespace

EpollTransport::~EpollTransport()
{
    unwatch();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

EpollTransport::Rest &EpollTransport::rest()
{
    if (!m_rest)
        m_rest = std::make_unique<Rest>();
    return *m_rest;
}

void EpollTransport::start(TransportSink *sink)
{
    m_sink = sink;
    if (m_rest) // read before, or its end is known already
        LoopTasks::add(this);
    hearAgain();
}

void EpollTransport::prepend(const QByteArray &octets)
{
    if (!octets.isEmpty())
        rest().unread.prepend(octets);
}

void EpollTransport::write(QByteArray bytes)
{
    send(std::move(bytes), 0);
}

void EpollTransport::writePart(QByteArray bytes)
{
    send(std::move(bytes), MSG_MORE); // the head of a frame makes no packet of its own
}

void EpollTransport::send(QByteArray bytes, int flags)
{
    if (!isUsable() || m_writeError != 0 || bytes.isEmpty())
        return;
    ssize_t sent = 0;
    if (!m_queue) [[likely]] {
        sent = ::send(m_descriptor, bytes.constData(), size_t(bytes.size()),
                      MSG_DONTWAIT | MSG_NOSIGNAL | flags);
        if (sent == bytes.size()) [[likely]] {
            ThreadBuffers::give(std::move(bytes));
            return;
        }
        if (sent < 0 && !mayTryAgain(errno)) {
            writeFailed(errno);
            return;
        }
    }
    enqueue(std::move(bytes), std::max<ssize_t>(sent, 0));
}

//! What the system takes later, the first \a sent octets of \a bytes excepted.
void EpollTransport::enqueue(QByteArray bytes, qsizetype sent)
{
    const qsizetype left = bytes.size() - sent;
    // A buffer of the thread's is not to wait here with room for much more than that.
    if (left < MostCopied && bytes.capacity() > 2 * left) {
        QByteArray rest = bytes.sliced(std::exchange(sent, 0));
        ThreadBuffers::give(std::exchange(bytes, std::move(rest)));
    }
    if (!m_queue) {
        m_queue = std::make_unique<Queue>();
        m_queue->sent = sent;
    }
    m_queue->octets += left;
    m_queue->buffers.push_back(std::move(bytes));
    applyEvents();
}

void EpollTransport::closeGracefully()
{
    if (!isUsable())
        return;
    m_phase = Phase::EndingOnceWritten;
    setReadingPaused(false); // or the peer's end would never be seen
    endSendingIfWritten();
}

void EpollTransport::finish(QByteArray last)
{
    send(std::move(last), MSG_MORE); // which the end takes along
    closeGracefully();
}

void EpollTransport::abort()
{
    if (m_phase != Phase::Closed)
        drop(Core::TransportEnd::Aborted);
}

void EpollTransport::setReadingPaused(bool paused)
{
    if (std::exchange(m_isPaused, paused) == paused)
        return;
    applyEvents();
    if (!paused && m_rest)
        LoopTasks::add(this);
}

ReleasedSocket EpollTransport::releaseSocket()
{
    if (!isUsable())
        return {};
    unwatch();
    std::unique_ptr<QIODevice> device = makeDevice(m_descriptor);
    if (!device) {
        hearAgain();
        return {};
    }
    m_descriptor = -1;
    m_phase = Phase::Closed;
    m_sink = nullptr;
    m_queue = nullptr;
    return {.device = std::move(device), .unread = m_rest ? m_rest->unread : QByteArray()};
}

int EpollTransport::wantedEvents() const noexcept
{
    return (m_isPaused || m_isDeaf || m_hasPeerEnded ? None : Readable) | (m_queue ? Writable : None);
}

void EpollTransport::applyEvents()
{
    if (!setEvents(wantedEvents()))
        drop(Core::TransportEnd::Lost, qt_error_string(errno));
}

//! For as long as a slot spins an event loop, which must not see the octets after those it
//! is working on, or nobody is there to tell; the loop is to sleep meanwhile, but what waits
//! to be written is not held up.
void EpollTransport::goDeaf(bool isBroken)
{
    m_isDeaf = true;
    if (isBroken) // which would be told all the same
        unwatch();
    else
        applyEvents();
}

void EpollTransport::hearAgain()
{
    if (m_descriptor < 0 || !m_sink)
        return;
    m_isDeaf = false;
    if (isWatched())
        applyEvents();
    else if (!watch(m_descriptor, wantedEvents()))
        drop(Core::TransportEnd::Lost, qt_error_string(errno));
}

void EpollTransport::descriptorReady(int events)
{
    if (events & Broken) {
        if (m_hasPeerEnded) { // reading says nothing else any more
            int error = pendingError(m_descriptor);
            if (error == 0 && m_queue) // and nobody will read it
                error = EPIPE;
            drop(error == 0 ? Core::TransportEnd::Clean : Core::TransportEnd::Lost,
                 error == 0 ? QString() : qt_error_string(error));
            return;
        }
        // What came before the end, then the end: reading finds both.
        m_isPaused = false;
        events |= Readable;
    }
    if (events & Writable)
        writeQueued();
    if (events & Readable)
        readWaiting(events & Broken);
}

void EpollTransport::comesUp(int turns) noexcept
{
    if (turns == 3)
        prefetch(m_sink, TransportSink::HotOctets);
    else if (m_sink)
        m_sink->comesUp(turns);
}

void EpollTransport::turnEnds()
{
    if (!m_isReading) {
        {
            const QScopedValueRollback reading(m_isReading, true);
            deliverUnread();
            if (m_writeError != 0)
                readLast();
        }
        hearAgain();
    }
    if (!m_hasEnd || !m_sink) // without a sink the end waits for the one that comes
        return;
    m_phase = Phase::Closed;
    std::exchange(m_sink, nullptr)->transportClosed(m_rest->end, m_rest->text);
}

void EpollTransport::readWaiting(bool isBroken)
{
    if (m_isReading || !m_sink) {
        goDeaf(isBroken);
        return;
    }
    {
        const QScopedValueRollback reading(m_isReading, true);
        deliverUnread();
        if (mayDeliver())
            readOnce();
    }
    if (m_isDeaf) [[unlikely]]
        hearAgain();
}

void EpollTransport::deliverUnread()
{
    if (!m_rest || m_rest->unread.isEmpty() || !mayDeliver())
        return;
    const QByteArray octets = std::exchange(m_rest->unread, {});
    m_sink->bytesReceived(octets);
}

//! Whether there were octets.
bool EpollTransport::readOnce()
{
    const ReadBuffer buffer;
    const ssize_t size = ::recv(m_descriptor, buffer.data(), ReadBuffer::Size, MSG_DONTWAIT);
    if (size > 0) [[likely]]
        m_sink->bytesReceived({buffer.data(), size});
    else if (size == 0)
        receivedEnd();
    else if (!mayTryAgain(errno))
        drop(Core::TransportEnd::Lost, qt_error_string(errno));
    return size > 0;
}

//! What a peer said that takes nothing more; it need not have ended.
void EpollTransport::readLast()
{
    for (int reads = 0; reads < MaxLastReads && mayDeliver() && readOnce(); ++reads) { }
    if (m_sink && m_phase != Phase::Closed)
        drop(Core::TransportEnd::Lost, qt_error_string(m_writeError));
}

void EpollTransport::receivedEnd()
{
    if (m_writeError != 0) {
        drop(Core::TransportEnd::Lost, qt_error_string(m_writeError));
        return;
    }
    if (std::exchange(m_hasPeerEnded, true)) // what an outer event loop was told before
        return;
    applyEvents();
    m_sink->peerEnded();
    endIfBothEnded();
}

void EpollTransport::writeQueued()
{
    if (!m_queue || !sendQueued())
        return;
    if (m_queue->buffers.empty()) {
        m_queue = nullptr;
        applyEvents();
        endSendingIfWritten();
    }
    if (m_sink)
        m_sink->bytesWritten();
}

//! Whether the system took some.
bool EpollTransport::sendQueued()
{
    std::array<iovec, MaxBuffers> parts;
    size_t count = 0;
    qsizetype skipped = m_queue->sent;
    for (const QByteArray &buffer : std::as_const(m_queue->buffers)) {
        if (count == MaxBuffers)
            break;
        // sendmsg() does not write to it.
        parts[count++] = {.iov_base = const_cast<char *>(buffer.constData()) + skipped,
                          .iov_len = size_t(buffer.size() - std::exchange(skipped, 0))};
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    ssize_t sent = ::sendmsg(m_descriptor, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent <= 0) {
        if (sent < 0 && !mayTryAgain(errno))
            writeFailed(errno);
        return false;
    }
    m_queue->octets -= sent;
    sent += m_queue->sent;
    while (!m_queue->buffers.empty() && sent >= m_queue->buffers.front().size()) {
        sent -= m_queue->buffers.front().size();
        ThreadBuffers::give(std::move(m_queue->buffers.front()));
        m_queue->buffers.pop_front();
    }
    m_queue->sent = sent;
    return true;
}

void EpollTransport::endSendingIfWritten()
{
    if (m_phase != Phase::EndingOnceWritten || m_queue || m_hasEnd)
        return;
    m_phase = Phase::SendingEnded;
    ::shutdown(m_descriptor, SHUT_WR); // fails if the peer is gone, which reading will tell
    endIfBothEnded();
}

void EpollTransport::endIfBothEnded()
{
    if (m_hasPeerEnded && m_phase == Phase::SendingEnded)
        drop(Core::TransportEnd::Clean);
}

//! A peer that is gone may have said why before, which reading finds, and then its end.
void EpollTransport::writeFailed(int error)
{
    m_queue = nullptr;
    if ((error == EPIPE || error == ECONNRESET) && !m_hasPeerEnded) {
        m_writeError = error;
        m_isPaused = false;
        LoopTasks::add(this);
    } else {
        drop(Core::TransportEnd::Lost, qt_error_string(error));
    }
}

//! The socket is over; that is told when the turn of the event loop ends.
void EpollTransport::drop(Core::TransportEnd end, const QString &text)
{
    if (std::exchange(m_hasEnd, true))
        return;
    unwatch();
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
    m_queue = nullptr;
    rest().end = end;
    rest().text = text;
    LoopTasks::add(this);
}

} // namespace Gantry

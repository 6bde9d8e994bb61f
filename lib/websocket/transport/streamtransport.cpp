// SPDX-License-Identifier: MIT
#include "websocket/transport/streamtransport.h"

#include "websocket/looptasks.h"
#include "websocket/threadbuffers.h"
#include "websocket/transport/readbuffer.h"

#include <QtCore/QScopedValueRollback>

namespace Gantry {

void StreamTransport::start(TransportSink *sink)
{
    m_sink = sink;
    // The peer may have spoken, or gone, while nobody was listening.
    QMetaObject::invokeMethod(
        this, [this] { onReadyRead(); }, Qt::QueuedConnection);
}

void StreamTransport::write(QByteArray bytes)
{
    if (m_phase != Phase::Open || m_end)
        return;
    const auto calling = callingSocket();
    if (device().write(bytes) < 0) {
        // An unbuffered socket says so here and nowhere else.
        reportClosedLater(Core::TransportEnd::Lost, device().errorString());
        return;
    }
    flushSocket();
    ThreadBuffers::give(std::move(bytes)); // unless the socket keeps a part of it
}

void StreamTransport::closeGracefully()
{
    if (m_phase != Phase::Open)
        return;
    m_phase = Phase::EndingOnceWritten;
    setReadingPaused(false); // or the peer's end would never be seen
    endSendingIfWritten();
}

void StreamTransport::abort()
{
    if (m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closed;
    reportClosedLater(Core::TransportEnd::Aborted, {});
    const auto calling = callingSocket();
    dropSocket();
}

ReleasedSocket StreamTransport::releaseSocket()
{
    if (m_phase != Phase::Open || m_end)
        return {};
    ReleasedSocket released = takeSocket();
    if (!released.device)
        return {};
    released.device->disconnect();
    released.unread.prepend(m_unread);
    m_phase = Phase::Closed;
    m_sink = nullptr;
    return released;
}

void StreamTransport::setReadingPaused(bool paused)
{
    if (std::exchange(m_isPaused, paused) && !paused)
        QMetaObject::invokeMethod(
            this, [this] { onReadyRead(); }, Qt::QueuedConnection);
}

void StreamTransport::onReadyRead()
{
    // The guard is for the slot that spins an event loop: it must not see the octets
    // after those it is working on. deliver() looks again once it has returned.
    if (m_isReading)
        return;
    {
        const QScopedValueRollback reading(m_isReading, true);
        while (deliver()) { }
    }
    // Without a sink the end waits for the one that comes.
    if (m_end && m_sink)
        reportClosed();
}

//! One read. Whether there may be another.
bool StreamTransport::deliver()
{
    if (!m_sink || m_isPaused || m_phase == Phase::Closed)
        return false;
    if (!m_unread.isEmpty()) {
        const QByteArray octets = std::exchange(m_unread, {});
        m_sink->bytesReceived(octets);
        return m_phase != Phase::Closed;
    }
    const ReadBuffer buffer;
    const qint64 size = device().read(buffer.data(), ReadBuffer::Size);
    if (size < 0 && !m_end) {
        // Qt says the same of a reset and of an orderly end.
        m_end = isPeersEnd() ? End{Core::TransportEnd::Clean, {}}
                             : End{Core::TransportEnd::Lost, device().errorString()};
    }
    if (size <= 0)
        return false;
    const quint64 turn = LoopTasks::turn();
    m_sink->bytesReceived({buffer.data(), size});
    if (m_phase == Phase::Closed) // the socket may be somebody else's by now
        return false;
    // While a slot span an event loop, Qt kept the arrival of more to itself.
    return turn != LoopTasks::turn() || hasUnannouncedOctets();
}

void StreamTransport::onBytesWritten()
{
    if (m_isCalling || !m_sink)
        return;
    endSendingIfWritten();
    m_sink->bytesWritten();
}

void StreamTransport::onTlsStarted(TransportDetails details)
{
    m_details = std::move(details);
    if (m_sink)
        m_sink->tlsStarted();
}

void StreamTransport::endSendingIfWritten()
{
    if (m_phase != Phase::EndingOnceWritten || m_end || bytesToWrite() > 0)
        return;
    m_phase = Phase::SendingEnded;
    const auto calling = callingSocket();
    endSending();
}

void StreamTransport::onClosed(Core::TransportEnd end, const QString &text)
{
    if (!m_end)
        m_end = End{end, text};
    m_isPaused = false; // what it was to slow down is gone
    // What came before the end, then the end.
    if (m_isCalling)
        QMetaObject::invokeMethod(
            this, [this] { onReadyRead(); }, Qt::QueuedConnection);
    else
        onReadyRead();
}

void StreamTransport::reportClosedLater(Core::TransportEnd end, const QString &text)
{
    if (!m_end)
        m_end = End{end, text};
    QMetaObject::invokeMethod(
        this, [this] { reportClosed(); }, Qt::QueuedConnection);
}

void StreamTransport::reportClosed()
{
    m_phase = Phase::Closed;
    TransportSink *sink = std::exchange(m_sink, nullptr);
    if (!sink)
        return;
    const End end = *m_end;
    if (end.end == Core::TransportEnd::Clean) {
        m_sink = sink;
        sink->peerEnded();
        if (!std::exchange(m_sink, nullptr))
            return;
    }
    sink->transportClosed(end.end, end.text);
}

} // namespace Gantry

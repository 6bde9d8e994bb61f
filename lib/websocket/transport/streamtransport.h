// SPDX-License-Identifier: MIT
// What TCP, TLS and unix sockets have in common when Qt's socket classes carry them:
// one read a readiness into a buffer that all connections of a thread share, one
// write a call, and the order in which an end is reported.
#pragma once

#include "websocket/deletesoon.h"
#include "websocket/transport/transport.h"

#include <QtCore/QIODevice>
#include <QtCore/QScopedValueRollback>

#include <memory>
#include <optional>

namespace Gantry {

class StreamTransport : public QObject, public Transport
{
public:
    void start(TransportSink *sink) override;
    void prepend(const QByteArray &octets) override { m_unread.prepend(octets); }
    void write(QByteArray bytes) override;
    void closeGracefully() override;
    void abort() override;
    void setReadingPaused(bool paused) override;
    TransportDetails details() const override { return m_details; }
    ReleasedSocket releaseSocket() final;
    void silence() override { m_sink = nullptr; }

protected:
    explicit StreamTransport(TransportDetails details)
        : m_details(std::move(details))
    { }

    //! The socket, as far as it is like the others.
    virtual QIODevice &device() = 0;
    //! Pushes to the system what write() left in the socket's buffer.
    virtual void flushSocket() = 0;
    //! Ends the sending direction; everything was written.
    virtual void endSending() = 0;
    virtual void dropSocket() = 0;
    //! Whether octets may wait that no further readyRead will announce.
    virtual bool hasUnannouncedOctets() = 0;

    //! Whether the read that just failed found the peer's end, and not a broken line.
    virtual bool isPeersEnd() const = 0;

    //! Hands the socket out as what applications know.
    virtual ReleasedSocket takeSocket() = 0;

    //! For destructors. One of the socket's own signals may be what led there, so it
    //! must not be deleted yet.
    template<typename Socket>
    void discard(std::unique_ptr<Socket> socket)
    {
        if (!socket) // given away
            return;
        socket->disconnect(this);
        socket->abort();
        deleteSoon(socket.release());
    }

    //! While it lives one of the socket's functions is being called, and what its signals
    //! say from inside that is told later.
    [[nodiscard]] auto callingSocket() { return QScopedValueRollback(m_isCalling, true); }

    // What the socket's signals are connected to.
    void onReadyRead();
    void onBytesWritten();
    //! The stream is another one now.
    void onTlsStarted(TransportDetails details);
    bool isOpen() const noexcept { return m_phase == Phase::Open && !m_end; }
    //! The socket is closed, by either side; what it still holds is delivered first.
    void onClosed(Core::TransportEnd end, const QString &text);

private:
    enum class Phase : quint8 { Open, EndingOnceWritten, SendingEnded, Closed };

    bool deliver();
    void endSendingIfWritten();
    void reportClosed();
    void reportClosedLater(Core::TransportEnd end, const QString &text);

    struct End
    {
        Core::TransportEnd end;
        QString text;
    };

    TransportDetails m_details;
    TransportSink *m_sink = nullptr;
    QByteArray m_unread; //!< was read before; reported first
    std::optional<End> m_end; //!< set when the socket is gone, until it is reported
    Phase m_phase = Phase::Open;
    bool m_isReading = false;
    bool m_isPaused = false;
    bool m_isCalling = false; //!< inside one of the socket's functions: its signals can wait
};

} // namespace Gantry

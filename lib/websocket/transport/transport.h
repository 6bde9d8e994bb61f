// SPDX-License-Identifier: MIT
// What a WebSocket connection needs of whatever carries its octets. Knows nothing of
// frames; the implementations beside it are the only code that knows a socket.
#pragma once

#include "core/closeinfo.h"
#include "websocket/connectiondetails.h"

#include <QtCore/QByteArrayView>
#include <QtCore/QIODevice>

#include <memory>
#include <utility>

class QSslConfiguration;

namespace Gantry {

//! Where a Transport reports. It never does so from inside a call to it, so that a
//! caller need not expect its own consequences.
class TransportSink
{
public:
    //! \a bytes are valid during the call. The sink may do anything to the transport
    //! meanwhile but delete it; for that see Transport::silence().
    virtual void bytesReceived(QByteArrayView bytes) = 0;
    //! bytesToWrite() became smaller.
    virtual void bytesWritten() = 0;
    //! The peer ended its direction: no octet will come any more. Unless transportClosed()
    //! follows at once it is still to be written to, and waits for our end.
    virtual void peerEnded() = 0;
    //! After Transport::startTls(): from here on octets are inside TLS.
    virtual void tlsStarted() { }
    //! bytesReceived() is about to be called, when \a turns (2, then 1) of others have been:
    //! time to prefetch() what it will need. HotOctets from here on were fetched before.
    virtual void comesUp([[maybe_unused]] int turns) noexcept { }
    static constexpr size_t HotOctets = 256;
    //! Exactly once, and last.
    virtual void transportClosed(Core::TransportEnd end, const QString &text) = 0;

protected:
    ~TransportSink() = default;
};

//! A socket that is used by us no more.
struct ReleasedSocket
{
    std::unique_ptr<QIODevice> device; //!< QTcpSocket, QSslSocket or QLocalSocket; nullptr: none
    QByteArray unread; //!< was read from it and told to nobody
};

//! An established byte stream in both directions, used in the thread it was made in.
class Transport
{
public:
    Transport() = default;
    virtual ~Transport() = default;
    Q_DISABLE_COPY_MOVE(Transport)

    //! Begins to read and to report to \a sink, which is borrowed.
    virtual void start(TransportSink *sink) = 0;
    //! \a octets were read from the same peer before: they are reported first. Before
    //! start() only.
    virtual void prepend(const QByteArray &octets) = 0;
    //! Takes \a bytes to be written in order.
    virtual void write(QByteArray bytes) = 0;
    //! The same, when another write() or finish() follows at once.
    virtual void writePart(QByteArray bytes) { write(std::move(bytes)); }
    //! Ends this direction once everything is written, and goes on reading until the
    //! peer's end comes. Closing a socket outright while octets lie unread in it would
    //! send a reset, at which the peer throws away what it had not read yet: our
    //! close frame, or the answer that says why it was refused.
    virtual void closeGracefully() = 0;
    //! write() and closeGracefully() in one, so that \a last, which may be empty, and the end
    //! can leave together.
    virtual void finish(QByteArray last);
    //! Drops the connection; what was not written is lost.
    virtual void abort() = 0;
    //! While paused nothing is reported as received, and the peer is slowed down.
    virtual void setReadingPaused(bool paused) = 0;
    //! Begins TLS as a client, in which the peer must prove to be \a host. tlsStarted()
    //! follows, or the end. false: this one cannot, or octets wait that came before it and
    //! could be taken for what comes inside.
    virtual bool startTls(const QSslConfiguration &configuration, const QString &host);
    //! Octets taken but not handed to the operating system.
    virtual qint64 bytesToWrite() const = 0;
    virtual TransportDetails details() const = 0;
    //! The certificate (DER) of the server's end of TLS, whichever end this is; empty:
    //! none.
    virtual QByteArray serverCertificate() const { return {}; }

    //! Gives the socket away, after which nothing is reported any more and every other
    //! call does nothing. Without a device, and without effect, when it has none to give:
    //! it is in memory only, or over.
    virtual ReleasedSocket releaseSocket() { return {}; }

    //! Reports nothing any more. A transport may be deleted when it is not in the
    //! middle of a report; from inside one, silence() it, and deleteSoon().
    virtual void silence() = 0;
};

inline void Transport::finish(QByteArray last)
{
    if (!last.isEmpty())
        write(std::move(last));
    closeGracefully();
}

inline bool Transport::startTls(const QSslConfiguration &, const QString &)
{
    return false;
}

} // namespace Gantry

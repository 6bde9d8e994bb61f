// SPDX-License-Identifier: MIT
// One WebSocket connection without a socket: octets and the time go in, events and
// octets come out. Owns the order of things (handshake, frames, closing) and the
// deadlines; knows no transport, clock, thread or QObject.
#pragma once

#include "core/connectionoptions.h"
#include "core/connectionsink.h"
#include "core/connectionstate.h"
#include "core/frame/frameobserver.h"
#include "core/randomsource.h"
#include "core/time.h"
#include "core/violation.h"

#include <memory>

namespace Gantry::Core {

//! What the owner has to do with the transport after a call into the engine, once
//! takeOutput() has been written.
enum class TransportAction : quint8 {
    None,
    CloseGracefully, //!< end our direction once all is written, read until the peer's end comes
    Abort, //!< drop it now
};

//! Result of asking for something to be sent.
enum class SendResult : quint8 {
    Ok,
    NotOpen, //!< not open yet, or closing
    TooBig, //!< control payload over 125 octets
    InvalidUtf8, //!< text that is not UTF-8
    InvalidCode, //!< a close code that may not be sent, or a reason without a code
};

class GANTRY_WEBSOCKET_EXPORT Connection
{
public:
    //! \a sink and \a random are borrowed and must outlive the connection, or
    //! until sink events are refused with false (or detachSink()).
    Connection(const ConnectionOptions &options, ConnectionSink *sink, RandomSource *random);
    ~Connection();
    Q_DISABLE_COPY_MOVE(Connection)

    //! The transport is up. A server waits for a request, a client sends \a request
    //! with \a key. The opening handshake's deadline starts.
    void startServer(TimePoint now);
    void startClient(const ClientRequest &request, QByteArrayView key, TimePoint now);

    //! Octets from the transport. May be called again from inside an event (a slot
    //! that spins an event loop): those octets wait for the outer call.
    void receive(QByteArrayView bytes, TimePoint now);
    //! The peer ended its direction.
    void receiveEof(TimePoint now);
    //! The transport is gone: closed() follows unless it was reported already.
    void transportClosed(TransportEnd end, QByteArrayView text, TimePoint now);

    //! Server: the decision on requestReceived(). A complaint (see
    //! complaintAbout()) turns into a 500 towards the peer and is returned.
    QByteArray accept(const HandshakeAcceptance &acceptance, TimePoint now);
    QByteArray reject(const HandshakeRejection &rejection, TimePoint now);
    //! Server: somebody else answers the request. What has come so far, from the first
    //! octet on, for whoever gets the transport; nullopt, and no effect, when no request
    //! waits for an answer. The owner has to tell transportClosed(), as for every end.
    std::optional<QByteArray> release(TimePoint now);

    [[nodiscard]] SendResult sendMessage(QByteArrayView payload, bool isBinary, bool doNotCompress,
                                         TimePoint now);
    [[nodiscard]] SendResult sendPing(QByteArrayView payload, TimePoint now);
    [[nodiscard]] SendResult sendPong(QByteArrayView payload, TimePoint now);
    //! Begins the closing handshake. \a code 0: a close frame without a code.
    //! \a reason is cut at MaxCloseReasonBytes.
    [[nodiscard]] SendResult close(quint16 code, QByteArrayView reason, TimePoint now);
    //! While output piles up in front of a peer that does not read, pings are not
    //! answered one by one: RFC 6455 section 5.5.3 lets an endpoint "send a Pong frame
    //! for only the most recently processed Ping frame", which it gets when this ends.
    void setCongested(bool congested);
    //! Reports no frame while \a paused; what has come waits. Only an open connection
    //! pauses: the handshakes go on, and with the peer's end what waits is reported.
    void setPaused(bool paused, TimePoint now);
    //! Ends without a word; closed() follows with transportClosed().
    void abort(TimePoint now);

    //! What is to be written, in order; empties the buffer.
    QByteArray takeOutput();
    bool hasOutput() const noexcept { return outputSize() > 0; }
    qsizetype outputSize() const noexcept;
    TransportAction transportAction() const noexcept;

    //! When handleTimeout() wants to be called; nullopt: never. May change with
    //! any call.
    std::optional<TimePoint> nextDeadline() const noexcept;
    void handleTimeout(TimePoint now);

    ConnectionState state() const noexcept;
    Role role() const noexcept;
    const std::optional<DeflateParameters> &deflateParameters() const noexcept;
    const QByteArray &subprotocol() const noexcept;
    //! Valid once closed() was reported.
    const CloseInfo &closeInfo() const noexcept;

    void setFrameObserver(FrameObserver *observer) noexcept;
    //! No event is reported any more (the sink is being destroyed).
    void detachSink() noexcept;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gantry::Core

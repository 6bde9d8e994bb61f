// SPDX-License-Identifier: MIT
#pragma once

#include "core/closeinfo.h"
#include "core/handshake/clienthandshake.h"
#include "core/handshake/serverhandshake.h"

#include <chrono>

namespace Gantry::Core {

//! Where a Connection reports. One virtual call an event, in the order of the
//! octets; each returns whether to go on. false means that the sink is gone: the
//! engine then touches it no more and discards what is left.
//! Any function of the Connection may be called from inside any of these.
class ConnectionSink
{
public:
    //! Server: a correct request; answer with Connection::accept() or reject(), at
    //! once or later.
    virtual bool requestReceived(const HandshakeRequest &request) = 0;
    //! Server, with ConnectionOptions::reportPlainRequests: a request that wants no
    //! WebSocket; answer with Connection::reject(), whose status may be a success here,
    //! or release(), at once or later.
    virtual bool plainRequestReceived(const PlainRequest &) { return true; }
    //! Client: the server's 101, already checked. opened() follows.
    virtual bool responseReceived(const HandshakeResponse &response) = 0;
    virtual bool opened() = 0;
    //! \a payload is safe to keep. Text is valid UTF-8.
    virtual bool messageReceived(const QByteArray &payload, bool isBinary) = 0;
    // Delivery::Frame and Delivery::Streaming, in the place of messageReceived():
    virtual bool messageBegan(bool isBinary) = 0;
    //! Frame: \a payload is safe to keep. Text is valid as far as it has come; a code
    //! point may be cut between two frames.
    virtual bool frameReceived(const QByteArray &payload) = 0;
    //! Streaming: \a length octets on the wire, which may inflate to more.
    virtual bool frameBegan(quint64 length) = 0;
    //! Streaming: at least one octet and at most 32 KiB, inflated and safe to keep. Text
    //! is valid as far as it has come; a code point may be cut between two pieces.
    virtual bool frameData(const QByteArray &payload) = 0;
    virtual bool frameEnded() = 0; //!< Streaming
    virtual bool messageEnded() = 0;
    virtual bool pingReceived(const QByteArray &payload) = 0; //!< the pong is queued, or held while congested
    virtual bool pongReceived(const QByteArray &payload) = 0;
    //! After pongReceived(), when it was the answer to the keepalive's latest ping, the
    //! \a sequence-th of this connection.
    virtual bool autoPongReceived(quint64 sequence, std::chrono::nanoseconds roundTrip)
    {
        Q_UNUSED(sequence)
        Q_UNUSED(roundTrip)
        return true;
    }
    //! The peer's close frame, before it is answered; \a code 1005: it has none.
    virtual bool closeFrameReceived(quint16 code, const QByteArray &reason)
    {
        Q_UNUSED(code)
        Q_UNUSED(reason)
        return true;
    }
    //! A deadline passed and its consequences are drawn: state() and transportAction()
    //! are those after it. closed() is still to come.
    virtual bool timedOut(CloseTimeout timeout)
    {
        Q_UNUSED(timeout)
        return true;
    }
    //! Exactly once, and last.
    virtual bool closed(const CloseInfo &info) = 0;

protected:
    ~ConnectionSink() = default;
};

} // namespace Gantry::Core

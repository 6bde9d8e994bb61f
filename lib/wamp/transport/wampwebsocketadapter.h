// SPDX-License-Identifier: MIT
// WAMP in WebSocket messages: what the server's and the client's side of it share.
#pragma once

#include "transport.h"

#include <chrono>
#include <memory>

namespace Gantry {

class WampWebSocketAdapterPrivate;
class WebSocketAdapterProtocol;

/*!
    The second base class of WampWebSocketServerProtocol and WampWebSocketClientProtocol,
    and the transport of the peer above them.

    With a batched serializer the messages that are sent in one turn of the event loop leave
    in one WebSocket message, or in several of about 64 KiB. A WebSocket message of the wrong
    type, text for json and binary for the others, is no valid message.

    send() answers TooBig for messages longer than the option maxMessageBytes, which is taken
    for the peer's limit as well as it is ours. The high watermark begins with the option
    outputHighWatermark.

    close() sends the close frame, 1000, behind what was sent before; where much of that
    still waits, once the operating system has taken it, so that a slow peer gets all of it.
    A peer that takes nothing for closeHandshakeTimeout is given up. After an invalid message
    the code is 1007, and a session that does not close within that time is aborted.

    When the protocol object is deleted, onTransportClose() follows from the event loop like
    any other end.
*/
class GANTRY_WAMP_EXPORT WampWebSocketAdapter : public Wamp::Transport
{
public:
    ~WampWebSocketAdapter() override;

    //! The peer above; nullptr before the connection is open and after its end, and when it
    //! was deleted.
    Wamp::MessagePeer *messagePeer() const;

    // Wamp::Transport
    Wamp::SendStatus send(const Wamp::Message &message) override;
    Wamp::SendStatus send(Wamp::SharedMessage &message) override;
    bool isOpen() const override;
    void close() override;
    void abort() override;
    const Wamp::Serializer *serializer() const override;
    Wamp::WampTransportDetails transportDetails() const override;
    std::optional<QByteArray> channelId(Wamp::ChannelIdType type) const override;
    qint64 bytesToWrite() const override;
    qint64 bytesWritten() const override;
    void setHighWatermark(qint64 octets) override;
    void setReadingPaused(bool paused) override;

protected:
    //! \a protocol is the object that this is a part of.
    explicit WampWebSocketAdapter(WebSocketAdapterProtocol *protocol);

    //! Makes the peer, or returns nullptr to refuse the connection. It belongs to whoever
    //! gives it.
    virtual Wamp::MessagePeer *buildMessagePeer() = 0;
    //! Whether json is spoken where no subprotocol was agreed on.
    virtual bool requiresSubprotocol() const = 0;

    // What the protocol's hooks pass on. Each may end in the deletion of this object.
    bool preparePeer();
    struct Limits
    {
        quint64 maxMessageBytes = 0; //!< 0: none
        std::chrono::milliseconds closeTimeout{0}; //!< 0: none
    };
    void opened(const Limits &limits);
    void received(const QByteArray &payload, bool isBinary);
    void closed();
    //! In the protocol's destructor.
    void abandon();

private:
    friend class WampWebSocketAdapterPrivate;
    std::unique_ptr<WampWebSocketAdapterPrivate> d;
};

} // namespace Gantry

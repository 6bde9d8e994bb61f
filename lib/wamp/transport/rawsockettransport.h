// SPDX-License-Identifier: MIT
// One RawSocket connection: octets from and to a transport of lib/websocket/transport,
// messages from and to a peer. Who may connect is its owner's business.
//
// It owns itself and goes when its peer was told the end, so that peers, owners and
// factories may go at any moment, also while it is on the stack.
#pragma once

#include "core/keepalive.h"
#include "wamp/transport/rawsocketframes.h"
#include "wamp/transport/rawsocketoptions.h"
#include "wamp/transport/transport.h"
#include "websocket/deadlinequeue.h"
#include "websocket/looptasks.h"
#include "websocket/transport/transport.h"

#include <QtCore/QObject>

#include <memory>

namespace Gantry::Wamp {

class RawSocketTransport;

//! A factory, as its connections see it.
class RawSocketOwner
{
public:
    virtual const QList<const Serializer *> &serializers() const = 0;
    //! Whether there may be one more.
    virtual bool hasRoom() const = 0;
    virtual MessagePeer *makePeer() = 0;
    //! The handshake is done.
    virtual void opened(RawSocketTransport *transport) = 0;
    //! Called last. \a reason is English.
    virtual void over(RawSocketTransport *transport, const QString &reason) = 0;

protected:
    ~RawSocketOwner() = default;
};

class RawSocketTransport final : public QObject,
                                 public Transport,
                                 private TransportSink,
                                 private DeadlineClient,
                                 private LoopTask
{
public:
    //! \a owner is borrowed until forgetOwner(). A server's \a serializer is nullptr: the
    //! client chooses.
    static RawSocketTransport *begin(RawSocketOwner *owner, const RawSocketOptions &options,
                                     std::unique_ptr<Gantry::Transport> transport,
                                     const Serializer *serializer);
    ~RawSocketTransport() override;
    //! Which is going; the connection is aborted.
    void forgetOwner();

    SendStatus send(const Message &message) override;
    SendStatus send(SharedMessage &message) override;
    bool isOpen() const override { return m_state == State::Open; }
    void close() override;
    void abort() override { abortFor(QStringLiteral("aborted")); }
    const Serializer *serializer() const override { return m_serializer; }
    WampTransportDetails transportDetails() const override;
    std::optional<QByteArray> channelId(ChannelIdType type) const override;
    qint64 bytesToWrite() const override { return m_output.size() + m_transport->bytesToWrite(); }
    qint64 bytesWritten() const override;
    void setHighWatermark(qint64 octets) override;
    void setReadingPaused(bool paused) override;

private:
    enum class State : quint8 {
        Handshake,
        Open,
        Ending, //!< nothing is sent or delivered any more
        Ended, //!< the transport is gone
        Told,
    };
    class Scope;

    RawSocketTransport(RawSocketOwner *owner, const RawSocketOptions &options,
                       std::unique_ptr<Gantry::Transport> transport, const Serializer *serializer);

    // TransportSink, DeadlineClient, LoopTask
    void bytesReceived(QByteArrayView bytes) override;
    void bytesWritten() override;
    void peerEnded() override;
    void transportClosed(Core::TransportEnd end, const QString &text) override;
    void deadlineReached(Core::TimePoint now) override;
    void turnEnds() override;

    // rawsocketopening.cpp
    void receiveHandshake(QByteArrayView &bytes);
    QString answerClient(const RawSocket::Handshake &handshake);
    QString judgeServer(const RawSocket::Handshake &handshake);
    QString refuse(RawSocket::Refusal refusal);
    void open(const RawSocket::Handshake &handshake, MessagePeer *peer);
    void sendHandshake(const RawSocket::Handshake &handshake);

    bool mayDeliver() const;
    void receiveFrames(QByteArrayView bytes);
    void receiveFrame();
    void receiveMessage(const QByteArray &octets);
    void receivedEnd();
    void startOutput();
    SendStatus sent();
    void sendFrame(RawSocket::FrameType type, const QByteArray &payload);
    void flush();
    void settle();
    void tellDrained();
    void tellEnd();
    void throttleReading();
    void watchDeadlines();
    void fail(const QString &reason);
    void abortFor(const QString &reason);
    void endGracefully();
    void expectEndInTime();

    RawSocketOwner *m_owner;
    RawSocketOptions m_options;
    Core::KeepaliveOptions m_keepaliveOptions;
    std::unique_ptr<Gantry::Transport> m_transport;
    const Serializer *m_serializer;
    RawSocket::FrameReader m_reader;
    Core::Keepalive m_keepalive{m_keepaliveOptions};
    QByteArray m_handshake; //!< of its octets those that have come
    QByteArray m_output; //!< since the last flush
    QByteArray m_unread; //!< has come while reading is paused
    qint64 m_accepted = 0; //!< octets for the transport so far
    qint64 m_highWatermark;
    qsizetype m_maxLength = 0; //!< that the peer takes
    Core::TimePoint m_deadline = Core::TimePoint::max(); //!< of the handshake, a refusal, the end
    TransportEnd m_end;
    State m_state = State::Handshake;
    int m_depth = 0; //!< of our calls that are on the stack
    bool m_isServer;
    bool m_isReadingUnwanted = false;
    bool m_isThrottled = false;
    bool m_isTransportPaused = false;
    bool m_isRefused = false; //!< the peer's peer sent what is no message
    bool m_hasPeerEnded = false;
    bool m_isTransportGone = false;
    bool m_isFull = false;
    PeerLink m_peer{this};
};

} // namespace Gantry::Wamp

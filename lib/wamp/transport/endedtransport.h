// SPDX-License-Identifier: MIT
// What a peer's transport becomes when it is deleted: tells the peer the end, from the
// event loop, since the peer may be what deletes it.
#pragma once

#include "wamp/transport/transport.h"

#include <QtCore/QObject>

namespace Gantry::Wamp {

class EndedTransport final : public QObject, public Transport
{
public:
    //! \a peer never came to a transport.
    static void take(MessagePeer *peer, const QString &reason);
    //! Takes the peer of \a link. \a wasOpened: it was told that it is open; else it is told
    //! that first, so that whatever it does at the end is done.
    static void take(PeerLink &link, const Transport &transport, bool wasOpened, const QString &reason);

    SendStatus send(const Message &) override { return SendStatus::Closed; }
    SendStatus send(SharedMessage &) override { return SendStatus::Closed; }
    bool isOpen() const override { return false; }
    void close() override { }
    void abort() override { }
    const Serializer *serializer() const override { return m_serializer; }
    WampTransportDetails transportDetails() const override { return m_details; }
    std::optional<QByteArray> channelId(ChannelIdType) const override { return std::nullopt; }
    qint64 bytesToWrite() const override { return 0; }
    qint64 bytesWritten() const override { return m_written; }
    void setHighWatermark(qint64) override { }
    void setReadingPaused(bool) override { }

private:
    EndedTransport();
    void tellLater(bool wasOpened, const QString &reason);

    const Serializer *m_serializer = nullptr;
    WampTransportDetails m_details;
    qint64 m_written = 0;
    PeerLink m_peer{this};
};

} // namespace Gantry::Wamp

// SPDX-License-Identifier: MIT
// An application's side of a byte stream: what Twisted calls a Protocol. It knows
// octets and their two ends, and nothing of what carries them.
#pragma once

#include "bytestreamtransport.h"

#include <QtCore/QObject>

namespace Gantry {

class WrappingWebSocketAdapter;

/*!
    Subclass it and reimplement dataReceived(). connectionMade() comes first,
    connectionLost() last, each once; a stream whose connection never came about gets
    neither.

    Made by a StreamFactory and owned by its connection, which deletes it after
    connectionLost(). Deleting it earlier ends the stream as loseConnection() does. In
    each of these functions everything may be done: writing, ending, deleting this or
    the connection, spinning an event loop.
*/
class GANTRY_WEBSOCKET_EXPORT StreamProtocol : public QObject
{
    Q_OBJECT

public:
    explicit StreamProtocol(QObject *parent = nullptr);
    ~StreamProtocol() override;

    //! The other side; from connectionMade() until connectionLost() has returned,
    //! nullptr before and after.
    ByteStreamTransport *transport() const noexcept { return m_transport; }

    //! Connects it to \a transport, which is borrowed, and calls connectionMade().
    //! These three are called by whoever carries the stream, and by tests.
    void makeConnection(ByteStreamTransport *transport);
    void deliver(QByteArrayView data) { dataReceived(data); }
    //! Calls connectionLost() and forgets the transport. No effect without one.
    void loseTransport(const ConnectionLostReason &reason);
    void tellDrained() { outputDrained(); }

protected:
    //! The stream is up; transport() can be written to.
    virtual void connectionMade();
    //! Octets of the peer, as many as happened to come, in order and never empty.
    //! \a data is valid during the call.
    virtual void dataReceived(QByteArrayView data) = 0;
    //! The stream is over. Kind Clean: the peer or this side ended it in order, and
    //! everything that was sent has arrived; otherwise some of it may be missing.
    virtual void connectionLost(const ConnectionLostReason &reason);
    //! The output was full (SendResult::Full) and half of it has left.
    virtual void outputDrained();

private:
    friend class WrappingWebSocketAdapter;
    ByteStreamTransport *m_transport = nullptr;
};

} // namespace Gantry

// SPDX-License-Identifier: MIT
// What a StreamProtocol writes to: a byte stream's other side as Twisted's ITransport
// What a StreamProtocol writes to: the other side of a byte stream, as Twisted's
// ITransport has it. An interface, so that a stream protocol can be tested without a
// WebSocket.

#include "../core/export.h"
#include "../websocket/closetypes.h"

#include <QtCore/QByteArrayList>

namespace Gantry {

class Producer;

//! Borrowed from StreamProtocol::transport(), which says how long it is there. What
//! counts are octets; how they are cut into messages on the wire is nobody's business.
class GANTRY_WEBSOCKET_EXPORT ByteStreamTransport
{
public:
    virtual ~ByteStreamTransport();

    //! Takes \a data to be sent in order. Queued or Full: taken, Full asks to wait for
    //! StreamProtocol::outputDrained(). NotOpen: the stream is over or loseConnection()
    //! was called, and \a data is dropped.
    virtual SendResult write(const QByteArray &data) = 0;
    //! write() of all of them in order; the last result, or the first that was not taken.
    virtual SendResult writeSequence(const QByteArrayList &data) = 0;

    //! Ends the stream once everything written has left; connectionLost() follows, and
    //! dataReceived() is called no more.
    virtual void loseConnection() = 0;
    //! Ends it at once; what was not sent yet is lost. connectionLost() follows.
    virtual void abortConnection() = 0;

    //! Both ends, as "tcp4:127.0.0.1:4711", "tcp6:[::1]:4711" or "unix:/path".
    virtual QString peer() const = 0;
    virtual QString host() const = 0;

    //! Stops reading from the peer, who is slowed down by that: dataReceived() is not
    //! called until resumeProducing(), after which it comes from the event loop. When the
    //! peer ends the stream, what it had sent is delivered all the same.
    virtual void pauseProducing() = 0;
    virtual void resumeProducing() = 0;

    //! Octets on their way that the operating system has not taken, with what the
    //! protocol below adds to them.
    virtual qint64 bytesToWrite() const = 0;

    //! Has \a producer paused and resumed by the output's watermarks; see Producer. It
    //! is borrowed until unregisterProducer() or its stopProducing(). false: there is
    //! one already, or the stream is over.
    virtual bool registerProducer(Producer *producer, bool streaming) = 0;
    virtual void unregisterProducer() = 0;

protected:
    ByteStreamTransport() = default;
    Q_DISABLE_COPY_MOVE(ByteStreamTransport)
};

} // namespace Gantry

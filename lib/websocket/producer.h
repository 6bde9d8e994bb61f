// SPDX-License-Identifier: MIT
#pragma once

namespace Gantry {

/*!
    A source of messages that goes as fast as its peer reads, for
    WebSocketAdapterProtocol::registerProducer().

    A streaming producer (Twisted's push producer) sends on its own account, and is
    told to pause when outputHighWatermark is reached and to resume when half of that
    has left. Any other (pull producer) is asked to resume each time there is room, and
    sends something in each such call: after one that sends nothing it may be asked again
    only when something else was written or read, or it is registered anew.

    Called in the thread of the connection, and from inside the call that filled the
    output; any function of the protocol may be called from here, and the protocol or
    the producer deleted, once it was unregistered.
*/
class Producer
{
public:
    virtual ~Producer() = default;

    //! Stop sending for now. Not called for pull producers.
    virtual void pauseProducing() { }
    //! Go on, or for a pull producer: send the next piece.
    virtual void resumeProducing() = 0;
    //! The connection is closing or gone and takes nothing any more; it has forgotten
    //! this producer.
    virtual void stopProducing() = 0;
};

} // namespace Gantry

// SPDX-License-Identifier: MIT
// A session and a router of one process without a connection between them.
#pragma once

#include "transport.h"

namespace Gantry::Wamp {

/*!
    Joins \a client and \a router, which live in the current thread and have no transport
    yet; both are borrowed. From the event loop the router's side is opened first, then the
    client's; either may go at any moment, which aborts the other's transport.

    Without a \a router, as a session creator that refuses gives it, \a client is told from
    the event loop that its transport is open and at its end.

    Messages are handed over as they are: nothing is serialized, serializer() is nullptr.
    They are delivered from the event loop, in order, those that waited when a turn began in
    that turn; while a peer is inside onMessage() its further ones wait, also in an event
    loop that it spins.

    bytesToWrite() and bytesWritten() count an estimate: a fixed cost for each message and
    the octets of its payload. Nothing is ever TooBig or NotSerializable. The high watermark
    begins at 1 MiB.

    After close() the other side gets what was sent before, even if it had paused reading,
    and whoever closed gets nothing more.

    The two transports own themselves; they go when both ends have been told the end.
*/
GANTRY_WAMP_EXPORT void connectInProcess(MessagePeer *client, MessagePeer *router);

} // namespace Gantry::Wamp

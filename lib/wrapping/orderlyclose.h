// SPDX-License-Identifier: MIT
// Closes a connection after what was written to it.
#pragma once

namespace Gantry {

class WebSocketAdapterProtocol;

//! Begins the closing handshake with 1000 once the operating system has taken what
//! was sent before. Sending the close frame at once would keep the order too, but its
//! deadline would run while a slow peer still reads, and cut off the rest. A peer that
//! takes nothing for closeHandshakeTimeout (0: however long) does not read any more: the
//! connection is aborted. Goes on by itself when the caller is gone; a connection that is
//! not open yet is given up.
void closeOnceWritten(WebSocketAdapterProtocol *protocol);

} // namespace Gantry

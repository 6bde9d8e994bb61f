// SPDX-License-Identifier: GPL-3.0-only
// An opening handshake as the octets that it may have been.
#pragma once

#include "tap/record.h"

namespace Gantry::Inspector {

struct HandshakeHeads
{
    QByteArray request = {};
    QByteArray response = {}; //!< empty: none came
    bool operator==(const HandshakeHeads &) const = default;
};

enum class ExtensionHeaders : quint8 { Keep, LeaveOut };

//! What \a open knows is kept in its order; what makes it an upgrade and is missing is
//! put behind, so that whoever reads it sees one.
HandshakeHeads handshakeHeads(const Tap::OpenRecord &open, ExtensionHeaders extensions);

//! "GET /chat?room=1 HTTP/1.1" for a URL of any scheme.
QByteArray requestLineFor(const QByteArray &url);

//! The first line of an answer that opened the connection.
QByteArray switchingProtocols();

//! A handshake for a connection of which only frames were seen.
Tap::OpenRecord assumedOpening(const Tap::FrameRecord &firstFrame);

} // namespace Gantry::Inspector

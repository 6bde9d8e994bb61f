// SPDX-License-Identifier: MIT
// Both heads of an opening handshake, as the engine's events and octets tell them:
// for the protocol's properties and for the tap.
#pragma once

#include "core/handshake/headerfields.h"
#include "core/role.h"

#include <QtCore/QByteArray>

namespace Gantry {

namespace Core {
struct HandshakeRequest;
struct HandshakeResponse;
struct PlainRequest;
} // namespace Core

struct OpeningRecord
{
    QByteArray requestLine; //!< "GET /chat HTTP/1.1"
    QByteArray target;
    Core::HeaderFields request;
    QByteArray statusLine; //!< "HTTP/1.1 101 Switching Protocols"
    Core::HeaderFields response;

    //! What the peer said.
    void received(const Core::HandshakeRequest &request);
    void received(const Core::HandshakeResponse &response);
    void received(const Core::PlainRequest &request);
    //! What we said: \a octets begin with our head.
    void sent(Core::Role role, QByteArrayView octets);

    QByteArray extensions() const { return response.joined("Sec-WebSocket-Extensions"); }
};

} // namespace Gantry

// SPDX-License-Identifier: MIT
// Between the engine's words and the application's: what was asked, and what is answered.
#pragma once

#include "core/handshake/serverhandshake.h"
#include "websocket/connectdecision.h"
#include "websocket/protocoloptions.h"

namespace Gantry {

ConnectionRequest publicRequest(const Core::HandshakeRequest &request, const QString &peer);
HttpRequest publicRequest(const Core::PlainRequest &request, const QString &peer);

//! What \a decision, which is a deny() or a page(), says to the client.
Core::HandshakeRejection rejectionOf(const ConnectDecision &decision);

//! Why nobody need be asked about a request to \a host, whatever it asks for; nullopt
//! when there is no reason.
std::optional<ConnectDecision> refusalOfHost(const QByteArray &host, const ServerOptions &options,
                                             bool isSecure);
//! The same of a WebSocket from \a origin.
std::optional<ConnectDecision> refusalOfOrigin(const QByteArray &origin, const ServerOptions &options);

} // namespace Gantry

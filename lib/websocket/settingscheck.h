// SPDX-License-Identifier: MIT
// Whether settings can be used at all, for programs that read them from a person and
// want to say so before they connect or listen. The rules are those that a connection
// applies itself; nothing here needs to be called.
#pragma once

#include "../core/export.h"
#include "connectiondetails.h"

#include <QtCore/QUrl>

namespace Gantry {

// Each returns an empty string, or what is wrong (English, one line).

//! As listenWS() and connectWS() understand \a url.
GANTRY_WEBSOCKET_EXPORT QString complaintAboutUrl(const QUrl &url);
//! As WebSocketAdapterFactory::setHeaders() wants them.
GANTRY_WEBSOCKET_EXPORT QString complaintAboutHeaders(const HeaderFields &headers);
//! As WebSocketAdapterFactory::setSubprotocols() wants them.
GANTRY_WEBSOCKET_EXPORT QString complaintAboutSubprotocols(const QStringList &subprotocols);
//! As ServerOptions::allowedOrigins wants them: a pattern that is none lets nobody in
//! and says nothing.
GANTRY_WEBSOCKET_EXPORT QString complaintAboutOrigins(const QStringList &patterns);

//! As ServerOptions::allowedHosts wants them.
GANTRY_WEBSOCKET_EXPORT QString complaintAboutHosts(const QStringList &patterns);

} // namespace Gantry

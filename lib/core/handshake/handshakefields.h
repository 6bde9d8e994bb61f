// SPDX-License-Identifier: MIT
// What both halves of the opening handshake share: the names in it, and what may not
// be put into a head by an application, because it would break the head or contradict
// the handshake.
#pragma once

#include "core/handshake/headerfields.h"

namespace Gantry::Core {

//! Fields that the handshake itself writes or that would announce a body: Host,
//! Upgrade, Connection, Sec-WebSocket-*, Content-Length, Transfer-Encoding ...
bool isHandshakeField(QByteArrayView name) noexcept;

//! Empty when \a field can go on the wire, else what is wrong with its octets.
QByteArray complaintAboutOctets(const HeaderField &field);

//! The first complaint about \a fields, those of the handshake included.
QByteArray complaintAboutFields(const HeaderFields &fields);

//! Path and query as RFC 6455 section 3 wants them: visible ASCII from the first
//! '/' on, without a fragment.
bool isOriginForm(QByteArrayView target) noexcept;

//! uri-host [ ":" port ], by its octets: nothing that ends an authority, names a
//! user, or separates.
bool isHostValue(QByteArrayView host) noexcept;

//! Appends "name: value CRLF" to \a head; nothing when \a value is empty.
void appendField(QByteArray &head, QByteArrayView name, QByteArrayView value);
void appendFields(QByteArray &head, const HeaderFields &fields);

} // namespace Gantry::Core

// SPDX-License-Identifier: GPL-3.0-only
// An opening handshake explained and checked: what was agreed on, parameter by parameter,
// and whether both sides kept RFC 6455 section 4.
#pragma once

#include "decode/fieldgroup.h"

namespace Gantry::Inspector {

//! "Agreed": URL and transport, subprotocol, extensions with their parameters.
FieldGroup agreedGroup(const Tap::OpenRecord &open);

//! "Checked": status, Sec-WebSocket-Key and -Accept, version, whether what was chosen had
//! been offered. Of a handshake that was not seen as octets there are no fields.
FieldGroup checkedGroup(const Tap::OpenRecord &open);

//! What the subprotocol is, for the ones that one meets; empty: not known.
QString explainSubprotocol(QByteArrayView name);

} // namespace Gantry::Inspector

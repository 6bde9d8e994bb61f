// SPDX-License-Identifier: GPL-3.0-only
// The secrets of a WAMP login, in whatever a message is serialized with. Knows the shape
// of two messages and leaves all others alone.
#pragma once

#include "export/redaction.h"

#include <optional>

namespace Gantry::Inspector {

enum class WampWire : quint8 { None, Json, MessagePack, Cbor };

struct WampForm
{
    WampWire wire = WampWire::None;
    bool isBatched = false;
    bool operator==(const WampForm &) const = default;
};

//! "wamp.2.json", "wamp.2.cbor.batched" …
WampForm wampFormOf(QByteArrayView subprotocol);

//! \a message without the signature and the extra of AUTHENTICATE, and without the extra
//! of CHALLENGE; nullopt: there is nothing like that in it.
std::optional<QByteArray> withoutWampLogin(QByteArrayView message, WampForm form, RedactionPlan &plan);

} // namespace Gantry::Inspector

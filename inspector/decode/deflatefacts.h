// SPDX-License-Identifier: GPL-3.0-only
// What permessage-deflate (RFC 7692) did to a message and to a connection, and why.
#pragma once

#include "core/handshake/deflateparameters.h"
#include "decode/fieldgroup.h"

#include <optional>

namespace Gantry::Inspector {

//! Of the messages that went one way.
struct DeflateTotals
{
    quint64 messages = 0;
    quint64 compressed = 0; //!< messages
    quint64 wireOctets = 0; //!< of all payloads
    quint64 octets = 0; //!< the same, inflated

    bool operator==(const DeflateTotals &) const = default;
};

//! One message, all its frames together.
struct DeflatedMessage
{
    Core::Direction direction = Core::Direction::Sent;
    bool isControl = false;
    bool isCompressed = false; //!< its first frame has RSV1
    bool isWhole = true; //!< all of its frames were found
    quint64 wireOctets = 0;
    QByteArray payload = {}; //!< inflated
};

//! What the server answered; nullopt: no permessage-deflate, or an answer against the rules.
std::optional<Core::DeflateParameters> agreedDeflate(const Tap::OpenRecord &open);

//! One line: why the message is compressed or is not.
QString deflateReason(const Tap::OpenRecord *open, const DeflatedMessage &message);

//! The message, what was agreed, and the connection so far. \a open: nullptr if unknown.
QList<FieldGroup> deflateGroups(const Tap::OpenRecord *open, const DeflatedMessage &message,
                                const DeflateTotals &sent, const DeflateTotals &received);

//! "41.2 %" of \a octets; empty if there are none.
QString ratioText(quint64 wireOctets, quint64 octets);

} // namespace Gantry::Inspector

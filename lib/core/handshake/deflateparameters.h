// SPDX-License-Identifier: MIT
// permessage-deflate as negotiated (RFC 7692 section 7.1): plain values.
#pragma once

#include <QtCore/qglobal.h>

#include <optional>

namespace Gantry::Core {

//! What the two sides agreed on.
struct DeflateParameters
{
    bool serverNoContextTakeover = false;
    bool clientNoContextTakeover = false;
    int serverMaxWindowBits = 15; //!< 8 to 15
    int clientMaxWindowBits = 15; //!< 8 to 15
    bool operator==(const DeflateParameters &) const = default;
};

//! One offer of a client, as it came (RFC 7692 section 7.1).
struct DeflateOffer
{
    bool serverNoContextTakeover = false; //!< the server is asked for it
    bool clientNoContextTakeover = false; //!< the client says that it will do so
    std::optional<int> serverMaxWindowBits{}; //!< 8 to 15: the server is asked for it
    bool acceptsClientMaxWindowBits = false; //!< the server may limit the client's window
    std::optional<int> clientMaxWindowBits{}; //!< 8 to 15: the client will keep to it
    bool operator==(const DeflateOffer &) const = default;
};

//! What this side wants, and how it compresses. The defaults were chosen by
//! cost: a 15-bit window with memLevel 8 holds about 300 KiB a connection, 12
//! bits with memLevel 5 about 75 KiB, at nearly the same ratio on small JSON.
struct DeflateOptions
{
    bool serverNoContextTakeover = false;
    bool clientNoContextTakeover = false;
    int serverMaxWindowBits = 12; //!< 8 to 15: the largest window the server may use
    int clientMaxWindowBits = 12; //!< 8 to 15: the largest window the client may use
    int level = 1; //!< zlib level, 1 to 9. Level 6 costs 2.6 times level 1
    int memLevel = 5; //!< zlib memLevel, 1 to 9
    //! Messages shorter than this many octets are sent as they are.
    qsizetype minimumBytes = 64;
    bool operator==(const DeflateOptions &) const = default;
};

} // namespace Gantry::Core

// SPDX-License-Identifier: MIT
// Sec-WebSocket-Extensions for permessage-deflate: offers, the server's choice
// and the client's check of it (RFC 7692 sections 5 and 7.1).
#pragma once

#include "core/handshake/deflateparameters.h"
#include "core/handshake/extensions.h"

namespace Gantry::Core {

struct DeflateAgreement
{
    DeflateParameters parameters = {};
    QByteArray response = {}; //!< what the server writes into Sec-WebSocket-Extensions
    bool operator==(const DeflateAgreement &) const = default;
};

//! The client's offer as header value.
QByteArray deflateOffer(const DeflateOptions &options);

//! The well-formed permessage-deflate offers among \a offers, in the client's order.
QList<DeflateOffer> readDeflateOffers(const QList<Extension> &offers);

//! Server: the first acceptable permessage-deflate offer among \a offers, or
//! nullopt to go on without compression. An offer with an unknown, repeated or
//! malformed parameter is declined (RFC 7692 section 7.1).
std::optional<DeflateAgreement> acceptDeflateOffer(const QList<Extension> &offers,
                                                   const DeflateOptions &options);

//! Client: what the server's \a response means given what was offered; nullopt
//! when it is not a legal answer, on which the client must fail the connection.
std::optional<DeflateParameters> checkDeflateResponse(const Extension &response,
                                                      const DeflateOptions &offered);

} // namespace Gantry::Core

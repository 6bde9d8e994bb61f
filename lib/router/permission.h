// SPDX-License-Identifier: MIT
// What was decided about one request, and messages that answer requests.
#pragma once

#include "wamp/message/errors.h"
#include "wamp/message/message.h"

namespace Gantry::Wamp {

struct Permission
{
    QLatin1StringView error = {}; //!< an URI; empty: allowed
    QLatin1StringView text = {}; //!< English
    bool disclose = false; //!< callees or subscribers are told who it is
    bool isPending = false; //!< decided later
    bool isMoot = false; //!< the session has left meanwhile, and may be gone

    bool isAllowed() const noexcept { return error.isEmpty() && !isPending; }
};

//! ERROR with \a text as its only argument.
inline Error makeError(MessageType type, Id request, QLatin1StringView error, const QString &text)
{
    return {.requestType = type,
            .request = request,
            .error = error,
            .payload = text.isEmpty() ? Payload() : Payload::fromValues({text})};
}

//! What of a message's rare options travels on: how a payload that only applications
//! understand is to be read.
inline Rare passedOn(const Rare &rare)
{
    if (rare.isNull())
        return {};
    RareFields fields = rare.fields();
    fields.custom.clear();
    fields.forwardFor.clear();
    return fields;
}

//! What passedOn() keeps in memory, roughly.
inline qint64 octetsOf(const Rare &rare)
{
    if (rare.isNull())
        return 0;
    qint64 characters = 0;
    for (const QString *text :
         {&rare->encAlgo, &rare->encKey, &rare->encSerializer, &rare->pptScheme, &rare->pptSerializer,
          &rare->pptCipher, &rare->pptKeyid, &rare->transactionHash})
        characters += text->size();
    return qint64(sizeof(RareFields)) + 2 * characters;
}

inline bool usesPassthru(const Rare &rare)
{
    return !rare.isNull() && !rare->pptScheme.isEmpty();
}

} // namespace Gantry::Wamp

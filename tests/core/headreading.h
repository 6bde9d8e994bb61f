// SPDX-License-Identifier: MIT
// Ways to feed a head to its reader.
#pragma once

#include "core/handshake/httphead.h"

namespace Gantry::Core {

inline HttpHeadReader readAll(HttpHeadReader::Kind kind, const QByteArray &text, const Limits &limits = {})
{
    HttpHeadReader reader(kind, limits);
    reader.feed(text);
    return reader;
}

//! How many octets were needed to know that \a text is wrong; -1 if it is not.
inline qsizetype octetsUntilError(HttpHeadReader::Kind kind, const QByteArray &text)
{
    HttpHeadReader reader(kind, Limits{});
    for (qsizetype i = 0; i < text.size(); ++i) {
        reader.feed(QByteArrayView(text).sliced(i, 1));
        if (reader.status() == HttpHeadReader::Status::Error)
            return i + 1;
    }
    return -1;
}

} // namespace Gantry::Core

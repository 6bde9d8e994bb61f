// SPDX-License-Identifier: MIT
// What the tables of opening handshakes share.
#pragma once

#include "handshaketext.h"
#include "rulevectors.h"

namespace Gantry::Test {

//! A message of the peer, behind its half of the handshake.
inline QByteArray hello(Core::Role receiver)
{
    return onTheWire({.payload = "Hello"}, receiver);
}

//! Server: the request is answered with 101, \a chosen being the extension and the
//! subprotocol in the answer, and the message behind it arrives.
inline Outcome serverOpens(const QByteArray &chosen = {}, const QByteArray &target = "/chat?room=1")
{
    return staysOpen({"request " + target, "open", "text Hello"}, {"HTTP 101" + chosen});
}

//! Server: nothing is told, the answer is \a status, and what is behind is not read.
inline Outcome serverRefuses(int status, const QByteArray &phrase)
{
    const QByteArray number = QByteArray::number(status);
    return {.events = {},
            .answers = {"HTTP " + number},
            .end = {.reason = "opening handshake refused: HTTP " + number + ' ' + phrase,
                    .by = Core::ClosedBy::Local,
                    .phase = Core::ClosePhase::OpeningHandshake,
                    .httpStatus = status}};
}

//! Client: the answer is taken, and the message behind it arrives.
inline Outcome clientOpens(const QByteArray &subprotocol = {})
{
    return staysOpen({"response " + subprotocol, "open", "text Hello"});
}

//! Client: nothing is told and nothing sent; \a status 0: the answer could not be read.
inline Outcome clientRefuses(int status, const QByteArray &text)
{
    return {.events = {},
            .answers = {},
            .end = {.reason = text,
                    .by = status == 0 ? Core::ClosedBy::Local : Core::ClosedBy::Remote,
                    .phase = Core::ClosePhase::OpeningHandshake,
                    .httpStatus = status}};
}

} // namespace Gantry::Test

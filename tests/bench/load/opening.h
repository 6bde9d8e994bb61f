// SPDX-License-Identifier: MIT
// The opening handshake of RFC 6455 section 4 in both roles: heads go in and come
// out, nobody is connected here.
#pragma once

#include "loadsettings.h"

namespace Gantry::Bench {

QByteArray openingRequest(const LoadSettings &settings, const QByteArray &key);
//! A new Sec-WebSocket-Key.
QByteArray openingKey();

struct Opened
{
    std::optional<DeflateAgreement> deflate{};
    QByteArray answer{}; //!< of a server
    QString error{}; //!< empty: it is open
};

//! \a head: up to and with the empty line.
Opened readAnswer(const QByteArray &head, const QByteArray &key, const LoadSettings &settings);
Opened readRequest(const QByteArray &head, const LoadSettings &settings);

} // namespace Gantry::Bench

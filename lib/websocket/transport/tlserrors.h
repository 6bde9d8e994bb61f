// SPDX-License-Identifier: MIT
// What a client does to begin TLS, and what it says when that fails.
#pragma once

#include <QtNetwork/QSslConfiguration>
#include <QtNetwork/QSslSocket>

#include <optional>

namespace Gantry {

//! Begins TLS on a connected \a socket; \a host is whom it must turn out to be. Without a
//! configuration the system's authorities count.
void beginClientTls(QSslSocket &socket, const std::optional<QSslConfiguration> &configuration,
                    const QString &host);

//! Why the TLS handshake with \a host failed, in English. \a errors is what the socket's
//! sslErrors() told.
QString tlsErrorText(const QSslSocket &socket, const QString &host, const QList<QSslError> &errors);

} // namespace Gantry

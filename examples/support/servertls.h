// SPDX-License-Identifier: MIT
// A server's certificate and key from PEM files.
#pragma once

#include <QtCore/QString>
#include <QtNetwork/QSslConfiguration>

#include <variant>

namespace Gantry::Examples {

//! Reads the chain of \a certificateFile (the server's own certificate first) and
//! the private key of \a keyFile (RSA or EC). The string says what is wrong.
std::variant<QSslConfiguration, QString> serverTls(const QString &certificateFile, const QString &keyFile);

} // namespace Gantry::Examples

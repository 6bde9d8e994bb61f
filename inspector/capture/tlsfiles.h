// SPDX-License-Identifier: GPL-3.0-only
// From PEM files to the TLS settings of a proxy's two sides.
#pragma once

#include "capture/proxyroute.h"

#include <QtNetwork/QSslConfiguration>

namespace Gantry::Inspector {

//! Settings, or in English why a file cannot be used.
using TlsResult = std::variant<QSslConfiguration, QString>;

//! For the clients of the proxy: its certificate with chain, and the key.
TlsResult listenerTls(const ProxyTlsFiles &files);
//! The same with what is at hand: a certificate with its chain, and its key.
QSslConfiguration serverTls(const QList<QSslCertificate> &chain, const QSslKey &key);
//! For the target: verified by chain and host name unless files.insecure.
TlsResult targetTls(const ProxyTlsFiles &files);

} // namespace Gantry::Inspector

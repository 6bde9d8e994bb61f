// SPDX-License-Identifier: MIT
// How ends of a connection are written in logs, properties and records.
#pragma once

#include <QtCore/QString>
#include <QtNetwork/QHostAddress>

namespace Gantry {

//! "tcp4:127.0.0.1:4711" or "tcp6:[::1]:4711"; an IPv4 address that came through an
//! IPv6 socket is written as what it is.
QString socketAddressText(const QHostAddress &address, quint16 port);

//! The same of an IPv4 address in the machine's order, made without QHostAddress: servers
//! need it several times a connection.
QString ipv4AddressText(quint32 address, quint16 port);

//! The same of an end whose port is not known: "tcp4:127.0.0.1" or "tcp6:[::1]".
QString socketAddressText(const QHostAddress &address);

//! "unix:/path"; only "unix:" for an end that has no name.
QString socketAddressText(const QString &localPath);

} // namespace Gantry

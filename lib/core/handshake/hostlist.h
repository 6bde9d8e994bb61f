// SPDX-License-Identifier: MIT
// Which names a server answers to. A page whose name its owner makes resolve to
// 127.0.0.1 (DNS rebinding) reaches a server there with an Origin that it chose and that
// looks like the same site; only the name in Host tells it apart.
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QStringList>

namespace Gantry::Core {

//! Whether \a host (the Host field's value, or the authority of an absolute target) is
//! let in by \a patterns; an empty list lets in every host. A pattern is "*" or
//! host[:port] in which '*' stands for any run of characters inside one component. Without
//! a port it fits every port; with one, a host without a port counts as \a defaultPort.
//! Names are compared without case and without a final dot, IPv6 addresses in brackets
//! and as they are written.
bool isHostAllowed(QByteArrayView host, const QStringList &patterns, quint16 defaultPort);

//! Whether \a pattern is one that isHostAllowed() knows, and so can match at all.
bool isHostPattern(const QString &pattern);

} // namespace Gantry::Core

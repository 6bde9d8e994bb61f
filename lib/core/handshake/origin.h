// SPDX-License-Identifier: MIT
// Which web pages may open a connection (RFC 6455 section 10.2).
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QStringList>

namespace Gantry::Core {

//! Whether \a origin (the header's value; empty if there was none) is let in by
//! \a patterns. A pattern is "*" or scheme://host[:port] in which '*' stands for
//! any run of characters inside one component; ports are compared with the
//! scheme's default filled in. A missing Origin comes from a program that is not a
//! browser and is let in. "null" is let in by a pattern "null", and by "*" if
//! \a allowNull.
bool isOriginAllowed(QByteArrayView origin, const QStringList &patterns, bool allowNull = true);

//! Whether \a pattern is one that isOriginAllowed() knows, and so can match at all.
bool isOriginPattern(const QString &pattern);

} // namespace Gantry::Core

// SPDX-License-Identifier: GPL-3.0-only
// The pieces of JSON that record lines are put together from, appended to an array
// of octets: no tree is built, a line costs its length.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QByteArrayView>

namespace Gantry::Inspector {

//! \a text is UTF-8 already: what JSON cannot hold raw is escaped (RFC 8259 section
//! 7), and so are the line separators U+0085, U+2028 and U+2029, which many readers
//! take for the end of a line.
void appendJsonString(QByteArrayView text, QByteArray &out);
//! \a octets of unknown kind, such as header values: UTF-8 if they are, otherwise
//! each octet as the Latin-1 character it is.
void appendJsonOctets(QByteArrayView octets, QByteArray &out);
void appendBase64String(QByteArrayView octets, QByteArray &out);

} // namespace Gantry::Inspector

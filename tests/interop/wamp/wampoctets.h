// SPDX-License-Identifier: MIT
// WAMP messages, right and wrong ones, as octets: written down as JSON, sent in any encoding.
// Nothing here is the library's, which would refuse to write what is wrong.
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace Gantry::Interop {

//! The value that \a json stands for in "json", "msgpack" or "cbor".
QByteArray wampOctets(const QByteArray &json, const QString &serializer);

//! A list in a list in a list ..., \a levels deep.
QByteArray nestedLists(qsizetype levels, const QString &serializer);

//! The same as the only argument of a CALL with \a request.
QByteArray callWithNestedLists(int request, qsizetype levels, const QString &serializer);

} // namespace Gantry::Interop

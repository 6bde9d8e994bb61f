// SPDX-License-Identifier: GPL-3.0-only
// The texts of single values, for each of the binary formats: the octets of one value in,
// a line out. (JSON's values are texts.)
#pragma once

#include <QtCore/QByteArrayView>
#include <QtCore/QString>

namespace Gantry::Inspector {

//! A text in quotes, escaped and cut; never more than is shown is decoded.
QString quotedText(QByteArrayView utf8, qsizetype maxCharacters);
//! h'de ad be ef'
QString octetsLiteral(QByteArrayView octets, qsizetype maxCharacters);

QString cborScalarText(QByteArrayView octets, qsizetype maxCharacters);
QString messagePackScalarText(QByteArrayView octets, qsizetype maxCharacters);

//! The content of a text or byte string without its head; chunks of CBOR are joined, up to
//! \a maxOctets.
QByteArray cborStringContent(QByteArrayView octets, qsizetype maxOctets);
QByteArray messagePackStringContent(QByteArrayView octets, qsizetype maxOctets);

//! "uint", "float16", "tag 0 (date and time), text"
QString cborTypeText(QByteArrayView octets);
QString messagePackTypeText(QByteArrayView octets);

} // namespace Gantry::Inspector

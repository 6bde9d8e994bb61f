// SPDX-License-Identifier: GPL-3.0-only
// The texts of a document's nodes, made from their octets when somebody looks. All of them
// are bounded, however large the value.
#pragma once

#include "decode/document.h"

#include <optional>

namespace Gantry::Inspector {

inline constexpr qsizetype NodeTextCharacters = 200;

//! The octets of a node's key, without quotes if it is a text.
QByteArray keyContent(const Document &document, quint32 node);
//! The key as it is shown: a text as it is, other keys of CBOR and MessagePack as values.
QString keyText(const Document &document, quint32 node);

//! One line. JSON's values stand as they were sent; texts of the others are quoted, octets
//! in hex; containers say how much is in them.
QString valueText(const Document &document, quint32 node, qsizetype maxCharacters = NodeTextCharacters);

//! The value to copy: a text without quotes and escapes, everything else as valueText().
QString plainText(const Document &document, quint32 node, qsizetype maxCharacters = 1024 * 1024);

//! The content of a text, UTF-8, cut at \a maxOctets; empty for other values.
QByteArray textContent(const Document &document, quint32 node, qsizetype maxOctets);

//! "object", "text", "float32", "uint, tag 1 (time)", "list of unknown length".
QString typeText(const Document &document, quint32 node);

//! "$.a.b[3]", "$["two words"]"; of the second of several values "$[1]".
QString nodePath(const Document &document, quint32 node);

//! The value and all that is in it on one line, {"a": 1, "b": [2, 3]}, cut where it is long.
QString compactText(const Document &document, quint32 node, qsizetype maxCharacters = NodeTextCharacters);

//! A whole number from 0 that the node is, or would be to JavaScript (2.0).
std::optional<quint64> unsignedValue(const Document &document, quint32 node);

} // namespace Gantry::Inspector

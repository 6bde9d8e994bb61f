// SPDX-License-Identifier: GPL-3.0-only
// Reads a payload as a document: in the format that was chosen, or in the one that the
// subprotocol, the opcode and the octets themselves suggest. What is malformed is read up to
// there. Slow for large payloads (5 MiB of JSON take some 50 ms): to be run in a worker.
#pragma once

#include "decode/documentbuilder.h"

#include <optional>

namespace Gantry::Inspector {

//! What is known of a payload besides its octets.
struct DocumentHint
{
    bool isText = false; //!< of a text message
    QByteArray subprotocol = {}; //!< of its connection
    std::optional<DocumentFormat> chosen = {}; //!< not to be guessed
    bool operator==(const DocumentHint &) const = default;
};

//! "wamp.2.msgpack.batched" -> MessagePack; None: the name does not tell.
DocumentFormat formatOfSubprotocol(QByteArrayView subprotocol) noexcept;
//! Whether a message is several values, each with a frame of its own (WAMP's batches).
bool isBatchedSubprotocol(QByteArrayView subprotocol) noexcept;

//! JSON of a text message is known by its first character; binary formats are tried.
DocumentFormat guessFormat(const QByteArray &payload, const DocumentHint &hint, const StopTest &stop = {});

//! Empty, without a problem, if the payload has no format that is known.
Document readDocument(const QByteArray &payload, const DocumentHint &hint, const DocumentBounds &bounds = {},
                      const StopTest &stop = {});

QString formatName(DocumentFormat format);

// One format each: the values in [begin, end) of the builder's octets.
void readJson(DocumentBuilder &builder, qsizetype begin, qsizetype end);
void readCbor(DocumentBuilder &builder, qsizetype begin, qsizetype end);
void readMessagePack(DocumentBuilder &builder, qsizetype begin, qsizetype end);

} // namespace Gantry::Inspector

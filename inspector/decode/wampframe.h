// SPDX-License-Identifier: GPL-3.0-only
// What a message says in WAMP: its type, its ids and its URI, read as far as the octets allow
// and without judging. A peer that breaks WAMP's rules is just what one wants to see.
#pragma once

#include "decode/documentbuilder.h"

#include <QtCore/QList>

namespace Gantry::Inspector {

//! Whether this build knows WAMP at all (GANTRY_WAMP).
bool isWampSupported() noexcept;
//! "wamp.2.json", "wamp.2.cbor.batched" and so on.
bool isWampSubprotocol(QByteArrayView subprotocol) noexcept;

//! One message. Ids are 0 where the type has none.
struct WampFrame
{
    quint16 type = 0; //!< the code; 0: not even that could be read
    QByteArrayView typeName = {}; //!< "CALL", of static storage; empty: no such type
    quint16 requestType = 0; //!< of the message that an ERROR is about
    quint64 requestId = 0;
    quint64 objectId = 0; //!< of a subscription, a registration or a session
    quint64 publicationId = 0;
    QByteArray uri = {}; //!< topic, procedure, realm, reason or error; at most MaxUriOctets
    bool isProgress = false; //!< more of this result, or of this call, follow
    bool isAcknowledged = false; //!< a PUBLISH that asks for PUBLISHED
    bool isMalformed = false; //!< elements are missing or are of another kind
    quint32 node = 0; //!< in the document it was read from
    bool operator==(const WampFrame &) const = default;
};

inline constexpr qsizetype MaxUriOctets = 1024;
//! Of a batch that holds more the first ones are read.
inline constexpr int MaxFramesOfBatch = 1000;

//! The messages of \a message, most often one. What is behind \a bounds does not matter:
//! types, ids and URIs stand in front.
struct WampFrames
{
    Document document = {};
    QList<WampFrame> frames = {};
};
WampFrames readWampFrames(const QByteArray &message, const QByteArray &subprotocol,
                          const DocumentBounds &bounds = {});

//! Enough for type, ids, options and URI of one message.
inline constexpr DocumentBounds WampHeadBounds{.maxNodes = 1000, .maxDepth = 8, .maxOctets = 1024 * 1024};

struct WampField
{
    QString name = {}; //!< "Request", "Options", "Procedure"
    quint32 node = 0;
    bool operator==(const WampField &) const = default;
};

//! The elements of \a frame behind its code, by name.
QList<WampField> wampFields(const Document &document, const WampFrame &frame);

//! What is wrong with \a message by WAMP's rules, English; empty: nothing.
QString wampProblem(const QByteArray &message, const QByteArray &subprotocol);

//! The name of the type with \a code, "CALL"; empty: there is none.
QByteArrayView wampTypeName(quint16 code) noexcept;

} // namespace Gantry::Inspector

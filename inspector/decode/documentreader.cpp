// SPDX-License-Identifier: GPL-3.0-only
#include "decode/documentreader.h"

#include "decode/payloadtext.h"
#include "decode/words.h"

#include <QtCore/QtEndian>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype BatchLengthSize = 4;

bool beginsAsJson(QByteArrayView payload)
{
    const QByteArrayView trimmed = payload.first(std::min<qsizetype>(payload.size(), 4096)).trimmed();
    return !trimmed.isEmpty() && (trimmed.front() == '{' || trimmed.front() == '[');
}

void readValues(DocumentBuilder &builder, DocumentFormat format, qsizetype begin, qsizetype end)
{
    switch (format) {
    case DocumentFormat::Json:
        readJson(builder, begin, end);
        break;
    case DocumentFormat::Cbor:
        readCbor(builder, begin, end);
        break;
    case DocumentFormat::MessagePack:
        readMessagePack(builder, begin, end);
        break;
    case DocumentFormat::None:
        break;
    }
}

//! The binary serializers of WAMP put a length in front of each message of a batch, the
//! highest octet first. (JSON's messages end with 0x1e, which the reader takes for a blank.)
void readBatch(DocumentBuilder &builder, DocumentFormat format)
{
    const QByteArrayView octets = builder.octets();
    qsizetype at = 0;
    while (builder.isGoing() && at < octets.size()) {
        const qsizetype rest = octets.size() - at - BatchLengthSize;
        const quint32 size = rest >= 0 ? qFromBigEndian<quint32>(octets.data() + at) : 0;
        if (rest < qsizetype(size)) {
            builder.fail(Words::tr("A batch that is cut short."), at);
            return;
        }
        at += BatchLengthSize;
        readValues(builder, format, at, at + size);
        at += size;
    }
}

//! Whether \a payload is one object or list of \a format and nothing else.
bool isOne(const QByteArray &payload, DocumentFormat format, const StopTest &stop)
{
    DocumentBuilder builder(payload, format, {}, stop);
    readValues(builder, format, 0, builder.octets().size());
    const Document document = builder.take();
    return document.isComplete() && document.at(0).children == 1 && isContainer(document.at(1).type);
}

} // namespace

DocumentFormat formatOfSubprotocol(QByteArrayView subprotocol) noexcept
{
    if (subprotocol.indexOf("msgpack") >= 0 || subprotocol.indexOf("messagepack") >= 0) {
        return DocumentFormat::MessagePack;
    }
    if (subprotocol.indexOf("cbor") >= 0) {
        return DocumentFormat::Cbor;
    }
    return subprotocol.indexOf("json") >= 0 ? DocumentFormat::Json : DocumentFormat::None;
}

bool isBatchedSubprotocol(QByteArrayView subprotocol) noexcept
{
    return subprotocol.startsWith("wamp.2.") && subprotocol.endsWith(".batched");
}

DocumentFormat guessFormat(const QByteArray &payload, const DocumentHint &hint, const StopTest &stop)
{
    if (hint.chosen) {
        return *hint.chosen;
    }
    const DocumentFormat promised = formatOfSubprotocol(hint.subprotocol);
    if (promised == DocumentFormat::Json || hint.isText) {
        // A text message is not binary, whatever the connection speaks.
        return promised == DocumentFormat::Json || beginsAsJson(payload) ? DocumentFormat::Json
                                                                         : DocumentFormat::None;
    }
    if (promised != DocumentFormat::None) {
        return promised;
    }
    if (beginsAsJson(payload) && looksLikeText(payload)) {
        return DocumentFormat::Json;
    }
    // The first octets of lists overlap, but hardly anything is whole in both formats: what
    // is three values to one is three pairs to the other.
    for (const DocumentFormat format : {DocumentFormat::Cbor, DocumentFormat::MessagePack}) {
        if (isOne(payload, format, stop)) {
            return format;
        }
    }
    return DocumentFormat::None;
}

Document readDocument(const QByteArray &payload, const DocumentHint &hint, const DocumentBounds &bounds,
                      const StopTest &stop)
{
    const DocumentFormat format = guessFormat(payload, hint, stop);
    DocumentBuilder builder(payload, format, bounds, stop);
    if (format == DocumentFormat::None) {
        return {};
    }
    if (isBatchedSubprotocol(hint.subprotocol) && format != DocumentFormat::Json) {
        readBatch(builder, format);
    } else {
        readValues(builder, format, 0, builder.octets().size());
    }
    return builder.take();
}

QString formatName(DocumentFormat format)
{
    switch (format) {
    case DocumentFormat::Json:
        return u"JSON"_s;
    case DocumentFormat::Cbor:
        return u"CBOR"_s;
    case DocumentFormat::MessagePack:
        return u"MessagePack"_s;
    case DocumentFormat::None:
        break;
    }
    return Words::tr("none");
}

} // namespace Gantry::Inspector

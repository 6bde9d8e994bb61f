// SPDX-License-Identifier: GPL-3.0-only
#include "decode/deflatefacts.h"

#include "core/handshake/deflateoffer.h"
#include "decode/frametext.h"
#include "decode/words.h"

#include <QtCore/QLocale>

#include <algorithm>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

//! Below this hardly any implementation compresses.
constexpr qsizetype ShortMessage = 64;
//! Up to here it is tried what compressing would bring: about a millisecond.
constexpr qsizetype MaxTriedOctets = 64 * 1024;
//! zlib's header and checksum and Qt's length, which a frame does not have.
constexpr qsizetype CompressOverhead = 10;
constexpr int FastLevel = 1;

bool offersDeflate(const Tap::OpenRecord &open)
{
    const auto offers = Core::parseExtensions(open.request.joined("Sec-WebSocket-Extensions"));
    return offers && std::any_of(offers->cbegin(), offers->cend(), [](const Core::Extension &extension) {
               return extension.name == "permessage-deflate";
           });
}

bool looksCompressed(QByteArrayView payload)
{
    static constexpr QByteArrayView Beginnings[] = {
        "\x89PNG", "\xFF\xD8\xFF", "GIF8", "PK\x03\x04", "\x1F\x8B", "\x28\xB5\x2F\xFD", "OggS", "RIFF",
    };
    return std::any_of(std::begin(Beginnings), std::end(Beginnings),
                       [payload](QByteArrayView beginning) { return payload.startsWith(beginning); });
}

QString wouldBeText(const QByteArray &payload)
{
    if (payload.size() > MaxTriedOctets) {
        return {};
    }
    const qsizetype size = std::max<qsizetype>(1, qCompress(payload, FastLevel).size() - CompressOverhead);
    return size < payload.size()
        ? Words::tr("Compressed by itself it would be about %1 (%2).")
              .arg(octetsText(quint64(size)), ratioText(quint64(size), quint64(payload.size())))
        : Words::tr("Compressing would not make it smaller.");
}

QString windowText(int bits)
{
    return octetsText(quint64(1) << bits);
}

FrameField windowField(const QString &name, int bits)
{
    return {.name = name,
            .value = QString::number(bits),
            .meaning = Words::tr("repetitions are found within the last %1").arg(windowText(bits))};
}

FrameField takeoverField(const QString &name, bool none)
{
    return {.name = name,
            .value = none ? Words::tr("no") : Words::tr("yes"),
            .meaning = none
                ? Words::tr("each message is compressed by itself (no_context_takeover): less memory, "
                            "a worse ratio for small messages")
                : Words::tr("a message may refer to those before it: a better ratio, memory is held")};
}

FieldGroup agreementGroup(const Tap::OpenRecord *open)
{
    FieldGroup group{.title = Words::tr("Agreed by the handshake")};
    const auto agreed = open ? agreedDeflate(*open) : std::nullopt;
    if (!agreed) {
        const QString why = !open        ? Words::tr("the handshake was not seen")
            : !offersDeflate(*open)      ? Words::tr("the client did not offer it")
            : open->extensions.isEmpty() ? Words::tr("the server did not take the client's offer")
                                         : Words::tr("the answer has no valid permessage-deflate");
        group.fields << FrameField{u"permessage-deflate"_s, Words::tr("no"), why};
        return group;
    }
    group.fields << FrameField{u"permessage-deflate"_s, Words::tr("yes"), Words::tr("RFC 7692")}
                 << windowField(Words::tr("Server's window bits"), agreed->serverMaxWindowBits)
                 << takeoverField(Words::tr("Server keeps its context"), agreed->serverNoContextTakeover)
                 << windowField(Words::tr("Client's window bits"), agreed->clientMaxWindowBits)
                 << takeoverField(Words::tr("Client keeps its context"), agreed->clientNoContextTakeover);
    return group;
}

FieldGroup messageGroup(const Tap::OpenRecord *open, const DeflatedMessage &message)
{
    const auto octets = quint64(message.payload.size());
    FieldGroup group{.title = Words::tr("This message")};
    group.fields << FrameField{Words::tr("Compressed"),
                               message.isCompressed ? Words::tr("yes") : Words::tr("no"),
                               deflateReason(open, message)}
                 << FrameField{Words::tr("Before"), octetsText(octets),
                               Words::tr("as the application sees it")}
                 << FrameField{Words::tr("On the wire"), octetsText(message.wireOctets),
                               message.isWhole ? Words::tr("payloads of its frames, without headers")
                                               : Words::tr("of the frames that were found")};
    if (message.isCompressed && octets > 0) {
        const auto saved = qint64(octets) - qint64(message.wireOctets);
        group.fields << FrameField{
            Words::tr("Ratio"), ratioText(message.wireOctets, octets),
            saved >= 0 ? Words::tr("%1 saved").arg(octetsText(quint64(saved)))
                       : Words::tr("%1 more than without compression").arg(octetsText(quint64(-saved))),
            saved < 0};
    }
    return group;
}

FieldGroup totalsGroup(const QString &title, const DeflateTotals &totals)
{
    const QLocale locale;
    FieldGroup group{.title = title};
    group.fields << FrameField{Words::tr("Messages"), locale.toString(totals.messages),
                               Words::tr("%1 of them compressed").arg(locale.toString(totals.compressed))}
                 << FrameField{Words::tr("Before"), octetsText(totals.octets)}
                 << FrameField{Words::tr("On the wire"), octetsText(totals.wireOctets)}
                 << FrameField{Words::tr("Ratio"), ratioText(totals.wireOctets, totals.octets)};
    return group;
}

} // namespace

QString ratioText(quint64 wireOctets, quint64 octets)
{
    constexpr double Percent = 100.0;
    return octets == 0
        ? QString()
        : Words::tr("%1 %").arg(QLocale().toString(Percent * double(wireOctets) / double(octets), 'f', 1));
}

std::optional<Core::DeflateParameters> agreedDeflate(const Tap::OpenRecord &open)
{
    const auto extensions = Core::parseExtensions(open.extensions);
    if (!extensions) {
        return std::nullopt;
    }
    for (const Core::Extension &extension : *extensions) {
        if (extension.name == "permessage-deflate") {
            // As if all had been offered: what the client said is not judged here.
            return Core::checkDeflateResponse(extension,
                                              {.serverMaxWindowBits = 15, .clientMaxWindowBits = 15});
        }
    }
    return std::nullopt;
}

QString deflateReason(const Tap::OpenRecord *open, const DeflatedMessage &message)
{
    if (message.isControl) {
        return Words::tr("Control frames are never compressed (RFC 7692 section 6).");
    }
    if (message.isCompressed) {
        return Words::tr("RSV1 of its first frame is set: the sender compressed it.");
    }
    if (open && !agreedDeflate(*open)) {
        return Words::tr("The two sides did not agree on permessage-deflate.");
    }
    if (message.payload.isEmpty()) {
        return Words::tr("There is nothing to compress.");
    }
    if (message.payload.size() < ShortMessage) {
        return Words::tr("The sender chose not to: it is short, and compressing costs more than it saves.");
    }
    if (looksCompressed(message.payload)) {
        return Words::tr("The sender chose not to: its content is of a kind that is compressed already.");
    }
    const QString wouldBe = wouldBeText(message.payload);
    const QString chose = Words::tr("The sender chose not to, as every sender may for each message.");
    return wouldBe.isEmpty() ? chose : chose + u' ' + wouldBe;
}

QList<FieldGroup> deflateGroups(const Tap::OpenRecord *open, const DeflatedMessage &message,
                                const DeflateTotals &sent, const DeflateTotals &received)
{
    QList<FieldGroup> groups{messageGroup(open, message), agreementGroup(open)};
    if (sent.messages > 0) {
        groups << totalsGroup(Words::tr("Sent on this connection so far"), sent);
    }
    if (received.messages > 0) {
        groups << totalsGroup(Words::tr("Received on this connection so far"), received);
    }
    return groups;
}

} // namespace Gantry::Inspector

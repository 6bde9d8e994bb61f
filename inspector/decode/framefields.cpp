// SPDX-License-Identifier: GPL-3.0-only
#include "decode/framefields.h"

#include "decode/frametext.h"
#include "decode/words.h"

#include <QtCore/QLocale>

#include <array>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;

namespace {

QString bit(bool set)
{
    return set ? u"1"_s : u"0"_s;
}

FrameField finField(const Core::FrameHeader &header)
{
    const bool fragmentedControl = !header.fin && header.isControl();
    return {.name = u"FIN"_s,
            .value = bit(header.fin),
            .meaning = fragmentedControl ? Words::tr("a control frame must not be fragmented (section 5.5)")
                : header.fin             ? Words::tr("the message ends with this frame")
                                         : Words::tr("more frames of this message follow"),
            .isSuspicious = fragmentedControl};
}

FrameField rsv1Field(const Core::FrameHeader &header)
{
    const bool set = (header.rsv & Core::Rsv1) != 0;
    const bool misplaced = set && (header.isControl() || header.opcode == quint8(Core::Opcode::Continuation));
    return {.name = u"RSV1"_s,
            .value = bit(set),
            .meaning = !set ? Words::tr("this frame begins no compressed message")
                : misplaced
                ? Words::tr("only the first frame of a message may say it is compressed (RFC 7692)")
                : Words::tr("the message is compressed (permessage-deflate)"),
            .isSuspicious = misplaced};
}

FrameField reservedField(const QString &name, bool set)
{
    return {.name = name,
            .value = bit(set),
            .meaning = set ? Words::tr("no known extension uses this bit") : Words::tr("not used"),
            .isSuspicious = set};
}

FrameField opcodeField(const Tap::FrameRecord &frame)
{
    const quint8 opcode = frame.header.opcode;
    QString meaning = opcodeText(opcode);
    if (opcode == quint8(Core::Opcode::Continuation)) {
        meaning = Words::tr("continuation of a %1 message").arg(opcodeText(frame.messageOpcode));
    }
    return {.name = Words::tr("Opcode"),
            .value = u"0x%1"_s.arg(opcode, 0, 16),
            .meaning = meaning,
            .isSuspicious = !Core::isKnownOpcode(opcode)};
}

FrameField maskField(const Tap::FrameRecord &frame, std::optional<Core::Role> role)
{
    const bool isMasked = frame.header.masked;
    FrameField field{.name = u"MASK"_s,
                     .value = bit(isMasked),
                     .meaning = isMasked ? Words::tr("masked, as frames from a client are")
                                         : Words::tr("not masked, as frames from a server are")};
    // RFC 6455 section 5.1: a client MUST mask all frames, a server MUST NOT mask any.
    const bool isFromClient =
        role && (*role == Core::Role::Client) == (frame.direction == Core::Direction::Sent);
    if (role && isMasked != isFromClient) {
        field.isSuspicious = true;
        field.meaning = isFromClient ? Words::tr("a client must mask its frames (section 5.1)")
                                     : Words::tr("a server must not mask its frames (section 5.1)");
    }
    return field;
}

FrameField maskKeyField(const Core::FrameHeader &header)
{
    return {.name = Words::tr("Masking key"),
            .value = u"0x%1"_s.arg(header.maskKey, 8, 16, QLatin1Char('0')),
            .meaning =
                header.maskKey == 0 ? Words::tr("zero: the payload is readable on the wire") : QString()};
}

FrameField lengthField(const Core::FrameHeader &header)
{
    const bool tooLong = header.isControl() && header.payloadLength > 125;
    // RFC 6455 section 5.2: the most significant bit MUST be 0.
    const bool topBit = (header.payloadLength >> 63) != 0;
    QString meaning = header.payloadLength <= 125 ? Words::tr("in 7 bits")
        : header.payloadLength <= 0xFFFF          ? Words::tr("in 7 + 16 bits")
                                                  : Words::tr("in 7 + 64 bits");
    if (topBit) {
        meaning = Words::tr("the top bit of a 64-bit length must be 0 (section 5.2)");
    } else if (!header.minimalLength) {
        meaning = Words::tr("written with more octets than needed (section 5.2)");
    } else if (tooLong) {
        meaning = Words::tr("a control frame carries at most 125 octets (section 5.5)");
    }
    return {.name = Words::tr("Payload length"),
            .value = QLocale().toString(header.payloadLength),
            .meaning = meaning,
            .isSuspicious = tooLong || topBit || !header.minimalLength};
}

FrameField inflatedField(const Tap::FrameRecord &frame)
{
    const auto size = quint64(frame.payload.size());
    const quint64 wire = frame.header.payloadLength;
    QString meaning = Words::tr("kept of what was on the wire");
    if (size == wire) {
        meaning = Words::tr("the same as on the wire");
    } else if (size > 0 && (frame.header.rsv & Core::Rsv1) != 0) {
        meaning = Words::tr("%1 % of it on the wire")
                      .arg(QLocale().toString(100.0 * double(wire) / double(size), 'f', 1));
    }
    return {.name = Words::tr("Payload"), .value = octetsText(size), .meaning = meaning};
}

} // namespace

QList<FrameField> frameFields(const Tap::FrameRecord &frame, std::optional<Core::Role> role)
{
    const Core::FrameHeader &header = frame.header;
    QList<FrameField> fields{
        finField(header),
        rsv1Field(header),
        reservedField(u"RSV2"_s, (header.rsv & Core::Rsv2) != 0),
        reservedField(u"RSV3"_s, (header.rsv & Core::Rsv3) != 0),
        opcodeField(frame),
        maskField(frame, role),
        lengthField(header),
    };
    if (header.masked) {
        fields << maskKeyField(header);
    }
    fields << inflatedField(frame);
    const QString octets = headerOctetsText(header);
    if (!octets.isEmpty()) {
        fields << FrameField{.name = Words::tr("Header octets"),
                             .value = octets,
                             .meaning = octetsText(quint64(Core::frameHeaderSize(header)))};
    }
    return fields;
}

QString headerOctetsText(const Core::FrameHeader &header)
{
    if (!header.minimalLength) {
        return {};
    }
    std::array<char, Core::MaxFrameHeaderSize> octets{};
    const int size = Core::writeFrameHeader(header, octets);
    return QString::fromLatin1(QByteArray(octets.data(), size).toHex(' '));
}

} // namespace Gantry::Inspector

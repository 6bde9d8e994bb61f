// SPDX-License-Identifier: GPL-3.0-only
#include "decode/frametext.h"

#include "decode/closetext.h"
#include "decode/payloadtext.h"
#include "decode/words.h"

#include <QtCore/QLocale>
#include <QtCore/QStringList>

namespace Gantry::Inspector {

using namespace Qt::Literals::StringLiterals;
using Core::Opcode;

namespace {

const QString &separator()
{
    static const QString text = u" · "_s;
    return text;
}

QString closePreview(QByteArrayView payload)
{
    const ClosePayload close = parseClosePayload(payload);
    if (!close.code) {
        return payload.isEmpty() ? Words::tr("no code") : previewHex(payload);
    }
    const QString code = closeCodeText(*close.code);
    return close.reason.isEmpty() ? code : code + separator() + previewLine(close.reason);
}

QString framePreview(const Tap::FrameRecord &frame)
{
    QString text;
    if (frame.header.opcode == quint8(Opcode::Close)) {
        text = closePreview(frame.payload);
    } else if (frame.messageOpcode == quint8(Opcode::Text) || looksLikeText(frame.payload)) {
        text = previewLine(frame.payload);
    } else {
        text = previewHex(frame.payload);
    }
    if (frame.note.isEmpty()) {
        return text;
    }
    const QString note = u"⚠ "_s + previewLine(frame.note);
    return text.isEmpty() ? note : note + separator() + text;
}

QString openPreview(const Tap::OpenRecord &open)
{
    QStringList parts{previewLine(open.url.isEmpty() ? open.requestLine : open.url)};
    if (!open.peer.isEmpty()) {
        parts << previewLine(open.peer);
    }
    if (open.statusLine.isEmpty()) {
        parts << Words::tr("no answer");
    } else if (!open.statusLine.contains(" 101")) {
        parts << previewLine(open.statusLine);
    }
    if (!open.subprotocol.isEmpty()) {
        parts << previewLine(open.subprotocol);
    }
    if (!open.extensions.isEmpty()) {
        parts << previewLine(open.extensions);
    }
    return parts.join(separator());
}

QString closedPreview(const Tap::CloseRecord &close)
{
    QStringList parts{closeCodeText(close.code)};
    if (!close.reason.isEmpty()) {
        parts << previewLine(close.reason);
    }
    parts << (close.wasClean ? Words::tr("clean") : Words::tr("not clean"));
    parts << closedByText(close.by);
    return parts.join(separator());
}

QString stateText(Core::ConnectionState state)
{
    switch (state) {
    case Core::ConnectionState::Connecting:
        return Words::tr("connecting");
    case Core::ConnectionState::Open:
        return Words::tr("open");
    case Core::ConnectionState::Closing:
        return Words::tr("closing");
    case Core::ConnectionState::Closed:
        break;
    }
    return Words::tr("closed");
}

struct Previewer
{
    QString operator()(const Tap::OpenRecord &open) const { return openPreview(open); }
    QString operator()(const Tap::FrameRecord &frame) const { return framePreview(frame); }
    QString operator()(const Tap::MessageRecord &message) const
    {
        return message.isBinary ? previewHex(message.payload) : previewLine(message.payload);
    }
    QString operator()(const Tap::OctetsRecord &octets) const { return previewHex(octets.octets); }
    QString operator()(const Tap::StateRecord &state) const { return stateText(state.state); }
    QString operator()(const Tap::CloseRecord &close) const { return closedPreview(close); }
    QString operator()(const Tap::DropRecord &drop) const
    {
        return Words::tr("%1 records were lost here (%2): they came faster than they could be passed on")
            .arg(QLocale().toString(drop.count), octetsText(drop.octets));
    }
};

} // namespace

QString opcodeText(quint8 opcode)
{
    if (!Core::isKnownOpcode(opcode)) {
        return Words::tr("reserved 0x%1").arg(opcode, 0, 16);
    }
    switch (Opcode(opcode)) {
    case Opcode::Continuation:
        return Words::tr("continuation");
    case Opcode::Text:
        return Words::tr("text");
    case Opcode::Binary:
        return Words::tr("binary");
    case Opcode::Close:
        return Words::tr("close");
    case Opcode::Ping:
        return Words::tr("ping");
    case Opcode::Pong:
        break;
    }
    return Words::tr("pong");
}

QString frameTypeText(const Tap::FrameRecord &frame)
{
    const Core::FrameHeader &header = frame.header;
    const bool isContinuation = header.opcode == quint8(Opcode::Continuation);
    const QString type = opcodeText(isContinuation ? frame.messageOpcode : header.opcode);
    if (isContinuation) {
        return header.fin ? Words::tr("%1, last").arg(type) : Words::tr("%1, more").arg(type);
    }
    return header.fin ? type : Words::tr("%1, first").arg(type);
}

QString recordTypeText(const Tap::Record &record)
{
    switch (Tap::kindOf(record)) {
    case Tap::RecordKind::Open:
        return Words::tr("open");
    case Tap::RecordKind::Frame:
        return frameTypeText(std::get<Tap::FrameRecord>(record));
    case Tap::RecordKind::Message:
        return Words::tr("message");
    case Tap::RecordKind::Octets:
        return Words::tr("octets");
    case Tap::RecordKind::State:
        return Words::tr("state");
    case Tap::RecordKind::Close:
        return Words::tr("closed");
    case Tap::RecordKind::Drop:
        break;
    }
    return Words::tr("lost");
}

QString directionText(Core::Direction direction)
{
    return direction == Core::Direction::Sent ? Words::tr("sent") : Words::tr("received");
}

std::optional<Core::Direction> directionOf(const Tap::Record &record) noexcept
{
    return std::visit(
        [](const auto &value) -> std::optional<Core::Direction> {
            if constexpr (requires { value.direction; }) {
                return value.direction;
            } else {
                return std::nullopt;
            }
        },
        record);
}

QByteArrayView payloadOf(const Tap::Record &record) noexcept
{
    return std::visit(
        [](const auto &value) -> QByteArrayView {
            if constexpr (requires { value.payload; }) {
                return value.payload;
            } else if constexpr (requires { value.octets.data(); }) {
                return value.octets;
            } else {
                return {};
            }
        },
        record);
}

QByteArrayView noteOf(const Tap::Record &record) noexcept
{
    const auto *frame = std::get_if<Tap::FrameRecord>(&record);
    return frame ? QByteArrayView(frame->note) : QByteArrayView();
}

QString recordPreview(const Tap::Record &record)
{
    return std::visit(Previewer{}, record);
}

QString octetsText(quint64 octets)
{
    return octets == 1 ? Words::tr("1 octet") : Words::tr("%1 octets").arg(QLocale().toString(octets));
}

} // namespace Gantry::Inspector

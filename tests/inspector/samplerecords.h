// SPDX-License-Identifier: GPL-3.0-only
// Records of every kind a window has to show, made by hand: a chat with JSON and a
// fragmented message, a compressed feed, a client that breaks rules, a loss.
#pragma once

#include "tap/record.h"

#include <QtCore/QList>

namespace Gantry::Inspector::Test {

//! 2026-01-01T12:00:00Z
inline constexpr qint64 SampleTimeNs = 1'767'268'800'000'000'000;

//! A bound of a store whose segments are as small as they get, 4 KiB: some 70 short
//! texts.
inline constexpr qint64 SmallBound = 256 * 1024;

inline Tap::FrameRecord frame(quint64 connection, Core::Direction direction, Core::Opcode opcode,
                              const QByteArray &payload)
{
    Tap::FrameRecord record;
    record.head = {.connection = connection, .timeNs = SampleTimeNs};
    record.direction = direction;
    record.header.opcode = quint8(opcode);
    record.header.masked = direction == Core::Direction::Sent;
    record.header.maskKey = record.header.masked ? 0x37FA213D : 0;
    record.header.payloadLength = quint64(payload.size());
    record.messageOpcode = quint8(opcode);
    record.payload = payload;
    return record;
}

inline Tap::FrameRecord text(quint64 connection, const QByteArray &payload,
                             Core::Direction direction = Core::Direction::Sent)
{
    return frame(connection, direction, Core::Opcode::Text, payload);
}

//! One of the frames of a fragmented text message.
inline Tap::FrameRecord fragment(quint64 connection, const QByteArray &payload, bool isFirst, bool isLast)
{
    Tap::FrameRecord record = text(connection, payload);
    record.header.opcode = isFirst ? quint8(Core::Opcode::Text) : quint8(Core::Opcode::Continuation);
    record.header.fin = isLast;
    return record;
}

inline Tap::FrameRecord malformed(quint64 connection, Tap::FrameRecord record, const QByteArray &note)
{
    record.head.connection = connection;
    record.note = note;
    return record;
}

inline Tap::OpenRecord open(quint64 connection, const QByteArray &url, const QByteArray &subprotocol = {},
                            const QByteArray &extensions = {})
{
    Tap::OpenRecord record;
    record.head = {.connection = connection, .timeNs = SampleTimeNs};
    record.role = Core::Role::Client;
    record.url = url;
    record.peer = "tcp4:127.0.0.1:4711";
    record.requestLine = "GET /chat HTTP/1.1";
    record.request = {{"Host", "127.0.0.1:9000"},
                      {"Upgrade", "websocket"},
                      {"Connection", "Upgrade"},
                      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                      {"Sec-WebSocket-Version", "13"}};
    record.statusLine = "HTTP/1.1 101 Switching Protocols";
    record.response = {{"Upgrade", "websocket"},
                       {"Connection", "Upgrade"},
                       {"Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="}};
    record.subprotocol = subprotocol;
    record.extensions = extensions;
    return record;
}

inline Tap::CloseRecord closed(quint64 connection, quint16 code, const QByteArray &reason, bool wasClean)
{
    Tap::CloseRecord record;
    record.head = {.connection = connection, .timeNs = SampleTimeNs};
    record.code = code;
    record.reason = reason;
    record.wasClean = wasClean;
    record.by = wasClean ? Core::ClosedBy::Remote : Core::ClosedBy::Transport;
    return record;
}

inline QByteArray closePayload(quint16 code, const QByteArray &reason)
{
    return QByteArray(1, char(code >> 8)) + char(code & 0xFF) + reason;
}

//! \a count text frames "message 0" … of connection 1.
inline QList<Tap::Record> manyTexts(int count, int first = 0)
{
    QList<Tap::Record> records;
    records.reserve(count);
    for (int i = first; i < first + count; ++i) {
        records << text(1, "message " + QByteArray::number(i));
    }
    return records;
}

//! A little of everything, a second apart at most.
inline QList<Tap::Record> conversation()
{
    using Core::Direction;
    using Core::Opcode;
    Tap::FrameRecord compressed =
        text(2, R"({"sensor":"boiler-3","celsius":71.25,"pressure":2.4,"ok":true,"tags":["heat","cellar"]})",
             Direction::Received);
    compressed.header.rsv = Core::Rsv1;
    compressed.header.payloadLength = 41;
    Tap::FrameRecord reservedBits = text(3, "hello");
    reservedBits.header.rsv = Core::Rsv2;
    Tap::FrameRecord unmasked = text(3, "I forgot my mask");
    unmasked.header.masked = false;
    QList<Tap::Record> records{
        open(1, "ws://127.0.0.1:9000/chat", "chat.v1"),
        text(1, R"({"type":"join","room":"harbour","name":"Ada"})"),
        text(1, R"({"type":"joined","room":"harbour","members":["Ada","Lin","Noor"],"topic":null})",
             Direction::Received),
        text(1, R"({"type":"say","text":"Good morning, everybody. Is the crane at berth 4 free?"})"),
        open(2, "ws://127.0.0.1:9000/feed", {}, "permessage-deflate; client_max_window_bits=12"),
        compressed,
        frame(1, Direction::Received, Opcode::Ping, "1767268800"),
        frame(1, Direction::Sent, Opcode::Pong, "1767268800"),
        frame(2, Direction::Received, Opcode::Binary,
              QByteArray::fromHex("89504e470d0a1a0a0000000d49484452000001f4000000c80806000000a3f1")),
        fragment(1, "A longer message ", true, false),
        fragment(1, "that comes in ", false, false),
        fragment(1, "three frames.\nWith a second line.", false, true),
        open(3, "ws://127.0.0.1:9000/chat"),
        malformed(3, reservedBits, "RSV2 is set and no extension uses it (RFC 6455 section 5.2)"),
        malformed(3, unmasked, "a client must mask its frames (RFC 6455 section 5.1)"),
        frame(3, Direction::Received, Opcode::Close, closePayload(1002, "frame not masked")),
        closed(3, 1002, "frame not masked", false),
        Tap::DropRecord{.head = {.connection = 0, .timeNs = SampleTimeNs}, .count = 128, .octets = 65536},
        text(1, "Grüße aus Hamburg — Καλημέρα 日本", Direction::Received),
        frame(1, Direction::Sent, Opcode::Close, closePayload(1000, "bye")),
        frame(1, Direction::Received, Opcode::Close, closePayload(1000, "bye")),
        closed(1, 1000, "bye", true),
        compressed,
    };
    qint64 time = SampleTimeNs;
    for (Tap::Record &record : records) {
        std::visit([&time](auto &value) { value.head.timeNs = time += 41'234'567; }, record);
    }
    return records;
}

} // namespace Gantry::Inspector::Test

// SPDX-License-Identifier: GPL-3.0-only
// Conversations as a client and a server would have had them, down to the octets, and
// the records that a decoder makes of those.
#pragma once

#include "core/frame/masking.h"
#include "core/message/deflatecodec.h"
#include "tap/connectiondecoder.h"

#include <QtCore/QList>

#include <array>
#include <memory>

namespace Gantry::Inspector::Test {

struct WireStep
{
    Tap::Direction direction = Tap::Direction::Sent;
    QByteArray octets = {};
};

class WireConversation
{
public:
    static constexpr qint64 Start = 1'767'225'600'000'000'000;
    static constexpr qint64 Step = 1'234'567; // nanoseconds between two steps

    explicit WireConversation(const QByteArray &host, const QByteArray &extensions = {})
    {
        send(Tap::Direction::Sent,
             "GET /chat?room=1 HTTP/1.1\r\nHost: " + host
                 + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        send(Tap::Direction::Received,
             "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                 + (extensions.isEmpty() ? QByteArray() : "Sec-WebSocket-Extensions: " + extensions + "\r\n")
                 + "\r\n");
    }

    void frame(Tap::Direction direction, quint8 opcode, QByteArray payload, bool fin = true, quint8 rsv = 0)
    {
        Core::FrameHeader header;
        header.fin = fin;
        header.rsv = rsv;
        header.opcode = opcode;
        header.masked = direction == Tap::Direction::Sent;
        header.maskKey = header.masked ? 0x37FA213D + quint32(m_steps.size()) : 0;
        header.payloadLength = quint64(payload.size());
        std::array<char, Core::MaxFrameHeaderSize> head;
        const int size = Core::writeFrameHeader(header, head);
        if (header.masked)
            Core::applyMask(std::span(payload.data(), size_t(payload.size())), header.maskKey, 0);
        send(direction, QByteArray(head.data(), size) + payload);
    }
    //! With context takeover, in \a parts frames.
    void compressed(Tap::Direction direction, quint8 opcode, const QByteArray &payload, int parts = 1)
    {
        Core::Deflater &deflater = *m_deflaters[size_t(direction)];
        QByteArray octets;
        if (deflater.compress(payload, octets))
            fragments(direction, opcode, octets, parts, Core::Rsv1);
    }
    void fragments(Tap::Direction direction, quint8 opcode, const QByteArray &octets, int parts,
                   quint8 rsv = 0)
    {
        const qsizetype size = octets.size() / parts;
        for (int i = 0; i < parts; ++i) {
            const bool isLast = i + 1 == parts;
            frame(direction, i == 0 ? opcode : 0, octets.mid(i * size, isLast ? -1 : size), isLast,
                  i == 0 ? rsv : 0);
        }
    }
    void close()
    {
        frame(Tap::Direction::Sent, 8, QByteArray("\x03\xe8") + "bye");
        frame(Tap::Direction::Received, 8, QByteArray("\x03\xe8") + "bye");
    }

    const QList<WireStep> &steps() const { return m_steps; }
    static qint64 timeOf(qsizetype step) { return Start + step * Step; }

    //! As a proxy records it. \a ends: the connection is over.
    QList<Tap::Record> records(quint64 connection, bool secure = false, bool ends = true,
                               const QByteArray &peer = "tcp4:127.0.0.1:41234") const
    {
        QList<Tap::Record> records;
        Tap::DecoderOptions options;
        options.secure = secure;
        options.peer = peer;
        Tap::ConnectionDecoder decoder(connection, options,
                                       [&](Tap::Record &&record) { records.append(std::move(record)); });
        for (qsizetype i = 0; i < m_steps.size(); ++i)
            decoder.feed(m_steps[i].direction, m_steps[i].octets, timeOf(i));
        if (ends)
            decoder.finish(timeOf(m_steps.size()));
        return records;
    }

private:
    void send(Tap::Direction direction, const QByteArray &octets) { m_steps.append({direction, octets}); }

    QList<WireStep> m_steps;
    static std::unique_ptr<Core::Deflater> deflater()
    {
        return std::make_unique<Core::Deflater>(15, 6, 8, false);
    }

    std::array<std::unique_ptr<Core::Deflater>, 2> m_deflaters{deflater(), deflater()};
};

//! Texts of every size a header can say, in both directions, with pings between.
inline void addMessages(WireConversation &conversation, bool compresses, int parts)
{
    using Tap::Direction;
    const QByteArray line = R"({"sensor":"boiler-3","celsius":71.25,"name":"cellar"})";
    for (const qsizetype size : {0, 5, 125, 126, 4000, 65535, 65536, 200'000}) {
        const QByteArray text = line.repeated(int(size / line.size() + 1)).first(size);
        QByteArray binary(size, '\0');
        for (qsizetype i = 0; i < size; ++i)
            binary[i] = char((i * 7 + (i >> 8)) & 0xff);
        for (const Direction direction : {Direction::Sent, Direction::Received}) {
            const int count = size < 10 ? 1 : parts;
            if (compresses) {
                conversation.compressed(direction, 1, text, count);
                conversation.compressed(direction, 2, binary, count);
            } else {
                conversation.fragments(direction, 1, text, count);
                conversation.fragments(direction, 2, binary, count);
            }
        }
        conversation.frame(Direction::Received, 9, "ping " + QByteArray::number(size));
        conversation.frame(Direction::Sent, 10, "ping " + QByteArray::number(size));
    }
}

} // namespace Gantry::Inspector::Test

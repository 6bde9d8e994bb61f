// SPDX-License-Identifier: MIT
// A Connection with everything around it that a test needs: a sink that writes down
// what it is told, mask keys that count up, and a clock that stands until it is
// moved.
#pragma once

#include "core/connection.h"
#include "core/frame/framewriter.h"

#include <QtCore/QByteArrayList>

#include <functional>

namespace Gantry::Test {

using namespace std::chrono_literals;

class CountingKeys : public Core::RandomSource
{
public:
    quint32 nextMaskKey() override { return m_next += 0x01020305; }

private:
    quint32 m_next = 0x37fa213d;
};

//! Writes each event down as a line.
class RecordingSink : public Core::ConnectionSink
{
public:
    QByteArrayList events;
    //! Those, and what is told besides: "autopong", "closeframe", "timeout". The last
    //! hundred.
    QByteArrayList everything;
    Core::CloseInfo closeInfo;
    Core::HandshakeRequest request;
    QList<QByteArray> messages;
    QList<QByteArray> pieces; //!< of messages that are delivered in parts
    //! What to do inside an event, by the event's first word; returns whether the sink lives on.
    std::function<bool(const QByteArray &event)> during = [](const QByteArray &) { return true; };

    bool requestReceived(const Core::HandshakeRequest &r) override
    {
        request = r;
        return note("request " + r.target);
    }
    bool plainRequestReceived(const Core::PlainRequest &r) override
    {
        return note("plain " + r.head.method + ' ' + r.target);
    }
    bool responseReceived(const Core::HandshakeResponse &r) override
    {
        return note("response " + r.subprotocol);
    }
    bool opened() override { return note("open"); }
    bool messageReceived(const QByteArray &payload, bool isBinary) override
    {
        messages.append(payload);
        return note((isBinary ? "binary " : "text ") + shown(payload));
    }
    bool messageBegan(bool isBinary) override { return note(isBinary ? "begin binary" : "begin text"); }
    bool frameReceived(const QByteArray &payload) override
    {
        pieces.append(payload);
        return note("frame " + shown(payload));
    }
    bool frameBegan(quint64 length) override { return note("frame of " + QByteArray::number(length)); }
    bool frameData(const QByteArray &payload) override
    {
        pieces.append(payload);
        return note("data " + shown(payload));
    }
    bool frameEnded() override { return note("frame end"); }
    bool messageEnded() override { return note("end"); }
    bool pingReceived(const QByteArray &payload) override { return note("ping " + payload); }
    bool pongReceived(const QByteArray &payload) override { return note("pong " + payload); }
    bool autoPongReceived(quint64 sequence, std::chrono::nanoseconds roundTrip) override
    {
        return tell("autopong " + QByteArray::number(sequence) + ' ' + QByteArray::number(roundTrip / 1ms));
    }
    bool closeFrameReceived(quint16 code, const QByteArray &reason) override
    {
        return tell("closeframe " + QByteArray::number(code) + ' ' + reason);
    }
    bool timedOut(Core::CloseTimeout timeout) override
    {
        return tell("timeout " + QByteArray::number(int(timeout)));
    }
    bool closed(const Core::CloseInfo &info) override
    {
        closeInfo = info;
        return note("closed " + QByteArray::number(info.code) + (info.wasClean ? " clean" : " unclean"));
    }

private:
    static QByteArray shown(const QByteArray &payload)
    {
        return payload.size() > 40 ? QByteArray::number(payload.size()) + " octets" : payload;
    }
    bool note(const QByteArray &event)
    {
        events.append(event);
        return tell(event);
    }
    bool tell(const QByteArray &event)
    {
        if (everything.size() == 100)
            everything.removeFirst();
        everything.append(event);
        return during(event);
    }
};

inline const QByteArray SampleKey = QByteArrayLiteral("dGhlIHNhbXBsZSBub25jZQ==");

inline QByteArray upgradeRequest(const QByteArray &moreFields = {})
{
    return "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: "
        + SampleKey + "\r\nSec-WebSocket-Version: 13\r\n" + moreFields + "\r\n";
}

inline QByteArray upgradeResponse(const QByteArray &moreFields = {})
{
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
        + moreFields + "\r\n";
}

struct EnginePeer
{
    CountingKeys keys;
    RecordingSink sink;
    Core::TimePoint now{1000s};
    Core::Connection engine;

    explicit EnginePeer(const Core::ConnectionOptions &options)
        : engine(options, &sink, &keys)
    { }
    explicit EnginePeer(Core::Role role)
        : EnginePeer(Core::ConnectionOptions{.role = role})
    { }

    void feed(QByteArrayView bytes) { engine.receive(bytes, now); }
    void feedBytewise(QByteArrayView bytes)
    {
        for (qsizetype i = 0; i < bytes.size(); ++i)
            engine.receive(bytes.sliced(i, 1), now);
    }

    //! Through the opening handshake; events and output start anew.
    void open(const QByteArray &moreFields = {})
    {
        if (engine.role() == Core::Role::Server) {
            engine.startServer(now);
            feed(upgradeRequest(moreFields));
            if (engine.state() == Core::ConnectionState::Connecting)
                engine.accept({}, now);
        } else {
            engine.startClient({.host = "example.com", .target = "/chat"}, SampleKey, now);
            feed(upgradeResponse(moreFields));
        }
        engine.takeOutput();
        sink.events.clear();
        sink.everything.clear();
    }

    //! All that waits to be taken.
    QByteArray output()
    {
        QByteArray octets;
        while (engine.hasOutput())
            octets += engine.takeOutput();
        return octets;
    }

    //! Time passes, and the engine is told as its owner would.
    void advance(std::chrono::milliseconds duration)
    {
        const Core::TimePoint end = now + duration;
        for (auto due = engine.nextDeadline(); due && *due <= end; due = engine.nextDeadline()) {
            now = *due;
            engine.handleTimeout(now);
        }
        now = end;
    }

    //! What this engine's peer would send: masked if that is a client.
    QByteArray wire(Core::FrameHeader header, QByteArrayView payload) const
    {
        header.masked = engine.role() == Core::Role::Server;
        header.maskKey = header.masked ? 0xA1B2C3D4 : 0;
        header.payloadLength = quint64(payload.size());
        QByteArray out;
        Core::appendFrame(out, header, payload);
        return out;
    }
    QByteArray wire(Core::Opcode opcode, QByteArrayView payload, bool fin = true) const
    {
        return wire({.fin = fin, .opcode = quint8(opcode)}, payload);
    }
};

//! A frame as read back from an engine's output, unmasked.
struct SentFrame
{
    Core::FrameHeader header;
    QByteArray payload;
};

//! The payload of a close frame.
QByteArray closePayload(quint16 code, const QByteArray &reason = {});
QList<SentFrame> readFrames(QByteArrayView octets);
//! The code of the only close frame in \a octets; -1: none or several, 0: one without a code.
int sentCloseCode(QByteArrayView octets);

} // namespace Gantry::Test
